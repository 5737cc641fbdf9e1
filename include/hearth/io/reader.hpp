#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "hearth/base/diagnostic.hpp"
#include "hearth/base/sources.hpp"
#include "hearth/model/tree.hpp"

namespace hearth {

/// Limits of what is read: a hostile file is refused, not suffered.
struct ReadLimits {
    std::size_t toml_bytes = 16u << 20;
    std::size_t csv_bytes = 256u << 20;
    std::size_t depth = 64;        ///< nesting of tables and arrays
    std::size_t key_parts = 32;
    std::size_t text_bytes = 64u << 10;
    std::size_t tables = 50'000;   ///< of one TOML file: headers, and dots in keys
    std::size_t cells = 5'000'000; ///< of one CSV file
    std::size_t columns = 1'000;   ///< of one CSV file
    static constexpr std::size_t faults = 20;  ///< told of one file of a table; there may be more
};

/// Reads a regular file; none and a fault at `asked` (E0001 no such file, E0002 not a regular file, E0003 too large) or in the
/// text (E0004 not UTF-8, E0005 a NUL or a lone carriage return). A byte order mark and CRLF are accepted, UTF-16 is not. Throws
/// Fault(Stop::io, E0006) if the system refuses to open or read it. Returns the number of the source.
std::optional<std::uint32_t> read_file(Sources& sources, const std::string& path, std::size_t limit, Report& report,
                                       Place asked = {});

/// The path that `file` means by `path`: relative to its own folder, without '.', '..' and '//' where words alone can tell.
/// Absolute paths and "hearth:" paths stand as they are. Nothing is judged and no disk is asked.
std::string relative_to(const Sources& sources, std::uint32_t file, std::string_view path);

/// The TOML of a source as a tree in the order of the text. None if its syntax is wrong (the first such fault is reported, E0101
/// to E0110) or holds values that no key takes (all are reported: E0111 number, E0112 date).
std::optional<Tree> read_toml(const Sources& sources, std::uint32_t file, Report& report, const ReadLimits& limits = {});

/// A CSV (RFC 4180, UTF-8, comma) as rows of texts with their places. Lines before the header that start with '#' are notes;
/// blanks around an unquoted cell do not count; empty lines may stand before the header and at the end.
struct CsvTable {
    std::vector<std::string> notes;    ///< the '#' lines without the '#' and the blanks around
    std::vector<std::string> columns;
    std::vector<Place> column_places;
    struct Cell {
        std::string text;
        Place place;  ///< of the text, or of its opening quote
    };
    std::vector<std::vector<Cell>> rows;  ///< each as long as `columns`
};
/// None if its form is wrong: E0121 header, E0122 row of another length, E0123 quotes, E0124 limits; the first 20 are reported.
std::optional<CsvTable> read_csv(const Sources& sources, std::uint32_t file, Report& report, const ReadLimits& limits = {});
/// The lines of a CSV as they are, of any length, without header; an empty line is one empty cell. E0123, E0124.
std::optional<std::vector<std::vector<CsvTable::Cell>>> read_csv_lines(const Sources& sources, std::uint32_t file, Report& report,
                                                                       const ReadLimits& limits = {});

}  // namespace hearth
