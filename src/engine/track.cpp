#include "hearth/engine/track.hpp"

#include <cmath>
#include <limits>

#include <fmt/format.h>

#include "hearth/base/assert.hpp"
#include "hearth/base/math.hpp"
#include "hearth/base/text.hpp"
#include "discount.hpp"
#include "form.hpp"
#include "inside.hpp"

namespace hearth {

namespace {

/// A step written in decimals, "0.1 years", is meant exactly.
double whole_ticks(double ticks) { return std::fabs(ticks - std::round(ticks)) < 1e-6 ? std::round(ticks) : ticks; }

}  // namespace

Track::Track(Contract::Inside& contract, const Basis& basis, std::size_t number)
    : contract_(contract), basis_(basis), joint_(joint_of(contract.product.models)), model_(joint_.model), number_(number), states_(model_.states.size()),
      ticks_(whole_ticks((basis.continuous ? 1.0 / 12 : basis.step.years()) * ticks_per_year)), values_(contract.product.values.size()), closed_(values_.size(), -1), remembered_(contract.product.values.size()), rates_(joint_.lives.size()),
      evaluator_(*this, *contract.book.names) {
    for (const Model& life : joint_.lives) {
        domains_.push_back(state_domain(life, *contract.book.names));
        auto& names = state_names_.emplace_back();
        for (const std::string& state : life.states) names.push_back(contract.book.names->id(state));
    }
}

Track::~Track() = default;


const double* Track::row(std::size_t k, std::size_t state, std::size_t held) {
    Life& one = life();
    if (with_paths()) held = paths(k).pasts[held].held;  // no rate reads more of it
    return joint_life_ ? joint_life_->row(k, state, held) : one.row(k, state, held);
}

std::optional<std::size_t> Track::step_of(double time) const {
    const double k = std::round(time * ticks_per_year / ticks_);
    if (k < 0 || std::fabs(k * ticks_ - time * ticks_per_year) > 1e-6) return std::nullopt;  // a time written in decimals
    return static_cast<std::size_t>(k);
}

std::optional<std::size_t> Track::steps_in(const Span& span) const {
    const double ticks = span.years() * ticks_per_year;
    const double steps = std::round(ticks / ticks_);
    if (steps < 1 || std::fabs(steps * ticks_ - ticks) > 1e-6) return std::nullopt;
    return static_cast<std::size_t>(steps);
}

double Track::evaluate(const Program& program, const Point& point) {
    const Kept here(here_, point);
    return evaluator_.number(program);
}

bool Track::holds(const Program& program, const Point& point) {
    if (program.empty()) return true;
    const Kept here(here_, point);
    return evaluator_.truth(program);
}

bool Track::find_ended(std::size_t k, std::size_t state, std::size_t held) {
    if (with_paths()) return path_ended(k, state, held);
    if (!ends_by_held_) held = 0;
    else if (memory() > long_memory) return holds(ends_, at_start(k, state, held));
    const std::size_t count = ends_by_held_ ? memory() + 1 : 1, first = k * count * states_ + state, at = first + held * states_;
    if (ended_.size() <= at) ended_.resize((k + 16) * count * states_, -1);
    if (ended_[at] >= 0) return ended_[at] != 0;
    if (const Decided known = decided(flows_.size(), state); known != Decided::open) {
        ended_[at] = known == Decided::due ? 1 : 0;
        return known == Decided::due;
    }
    std::vector<Point> points;
    std::vector<double> over;
    for (std::size_t h = 0; ends_by_held_ && h <= kept(k); ++h) points.push_back({k, k, k, state, state, h, 0, nullptr});
    if (held < points.size() && at_once(ends_, points, over))
        for (std::size_t h = 0; h < points.size(); ++h)
            if (!std::isnan(over[h])) ended_[first + h * states_] = over[h] != 0 ? 1 : 0;
    if (ended_[at] < 0) {
        const bool now = holds(ends_, {k, k, k, state, state, held, 0, nullptr});
        ended_[at] = now ? 1 : 0;
    }
    return ended_[at] != 0;
}

bool Track::possible_together(std::size_t k, std::size_t state) {
    if (joint_life_ == nullptr) life();
    if (joint_life_ == nullptr || joint_life_->with_held()) return true;
    if (possible_.empty()) possible_.emplace_back(states_, 1);
    while (possible_.size() <= k) {
        const std::size_t at = possible_.size() - 1;
        std::vector<char> next(states_, 0);
        for (std::size_t s = 0; s < states_; ++s) {
            if (possible_[at][s] == 0) continue;
            const double* to = row(at, s, 0);
            for (std::size_t t = 0; t < states_; ++t)
                if (to[t] > 0) next[t] = 1;
        }
        possible_.push_back(std::move(next));
    }
    return possible_[k][state] != 0;
}

/// Where one life has ended in every state that its moves reach, if those who never leave the first state are enough to have the contract
/// go on until then: a bound from below for what `horizon` adds up.
std::optional<std::size_t> Track::certain_end() {
    if (joint_.lives.size() > 1 || with_paths() || ends_by_held_) return std::nullopt;
    std::vector<char> reached(states_, 0);
    reached[0] = 1;
    for (std::size_t round = 0; round < states_; ++round)
        for (const auto& [from, to] : model_.moves)
            if (reached[from] != 0) reached[to] = 1;
    double remains = 1;
    for (std::size_t k = 0; time_of(k) < longest_years && remains >= vanished; ++k) {
        bool over = true;
        for (std::size_t s = 0; s < states_; ++s) over = over && (reached[s] == 0 || ended(k, s, 0));
        if (over) return k;
        if (ended(k, 0, 0)) return std::nullopt;
        remains *= row(k, 0, kept(k))[0];
    }
    return std::nullopt;
}

std::size_t Track::find_horizon() {
    if (const auto certain = certain_end()) return horizon_ = *certain;
    std::vector<double> here(width(0), 0.0);
    here[0] = 1;
    for (std::size_t k = 0;; ++k) {
        double inside = 0;
        for (std::size_t node = 0; node < here.size(); ++node)
            if (here[node] > 0) {
                if (ended(k, node % states_, node / states_)) here[node] = 0;
                inside += here[node];
            }
        const bool over = inside == 0 || inside < vanished;
        const bool limit = time_of(k) >= longest_years;
        if (over || (limit && inside < still_there)) return horizon_ = k;
        if (limit)
            throw Fault(Stop::limit, {"E0540", contract_.product.header.place,
                                      fmt::format("after {} years the contract is still in force with a chance of {}", longest_years, shortest(inside)),
                                      "say in `ends` when it is over"});
        here = moved(here, k);
    }
}

double Track::find_discount(std::size_t k, const Stream* stream) {
    const double years = ticks_ / ticks_per_year;
    if (stream != nullptr && !stream->interest.empty()) {
        const Instruction& top = stream->interest.at(stream->interest.root);
        const double interest = top.op == Code::constant && top.constant.kind == Value::Kind::number ? top.constant.number : evaluate(stream->interest, Point{});
        if (stream->discount.first != interest) stream->discount = {interest, power(1 + interest, -years)};
        return stream->discount.second;
    }
    // Each step by itself: a curve that begins on the day of a valuation says nothing of the steps before.
    if (discounts_.size() <= k) discounts_.resize(k + 1, std::numeric_limits<double>::quiet_NaN());
    if (!std::isnan(discounts_[k])) return discounts_[k];
    const auto interest_at = [&](std::size_t at) { return evaluate(interest_, {at, at, at, 0, 0, 0, 0, nullptr}); };
    const double interest = interest_at(k);
    if (!(interest > -1)) {
        std::size_t first = k;
        while (first > 0 && !(interest_at(first - 1) > -1)) --first;
        throw Fault("E0541", basis_.interest->place, fmt::format("interest of {} at {} years (allowed: above -1)", shortest(interest_at(first)), shortest(time_of(first))));
    }
    discounts_[k] = discount_over(years, interest);
    return discounts_[k];
}

double Track::discount_before_issue(std::size_t steps) {
    const double years = ticks_ / ticks_per_year;
    for (const Instruction& at : interest_.code) {
        const bool given = at.id >= load_id::given && at.id < load_id::account,
                   dated = at.id == load_id::date || at.id == load_id::calendar_year || at.id == load_id::month_of_year;
        if (steps > 0 && (at.op == Code::special || (at.op == Code::load && !given && !dated)))
            throw Fault("E0936", basis_.interest->place, fmt::format("before its issue the policy has no '{}', which the interest of basis {} reads", at.text, basis_.header.name), "let the interest go by calendar_year, or by date");
    }
    double discount = 1;
    for (; steps > 0; --steps) {
        Point before;
        before.ahead = -time_of(steps);
        const double interest = evaluate(interest_, before);
        if (!(interest > -1))
            throw Fault("E0541", basis_.interest->place, fmt::format("interest of {} at {} years before issue (allowed: above -1)", shortest(interest), shortest(time_of(steps))));
        discount *= discount_over(years, interest);
    }
    return discount;
}

const Track::Exits& Track::exits(std::size_t k, std::size_t state, std::size_t held) {
    static const Exits none;
    if (status_rates_.empty()) return none;
    const std::size_t node = exits_by_held_ ? held * states_ + state : exits_by_state_ ? state : 0;
    if (exits_.size() <= k) exits_.resize(k + 16);
    if (exits_[k].size() <= node) exits_[k].resize(exits_by_held_ ? std::max(node + 1, width(k + 1)) : states_);
    if (!exits_[k][node]) exits_[k][node] = find_exits(k, state, held);
    return *exits_[k][node];
}

/// Where a premium may fall due next; once none ever will, on anniversaries (rule S63).
bool Track::status_moves_at(std::size_t at) {
    if (status_moves_.size() <= at) status_moves_.resize(at + 16, -1);
    if (status_moves_[at] >= 0) return status_moves_[at] != 0;
    const auto premium_at = [this](std::size_t k) {
        for (const Flow& flow : flows_)
            if (flow.premium && starts_at(flow, k))
                for (std::size_t node = 0; node < (with_paths() ? width(k) : states_); ++node) {
                    const std::size_t s = node % states_, held = node / states_;
                    if ((!with_paths() || possible(k, s, held)) && !ended(k, s, held) && due(flow, at_start(k, s, held))) return true;
                }
        return false;
    };
    if (!last_premium_) {
        std::size_t last = 0;
        for (std::size_t k = horizon(); k-- > 0 && last == 0;)
            if (premium_at(k)) last = k;
        last_premium_ = last;
    }
    const double time = time_of(at);
    const bool moves = at == 0 || (at <= *last_premium_ ? premium_at(at) : time == std::floor(time));
    status_moves_[at] = moves ? 1 : 0;
    return moves;
}

Track::Exits Track::find_exits(std::size_t k, std::size_t state, std::size_t held) {
    if (!status_moves_at(k + 1)) return {};
    std::size_t from = k;
    while (!status_moves_at(from)) --from;
    if (!exits_by_state_) state = 0;
    held = !exits_by_held_ ? 0 : with_paths() ? paths(k + 1).pasts[held].held : held;
    const double years = ticks_ / ticks_per_year;
    double stays = 1;
    std::vector<double> share(status_rates_.size(), 0.0);
    for (std::size_t step = from; step <= k; ++step) {
        double force = 0;
        std::vector<double> forces;
        for (const MoveRate& move : status_rates_) {
            const double rate = evaluate(move.program, {step, step, step, state, state, held, 0, nullptr});
            if (!(rate >= 0) || (move.program.type().base != Type::Base::force && rate > 1))
                throw Fault("E0505", move.rate->place, fmt::format("the rate of '{}' is {} in year {}", move.rate->key, shortest(rate), std::floor(time_of(step)) + 1),
                            "write min(1, ...) or max(0, ...)");
            if (move.program.type().base != Type::Base::force && rate == 1) {
                return {{status_model().states[move.to], 1.0}};
            }
            forces.push_back(move.program.type().base == Type::Base::force ? rate * years : -years * logarithm_one_plus(-rate));
            force += forces.back();
        }
        const double leaves = -exponential_minus_one(-force);
        for (std::size_t i = 0; i < forces.size(); ++i)
            if (force > 0) share[i] += stays * leaves * forces[i] / force;
        stays *= 1 - leaves;
    }
    Exits out;
    const Model statuses = status_model();
    for (std::size_t i = 0; i < share.size(); ++i)
        if (share[i] > 0) out.emplace_back(statuses.states[status_rates_[i].to], share[i]);
    return out;
}

std::vector<double> Track::moved(const std::vector<double>& here, std::size_t k) {
    std::vector<double> out(width(k + 1), 0.0);
    const bool single = joint_.lives.size() == 1 && !with_paths();
    const std::size_t longest = memory();
    std::vector<Life::Rows> rows(states_, {nullptr, 0});
    for (std::size_t node = 0; node < here.size(); ++node) {
        if (here[node] == 0) continue;
        const std::size_t s = node % states_, held = node / states_;
        if (single && rows[s].first == nullptr) rows[s] = life().rows(k, s);
        const double* to = single ? rows[s][held] : row(k, s, held);
        for (std::size_t t = 0; t < states_; ++t) {
            if (to[t] == 0) continue;
            const std::size_t then = !single ? next(k, held, s, t) : s == t ? std::min(held + 1, longest) : 0;
            out[then * states_ + t] += here[node] * to[t];
        }
    }
    return out;
}

Track::ByStatus Track::occupancy(std::size_t k, std::size_t state, std::size_t held, std::size_t steps, bool with_status, std::vector<ByStatus>* each) {
    if (memory() > 0 && k + steps > remembered_ends_)
        throw Fault(Stop::limit, {"E0569", contract_.product.header.place, "what lives remember together is known up to the end of the contract only", "ask for an earlier moment"});
    ByStatus out = {{status_model().states.front(), std::vector<double>(width(k), 0.0)}};
    out[0].second[held * states_ + state] = 1;
    const auto tell = [&] {
        if (each != nullptr) each->push_back(out);
    };
    for (std::size_t step = k; step < k + steps; ++step) {
        tell();
        for (auto& [status, here] : out) here = moved(here, step);
        if (!with_status) continue;
        const auto goes_on = [&](std::size_t node) { return possible(step + 1, node % states_, node / states_) && !ended(step + 1, node % states_, node / states_); };
        for (std::size_t node = 0; !status_rates_.empty() && node < width(step + 1); ++node) {
            if (out[0].second[node] == 0 || !goes_on(node)) continue;
            double leaves = 0;
            for (const auto& [status, chance] : exits(step, node % states_, node / states_)) {
                auto there = std::find_if(out.begin(), out.end(), [&, &name = status](const auto& one) { return one.first == name; });
                if (there == out.end()) there = out.insert(out.end(), {status, std::vector<double>(width(step + 1), 0.0)});
                there->second[node] += chance * out[0].second[node];
                leaves += chance;
            }
            out[0].second[node] *= 1 - leaves;
        }
    }
    tell();
    return out;
}

double Track::premiums_now(const Point& point) {
    double sum = 0;
    Point now = point;
    now.paid = point.k;
    for (const Flow& flow : flows_)
        if (flow.premium && (starts_at(flow, point.k) || (flow.falls == Flow::Falls::issue && point.k == 0))) sum += amount(flow, now);
    return sum;
}

double Track::premiums_paid(std::size_t steps) {
    while (paid_.size() <= steps) {
        if (paid_.empty()) paid_.push_back(0);
        const std::size_t k = paid_.size() - 1;
        if (k == steps) break;
        std::optional<double> one;
        for (std::size_t s = 0; s < states_; ++s) {
            if (!model_.leavable(s) || ended(k, s, 0)) continue;
            const double now = premiums_now(at_start(k, s, 0));
            if (one && *one != now)
                throw Fault("E0542", contract_.product.header.place,
                            fmt::format("premiums_paid depends on the path: at {} years {} is due in one state and {} in another; this is not computed yet",
                                        shortest(time_of(k)), shortest(*one), shortest(now)));
            one = now;
        }
        if (paid_.size() != k + 1) continue;  // a root found meanwhile has made them forgotten
        paid_.push_back(paid_[k] + one.value_or(0));
    }
    return steps == 0 ? 0 : paid_[steps];
}

double Track::premiums_of_year(std::size_t counted) {
    const double first = std::floor(time_of(counted));
    const auto from = static_cast<std::size_t>(std::ceil(first * ticks_per_year / ticks_ - 1e-9));
    double sum = 0;
    for (std::size_t k = from; time_of(k) < first + 1; ++k)
        if (!ended(k, 0, kept(k))) sum += premiums_now(at_start(k, 0, kept(k)));
    return sum;
}

}  // namespace hearth
