// Programs at many nodes of one step at once.
#include <algorithm>
#include <cmath>

#include "form.hpp"
#include "inside.hpp"

namespace hearth {

/// Points that differ in how long their state has lasted, in nothing else.
struct Track::NodeLanes final : LaneWorld {
    explicit NodeLanes(Track& t) : track(t), lanes(t.evaluator_, *this) {}

    Follows follows(const Program&, const Instruction& at) override {
        using Kind = Form::Kind;
        if (at.op == Code::special) {
            const Form& form = track.forms_[at.id];
            const bool by_arguments = form.kind == Kind::rate_chance || form.kind == Kind::running;
            return by_arguments || (form.kind == Kind::chance && at.arguments.empty()) ? moment : both;
        }
        if (at.id >= load_id::payment) return both;
        if (at.id >= load_id::value) return track.contract_.closed(at.id - load_id::value, track) ? moment : both;
        if (at.id >= load_id::account) return both;
        if (at.id >= load_id::given) return nothing;
        switch (at.id % load_id::life) {
            case load_id::held: return point;
            case load_id::premium: case load_id::profit: return both;
            case load_id::premiums_paid: return track.premiums_by_path() ? both : moment;
            default: return moment;
        }
    }

    bool load(const Instruction& at, std::vector<double>& out) override {
        const bool of_path = (*points).front().past != nullptr;
        if (at.op == Code::special && of_path && track.forms_[at.id].kind == Form::Kind::lasting) {
            for (std::size_t i = 0; i < out.size(); ++i) {
                const std::size_t steps = (*points)[i].past->lasting[track.forms_[at.id].index];
                out[i] = steps == 0 ? 0.0 : static_cast<double>(steps - 1) * track.ticks_ / ticks_per_year;
            }
            return true;
        }
        if (at.op == Code::load && of_path && at.id >= load_id::account && at.id < load_id::other) {
            for (std::size_t i = 0; i < out.size(); ++i) out[i] = (*points)[i].past->balances[at.id - load_id::account];
            return true;
        }
        if (at.op != Code::load || at.id >= load_id::given) return false;
        if (at.id % load_id::life != load_id::held) return false;
        const std::size_t life = at.id / load_id::life;
        for (std::size_t i = 0; i < out.size(); ++i)
            out[i] = track.held_years(track.durations().of(run ? points->front().held + i : (*points)[i].held, life), points->front().ahead + track.advance_ + track.apart_);
        return true;
    }

    Track& track;
    Lanes lanes;
    const std::vector<Point>* points = nullptr;
    bool run = false;  ///< of the points only the first is there; each further one has been in its state a step longer
};

/// Room that the steps use again and again; a step inside a step has its own.
struct Track::Scratch {
    std::vector<double> paid, sums, when, price;
    std::vector<Point> points;
    std::vector<std::size_t> those;   ///< how long the states of the nodes of one step have lasted
    std::vector<const double*> ways;  ///< to the states at k + 1, of each of those
    std::vector<char> due, worth;
    std::vector<std::size_t> starting, moving;  ///< payments
};

/// The numbers of a program at points that differ in `held` alone; not a number where it has none. No: one by one, please.
bool Track::at_once(const Program& program, const std::vector<Point>& points, std::vector<double>& out, Lanes::Known* known, std::size_t run) {
    const std::size_t count = run > 0 ? run : points.size();
    if (count < 2 || contract_.outside) return false;
    if (node_lanes_ == nullptr) node_lanes_ = std::make_shared<NodeLanes>(*this);
    const Kept here(here_, points.front());
    const std::shared_ptr<NodeLanes> mine = std::exchange(node_lanes_, nullptr);  // one inside another has its own
    mine->points = &points;
    mine->run = run > 0;
    const bool done = mine->lanes.run(program, count, out, known);
    node_lanes_ = mine;
    return done;
}

/// A rate of one life after as many steps in its state as `at` says and after more, as Life::Reading::many asks for it.
bool Track::many_rates(const Program& program, const RatePoint& at, std::size_t count, std::vector<double>& out, Lanes::Known* known) {
    const Lent<Scratch> room(scratch_);
    room->points.assign(1, {at.k, at.k, at.k, at.state, at.state, at.held, at.part * ticks_ / ticks_per_year, nullptr});
    return at_once(program, room->points, out, advance_ == 0 && apart_ == 0 ? known : nullptr, count);
}

/// What a payment comes to at many points, as `amount` says for one.
void Track::amounts(const Flow& flow, const std::vector<Point>& points, const Stream* stream, std::vector<double>& out) {
    if (points.size() == 1) {
        out.assign(1, amount(flow, points.front(), stream));
        return;
    }
    const Lent<Scratch> room(scratch_);
    std::vector<double>&when = room->when, &price = room->price;
    std::vector<char>& due = room->due;
    due.assign(points.size(), 1);
    const auto among = [&](const Program& program) {
        if (program.empty()) return true;
        if (!at_once(program, points, when)) return false;
        for (std::size_t i = 0; i < points.size(); ++i) {
            if (std::isnan(when[i]) && due[i] != 0) return false;
            due[i] = due[i] != 0 && when[i] != 0 ? 1 : 0;
        }
        return true;
    };
    const bool own = stream == nullptr || stream->amount.empty();
    out.resize(points.size());
    if (!accounts_.empty() && !(flow.alone && own && (stream == nullptr || stream->when.empty()))) {  // its round matters
        for (std::size_t i = 0; i < points.size(); ++i) out[i] = amount(flow, points[i], stream);
        return;
    }
    const bool plain = among(flow.when) && (flow.falls != Flow::Falls::with || among(flows_[flow.follows].when)) && (stream == nullptr || among(stream->when));
    if (plain && std::all_of(due.begin(), due.end(), [](char one) { return one == 0; })) {
        std::fill(out.begin(), out.end(), 0.0);
        return;
    }
    bool done = false;
    if (plain && own) {
        done = at_once(flow.amount, points, out) && (flow.unit == nullptr || at_once(flow.price, points, price));
    } else if (plain) {
        const Kept valued(valued_, &flow);
        done = at_once(stream->amount, points, out);
    }
    out.resize(points.size());
    for (std::size_t i = 0; i < points.size(); ++i) {
        if (plain && due[i] == 0) out[i] = 0;
        else if (!done || std::isnan(out[i])) out[i] = amount(flow, points[i], stream);
        else if (own && flow.unit != nullptr && out[i] != 0) out[i] = std::isnan(price[i]) ? amount(flow, points[i], stream) : out[i] * price[i];
    }
}

/// Whether anything may be due when step k ends, or the contract leaves.
bool Track::may_close(const Stream& stream, std::size_t k) {
    return (!status_rates_.empty() && status_moves_at(k + 1)) || std::any_of(stream.flows.begin(), stream.flows.end(), [&](std::size_t f) {
        const Flow& falls = leader(flows_[f]);
        return closes_at(falls, k + 1) || falls.falls == Flow::Falls::product_end;
    });
}

/// What is due at the end of step k in each node reached and all that is due later, as `after` says for one.
std::vector<double> Track::afterwards(Stream& stream, std::size_t residue, std::size_t k) {
    using Falls = Flow::Falls;
    const double discount = step_discount(k, &stream);
    std::vector<double> out(width(k + 1), 0.0), sums, paid;
    std::vector<Point> points;
    const auto add = [&](const Flow& flow, auto scaled) {
        amounts(flow, points, &stream, paid);
        for (std::size_t i = 0; i < points.size(); ++i) sums[i] += scaled(paid[i]);
    };
    const std::size_t longest = width(k + 1) / states_ - 1;
    const bool follows = k + 1 < horizon();
    for (std::size_t s = 0; s < states_; ++s) {
        if (!possible(k + 1, s)) continue;
        const std::size_t first = mindful(s) ? 0 : longest;
        for (std::size_t held = first; held <= longest && follows; ++held)
            if (possible(k + 1, s, held) && !ended(k + 1, s, held)) out[held * states_ + s] = stream.values[residue][k + 1][held * states_ + s];
        for (const bool over : {false, true}) {
            points.clear();
            for (std::size_t held = first; held <= longest; ++held)
                if (possible(k + 1, s, held) && ended(k + 1, s, held) == over) {
                    points.push_back(at_start(k + 1, s, held));
                    points.back().counted = k;
                }
            if (points.empty()) continue;
            sums.assign(points.size(), 0.0);
            for (const std::size_t f : stream.flows) {
                const Flow& falls = leader(flows_[f]);
                if (closes_at(falls, k + 1)) add(flows_[f], [&](double x) { return shifted(falls, x, discount); });
                if (falls.falls == Falls::product_end && over) add(flows_[f], [](double x) { return x; });
            }
            double stays = over ? 0 : 1;
            if (!over)
                for (const auto& [status, chance] : exits(k, s, points.front().held)) {
                    stays -= chance;
                    for (const std::size_t f : stream.flows) {
                        const Flow& falls = leader(flows_[f]);
                        if (falls.falls == Falls::status && std::find(falls.statuses.begin(), falls.statuses.end(), status) != falls.statuses.end())
                            add(flows_[f], [part = chance](double x) { return part * x; });
                    }
                }
            for (std::size_t i = 0; i < points.size(); ++i) {
                double& later = out[(with_paths() ? points[i].node : points[i].held) * states_ + s];
                later = sums[i] + stays * later;
            }
        }
        for (std::size_t held = 0; held < first; ++held) out[held * states_ + s] = out[first * states_ + s];
    }
    return out;
}

/// As `step_values`, where a node is the state of one life and nothing more. `later`: what follows at the end of the step, by state.
void Track::state_values(Stream& stream, std::size_t residue, std::size_t k, const std::vector<double>& later, std::vector<double>& out) {
    using Falls = Flow::Falls;
    const double discount = step_discount(k, &stream);
    const Lent<Scratch> room(scratch_);
    std::vector<std::size_t>&starting = room->starting, &moving = room->moving;
    starting.clear();
    moving.clear();
    for (const std::size_t f : stream.flows) {
        const Flow& falls = leader(flows_[f]);
        if (starts_at(falls, k) || (falls.falls == Falls::issue && k == 0)) starting.push_back(f);
        if (falls.falls == Falls::move) moving.push_back(f);
    }
    const bool apart = stream.span > 0 && k % stream.span == residue;
    const bool nothing = moving.empty() && discount > 0 && std::isfinite(discount) && std::all_of(later.begin(), later.end(), [](double x) { return x == 0; });  // is due later
    Life& one = life();
    const double* rows = nullptr;
    out.assign(states_, 0.0);
    for (std::size_t state = 0; state < states_; ++state) {
        if (ended(k, state, 0)) continue;
        double sum = 0;
        Point here = at_start(k, state, 0);
        if (apart && holds(stream.when, here)) sum += evaluate(stream.amount, here);
        for (const std::size_t f : starting) {
            if (never(f, state)) continue;
            const Flow& falls = leader(flows_[f]);
            here.paid = flows_[f].premium ? k : k + 1;
            const double paid = amount(flows_[f], here, &stream);
            sum += falls.shift == 0 || paid == 0 ? paid : paid * to_moment(falls, k, &stream);
        }
        if (rows == nullptr && !one.with_held()) rows = one.row(k, 0, 0);
        const double* to = rows != nullptr ? rows + state * states_ : one.row(k, state, 0);
        for (std::size_t s = 0; s < states_ && !nothing; ++s) {
            if (to[s] == 0) continue;
            double then = later[s];
            for (const std::size_t f : moving) {
                const Flow& falls = leader(flows_[f]);
                if (s != state && falls.moves[state * states_ + s] != 0) then += shifted(falls, amount(flows_[f], {k + 1, k, k + 1, state, s, 0, 0, nullptr}, &stream), discount);
            }
            sum += discount * to[s] * then;
        }
        out[state] = sum + 0.0;
    }
}

/// All nodes of a step as `step_value` has one, with the same additions in the same order.
void Track::step_values(Stream& stream, std::size_t residue, std::size_t k, std::vector<double>& out) {
    using Falls = Flow::Falls;
    const double discount = step_discount(k, &stream);
    const bool as_they_are = k + 1 < horizon() && !may_close(stream, k);  // they are 0 where the contract has ended
    const std::vector<double> closed = as_they_are ? std::vector<double>{} : afterwards(stream, residue, k);
    const std::vector<double>& later = as_they_are ? stream.values[residue][k + 1] : closed;
    if (bare()) return state_values(stream, residue, k, later, out);
    const Lent<Scratch> room(scratch_);
    auto& [paid, sums, when, price, points, those, ways, due, worth, starting, moving] = *room;
    worth.assign(states_, 0);  // whether anything is due in a state later
    for (std::size_t s = 0; s < states_; ++s)
        for (std::size_t node = s; node < later.size() && worth[s] == 0; node += states_) worth[s] = later[node] != 0 ? 1 : 0;
    const bool single = joint_.lives.size() == 1 && !with_paths(), all = single && !ends_by_held_;
    const std::size_t longest = memory();
    out.assign(width(k), 0.0);
    const auto add = [&, &points = points, &paid = paid](const Flow& flow, std::vector<double>& to, auto scaled) {
        amounts(flow, points, &stream, paid);
        for (std::size_t i = 0; i < points.size(); ++i) to[i] += scaled(paid[i]);
    };
    for (std::size_t state = 0; state < states_; ++state) {
        if (!possible(k, state) || (all && ended(k, state, 0))) continue;
        const std::size_t last = width(k) / states_ - 1, from = mindful(state) ? 0 : last;
        those.clear();
        for (std::size_t held = from; held <= last; ++held)
            if (all || (possible(k, state, held) && !ended(k, state, held))) those.push_back(held);
        if (those.empty()) continue;
        sums.assign(those.size(), 0.0);
        points.clear();
        const auto at_all = [&, &points = points, &those = those] {
            points.reserve(those.size());
            for (std::size_t i = points.size(); i < those.size(); ++i) points.push_back(at_start(k, state, those[i]));
        };
        if (stream.span > 0 && k % stream.span == residue) {
            at_all();
            const bool decided = stream.when.empty() || at_once(stream.when, points, when), known = at_once(stream.amount, points, paid);
            for (std::size_t i = 0; i < points.size(); ++i) {
                const bool falls = stream.when.empty() || (decided && !std::isnan(when[i]) ? when[i] != 0 : holds(stream.when, points[i]));
                if (falls) sums[i] += known && !std::isnan(paid[i]) ? paid[i] : evaluate(stream.amount, points[i]);
            }
        }
        for (const std::size_t f : stream.flows) {
            const Flow& falls = leader(flows_[f]);
            if ((!starts_at(falls, k) && !(falls.falls == Falls::issue && k == 0)) || never(f, state)) continue;
            at_all();
            for (Point& point : points) point.paid = flows_[f].premium ? k : k + 1;
            const double inside = falls.shift == 0 ? 1 : to_moment(falls, k, &stream);
            add(flows_[f], sums, [&](double x) { return falls.shift == 0 || x == 0 ? x : x * inside; });
        }
        std::vector<std::pair<std::size_t, std::vector<double>>> moves;  // by state reached, what a payment comes to
        for (std::size_t s = 0; s < states_; ++s)
            for (const std::size_t f : stream.flows) {
                const Flow& falls = leader(flows_[f]);
                if (falls.falls != Falls::move || s == state || falls.moves[state * states_ + s] == 0 || !possible(k + 1, s)) continue;
                points.clear();
                for (const std::size_t held : those) points.push_back(passage(k, state, s, held).moving);  // of one that cannot move so, it counts nothing
                moves.emplace_back(s, std::vector<double>(points.size(), 0.0));
                add(flows_[f], moves.back().second, [&](double x) { return shifted(falls, x, discount); });
            }
        const Life::Rows rows = single ? life().rows(k, state) : Life::Rows{nullptr, 0};
        if (single && moves.empty()) {
            for (std::size_t s = 0; s < states_; ++s)
                for (std::size_t i = 0; worth[s] != 0 && i < those.size(); ++i)
                    if (const double chance = rows[those[i]][s]; chance != 0)
                        sums[i] += discount * chance * later[(s == state ? std::min(those[i] + 1, longest) : 0) * states_ + s];
        } else {
            ways.clear();
            for (const std::size_t held : those) ways.push_back(single ? rows[held] : row(k, state, held));
            for (std::size_t s = 0; s < states_; ++s) {
                if (worth[s] == 0 && moves.empty()) continue;
                for (std::size_t i = 0; i < those.size(); ++i) {
                    if (ways[i][s] == 0) continue;
                    const std::size_t held = !single ? next(k, those[i], state, s) : s == state ? std::min(those[i] + 1, longest) : 0;
                    double then = later[held * states_ + s];
                    for (const auto& [reached, one] : moves)
                        if (reached == s) then += one[i];
                    sums[i] += discount * ways[i][s] * then;
                }
            }
        }
        for (std::size_t i = 0; i < those.size(); ++i) out[those[i] * states_ + state] = sums[i];
        for (std::size_t held = 0; held < from; ++held) out[held * states_ + state] = out[from * states_ + state];
    }
}

}  // namespace hearth
