#pragma once

#include <functional>
#include <string>

#include "hearth/base/diagnostic.hpp"
#include "hearth/language/compile.hpp"
#include "hearth/language/value.hpp"

namespace hearth {

/// What a case is asked of: gives the value of an expression; faults of its names and types go to the report.
using Answering = std::function<Value(const Expression&, Report&)>;

/// How near two numbers must be to be called equal by `is` in an expectation (rule S58).
struct Nearness {
    double within = 1e-9;  ///< of the size of the right side
    double scale = 1;      ///< a right side of 0 allows 1e-9 of this
};

/// Whether an expectation holds; where it does not, both sides. Parts joined by `and` are asked one by one.
struct Verdict {
    bool holds = true;
    std::string why;  ///< "655.88 is not 655.87 (apart by 0.01, allowed 6.6e-7)"
};
Verdict judge(const Expression& expectation, const Nearness& nearness, const Names& names, const Answering& value, Report& report);

}  // namespace hearth
