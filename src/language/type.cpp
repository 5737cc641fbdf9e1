#include "hearth/language/type.hpp"

#include <algorithm>

namespace hearth {

int Domain::rank(std::uint32_t word) const {
    const auto end = words.begin() + static_cast<std::ptrdiff_t>(ordered);
    const auto found = std::find(words.begin(), end, word);
    return found == end ? -1 : static_cast<int>(found - words.begin());
}

bool Domain::contains(std::uint32_t word) const { return std::find(words.begin(), words.end(), word) != words.end(); }

std::string to_text(Type::Base base) {
    switch (base) {
        case Type::Base::any: return "anything";
        case Type::Base::number: return "number";
        case Type::Base::money: return "money";
        case Type::Base::force: return "force";
        case Type::Base::chance: return "chance";
        case Type::Base::dependent: return "dependent rate";
        case Type::Base::date: return "date";
        case Type::Base::span: return "span of time";
        case Type::Base::truth: return "truth (yes or no)";
        case Type::Base::name: return "name";
        case Type::Base::list: return "list";
    }
    return "";
}

std::int8_t same_degree(std::int8_t a, std::int8_t b) {
    if (a == b || b == Degree::any) return a;
    return a == Degree::any ? b : Degree::fixed;
}

std::int8_t product_degree(std::int8_t a, std::int8_t b, int sign) {
    if (a == Degree::any || (b == Degree::any && sign > 0)) return Degree::any;
    if (a == Degree::fixed || b == Degree::fixed || b == Degree::any) return Degree::fixed;
    return static_cast<std::int8_t>(a + sign * b);
}

}  // namespace hearth
