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

std::string to_text(const Type& type) { return type.counts ? "count of units" : to_text(type.base); }

bool miscounted(const Type& a, const Type& b) {
    const auto bare = [](const Type& type) { return type.base == Type::Base::any || (type.base == Type::Base::number && type.currency == type.per) || type.degree == Degree::any; };
    return (a.counts && !bare(b)) || (b.counts && !bare(a));
}

bool exchange(Type& out, const Type& a, const Type& b, int sign) {
    std::vector<std::string> up, down;  // money stands above, a rate of exchange above and below
    const auto put = [](const Type& type, std::vector<std::string>& above, std::vector<std::string>& below) {
        const bool money = type.base == Type::Base::money;
        if (money || type.currency != type.per) above.push_back(type.currency);
        if (!money && type.currency != type.per) below.push_back(type.per);
    };
    put(a, up, down);
    if (sign > 0) put(b, up, down);
    else put(b, down, up);
    for (auto one = up.begin(); one != up.end();) {
        const auto same = std::find(down.begin(), down.end(), *one);
        if (same == down.end()) { ++one; continue; }
        down.erase(same);
        one = up.erase(one);
    }
    const auto alike = [](const std::vector<std::string>& names) { return std::all_of(names.begin(), names.end(), [&](const std::string& name) { return name == names[0]; }); };
    if (out.base == Type::Base::money) {  // or a square of it, or what is per amount of it
        out.currency = !up.empty() ? up[0] : !down.empty() ? down[0] : "";
        return (up.empty() || down.empty()) && alike(up) && alike(down);
    }
    out.currency = up.empty() ? "" : up[0];
    out.per = down.empty() ? "" : down[0];
    return up.size() == down.size() && up.size() <= 1;
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
