#include "hearth/io/row_reader.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <system_error>

#include "hearth/base/text.hpp"
#include "hearth/base/unicode.hpp"

namespace hearth {
namespace {

constexpr std::size_t chunk = 1u << 18;
constexpr std::string_view blanks = " \t";

std::string_view trimmed(std::string_view text) {
    const std::size_t first = text.find_first_not_of(blanks);
    return first == std::string_view::npos ? text.substr(0, 0) : text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

}  // namespace

RowReader::RowReader(Sources& sources, const std::string& path, Report& report) : path_(path == "-" ? "standard input" : path) {
    descriptor_ = path == "-" ? ::dup(0) : ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY);
    if (descriptor_ < 0 && (errno == ENOENT || errno == ENOTDIR || errno == ENAMETOOLONG || errno == ELOOP)) {
        report.error("E0001", {}, fmt::format("'{}' cannot be opened: {}", path, std::generic_category().message(errno)));
        return;
    }
    if (descriptor_ < 0)
        throw Fault(
            Stop::io,
            {"E0006", {}, fmt::format("'{}' cannot be read: {}", path, std::generic_category().message(errno)), {}, Severity::error});
    file_ = sources.add(path_, "");
    std::string_view text;
    const std::size_t before = report.errors();
    bool any = line(text, report);
    while (any && (text.starts_with('#') || trimmed(text).empty())) any = line(text, report);
    if (report.errors() > before) return;
    header_.file = file_;
    if (text.empty()) {
        report.error("E0121", {file_, 0, 0, 0}, "the file holds no header", "its first line names the columns");
        return;
    }
    header_.bytes = text;
    header_.columns = static_cast<std::size_t>(std::count(text.begin(), text.end(), ',')) + 1;
    split(header_.bytes, line_, header_, report);
    std::vector<std::string> seen;
    for (std::size_t c = 0; c < header_.cells.size(); ++c) {
        const std::string name(header_.cells[c]);
        if (name.empty() || std::find(seen.begin(), seen.end(), name) != seen.end())
            report.error("E0121", header_.place(0, c),
                         name.empty() ? "a column has no name" : fmt::format("two columns are called '{}'", name));
        seen.push_back(name);
    }
}

RowReader::~RowReader() {
    if (descriptor_ >= 0) ::close(descriptor_);
}

/// Reads on; false at the end.
bool RowReader::more() {
    if (ended_) return false;
    pending_.erase(0, at_);
    at_ = 0;
    const std::size_t size = pending_.size();
    pending_.resize(size + chunk);
    ssize_t got = -1;
    do got = ::read(descriptor_, pending_.data() + size, chunk);
    while (got < 0 && errno == EINTR);
    if (got < 0)
        throw Fault(
            Stop::io,
            {"E0006", {}, fmt::format("'{}' cannot be read: {}", path_, std::generic_category().message(errno)), {}, Severity::error});
    pending_.resize(size + static_cast<std::size_t>(got));
    digest_.add(std::string_view(pending_).substr(size));
    ended_ = got == 0;
    return !ended_;
}

/// The next line without its end; false at the end, or where the text is none.
bool RowReader::line(std::string_view& found, Report& report) {
    found = {};
    std::size_t from = at_, end = std::string::npos;
    while ((end = pending_.find('\n', from)) == std::string::npos) {
        const std::size_t seen = pending_.size() - at_;
        if (seen > most_bytes) {
            report.error("E0124", {file_, line_ + 1, 1, 1},
                         fmt::format("a line is longer than {} bytes, the most that is read", most_bytes));
            return false;
        }
        if (!more()) break;
        from = at_ + seen;
    }
    if (end == std::string::npos && at_ == pending_.size()) return false;
    const std::size_t stop = end == std::string::npos ? pending_.size() : end;
    found = std::string_view(pending_).substr(at_, stop - at_);
    at_ = end == std::string::npos ? stop : end + 1;
    ++line_;
    if (found.ends_with('\r')) found.remove_suffix(1);
    if (line_ == 1 && found.starts_with("\xEF\xBB\xBF")) found.remove_prefix(3);
    const auto bad = invalid_utf8(found);
    if (bad || found.find('\0') != std::string_view::npos || found.find('\r') != std::string_view::npos) {
        const Place place{file_, line_, static_cast<std::uint32_t>(code_points(found.substr(0, bad.value_or(0))) + 1), 1};
        if (bad)
            report.error("E0004", place, "a byte here is not UTF-8", "save the file as UTF-8; from GBK: iconv -f GB18030 -t UTF-8");
        else
            report.error("E0005", place, "a NUL or a lone carriage return stands in the line", "is this a text file?");
        return false;
    }
    return true;
}

/// A line into the cells of a row; false if its form is wrong.
bool RowReader::split(std::string_view text, std::uint32_t number, RowBlock& block, Report& report) const {
    const std::size_t before = block.cells.size();
    std::size_t at = 0;
    while (true) {
        std::size_t begin = text.find_first_not_of(blanks, at);
        if (begin != std::string_view::npos && text[begin] == '"') {
            std::string inside;
            std::size_t i = begin + 1;
            bool doubled = false, closed = false;
            for (; i < text.size() && !closed; ++i) {
                if (text[i] != '"')
                    inside += text[i];
                else if (text.substr(i, 2) == "\"\"") {
                    inside += text[i++];
                    doubled = true;
                } else
                    closed = true;
            }
            const std::size_t comma = std::min(text.find_first_not_of(blanks, i), text.size());
            if (!closed || (comma < text.size() && text[comma] != ',')) {
                report.error("E0123", {block.file, number, static_cast<std::uint32_t>(code_points(text.substr(0, begin)) + 1), 1},
                             closed ? "something stands behind the closing quote" : "the quote is not closed in its line");
                block.cells.resize(before);
                return false;
            }
            block.cells.push_back(doubled ? std::string_view(block.unquoted.emplace_back(std::move(inside)))
                                          : text.substr(begin + 1, i - begin - 2));
            at = comma;
        } else {
            const std::size_t comma = std::min(text.find(',', at), text.size()), quote = text.find('"', at);
            if (quote < comma) {
                report.error("E0123", {block.file, number, static_cast<std::uint32_t>(code_points(text.substr(0, quote)) + 1), 1}, "a quote stands inside a cell", "put the whole cell in quotes, and double those inside");
                block.cells.resize(before);
                return false;
            }
            block.cells.push_back(trimmed(text.substr(at, comma - at)));
            at = comma;
        }
        if (at >= text.size()) break;
        ++at;
    }
    if (block.cells.size() - before != block.columns) {
        report.error("E0122", {block.file, number, 1, static_cast<std::uint32_t>(code_points(text))},
                     fmt::format("the row has {}, the header {}", counted(block.cells.size() - before, "cell"), block.columns));
        block.cells.resize(before);
        return false;
    }
    block.texts.push_back(text);
    block.lines.push_back(number);
    return true;
}

bool RowReader::next(RowBlock& block, Report& report) {
    block = {};
    block.file = file_;
    block.number = blocks_++;
    block.columns = header_.columns;
    std::vector<std::pair<std::size_t, std::size_t>> spans;
    std::vector<std::uint32_t> numbers;
    std::string_view text;
    const std::size_t before = report.errors();
    while (spans.size() < block_rows && line(text, report)) {
        if (trimmed(text).empty()) continue;
        spans.emplace_back(block.bytes.size(), text.size());
        numbers.push_back(line_);
        block.bytes += text;
        block.bytes += '\n';
    }
    if (report.errors() > before) ended_ = true;
    rows_ += spans.size();
    block.cells.reserve(spans.size() * block.columns);
    for (std::size_t row = 0; row < spans.size(); ++row)
        split(std::string_view(block.bytes).substr(spans[row].first, spans[row].second), numbers[row], block, report);
    return !spans.empty();
}

}  // namespace hearth
