#include <fmt/format.h>

#include "hearth/cli/arguments.hpp"
#include "hearth/frame/align.hpp"

namespace hearth {
namespace {

using Lines = std::vector<std::vector<std::string>>;

std::string listed(const Lines& lines) { return aligned(lines, {false, false}); }

Lines option_lines(const std::vector<Option>& options) {
    Lines lines;
    for (const Option& option : options) {
        const std::string name = fmt::format("  {}{}{}", option.name, option.value.empty() ? "" : " ", option.value);
        lines.push_back({name, fmt::format("{}{}", option.help, option.several ? "; may be repeated" : "")});
    }
    return lines;
}

}  // namespace

std::string help() {
    Lines lines;
    for (const Command& command : commands())
        lines.push_back({fmt::format("  hearth {} {}", command.name, command.takes), std::string(command.summary)});
    return "hearth " HEARTH_VERSION ": insurance and elder care, calculated together\n\n" + listed(lines) +
           "\nhearth COMMAND --help explains a command and shows examples; hearth --version prints the version.\n"
           "Results go to standard output, everything else to standard error.\n"
           "Exit codes: 0 done, 1 compared and differs, 2 invalid input or usage, 3 no numeric answer, 4 limit or memory,\n"
           "5 input or output failed, 70 an error of hearth itself.\n";
}

std::string help(const Command& command) {
    std::string text = fmt::format("hearth {} {}\n{}\n", command.name, command.takes, command.summary);
    if (!command.details.empty()) text += fmt::format("\n{}\n", command.details);
    Lines lines = option_lines(command.options);
    const Lines common = option_lines(common_options());
    lines.insert(lines.end(), common.begin(), common.end());
    text += "\noptions:\n" + listed(lines) + "\nexamples:\n";
    for (const std::string_view example : command.examples) text += fmt::format("  {}\n", example);
    return text;
}

}  // namespace hearth
