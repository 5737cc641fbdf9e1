#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <utility>

#include "hearth/base/text.hpp"
#include "hearth/base/unicode.hpp"
#include "hearth/io/reader.hpp"

namespace hearth {
namespace {

/// Walks over a text, knowing line and column.
class CsvText {
  public:
    CsvText(std::string_view text, std::uint32_t file) : text_(text), place_{file, 1, 1, 1} {}

    [[nodiscard]] bool ended() const { return at_ >= text_.size(); }
    [[nodiscard]] bool at_line_end() const { return ended() || text_[at_] == '\n' || text_.substr(at_, 2) == "\r\n"; }
    [[nodiscard]] bool sees(char sign) const { return !ended() && text_[at_] == sign; }
    [[nodiscard]] bool sees_blank() const { return sees(' ') || sees('\t'); }
    [[nodiscard]] std::size_t position() const { return at_; }
    [[nodiscard]] std::string_view since(std::size_t begin) const { return text_.substr(begin, at_ - begin); }
    [[nodiscard]] Place place() const { return place_; }

    void advance() {
        if (text_[at_] == '\n') {
            ++place_.line;
            place_.column = 0;
        }
        ++place_.column;
        at_ += code_point_at(text_, at_).length;
    }
    /// Passes what is ASCII and neither ends a cell nor is a fault in it.
    void skip_plain() {
        const std::size_t begin = at_;
        const auto plain = [](char sign) { return static_cast<unsigned char>(sign) < 0x80 && sign != ',' && sign != '\n' && sign != '\r' && sign != '"'; };
        while (!ended() && plain(text_[at_])) ++at_;
        place_.column += static_cast<std::uint32_t>(at_ - begin);
    }
    void skip_blanks() {
        while (sees_blank()) advance();
    }
    void skip_line() {
        while (!at_line_end()) advance();
    }
    void skip_all() { at_ = text_.size(); }
    void end_line() {
        if (sees('\r')) advance();
        if (sees('\n')) advance();
    }

  private:
    std::string_view text_;
    std::size_t at_ = 0;
    Place place_;
};

std::string_view without_blanks(std::string_view text) {
    const std::size_t first = text.find_first_not_of(" \t");
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

class CsvMaker {
  public:
    CsvMaker(std::string_view text, std::uint32_t file, Report& report, const ReadLimits& limits)
        : text_(text, file), report_(report), limits_(limits), before_(report.errors()) {}

    std::optional<CsvTable> make() {
        const bool header = find_header();
        if (!header) report_.error("E0121", {text_.place().file, 0, 0, 0}, "the file has no header: its first line names the columns");
        if (header && read_header()) read_rows();
        if (report_.errors() > before_) return std::nullopt;
        return std::move(table_);
    }

    std::optional<std::vector<std::vector<CsvTable::Cell>>> make_lines() {
        std::vector<std::vector<CsvTable::Cell>> lines;
        table_.columns.resize(1);  // there is no header, and the limit of columns is not for lines
        while (!text_.ended() && few_faults()) lines.push_back(row());
        if (report_.errors() > before_) return std::nullopt;
        return lines;
    }

  private:
    /// Passes notes and empty lines; false if nothing follows them.
    bool find_header() {
        while (!text_.ended()) {
            const std::size_t begin = text_.position();
            if (!text_.sees('#')) {
                text_.skip_blanks();
                if (!text_.at_line_end()) return true;
            }
            text_.skip_line();
            const std::string_view line = text_.since(begin);
            if (line.starts_with('#')) table_.notes.emplace_back(without_blanks(line.substr(1)));
            text_.end_line();
        }
        return false;
    }

    bool read_header() {
        auto cells = row();
        if (cells_ > limits_.columns) return false;
        std::set<std::string> names;
        for (auto& [name, place] : cells) {
            const bool fresh = names.insert(name).second;
            if (few_faults() && name.empty())
                report_.error("E0121", place, fmt::format("column {} has no name", table_.columns.size() + 1));
            else if (few_faults() && !fresh)
                report_.error("E0121", place, fmt::format("the column '{}' is named twice", printable(name)));
            table_.columns.push_back(std::move(name));
            table_.column_places.push_back(place);
        }
        return report_.errors() == before_;
    }

    void read_rows() {
        std::optional<Place> empty;  // an empty line is a fault only if a row follows
        while (!text_.ended() && few_faults()) {
            const Place start = text_.place();
            auto cells_of_row = row();
            if (cells_ > limits_.cells) return;
            if (cells_of_row.size() == 1 && cells_of_row[0].text.empty() && table_.columns.size() > 1) {
                if (!empty) empty = start;
                continue;
            }
            if (empty) report_.error("E0122", *std::exchange(empty, std::nullopt), "an empty line stands between the rows", "take it away");
            if (cells_of_row.size() != table_.columns.size())
                report_.error("E0122", start,
                              fmt::format("cells in the row: {}, in the header: {}", cells_of_row.size(), table_.columns.size()),
                              cells_of_row.size() > table_.columns.size() ? "a text with a comma goes in double quotes" : "cells stand between commas");
            table_.rows.push_back(std::move(cells_of_row));
        }
    }

    /// The cells up to the end of the line, which is passed. The text ends with the last cell that may be read.
    std::vector<CsvTable::Cell> row() {
        std::vector<CsvTable::Cell> cells;
        cells.reserve(table_.columns.size());
        for (bool more = true; more;) {
            text_.skip_blanks();
            const bool header = table_.columns.empty();
            const std::size_t most = header ? limits_.columns : limits_.cells;
            if (++cells_ > most) {
                report_.error("E0124", text_.place(),
                              fmt::format("the file has more than {} {}, the most that are read", most, header ? "columns" : "cells"));
                text_.skip_all();
                break;
            }
            cells.push_back(text_.sees('"') ? quoted() : plain());
            more = text_.sees(',');
            if (more) text_.advance();
        }
        text_.end_line();
        return cells;
    }

    CsvTable::Cell plain() {
        const std::size_t begin = text_.position();
        Place place = text_.place();
        for (text_.skip_plain(); !text_.sees(',') && !text_.at_line_end(); text_.skip_plain()) {
            if (text_.sees('"')) quote_fault(text_.place(), "a double quote stands inside a cell that has none around it");
            text_.advance();
        }
        const std::string_view text = without_blanks(text_.since(begin));
        place.length = static_cast<std::uint32_t>(std::max<std::size_t>(code_points(text), 1));
        return {std::string(text), place};
    }

    CsvTable::Cell quoted() {
        CsvTable::Cell cell{{}, text_.place()};
        text_.advance();
        while (true) {
            if (text_.ended()) {
                quote_fault(cell.place, "the double quote is not closed");
                return cell;
            }
            const std::size_t begin = text_.position();
            const bool quote = text_.sees('"');
            text_.advance();
            if (quote && !text_.sees('"')) break;
            if (quote) text_.advance();
            cell.text += quote ? std::string_view("\"") : text_.since(begin);
        }
        text_.skip_blanks();
        if (!text_.sees(',') && !text_.at_line_end()) {
            quote_fault(text_.place(), "text stands behind the double quote that closes a cell");
            while (!text_.sees(',') && !text_.at_line_end()) text_.advance();
        }
        return cell;
    }

    void quote_fault(const Place& place, std::string message) {
        if (few_faults())
            report_.error("E0123", place, std::move(message), "inside a quoted cell a double quote is written twice");
    }

    [[nodiscard]] bool few_faults() const { return report_.errors() < before_ + ReadLimits::faults; }

    CsvText text_;
    Report& report_;
    const ReadLimits& limits_;
    std::size_t before_;
    std::size_t cells_ = 0;
    CsvTable table_;
};

}  // namespace

std::optional<CsvTable> read_csv(const Sources& sources, std::uint32_t file, Report& report, const ReadLimits& limits) {
    return CsvMaker(sources.at(file).text, file, report, limits).make();
}

std::optional<std::vector<std::vector<CsvTable::Cell>>> read_csv_lines(const Sources& sources, std::uint32_t file, Report& report,
                                                                       const ReadLimits& limits) {
    return CsvMaker(sources.at(file).text, file, report, limits).make_lines();
}

}  // namespace hearth
