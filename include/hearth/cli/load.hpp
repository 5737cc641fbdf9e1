#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "hearth/cli/session.hpp"
#include "hearth/io/reader.hpp"
#include "hearth/model/set.hpp"

namespace hearth {

/// What is read of one call: a bomb of includes is refused, not suffered.
struct LoadLimits {
    std::size_t depth = 16;  ///< of includes in includes
    std::size_t files = 1000;
    std::size_t bytes = 256u << 20;
};

/// A file named by the user, with all it includes.
struct Loaded {
    Set set;
    std::uint32_t file = 0;  ///< the source of the file named
    std::string root;        ///< the folder it stands in; nothing outside is read for it
};

/// Reads what the user names and, relative to those files and never outside the folder of the file named, what they name: included
/// files and the CSV of tables. "hearth:" names are texts the binary carries. Each file is read once.
class Loader {
  public:
    explicit Loader(Session& session, LoadLimits limits = {}) : sources_(session.sources), report_(session.report), limits_(limits) {}

    /// None if some text could not be read or is not TOML: then its names are missing and nothing can be said of the rest. Faults of
    /// reading E0001 to E0006, E0007 outside the folder, E0008 no such text in the binary, E0009 limits, E0220 cycle.
    std::optional<Loaded> load(const std::string& path);
    /// The same of every .toml file of a folder that says its vocabulary, joined in the order of their names. E0873: there is none.
    std::optional<Loaded> load_folder(const std::string& path);
    /// Reads the CSV files that the tables of the set name and that it does not have yet; false if one cannot be read.
    bool read_tables(Loaded& loaded);
    /// The rows of a CSV file that the command line names.
    std::optional<Rows> read_rows(const std::string& path);
    /// Path and hash of every file read, in the order of reading.
    [[nodiscard]] std::vector<std::pair<std::string, std::string>> inputs() const;

  private:
    struct Visit;
    std::optional<std::uint32_t> open(const std::string& path, const Place& asked, std::size_t limit);
    std::optional<std::uint32_t> named(const std::string& written, std::uint32_t from, const Place& asked, const std::string& root,
                                       std::size_t limit);
    bool join_file(std::uint32_t file, Visit& visit);
    const std::optional<Tree>& tree(std::uint32_t file);
    const std::optional<Rows>& rows(std::uint32_t file);

    Sources& sources_;
    Report& report_;
    LoadLimits limits_;
    std::map<std::string, std::optional<std::uint32_t>> opened_;  ///< by the path without links
    std::vector<std::uint32_t> files_;
    std::size_t bytes_ = 0;
    std::map<std::uint32_t, std::optional<Tree>> trees_;
    std::map<std::uint32_t, std::optional<Rows>> rows_;
};

}  // namespace hearth
