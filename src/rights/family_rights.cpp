#include "hearth/rights/family_rights.hpp"

#include <algorithm>
#include <map>

#include <fmt/format.h>

namespace hearth {

FamilyRights::FamilyRights(const Book& book, const Family& family, FiguresOf figures, LifeFigures lives, Report& report)
    : family_(family), lives_(std::move(lives)) {
    const std::size_t before = report.errors();
    rules_ = std::make_unique<Rulebook>(book, &family, report);
    if (report.errors() == before) facts_ = std::make_unique<FamilyFacts>(book, family, figures);
}

void FamilyRights::live_by(LifeFigures lives) {
    lives_ = std::move(lives);
    moves_ = nullptr;
    drawn_ = nullptr;
    together_ = nullptr;
}

Timeline& FamilyRights::course() {
    if (course_ == nullptr) {
        course_ = std::make_unique<Timeline>(*rules_, *facts_);
        course_->run();
    }
    return *course_;
}

const Rule* FamilyRights::demand(std::size_t right) {
    const auto known = demand_.find(right);
    if (known != demand_.end()) return known->second.get();
    std::unique_ptr<Rule>& made = demand_[right];
    const Basis* basis = rules_->book().basis(family_.basis);
    if (basis == nullptr) return nullptr;
    for (const auto& [name, expression] : basis->demand) {
        if (name != rules_->path(right) && name != rules_->rights()[right].name()) continue;
        Report report;
        Rule rule = rules_->compile(expression, rules_->rights()[right].programme, right, Type::Base::number, report);
        for (const Diagnostic& fault : report.sorted())
            if (fault.severity == Severity::error) throw Fault(Stop::input, fault);
        made = std::make_unique<Rule>(std::move(rule));
    }
    return made.get();
}

std::unique_ptr<Timeline> FamilyRights::until(Date day) const {
    auto timeline = std::make_unique<Timeline>(*rules_, *facts_);
    timeline->run(day);
    return timeline;
}

namespace {

Cell day_cell(const std::optional<Date>& day) { return day ? Cell{*day} : Cell{}; }

std::string person_name(const FamilyFacts& facts, int person) { return person < 0 ? "" : facts.name(person); }

Cell holder_cell(FamilyRights& rights, std::size_t holder, int owner) { return text_cell(holder_name(rights, holder, owner)); }

Cell tier_cell(const Rulebook& rules, std::size_t programme, int rank) {
    const std::size_t tiers = rules.programmes()[programme].tiers_of;
    if (tiers == Reading::none || rank == 0) return {};
    return rules.programmes()[tiers].programme->tiers[static_cast<std::size_t>(rank) - 1].name;
}

Frame frame_of(FamilyRights& rights, std::string name, std::vector<Column> columns, std::size_t keys) {
    Frame frame;
    frame.name = std::move(name);
    frame.title = rights.family().header.shown();
    frame.columns = std::move(columns);
    frame.keys = keys;
    frame.provenance = rights_provenance(rights);
    return frame;
}

/// One family is looked at as if no other drew on what is shared.
void note_shared(const std::vector<AccountRules>& accounts, std::vector<std::string>& notes) {
    for (const AccountRules& rules : accounts)
        if (rules.shared) notes.push_back(fmt::format("account {} is of all families: here there is always a place (hearth capacity)", rules.account->header.name));
}

}  // namespace

std::string holder_name(FamilyRights& rights, std::size_t holder, int owner) {
    std::string text = person_name(rights.facts(), owner);
    if (const int policy = rights.course().state().holders[holder].policy; policy >= 0) text += fmt::format(" ({})", rights.facts().written(policy).header.name);
    return text;
}

Provenance rights_provenance(FamilyRights& rights) {
    Provenance out;
    out.command = "rights";
    out.illustrative = rights.rules().illustrative() || rights.family().header.illustrative || rights.lives().illustrative;
    out.conventions = {{"as_of", rights.family().as_of.text()},
                       {"basis", rights.lives().basis},
                       {"method", "dated timeline; probabilities by joint states"},
                       {"horizon", rights.course().horizon().text()}};
    out.notes = rights.course().notes();
    for (const ProgrammeRules& programme : rights.rules().programmes()) note_shared(programme.accounts, out.notes);
    for (const RightRules& right : rights.rules().rights()) note_shared(right.accounts, out.notes);
    for (int policy = 0; policy < rights.facts().policies(); ++policy) {
        out.illustrative = out.illustrative || rights.facts().figures(policy).illustrative;
        if (const std::string& lacks = rights.facts().figures(policy).lacks; !lacks.empty())
            out.notes.push_back(fmt::format("policy {}: premiums and values are unknown ({})", rights.facts().written(policy).header.name, lacks));
    }
    return out;
}

Frame rights_summary(FamilyRights& rights) {
    Frame frame = frame_of(rights, "rights", {{"programme", "", "", -1}, {"right", "", "", -1}, {"person", "", "", -1}, {"owner", "", "", -1}, {"tier", "", "", -1},
                                              {"state", "", "", -1}, {"since", "", "", -1}, {"because", "", "", -1}, {"margin", "", "", -1}, {"next", "", "", -1}}, 4);
    frame.group = 0;
    const Date as_of = rights.family().as_of;
    const auto now = rights.until(as_of);
    const Rulebook& rules = rights.rules();
    // The last line of each right and person by then says why; a later line says when it becomes better.
    std::map<std::tuple<std::size_t, std::size_t, int>, const RightsEvent*> last;
    for (const RightsEvent& event : now->events())
        if (event.right != Reading::none) last[{event.right, event.holder, event.person}] = &event;
    std::map<std::tuple<std::size_t, std::size_t, int>, std::optional<Date>> next;
    for (const RightsEvent& event : rights.course().events()) {
        if (event.right == Reading::none || event.date <= as_of) continue;
        const bool better = event.event == RightEvent::unlocked || event.event == RightEvent::waiting || event.event == RightEvent::usable ||
                            event.event == RightEvent::resumed || event.event == RightEvent::used;
        next.try_emplace({event.right, event.holder, event.person}, better ? std::optional<Date>(event.date) : std::nullopt);
    }
    std::vector<std::size_t> order(rules.rights().size());
    for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
    std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return rules.path(a) < rules.path(b); });
    for (const std::size_t right : order)
        for (const auto& [holder, holding] : now->state().rights[right])
            for (const auto& [person, standing] : holding.people) {
                const RightRules& its = rules.rights()[right];
                const auto why = last.find({right, holder, person});
                if (why == last.end()) continue;
                Cell state = std::string(to_text(standing.word));
                if (standing.word == RightWord::unknown) state = Unknown{*standing.lacks.missing};
                const Rule* lacking = standing.word == RightWord::none ? &its.unlock : standing.word == RightWord::paused ? &its.keep : standing.word == RightWord::unlocked ? &its.use : nullptr;
                std::string margin, because_text = why->second->because;
                if (lacking != nullptr) {
                    const Here here = now->here(right, holder, person);
                    const Condition condition = explain(now->world(), *lacking, here);
                    if (condition.value.known() && !condition.value.yes()) {
                        margin = margin_text(needs(now->world(), condition, true, here, now->currency()));
                        because_text = because(now->world(), condition, here);
                    }
                }
                int rank = 0;
                if (const std::size_t tiers = rules.programmes()[its.programme].tiers_of; tiers != Reading::none)
                    if (const auto tier = now->state().tiers[tiers].find(holder); tier != now->state().tiers[tiers].end()) rank = tier->second.rank;
                const bool open = standing.word != RightWord::usable && standing.word != RightWord::served && standing.word != RightWord::ended;
                const auto later = next.find({right, holder, person});
                frame.rows.push_back({rules.programmes()[its.programme].programme->header.name, its.name(), person_name(rights.facts(), person),
                                      holder_cell(rights, holder, holding.owner), tier_cell(rules, its.programme, rank), std::move(state),
                                      standing.word == RightWord::none ? Cell{} : Cell{standing.since}, text_cell(because_text), text_cell(margin),
                                      open && later != next.end() ? day_cell(later->second) : Cell{}});
            }
    return frame;
}

Frame rights_events(FamilyRights& rights) {
    Frame frame = frame_of(rights, "rights", {{"date", "", "", -1}, {"programme", "", "", -1}, {"right", "", "", -1}, {"person", "", "", -1}, {"owner", "", "", -1},
                                              {"event", "", "", -1}, {"tier", "", "", -1}, {"because", "", "", -1}, {"margin", "", "", -1}, {"next", "", "", -1},
                                              {"probability", "", "", 6}, {"note", "", "", -1}}, 6);
    Timeline& course = rights.course();
    const Rulebook& rules = rights.rules();
    for (const RightsEvent& event : course.events()) {
        const Chance chance = chance_of(course, event, rights.lives());
        frame.rows.push_back({event.date, rules.programmes()[event.programme].programme->header.name,
                              event.right == Reading::none ? Cell{} : Cell{rules.rights()[event.right].name()}, text_cell(person_name(rights.facts(), event.person)),
                              holder_cell(rights, event.holder, event.owner), std::string(to_text(event.event)), tier_cell(rules, event.programme, event.tier),
                              text_cell(event.because), text_cell(event.margin), day_cell(event.next), chance.number ? Cell{*chance.number} : Cell{}, text_cell(chance.note)});
    }
    return frame;
}

}  // namespace hearth
