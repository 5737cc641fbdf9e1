#pragma once

#include <vector>

#include "explaining.hpp"
#include "terms.hpp"

namespace hearth {

/// Hears of what is due at one moment, and of what follows.
struct Track::Explaining::Due final : Terms {
    Due(Explaining& of, Track& track, std::size_t index, std::size_t step) : all(of), on(track), number(index), k(step) {}
    void note(const Flow* flow, const Point& point, double factor) override {
        const Stream& stream = on.streams_[number];
        std::size_t term = flow == nullptr ? all.program(on, stream.amount, point) : all.payment(on, *flow, point, &stream);
        if (all.number(term) == 0) return;
        if (factor != 1) term = all.made("multiply", all.number(term) * factor, {term, all.leaf("factor", "discount, or the chance of the status", factor)});
        terms.push_back(term);
    }
    void goes(std::size_t) override {}
    void stay(double stays, const Passage& way) override {
        const std::size_t next = all.cell({What::stream, &on, number, k + 1, way.reached.state, way.held});
        if (all.number(next) == 0) return;
        terms.push_back(stays == 1 ? next : all.made("multiply", stays * all.number(next), {all.leaf("factor", "chance that the contract goes on", stays), next}));
    }
    void gone(double, double) override {}
    Explaining& all;
    Track& on;
    std::size_t number, k;
    std::vector<std::size_t> terms;
};

}  // namespace hearth
