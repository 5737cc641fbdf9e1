#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "hearth/base/diagnostic.hpp"
#include "hearth/base/sources.hpp"
#include "hearth/frame/diff.hpp"
#include "hearth/model/set.hpp"

namespace hearth {

/// What is asked of a model to compare it with another.
struct ModelQuestion {
    std::string noun;           ///< "product.x", "family.x" or "study.x"
    std::vector<Change> given;  ///< what a product asks, or a study gives to all it runs
    std::size_t threads = 0;
};

/// The result of a model: the projection of a product by year; of a family the projection of its policies and the dated events of its
/// rights, in one table where it has both, told apart by a first column `result`; the table of a study. Faults as those of `project`,
/// `rights_events` and `run_study`.
Frame model_result(const Set& set, const ModelQuestion& question, Report& report);

/// A model and its answer to the question.
struct ModelAnswer {
    const Set& set;
    const Frame& result;
};

/// Compares the results of two models; where leaves differ, applies them to the first one by one in the order they are told. A leaf
/// without which the next has no result is applied with it; after 200 leaves the rest is applied together.
Difference model_difference(const ModelAnswer& before, const ModelAnswer& after, const ModelQuestion& question, const Tolerances& tolerances, const Sources& sources);

}  // namespace hearth
