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
    made.last = last;
    made.gated = !track.flows_[flow].when.empty() || (track.flows_[flow].falls == Falls::with && !leader(flow).when.empty());
    made.gates.inputs = gate.inputs;
    Reads all = gate;
    all.add(amount);
    made.series.inputs = made.paid.inputs = all.inputs;
    const bool as_interest = std::includes(discounts.inputs.begin(), discounts.inputs.end(), all.inputs.begin(), all.inputs.end());
    made.mode = all.inputs.empty()           ? Quantity::Mode::step
                : !amount.moment             ? Quantity::Mode::policy
                : amount.money || gate.money ? Quantity::Mode::program
                : as_interest && !made.last  ? Quantity::Mode::step
                                             : Quantity::Mode::series;
    for (std::size_t i = 0; made.mode == Quantity::Mode::policy && !amount.state && i < quantities.size(); ++i) {
        const Quantity& one = quantities[i];
        const Program &its = track.flows_[one.flow].amount, &mine = track.flows_[flow].amount;
        if (one.mode == made.mode && one.like == never && !one.last && !made.last && same_part(its, its.root, mine, mine.root)) made.like = i;
    }
    made.amounts = made.like != never ? quantities[made.like].amounts : made.last || made.mode == Quantity::Mode::policy ? amount_count++ : kernels::none;
    made.slot = made.mode == Quantity::Mode::step && !made.last ? new_common() : new_slot();
    by_program = by_program || (made.mode == Quantity::Mode::program && !made.last);
    quantities.push_back(std::move(made));
    return static_cast<std::uint32_t>(quantities.size() - 1);
}

std::uint32_t RunPlan::Inside::factor(std::size_t flow, Factor::Kind kind) {
    if (leader(flow).shift == 0) return kernels::none;
    for (const Factor& one : factors)
        if (one.flow == flow && one.kind == kind) return one.slot;
    factors.push_back({flow, kind, new_common()});
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
        at_end.push_back(falls == Falls::start || falls == Falls::issue ? 0 : 1);
        inside_step.push_back(falls == Falls::move || falls == Falls::closing ? factor(f, Factor::Kind::end) : at_end.back() == 0 ? factor(f, Factor::Kind::start) : kernels::none);
        for (std::size_t s = 0; s < states; ++s) {
            if (place_of[s] == never || (falls != Falls::start && falls != Falls::issue) || !possible(f, s)) continue;
            const std::uint32_t what = quantity(f, Kind::start, s, s);
            made_terms.push_back({{static_cast<std::uint32_t>(f), static_cast<std::uint32_t>(place_of[s]), kernels::none,
                                   kernels::none, quantities[what].slot},
                                  what,
                                  Kind::start,
                                  s,
                                  s});
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
            const std::size_t before = made_terms.size();
            const auto pay = [&](std::size_t f, Kind kind, std::uint32_t chance) {
                if (!possible(f, kind == Kind::move ? from : to)) return;
                const std::uint32_t what = quantity(f, kind, from, to);
                made_terms.push_back({{static_cast<std::uint32_t>(f), move.from, 0, chance, quantities[what].slot}, what, kind, from, to});
                if (!streams.empty() && (kind == Kind::move || kind == Kind::close)) factor(f, Factor::Kind::back);
            };
            for (std::size_t f = 0; f < flows; ++f) {
                const Flow& one = leader(f);
                if (one.falls == Falls::move && from != to && one.moves[from * states + to] != 0) pay(f, Kind::move, kernels::none);
                if (one.falls == Falls::closing) pay(f, Kind::close, kernels::none);
                if (one.falls == Falls::product_end) pay(f, Kind::end, kernels::none);
            }
            move.leaves = move.left = static_cast<std::uint32_t>(leaving.size());
            for (std::size_t i = 0; on && i < track.status_rates_.size(); ++i) {
                const std::uint32_t chance = first_exit_slot + static_cast<std::uint32_t>(place_of[to] * track.status_rates_.size() + i);
                const std::string status = status_model().states[track.status_rates_[i].to];
                leaving.push_back(chance);
                ++move.left;
                for (std::size_t f = 0; f < flows; ++f)
                    if (const Flow& one = leader(f);
                        one.falls == Falls::status && std::find(one.statuses.begin(), one.statuses.end(), status) != one.statuses.end())
                        pay(f, Kind::status, chance);
            }
            if (!on && made_terms.size() == before) continue;
            link.share = move.share = new_slot();
            for (std::size_t i = before; i < made_terms.size(); ++i) made_terms[i].term.share = link.share;
            links.push_back(link);
            share_at.push_back(link.share * static_cast<std::uint32_t>(together));
            if (on) moves.push_back(move);
        }
    for (std::uint32_t i = 0; i < exit_slots.size(); ++i) share_at.push_back((first_exit_slot + i) * static_cast<std::uint32_t>(together));
    std::stable_sort(moves.begin(), moves.end(), [](const kernels::Transfer& a, const kernels::Transfer& b) { return a.to < b.to; });
    for (std::uint32_t place = 0; place <= live.size(); ++place)
        move_to.push_back(static_cast<std::uint32_t>(
            std::count_if(moves.begin(), moves.end(), [&](const kernels::Transfer& one) { return one.to < place; })));
    std::stable_sort(made_terms.begin(), made_terms.end(), [](const Made& a, const Made& b) { return a.term.sum < b.term.sum; });
    for_all.assign(flows, 1);
    for (const Made& one : made_terms)
        if ((one.term.amount & kernels::common) == 0) for_all[one.term.sum] = 0;
}

/// Which terms may be due, step by step.
void RunPlan::Inside::extend_due(std::size_t count) {
    for (std::size_t k = due_at.size(); k < count; ++k) {
        Due now;
        for (const Quantity& what : quantities) now.quantities.push_back(due(what, k) ? 1 : 0);
        const auto known = std::find_if(dues.begin(), dues.end(), [&](const Due& one) { return one.quantities == now.quantities; });
        due_at.push_back(static_cast<std::uint32_t>(known - dues.begin()));
        if (known != dues.end()) continue;
        for (std::uint32_t sum = 0, i = 0; sum <= at_end.size(); ++sum) {
            now.term_of.push_back(static_cast<std::uint32_t>(now.terms.size()));
            for (; i < made_terms.size() && made_terms[i].term.sum == sum; ++i)
                if (now.quantities[made_terms[i].what] != 0) now.terms.push_back(made_terms[i].term);
            if (sum == at_end.size() || now.term_of.back() != now.terms.size()) now.told.push_back(sum);
        }
        for (const std::size_t stream : streams) now.backs.push_back(back_of(track.streams_[stream], now));
        share_out(now);
        dues.push_back(std::move(now));
    }
}

/// What guides are paid, and what those who follow them.
void RunPlan::Inside::share_out(Due& due) const {
    for (std::uint32_t sum = 0; sum <= at_end.size(); ++sum) {
        due.of_guides_of.push_back(static_cast<std::uint32_t>(due.of_guides.size()));
        due.of_followers_of.push_back(static_cast<std::uint32_t>(due.of_followers.size()));
        if (sum == at_end.size()) return;
        for (std::uint32_t i = due.term_of[sum]; i < due.term_of[sum + 1]; ++i) {
            const kernels::Term& term = due.terms[i];
            if (for_all[sum] != 0) {
                due.of_guides.push_back(term);
                continue;
            }
            const kernels::Portion part{term.place, term.share, term.chance};
            const auto known = std::find(due.parts.begin(), due.parts.end(), part);
            due.of_followers.push_back({static_cast<std::uint32_t>(known - due.parts.begin()), term.amount});
            if (known == due.parts.end()) due.parts.push_back(part);
        }
    }
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

}  // namespace hearth
