#pragma once

#include <optional>
#include <string>
#include <vector>

#include "hearth/study/study.hpp"

namespace hearth {

/// One calculation of a study: what is run, after which changes.
struct StudyCell {
    std::string noun;                ///< "product.x"
    std::vector<Change> changes;     ///< beside those of the run
    std::size_t book = 0;            ///< cells of one number differ only in what is given, not in the set
};

struct StudyAnswer {
    std::vector<Cell> shown;         ///< a cell for each expression of `show`; empty: no answer
    double residual = 0;
    std::vector<std::string> unmet;  ///< rules that are not met, or have no answer
    std::vector<std::string> notes;
    std::optional<Fault> fault;      ///< the first that an expression ended in
    Report report;
    bool illustrative = false;
    Provenance provenance;           ///< conventions, of the first cell alone
};

/// The answers, in the order of the cells.
std::vector<StudyAnswer> answers_of(const StudyRun& run, const std::vector<StudyCell>& cells);

/// Whether no name varies twice (E0586), and none is given that varies (E0585).
bool each_name_once(const StudyRun& run, Report& report);

}  // namespace hearth
