// Thiele's equations on a continuous basis where it matters how long a life has been in its state (rules S20, S24): solved along the lives'
// own time, month by month. A life that enters a state at a stage of a month will have been there, when the month ends, for as long as the
// opposite stage is into it; so values are kept for whole months in the state and for whole months and each stage (J. M. Hoem, 1972; M. C.
// Christiansen, Multistate models in health insurance, 2012).
#include <fmt/format.h>

#include "form.hpp"
#include "semi_markov.hpp"

namespace hearth {

std::vector<double> Track::semi_markov_values(Stream& stream, std::size_t residue, std::size_t k) {
    const auto refuse = [&](const char* what) { throw Fault("E0544", basis_.header.place, fmt::format("{} on a continuous basis is not computed yet", what), "write step = \"month\""); };
    if (joint_.lives.size() > 1) refuse("'held' of one of several lives");
    for (const Instruction& at : ends_.code)
        if (at.op == Code::load && at.id < load_id::given && at.id % load_id::life == load_id::held) refuse("an end of the contract that reads 'held'");
    std::vector<char> minds;
    for (std::size_t s = 0; s < states_; ++s) minds.push_back(mindful(s) ? 1 : 0);
    std::vector<double> values = SemiMarkov(*this, &stream, k, stream.apart[residue], minds).values(residue);
    stream.apart[residue] = values;
    values.resize(width(k));
    return values;
}

/// Whether a condition holds where lives may be at k; `minds`: where that follows the time in the state as well.
std::vector<double> SemiMarkov::holding(Track& track, const Program& condition, std::size_t k, std::vector<char>& minds) {
    std::vector<double> values(offsets * track.width(k), 0.0);
    for (std::size_t c = 0; c < offsets; ++c)
        for (std::size_t held = 0; held <= track.kept(k); ++held)
            for (std::size_t s = 0; s < track.states_; ++s) {
                const Kept between(track.apart_, offset_at(c) * track.ticks_ / ticks_per_year);
                if (!can_be(track, k, c, held)) continue;
                const double holds = track.holds(condition, track.at_start(k, s, held)) ? 1 : 0;
                values[at(track, k, c, held, s)] = holds;
                if (holds != values[at(track, k, 0, 0, s)]) minds[s] = 1;
            }
    return values;
}

/// The chance that a condition holds so many months later.
double Track::semi_markov_chance(const Program& condition, const Point& from, std::size_t steps) {
    if (joint_.lives.size() > 1)
        throw Fault("E0544", basis_.header.place, "'held' of one of several lives on a continuous basis is not computed yet", "write step = \"month\"");
    std::size_t k = from.k + steps;
    std::vector<char> minds;
    for (std::size_t s = 0; s < states_; ++s) minds.push_back(mindful(s) ? 1 : 0);
    std::vector<double> values = SemiMarkov::holding(*this, condition, k, minds);
    for (; k > from.k; --k) values = SemiMarkov(*this, nullptr, k - 1, values, minds).values(0);
    return values[SemiMarkov::at(*this, k, 0, from.held, from.state)];
}

}  // namespace hearth
