#include "hearth/engine/period_tally.hpp"

#include <algorithm>
#include <cmath>

namespace hearth {

using kernels::tally_anchors, kernels::tally_limit, kernels::tally_parts, kernels::tally_size, kernels::tally_slots, kernels::tally_units;

namespace {

/// The same parts as the kernel makes: what none of them holds is returned.
double add_to_slot(long long* sums, double number) {
    if (!(std::abs(number) < tally_limit)) return number;
    for (std::size_t p = 0; p < tally_parts; ++p) {
        const double rounded = (number + tally_anchors[p]) - tally_anchors[p];
        sums[p * tally_slots] += static_cast<long long>(rounded / tally_units[p]);
        number -= rounded;
    }
    return number;
}

}  // namespace

void PeriodTally::reach(std::size_t periods) {
    if (periods > this->periods()) sums_.resize(periods * width_ * tally_size);
}

bool PeriodTally::add(kernels::Width width, kernels::Tallying lanes, std::size_t first) {
    if (unfit_.size() < lanes.steps) unfit_.resize(lanes.steps);
    std::size_t parts = 2;
    bool all = true;
    if (lanes.parts == nullptr) lanes.parts = &parts;
    lanes.width = static_cast<std::uint32_t>(width_);
    lanes.unfit = unfit_.data();
    lanes.sums = sums_.data() + first * width_ * tally_size;
    const std::size_t count = kernels::tally(width, lanes);
    for (std::size_t i = 0; i < count; ++i)
        for (std::uint32_t w = 0; w < lanes.which_count; ++w) {
            const std::uint32_t number = lanes.which[w];
            const std::size_t where = (first + unfit_[i]) * width_ + number;
            for (std::size_t lane = 0; lane < kernels::together; ++lane) {
                const double one = lanes.numbers[(unfit_[i] * width_ + number) * kernels::together + lane] * lanes.weights[number][lane];
                all = all && std::isfinite(one);
                if (!std::isfinite(one)) continue;
                if (const double rest = add_to_slot(sums_.data() + where * tally_size, one); rest != 0) rest_[where].add(rest);
            }
        }
    return all;
}

void PeriodTally::add(const PeriodTally& other) {
    reach(other.periods());
    for (std::size_t i = 0; i < other.sums_.size(); ++i) sums_[i] += other.sums_[i];
    for (const auto& [where, rest] : other.rest_) rest_[where].add(rest);
}

void PeriodTally::add_to(ExactSum& sum, std::size_t period, std::size_t number) const {
    const std::size_t where = period * width_ + number;
    long long more = 0;  // of the part before, which counts 2^50 times as much
    for (std::size_t p = tally_parts; p-- > 0;) {
        const long long* const slots = sums_.data() + where * tally_size + p * tally_slots;
        long long count = more;
        for (std::size_t s = 0; s < tally_slots; ++s) count += slots[s];
        more = p == 0 ? count >> 32 << 32 : count >> 50;  // each is a number to its last digit
        const long long rest = p == 0 ? count - more : count & ((1ll << 50) - 1);
        if (rest != 0) sum.add(static_cast<double>(rest) * tally_units[p]);
    }
    if (more != 0) sum.add(static_cast<double>(more) * tally_units[0]);
    if (const auto rest = rest_.find(where); rest != rest_.end()) sum.add(rest->second);
}

}  // namespace hearth
