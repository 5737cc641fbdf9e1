#include "world_test.hpp"

using namespace hearth;
using namespace hearth::test;

TEST_CASE("S18 numbers are compared as doubles, without a hidden tolerance", "[compare]") {
    Room room;
    CHECK(room.run("0.1 + 0.2 is 0.3") == "no");
    CHECK(room.run("0.1 + 0.2 > 0.3") == "yes");
    CHECK(room.run("0.5 + 0.25 is 0.75") == "yes");
}

TEST_CASE("a bound answers where all its values agree", "[compare]") {
    Room room;
    struct Case {
        const char* text;
        const char* answer;
    };
    const auto row = GENERATE(values<Case>({
        {"(50 or more) >= 40", "yes"},
        {"(50 or more) >= 50", "yes"},
        {"(50 or more) >= 60", "unknown: 50 or more"},
        {"(50 or more) > 49", "yes"},
        {"(50 or more) > 50", "unknown: 50 or more"},
        {"(50 or more) < 50", "no"},
        {"(50 or more) <= 49", "no"},
        {"(50 or more) <= 50", "unknown: 50 or more"},
        {"(50 or more) is 40", "no"},
        {"(50 or more) is not 40", "yes"},
        {"(50 or more) is 50", "unknown: 50 or more"},
        {"(50 or less) <= 50", "yes"},
        {"(50 or less) < 51", "yes"},
        {"(50 or less) > 50", "no"},
        {"(50 or less) >= 51", "no"},
        {"(50 or less) < 50", "unknown: 50 or less"},
        {"(50 or less) is 51", "no"},
        {"40 <= (50 or more)", "yes"},
        {"60 > (50 or less)", "yes"},
        {"(50 or more) > (40 or less)", "unknown: 40 or less, 50 or more"},
        {"40 in [50 or more]", "no"},
        {"60 in [50 or more]", "unknown: 50 or more"},
    }));
    INFO(row.text);
    CHECK(room.run(row.text) == row.answer);
}

TEST_CASE("steps by a bound hold where all its values agree", "[compare]") {
    Room room;
    Value bound = Value::of(50);
    bound.kind = Value::Kind::bound;
    bound.more = true;
    room.given["n"] = {Type::number(), bound};
    CHECK(room.run("1 until 40, then 2 by n") == "2");
    CHECK(room.run("1 until 40, 3 until 60, then 2 by n") == "unknown: 50 or more");
}

TEST_CASE("names are equal or not; only an order ranks them", "[compare]") {
    Room room;
    room.given["state"] = {Type::name(room.state), room.word("ill")};
    CHECK(room.run("state is ill") == "yes");
    CHECK(room.run("state is not frail") == "yes");
    CHECK(room.run("state in [frail, ill]") == "yes");
    CHECK(room.run("state > frail") == "yes");
    CHECK(room.run("state is none") == "no");
    // Values whose type is known only here.
    room.given["a"] = {Type::of(Type::Base::any), room.word("beijing")};
    room.given["b"] = {Type::of(Type::Base::any), Value::of(1)};
    CHECK(room.run("a is b") == "no");
    CHECK(room.run("a < b") == "no");
    room.given["b"].second = room.word("chengdu");
    CHECK(room.run("a < b") == "E0411");
    CHECK(room.run("a + b") == "E0604");
}

TEST_CASE("an open list does not know its strangers", "[compare]") {
    Room room;
    room.given["city"] = {Type::name(), room.word("beijing")};
    CHECK(room.run("city in [beijing, unknown]") == "yes");
    CHECK(room.run("city in [chengdu, unknown]") == "unknown: test");
    CHECK(room.run("not (city in [chengdu])") == "yes");
    room.given["city"].second = Value::unknown("person.city");
    CHECK(room.run("city in [beijing]") == "unknown: person.city");
}
