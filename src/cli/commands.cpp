#include "hearth/cli/commands.hpp"

namespace hearth {

const std::vector<Command>& commands() {
    static const std::vector<Command> all = {project_command(), rights_command(), explain_command(), demand_command(), capacity_command(), price_command(),
                                             run_command(), merge_command(), check_command(),  test_command(),    diff_command(),   table_command(),    new_command()};
    return all;
}

}  // namespace hearth
