#include "hearth/language/compile.hpp"

namespace hearth {

const std::set<std::string, std::less<>>& measure_names() {
    static const std::set<std::string, std::less<>> names = {
        "age", "annual_premium", "born", "calendar_year", "city", "date", "entered", "held", "interest", "issued", "level", "loan",
        "month", "month_of_year", "place", "premium", "premiums_due", "premiums_paid", "request", "requested", "served", "sex", "state",
        "status", "tier", "time", "year"};
    return names;
}

}  // namespace hearth
