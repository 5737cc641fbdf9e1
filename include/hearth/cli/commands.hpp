#pragma once

#include "hearth/cli/arguments.hpp"

namespace hearth {

// One a file, under src/cli/commands/.
Command project_command();
Command rights_command();
Command explain_command();
Command demand_command();
Command merge_command();
Command capacity_command();
Command run_command();
Command price_command();
Command check_command();
Command test_command();
Command diff_command();
Command table_command();
Command new_command();

}  // namespace hearth
