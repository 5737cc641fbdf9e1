#pragma once

#include <optional>
#include <string>
#include <vector>

#include "hearth/cli/arguments.hpp"
#include "hearth/cli/change.hpp"
#include "hearth/cli/load.hpp"
#include "hearth/engine/contract.hpp"
#include "hearth/frame/frame.hpp"
#include "hearth/model/nouns.hpp"

namespace hearth {

/// A set with some leaves changed, bound, and what was given to the run itself.
struct Prepared {
    Book book;
    Given given;
    std::string noun;  ///< "family.x": what is run
    Loaded loaded;     ///< the files without the changes
    std::vector<Change> changes;
};

/// Applies the changes to `loaded`, reads the tables that are new by them, and binds. None if there is a fault.
std::optional<Prepared> prepare(Loaded& loaded, const std::vector<Change>& changes, Loader& loader, Session& session);

/// What the user means by NAME: "family.x", or "x" where only one noun of these kinds is called so. Without NAME the only one of the
/// first kind that there is any of; one that stands in the file named comes before those of included files. E0807.
std::optional<std::string> noun_meant(const Loaded& loaded, const std::string& name, const std::vector<Noun>& kinds, Report& report);

/// "FILE [NAME] --set PATH=VALUE...": loads the file, finds what NAME means, applies the changes and binds.
std::optional<Prepared> prepare_run(const Arguments& arguments, const std::vector<Noun>& kinds, Loader& loader, Session& session);

/// The number behind --threads; 0: not given. E0847.
std::size_t threads_of(const Arguments& arguments, Report& report);

/// Reads the tables that a change of the study names.
void read_tables_of(const Study& study, Loaded& loaded, Loader& loader, Session& session);

/// Says in a result what it was made by and from: version, files read, changes of the command line.
void add_origin(Frame& frame, std::string command, const Loader& loader, const Arguments& arguments);

}  // namespace hearth
