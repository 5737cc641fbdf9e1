#pragma once

#include <string>
#include <vector>

#include "hearth/base/diagnostic.hpp"
#include "hearth/frame/frame.hpp"
#include "hearth/model/nouns.hpp"
#include "hearth/model/set.hpp"

namespace hearth {

/// A rule that a price must meet, as a truth.
struct PriceRule {
    std::string name, source;
    ExpressionPtr met;
};

/// A study on a set of files.
struct StudyRun {
    const Set& set;                  ///< with every table read that a change may name
    Study study;
    std::vector<Change> changes;     ///< made before all of its own: --set, the target of a price
    std::size_t threads = 0;         ///< 0: as many as the machine has processors
    std::string solved = {};         ///< a value whose equation's residual is told beside; empty: none
    std::vector<PriceRule> rules = {};     ///< told in a column `unmet` where they are not met or have no answer
};

struct StudyResult {
    Frame frame;
    bool answered = true;            ///< no cell is without an answer
};

/// Every cell of the grid, for each thing that is run, and each scenario there: the base, then the scenarios, those first that move
/// the first column most. Cells are spread over threads; those of one set of leaves share what is bound once a thread. The result is
/// the same bytes for any number of threads. A cell without an answer is empty and its note says why. Faults of names and types go to
/// the report; throws Fault E0844 for too many cells, and what every cell failed with if all failed by the input.
StudyResult run_study(const StudyRun& run, Report& report);

}  // namespace hearth
