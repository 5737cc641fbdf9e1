// Services that were delivered in fact: they draw on the same accounts as a request would (rules S42, S43).
#include <algorithm>

#include "hearth/rights/timeline.hpp"

namespace hearth {

void Timeline::expect(std::vector<Delivery> deliveries) {
    deliveries_ = std::move(deliveries);
    std::stable_sort(deliveries_.begin(), deliveries_.end(), [](const Delivery& a, const Delivery& b) { return a.on < b.on; });
    for (const Delivery& delivery : deliveries_) {
        add(delivery.on, for_anything);
        add(delivery.on.plus_days(1), for_anything);  // what is exhausted by it is seen then
    }
}

/// After the payments of the day, in the order in which they are written.
void Timeline::deliver(Date day) {
    for (Delivery& delivery : deliveries_) {
        if (delivery.on != day) continue;
        delivery.found = RightWord::none;
        for (const auto& [holder, holding] : state_.rights[delivery.right]) {
            const auto standing = holding.people.find(delivery.person);
            if (standing == holding.people.end()) continue;
            const RightWord word = standing->second.word;
            const bool may = word == RightWord::usable || word == RightWord::served;
            if (!may && delivery.found != RightWord::none) continue;  // the first that reaches the person says why not
            delivery.found = word;
            if (!may) continue;
            draw(delivery, holder);
            break;
        }
    }
}

/// A request of the quantity for this service alone; one that the family has open waits meanwhile.
void Timeline::draw(Delivery& delivery, std::size_t holder) {
    const RightRules& rules = rules_.rights()[delivery.right];
    const auto open = state_.requests.find(delivery.person);
    const std::optional<OpenRequest> before = open == state_.requests.end() ? std::nullopt : std::optional(open->second);
    OpenRequest request;
    request.right = delivery.right;
    request.since = state_.day;
    request.quantity = delivery.quantity;
    request.holder = holder;
    state_.requests[delivery.person] = request;
    std::vector<Due> round;
    for (std::size_t i = 0; i < rules.pays.size(); ++i) {
        if (rules.pays[i].payment->on != "request") continue;
        round.push_back({delivery.right, i, holder, delivery.person});
        state_.given.erase({delivery.right, i, holder, delivery.person});
    }
    double part = 1;
    std::set<std::size_t> made;
    for (const Draw& draw : settle(round)) {
        made.insert(draw.due.payment);
        if (draw.wanted > 0) part = std::min(part, draw.drawn / draw.wanted);
        for (std::size_t place = 0; place < draw.from.size(); ++place) delivery.from[draw.from[place]] += draw.parts[place];
    }
    delivery.drawn = delivery.quantity * part;
    for (const Due& due : round) {
        const auto given = state_.given.find({due.right, due.payment, due.holder, due.person});
        const bool unknown = given != state_.given.end() && !given->second.known();
        if (unknown && !made.contains(due.payment) && !rules.pays[due.payment].from.empty()) delivery.lacks = *given->second.missing;
    }
    balances_changed_ = ++clock_;
    state_.requests.erase(delivery.person);
    if (before) state_.requests[delivery.person] = *before;
}

}  // namespace hearth
