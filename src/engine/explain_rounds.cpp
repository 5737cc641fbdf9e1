// Payments into and out of accounts, told as the rounds of their moment run (rules S42, S43).
#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "explaining.hpp"
#include "hearth/base/text.hpp"
#include "rounds.hpp"

namespace hearth {

/// As Track::amount_in_rounds has it: all that comes before it at its moment is paid first.
std::size_t Track::Explaining::in_rounds(Track& on, const Flow& flow, const Point& point, const Stream* stream, Explained head) {
    const double paid = std::get<double>(head.value);
    const auto untold = [&] {
        Explained node = head;
        node.op = "not taken apart";
        node.note = "what it comes to follows from the accounts of its moment";
        node.rule = "S42";
        return add(std::move(node));
    };
    if (on.moment_ != nullptr && point.past == &on.moment_->began) {  // named by another payment of the moment
        const double its = on.moment_->paid[static_cast<std::size_t>(&flow - on.flows_.data())];
        return std::isnan(its) || stream != nullptr ? as_written(on, flow, point, stream, std::move(head)) : untold();
    }
    Moment moment = on.moment_of(flow, point);
    on.run_rounds(moment, point, moment.round_of(flow) + 1);
    Point there = point;
    there.past = &moment.began;
    const Kept running(on.moment_, &moment);
    const bool touches = !flow.draws.empty() || flow.into != SIZE_MAX;
    if (!touches || (stream != nullptr && (!stream->amount.empty() || !on.holds(stream->when, there)))) return as_written(on, flow, there, stream, std::move(head));
    if (on.counts(flow) || flow.unit != nullptr) return untold();
    if (moment.kind == Flow::Falls::start) there.paid = flow.premium ? point.k : point.k + 1;
    Explained whole = head;
    whole.value = on.plain_amount(flow, there, nullptr) + 0.0;
    const std::size_t wanted = as_written(on, flow, there, nullptr, std::move(whole));
    const bool all = same(number(wanted), paid);
    if (flow.draws.empty() || out.nodes[wanted].op == "not due") return all ? wanted : untold();
    const std::size_t less = drawn(on, flow, moment, there, wanted);
    if (same(number(less), paid)) {
        head.name += ", of its account";
        head.rule = "S43";
        return named(std::move(head), less);
    }
    return all ? wanted : untold();
}

/// The draw from the first account of its list: what is asked, times the part of it that is there for all who ask.
std::size_t Track::Explaining::drawn(Track& on, const Flow& flow, const Moment& moment, const Point& point, std::size_t wanted) {
    const std::size_t a = flow.draws.front();
    const ContractAccount& account = on.accounts_[a];
    double asked_of_it = 0;
    bool alone = true;
    for (const Flow& other : on.flows_) {
        if (other.draws.empty() || other.draws.front() != a || moment.round_of(other) != moment.round_of(flow) || !on.falls_at(moment, other)) continue;
        Point its = point;
        if (moment.kind == Flow::Falls::start) its.paid = other.premium ? point.k : point.k + 1;
        const double one = on.counts(other) ? on.units_of(other, its) : on.plain_amount(other, its, nullptr);
        asked_of_it += one;
        alone = alone && (&other == &flow || one == 0);
    }
    if (!(asked_of_it > 0)) return wanted;
    const double floor = account.floor.empty() ? 0 : on.evaluate(account.floor, point), holds = moment.began.balances[a];
    std::size_t room = leaf("balance", account.account->header.name, holds);
    if (!account.floor.empty()) room = made("subtract", holds - floor, {room, program(on, account.floor, point)});
    const double there = std::max(0.0, holds - floor);
    room = made("max", there, {leaf("number", "", 0.0), room});
    const std::size_t whole = alone && same(number(wanted), asked_of_it) ? wanted : leaf("number", "asked of it by all payments of the round", asked_of_it);
    const double ratio = there / asked_of_it, part = std::min(1.0, ratio);
    if (part == 1) return wanted;
    const std::size_t share = made("min", part, {leaf("number", "", 1.0), made("divide", ratio, {room, whole})});
    return made("multiply", number(wanted) * part, {wanted, share});
}

}  // namespace hearth
