#pragma once

#include <string>
#include <vector>

#include "hearth/frame/frame.hpp"

namespace hearth {

// Pieces that every JSON result is made of.
std::string json_strings(const std::vector<std::string>& texts);
std::string json_value(const Cell& cell);
/// One entry a line, so that two results can be compared by eye.
std::string json_lines(const std::vector<std::string>& entries, char open, char close);
std::string json_conventions(const Provenance& provenance);
std::string json_inputs(const Provenance& provenance);

/// What a result rests on, in words, a line each; `missing`: what is unknown because it is not given.
std::string provenance_words(const Provenance& provenance, const std::string& missing);

}  // namespace hearth
