// A course that is lived through under suppositions, month by month: some rules alone, from a day that is kept, without reasons.
#include "hearth/rights/timeline.hpp"

namespace hearth {

void Timeline::live(Part part) {
    part_ = std::move(part);
    std::erase_if(days_, [&](const auto& day) { return !matters(day.second); });
}

bool Timeline::matters(const Visit& visit) const {
    if ((visit.causes & for_anything) != 0) return true;
    for (std::size_t step = 0; step < steps_.size(); ++step) {
        if (!decides(step)) continue;
        const Step& one = steps_[step];
        if ((visit.causes & one.causes) != 0 || visit.steps.contains(step) || (one.always && visit.causes != for_payments)) return true;
        for (const std::string& fact : visit.facts)
            if (one.facts.contains(fact)) return true;
    }
    return false;
}

bool Timeline::decides_of(std::size_t right, std::size_t holder) const {
    if (!part_ || part_->holder == holder || (part_->other_holders && right != part_->right)) return true;
    return state_.holders[holder].kind != state_.holders[part_->holder].kind;
}

void Timeline::run_before(Date day) {
    while (!days_.empty() && days_.begin()->first < day) {
        const auto next = days_.extract(days_.begin());
        visited_ = next.key();
        visit(next.key(), next.mapped());
    }
}

Timeline::Kept Timeline::keep() const { return {state_, days_, next_request_}; }

void Timeline::resume(const Kept& kept) {
    state_ = kept.state;
    days_ = kept.days;
    next_request_ = kept.next_request;
}

std::optional<Date> Timeline::next_day() const { return days_.empty() ? std::nullopt : std::optional(days_.begin()->first); }

void Timeline::go_on(Date from, Date until, const std::function<void(Date)>& seen) {
    visited_ = from.plus_days(-1);
    days_.erase(days_.begin(), days_.lower_bound(from));
    days_[from].causes |= for_anything;
    while (!days_.empty() && days_.begin()->first < until) {
        const auto next = days_.extract(days_.begin());
        visited_ = next.key();
        ++visits_;
        visit(next.key(), next.mapped());
        seen(next.key());
    }
}

Delivery Timeline::draw_now(std::size_t right, std::size_t holder, int person, double quantity) {
    Delivery out{state_.day, right, person, quantity};
    out.found = RightWord::usable;
    draw(out, holder);
    return out;
}

}  // namespace hearth
