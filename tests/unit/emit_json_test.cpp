#include <catch2/catch.hpp>

#include <bit>
#include <cmath>
#include <limits>
#include <random>
#include <stdexcept>

#include "hearth/frame/emit.hpp"
#include "hearth/io/read_frame.hpp"

namespace {

using namespace hearth;

Frame example() {
    Frame frame;
    frame.name = "project";
    frame.title = "Home \"one\"";
    frame.columns = {{"policy", "", "", -1}, {"year", "years", "", -1}, {"premium", "CNY", "\u4FDD\u8D39", 2}};
    frame.keys = 2;
    frame.rows = {{"term", std::int64_t{1}, 1e21}, {"a\\b\x01\n", std::int64_t{2}, Unknown{{"x", "y"}}}, {"", std::int64_t{3}, Cell{}}};
    frame.provenance = {"project", "0.1.0",   {{"family.toml", "00ff"}}, {{"basis", "p"}, {"step", "year"}, {"basis", "v"}},
                        true,      {"a note"}};
    return frame;
}

struct JsonReading {
    Sources sources;
    Report report;
    std::optional<Frame> frame;
    explicit JsonReading(const std::string& text) { frame = read_frame(sources, sources.add("result.json", text), report); }
};

}  // namespace

TEST_CASE("json: one object, rows line by line in the order of the columns") {
    CHECK(to_json(example()) == R"({
  "hearth": "0.1.0",
  "command": "project",
  "name": "project",
  "title": "Home \"one\"",
  "illustrative": true,
  "conventions": {
    "basis": "p; v",
    "step": "year"
  },
  "inputs": [
    {"path": "family.toml", "sha256": "00ff"}
  ],
  "notes": ["a note"],
  "columns": [
    {"name": "policy", "unit": "", "title": "policy", "key": true},
    {"name": "year", "unit": "years", "title": "year", "key": true},
    {"name": "premium", "unit": "CNY", "title": "保费", "key": false}
  ],
  "rows": [
    {"policy": "term", "year": 1, "premium": 1e+21},
    {"policy": "a\\b\u0001\n", "year": 2, "premium": {"unknown": ["x", "y"]}},
    {"policy": "", "year": 3, "premium": null}
  ]
}
)");
}

TEST_CASE("json: an empty frame is still whole") {
    CHECK(to_json(Frame{}) == R"({
  "hearth": "",
  "command": "",
  "name": "",
  "title": "",
  "illustrative": false,
  "conventions": {},
  "inputs": [],
  "notes": [],
  "columns": [],
  "rows": []
}
)");
}

TEST_CASE("json: not a number is refused, never written") {
    Frame frame = example();
    frame.rows[0][2] = std::numeric_limits<double>::quiet_NaN();
    CHECK_THROWS_AS(to_json(frame), std::logic_error);
}

TEST_CASE("json: what is read back is the same frame") {
    const JsonReading reading(to_json(example()));
    REQUIRE(reading.frame);
    CHECK(reading.frame->rows == example().rows);
    CHECK(reading.frame->keys == 2);
    CHECK(reading.frame->columns[2].unit == "CNY");
    CHECK(to_json(*reading.frame) == to_json(example()));
}

TEST_CASE("json: a whole double among doubles and a date come back as such") {
    Frame frame;
    frame.columns = {{"date", "", "", -1}, {"x", "", "", -1}};
    frame.rows = {{*Date::from_civil(2031, 3, 1), 480.0}, {*Date::from_civil(2032, 3, 1), 0.5}};
    const JsonReading reading(to_json(frame));
    REQUIRE(reading.frame);
    CHECK(reading.frame->rows == frame.rows);
}

TEST_CASE("json: text that is not JSON is refused at its place") {
    const JsonReading reading("{\n  \"\u4FDD\u8D39\": nan}");
    CHECK_FALSE(reading.frame);
    REQUIRE(reading.report.all().size() == 1);
    const Diagnostic& fault = reading.report.all()[0];
    CHECK(fault.code == "E0131");
    CHECK(fault.message == "this is not JSON");
    CHECK(fault.place == Place{1, 2, 10, 1});  // the parser stops at the 'a' of nan: no JSON word begins with "na"
}

TEST_CASE("json: JSON that is not a result is refused") {
    for (const char* text :
         {"{}", R"({"hearth": 1})", R"({"hearth": "0", "command": "", "name": "", "title": "", "illustrative": "no"})"}) {
        CAPTURE(text);
        const JsonReading reading(text);
        CHECK_FALSE(reading.frame);
        REQUIRE(reading.report.all().size() == 1);
        CHECK(reading.report.all()[0].code == "E0132");
        CHECK(reading.report.all()[0].message == "this JSON is not a result of hearth");
    }
}

TEST_CASE("json: numbers come back with the same bits") {
    Frame frame;
    frame.columns = {{"number", "", "", -1}};
    std::mt19937_64 bits;  // its sequence is fixed by the standard
    while (frame.rows.size() < 10'000) {
        const double number = std::bit_cast<double>(bits());
        if (std::isfinite(number) && number != 0) frame.rows.push_back({number});
    }
    const JsonReading reading(to_json(frame));
    REQUIRE(reading.frame);
    CHECK(reading.frame->rows == frame.rows);
}
