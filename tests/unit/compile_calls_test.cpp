#include "world_test.hpp"

using namespace hearth;
using namespace hearth::test;
using Base = Type::Base;

namespace {

/// A table of numbers by its columns; a text is a name.
Table table(std::vector<std::string> columns, std::vector<std::vector<Value>> cells, std::vector<Type> types) {
    Table made;
    made.header.name = "fees";
    made.rows.columns = std::move(columns);
    made.rows.cells.own().resize(cells.size());
    made.cells = std::move(cells);
    made.column_types = std::move(types);
    return made;
}

}  // namespace

TEST_CASE("functions check their arguments", "[compile]") {
    Room room;
    room.number("n", 1);
    room.given["d"] = {Type::of(Base::date), Value::date(*Date::parse("2025-01-31"))};
    struct Case {
        const char* text;
        const char* code;
    };
    const auto row = GENERATE(values<Case>({
        {"min(1)", "E0413"},
        {"max((1 until 3, then 2 by n))", "E0413"},
        {"round(1)", "E0413"},
        {"floor()", "E0413"},
        {"exp(1, 2)", "E0413"},
        {"abs(yes)", "E0402"},
        {"min(yes, no)", "E0402"},
        {"floor(d)", "E0402"},
        {"floor(d, 1)", "E0402"},
        {"round(d, 1 month)", "E0402"},
        {"round(1, beijing)", "E0402"},
        {"chance(beijing)", "E0402"},
        {"sum(1)", "E0410"},
        {"count([1, 2])", "E0402"},
        {"any([beijing])", "E0402"},
        {"sum([yes])", "E0402"},
        {"pv(1)", "E0414"},
        {"maxx(1, 2)", "E0415"},
        {"abs(n for each policy)", "E0403"},
        {"n at 5 years", "E0417"},
    }));
    INFO(row.text);
    CHECK(room.fault(row.text) == row.code);
}

TEST_CASE("S11 steps may be the whole argument list of a call, not one of several", "[compile]") {
    Room room;
    room.number("n", 2);
    CHECK(room.run("chance(6 %, then 4 % by n)") == "0.04");
    CHECK(room.run("max(0, (1 until 3, then 2 by n))") == "1");
    CHECK(room.fault("max(0, then 2 by n)") == "E0413");
    CHECK(room.fault("max(0, 1 until 3, then 2 by n)") == "E0413");
}

TEST_CASE("S13 columns named like a measure are matched, an empty cell is unknown, two rows are a fault", "[compile]") {
    Room room;
    const Value beijing = room.word("beijing"), chengdu = room.word("chengdu");
    room.tables["fees"] = table({"city", "fee"}, {{Value::list({beijing, room.word("ill")}), Value::of(70)}, {chengdu, Value::of(45)}},
                                {Type::name(), Type::number()});
    room.given["city"] = {Type::name(), beijing};
    CHECK(room.run("fees * 2") == "140");
    CHECK(room.run("fees at (city: chengdu)") == "45");
    CHECK(room.run("fees at (city: dead)") == "E0501");
    room.given["city"].second = Value::unknown("person.city");
    CHECK(room.run("fees") == "unknown: person.city");
    room.tables["fees"].cells[1][0] = beijing;
    CHECK(room.run("fees at (city: beijing)") == "E0502");
    room.tables["fees"].cells[0][0] = Value::unknown("cell");
    CHECK(room.run("fees at (city: chengdu)") == "unknown: fees.city");
}

TEST_CASE("S13 a table that needs a measure which is not known here is a fault", "[compile]") {
    Room room;
    room.tables["fees"] = table({"age", "fee"}, {{Value::of(60), Value::of(1)}, {Value::of(61), Value::of(2)}}, {Type::number(), Type::number()});
    CHECK(room.fault("fees") == "E0416");
    room.number("age", 61.75);
    CHECK(room.run("fees") == "E0501");  // an exact age is matched exactly
    room.tables["fees"].age = Table::Age::last_birthday;
    CHECK(room.run("fees") == "2");
    CHECK(room.run("fees at (age: 62)") == "E0501");
    room.tables["fees"].age = Table::Age::nearest_birthday;
    CHECK(room.run("fees at (age: 60.5)") == "2");
    CHECK(room.run("fees at (age: 60.49)") == "1");
    CHECK(room.run("fees at (age: 59)") == "E0501");
    CHECK(room.run("fees at (age: 60 or more)") != "1");
}

TEST_CASE("a table's own when, value and otherwise", "[compile]") {
    Room room;
    const auto expression = [&](const char* text) {
        room.let("body", text);
        return room.lets.extract("body").mapped();
    };
    room.tables["fees"] = table({"least", "fee"}, {{Value::of(0), Value::of(10)}, {Value::of(5), Value::of(20)}}, {Type::number(), Type::number()});
    room.tables["fees"].when = expression("n >= least and n < least + 5");
    room.tables["fees"].value = expression("2 * fee");
    room.number("n", 7);
    CHECK(room.run("fees") == "40");
    room.number("n", 12);
    CHECK(room.run("fees") == "E0501");
    room.tables["fees"].otherwise = expression("n");
    CHECK(room.run("fees") == "12");
}

TEST_CASE("S6 a let of a product is not seen by a table; 'at' hands it over", "[compile]") {
    Room room;
    room.let("rule", "k + 1");
    room.tables["law"] = table({}, {}, {});
    room.tables["law"].value = room.lets.extract("rule").mapped();
    Scope outer = room.scope(), local;
    local.outer = &outer;
    local.local = true;
    local.find = [](const std::string& path, Compiler&) -> std::optional<Binding> {
        if (path != "k") return std::nullopt;
        Binding binding;
        binding.type = Type::number();
        binding.constant = Value::of(1);
        return binding;
    };
    const auto compiled = [&](const char* text) {
        Expression expression;
        expression.ast = parsed(text);
        room.report = {};
        return Compiler(room.names, room.words, room.asked, room.report).compile(expression, local).has_value();
    };
    CHECK(compiled("k"));
    CHECK_FALSE(compiled("law"));
    CHECK(room.report.all().front().code == "E0405");
    CHECK(compiled("law at (k: k)"));
}

TEST_CASE("rows in order of their first column are found as rows in any order", "[compile]") {
    Room room;
    const auto of = [](double n, double m, double fee) { return std::vector<Value>{Value::of(n), Value::of(m), Value::of(fee)}; };
    Table& fees = room.tables["fees"] = table({"n", "m", "fee"}, {of(1, 2, 12), of(1, 1, 11), of(3, 1, 31), of(3, 2, 32), of(4, 1, 41), of(4, 1, 42)},
                                              {Type::number(), Type::number(), Type::number()});
    fees.ascending = GENERATE(std::vector<char>{}, std::vector<char>{1, 0, 1});
    CHECK(room.run("fees at (n: 1, m: 1)") == "11");
    CHECK(room.run("fees at (n: 1, m: 2)") == "12");
    CHECK(room.run("fees at (n: 3, m: 2)") == "32");
    CHECK(room.run("fees at (n: 2, m: 1)") == "E0501");
    CHECK(room.run("fees at (n: 0, m: 1)") == "E0501");
    CHECK(room.run("fees at (n: 5, m: 1)") == "E0501");
    CHECK(room.run("fees at (n: 4, m: 1)") == "E0502");
}
