#pragma once

#include <array>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "hearth/base/diagnostic.hpp"
#include "hearth/model/rows.hpp"
#include "hearth/model/tree.hpp"

namespace hearth {

enum class Noun : std::uint8_t { table, basis, product, family, programme, study };
inline constexpr std::array<std::string_view, 6> noun_words = {"table", "basis", "product", "family", "programme", "study"};
std::optional<Noun> noun_of(std::string_view word);

/// The nouns of a file and of all it includes, as written: joined (rule S4), not yet layered.
struct Set {
    std::array<std::map<std::string, Tree, std::less<>>, 6> nouns;
    std::vector<Tree> cases;                       ///< [[case]] of the files named, in order; those of included files too
    std::map<std::pair<std::uint32_t, std::string>, Rows> files;  ///< CSV by (naming file, path as written)

    [[nodiscard]] const Tree* find(Noun noun, std::string_view name) const {
        auto it = nouns[static_cast<std::size_t>(noun)].find(name);
        return it == nouns[static_cast<std::size_t>(noun)].end() ? nullptr : &it->second;
    }
    [[nodiscard]] std::vector<std::string> names(Noun noun) const;
};

/// A leaf that is given another value: by --set, a case, a study.
struct Change {
    std::string path;
    Tree leaf;
    Place place;  ///< of the path
};

/// Adds the nouns of one file to the set; a noun written twice, an unknown noun, a missing `vocabulary` are faults (E02xx).
/// Keys of the file itself (`illustrative`, `currency`, `let` ...) are handed down to its nouns.
void join(Set& set, const Tree& file, Report& report);

/// Says a path, gives a value (--set, change, scenario): `basis.best.interest` = a leaf. `run` is what bare names belong to
/// ("age", "person.level" go to the run itself and are returned, not applied). A path to nothing is a fault with the nearest name.
/// Replacing keeps what was replaced as `old`.
bool apply_change(Set& set, const std::string& path, Tree leaf, const Place& place, Report& report);

/// The noun with what it extends merged in, leaf by leaf (rule S3); none if it or a base is missing or the bases form a cycle.
std::optional<Tree> layered(const Set& set, Noun noun, std::string_view name, Report& report);

/// Splits "basis.best.rates.\"healthy -> mild\"" into parts; quoted parts keep their dots.
std::vector<std::string> split_path(std::string_view path);

}  // namespace hearth
