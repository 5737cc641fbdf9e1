// The CSV that mort.soa.org exports: lines "Word:,value", then for each table such lines again and a block of rates that begins
// with "Row\Column".
#include <fmt/format.h>

#include <algorithm>

#include "hearth/base/text.hpp"
#include "hearth/base/unicode.hpp"
#include "hearth/io/rate_tables.hpp"

namespace hearth {
namespace {

constexpr std::string_view corner = "Row\\Column";

using Cell = CsvTable::Cell;
using Line = std::vector<Cell>;

const std::string& text(const Line& line, std::size_t i) {
    static const std::string none;
    return i < line.size() ? line[i].text : none;
}
Place place(const Line& line, std::size_t i) { return i < line.size() ? line[i].place : line.front().place; }
bool is_empty(const Line& line) {
    return std::all_of(line.begin(), line.end(), [](const Cell& cell) { return cell.text.empty(); });
}

class SoaCsvReader {
  public:
    SoaCsvReader(std::vector<Line> lines, std::uint32_t file, Report& report)
        : lines_(std::move(lines)), file_(file), report_(report), before_(report.errors()) {}

    std::optional<RateTables> read() {
        while (at_ < lines_.size()) {
            const Line& line = lines_[at_++];
            if (is_empty(line)) continue;
            const std::string& word = line.front().text;
            if (word.starts_with("Table #"))
                begin_part(line);
            else if (word == corner)
                read_rates(line);
            else if (tables_.parts.empty())
                read_about(word, text(line, 1));
            else
                read_meta(word, line);
        }
        end_part();
        if (report_.errors() == before_ && tables_.parts.empty())
            report_.error("E0147", {file_, 0, 0, 0}, "the file holds no table of rates");
        if (report_.errors() > before_) return std::nullopt;
        return std::move(tables_);
    }

  private:
    void fault(const char* code, const Place& where, std::string message, std::string hint = {}) {
        if (report_.errors() < before_ + ReadLimits::faults) report_.error(code, where, std::move(message), std::move(hint));
    }

    void read_about(const std::string& word, const std::string& value) {
        const std::pair<std::string_view, std::string*> known[] = {
            {"Table Name:", &tables_.name},           {"Table Identity:", &tables_.identity}, {"Provider Name:", &tables_.provider},
            {"Table Reference:", &tables_.reference}, {"Content Type:", &tables_.content},    {"Table Description:", &tables_.description}};
        for (const auto& [name, field] : known)
            if (word == name) *field = value;
    }

    void begin_part(const Line& line) {
        end_part();
        tables_.parts.emplace_back().place = line.front().place;
        axes_.clear();
        has_rates_ = false;
    }
    void end_part() {
        if (tables_.parts.empty()) return;
        if (!has_rates_) fault("E0147", tables_.parts.back().place, fmt::format("the table has no rates: no line begins with {}", corner));
        if (has_rates_) finish_part(tables_.parts.back(), axes_, report_);
    }

    void read_meta(const std::string& word, const Line& line) {
        RateTables::Part& part = tables_.parts.back();
        if (word == "Table Description:") part.description = text(line, 1);
        if (word == "Scaling Factor:") part.scale = scale_of(text(line, 1), place(line, 1), report_).value_or(1);
        const std::size_t arrow = word.find("->");
        if (arrow == std::string::npos) return;
        const std::string what = word.substr(arrow + 2);
        for (std::size_t i = 1; i < line.size(); ++i) {
            if (line[i].text.empty()) continue;
            if (axes_.size() < i) axes_.resize(i);
            axes_[i - 1].place = line[i].place;
            if (what == "AxisName:") axes_[i - 1].name = line[i].text;
            if (what == "MinScaleValue:") axes_[i - 1].least = line[i].text;
            if (what == "MaxScaleValue:") axes_[i - 1].most = line[i].text;
        }
    }

    std::optional<double> on_axis(const Line& line, std::size_t i) {
        const auto number = parse_number(text(line, i));
        if (!number) fault("E0144", place(line, i), fmt::format("the place '{}' on an axis is no number", printable(text(line, i))));
        return number;
    }

    void read_rates(const Line& header) {
        if (tables_.parts.empty() || has_rates_ || axes_.empty() || axes_.size() > 2) {
            fault("E0147", header.front().place, "rates stand here that no table before them describes",
                  "before each block stand 'Table #' and the names of its one or two axes");
            return;
        }
        has_rates_ = true;
        RateTables::Part& part = tables_.parts.back();
        const bool two = axes_.size() == 2;
        std::vector<std::optional<double>> columns;
        for (std::size_t i = 1; i < header.size() && !header[i].text.empty(); ++i) columns.push_back(on_axis(header, i));
        if (columns.empty() || (!two && columns.size() != 1))
            fault("E0147", header.front().place, two ? "no column of rates stands here" : "a table of one axis has one column of rates");
        for (; at_ < lines_.size() && !is_empty(lines_[at_]) && !lines_[at_].front().text.starts_with("Table"); ++at_) {
            const Line& line = lines_[at_];
            const auto row = on_axis(line, 0);
            for (std::size_t i = 1; i < line.size(); ++i) {
                if (i > columns.size()) {
                    if (!line[i].text.empty()) fault("E0147", line[i].place, "a rate stands in no column");
                    continue;
                }
                const auto rate = line[i].text.empty() ? std::nullopt : rate_of(line[i].text, part.scale);
                if (!rate && !line[i].text.empty())
                    fault("E0144", line[i].place, fmt::format("the value '{}' is no number", printable(line[i].text)),
                          "a value that is missing is left empty");
                if (!row || !columns[i - 1]) continue;
                std::vector<double> at = {*row};
                if (two) at.push_back(*columns[i - 1]);
                part.cells.push_back({std::move(at), rate, line[i].place});
            }
        }
    }

    std::vector<Line> lines_;
    std::size_t at_ = 0;
    std::uint32_t file_;
    Report& report_;
    std::size_t before_;
    std::vector<AxisDefinition> axes_;
    bool has_rates_ = false;
    RateTables tables_;
};

}  // namespace

bool is_soa_csv(std::string_view text) { return text.starts_with("Table Name:") || text.find(corner) != std::string_view::npos; }

std::optional<RateTables> read_soa_csv(const Sources& sources, std::uint32_t file, Report& report, const ReadLimits& limits) {
    auto lines = read_csv_lines(sources, file, report, limits);
    return lines ? SoaCsvReader(std::move(*lines), file, report).read() : std::nullopt;
}

}  // namespace hearth
