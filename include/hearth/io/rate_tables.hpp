#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "hearth/io/reader.hpp"

namespace hearth {

/// Rates as actuaries exchange them: what a file of XTbML, or the CSV that mort.soa.org writes of it, says.
struct RateTables {
    /// A rate and where on the axes it stands. A cell that is there but empty has no rate: it is missing, never 0.
    struct Cell {
        std::vector<double> at;
        std::optional<double> rate;
        Place place;
    };
    struct Part {
        std::string description;
        std::vector<std::string> axes;  ///< as written: "Age", "Duration"
        double scale = 1;  ///< what the written values were divided by; the rates are per one
        std::vector<Cell> cells;  ///< in the order of the file
        Place place;
    };
    std::string identity, provider, reference, content, name, description;
    bool illustrative = false;  ///< the key word "illustrative": invented figures
    std::vector<Part> parts;
};

/// The tables of an XTbML file (SOA and ACORD). No entity and no document type is read. Faults: E0141 not XML, E0142 a document
/// type, E0143 not XTbML, E0144 no number, E0145 a place of an axis or an axis twice, E0146 a scaling factor of no one meaning;
/// E0149 (warning) the axis as defined and as filled differ.
std::optional<RateTables> read_xtbml(const Sources& sources, std::uint32_t file, Report& report, const ReadLimits& limits = {});

/// The same from the CSV that mort.soa.org exports: E0144 to E0146, E0149, and E0147 for its form.
std::optional<RateTables> read_soa_csv(const Sources& sources, std::uint32_t file, Report& report, const ReadLimits& limits = {});
bool is_soa_csv(std::string_view text);

/// As XTbML, with a scaling factor of 0 (none). The same tables give the same bytes.
std::string to_xtbml(const RateTables& tables);

/// A value of such a file: digits, or a bare decimal point before them (".00123"), divided by a power of ten in decimals, so that
/// 1.18 per mille is 0.00118. None if it is no finite number.
std::optional<double> rate_of(std::string_view text, double scale = 1);
/// What values are divided by: 0 and nothing say 1; 10, 100, ... and 0.1, 0.01, ... say parts of that many. None (E0146) for any
/// other, which may mean a factor or an exponent.
std::optional<double> scale_of(std::string_view text, const Place& place, Report& report);

/// An axis as its file defines it. E0149 if a cell stands outside.
struct AxisDefinition {
    std::string name, least, most;
    Place place;
};
/// Gives a part its axes and looks whether its cells fit: E0143 without an axis, E0145 two of one name or two cells at one place.
void finish_part(RateTables::Part& part, const std::vector<AxisDefinition>& axes, Report& report);

}  // namespace hearth
