// The options of everything that is expected of rights.
#include "expecting.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "hearth/base/text.hpp"
#include "hearth/cli/prepare.hpp"
#include "hearth/rights/handed.hpp"

namespace hearth {

std::uint64_t whole_of(const Arguments& arguments, const char* option, std::uint64_t least, std::uint64_t most, Report& report) {
    std::uint64_t number = 0;
    const std::string text = arguments.one(option);
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc() || end != text.data() + text.size() || number < least || number > most)
        report.error("E0804", {}, fmt::format("{} is '{}' (allowed: a whole number from {} to {})", option, text, least, most), fmt::format("write {} 10000", option));
    return number;
}

std::optional<Date> until_of(const Arguments& arguments, Report& report) {
    if (!arguments.has("--until")) return std::nullopt;
    const auto day = Date::parse(arguments.one("--until"));
    if (!day) report.error("E0804", {}, fmt::format("--until is '{}' (allowed: a day of the years 1900 to 2300, yyyy-mm-dd)", arguments.one("--until")), "write --until 2046-01-01");
    return day;
}

Expecting expecting(const Arguments& arguments, Report& report) {
    Expecting how;
    if (arguments.has("--paths")) how.paths = static_cast<std::uint32_t>(whole_of(arguments, "--paths", 2, 10'000'000, report));
    if (arguments.has("--seed")) how.seed = whole_of(arguments, "--seed", 0, ~std::uint64_t{0}, report);
    if (arguments.has("--seed") && !arguments.has("--paths")) report.error("E0804", {}, "--seed belongs to --paths, which is not asked");
    how.threads = threads_of(arguments, report);
    how.by.until = until_of(arguments, report);
    std::string words = arguments.has("--by") ? arguments.one("--by") : "";
    for (std::size_t from = 0; from < words.size();) {
        const std::size_t comma = std::min(words.find(',', from), words.size());
        const std::string word = words.substr(from, comma - from);
        from = comma + 1;
        if (word == "year") how.by.year = true;
        else if (word == "tier") how.by.tier = true;
        else if (word == "item") how.by.item = true;
        else how.by.facts.push_back(word);
    }
    return how;
}

void refuse_strange(const Apart& by, const Family& family, const Book& book, Report& report) {
    std::vector<std::string> known{"year", "tier", "item", "state"};
    for (const Person& person : family.persons)
        for (const auto& [name, expression] : person.facts) known.push_back(name);
    for (const auto& [name, expression] : family.lets) known.push_back(name);
    for (const std::string& name : names_handed(book)) known.push_back(name);
    std::sort(known.begin() + 4, known.end());
    known.erase(std::unique(known.begin() + 4, known.end()), known.end());
    if (by.until && *by.until < family.as_of.plus_months(1))
        report.error("E0804", {}, fmt::format("--until is {}, but the family is looked at from {} (allowed: a month later, or more)", by.until->text(), family.as_of.text()));
    for (auto word = by.facts.begin(); word != by.facts.end(); ++word)
        if (std::find(by.facts.begin(), word, *word) != word) report.error("E0804", {}, fmt::format("--by says '{}' twice", *word));
    for (const std::string& word : by.facts)
        if (std::find(known.begin(), known.end(), word) == known.end())
            report.error("E0804", {}, fmt::format("--by says '{}' (allowed: {})", word, join(known)), did_you_mean(word, known));
}

}  // namespace hearth
