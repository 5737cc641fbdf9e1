#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "hearth/rights/foresight.hpp"

namespace hearth {

/// What a course that is lived through is told of the states that are supposed: of one member, or what a rule without memory comes to in
/// them. Nothing else of the states is known to it, so months of one past that are told the same are one month.
struct Told {
    enum class What : std::uint8_t { lives, state, since, rule };
    What what = What::lives;
    int member = -1;
    Timeline::Foresight::Answers* rule = nullptr;  ///< for whom it is asked
    int day = 0;                                   ///< since the month began, of a rule; or the day on which a wait is over
    static constexpr int when_over = -1;

    std::int64_t number = 0;                       ///< of a member: yes or no, the state, or the day; -1: it is not supposed
    Value value;                                   ///< of a rule
    int until = 0;                                 ///< of a rule: days since the month began, if it may come to another value in it
    Date whole_until;                              ///< of a rule: whenever that is

    [[nodiscard]] bool asks(const Told& other) const { return what == other.what && member == other.member && rule == other.rule && day == other.day; }
};
/// Of a member that is supposed.
std::int64_t told(const Supposed& supposed, const Model& model, Told::What what, int member);

/// Months of one past, by what they are told in the order in which they ask.
template <class Month>
struct ToldMonths {
    struct Way;
    std::optional<Told> asks{};                    ///< none: nothing more
    std::vector<Way> ways{};
    std::unique_ptr<Month> month{};
    std::vector<ToldMonths> gone{};                ///< whose place others took, for those who still go by them

    /// The month that is told all of this; it may be new.
    Month& of(const std::vector<Told>& all);
    void put_aside(ToldMonths& at);
    /// Leaves out the months of which nobody may have need; whether nothing is left.
    template <class Needed>
    bool prune(const Needed& needed);
};

template <class Month>
struct ToldMonths<Month>::Way {
    std::int64_t number = 0;
    Value value;
    int until = 0;
    std::unique_ptr<ToldMonths> next;

    [[nodiscard]] bool is(std::int64_t its, const Value* of_rule, int its_until) const {
        return of_rule == nullptr ? number == its : until == its_until && Timeline::Foresight::same(value, *of_rule);
    }
};

template <class Month>
Month& ToldMonths<Month>::of(const std::vector<Told>& all) {
    ToldMonths* at = this;
    for (const Told& one : all) {
        if (!at->asks || !at->asks->asks(one)) {  // another month has asked otherwise here
            put_aside(*at);
            at->asks = one;
        }
        const Value* value = one.what == Told::What::rule ? &one.value : nullptr;
        Way* way = nullptr;
        for (Way& each : at->ways)
            if (each.is(one.number, value, one.until)) way = &each;
        if (way == nullptr) way = &at->ways.emplace_back(Way{one.number, one.value, one.until, std::make_unique<ToldMonths>()});
        at = way->next.get();
    }
    if (at->asks) put_aside(*at);
    if (at->month == nullptr) at->month = std::make_unique<Month>();
    return *at->month;
}

template <class Month>
void ToldMonths<Month>::put_aside(ToldMonths& at) {
    at.asks = std::nullopt;
    if (at.ways.empty() && at.month == nullptr) return;
    ToldMonths& old = gone.emplace_back();
    old.ways.swap(at.ways);
    old.month.swap(at.month);
}

template <class Month>
template <class Needed>
bool ToldMonths<Month>::prune(const Needed& needed) {
    if (month != nullptr && !needed(*month)) month = nullptr;
    std::erase_if(ways, [&](Way& way) { return way.next->prune(needed); });
    std::erase_if(gone, [&](ToldMonths& one) { return one.prune(needed); });
    return month == nullptr && ways.empty() && gone.empty();
}

}  // namespace hearth
