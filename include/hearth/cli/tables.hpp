#pragma once

#include <optional>
#include <string>
#include <vector>

#include "hearth/cli/arguments.hpp"
#include "hearth/cli/load.hpp"

namespace hearth {

/// What `hearth table` is asked: a word behind the action that ends in .toml is the file, another the name.
struct TableQuestion {
    std::string name, file;
};

/// "china" of "hearth:tables/china.toml", for each text that the binary carries.
std::vector<std::string> shipped_texts();
std::string path_of_text(const std::string& name);

/// The nouns of a file, or the tables of every text the binary carries.
std::optional<Loaded> load_tables(const std::string& file, Loader& loader);
/// E0807: no table of that name, and the nearest.
void tell_no_table(const std::string& name, const Loaded& loaded, bool texts, Report& report);

// The actions of `hearth table` that have a file of their own under src/cli/commands/.
Outcome import_table(const Arguments& arguments, Session& session);
Outcome export_table(const Arguments& arguments, const TableQuestion& question, Session& session);
Outcome check_tables(const TableQuestion& question, Session& session);

}  // namespace hearth
