#pragma once

#include <array>
#include <cstddef>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "hearth/base/date.hpp"
#include "hearth/engine/run_off.hpp"
#include "hearth/frame/frame.hpp"

namespace hearth {

/// One payment of many policies.
struct PolicyLine {
    std::string name;
    bool money = true;
    double present_value = 0;
    std::vector<double> paid = {};  ///< by period
};

/// What policies come to together.
struct PolicySums {
    double policies = 0, issued = 0;  ///< issued: of them, on the day
    std::size_t rows = 0;
    std::vector<PolicyLine> payments = {};
    std::array<PolicyLine, 3> kinds = {PolicyLine{"premiums"}, PolicyLine{"benefits"}, PolicyLine{"expenses"}};
    std::vector<double> in_force = {};
    std::vector<std::pair<std::string, std::vector<double>>> values = {};  ///< on the day, and at the end of each period
    std::shared_ptr<const RunOff::Kinds> laid = {};  ///< of the unit added last
    std::vector<std::size_t> places = {};  ///< of its payments, and of its values

    PolicyLine& line(const std::string& name, bool money);
    std::vector<double>& value(const std::string& name);
    /// `count` policies of a row, each worth `unit` with its monies multiplied; what is paid by period is told by PolicyPeriods.
    void add(const RunOffView& unit, double scale, double count);
    void add(const PolicySums& other);
};

/// A block of rows, calculated: what is kept of it.
struct PolicyBlock {
    std::size_t number = 0;  ///< in the file, from 0
    std::string digest;      ///< of its rows, where a journal keeps it
    std::size_t cells = 0;   ///< different unit cells in it
    bool illustrative = false;
    std::vector<std::pair<std::string, std::string>> conventions = {};
    std::vector<std::pair<std::vector<std::string>, PolicySums>> groups = {};  ///< in the order in which they come

    std::map<std::vector<std::string>, std::size_t> index = {};  ///< of the groups

    PolicySums& group(const std::vector<std::string>& name);
    /// Adds the next block of the file.
    void fold(const PolicyBlock& next);
};

/// What was asked of the policies, and of which.
struct PolicyQuestion {
    std::string version, currency, basis;  ///< basis: empty: of each product's first value
    std::vector<std::string> groups;
    std::optional<By> by;
    std::optional<Date> as_of;
    std::vector<std::pair<std::string, std::string>> inputs;  ///< path and hash; that of the policies last
    std::vector<std::pair<std::string, std::string>> options; ///< what the command line changed, and what it varied: "set", "grid", "study"
    std::size_t scenarios = 0;                                ///< so many of the first groups say the scenario
    std::size_t over = 0;                                     ///< of those, over which quantiles are: what is varied, else all
    std::vector<double> quantiles = {};                       ///< none: each scenario
};

/// The sums by group and period.
Frame policies_frame(const PolicyBlock& all, const PolicyQuestion& question);

}  // namespace hearth
