#include "hearth/io/row_reader.hpp"

#include <emmintrin.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <bit>
#include <cerrno>
#include <system_error>

#include "hearth/base/text.hpp"
#include "hearth/base/unicode.hpp"

namespace hearth {
namespace {

constexpr std::size_t chunk = 1u << 18;
constexpr std::string_view blanks = " \t";

bool is_blank(char sign) { return sign == ' ' || sign == '\t'; }

std::string_view trimmed(std::string_view text) {
    const std::size_t first = text.find_first_not_of(blanks);
    return first == std::string_view::npos ? text.substr(0, 0) : text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

/// What stands in the file.
std::string_view text_of(const RowBlock& block) { return std::string_view(block.bytes).substr(0, block.bytes.size() - (block.unended ? 1 : 0)); }

/// Whether the text of a line is text; else a fault.
bool sound(std::string_view text, std::uint32_t file, std::uint32_t line, Report& report) {
    const auto bad = invalid_utf8(text);
    if (!bad && text.find('\0') == std::string_view::npos && text.find('\r') == std::string_view::npos) return true;
    const Place place{file, line, static_cast<std::uint32_t>(code_points(text.substr(0, bad.value_or(0))) + 1), 1};
    if (bad)
        report.error("E0004", place, "a byte here is not UTF-8", "save the file as UTF-8; from GBK: iconv -f GB18030 -t UTF-8");
    else
        report.error("E0005", place, "a NUL or a lone carriage return stands in the line", "is this a text file?");
    return false;
}

/// Nothing but ASCII without NUL, carriage returns and quotes.
bool is_plain(std::string_view text) {
    std::size_t at = 0;
    const auto zero = _mm_setzero_si128(), quote = _mm_set1_epi8('"'), end = _mm_set1_epi8('\r');
    auto found = zero;  // the upper bit of a byte says that there was one
    for (; at + 16 <= text.size(); at += 16) {
        const auto part = _mm_loadu_si128(reinterpret_cast<const __m128i*>(text.data() + at));
        found = _mm_or_si128(found, _mm_or_si128(_mm_or_si128(part, _mm_cmpeq_epi8(part, zero)),
                                                 _mm_or_si128(_mm_cmpeq_epi8(part, quote), _mm_cmpeq_epi8(part, end))));
    }
    bool plain = _mm_movemask_epi8(found) == 0;
    for (; at < text.size(); ++at) plain = plain && (text[at] & 0x80) == 0 && text[at] != 0 && text[at] != '"' && text[at] != '\r';
    return plain;
}

/// The cells of the first lines of a plain text, which are then taken from it: up to one that is blank, or has another number of them.
void split_plain(std::string_view& rest, std::uint32_t& number, RowBlock& block) {
    const char *begin = rest.data(), *cell = begin;
    const char* const end = begin + rest.size();
    std::size_t before = block.cells.size();
    const auto comma = _mm_set1_epi8(','), line = _mm_set1_epi8('\n');
    for (const char* at = begin; at < end; at += 16) {
        unsigned marks = 0, lines = 0;
        const std::size_t left = static_cast<std::size_t>(end - at);
        if (left >= 16) {
            const auto part = _mm_loadu_si128(reinterpret_cast<const __m128i*>(at));
            lines = static_cast<unsigned>(_mm_movemask_epi8(_mm_cmpeq_epi8(part, line)));
            marks = lines | static_cast<unsigned>(_mm_movemask_epi8(_mm_cmpeq_epi8(part, comma)));
        } else {
            for (unsigned i = 0; i < left; ++i) {
                lines |= at[i] == '\n' ? 1u << i : 0u;
                marks |= at[i] == ',' || at[i] == '\n' ? 1u << i : 0u;
            }
        }
        for (; marks != 0; marks &= marks - 1) {
            const char* const stop = at + std::countr_zero(marks);
            const char* last = stop;
            while (cell < last && is_blank(*cell)) ++cell;
            while (cell < last && is_blank(last[-1])) --last;
            block.cells.emplace_back(cell, static_cast<std::size_t>(last - cell));
            cell = stop + 1;
            if ((lines & marks & -marks) == 0) continue;
            if (block.cells.size() - before != block.columns || (block.columns == 1 && block.cells.back().empty())) {
                block.cells.resize(before);
                rest.remove_prefix(static_cast<std::size_t>(begin - rest.data()));
                return;
            }
            before = block.cells.size();
            block.texts.emplace_back(begin, static_cast<std::size_t>(stop - begin));
            block.lines.push_back(number++);
            begin = cell;
        }
    }
    rest = {};
}

/// A line into the cells of a row; false if its form is wrong.
bool split_line(std::string_view text, std::uint32_t number, RowBlock& block, Report& report) {
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
                report.error("E0123", {block.file, number, static_cast<std::uint32_t>(code_points(text.substr(0, quote)) + 1), 1},
                             "a quote stands inside a cell", "put the whole cell in quotes, and double those inside");
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
    struct ::stat about {};
    if (::fstat(descriptor_, &about) == 0 && S_ISREG(about.st_mode)) size_ = static_cast<std::size_t>(about.st_size);
    file_ = sources.add(path_, "");
    std::string_view text;
    const std::size_t before = report.errors();
    bool any = true;
    do {
        any = line(text, report);
        digest_.add(text);
        if (line_ == 1 && text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
        if (text.ends_with('\n')) text.remove_suffix(1);
        if (text.ends_with('\r')) text.remove_suffix(1);
        any = any && sound(text, file_, line_, report);
    } while (any && (text.starts_with('#') || trimmed(text).empty()));
    if (report.errors() > before) return;
    header_.file = file_;
    if (text.empty()) {
        report.error("E0121", {file_, 0, 0, 0}, "the file holds no header", "its first line names the columns");
        return;
    }
    header_.bytes = text;
    header_.columns = static_cast<std::size_t>(std::count(text.begin(), text.end(), ',')) + 1;
    split_line(header_.bytes, line_, header_, report);
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
    std::copy(pending_.data() + at_, pending_.data() + end_, pending_.data());
    end_ -= at_;
    at_ = 0;
    const std::size_t room = size_ == 0 ? chunk : std::clamp(size_ - std::min(bytes_, size_), chunk >> 6, chunk);  // no more than there is
    if (bytes_ == 0 && room == chunk) pending_.reserve(chunk + (chunk >> 4));  // and a line that is not whole
    if (pending_.size() < end_ + room) pending_.resize(end_ + room);
    ssize_t got = -1;
    do got = ::read(descriptor_, pending_.data() + end_, room);
    while (got < 0 && errno == EINTR);
    if (got < 0)
        throw Fault(
            Stop::io,
            {"E0006", {}, fmt::format("'{}' cannot be read: {}", path_, std::generic_category().message(errno)), {}, Severity::error});
    end_ += static_cast<std::size_t>(got);
    bytes_ += static_cast<std::size_t>(got);
    ended_ = got == 0;
    return !ended_;
}

/// The next line with its end, if it has one; false at the end, or where it is too long.
bool RowReader::line(std::string_view& found, Report& report) {
    found = {};
    std::size_t from = at_, end = std::string::npos;
    while ((end = pending().find('\n', from)) == std::string::npos) {
        const std::size_t seen = end_ - at_;
        if (seen > most_bytes) {
            report.error("E0124", {file_, line_ + 1, 1, 1},
                         fmt::format("a line is longer than {} bytes, the most that is read", most_bytes));
            at_ = end_;
            ended_ = true;
            return false;
        }
        if (!more()) break;
        from = at_ + seen;
    }
    if (end == std::string::npos && at_ == end_) return false;
    const std::size_t stop = end == std::string::npos ? end_ : end + 1;
    found = pending().substr(at_, stop - at_);
    at_ = stop;
    ++line_;
    return true;
}

bool RowReader::take(RowBlock& block, Report& report) {
    block.file = file_;
    block.first = line_ + 1;
    block.columns = header_.columns;
    block.unended = false;
    block.bytes.clear();
    block.bytes.reserve(std::min(chunk, size_));  // most blocks
    std::string_view text;
    std::size_t rows = 0;
    const auto count = [&rows](std::string_view one) {
        if (one.ends_with('\r')) one.remove_suffix(1);
        if (!one.empty() && (!is_blank(one.front()) || !trimmed(one).empty())) ++rows;
    };
    while (rows < block_rows) {
        const std::string_view there = pending();  // as many whole lines of it as fit, at once
        std::size_t to = at_;
        for (std::size_t end = 0; rows < block_rows && (end = there.find('\n', to)) != std::string::npos; to = end + 1, ++line_) count(there.substr(to, end - to));
        block.bytes += there.substr(at_, to - at_);
        at_ = to;
        if (rows == block_rows || !line(text, report)) break;
        block.bytes += text;
        block.unended = !text.ends_with('\n');
        if (block.unended) block.bytes += '\n';
        else text.remove_suffix(1);
        count(text);
    }
    rows_ += rows;
    block.number = blocks_;
    blocks_ += rows > 0 ? 1 : 0;
    if (rows == 0) rest_ = text_of(block);
    return rows > 0;
}

void RowReader::digest(const RowBlock& block) { digest_.add(text_of(block)); }

std::string RowReader::sha256() {
    digest_.add(rest_);
    return digest_.text();
}

void RowReader::split(RowBlock& block, Report& report) {
    block.cells.clear();
    block.lines.clear();
    block.texts.clear();
    block.unquoted.clear();
    block.broken = false;
    std::string_view rest = block.bytes;
    const bool plain = is_plain(rest);
    const std::size_t most = std::min(block_rows, rest.size() / block.columns);  // a row has a comma or an end behind each cell
    block.cells.reserve(most * block.columns);
    block.lines.reserve(most);
    block.texts.reserve(most);
    for (std::uint32_t number = block.first; !rest.empty(); ++number) {
        if (plain) split_plain(rest, number, block);
        if (rest.empty()) return;
        const std::size_t end = rest.find('\n');
        std::string_view text = rest.substr(0, end);
        rest.remove_prefix(end + 1);
        if (text.ends_with('\r')) text.remove_suffix(1);
        block.broken = !sound(text, block.file, number, report);
        if (block.broken) return;
        if (!trimmed(text).empty()) split_line(text, number, block, report);
    }
}

bool RowReader::ended() { return at_ == end_ && !more(); }

bool RowReader::next(RowBlock& block, Report& report) {
    if (!take(block, report)) return false;
    digest(block);
    split(block, report);
    if (block.broken) {
        ended_ = true;
        at_ = end_;
    }
    return true;
}

}  // namespace hearth
