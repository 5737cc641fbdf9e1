// After the rules of a day, and after the last day: conditions that are timed, and when each line becomes better.
#include "hearth/rights/timeline.hpp"

namespace hearth {

/// After the day: what becomes of each condition that some rule times.
void Timeline::watch() {
    const auto look = [&](const Rule& rule, const Here& at) {
        if (!rule.watched.empty()) changes_with(rule, at.person);
        for (const std::uint32_t index : rule.watched) {
            const Instruction& each = rule.program.at(index);
            const std::tuple<const Instruction*, std::size_t, int> key{&each, at.holder, at.person};
            const Value holds = world_.evaluate(rule.program, each.arguments[0], at);
            Watched& watched = state_.watched[key];
            if (holds.yes() && !watched.yes) watched.since = state_.day;
            if (watched.yes != holds.yes()) note_change();
            watched.yes = holds.yes();
        }
    };
    for (step_ = 0; step_ < steps_.size(); ++step_) {
        const Step& step = steps_[step_];
        if (!step.watches) continue;
        if (step.day != state_.day && !(step.balances && balances_changed_ > step.ran)) continue;
        const std::size_t index = rules_.order()[step_].index;
        if (!rules_.order()[step_].right) {
            for (const auto& [holder, tier] : state_.tiers[index])
                for (const Rule& rule : rules_.programmes()[index].tiers) look(rule, here_of_tier(index, holder));
            continue;
        }
        const RightRules& right = rules_.rights()[index];
        for (const auto& [holder, holding] : state_.rights[index])
            for (const auto& [person, standing] : holding.people) {
                if (standing.word == RightWord::ended) continue;
                const Here at = here(index, holder, person);
                for (const Rule* rule : {&right.unlock, &right.keep, &right.use, &right.end, &right.pass_when}) look(*rule, at);
                for (const PaymentRules& payment : right.pays) {
                    look(payment.when, at);
                    look(payment.amount, at);
                }
            }
    }
    step_ = Reading::none;
}

/// The next better day of each line is a later line of the same right.
void Timeline::look_ahead() {
    const auto better = [](RightEvent event) {
        return event == RightEvent::waiting || event == RightEvent::unlocked || event == RightEvent::usable || event == RightEvent::resumed || event == RightEvent::used;
    };
    for (std::size_t i = 0; i < events_.size(); ++i) {
        RightsEvent& line = events_[i];
        const bool open = line.event == RightEvent::pending || line.event == RightEvent::unlocked || line.event == RightEvent::paused ||
                          line.event == RightEvent::exhausted || line.event == RightEvent::unknown || line.event == RightEvent::waiting;
        if (!open || line.right == Reading::none) continue;
        for (std::size_t j = i + 1; j < events_.size(); ++j) {
            const RightsEvent& later = events_[j];
            if (later.right != line.right || later.holder != line.holder || later.person != line.person) continue;
            if (later.event == RightEvent::ended || !better(later.event)) break;
            line.next = later.date;
            const bool by_itself = line.event == RightEvent::unlocked && later.event == RightEvent::usable && line.needs.size() == 1 &&
                                   line.needs.front().kind == Need::Kind::day && line.needs.front().on == later.date;
            if (by_itself) line.event = RightEvent::waiting;
            break;
        }
    }
}

}  // namespace hearth
