#include <catch2/catch.hpp>

#include "hearth/rights/told.hpp"

using namespace hearth;

namespace {

Told of(int member, std::int64_t number) {
    Told out;
    out.member = member;
    out.number = number;
    return out;
}

Told by_rule(Timeline::Foresight::Answers& rule, double value, int until = 0) {
    Told out;
    out.what = Told::What::rule;
    out.rule = &rule;
    out.value = Value::of(value);
    out.until = until;
    return out;
}

}  // namespace

TEST_CASE("months that are told the same are one month, and what differs later is asked later") {
    ToldMonths<int> months;
    Timeline::Foresight::Answers rule;
    months.of({of(1, 1), by_rule(rule, 5)}) = 10;
    months.of({of(1, 1), by_rule(rule, 6)}) = 20;
    months.of({of(1, 0), of(2, 1)}) = 30;
    CHECK(months.of({of(1, 1), by_rule(rule, 5)}) == 10);
    CHECK(months.of({of(1, 1), by_rule(rule, 6)}) == 20);
    CHECK(months.of({of(1, 0), of(2, 1)}) == 30);
    CHECK(months.of({of(1, 1), by_rule(rule, 5, 12)}) == 0);  // the same, but only until the 12th: another
    REQUIRE(months.asks);
    CHECK(months.asks->member == 1);
    CHECK(months.ways.size() == 2);
}

TEST_CASE("a month that asks otherwise takes the place of those that asked before, and what nobody needs is left out") {
    ToldMonths<int> months;
    months.of({of(1, 1), of(2, 1)}) = 10;
    months.of({of(1, 0)}) = 20;
    int& before = months.of({of(1, 1), of(2, 1)});
    months.of({of(1, 1), of(3, 1)}) = 30;
    CHECK(before == 10);  // who goes by it still may
    CHECK(months.of({of(1, 1), of(3, 1)}) == 30);
    CHECK(months.of({of(1, 0)}) == 20);
    CHECK(!months.prune([](int month) { return month == 20; }));
    CHECK(months.ways.size() == 1);
    CHECK(months.prune([](int) { return false; }));
}

TEST_CASE("what is told of a member is whether it lives, its state, or since when") {
    Model model;
    model.states = {"well", "ill", "dead"};
    Supposed supposed;
    CHECK(told(supposed, model, Told::What::state, 3) == -1);
    supposed.suppose(3, 1, Date::from_days(400));
    CHECK(told(supposed, model, Told::What::state, 3) == 1);
    CHECK(told(supposed, model, Told::What::since, 3) == 400);
    supposed.suppose(3, std::nullopt);
    CHECK(told(supposed, model, Told::What::lives, 3) == -1);
}
