#include "hearth/engine/life.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <tuple>
#include <utility>

#include <fmt/format.h>

#include "hearth/base/math.hpp"
#include "hearth/base/text.hpp"
#include "hearth/engine/collocation.hpp"
#include "hearth/engine/transitions.hpp"
#include "gauss.hpp"

namespace hearth {

namespace {

/// A step of a continuous basis is cut until the strongest force times a part is below this: then a part misses less than
/// 0.1^7 / 100800 = 1e-12 (the first term that the three-point method leaves out is z^7 / 100800).
constexpr double strongest_part = 0.1;
constexpr std::size_t most_parts = 1024;

bool names_state(const std::vector<std::string>& list, const std::string& state) {
    return list.empty() || std::any_of(list.begin(), list.end(), [&](const std::string& name) { return name == "any" || name == state; });
}

}  // namespace

std::vector<MoveRate> rates_of(const Model& model, const Basis& basis, const std::string& role, const Place& place, Report& report) {
    std::vector<MoveRate> out;
    for (const auto& [from, to] : model.moves) {
        const Rate* best = nullptr;
        const Rate* tie = nullptr;
        std::tuple<bool, std::size_t, bool> narrowest;  // without the role; moves matched; says `any`
        for (const Rate& rate : basis.rates) {
            std::size_t matched = 0;
            bool here = false, named = false, other_role = false, wild = false;
            for (const Move& move : rate.moves) {
                wild = wild || move.from.empty() || move.from.front() == "any";
                if (!move.roles.empty()) {
                    if (move.roles != std::vector<std::string>{role}) { other_role = true; continue; }
                    named = true;
                }
                for (const auto& [a, b] : model.moves) {
                    const bool forward = names_state(move.from, model.states[a]) && names_state(move.to, model.states[b]);
                    const bool back = move.both_ways && names_state(move.to, model.states[a]) && names_state(move.from, model.states[b]);
                    if (!forward && !back) continue;
                    ++matched;
                    here = here || (a == from && b == to);
                }
            }
            if (!here || (other_role && !named && matched == 0)) continue;
            const std::tuple width{!named, matched, wild};
            if (best == nullptr || width < narrowest) {
                best = &rate;
                narrowest = width;
                tie = nullptr;
            } else if (width == narrowest) {
                tie = &rate;
            }
        }
        const std::string move = fmt::format("{} -> {}", model.states[from], model.states[to]);
        if (best == nullptr)
            report.error("E0503", place, fmt::format("basis {} has no rate for the move '{}'", basis.header.name, move),
                         fmt::format("write rates.\"{}\" = \"chance(0)\" if it never happens", move));
        else if (tie != nullptr)
            report.error("E0504", tie->place, fmt::format("'{}' and '{}' both rate the move '{}' and neither is narrower", best->key, tie->key, move));
        else
            out.push_back({from, to, best, {}});
    }
    return out;
}

std::vector<MoveRate> status_rates(const Basis& basis) {
    static const Model model = status_model();
    const std::size_t in_force = *model.state("in_force");
    std::vector<MoveRate> out;
    for (const auto& [from, to] : model.moves) {
        if (from != in_force) continue;
        const Rate* best = nullptr;
        std::size_t fewest = 0;
        for (const Rate& rate : basis.rates) {
            std::size_t matched = 0;
            bool here = false;
            for (const Move& move : rate.moves) {
                if (move.roles != std::vector<std::string>{"status"}) continue;
                for (const auto& [a, b] : model.moves) {
                    if (!names_state(move.from, model.states[a]) || !names_state(move.to, model.states[b])) continue;
                    ++matched;
                    here = here || (a == from && b == to);
                }
            }
            if (here && (best == nullptr || matched < fewest)) {
                best = &rate;
                fewest = matched;
            }
        }
        if (best != nullptr) out.push_back({from, to, best, {}});
    }
    return out;
}

Life::Life(const Model& model, const Basis& basis, std::vector<MoveRate> rates, bool with_held, Reading reading)
    : model_(model), basis_(basis), rates_(std::move(rates)), reading_(std::move(reading)), states_(model.states.size()),
      step_(basis.continuous ? 1.0 / 12 : basis.step.years()), with_held_(with_held), reads_held_(states_, 0) {
    for (const MoveRate& move : rates_)
        if (reads_held(move.program)) reads_held_[move.from] = 1;
}

Life::Rows Life::rows(std::size_t k, std::size_t state) {
    const double* first = row(k, state, reading_.longest && with_held_ ? std::min(k, reading_.longest(k)) : 0);
    if (!with_held_ || reads_held_[state] == 0) return {first, 0};
    return {by_held_[k][state].data(), states_};
}

const double* Life::row(std::size_t k, std::size_t state, std::size_t held) {
    if (!with_held_) {
        const std::size_t at = first_ + k;
        if (plain_->size() <= at) plain_->resize(at + 1);
        if ((*plain_)[at].empty()) {
            std::vector<double> cells;
            fill_plain(k, cells);
            (*plain_)[at] = std::move(cells);
        }
        return (*plain_)[at].data() + state * states_;
    }
    if (by_held_.size() <= k) by_held_.resize(k + 1);
    if (by_held_[k].empty()) by_held_[k].resize(states_);
    if (reads_held_[state] == 0) held = 0;
    std::vector<double>& rows = by_held_[k][state];
    if (!reading_.longest) {  // of several lives `held` may be one number for all (Durations)
        if (rows.size() <= held * states_) rows.resize((std::max(k, held) + 1) * states_, std::numeric_limits<double>::quiet_NaN());
        if (std::isnan(rows[held * states_])) {
            std::vector<double> row(states_);
            fill_rows(k, state, held, 1, row.data());
            std::copy(row.begin(), row.end(), by_held_[k][state].begin() + static_cast<std::ptrdiff_t>(held * states_));
        }
        return by_held_[k][state].data() + held * states_;
    }
    if (rows.size() <= held * states_) {
        const std::size_t longest = std::min(k, reading_.longest(k)), count = reads_held_[state] == 0 ? 1 : longest + 1;
        if (held > longest) throw std::logic_error("held longer than the grid has run");
        std::vector<double> all(count * states_);
        fill_rows(k, state, 0, count, all.data());
        by_held_[k][state] = std::move(all);
    }
    return by_held_[k][state].data() + held * states_;
}

double Life::force_at(const MoveRate& move, std::size_t k, std::size_t held) {
    const auto value = [&](double part) {
        const double force = reading_.rate(move.program, {k, part, move.from, held});
        if (force < 0)
            throw Fault("E0505", move.rate->place, fmt::format("the force of '{}' is {} at {}", move.rate->key, shortest(force),
                                                               reading_.when(k)), "write max(0, ...)");
        return force;
    };
    if (step_ < 1 && basis_.read != Basis::Read::integral)
        return step_ * value(read_part());
    double integral = 0;
    for (const auto& [x, weight] : gauss8) integral += 0.5 * weight * (value(0.5 - 0.5 * x) + value(0.5 + 0.5 * x));
    return step_ * integral;
}

double Life::probability(const MoveRate& move, std::size_t k, std::size_t held) {
    const Type::Base kind = move.program.type().base;
    if (kind == Type::Base::force) return step_probability(kind, force_at(move, k, held), step_, 0, basis_.between);
    const double chance = reading_.rate(move.program, {k, read_part(), move.from, held});
    if (!(chance >= 0 && chance <= 1))
        throw Fault("E0505", move.rate->place, fmt::format("the chance of '{}' is {} at {} (allowed: 0 to 1)", move.rate->key, shortest(chance), reading_.when(k)),
                    "write min(1, ...) or max(0, ...)");
    return step_probability(kind, chance, step_, reading_.year_part(k), basis_.between);
}

/// The part of a step at which a rate is read once.
double Life::read_part() const {
    if (step_ == 1 || basis_.read == Basis::Read::start) return 0;
    return basis_.read == Basis::Read::end ? 1 : 0.5;
}

/// Probabilities of a move for every time spent in the state; no: one by one, please. Of a force that reads nothing else they are kept.
bool Life::probabilities(const MoveRate& move, std::size_t k, std::size_t held, std::vector<double>& out) {
    const auto number = static_cast<std::size_t>(&move - rates_.data());
    if (always_.size() <= number) always_.resize(rates_.size());
    if (const std::vector<double>& known = always_[number].probabilities; held == 0 && known.size() >= out.size()) {
        std::copy(known.begin(), known.begin() + static_cast<std::ptrdiff_t>(out.size()), out.begin());
        return true;
    }
    const Type::Base kind = move.program.type().base;
    const bool force = kind == Type::Base::force;
    if (out.size() < 2 || !reading_.many || (force && (step_ == 1 || basis_.read == Basis::Read::integral))) return false;
    if (!reading_.many(move.program, {k, read_part(), move.from, held}, out.size(), out, held == 0 ? &always_[number].parts : nullptr)) return false;
    if (!std::all_of(out.begin(), out.end(), [force](double rate) { return rate >= 0 && (force || rate <= 1); })) return false;
    if (!force) {
        for (double& rate : out) rate = step_probability(kind, rate, step_, reading_.year_part(k), basis_.between);
        return true;
    }
    for (double& rate : out) rate *= -step_;
    exponentials_minus_one(out);
    for (double& rate : out) rate = 0 - rate;
    if (held == 0 && reads_held_alone(move.program)) always_[number].probabilities = out;
    return true;
}

/// The rows of a state after so many steps in it and after more, one step more in each row.
void Life::fill_rows(std::size_t k, std::size_t state, std::size_t held, std::size_t count, double* rows) {
    std::vector<Competitor> moves = std::exchange(competing_, {});  // rows inside rows have their own
    std::vector<std::vector<double>> chances = std::exchange(chances_, {});
    moves.clear();
    bool dependent = false, other = false;
    for (const MoveRate& move : rates_) {
        if (move.from != state) continue;
        (move.program.type().base == Type::Base::dependent ? dependent : other) = true;
        moves.push_back({move.to, 0, model_.leavable(move.to)});
        if (chances.size() < moves.size()) chances.emplace_back();
        std::vector<double>& one = chances[moves.size() - 1];
        one.resize(count);
        if (!probabilities(move, k, held, one))
            for (std::size_t i = 0; i < count; ++i) one[i] = probability(move, k, held + i);
    }
    if (dependent && other)
        throw Fault("E0507", basis_.header.place, fmt::format("in the state '{}' some moves are dependent and some are not", model_.states[state]),
                    "in one state all moves are dependent or none is");
    if (dependent && step_ != 1)
        throw Fault("E0508", basis_.step_place, "dependent rates are rows of a yearly matrix and need step = \"year\"");
    if (compete(basis_.order, dependent, moves, chances, state, rows, states_, count) < count)
        throw Fault("E0509", basis_.header.place, fmt::format("the chances of leaving '{}' sum to more than 1 at {}", model_.states[state], reading_.when(k)));
    competing_ = std::move(moves);
    chances_ = std::move(chances);
}

/// On a continuous basis.
double Life::force_inside(const MoveRate& move, const RatePoint& at, double rate) {
    double force = rate;
    if (move.program.type().base != Type::Base::force) {
        if (!(force >= 0 && force < 1) || move.program.type().base == Type::Base::dependent)
            throw Fault("E0510", move.rate->place, fmt::format("a continuous basis takes forces, but '{}' is a {} of {} at {}", move.rate->key,
                                                               to_text(move.program.type().base), shortest(force), reading_.when(at.k)), "write force(...)");
        // The force that a chance means inside its year (rule S33).
        const double gone = reading_.year_part(at.k) + at.part * step_;
        force = basis_.between == Basis::Between::uniform    ? force / (1 - gone * force)
                : basis_.between == Basis::Between::balducci ? force / (1 - (1 - gone) * force)
                                                             : -logarithm_one_plus(-force);
    }
    if (force < 0)
        throw Fault("E0505", move.rate->place, fmt::format("the force of '{}' is {} at {}", move.rate->key, shortest(force), reading_.when(at.k)), "write max(0, ...)");
    return force;
}

Matrix Life::generator(std::size_t k, double part) {
    Matrix out(states_);
    for (const MoveRate& move : rates_) {
        const RatePoint at{k, part, move.from, 0};
        const double force = force_inside(move, at, reading_.rate(move.program, at));
        out.at(move.from, move.to) += force;
        out.at(move.from, move.from) -= force;
    }
    return out;
}

void Life::forces_from(std::size_t k, double part, std::size_t state, std::size_t held, double* forces) {
    std::fill(forces, forces + states_, 0.0);
    for (const MoveRate& move : rates_) {
        const RatePoint at{k, part, state, held};
        if (move.from == state) forces[move.to] += force_inside(move, at, reading_.rate(move.program, at));
    }
}

std::vector<double> Life::forces_by_held(std::size_t k, double part, std::size_t state, std::size_t count) {
    std::vector<double> forces(count * states_, 0.0), rates(count);
    for (const MoveRate& move : rates_) {
        if (move.from != state) continue;
        const bool known = count > 1 && reading_.many && reading_.many(move.program, {k, part, state, 0}, count, rates, nullptr);
        const double below = move.program.type().base == Type::Base::force ? std::numeric_limits<double>::infinity() : 1;
        for (std::size_t held = 0; held < count; ++held) {
            double& sum = forces[held * states_ + move.to];
            sum += known && rates[held] >= 0 && rates[held] < below ? force_inside(move, {k, part, state, held}, rates[held]) : std::numeric_limits<double>::quiet_NaN();
        }
    }
    return forces;
}

std::size_t Life::parts_of(std::size_t k) {
    double largest = 0;
    for (const double stage : stage_at) {
        const Matrix forces = generator(k, stage);
        for (std::size_t s = 0; s < states_; ++s) largest = std::max(largest, -forces.at(s, s));
    }
    std::size_t parts = 1;
    while (largest * step_ > strongest_part * static_cast<double>(parts) && parts < most_parts) parts *= 2;
    return parts;
}

void Life::share(std::shared_ptr<LifeRows> rows, std::size_t first) {
    plain_ = std::move(rows);
    first_ = first;
}

void Life::fill_plain(std::size_t k, std::vector<double>& out) {
    std::vector<double> cells(states_ * states_, 0.0);  // kept only when it is whole: a fault leaves nothing behind
    if (basis_.continuous) {
        const std::size_t parts = parts_of(k);
        Matrix whole(states_);
        for (std::size_t p = 0; p < parts; ++p) {
            const auto at = [&](std::size_t m) { return generator(k, (static_cast<double>(p) + stage_at[m]) / static_cast<double>(parts)); };
            const Matrix forces[stages] = {at(0), at(1), at(2)};
            const Matrix one = transition(forces, step_ / static_cast<double>(parts));
            whole = p == 0 ? one : product(whole, one);
        }
        out = whole.cells;
        return;
    }
    if (basis_.order != Basis::Order::exponential) {
        for (std::size_t state = 0; state < states_; ++state) {
            if (!reading_.possible || reading_.possible(k, state)) fill_rows(k, state, 0, 1, cells.data() + state * states_);
            else cells[state * states_ + state] = 1;  // its rates may lie beyond their table
        }
        out = std::move(cells);
        return;
    }
    Matrix forces(states_);
    for (const MoveRate& move : rates_) {
        if (move.program.type().base != Type::Base::force)
            throw Fault("E0510", move.rate->place, fmt::format("order = \"exponential\" takes forces, but '{}' is a {}", move.rate->key,
                                                               to_text(move.program.type().base)), "write force(...)");
        const double force = force_at(move, k, 0);
        forces.at(move.from, move.to) += force;
        forces.at(move.from, move.from) -= force;
    }
    out = exponential(forces).cells;
}

}  // namespace hearth
