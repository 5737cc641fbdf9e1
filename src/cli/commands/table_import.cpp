// hearth table import: rates of other programs become a CSV and the noun that reads it.
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <set>

#include "hearth/base/text.hpp"
#include "hearth/base/unicode.hpp"
#include "hearth/cli/table_text.hpp"
#include "hearth/cli/tables.hpp"
#include "hearth/io/rate_tables.hpp"
#include "hearth/io/writer.hpp"

namespace hearth {
namespace {

namespace fs = std::filesystem;

std::string lower(std::string_view text) {
    std::string all(text);
    std::transform(all.begin(), all.end(), all.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    return all;
}
bool says(const std::string& text, std::initializer_list<std::string_view> words) {
    return std::any_of(words.begin(), words.end(), [&](std::string_view word) { return text.find(word) != std::string::npos; });
}

/// "Age" and "Duration" are issue age and policy year; other axes keep their words as a name.
std::vector<std::string> axis_columns(const std::vector<std::string>& axes) {
    const bool by_duration = std::any_of(axes.begin(), axes.end(), [](const std::string& axis) { return lower(axis) == "duration"; });
    std::vector<std::string> columns;
    for (const std::string& axis : axes) {
        std::string name = lower(axis);
        for (char& c : name)
            if (static_cast<unsigned char>(c) < 0x80 && !(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9')) c = '_';
        if (name == "attained_age") name = "age";
        if (name == "age" && by_duration) name = "issue_age";
        if (name == "year") name = "calendar_year";
        const bool taken = std::find(columns.begin(), columns.end(), name) != columns.end();
        columns.push_back(is_free_name(name) && !taken ? name : fmt::format("axis_{}", columns.size() + 1));
    }
    return columns;
}

std::string age_of(const std::string& text) {
    const bool nearest = says(text, {"nearest birthday", ", anb", " anb"}), last = says(text, {"last birthday", ", alb", " alb"});
    return nearest == last ? "exact" : nearest ? "nearest birthday" : "last birthday";
}

/// The parts of one group of axes as one table: a column for each part, or one column if no place is in two of them.
class Joined {
  public:
    explicit Joined(std::vector<const RateTables::Part*> parts) : parts_(std::move(parts)) {
        std::size_t all = 0;
        std::set<std::vector<double>> places;
        for (const auto* part : parts_) {
            all += part->cells.size();
            for (const auto& cell : part->cells) places.insert(cell.at);
        }
        pieces_ = places.size() == all;
        for (const auto& place : places) rows_[place].resize(pieces_ ? 1 : parts_.size());
        for (std::size_t i = 0; i < parts_.size(); ++i)
            for (const auto& cell : parts_[i]->cells) rows_[cell.at][pieces_ ? 0 : i] = cell.rate;
    }

    [[nodiscard]] std::vector<std::string> columns(const std::string& plain) const {
        std::set<std::string> names;
        for (const auto* part : parts_)
            if (is_free_name(part->description) && !is_axis(part->description)) names.insert(part->description);
        if (pieces_ && parts_.size() == 1 && names.size() == 1) return {*names.begin()};
        if (pieces_) return {plain};
        std::vector<std::string> all;
        for (const auto* part : parts_)
            all.push_back(names.size() == parts_.size() ? part->description : fmt::format("{}_{}", plain, all.size() + 1));
        return all;
    }

    void fill(TableText& table) const {
        std::size_t missing = 0;
        for (const auto& [place, rates] : rows_) {
            auto& row = table.cells.emplace_back();
            for (const double at : place) row.push_back(shortest(at));
            for (const auto& rate : rates) row.push_back(rate ? shortest(*rate) : "");
            missing += static_cast<std::size_t>(std::count(rates.begin(), rates.end(), std::nullopt));
        }
        if (missing > 0) table.remarks.push_back(fmt::format("Missing, and left empty: {}.", counted(missing, "rate")));
    }

    /// "age 0 to 99, duration 1 to 25"; `first` becomes the least place on the axis `duration`.
    [[nodiscard]] std::string ends(const std::vector<std::string>& axes, double& first) const {
        std::vector<std::string> words;
        for (std::size_t axis = 0; axis < axes.size() && !rows_.empty(); ++axis) {
            double least = rows_.begin()->first[axis], most = least;
            for (const auto& [place, rates] : rows_) {
                least = std::min(least, place[axis]);
                most = std::max(most, place[axis]);
            }
            if (axes[axis] == "duration") first = least;
            words.push_back(fmt::format("{} {} to {}", axes[axis], shortest(least), shortest(most)));
        }
        return join(words);
    }

  private:
    std::vector<const RateTables::Part*> parts_;
    bool pieces_ = true;
    std::map<std::vector<double>, std::vector<std::optional<double>>> rows_;
};

/// The nouns of a file of rates: one for each group of axes; the second of a select table is the ultimate one.
std::vector<TableText> nouns_of(const RateTables& tables, const std::string& name) {
    std::vector<std::pair<std::vector<std::string>, std::vector<const RateTables::Part*>>> groups;
    for (const auto& part : tables.parts) {
        const auto axes = axis_columns(part.axes);
        auto group = std::find_if(groups.begin(), groups.end(), [&](const auto& one) { return one.first == axes; });
        if (group == groups.end()) group = groups.insert(groups.end(), {axes, {}});
        group->second.push_back(&part);
    }
    const std::string about = lower(fmt::format("{} {} {}", tables.content, tables.name, tables.description));
    const bool number = says(about, {"projection", "improvement", "no yearly probabilities"});
    const char* answer = number ? "{}" : says(about, {"values are forces"}) ? "force({})" : "chance({})";
    std::vector<std::string> source;
    for (const std::string& words : {tables.provider, tables.reference})
        if (!words.empty()) source.push_back(words);
    if (!tables.identity.empty()) source.push_back(fmt::format("mort.soa.org, table {}", tables.identity));

    std::vector<TableText> nouns;
    for (const auto& [axes, parts] : groups) {
        const Joined rows(parts);
        const bool select =
            nouns.empty() && groups.size() == 2 && axes.front() == "issue_age" && groups[1].first == std::vector<std::string>{"age"};
        TableText& noun = nouns.emplace_back();
        const bool ultimate = nouns.size() == 2 && !nouns.front().otherwise.empty();
        noun.name = nouns.size() == 1 ? name : ultimate ? name + "_ultimate" : fmt::format("{}_{}", name, nouns.size());
        noun.title = tables.name + (ultimate ? ", ultimate" : "");
        noun.source = join(source, "; ");
        noun.illustrative = tables.illustrative;
        double first = 1;
        noun.remarks.push_back(fmt::format("{}; {}.", rows.ends(axes, first), number ? "plain numbers" : "rates per one"));
        if (parts.front()->scale != 1) noun.remarks.push_back(fmt::format("The file had them per {}.", shortest(parts.front()->scale)));
        if (select) noun.otherwise = name + "_ultimate";
        if (std::find(axes.begin(), axes.end(), "age") != axes.end()) noun.age = age_of(about);
        if (noun.age == "exact") noun.remarks.emplace_back("The file does not say which age: between whole ages no row applies.");
        noun.when = select_condition(axes, first);
        noun.columns = axes;
        noun.answer_names = rows.columns(number ? "rate" : "q");
        for (std::string& column : noun.answer_names)
            while (std::find(axes.begin(), axes.end(), column) != axes.end()) column += "_rate";
        for (const std::string& column : noun.answer_names) {
            noun.columns.push_back(column);
            noun.answers.push_back(fmt::format(fmt::runtime(answer), column));
        }
        rows.fill(noun);
    }
    return nouns;
}

std::vector<TableText> read_nouns(const std::string& path, const std::string& name, Session& session) {
    const auto file = read_file(session.sources, path, ReadLimits{}.csv_bytes / 4, session.report);
    if (!file) return {};
    const std::string& text = session.sources.at(*file).text;
    const std::size_t first = text.find_first_not_of(" \t\r\n");
    const bool xml = first != std::string::npos && text[first] == '<';
    if (xml || is_soa_csv(text)) {
        const auto tables = xml ? read_xtbml(session.sources, *file, session.report) : read_soa_csv(session.sources, *file, session.report);
        return tables ? nouns_of(*tables, name) : std::vector<TableText>{};
    }
    const auto csv = read_csv(session.sources, *file, session.report);
    auto noun = csv ? table_text(*csv, session.report) : std::nullopt;
    if (!noun) return {};
    noun->name = name;
    return {*noun};
}

}  // namespace

Outcome import_table(const Arguments& arguments, Session& session) {
    const fs::path target = arguments.one("-o");
    const std::string name = target.stem().string();
    if (arguments.words.size() != 2)
        session.report.error("E0803", {}, "hearth table import takes one file", "usage: hearth table import FILE -o NAME.toml");
    else if (target.extension() != ".toml")
        session.report.error("E0803", {}, "hearth table import is not told what to write",
                             "write -o NAME.toml; NAME.csv is written beside it");
    else if (!is_free_name(name))
        session.report.error("E0208", {}, fmt::format("'{}' is not a name of a table", printable(name)),
                             "a letter or _, then letters, digits, _");
    if (session.report.failed()) return {};
    const std::string& path = arguments.words[1];
    const auto nouns = read_nouns(path, name, session);
    if (session.report.failed()) return {};
    Outcome outcome{
        0, to_toml(nouns, fmt::format("Made from {} by hearth {}.", printable(fs::path(path).filename().string()), HEARTH_VERSION)),
        target.string()};
    for (const TableText& noun : nouns) {
        const std::string csv = (target.parent_path() / (noun.name + ".csv")).string();
        if (nouns.size() > 1 || !same_file(csv, path)) outcome.beside.emplace_back(csv, to_csv(noun));
    }
    return outcome;
}

}  // namespace hearth
