#include "hearth/cli/arguments.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <algorithm>

#include "hearth/base/text.hpp"

namespace hearth {
namespace {

std::size_t values_of(const Option& option) {
    return option.value.empty() ? 0 : static_cast<std::size_t>(std::count(option.value.begin(), option.value.end(), ' ') + 1);
}

std::vector<const Option*> options_of(const Command& command) {
    std::vector<const Option*> all;
    for (const auto* options : {&command.options, &common_options()})
        for (const Option& option : *options) all.push_back(&option);
    return all;
}

/// What CLI11 could not take apart is one of two slips, of the last option that the words name with a value missing or given in vain.
void tell_mismatch(const std::vector<const Option*>& known, std::span<const std::string> words, Report& report) {
    for (auto word = words.rbegin(); word != words.rend(); ++word)
        for (const Option* option : known) {
            if (*word != option->name && !word->starts_with(std::string(option->name) + '=')) continue;
            if (values_of(*option) > 0)
                report.error("E0803", {}, fmt::format("{} is not followed by {}", option->name, option->value),
                             fmt::format("write {} {}", option->name, option->value));
            else if (word->size() > option->name.size())
                report.error("E0803", {}, fmt::format("{} takes no value", option->name), fmt::format("write {}", option->name));
            else
                continue;
            return;
        }
}

}  // namespace

bool Arguments::has(std::string_view option) const {
    return std::any_of(options.begin(), options.end(), [option](const auto& given) { return given.first == option; });
}

std::vector<std::string> Arguments::all(std::string_view option) const {
    std::vector<std::string> values;
    for (const auto& [name, given] : options)
        if (name == option) values.insert(values.end(), given.begin(), given.end());
    return values;
}

std::string Arguments::one(std::string_view option, std::string_view otherwise) const {
    const auto values = all(option);
    return values.empty() ? std::string(otherwise) : values.front();
}

const std::vector<Option>& common_options() {
    static const std::vector<Option> options = {{"--errors", "text|json", "how faults are shown on standard error (text)"},
                                                {"--help", "", "shows this text"}};
    return options;
}

Arguments split(const Command& command, std::span<const std::string> words, Report& report) {
    const std::vector<const Option*> known = options_of(command);
    Arguments result;
    // CLI11 only takes the words apart: every value stays text, for it reads 010 as 8 and accepts nan.
    CLI::App app;
    app.set_help_flag();
    app.allow_extras();
    std::vector<std::pair<const Option*, CLI::Option*>> options;
    for (const Option* option : known) {
        const std::string name(option->name);
        const auto count = static_cast<int>(values_of(*option));
        CLI::Option* made = count == 0 ? app.add_flag(name)->disable_flag_override() : app.add_option(name)->type_size(count)->allow_extra_args(false);
        options.emplace_back(option, made->multi_option_policy(CLI::MultiOptionPolicy::TakeAll));
    }
    try {
        app.parse(std::vector<std::string>(words.rbegin(), words.rend()));
    } catch (const CLI::ParseError&) {
        tell_mismatch(known, words, report);
        return result;
    }
    for (const auto& [option, made] : options) {
        const std::size_t wanted = std::max<std::size_t>(1, values_of(*option));
        const std::vector<std::string>& given = made->results();
        if (given.size() > wanted && !option->several) report.error("E0803", {}, fmt::format("{} is given twice", option->name), "keep one of them");
        for (std::size_t i = 0; i + wanted <= given.size(); i += wanted)
            result.options.emplace_back(option->name, values_of(*option) == 0 ? std::vector<std::string>{} : std::vector<std::string>(given.begin() + static_cast<std::ptrdiff_t>(i), given.begin() + static_cast<std::ptrdiff_t>(i + wanted)));
    }
    // What is left over are words, options that nobody knows, and behind "--" words alone.
    bool unknown = false, all_words = false;
    for (const std::string& word : app.remaining()) {
        if (!all_words && word == "--") {
            all_words = true;
        } else if (all_words || word.size() < 2 || word.front() != '-') {
            result.words.push_back(word);
        } else {
            const std::string name = word.starts_with("--") ? word.substr(0, word.find('=')) : word;
            std::vector<std::string> allowed;
            for (const Option* option : known) allowed.emplace_back(option->name);
            report.error("E0802", {}, fmt::format("unknown option '{}' of hearth {} (allowed: {})", name, command.name, join(allowed)), did_you_mean(name, allowed));
            unknown = true;
        }
    }
    if (result.has("--help") || unknown) return result;  // words behind an unknown option may belong to it
    const std::string usage = fmt::format("usage: hearth {} {}", command.name, command.takes);
    if (result.words.size() < command.least)
        report.error("E0803", {}, fmt::format("hearth {} is not told {}", command.name, result.words.empty() ? "what to work on" : "enough"), usage);
    else if (result.words.size() > command.most)
        report.error("E0803", {}, fmt::format("'{}' is one word too many for hearth {}", result.words[command.most], command.name), usage);
    return result;
}

std::string choice(const Arguments& arguments, std::string_view option, const std::vector<std::string>& allowed, Report& report) {
    const std::string word = arguments.one(option, allowed.front());
    if (std::find(allowed.begin(), allowed.end(), word) != allowed.end()) return word;
    report.error("E0804", {}, fmt::format("{} is '{}' (allowed: {})", option, word, join(allowed)), did_you_mean(word, allowed));
    return allowed.front();
}

}  // namespace hearth
