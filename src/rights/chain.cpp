#include "hearth/rights/chain.hpp"

#include <algorithm>

#include "hearth/base/diagnostic.hpp"
#include "hearth/rights/foresight.hpp"
#include "hearth/rights/starting_states.hpp"

namespace hearth {

namespace {

const Date long_ago = Date::from_days(Lived::long_ago);

}  // namespace

Chain::Chain(FamilyRights& rights, const Unit& unit, std::vector<std::string> facts, std::optional<Date> until)
    : rights_(rights), unit_(unit), facts_(std::move(facts)), labels_(1), as_of_(rights.family().as_of) {
    const Date horizon = std::min(rights.course().horizon(), until.value_or(rights.course().horizon()));
    months_ = static_cast<std::size_t>(std::max(0, completed_months(as_of_, horizon)));
    if (unit.whether) months_ = static_cast<std::size_t>(completed_months(as_of_, unit.whether->here.day)) + 1;
    auto& foresight = rights.foresight();
    if (foresight == nullptr) foresight = std::make_shared<Timeline::Foresight>();
    std::vector<Date>& days = foresight->months;
    while (days.size() < months_ + 3) days.push_back(as_of_.plus_months(static_cast<int>(days.size())));
    days_.assign(days.begin(), days.begin() + static_cast<std::ptrdiff_t>(months_ + 3));
    timeline_ = foresight->spare ? std::move(foresight->spare) : std::make_unique<Timeline>(rights.rules(), rights.facts());
    timeline_->foresee_by(foresight);
    timeline_->live(unit.part, facts_);
    remember_dates();
    timeline_->run_before(as_of_);
    supposed_.lived = true;
    timeline_->world().supposed = &supposed_;
    first_ = std::make_shared<const Past>(Past{timeline_->keep(), {}});
    first_waits_ = waiting(0);
    begin();
}

/// Unless it stopped in the middle of a month.
Chain::~Chain() {
    if (supposed_.heard != nullptr) return;
    timeline_->foresee_by(nullptr);
    timeline_->world().plenty.clear();
    rights_.foresight()->spare = std::move(timeline_);
}

void Chain::begin() {
    now_ = 0;
    pasts_ = {first_};
    later_.clear();
    reached_.clear();
    is_reached_.clear();
    begun_ = {0};
    numbers_.clear();
    numbers_.emplace("", 0);  // what is kept of the facts is like no other
    waits_ = {first_waits_};
    months_known_.clear();
    recent_.clear();
    endings_.clear(), alike_.clear();
}

bool Chain::grew() {
    if (!grew_) return false;
    grew_ = false;
    begin();
    return true;
}

Lived Chain::start(int member) const {
    if (is_policy(member)) return {0, long_ago};
    const FamilyFacts& facts = rights_.facts();
    const auto states = starting_states(rights_.rules(), facts);
    const auto found = states.find(facts.name(member));
    if (found == states.end())
        throw Fault("E0603", facts.family().header.place, "unknown: the state of " + facts.name(member) + " must be known for an expectation");
    return kept(member, {found->second, facts.changed(member, facts.leaves().state, as_of_)}, as_of_);
}

Lived Chain::kept(int member, Lived lived, Date day) const {
    if (!since_of_.contains(member)) return {lived.state, long_ago};
    if (is_policy(member)) {
        const bool dated = supposed_.asked_paid.contains(member) || (supposed_.asked_held.contains(member) && matters(status_held_, lived.since, day));
        return {lived.state, lived.state != 0 && dated ? lived.since : long_ago};
    }
    if (supposed_.asked_death.contains(member) || (supposed_.asked_held.contains(member) && matters(held_, lived.since, day))) return lived;
    const bool paid = supposed_.asked_paid.contains(member) && !rights_.facts().model().leavable(lived.state);
    return {lived.state, paid ? rights_.facts().paid_until(member, lived.since).value_or(long_ago) : long_ago};
}

Lived Chain::seen(int member, const Lived& lived) const {
    const Model& model = rights_.facts().model();
    if (is_policy(member) || whole(member) || !model.leavable(lived.state)) return lived;
    std::size_t first = 0;
    while (!model.leavable(first)) ++first;
    return {first, long_ago};
}

std::vector<Lived> Chain::seen(std::vector<Lived> states) const {
    for (std::size_t i = 0; i < states.size(); ++i) states[i] = seen(support_[i], states[i]);
    return states;
}

const Chain::Month& Chain::month(std::size_t k, std::size_t past, const std::vector<Lived>& states) {
    if (k != now_) next_month(k);
    for (std::size_t i = 0; i < support_.size(); ++i) supposed_.suppose(support_[i], states[i].state, states[i].since);
    Known* known = told_before(k, past);
    if (known == nullptr && !grew_) known = &live_month(k, past);
    if (grew_) return none_.out;
    if (known->month != k && known->out.left)
        for (Happening& one : known->out.happenings) one.on = day(k);
    known->month = k;
    again(k, past, known->out);
    return known->out;
}

/// The month, if it is known what was told last in these states.
Chain::Known* Chain::told_recently(std::size_t k, std::size_t past, const Ending& ending) {
    states_asked_ = {ending.key()};
    for (const int member : support_) {
        const auto at = static_cast<std::size_t>(member);
        states_asked_.push_back(static_cast<std::uint64_t>(*supposed_.states[at]) << 32 | static_cast<std::uint32_t>(supposed_.since[at].days()));
    }
    if (recent_.size() <= past) recent_.resize(past + 1);
    const auto recent = recent_[past].find(states_asked_);
    if (recent == recent_[past].end()) return nullptr;
    const auto& [known, lived, until] = recent->second;
    const Date ends = day(k + 1);
    if (until < ends || known->lived != lived) return nullptr;
    const Date its = std::min(until, ends_alike(*known, k, past));
    if (its < ends) return nullptr;
    until_ = its;
    return known;
}

/// The month, if one that was told the same is known.
Chain::Known* Chain::told_before(std::size_t k, std::size_t past) {
    const Ending ending = this->ending(k, past);
    const bool last = unit_.whether && k + 1 == months_;
    if (Known* known = last ? nullptr : told_recently(k, past, ending)) return known;
    const auto found = months_known_.find({past, ending.key()});
    if (found == months_known_.end()) return nullptr;
    const FamilyFacts& facts = rights_.facts();
    const Date begins = day(k), ends = day(k + 1);
    Date until = timeline_->horizon().plus_days(1);
    bool more = false;
    ToldMonths<Known>* at = &found->second;
    while (at != nullptr && at->asks) {
        const Told& asks = *at->asks;
        ToldMonths<Known>* next = nullptr;
        if (asks.what != Told::What::rule) {
            const std::int64_t number = told(supposed_, facts.model(), asks.what, asks.member);
            const auto way = std::find_if(at->ways.begin(), at->ways.end(), [&](const auto& one) { return one.number == number; });
            if (way != at->ways.end()) next = way->next.get();
        } else if (const auto* seen = rights_.foresight()->known(*timeline_, *asks.rule, asks.day == Told::when_over ? *ending.on : begins.plus_days(asks.day))) {
            more = Timeline::Foresight::join_in(supposed_, seen->asked) || more;
            const int within = seen->until < ends ? seen->until.days() - begins.days() : 0;
            until = std::min(until, seen->until);
            const auto way = std::find_if(at->ways.begin(), at->ways.end(), [&](const auto& one) { return one.is(0, &seen->value, within); });
            if (way != at->ways.end()) next = way->next.get();
        }
        at = next;
    }
    if (more && ask_more()) return nullptr;
    if (at == nullptr || at->month == nullptr) return nullptr;
    Known& known = *at->month;
    if (known.out.until && !last) recent_[past][states_asked_] = {&known, known.lived, std::min(until, *known.out.until)};
    until = known.out.until ? std::min({until, *known.out.until, ends_alike(known, k, past)}) : begins;
    if (known.month != k && (last || until < ends)) return nullptr;
    until_ = until < ends ? std::nullopt : std::optional(until);
    return &known;
}

/// Whether those who are asked about are more than before: then nothing of before holds.
bool Chain::ask_more() {
    const auto add = [&](int person) {
        if (std::find(support_.begin(), support_.end(), person) != support_.end()) return;
        support_.push_back(person);
        std::sort(support_.begin(), support_.end());
        grew_ = true;
    };
    for (const int member : supposed_.asked) {
        add(member);
        if (!is_policy(member) || !moves_by_life(member)) continue;
        std::vector<Date> days = rights_.facts().event_days();
        days.push_back(as_of_);
        for (const Date on : days)
            if (const int insured = rights_.facts().role(member - rights_.facts().persons(), Role::insured, on); insured >= 0) grew_ = state_of_.insert(insured).second || grew_;
    }
    supposed_.asked.clear();
    for (const int person : supposed_.asked_state) grew_ = state_of_.insert(person).second || grew_;
    for (const auto* asked : {&supposed_.asked_held, &supposed_.asked_death, &supposed_.asked_paid})
        for (const int person : *asked) grew_ = since_of_.insert(person).second || grew_;
    return grew_;
}

void Chain::next_month(std::size_t k) {
    now_ = k;
    for (auto& [number, past] : later_) pasts_[number] = std::move(past);
    later_.clear();
    is_reached_.resize(pasts_.size());
    for (const std::size_t number : begun_)
        if (!is_reached_[number]) {
            pasts_[number] = nullptr;
            if (!waits_[number].empty()) continue;  // somebody else may come to wait so
            months_known_.erase(months_known_.lower_bound({number, 0}), months_known_.lower_bound({number + 1, 0}));
            if (number < recent_.size()) recent_[number].clear();
        }
    for (const std::size_t number : reached_) is_reached_[number] = false;
    begun_ = std::move(reached_);
    reached_.clear();
    if (lived_ < pruned_ + 2'000) return;  // few are over since
    pruned_ = lived_;
    recent_.clear();
    const Date ends = day(k + 1);
    for (auto at = months_known_.begin(); at != months_known_.end();)
        at = at->second.prune([&](const Known& known) { return known.out.until && ends <= *known.out.until; }) ? months_known_.erase(at) : std::next(at);
}

void Chain::again(std::size_t k, std::size_t past, const Month& month) {
    if (k != now_) next_month(k);
    const std::size_t left = month.leaves(past);
    if (is_reached_.size() <= left) is_reached_.resize(pasts_.size());
    if (!is_reached_[left]) reached_.push_back(left);
    is_reached_[left] = true;
    if (month.after != nullptr) later_.try_emplace(left, month.after);
}

Chain::Known& Chain::live_month(std::size_t k, std::size_t past) {
    ++lived_;
    Month out;
    heard_.clear();
    supposed_.heard = &heard_;
    const Past& before = *pasts_[past];
    timeline_->resume(before.kept);
    go_on_waiting(k, past);
    const Ending ending = this->ending(k, past);
    used_ = before.used;
    std::set<int> unlocked;
    if (unit_.right != Reading::none)
        if (const auto holding = before.kept.state.rights[unit_.right].find(unit_.holder); holding != before.kept.state.rights[unit_.right].end())
            for (const auto& [person, standing] : holding->second.people)
                if (standing.unlocked) unlocked.insert(person);
    std::size_t visited = 0;
    bool when_over = true;
    const bool last = unit_.whether && k + 1 == months_;
    timeline_->go_on(day(k), last ? unit_.whether->here.day.plus_days(1) : day(k + 1), [&](Date on) {
        if (unit_.right != Reading::none) look(on, out, unlocked);
        tell_day();
        if (++visited != 1) {
            when_over = when_over && on == ending.on;
            return;
        }
        ask(out);
        tell_day();
    });
    if (last) look_whether(out);
    supposed_.heard = nullptr;
    if (ask_more()) return none_;
    auto after = std::make_shared<const Past>(Past{timeline_->keep(), used_});
    const std::size_t left = number_after(k + 1);
    if (left != past) out.left = left;
    out.over = over();
    // What changes on a later day of the month is seen when the next begins: that month is not like this one. That a wait is over is.
    if (when_over && !ending.scattered && out.lacks.empty() && repeats(past, out, visited > 1))
        out.until = timeline_->unchanged();
    if (out.until && out.left) {
        for (const auto& [key, balance] : after->kept.state.balances)
            if (balance.next && !timeline_->reopens_to_the_same(balance)) out.until = std::min(*out.until, *balance.next);
        out.after = after;
    }
    later_[left] = std::move(after);  // that of the later day: its periods run on from there
    for (Told& one : heard_)
        if (one.what == Told::What::rule && ending.on && day(k).plus_days(one.day) == *ending.on) one.day = Told::when_over;
    Known& known = months_known_[{past, ending.key()}].of(heard_);
    known.month = k;
    known.lived = lived_;
    known.out = std::move(out);
    until_ = std::nullopt;
    if (!known.out.until) return known;
    Date until = std::min(*known.out.until, ends_alike(known, k, past));
    for (const Told& one : heard_)
        if (one.what == Told::What::rule) until = std::min(until, one.whole_until);
    if (day(k + 1) <= until) until_ = until;
    return known;
}

/// The right has ended for all whom it reaches, which is final, and is passed on to nobody.
bool Chain::over() const {
    if (unit_.right == Reading::none) return false;
    const auto& holdings = timeline_->state().rights[unit_.right];
    const auto holding = holdings.find(unit_.holder);
    if (holding == holdings.end() || (rights_.rules().rights()[unit_.right].right->pass && !holding->second.lost && unit_.part.person < 0)) return false;
    return std::all_of(unit_.people.begin(), unit_.people.end(), [&](int person) {
        const auto standing = holding->second.people.find(person);
        return standing != holding->second.people.end() && standing->second.word == RightWord::ended;
    });
}

/// What a listener asks of the rules is not asked by the course.
void Chain::tell_day() {
    if (!listens) return;
    const Supposed before = supposed_;
    listens(*timeline_);
    supposed_ = before;
}

}  // namespace hearth
