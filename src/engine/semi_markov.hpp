#pragma once

#include <algorithm>
#include <cmath>
#include <map>
#include <tuple>
#include <vector>

#include "hearth/base/math.hpp"
#include "hearth/engine/collocation.hpp"
#include "inside.hpp"

namespace hearth {

/// Rounds after which the values on entry, which lead to each other within a month, have settled; each brings a digit or more.
inline constexpr int most_entry_rounds = 100;
/// A piece of a month is halved until the force out of a state times its length is below this: then it misses less than 1e-11 of a value.
inline constexpr double strongest_force = 0.2;
/// Kept durations are whole months, and whole months and one of the stages.
inline constexpr std::size_t offsets = stages + 1;

inline double offset_at(std::size_t c) { return c == 0 ? 0 : stage_at[c - 1]; }

/// One month.
class SemiMarkov {
  public:
    /// `stream`: whose payments count; none: nothing is paid, and the contract does not end. `next`: the values when the month ends.
    /// `mindful`: whether it matters how long a state was held.
    SemiMarkov(Track& track, Stream* stream, std::size_t k, const std::vector<double>& next, const std::vector<char>& mindful)
        : track_(track), stream_(stream), next_(next), mindful_(mindful), k_(k), whole_(track.ticks_ / ticks_per_year),
          interest_(stream == nullptr ? 0 : -logarithm(track.step_discount(k, stream)) / whole_) {}

    static std::size_t at(Track& track, std::size_t k, std::size_t c, std::size_t held, std::size_t state) {
        return (c * (track.kept(k) + 1) + held) * track.states_ + state;
    }
    /// Whether a life can have been in a state for so many months and that stage.
    static bool can_be(Track& track, std::size_t k, std::size_t c, std::size_t held) { return c == 0 || (held < k && held < track.memory()); }

    static std::vector<double> holding(Track& track, const Program& condition, std::size_t k, std::vector<char>& minds);

    std::vector<double> values(std::size_t residue) {
        enter();
        const std::size_t longest = track_.kept(k_);
        std::vector<double> out(offsets * (longest + 1) * track_.states_, 0.0);
        for (std::size_t s = 0; s < track_.states_; ++s) {
            const bool all_alike = !mindful_[s];
            const double one = all_alike ? value(residue, s, 0, 0) : 0;
            for (std::size_t c = 0; c < offsets; ++c)
                for (std::size_t held = 0; held <= longest; ++held)
                    if (can_be(track_, k_, c, held)) out[at(track_, k_, c, held, s)] = all_alike ? one : value(residue, s, held, c);
        }
        return out;
    }

  private:
    friend struct Track::Explaining;  // tells what it is made of

    double value(std::size_t residue, std::size_t state, std::size_t held, std::size_t c) {
        if (ended(state, held)) return 0;
        // A bound of `held` is a whole number of months, which such a life reaches inside the month.
        const double crosses = 1 - offset_at(c), apart = offset_at(c) * whole_;
        double out = piece(state, c == 0 ? 0 : crosses, 1, held, apart, arriving(state, held + 1, c));
        if (c > 0) out = piece(state, 0, crosses, held, apart, out);
        if (stream_ == nullptr) return out;
        const Kept between(track_.apart_, apart);
        return out + track_.starting(*stream_, residue, k_, state, held);
    }

    bool ended(std::size_t state, std::size_t held) { return stream_ != nullptr && track_.ended(k_, state, held); }

    /// When the month ends, of a life that has then been in its state so long.
    double arriving(std::size_t state, std::size_t held, std::size_t c) {
        if (held >= track_.memory()) {
            held = track_.memory();
            c = 0;
        }
        const auto later = [&] { return next_[at(track_, k_ + 1, c, held, state)]; };
        if (stream_ == nullptr) return later();
        const Kept between(track_.apart_, offset_at(c) * whole_);
        const Point there{k_ + 1, k_, k_ + 1, state, state, held, 0, nullptr};
        const bool over = track_.ended(k_ + 1, state, held);
        double stays = over ? 0 : 1;
        const double due = track_.closing(*stream_, k_, {there, there, there, held}, over, stays);
        return over || k_ + 1 >= track_.horizon() ? due : due + stays * later();
    }

    /// The value on entry at part x of the month, by the polynomial through the stages.
    double entered(std::size_t state, double x) const {
        double sum = 0;
        for (std::size_t m = 0; m < stages; ++m) {
            double weight = 1;
            for (std::size_t q = 0; q < stages; ++q)
                if (q != m) weight *= (x - stage_at[q]) / (stage_at[m] - stage_at[q]);
            sum += weight * on_entry_[m][state];
        }
        return sum;
    }

    /// The forces out of a state, by the state entered; found at once for all durations that share the rest, and kept for the month.
    const double* forces_at(std::size_t state, double x, std::size_t held, double apart) {
        std::vector<double>& known = forces_[{state, x, apart}];
        if (known.empty()) known = track_.life().forces_by_held(k_, x, state, mindful_[state] != 0 && apart >= 0 ? track_.kept(k_) + 1 : 1);
        double* forces = known.data() + held * track_.states_;
        if (std::any_of(forces, forces + track_.states_, [](double force) { return std::isnan(force); })) track_.life().forces_from(k_, x, state, held, forces);
        return forces;
    }

    /// What flows at part x of the month out of a state held for whole months and `apart` when the month begins; `all`: the force out of it.
    double flowing(std::size_t state, double x, std::size_t held, double apart, double& all) {
        const Kept between(track_.apart_, apart);
        const double* forces = forces_at(state, x, held, apart);
        Point inside = track_.at_start(k_, state, held);
        inside.ahead = x * whole_;
        inside.paid = k_ + 1;
        double sum = 0;
        all = 0;
        for (std::size_t to = 0; to < track_.states_; ++to) {
            if (forces[to] == 0) continue;
            all += forces[to];
            if (!ended(to, 0)) sum += forces[to] * entered(to, x);
        }
        if (stream_ == nullptr) return sum;
        for (const std::size_t f : stream_->flows) {
            const Flow& flow = track_.flows_[f];
            const Flow& falls = track_.leader(flow);
            if (falls.continuous && !track_.never(f, state)) sum += track_.amount(flow, inside, stream_);
            for (std::size_t to = 0; to < track_.states_; ++to) {
                if (forces[to] == 0) continue;
                Point moving = inside;
                moving.entered = to;
                if (falls.falls == Flow::Falls::move && falls.moves[state * track_.states_ + to] != 0) sum += forces[to] * track_.amount(flow, moving, stream_);
                moving.state = to;
                if (falls.falls == Flow::Falls::product_end && ended(to, 0)) sum += forces[to] * track_.amount(flow, moving, stream_);
            }
        }
        return sum;
    }

    /// From the value at part `to` of the month, of a life that stays until then, to that at part `from`.
    double piece(std::size_t state, double from, double to, std::size_t held, double apart, double last) {
        double flows[stages], forces[stages];
        const double length = (to - from) * whole_;
        for (std::size_t m = 0; m < stages; ++m) flows[m] = flowing(state, from + (to - from) * stage_at[m], held, apart, forces[m]);
        if (*std::max_element(forces, forces + stages) * length > strongest_force) {
            const double middle = (from + to) / 2;
            return piece(state, from, middle, held, apart, piece(state, middle, to, held, apart, last));
        }
        double gone = 0, sum = 0;
        for (std::size_t m = 0; m < stages; ++m) {
            double before = 0;
            for (std::size_t q = 0; q < stages; ++q) before += stage_until[m][q] * (forces[q] + interest_);
            gone += stage_weight[m] * (forces[m] + interest_);
            sum += stage_weight[m] * exponential(-length * before) * flows[m];
        }
        return exponential(-length * gone) * last + length * sum;
    }

    void enter() {
        std::vector<double> last[stages];
        for (std::size_t m = 0; m < stages; ++m)
            for (std::size_t s = 0; s < track_.states_; ++s) last[m].push_back(ended(s, 0) ? 0 : arriving(s, 0, stages - m));
        for (std::size_t m = 0; m < stages; ++m) on_entry_[m] = last[m];
        for (int round = 0; round < most_entry_rounds; ++round) {
            double moved = 0, size = 0;
            std::vector<double> then[stages];
            for (std::size_t m = 0; m < stages; ++m)
                for (std::size_t s = 0; s < track_.states_; ++s) {
                    then[m].push_back(ended(s, 0) ? 0 : piece(s, stage_at[m], 1, 0, -stage_at[m] * whole_, last[m][s]));
                    moved = std::max(moved, std::fabs(then[m][s] - on_entry_[m][s]));
                    size = std::max(size, std::fabs(then[m][s]));
                }
            for (std::size_t m = 0; m < stages; ++m) on_entry_[m] = std::move(then[m]);
            if (moved <= 1e-15 * size) return;
        }
    }

    Track& track_;
    Stream* stream_;
    const std::vector<double>& next_;
    const std::vector<char>& mindful_;
    std::size_t k_;
    double whole_, interest_;
    std::vector<double> on_entry_[stages];  ///< [stage][state]: of a life that enters it then
    std::map<std::tuple<std::size_t, double, double>, std::vector<double>> forces_;  ///< [state, part of the month, apart][held][to]
};

}  // namespace hearth
