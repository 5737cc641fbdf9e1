#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "hearth/base/date.hpp"

namespace hearth {

/// An empty cell (does not apply) is monostate; `Unknown` is a value and names what is missing.
struct Unknown {
    std::vector<std::string> missing;
    friend bool operator==(const Unknown&, const Unknown&) = default;
};
using Cell = std::variant<std::monostate, double, std::int64_t, bool, Date, std::string, Unknown>;

struct Column {
    std::string name;   ///< the key in CSV and JSON: one word of the vocabulary
    std::string unit;   ///< "CNY", "years", "" ; shown under the name in a terminal table
    std::string title;  ///< for people, may be Chinese; empty: the name
    int decimals = -1;  ///< of a double in a terminal table only; -1: shortest
};

/// What a result rests on; printed by every format.
struct Provenance {
    std::string command;                                          ///< "project"
    std::string version;
    std::vector<std::pair<std::string, std::string>> inputs;      ///< path, sha256
    std::vector<std::pair<std::string, std::string>> conventions; ///< "basis", "step", "order", "method", ...: words and values
    bool illustrative = false;                                    ///< anything illustrative was used
    std::vector<std::string> notes;
};

/// A rectangular result. `keys` columns (the first ones) identify a row. `group` is the column that splits a terminal table.
struct Frame {
    std::string name;  ///< "project", "rights", ...
    std::string title;
    std::vector<Column> columns;
    std::size_t keys = 0;
    int group = -1;    ///< column index or -1
    std::vector<std::vector<Cell>> rows;
    Provenance provenance;
};

/// The cell as text, the same in every place that needs one: numbers shortest round trip, truths yes and no, dates yyyy-mm-dd,
/// an empty cell "", `Unknown` the word "unknown".
std::string text_of(const Cell& cell);
/// The values of a convention, in order and each once, joined by "; "; empty if there is none.
std::string convention(const Provenance& provenance, std::string_view word);

}  // namespace hearth
