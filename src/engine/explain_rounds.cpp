// Payments into and out of accounts, told as the rounds of their moment run (rules S42, S43).
#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "explaining.hpp"
#include "hearth/base/text.hpp"
#include "rounds.hpp"

namespace hearth {

/// As Track::amount_in_rounds has it: all that comes before it at its moment is paid first. `moved`: what it moved is meant, not its price.
std::size_t Track::Explaining::in_rounds(Track& on, const Flow& flow, const Point& point, const Stream* stream, Explained head, bool moved) {
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
        if (std::isnan(its) || stream != nullptr) return as_written(on, flow, point, stream, std::move(head));
        const Point start = on.moment_->point;  // as its own round had it
        const Kept<Moment*> apart(on.moment_, nullptr);
        return in_rounds(on, flow, start, nullptr, std::move(head), true);
    }
    Moment moment = on.moment_of(flow, point);
    on.run_rounds(moment, point, moment.round_of(flow) + 1);
    Point there = point;
    there.past = &moment.began;
    const Kept running(on.moment_, &moment);
    const bool touches = !flow.draws.empty() || flow.into != SIZE_MAX;
    if (!touches || (stream != nullptr && (!stream->amount.empty() || !on.holds(stream->when, there))))
        return as_written(on, flow, there, stream, std::move(head));
    if (moment.kind == Flow::Falls::start) there.paid = flow.premium ? point.k : point.k + 1;
    const bool counts = on.counts(flow);
    Explained whole = head;
    whole.value = (counts ? on.units_of(flow, there) : on.plain_amount(flow, there, nullptr)) + 0.0;
    if (counts) whole.unit.clear();
    const bool due = std::get<double>(whole.value) != 0;
    const std::size_t wanted =
        counts && due ? named(std::move(whole), program(on, flow.amount, there)) : as_written(on, flow, there, nullptr, std::move(whole));
    const auto at_price = [&](std::size_t units) {
        return counts && !moved && flow.unit != nullptr && number(units) != 0 ? made("multiply", paid, {units, program(on, flow.price, there)})
                                                                    : units;
    };
    if (flow.draws.empty() || out.nodes[wanted].op == "not due") {
        const std::size_t all = at_price(wanted);
        return same(number(all), paid) ? all : untold();
    }
    const std::size_t less = drawn(on, flow, moment, there, wanted), all = at_price(less);
    if (!same(number(all), paid)) return untold();
    if (all == wanted) return wanted;
    head.name += flow.draws.size() == 1 ? ", of its account" : ", of its accounts";
    head.rule = "S43";
    return named(std::move(head), all);
}

/// The draw from the accounts of its list, one after the other: what is still asked, times the part of it that is there for all who ask in
/// that place of their lists, as Track::run_rounds has it.
std::size_t Track::Explaining::drawn(Track& on, const Flow& flow, const Moment& moment, const Point& point, std::size_t wanted) {
    struct Draw {
        const Flow* flow;
        double wanted;
    };
    std::vector<Draw> draws;
    for (const Flow& other : on.flows_) {
        if (other.draws.empty() || moment.round_of(other) != moment.round_of(flow) || !on.falls_at(moment, other)) continue;
        Point its = point;
        if (moment.kind == Flow::Falls::start) its.paid = other.premium ? point.k : point.k + 1;
        draws.push_back({&other, on.counts(other) ? on.units_of(other, its) : on.plain_amount(other, its, nullptr)});
    }
    std::vector<double> balances = moment.began.balances;
    std::size_t asked_still = wanted, got_so_far = 0;
    for (std::size_t place = 0; place < flow.draws.size(); ++place) {
        std::vector<double> asked_of(on.accounts_.size(), 0.0), part(on.accounts_.size(), 1.0), there(on.accounts_.size(), 0.0);
        for (const Draw& draw : draws)
            if (place < draw.flow->draws.size()) asked_of[draw.flow->draws[place]] += draw.wanted;
        for (std::size_t a = 0; a < on.accounts_.size(); ++a) {
            if (!(asked_of[a] > 0)) continue;
            there[a] = std::max(0.0, balances[a] - (on.accounts_[a].floor.empty() ? 0 : on.evaluate(on.accounts_[a].floor, point)));
            part[a] = std::min(1.0, there[a] / asked_of[a]);
        }
        const std::size_t a = flow.draws[place];
        const ContractAccount& account = on.accounts_[a];
        std::size_t got = asked_still;
        if (part[a] != 1) {
            std::size_t room = leaf("balance", account.account->header.name, balances[a]);
            if (!account.floor.empty()) {
                const std::size_t floor = program(on, account.floor, point);
                room = made("subtract", balances[a] - number(floor), {room, floor});
            }
            room = made("max", there[a], {leaf("number", "", 0.0), room});
            const std::size_t whole = same(number(asked_still), asked_of[a])
                                          ? asked_still
                                          : leaf("number", "asked of it by all payments of the round", asked_of[a]);
            const std::size_t share =
                made("min", part[a], {leaf("number", "", 1.0), made("divide", there[a] / asked_of[a], {room, whole})});
            got = made("multiply", number(asked_still) * part[a], {asked_still, share});
        }
        got_so_far = place == 0                ? got
                     : number(got) == 0        ? got_so_far
                     : number(got_so_far) == 0 ? got
                                               : made("add", number(got_so_far) + number(got), {got_so_far, got});
        for (Draw& draw : draws) {
            if (place >= draw.flow->draws.size()) continue;
            const std::size_t from = draw.flow->draws[place];
            const double one = part[from] == 1 ? draw.wanted : draw.wanted * part[from];
            balances[from] -= one;
            draw.wanted -= one;
        }
        if (place + 1 == flow.draws.size() || number(asked_still) == number(got)) break;
        asked_still = made("subtract", number(asked_still) - number(got), {asked_still, got}, "what is still asked");
    }
    return got_so_far;
}

}  // namespace hearth
