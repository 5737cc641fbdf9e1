// A course that is lived through under suppositions, month by month: some rules alone, from a day that is kept, without reasons.
#include <algorithm>

#include "hearth/rights/foresight.hpp"

namespace hearth {

void Timeline::live(Part part, const std::vector<std::string>& facts) {
    part_ = std::move(part);
    list_payments();
    told_ = {facts.begin(), facts.end()};
    state_ = foresight_->fresh;
    next_request_ = 0;
    step_ = Reading::none;
    visited_ = first_.plus_days(-1);
    days_.clear();
    waits_.clear();
    planned_.clear();
    std::set<const Visit*> wanted;
    for (const Visit& kind : foresight_->kinds)
        if (matters(kind) || is_told(kind)) wanted.insert(&kind);
    for (const auto& [day, visit] : foresight_->planned)
        if (wanted.contains(visit)) planned_.emplace_back(day, visit);
}

Timeline::Planned::const_iterator Timeline::after(const Planned& planned, Date day) {
    return std::upper_bound(planned.begin(), planned.end(), day, [](Date on, const auto& one) { return on < one.first; });
}

/// Whether the day changes a fact that is told apart of somebody who is asked about.
bool Timeline::is_told(const Visit& visit) const {
    return std::any_of(visit.facts.begin(), visit.facts.end(), [&](const auto& changed) { return told_.contains(changed.first) && concerns(changed.second); });
}

bool Timeline::concerns(const std::set<int>& people) const {
    if (part_->person < 0 || people.contains(part_->person)) return true;
    return std::any_of(part_->beside.begin(), part_->beside.end(), [&](int person) { return people.contains(person); });
}

bool Timeline::matters(const Visit& visit) const {
    if ((visit.causes & for_anything) != 0) return true;
    for (std::size_t step = 0; step < steps_.size(); ++step) {
        if (!decides(step)) continue;
        const Step& one = steps_[step];
        if ((visit.causes & one.causes) != 0 || visit.steps.contains(step) || (one.always && visit.causes != for_payments)) return true;
        const bool of_one = rules_.order()[step].right && alone(rules_.order()[step].index);
        for (const auto& [fact, people] : visit.facts)
            if (const auto read = one.facts.find(fact); read != one.facts.end() && (!of_one || !read->second || concerns(people))) return true;
    }
    return false;
}

bool Timeline::decides_of(std::size_t right, std::size_t holder) const {
    if (!part_ || part_->every_holder || part_->holder == holder || (part_->other_holders && right != part_->right)) return true;
    return state_.holders[holder].kind != state_.holders[part_->holder].kind;
}

void Timeline::run_before(Date day) {
    while (visit_next(day)) {}
}

/// The next day before another, of those planned and those found on the way; false: there is none.
bool Timeline::visit_next(Date until) {
    const std::optional<Date> day = next_day();
    if (!day || until <= *day) return false;
    Visit why;
    if (const auto found = days_.find(*day); found != days_.end()) why = std::move(days_.extract(found).mapped());
    if (const auto planned = after(planned_, day->plus_days(-1)); planned != planned_.end() && planned->first == *day) {
        why.causes |= planned->second->causes;
        why.steps.insert(planned->second->steps.begin(), planned->second->steps.end());
        why.facts = planned->second->facts;
    }
    if (const auto over = waits_.find(*day); over != waits_.end()) why.steps.merge(waits_.extract(over).mapped());
    visited_ = *day;
    ++visits_;
    ++visits_of_month_;
    visit(*day, why);
    return true;
}

Timeline::Kept Timeline::keep() const { return {state_, days_, next_request_}; }

void Timeline::resume(const Kept& kept) {
    state_ = kept.state;
    days_ = kept.days;
    next_request_ = kept.next_request;
}

void Timeline::wait(const std::vector<Waiting>& all) {
    waits_.clear();
    for (const Waiting& one : all) {
        const std::size_t right = rules_.order()[one.step].index;
        state_.rights[right].at(one.holder).wanted = one.since;
        const Date latest = rules_.rights()[right].right->pass->within.after(one.since);
        if (latest < horizon_) waits_[latest.plus_days(1)].insert(one.step);
    }
}

std::optional<Date> Timeline::next_day() const {
    std::optional<Date> out;
    if (!days_.empty()) out = days_.begin()->first;
    if (!waits_.empty() && (!out || waits_.begin()->first < *out)) out = waits_.begin()->first;
    const bool foreseen = foresight_ != nullptr && visits_of_month_ == 1;
    for (auto planned = after(planned_, visited_); planned != planned_.end() && (!out || planned->first < *out); ++planned) {
        const Visit& why = *planned->second;
        if (foreseen && planned->first < unchanged_ && (why.causes & for_anything) == 0 && !is_told(why)) continue;
        return planned->first;
    }
    return out;
}

Date Timeline::unchanged() const {
    Date out = std::min(unforeseen_, days_.empty() ? horizon_ : days_.begin()->first);
    for (auto planned = after(planned_, visited_); planned != planned_.end() && planned->first < out; ++planned)
        if ((planned->second->causes & for_anything) != 0 || is_told(*planned->second)) out = planned->first;
    return out;
}

void Timeline::go_on(Date from, Date until, const std::function<void(Date)>& seen) {
    visited_ = from.plus_days(-1);
    days_.erase(days_.begin(), days_.lower_bound(from));
    waits_.erase(waits_.begin(), waits_.lower_bound(from));
    days_[from].causes |= for_anything;
    visits_of_month_ = 0;
    unchanged_ = unforeseen_ = horizon_.plus_days(1);
    month_begins_ = from;
    month_ends_ = until;
    while (visit_next(until)) seen(visited_);
}

Delivery Timeline::draw_now(std::size_t right, std::size_t holder, int person, double quantity) {
    Delivery out{state_.day, right, person, quantity};
    out.found = RightWord::usable;
    draw(out, holder);
    return out;
}

Value Timeline::would_pay(std::size_t right, std::size_t payment, std::size_t holder, int person, Date since, bool served) {
    const PaymentRules& rules = rules_.rights()[right].pays[payment];
    Standing& standing = state_.rights[right].at(holder).people.at(person);
    const RightWord word = standing.word;
    const auto open = state_.requests.find(person);
    const std::optional<OpenRequest> before = open == state_.requests.end() ? std::nullopt : std::optional(open->second);
    OpenRequest request;
    request.right = right;
    request.since = since;
    request.given = true;
    request.holder = holder;
    state_.requests[person] = request;
    standing.word = served ? RightWord::served : RightWord::usable;
    const Here at = here(right, holder, person);
    Value out = rules.when.written() ? world_.evaluate(rules.when, at) : Value::truth(true);
    if (out.yes()) {
        out = world_.evaluate(rules.amount, at);
        const Value price = rules.price.written() && out.known() ? world_.evaluate(rules.price, at) : Value::of(1);
        if (!price.known()) out = price;
        else if (out.known()) out = Value::of(std::max(0.0, out.number) * price.number);
    } else if (out.known()) {
        out = Value::of(0);
    }
    standing.word = word;
    state_.requests.erase(person);
    if (before) state_.requests[person] = *before;
    return out;
}

}  // namespace hearth
