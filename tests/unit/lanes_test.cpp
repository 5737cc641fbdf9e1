#include "hearth/language/lanes.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <vector>

#include "world_test.hpp"

using namespace hearth;
using namespace hearth::test;

namespace {

/// `x`, `y` and `state` differ from point to point, `same` does not.
struct Points final : LaneWorld, World {
    explicit Points(Room& r) : room(r), evaluator(*this, r.names) {}
    Follows follows(const Program&, const Instruction& at) override {
        if (at.op != Code::load) return nothing;
        return at.text == "same" ? moment : at.text == "y" ? both : LaneWorld::point;
    }
    bool load(const Instruction& at, std::vector<double>& out) override {
        for (std::size_t i = 0; i < out.size(); ++i) {
            const Value value = at_point(at.text, i);
            out[i] = value.kind == Value::Kind::name ? value.id : value.number;
        }
        return true;
    }
    Value load(std::uint32_t, const Instruction& at) override { return at_point(at.text, point); }
    Value special(const Program&, const Instruction&, Evaluator&) override { return Value::of(0); }
    Value at_point(const std::string& name, std::size_t i) {
        const double k = static_cast<double>(i);
        if (name == "state") return Value::name(room.state->words[i % 3]);
        return Value::of(name == "same" ? same : name == "x" ? std::sin(k) * 3 : k / 7);
    }
    Room& room;
    Evaluator evaluator;
    std::size_t point = 0;
    double same = 0.7;
};

}  // namespace

TEST_CASE("at many points at once a program gives the bits it gives at one", "[lanes]") {
    Room room;
    room.number("x", 0);
    room.number("y", 0);
    room.number("same", 0);
    room.given["state"] = {Type::name(room.state), room.word("healthy")};
    room.let("half", "x / 2");
    Table fees;
    fees.header.name = "fees";
    fees.rows.columns = {"state", "n", "fee"};
    fees.column_types = {Type::name(room.state), Type::number(), Type::number()};
    for (const char* state : {"healthy", "frail", "frail"})  // of the latter two rows for each, and none for the ill
        for (int n = 0; n < 60; ++n) fees.cells.push_back({room.word(state), Value::of(n), Value::of(0.1 * n)});
    fees.rows.cells.own().resize(fees.cells.size());
    room.tables["fees"] = fees;
    Points points(room);
    constexpr std::size_t count = 500;
    std::size_t at_once = 0, faults = 0;
    for (const char* text : {"x + y * same", "x - y", "-x", "x / (y - 1)", "1 / x", "exp(x) * ln(y)", "x ^ 2", "y ^ 0.3", "x ^ 0.5", "2 ^ x", "max(x, y)", "min(x, y, same)", "abs(x)",
                             "round(x, 0.01)", "floor(y, 0.25)", "if x > 0 then 1 / x else y", "if y >= 6 months then half else -half", "if state is ill and y < 3 then x else same",
                             "if state >= frail or x < 0 then 1 else 2", "if not (x < y) then x else y", "1, 2, then 3 by y", "x until 2, y until 9 months, then same by y",
                             "if ln(x) > 0 then 1 else 2", "if x > 2 and ln(x - 2) < 0 then 1 else 0", "if x < 2 or ln(x - 2) < 0 then 1 else 0", "number(force(abs(x)))", "number(chance(force(abs(x))))",
                             "number(force(chance(abs(x) / 4)))", "0 * -x", "exp(x * 1000)", "fees at (n: floor(y))", "1 + fees at (n: floor(x))"}) {
        INFO(text);
        const Program program = room.program(text, Type::Base::number);
        std::vector<double> all;
        Lanes lanes(points.evaluator, points);
        if (!lanes.run(program, count, all)) continue;
        ++at_once;
        for (points.point = 0; points.point < count; ++points.point) {
            double one = 0;
            try {
                one = points.evaluator.number(program);
            } catch (const Fault&) {
                ++faults;
                CHECK(std::isnan(all[points.point]));
                continue;
            }
            // Where a lane has no number the caller asks for that point alone; it may not have another one.
            if (!std::isnan(all[points.point])) CHECK(std::memcmp(&one, &all[points.point], sizeof one) == 0);
            else FAIL("no number at a point that has one");
        }
        points.point = 0;
    }
    CHECK(at_once == 32);
    CHECK(faults > 100);
}

TEST_CASE("what follows the points alone is kept from run to run, and nothing else", "[lanes]") {
    Room room;
    for (const char* name : {"x", "y", "same"}) room.number(name, 0);
    Points points(room);
    for (const char* text : {"exp(x) + same", "same * (if x > 0 then exp(-x) else 0.5)", "exp(x) * y", "exp(x)"}) {
        INFO(text);
        const Program program = room.program(text, Type::Base::number);
        Lanes lanes(points.evaluator, points);
        Lanes::Known known;
        std::vector<double> kept, afresh;
        for (const auto& [count, same] : {std::pair(40, 0.7), std::pair(90, 0.2), std::pair(50, 0.3)}) {  // more points, then fewer
            points.same = same;
            REQUIRE(lanes.run(program, static_cast<std::size_t>(count), kept, &known));
            REQUIRE(lanes.run(program, static_cast<std::size_t>(count), afresh));
            CHECK(kept == afresh);
        }
        CHECK(std::count_if(known.begin(), known.end(), [](const auto& one) { return one.size() == 90; }) > 0);
    }
}

TEST_CASE("what is no plain arithmetic is left to the evaluator", "[lanes]") {
    Room room;
    room.number("x", 0);
    Points points(room);
    std::vector<double> all;
    CHECK_FALSE(Lanes(points.evaluator, points).run(room.program("sum([x, 1])", Type::Base::number), 3, all));
    CHECK_FALSE(Lanes(points.evaluator, points).run(room.program("if x in [1, 2] then 1 else 0", Type::Base::number), 3, all));
}
