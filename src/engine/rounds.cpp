// Payments into and out of accounts: the three rounds of one moment (rules S42, S43).
#include <algorithm>
#include <cmath>
#include <limits>

#include <fmt/format.h>

#include "hearth/base/math.hpp"
#include "inside.hpp"
#include "rounds.hpp"

namespace hearth {

namespace {

/// Premiums come before an account opens again, all else after (rule S23).
constexpr std::size_t premium_rounds = 3;  // so many are the rounds of one moment
constexpr double not_due_yet = std::numeric_limits<double>::quiet_NaN();

bool starts(const Flow& leader) { return leader.falls == Flow::Falls::start || leader.falls == Flow::Falls::issue; }

}  // namespace

std::size_t Track::Moment::round_of(const Flow& flow) const { return flow.round + (kind == Flow::Falls::start && !flow.premium ? premium_rounds : 0); }

/// The moment of a payment at a point: at the start of a step all that starts there, on a move all of that move, and so on.
Track::Moment Track::moment_of(const Flow& flow, const Point& point) {
    const Flow& falls = leader(flow);
    return {starts(falls) ? Flow::Falls::start : falls.falls, &falls, point, *point.past, std::vector<double>(flows_.size(), not_due_yet), {}};
}

bool Track::falls_at(const Moment& moment, const Flow& flow) {
    const Flow& falls = leader(flow);
    switch (moment.kind) {
        case Flow::Falls::start: return starts_at(falls, moment.point.k) || (falls.falls == Flow::Falls::issue && moment.point.k == 0);
        case Flow::Falls::closing: return closes_at(falls, moment.point.k);
        case Flow::Falls::move: return falls.falls == Flow::Falls::move && falls.moves[moment.point.state * states_ + moment.point.entered] != 0;
        case Flow::Falls::status:
            return falls.falls == Flow::Falls::status && std::any_of(falls.statuses.begin(), falls.statuses.end(), [&](const std::string& one) {
                       return std::find(moment.leader->statuses.begin(), moment.leader->statuses.end(), one) != moment.leader->statuses.end();
                   });
        default: return falls.falls == moment.kind;
    }
}

void Track::reopen(Past& past, std::size_t k, std::size_t state) {
    Past began = past;
    Point point{k, k, k, state, state, past.held, 0, &began};
    for (std::size_t a = 0; a < accounts_.size(); ++a) {
        const ContractAccount& account = accounts_[a];
        if (account.period == 0 || k == 0 || k % account.period != 0) continue;
        const double carry = account.carry.empty() ? 0 : evaluate(account.carry, point);
        past.balances[a] = evaluate(account.opens, point) + std::min(std::max(0.0, carry), std::max(0.0, past.balances[a]));
    }
}

/// Runs so many rounds of a moment. Afterwards `began` is the past as the last of them began, `past` as it ended.
void Track::run_rounds(Moment& moment, const Point& point, std::size_t rounds) {
    const Kept running(moment_, &moment);
    for (std::size_t round = 0; round < rounds; ++round) {
        if (moment.kind == Flow::Falls::start && round == premium_rounds) reopen(moment.past, point.k, point.state);
        const auto falls = [&](const Flow& flow) {
            return (!flow.draws.empty() || flow.into != SIZE_MAX) && moment.round_of(flow) == round && falls_at(moment, flow);
        };
        const bool nothing = std::none_of(flows_.begin(), flows_.end(), falls);
        if (!nothing || round + 1 == rounds) moment.began = moment.past;
        if (nothing) continue;
        struct Draw {
            std::size_t flow;
            double wanted;
        };
        std::vector<Draw> draws;
        std::vector<double> paid = moment.paid;  // of this round: known to the others only after it
        std::size_t places = 0;
        for (std::size_t f = 0; f < flows_.size(); ++f) {
            const Flow& flow = flows_[f];
            if (!falls(flow)) continue;
            Point now = point;
            now.past = &moment.began;
            if (moment.kind == Flow::Falls::start) now.paid = flow.premium ? point.k : point.k + 1;
            const double wanted = counts(flow) ? units_of(flow, now) : plain_amount(flow, now, nullptr);
            if (flow.draws.empty()) paid[f] = wanted;
            else draws.push_back({f, wanted});
            places = std::max(places, flow.draws.size());
        }
        // Of draws in one place of their lists each gets the same part of what it still wants.
        for (std::size_t place = 0; place < places; ++place) {
            std::vector<double> wanted(accounts_.size(), 0.0), part(accounts_.size(), 1.0);
            for (const Draw& draw : draws)
                if (place < flows_[draw.flow].draws.size()) wanted[flows_[draw.flow].draws[place]] += draw.wanted;
            for (std::size_t a = 0; a < accounts_.size(); ++a) {
                if (!(wanted[a] > 0)) continue;
                Point now = point;
                now.past = &moment.began;
                const double floor = accounts_[a].floor.empty() ? 0 : evaluate(accounts_[a].floor, now);
                part[a] = std::min(1.0, std::max(0.0, moment.past.balances[a] - floor) / wanted[a]);
            }
            for (Draw& draw : draws) {
                if (place >= flows_[draw.flow].draws.size()) continue;
                const std::size_t a = flows_[draw.flow].draws[place];
                const double got = part[a] == 1 ? draw.wanted : draw.wanted * part[a];
                moment.past.balances[a] -= got;
                paid[draw.flow] = place == 0 ? got : paid[draw.flow] + got;
                draw.wanted -= got;
            }
        }
        moment.paid = std::move(paid);
        for (std::size_t f = 0; f < flows_.size(); ++f)
            if (flows_[f].into != SIZE_MAX && moment.round_of(flows_[f]) == round && falls_at(moment, flows_[f])) moment.past.balances[flows_[f].into] += moment.paid[f];
    }
}

/// All rounds of a moment.
Past Track::after_rounds(Flow::Falls kind, const Point& point, const Past& past) {
    Moment moment{kind, nullptr, point, past, std::vector<double>(flows_.size(), not_due_yet), {}};
    run_rounds(moment, point, kind == Flow::Falls::start ? 2 * premium_rounds : premium_rounds);
    return std::move(moment.past);
}

/// The amount of a payment of a product with accounts: all that comes before it at its moment is paid first.
double Track::amount_in_rounds(const Flow& flow, const Point& point, const Stream* stream) {
    if (moment_ != nullptr && point.past == &moment_->began) {  // named by another payment of the moment
        const double paid = moment_->paid[static_cast<std::size_t>(&flow - flows_.data())];
        if (std::isnan(paid) && !flow.draws.empty() && plain_amount(flow, point, nullptr) != 0)
            throw Fault("E0573", flow.payment->header.place, fmt::format("how much {} comes to is known only after the payments of its round", flow.payment->header.name),
                        "write its amount in place of its name");
        return std::isnan(paid) || stream != nullptr ? plain_amount(flow, point, stream) : paid;
    }
    if (flow.alone && (stream == nullptr || (stream->amount.empty() && stream->when.empty()))) return plain_amount(flow, point, stream);
    Moment moment = moment_of(flow, point);
    run_rounds(moment, point, moment.round_of(flow) + 1);
    Point now = point;
    now.past = &moment.began;
    const Kept running(moment_, &moment);
    const bool touches = !flow.draws.empty() || flow.into != SIZE_MAX;
    if (!touches || (stream != nullptr && (!stream->amount.empty() || !holds(stream->when, now)))) return plain_amount(flow, now, stream);
    const double paid = moment.paid[static_cast<std::size_t>(&flow - flows_.data())];
    return counts(flow) && flow.unit != nullptr && paid != 0 ? paid * evaluate(flow.price, now) : paid;
}

}  // namespace hearth
