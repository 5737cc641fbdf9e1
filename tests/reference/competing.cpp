#include "competing.hpp"

#include <cmath>

namespace hearth::reference {

Real inside_year(Real q, Real s, Real h, Drawn::Between between) {
    if (q == 1 || h == 1) return q;
    switch (between) {
        case Drawn::Between::constant_force:
            return 1 - std::pow(1 - q, h);
        case Drawn::Between::uniform:
            return h * q / (1 - s * q);
        case Drawn::Between::balducci:
            return h * q / (1 - (1 - s - h) * q);
    }
    return 0;
}

void together(const std::vector<std::pair<int, Real>>& moves, Real survivors, std::vector<Real>& row) {
    Real stays = 1, forces = 0, certain = 0;
    for (const auto& [to, p] : moves) {
        stays *= 1 - p;
        if (p == 1)
            certain += 1;
        else
            forces -= std::log1p(-p);
    }
    for (const auto& [to, p] : moves) {
        if (certain > 0)
            row[static_cast<std::size_t>(to)] += survivors * (p == 1 ? 1 / certain : 0);
        else if (p > 0)
            row[static_cast<std::size_t>(to)] += survivors * (1 - stays) * -std::log1p(-p) / forces;
    }
}

std::vector<Real> compete(const std::vector<std::pair<int, Real>>& moves, bool as_they_are, Drawn::Order order, int state, int living, int states) {
    std::vector<Real> row(static_cast<std::size_t>(states), 0);
    std::vector<std::pair<int, Real>> to_leavable, to_others;
    for (const auto& move : moves) (move.first < living ? to_leavable : to_others).push_back(move);
    if (as_they_are) {
        for (const auto& [to, p] : moves) row[static_cast<std::size_t>(to)] += p;
    } else if (order == Drawn::Order::pro_rata) {
        together(moves, 1, row);
    } else {
        together(to_others, 1, row);
        Real survivors = 1;
        for (const auto& [to, p] : to_others) survivors *= 1 - p;
        together(to_leavable, survivors, row);
    }
    Real left = 1;
    for (const Real p : row) left -= p;
    row[static_cast<std::size_t>(state)] += left;
    return row;
}

}  // namespace hearth::reference
