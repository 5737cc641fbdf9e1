#pragma once

#include <cstdint>
#include <optional>

#include "hearth/base/diagnostic.hpp"
#include "hearth/base/sources.hpp"
#include "hearth/frame/frame.hpp"
#include "hearth/io/reader.hpp"

namespace hearth {

/// A result back from its CSV. A column holds numbers if every filled cell is a number or "unknown" (whole numbers if none has a
/// point or an exponent; "007" is text), else dates if all are, else truths if all are yes or no, else text, with the apostrophe of
/// `guarded` taken away. The trailing columns of the provenance, where they say the same in every row, go back into `provenance`.
/// A CSV does not say which columns name a row: `keys` is 0 and diff finds them.
Frame from_csv(const CsvTable& table);

/// A result back from its JSON; none (E0131: not JSON, E0132: not a result of hearth) if it is not one.
std::optional<Frame> from_json(const Sources& sources, std::uint32_t file, Report& report);

/// Either of the two: a text whose first character is '{' is JSON.
std::optional<Frame> read_frame(const Sources& sources, std::uint32_t file, Report& report);

}  // namespace hearth
