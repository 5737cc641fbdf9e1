#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "hearth/cli/arguments.hpp"
#include "hearth/cli/session.hpp"
#include "hearth/frame/tolerance.hpp"
#include "hearth/model/tree.hpp"

namespace hearth {

/// What a result came of: of the files read, their paths and hashes.
struct Recorded {
    std::string version, basis_hash;
    std::string sha256;  ///< of the bytes of the result
    int exit = 0;
    std::vector<std::pair<std::string, std::string>> inputs;
};

/// A run that can be repeated, beside its result. Paths are relative to its folder.
struct Manifest {
    std::vector<std::string> run;  ///< the words of the command line, without where the result goes
    std::string output;
    Tolerances tolerances;
    std::vector<std::pair<std::string, Place>> tolerance_places;
    std::optional<Recorded> recorded;
    std::string head;              ///< the text of the user: all before the line [recorded]
    Place run_place, output_place;
};

inline constexpr std::string_view recorded_line = "[recorded]";

/// Whether a path is not one of the folder it is relative to.
bool leads_outside(const std::string& path);

/// Whether a file of TOML is a manifest, by its key `manifest`.
bool is_manifest(const Tree& file);
/// None, with faults: E0201 to E0203 keys, E0805 and E0877 tolerances, E0874 another version.
std::optional<Manifest> read_manifest(const Tree& file, Session& session);

/// The same for the same: version, hashes of the inputs and what `run` changes and aims at, as in a rate sheet.
std::string basis_hash_of(const std::vector<std::string>& run, const Recorded& recorded);
std::string to_toml(const std::string& head, const Recorded& recorded);

/// What a run read of the files of a session that came after the first `before`.
std::vector<std::pair<std::string, std::string>> inputs_since(const Session& session, std::uint32_t before);

/// The manifest that --manifest asks for, as path and text. E0880: it has no result beside it.
std::optional<std::pair<std::string, std::string>> manifest_of(const Command& command, const Arguments& arguments, const Outcome& outcome, Session& session);

}  // namespace hearth
