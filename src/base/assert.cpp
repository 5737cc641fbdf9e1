#include "hearth/base/assert.hpp"

#include <fmt/format.h>

#include <stdexcept>
#include <string_view>

namespace hearth {

void assertion_failed(const char* condition, std::source_location where) {
    // The folder of the build is nobody's business.
    std::string_view file = where.file_name();
    if (const auto slash = file.rfind('/'); slash != std::string_view::npos) file.remove_prefix(slash + 1);
    throw std::logic_error(fmt::format("{}:{}: '{}' does not hold", file, where.line(), condition));
}

}  // namespace hearth
