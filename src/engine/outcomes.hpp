#pragma once

#include <algorithm>
#include <cstddef>
#include <utility>
#include <vector>

#include "hearth/engine/track.hpp"

namespace hearth {

/// How a present value may turn out, and how likely.
struct Outcome {
    double value = 0;
    double chance = 0;
};

/// The weighted streams whose sum is meant, seen from one point of the grid.
struct Track::Outcomes {
    Track& track;
    std::vector<Stream*> streams;
    std::vector<double> weights;
    std::vector<std::size_t> residues;
    Place place;
    /// A payment that counts: of which stream, at which point, and the discount by which it may be moved inside the step.
    struct Due {
        std::size_t stream, flow;
        const Point* point;
        double discount;
    };
    /// Of somebody who listens: the sums that the amount visited is made of, one after the other, and what each adds up.
    std::vector<std::vector<Due>>* heard = nullptr;
    /// The same of the recursion: means and variances of every node, by step.
    std::vector<std::pair<std::vector<double>, std::vector<double>>>* steps = nullptr;

    double discount(std::size_t k) { return track.step_discount(k, streams.front()); }  // all stand in one call: one interest

    double starting(std::size_t k, std::size_t state, std::size_t held) {
        double sum = 0;
        for (std::size_t i = 0; i < streams.size(); ++i) sum += weights[i] * track.starting(*streams[i], residues[i], k, state, held);
        return sum;
    }

    /// Amounts of the flows that `falls` picks, at a point.
    template <class Falls>
    double paid(const Point& point, double discount, Falls falls) {
        double sum = 0;
        if (heard != nullptr) heard->emplace_back();
        for (std::size_t i = 0; i < streams.size(); ++i)
            for (const std::size_t f : streams[i]->flows) {
                const Flow& leader = track.leader(track.flows_[f]);
                if (!falls(leader)) continue;
                sum += weights[i] * track.shifted(leader, track.amount(track.flows_[f], point, streams[i]), discount);
                if (heard != nullptr) heard->back().push_back({i, f, &point, discount});
            }
        return sum;
    }

    /// Where step k may go from a node: to a state with the chance of its row times `share`, what is paid then, and the node it goes on in.
    struct Gone {
        std::size_t to;
        double share, chance, amount;
        std::size_t next;  ///< SIZE_MAX: nothing follows
    };
    template <class Visit>
    void ways(std::size_t k, std::size_t state, std::size_t held, double discount, Visit visit) {
        using Falls = Flow::Falls;
        const double* to = track.row(k, state, held);
        for (std::size_t s = 0; s < track.states_; ++s) {
            if (to[s] == 0) continue;
            if (heard != nullptr) heard->clear();
            const Passage way = track.passage(k, state, s, held);
            const bool over = track.ended(k + 1, s, way.held);
            double amount = paid(way.reached, discount, [&](const Flow& f) { return track.closes_at(f, k + 1); });
            if (over) amount += paid(way.settled, 1, [&](const Flow& f) { return f.falls == Falls::product_end; });
            if (s != state)
                amount += paid(way.moving, discount,
                               [&](const Flow& f) { return f.falls == Falls::move && f.moves[state * track.states_ + s] != 0; });
            if (over) {
                visit(Gone{s, 1, to[s], amount, SIZE_MAX});
                continue;
            }
            double stays = 1;
            const std::size_t own = heard == nullptr ? 0 : heard->size();
            for (const auto& [status, chance] : track.exits(k, s, way.held)) {
                stays -= chance;
                const double leaving = paid(way.settled, 1, [&, name = status](const Flow& f) {
                    return f.falls == Falls::status && std::find(f.statuses.begin(), f.statuses.end(), name) != f.statuses.end();
                });
                visit(Gone{s, chance, to[s] * chance, amount + leaving, SIZE_MAX});
                if (heard != nullptr) heard->resize(own);
            }
            if (stays > 0) visit(Gone{s, stays, to[s] * stays, amount, k + 1 < track.horizon() ? way.held * track.states_ + s : SIZE_MAX});
        }
    }

    double variance(std::size_t at, std::size_t state, std::size_t held);
    std::vector<Outcome> distribution(std::size_t at, std::size_t state, std::size_t held);
    /// Outcomes nearer to each other than this part of the largest are one, and chances than this: they differ by rounding.
    static constexpr double rounding = 1e-12;
    /// Whether the first of two outcomes is larger, by more than rounding.
    static bool exceeds(double outcome, double bound);
};

}  // namespace hearth
