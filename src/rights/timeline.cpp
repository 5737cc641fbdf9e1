#include "hearth/rights/timeline.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "hearth/base/diagnostic.hpp"

namespace hearth {

namespace {

constexpr int oldest = 106;  // years: after that nothing is looked for

bool within(const Header& header, Date day) { return (!header.starts || *header.starts <= day) && (!header.stops || day < *header.stops); }

}  // namespace

std::string_view to_text(RightEvent event) {
    constexpr std::string_view words[] = {"pending",  "waiting",    "unlocked",  "usable",      "used",  "paused", "resumed",
                                          "upgraded", "downgraded", "exhausted", "transferred", "ended", "unknown"};
    return words[static_cast<std::size_t>(event)];
}

Timeline::Timeline(const Rulebook& rules, const FamilyFacts& facts, bool alone)
    : rules_(rules), facts_(facts), world_(rules, facts, state_) {
    state_.alone = alone;
    std::set<std::string> kinds;
    for (const ProgrammeRules& programme : rules.programmes()) kinds.insert(programme.holder);
    const auto hold = [&](const std::string& kind, int person, int policy) {
        Holder holder;
        holder.kind = kind;
        holder.person = person;
        holder.policy = policy;
        state_.holders.push_back(std::move(holder));
    };
    if (alone && kinds.contains("owner")) hold("owner", 0, -1);
    if (alone && kinds.contains("policy")) hold("policy", 0, -1);
    if (kinds.contains("family")) hold("family", -1, -1);
    if (kinds.contains("owner")) {
        std::set<int> owners;
        for (int policy = 0; policy < facts.policies(); ++policy) {
            owners.insert(facts.role(policy, Role::owner, facts.written(policy).issued));
            for (const Date day : facts.event_days()) owners.insert(facts.role(policy, Role::owner, day));
        }
        for (const int owner : owners)
            if (owner >= 0) hold("owner", owner, -1);
    }
    for (int person = 0; person < facts.persons() && kinds.contains("person"); ++person) hold("person", person, -1);
    for (int policy = 0; policy < facts.policies() && kinds.contains("policy"); ++policy)
        hold("policy", facts.role(policy, Role::owner, facts.written(policy).issued), policy);
    state_.tiers.resize(rules.programmes().size());
    state_.rights.resize(rules.rights().size());
    world_.flips = [this](Date day) { add_flip(day); };
    std::set<std::string> currencies;
    for (int policy = 0; policy < facts.policies(); ++policy)
        if (const Product* product = facts.book().product(facts.written(policy).product); product != nullptr) currencies.insert(product->header.currency);
    if (currencies.size() == 1) currency_ = *currencies.begin();
    list_steps();
    list_payments();
    plan();
}

void Timeline::add(Date day, unsigned causes) {
    if (visited_ < day && day <= horizon_) days_[day].causes |= causes;
}

void Timeline::add_flip(Date day) {
    if (flips_seen_ != nullptr) {
        flips_seen_->insert(day);
        return;
    }
    if (step_ == Reading::none) return add(day, for_anything);
    if (visited_ < day && day <= horizon_) days_[day].steps.insert(step_);
}

void Timeline::plan() {
    first_ = visited_ = facts_.first_day();
    visited_ = visited_.plus_days(-1);
    horizon_ = first_;
    Date youngest = first_;
    for (const Date day : facts_.event_days()) horizon_ = std::max(horizon_, day);
    for (int policy = 0; policy < facts_.policies(); ++policy)
        if (!facts_.figures(policy).premiums.empty()) horizon_ = std::max(horizon_, facts_.figures(policy).premiums.back().on);
    bool born = false;
    for (int person = 0; person < facts_.persons(); ++person)
        if (const auto day = facts_.born(person)) {
            youngest = born ? std::max(youngest, *day) : *day;
            born = true;
        }
    if (born) horizon_ = std::max(horizon_, youngest.plus_months(12 * oldest));
    horizon_ = std::max(horizon_, facts_.family().as_of);
    add(first_, for_anything);
    add(facts_.family().as_of, for_anything);
    for (const Event& event : facts_.family().events) add_event(event);
    for (int policy = 0; policy < facts_.policies(); ++policy) {
        const PolicyFigures& figures = facts_.figures(policy);
        const Date issued = facts_.written(policy).issued;
        add(issued, for_anything);
        for (const PolicyFigures::Premium& premium : figures.premiums) add(premium.on, for_premiums);
        if (figures.ends) add(*figures.ends, for_policies);
        if (rules_.reads("policy value")) {
            const int step = std::max(1, figures.months_between);
            Date last = figures.ends.value_or(horizon_);
            if (const int insured = facts_.role(policy, Role::insured, issued); insured >= 0 && facts_.born(insured))
                last = std::min(last, facts_.born(insured)->plus_months(12 * oldest));
            for (int month = step; issued.plus_months(month) <= std::min(last, horizon_); month += step) add(issued.plus_months(month), for_values);
        }
    }
    for (int person = 0; person < facts_.persons(); ++person)
        if (const auto day = facts_.born(person)) {
            add(*day, for_anything);
            for (step_ = 0; step_ < steps_.size(); ++step_)
                for (int year = 1; year <= oldest; ++year)
                    if (steps_[step_].every_age || steps_[step_].ages.contains(year)) add_flip(day->plus_months(12 * year));
        }
    step_ = Reading::none;
    if (rules_.reads("calendar_year") || rules_.reads("month_of_year"))
        for (int year = first_.year() + 1; year <= horizon_.year(); ++year)
            for (unsigned month = 1; month <= (rules_.reads("month_of_year") ? 12u : 1u); ++month) add(*Date::from_civil(year, month, 1), for_calendar);
    const auto versions = [&](const Header& header) {
        if (header.starts) add(*header.starts, for_anything);
        if (header.stops) add(*header.stops, for_anything);
    };
    for (const ProgrammeRules& programme : rules_.programmes()) versions(programme.programme->header);
    for (const RightRules& right : rules_.rights()) versions(right.right->header);
}

void Timeline::run(std::optional<Date> until) {
    if (until) horizon_ = std::max(first_, *until);
    if (until) add(*until, for_anything);
    while (!days_.empty()) {
        const auto next = days_.extract(days_.begin());
        if (horizon_ < next.key()) break;
        visited_ = next.key();
        ++visits_;
        visit(next.key(), next.mapped());
    }
    look_ahead();
}

/// The order of a day (rule S23); policies and people are as written that day, premiums included.
void Timeline::visit(Date day, const Visit& why) {
    reopen(day.plus_days(-1));  // as things stood until today
    for (const auto& [key, balance] : state_.balances)
        if (balance.next && *balance.next <= day) balances_changed_ = ++clock_;
    state_.day = day;
    state_.given.clear();
    pay(true);
    take_requests(day);
    for (step_ = 0; step_ < steps_.size(); ++step_) {
        if (!decides(step_) || !stale(step_, why)) continue;
        steps_[step_].ran = clock_;
        steps_[step_].day = day;
        const Rulebook::Step& step = rules_.order()[step_];
        if (step.right) right(step.index);
        else tier(step.index);
    }
    step_ = Reading::none;
    pay(false);
    if (!deliveries_.empty()) deliver(day);
    watch();
}

void Timeline::take_requests(Date day) {
    for (; next_request_ < facts_.requests().size() && facts_.requests()[next_request_].on <= day; ++next_request_) {
        const FamilyFacts::Request& request = facts_.requests()[next_request_];
        state_.requests.erase(request.person);
        requests_changed_ = ++clock_;
        if (request.right == "none") continue;
        OpenRequest open;
        open.right = rules_.right(request.right);
        open.since = request.on;
        const Value quantity = facts_.fact(request.person, facts_.leaf("requested"), day);
        if (quantity.kind == Value::Kind::number) open.quantity = quantity.number;
        state_.requests.emplace(request.person, open);
    }
}

std::optional<Date> Timeline::bound(std::size_t programme, std::size_t holder, Date day) const {
    const auto valid = [&](Date on) {
        for (std::size_t up = programme; up != Reading::none; up = rules_.programmes()[up].parent)
            if (!within(rules_.programmes()[up].programme->header, on)) return false;
        return true;
    };
    if (state_.alone || !rules_.programmes()[programme].binds_issue) return valid(day) ? std::optional<Date>(day) : std::nullopt;
    const Holder& who = state_.holders[holder];
    std::optional<Date> earliest;
    for (int policy = 0; policy < facts_.policies(); ++policy) {
        const Date issued = facts_.written(policy).issued;
        const bool theirs = who.kind == "family" || (who.kind == "policy" ? who.policy == policy : facts_.role(policy, Role::owner, issued) == who.person);
        if (theirs && issued <= day && valid(issued) && (!earliest || issued < *earliest)) earliest = issued;
    }
    return earliest;
}

bool Timeline::applies(std::size_t programme, std::size_t right, std::size_t holder, Date day) const {
    const auto reference = bound(programme, holder, day);
    if (!reference) return false;
    if (right == Reading::none) return true;
    const Right& version = *rules_.rights()[right].right;
    if (!within(version.header, *reference)) return false;
    for (const std::size_t other : rules_.programmes()[programme].rights) {
        const Right& exception = *rules_.rights()[other].right;
        if (exception.overrides == version.header.name && within(exception.header, *reference)) return false;
    }
    return true;
}

Here Timeline::here(std::size_t right, std::size_t holder, int person) const {
    Here at;
    at.day = state_.day;
    at.holder = holder;
    at.person = person;
    at.right = right;
    at.programme = rules_.rights()[right].programme;
    at.owner = state_.holders[holder].person;
    if (const auto found = state_.rights[right].find(holder); found != state_.rights[right].end()) at.owner = found->second.owner;
    return at;
}

Here Timeline::here_of_tier(std::size_t programme, std::size_t holder) const {
    Here at;
    at.day = state_.day;
    at.holder = holder;
    at.owner = at.person = state_.holders[holder].person;
    at.programme = programme;
    return at;
}

/// The highest tier whose condition holds; with ratchet never lower than before (rule S74).
void Timeline::tier(std::size_t index) {
    const ProgrammeRules& programme = rules_.programmes()[index];
    for (std::size_t holder = 0; holder < state_.holders.size(); ++holder) {
        if (state_.holders[holder].kind != programme.holder || !decides_of(Reading::none, holder) || !applies(index, Reading::none, holder, state_.day)) continue;
        TierStanding& tier = state_.tiers[index][holder];
        const Here at = here_of_tier(index, holder);
        int rank = 0;
        Value lacks = Value::of(0);
        for (std::size_t i = programme.tiers.size(); i-- > 0 && rank == 0;) {
            const Value holds = world_.evaluate(programme.tiers[i], at);
            if (holds.yes()) rank = static_cast<int>(i) + 1;
            if (!holds.known()) lacks = lacking(lacks, holds);
        }
        if (programme.programme->ratchet) rank = std::max(rank, tier.rank);
        const bool changed = rank != tier.rank || lacks.known() != tier.lacks.known();
        if (!changed) continue;
        note_change();
        tier.before = tier.rank;
        tier.lacked = tier.lacks;
        tier.rank = rank;
        tier.lacks = lacks;
        tier.since = state_.day;
        if (part_) continue;
        RightsEvent event;
        event.date = state_.day;
        event.programme = index;
        event.holder = holder;
        event.owner = event.person = at.owner;
        event.tier = rank;
        event.event = !lacks.known() ? RightEvent::unknown : rank > tier.before ? RightEvent::upgraded : RightEvent::downgraded;
        const auto decided = static_cast<std::size_t>(event.event == RightEvent::upgraded ? rank - 1 : std::max(0, tier.before - 1));
        if (!lacks.known()) {
            event.because = "unknown:";
            for (const std::string& path : *lacks.missing) event.because += " " + path;
        } else if (decided < programme.tiers.size()) {
            event.because = because(world_, explain(world_, programme.tiers[decided], at), at);
        }
        if (event.event != RightEvent::unknown || rank != tier.before || !lacks.known()) events_.push_back(std::move(event));
    }
}

}  // namespace hearth
