// The family of the benchmarks: seven people, ten policies of two owners, forty rights of four programmes.
#pragma once

#include <string>
#include <vector>

#include <fmt/format.h>

#include "hearth/base/diagnostic.hpp"
#include "hearth/io/reader.hpp"
#include "hearth/model/set.hpp"
#include "hearth/rights/check.hpp"

namespace hearth::bench {

constexpr int policies = 10, rights = 40;

/// Seven people, ten policies of two owners, an event each year; all figures are invented.
inline std::string family() {
    std::string text = R"toml(vocabulary = 1
illustrative = true
currency = "CNY"
[table.mortality]
value = "chance(1 %)"
[basis.best]
interest = "3 %"
step = "year"
rates."any -> dead" = "mortality"
[product.plan]
model = "alive -> dead"
ends = "state is dead or year > 90"
asks = { face = "money" }
pay.premium = { from = "payer", every = "year", when = "year <= 10", amount = "face" }
[family.seven]
as_of = 2030-01-01
basis = "best"
model = "alive -> dead"
let.level = "0"
[family.seven.person]
a = { born = 1980-05-20, sex = "male", spouse = "b", parents = ["d", "e"], city = "one", level = 0 }
b = { born = 1982-11-02, sex = "female", parents = ["f", "g"], city = "one", level = 0 }
c = { born = 2015-02-28, sex = "female", parents = ["a", "b"], city = "one", level = 0 }
d = { born = 1950-03-08, sex = "male", spouse = "e", city = "two", level = 0 }
e = { born = 1952-08-31, sex = "female", city = "one", level = 0 }
f = { born = 1954-12-12, sex = "male", spouse = "g", city = "two", level = 0 }
g = { born = 1956-06-15, sex = "female", city = "three", level = 0 }
)toml";
    for (int i = 0; i < policies; ++i)
        text += fmt::format("[family.seven.policy.p{}]\nproduct = \"plan\"\nissued = {}-0{}-11\nowner = \"{}\"\ninsured = \"{}\"\nface = {}\n", i, 2021 + i / 2, 1 + i % 9,
                            i % 2 == 0 ? "a" : "b", "abcdefg"[i % 7], 10'000 + 1'000 * i);
    text += "[family.seven.event]\n";
    for (int year = 0; year < 30; ++year)
        text += fmt::format("m{} = {{ on = {}-03-0{}, {}.{} }}\n", year, 2024 + year, 1 + year % 9, "defg"[year % 4],
                            year % 2 == 0 ? fmt::format("level = {}", year % 6) : year % 3 == 0 ? "city = \"one\"" : "city = \"two\"");
    text += "death = { on = 2058-09-09, d.state = \"dead\" }\nlapse = { on = 2027-09-09, p3.status = \"lapsed\" }\nasks = { on = 2040-01-05, e.request = \"club0.r4\" }\n";
    return text;
}

/// Four programmes with tiers, of ten rights each: waiting, seats, quotas, conditions over policies and cities, succession.
inline std::string programmes() {
    const std::vector<std::string> kinds = {
        "unlock = \"tier >= silver\"\nkeep = \"any(status is in_force for each owner.policy)\"\nuse = \"since(unlock) >= {0} days\"\n",
        "seats = 2\nunlock = \"paid >= {1}\"\nkeep = \"level <= 4\"\nuse = \"city is one and age >= {2}\"\n",
        "unlock = \"date >= 2026-06-01 and paid >= {1}\"\nkeep = \"yes\"\nuse = \"any(opens <= date and seat is person.city for each house)\"\n",
        "unlock = \"tier >= gold\"\nkeep = \"yes\"\nuse = \"lasting(level >= 2) >= {0} days\"\npass = {{ when = \"owner.state is dead\", to = \"owner.spouse, owner.children\", within = \"180 days\", times = 1 }}\n",
        "unlock = \"count(status is in_force for each owner.policy) >= 2\"\nkeep = \"level < 5\"\nuse = \"level >= 1 or age >= {2}\"\n"
        "account.visits = {{ opens = 12, every = \"year\", carry = 6, per = \"person\" }}\npay.visit = {{ from = \"visits\", to = \"person\", on = \"request\", amount = \"1\" }}\n"};
    std::string text = "[table.house]\nvalue = \"1\"\nrows = [{ opens = 2025-03-01, seat = \"one\", beds = 90 }, { opens = 2031-10-01, seat = \"two\", beds = 60 }, { opens = 2044-01-01, seat = \"three\", beds = 40 }]\n";
    for (int i = 0; i < rights; ++i) {
        const std::string club = fmt::format("club{}", i / 10);
        if (i % 10 == 0)
            text += fmt::format("[programme.{}]\nholder = \"owner\"\nbinds = \"event\"\n{}let.paid = \"sum(premiums_paid for each owner.policy)\"\ntier = [{{ name = \"silver\", when = \"paid >= {}\" }}, "
                                "{{ name = \"gold\", when = \"paid >= {}\" }}]\n", club, i % 20 == 0 ? "ratchet = \"yes\"\n" : "", 20'000 + 500 * i, 90'000 + 2'000 * i);
        text += fmt::format("[programme.{}.right.r{}]\nfor = \"owner, owner.spouse, owner.children, 2 of (owner.parents, owner.spouse.parents)\"\nend = \"state is dead\"\n", club, i % 10);
        text += fmt::format(fmt::runtime(kinds[static_cast<std::size_t>(i) % kinds.size()]), 30 + 10 * i, 15'000 + 7'000 * i, 40 + i);
    }
    return text;
}

struct Read {
    explicit Read(const std::string& text) {
        const auto tree = read_toml(sources, sources.add("family.toml", text), report);
        if (tree) join(set, *tree, report);
        book = bind(set, report);
        check_rights(book, report);
    }
    Sources sources;
    Set set;
    Report report;
    Book book;
};

}  // namespace hearth::bench
