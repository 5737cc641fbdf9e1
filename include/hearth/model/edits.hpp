#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "hearth/model/set.hpp"

namespace hearth {

/// A leaf that two sets write differently. Cases are no part of a model: theirs are not looked at.
struct LeafEdit {
    /// A key, or an item of a list.
    struct Branch {
        std::string key;
        std::optional<std::size_t> item;
    };
    struct Spot {
        Noun noun = Noun::table;
        std::string name;
        std::vector<Branch> way;   ///< empty: the noun itself
        std::optional<Tree> leaf;  ///< none: it is taken away
    };
    struct CellSpot {
        std::pair<std::uint32_t, std::string> file;  ///< in `Set::files` of the first set
        std::size_t row = 0, column = 0;
        Rows::Cell cell;
    };

    std::string path;           ///< "basis.best.interest", "table.q.rows[3].rate"; of a key of a file "let.load"
    std::string before, after;  ///< as written; empty: it is not there
    bool added = false, gone = false;
    Place place;                ///< in the second set; of what is gone, in the first
    std::vector<Spot> spots;    ///< several: a key of a file that stands in each of its nouns
    std::vector<CellSpot> cells;
    std::optional<std::pair<std::pair<std::uint32_t, std::string>, Rows>> rows;  ///< the whole of a CSV
};

/// The leaves that differ: first what is added, then what has another value, then what is gone, each by noun and name. Cells of a CSV
/// are told one by one up to 20 of a file, more as one edit; so is a CSV with other rows or columns.
std::vector<LeafEdit> edits_of(const Set& before, const Set& after);

/// Writes what the second set says into `set`, which is the first one with some edits applied. `set` needs the files of both.
void apply_edit(Set& set, const LeafEdit& edit);

/// A leaf on one line: a text as it is, a list in [...], a part in {...}.
std::string written(const Tree& leaf);

}  // namespace hearth
