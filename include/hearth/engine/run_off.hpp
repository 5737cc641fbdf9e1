#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "hearth/engine/contract.hpp"
#include "hearth/engine/projection.hpp"

namespace hearth {

/// What one contract that is in force at a moment, or still to be issued, pays and is worth from then on, as expected then.
struct RunOff {
    struct Line {
        std::string name;
        bool premium = false, benefit = false, expense = false;
        bool money = true;                  ///< false: units of an account
    };
    /// What the numbers are of.
    struct Kinds {
        std::vector<Line> lines;            ///< payments of the product, then of the basis
        std::vector<std::string> values;    ///< what the product values in money; by period what is no number at issue
    };
    std::shared_ptr<const Kinds> kinds;
    std::vector<double> worth;              ///< [line] its present value at the moment
    std::vector<double> paid;               ///< [line][period]
    std::vector<double> in_force;           ///< by period: the chance of being in force at its end
    /// [value]: at the moment, and at the end of each period among those in force then; 0 before issue.
    std::vector<double> values;
    bool issued = true;                     ///< at the moment
    bool over = false;                      ///< the contract had ended before
};

/// The numbers of a run-off, wherever they stand.
struct RunOffView {
    const std::shared_ptr<const RunOff::Kinds>& kinds;
    std::span<const double> worth, paid, in_force, values;
    bool issued = true;

    explicit RunOffView(const RunOff& of) : kinds(of.kinds), worth(of.worth), paid(of.paid), in_force(of.in_force), values(of.values), issued(of.issued) {}
    /// In one array: what it is worth, its values at the moment and by period, what is paid, how many are in force.
    RunOffView(const std::shared_ptr<const RunOff::Kinds>& of, const double* numbers, std::size_t periods, bool is_issued)
        : kinds(of),
          worth(numbers, of->lines.size()),
          paid(numbers + worth.size() + of->values.size() * (periods + 1), worth.size() * periods),
          in_force(paid.data() + paid.size(), periods),
          values(numbers + worth.size(), of->values.size() * (periods + 1)),
          issued(is_issued) {}
};

/// On a basis, or on that of the product's first value; by periods that begin at the moment, or none. A moment of a negative time is
/// before issue. Throws Fault where there is no number: E0559 a period that is not on the grid, E0925 a moment that is not, E0936.
RunOff run_off(Contract& contract, const std::string& basis, const Moment& moment, std::optional<By> by);
/// What the monies are multiplied with where the contract is read on that basis too.
double scale_on(Contract& contract, const std::string& basis);

}  // namespace hearth
