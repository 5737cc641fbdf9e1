#include <algorithm>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "hearth/base/text.hpp"
#include "hearth/io/read_frame.hpp"

namespace hearth {
namespace {

using Json = nlohmann::ordered_json;

std::string word(const Json& object, const char* key) { return object.at(key).get<std::string>(); }

Cell cell(const Json& value) {
    switch (value.type()) {
        case Json::value_t::null:
            return {};
        case Json::value_t::boolean:
            return value.get<bool>();
        case Json::value_t::number_integer:
            return value.get<std::int64_t>();
        case Json::value_t::number_unsigned:
            if (value.get<std::uint64_t>() > INT64_MAX) return value.get<double>();
            return value.get<std::int64_t>();
        case Json::value_t::number_float:
            return value.get<double>();
        case Json::value_t::string:
            return value.get<std::string>();
        default:
            return Unknown{value.at("unknown").get<std::vector<std::string>>()};
    }
}

/// A double without a fraction is written like a whole number, and a date like a text: the column decides.
void settle(Frame& frame, std::size_t column) {
    bool reals = false;
    bool dates = true;
    for (const auto& row : frame.rows) {
        const auto* text = std::get_if<std::string>(&row[column]);
        reals = reals || std::holds_alternative<double>(row[column]);
        dates = dates && (text == nullptr || Date::parse(*text));
    }
    for (auto& row : frame.rows) {
        Cell& at = row[column];
        if (const auto* whole = std::get_if<std::int64_t>(&at); whole != nullptr && reals)
            at = static_cast<double>(*whole);
        else if (const auto* text = std::get_if<std::string>(&at); text != nullptr && dates)
            at = *Date::parse(*text);
    }
}

Frame frame_of(const Json& json) {
    Frame frame;
    frame.name = word(json, "name");
    frame.title = word(json, "title");
    frame.provenance.version = word(json, "hearth");
    frame.provenance.command = word(json, "command");
    frame.provenance.illustrative = json.at("illustrative").get<bool>();
    frame.provenance.notes = json.at("notes").get<std::vector<std::string>>();
    for (const auto& [name, value] : json.at("conventions").items())
        frame.provenance.conventions.emplace_back(name, value.get<std::string>());
    for (const auto& input : json.at("inputs")) frame.provenance.inputs.emplace_back(word(input, "path"), word(input, "sha256"));
    for (const auto& column : json.at("columns")) {
        frame.columns.push_back({word(column, "name"), word(column, "unit"), word(column, "title"), -1});
        frame.keys += column.at("key").get<bool>() ? 1U : 0U;
    }
    for (const auto& row : json.at("rows")) {
        auto& cells = frame.rows.emplace_back();
        for (const auto& column : frame.columns) cells.push_back(cell(row.at(column.name)));
    }
    for (std::size_t i = 0; i < frame.columns.size(); ++i) settle(frame, i);
    return frame;
}

/// Line and column of a byte.
Place place_of(const Sources& sources, std::uint32_t file, std::size_t byte) {
    const std::string_view before = std::string_view(sources.at(file).text).substr(0, byte);
    const std::size_t start = before.rfind('\n') + 1;
    return {file, static_cast<std::uint32_t>(std::count(before.begin(), before.end(), '\n') + 1),
            static_cast<std::uint32_t>(code_points(before.substr(start)) + 1), 1};
}

}  // namespace

std::optional<Frame> from_json(const Sources& sources, std::uint32_t file, Report& report) {
    try {
        return frame_of(Json::parse(sources.at(file).text));
    } catch (const Json::parse_error& fault) {
        report.error("E0131", place_of(sources, file, fault.byte > 0 ? fault.byte - 1 : 0), "this is not JSON");
    } catch (const Json::exception& fault) {
        report.error("E0132", Place{file, 0, 0, 0}, "this JSON is not a result of hearth",
                     "give a file that 'hearth project' or 'hearth rights' wrote");
    }
    return std::nullopt;
}

std::optional<Frame> read_frame(const Sources& sources, std::uint32_t file, Report& report) {
    const std::string& text = sources.at(file).text;
    const std::size_t first = text.find_first_not_of(" \t\r\n");
    if (first != std::string::npos && text[first] == '{') return from_json(sources, file, report);
    const auto table = read_csv(sources, file, report);
    return table ? std::optional(from_csv(*table)) : std::nullopt;
}

}  // namespace hearth
