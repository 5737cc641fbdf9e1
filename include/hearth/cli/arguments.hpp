#pragma once

#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "hearth/cli/session.hpp"

namespace hearth {

struct Option {
    std::string_view name;   ///< "--format", "-o"
    std::string_view value;  ///< what follows it: "FILE", "RIGHT PERSON DATE"; empty: nothing
    std::string_view help;
    bool several = false;  ///< may be given more than once
};

/// The words behind a command, split: every value is still the text that was typed.
struct Arguments {
    std::vector<std::string> words;  ///< what is no option, in order
    std::vector<std::pair<std::string, std::vector<std::string>>> options;

    [[nodiscard]] bool has(std::string_view option) const;
    /// The values of an option, of all its uses in order.
    [[nodiscard]] std::vector<std::string> all(std::string_view option) const;
    /// The value of an option, or `otherwise`.
    [[nodiscard]] std::string one(std::string_view option, std::string_view otherwise = {}) const;
};

/// A command: what it takes, how it is explained, what it does. The table of them drives the splitting and the help.
struct Command {
    std::string_view name;
    std::string_view takes;  ///< "FILE.toml [NAME]", as the help shows it
    std::size_t least = 0, most = 0;
    std::string_view summary;  ///< one line
    std::string_view details;  ///< may be empty
    std::vector<Option> options;
    std::vector<std::string_view> examples;  ///< whole command lines
    Outcome (*run)(const Arguments&, Session&) = nullptr;
};

/// Every command, in the order of the help.
const std::vector<Command>& commands();
/// Options that every command takes.
const std::vector<Option>& common_options();

/// Splits what follows the name of a command. Faults: E0802 unknown option, E0803 a word too few or too many.
Arguments split(const Command& command, std::span<const std::string> words, Report& report);
/// The value of an option that allows only some words; the first of them if it is not given. E0804 for any other.
std::string choice(const Arguments& arguments, std::string_view option, const std::vector<std::string>& allowed, Report& report);

std::string help();
std::string help(const Command& command);

}  // namespace hearth
