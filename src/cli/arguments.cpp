#include "hearth/cli/arguments.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "hearth/base/text.hpp"

namespace hearth {
namespace {

/// Takes the words of one command apart.
struct Splitter {
    const Command& command;
    std::span<const std::string> words;
    Report& report;
    Arguments result = {};
    std::size_t at = 0;
    bool unknown_options = false;

    void fault(const char* code, std::string message, std::string hint) { report.error(code, {}, std::move(message), std::move(hint)); }

    [[nodiscard]] const Option* find(std::string_view name) const {
        for (const auto* options : {&command.options, &common_options()})
            for (const Option& option : *options)
                if (option.name == name) return &option;
        return nullptr;
    }

    void unknown(const std::string& name) {
        unknown_options = true;
        std::vector<std::string> known;
        for (const auto* options : {&command.options, &common_options()})
            for (const Option& option : *options) known.emplace_back(option.name);
        fault("E0802", fmt::format("unknown option '{}' of hearth {} (allowed: {})", name, command.name, join(known)),
              did_you_mean(name, known));
    }

    void option(const std::string& word) {
        const std::size_t equals = word.starts_with("--") ? word.find('=') : std::string::npos;
        const std::string name = word.substr(0, equals);
        const Option* known = find(name);
        if (known == nullptr) return unknown(name);
        if (!known->several && result.has(name)) fault("E0803", fmt::format("{} is given twice", name), "keep one of them");
        std::vector<std::string> values;
        if (equals != std::string::npos) values.push_back(word.substr(equals + 1));
        const auto wanted =
            known->value.empty() ? 0 : static_cast<std::size_t>(std::count(known->value.begin(), known->value.end(), ' ') + 1);
        while (values.size() < wanted && at < words.size()) values.push_back(words[at++]);
        const std::string usage = fmt::format("write {} {}", name, known->value);
        if (values.size() < wanted) fault("E0803", fmt::format("{} is not followed by {}", name, known->value), usage);
        if (values.size() > wanted) fault("E0803", fmt::format("{} takes no value", name), fmt::format("write {}", name));
        values.resize(wanted);
        result.options.emplace_back(name, std::move(values));
    }

    Arguments split() {
        bool options = true;
        while (at < words.size()) {
            const std::string& word = words[at++];
            if (options && word == "--")
                options = false;
            else if (options && word.size() > 1 && word.starts_with('-'))
                option(word);
            else
                result.words.push_back(word);
        }
        if (result.has("--help") || unknown_options) return result;  // words behind an unknown option may belong to it
        const std::string usage = fmt::format("usage: hearth {} {}", command.name, command.takes);
        if (result.words.size() < command.least)
            fault("E0803", fmt::format("hearth {} is not told {}", command.name, result.words.empty() ? "what to work on" : "enough"),
                  usage);
        else if (result.words.size() > command.most)
            fault("E0803", fmt::format("'{}' is one word too many for hearth {}", result.words[command.most], command.name), usage);
        return result;
    }
};

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
    return Splitter{command, words, report}.split();
}

std::string choice(const Arguments& arguments, std::string_view option, const std::vector<std::string>& allowed, Report& report) {
    const std::string word = arguments.one(option, allowed.front());
    if (std::find(allowed.begin(), allowed.end(), word) != allowed.end()) return word;
    report.error("E0804", {}, fmt::format("{} is '{}' (allowed: {})", option, word, join(allowed)), did_you_mean(word, allowed));
    return allowed.front();
}

}  // namespace hearth
