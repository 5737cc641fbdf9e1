// The flat arrays of a plan: places, ways between them, and what is paid where.
#include <algorithm>

#include "run_plan_inside.hpp"

namespace hearth {

using Falls = Flow::Falls;

/// The number of what a flow is worth at a place or on a way; each once.
std::uint32_t RunPlan::Inside::quantity(std::size_t flow, Quantity::Kind kind, std::size_t from, std::size_t to) {
    if (kind != Quantity::Kind::move && kind != Quantity::Kind::start) from = to;  // it is due where one arrives
    const bool last = kind == Quantity::Kind::end && place_of[to] != never;
    Reads gate, amount;
    reads_flow(flow, gate, amount);
    if (kind != Quantity::Kind::end && !gate.state && !amount.state) from = to = live.front();  // one number wherever it is paid
    for (std::size_t i = 0; i < quantities.size(); ++i)
        if (const Quantity& one = quantities[i]; one.flow == flow && one.kind == kind && one.from == from && one.to == to)
            return static_cast<std::uint32_t>(i);
    Quantity made;
    made.flow = flow;
    made.kind = kind;
    made.from = from;
    made.to = to;
    made.slot = new_slot();
    made.last = last;
    made.gated = !track.flows_[flow].when.empty() || (track.flows_[flow].falls == Falls::with && !leader(flow).when.empty());
    made.gates.inputs = gate.inputs;
    Reads all = gate;
    all.add(amount);
    made.series.inputs = all.inputs;
    made.mode = all.inputs.empty()             ? Quantity::Mode::step
                : !amount.moment               ? Quantity::Mode::policy
                : !amount.money && !gate.money ? Quantity::Mode::series
                                               : Quantity::Mode::program;
    quantities.push_back(std::move(made));
    return static_cast<std::uint32_t>(quantities.size() - 1);
}

std::uint32_t RunPlan::Inside::factor(std::size_t flow, bool end) {
    if (leader(flow).shift == 0) return kernels::none;
    for (const Factor& one : factors)
        if (one.flow == flow && one.end == end) return one.slot;
    factors.push_back({flow, end, new_slot()});
    return factors.back().slot;
}

void RunPlan::Inside::make_tape() {
    using Kind = Quantity::Kind;
    const std::size_t states = track.states_, flows = track.flows_.size();
    const auto possible = [&](std::size_t flow, std::size_t state) {
        const Flow& one = track.flows_[flow];
        return !track.never(flow, state) && (one.falls != Falls::with || !track.never(one.follows, state));
    };
    for (std::size_t f = 0; f < flows; ++f) {
        const Falls falls = leader(f).falls;
        for (std::size_t s = 0; s < states; ++s) {
            if (place_of[s] == never || (falls != Falls::start && falls != Falls::issue) || !possible(f, s)) continue;
            const std::uint32_t what = quantity(f, Kind::start, s, s);
            starts.push_back(
                {static_cast<std::uint32_t>(f), static_cast<std::uint32_t>(place_of[s]), quantities[what].slot, factor(f, false)});
            start_of.push_back(what);
        }
    }
    if (!track.status_rates_.empty())
        for (std::size_t p = 0; p < live.size(); ++p)
            for (std::size_t i = 0; i < track.status_rates_.size(); ++i) {
                exit_slots.emplace_back(p, i);
                if (exit_slots.size() == 1) first_exit_slot = slot_count;
                new_slot();
            }
    for (const std::size_t from : live)
        for (std::size_t to = 0; to < states; ++to) {
            const bool on = place_of[to] != never;
            const bool linked =
                from == to || track.basis().order == Basis::Order::exponential ||
                std::find(track.model_.moves.begin(), track.model_.moves.end(), std::pair(from, to)) != track.model_.moves.end();
            if (!linked) continue;
            Link link{place_of[from], to, 0};
            kernels::Transfer move;
            move.from = static_cast<std::uint32_t>(place_of[from]);
            move.to = static_cast<std::uint32_t>(on ? place_of[to] : 0);
            kernels::Way way;
            way.from = move.from;
            way.first = static_cast<std::uint32_t>(terms.size());
            const auto pay = [&](std::size_t f, Kind kind, std::uint32_t times) {
                if (!possible(f, kind == Kind::move ? from : to)) return;
                const std::uint32_t what = quantity(f, kind, from, to);
                terms.push_back({static_cast<std::uint32_t>(f), way.from, quantities[what].slot, times});
                term_of.push_back(what);
            };
            for (std::size_t f = 0; f < flows; ++f) {
                const Flow& one = leader(f);
                if (one.falls == Falls::move && from != to && one.moves[from * states + to] != 0) pay(f, Kind::move, factor(f, true));
                if (one.falls == Falls::closing) pay(f, Kind::close, factor(f, true));
                if (one.falls == Falls::product_end) pay(f, Kind::end, kernels::none);
            }
            move.leaves = move.left = static_cast<std::uint32_t>(leaving.size());
            for (std::size_t i = 0; on && i < track.status_rates_.size(); ++i) {
                const std::uint32_t chance = first_exit_slot + static_cast<std::uint32_t>(place_of[to] * track.status_rates_.size() + i);
                const std::string& status = status_model().states[track.status_rates_[i].to];
                leaving.push_back(chance);
                ++move.left;
                for (std::size_t f = 0; f < flows; ++f)
                    if (const Flow& one = leader(f);
                        one.falls == Falls::status && std::find(one.statuses.begin(), one.statuses.end(), status) != one.statuses.end())
                        pay(f, Kind::status, chance);
            }
            way.last = static_cast<std::uint32_t>(terms.size());
            if (!on && way.first == way.last) continue;
            link.share = way.share = move.share = new_slot();
            links.push_back(link);
            if (on) moves.push_back(move);
            if (way.first < way.last) ways.push_back(way);
        }
    std::stable_sort(moves.begin(), moves.end(), [](const kernels::Transfer& a, const kernels::Transfer& b) { return a.to < b.to; });
    for (std::uint32_t place = 0; place <= live.size(); ++place)
        move_to.push_back(static_cast<std::uint32_t>(
            std::count_if(moves.begin(), moves.end(), [&](const kernels::Transfer& one) { return one.to < place; })));
    for (std::uint32_t sum = 0; sum <= flows; ++sum)
        first_start.push_back(static_cast<std::uint32_t>(
            std::count_if(starts.begin(), starts.end(), [&](const kernels::Term& one) { return one.sum < sum; })));
    start_due.resize(starts.size());
    term_due.resize(terms.size());
}

/// Whether it may fall due in a step; what ends the contract in a place from which it goes on, at its last step alone.
bool RunPlan::Inside::due(const Quantity& what, std::size_t k) const {
    const Flow& one = leader(what.flow);
    if (what.kind == Quantity::Kind::start) return track.starts_at(one, k) || (one.falls == Falls::issue && k == 0);
    if (what.kind == Quantity::Kind::close) return track.closes_at(one, k + 1);
    return true;
}

Point RunPlan::Inside::point(const Quantity& what, std::size_t k) const {
    if (what.kind == Quantity::Kind::start) {
        Point now = track.at_start(k, what.from, 0);
        now.paid = track.flows_[what.flow].premium ? k : k + 1;
        return now;
    }
    const Track::Passage way = track.passage(k, what.from, what.to, 0);
    return what.kind == Quantity::Kind::move ? way.moving : what.kind == Quantity::Kind::close ? way.reached : way.settled;
}

kernels::Tape RunPlan::Inside::tape() const {
    return {static_cast<std::uint32_t>(live.size()),
            static_cast<std::uint32_t>(track.flows_.size()),
            starts.data(),
            first_start.data(),
            moves.data(),
            move_to.data(),
            leaving.data(),
            ways.data(),
            ways.size(),
            terms.data(),
            start_due.data(),
            term_due.data()};
}

}  // namespace hearth
