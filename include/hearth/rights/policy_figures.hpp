#pragma once

#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "hearth/base/date.hpp"
#include "hearth/language/value.hpp"

namespace hearth {

/// What a contract says about itself on dates: filled from the engine, or by hand in a test.
struct PolicyFigures {
    struct Premium {
        Date on;
        double amount = 0;
    };
    std::vector<Premium> premiums;   ///< due if the contract lives and nothing is waived, in order of date
    std::optional<Date> ends;        ///< the day the product ends if the insured lives; none: only by death
    std::string lacks;               ///< why there are none; then everything about premiums and values is unknown
    bool illustrative = false;       ///< a figure behind them is an example
    int months_between = 1;          ///< `value` changes only every so many months from issue
    /// A value of the product (cash_value, gross, ...) on a date; unknown with its reason where it has none.
    std::function<Value(const std::string& name, Date)> value;
    /// Of a policy in force, whose insured lives: the chance of each status it leaves for so many months after issue, by the status rates of
    /// the basis of the family (rule S63), if the insured is in a state of the family's model then, where that is read; none there: these are
    /// written as 0. Throws Fault E0758 where its own lives have no such state, or a rate reads for how long.
    std::function<std::vector<std::pair<std::string, double>>(int months, const std::string& state)> leaves;
    std::function<bool()> leaves_by_life;    ///< whether the state is read; none: it is not
};

/// The one life of each person, on the family's basis, from the facts known at `as_of`.
struct LifeFigures {
    /// Chances of the states of the family's model on a date, in the order of the model; they sum to one.
    std::function<std::vector<double>(const std::string& person, Date)> occupancy;
    /// Chances of the states after a month, for someone in a state when it begins; months are counted from `as_of`.
    std::function<std::vector<double>(const std::string& person, std::size_t month, std::size_t from)> moves;
    /// The present value on `as_of` of 1 due when a month begins.
    std::function<double(std::size_t month)> discount;
    std::string basis;               ///< for the note beside a probability
    bool illustrative = false;       ///< a rate behind them is an example
};

/// The figures of a family: by the name of the policy.
using FiguresOf = std::function<PolicyFigures(const std::string& policy)>;

}  // namespace hearth
