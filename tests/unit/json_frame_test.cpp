#include <catch2/catch.hpp>

#include "hearth/frame/emit.hpp"
#include "hearth/io/read_frame.hpp"

using namespace hearth;

namespace {

struct JsonRead {
    Report report;
    std::optional<Frame> frame;
};
JsonRead read_json(const std::string& text) {
    Sources sources;
    JsonRead result;
    result.frame = read_frame(sources, sources.add("r.json", text), result.report);
    CHECK(result.frame.has_value() == result.report.all().empty());
    return result;
}
std::string fault(const std::string& text) {
    const JsonRead result = read_json(text);
    REQUIRE(result.report.errors() == 1);
    const Diagnostic& found = result.report.all().front();
    return found.code + " " + std::to_string(found.place.line) + ":" + std::to_string(found.place.column);
}

Frame with_titles() {
    Frame frame;
    frame.name = "project";
    frame.title = "\u517b\u8001 \"1\"";
    frame.columns = {{"policy", "", "policy", -1}, {"year", "", "\u5e74", -1}, {"reserve", "CNY", "reserve", -1}, {"from", "", "from", -1}, {"due", "", "due", -1}};
    frame.keys = 2;
    frame.rows = {{std::string("term"), std::int64_t{1}, 0.1, *Date::parse("2026-01-31"), true},
                  {std::string("care"), std::int64_t{2}, Unknown{{"person.level", "x"}}, Cell(), false}};
    frame.provenance = {"project", "0.1.0", {{"a.toml", "00ff"}}, {{"basis", "best"}, {"step", "month"}}, true, {"a note"}};
    return frame;
}

}  // namespace

TEST_CASE("a result comes back from its JSON as it was", "[frame]") {
    const Frame frame = with_titles();
    const auto back = read_json(to_json(frame)).frame;
    REQUIRE(back);
    CHECK(back->name == frame.name);
    CHECK(back->title == frame.title);
    CHECK(back->keys == frame.keys);
    CHECK(back->rows == frame.rows);
    CHECK(back->columns[1].title == "\u5e74");
    CHECK(back->columns[2].unit == "CNY");
    CHECK(back->provenance.version == "0.1.0");
    CHECK(back->provenance.inputs == frame.provenance.inputs);
    CHECK(back->provenance.conventions == frame.provenance.conventions);
    CHECK(back->provenance.illustrative);
    CHECK(back->provenance.notes == frame.provenance.notes);
}

TEST_CASE("a double without a fraction is a double again where its column holds one", "[frame]") {
    Frame frame = with_titles();
    frame.rows[1][2] = 2.0;
    CHECK(read_json(to_json(frame)).frame->rows == frame.rows);
}

TEST_CASE("what is no JSON, or none of ours, is a fault", "[frame]") {
    CHECK(fault("{") == "E0131 1:2");
    CHECK(fault("{\n  \"hearth\": nan}") == "E0131 2:14");
    CHECK(fault("{\"\u517b\": }") == "E0131 1:7");
    CHECK(fault("{\"a\": \"\xff\"}").substr(0, 5) == "E0131");
    CHECK(fault("{}") == "E0132 0:0");
    CHECK(fault("{\"hearth\": 1}") == "E0132 0:0");
    std::string text = to_json(with_titles());
    text.replace(text.find("\"reserve\": 0.1"), 14, "\"reserve\": [1]");
    CHECK(fault(text) == "E0132 0:0");
    text = to_json(with_titles());
    text.replace(text.find("\"reserve\": 0.1"), 14, "\"reserve\": 1e999");
    CHECK(fault(text) == "E0132 0:0");
    text = to_json(with_titles());
    text.replace(text.find("\"reserve\": 0.1, "), 16, "");
    CHECK(fault(text) == "E0132 0:0");
}

TEST_CASE("JSON nested a million deep is refused, not suffered", "[frame]") {
    std::string text = "{\"a\": ";
    text.append(1'000'000, '[');
    CHECK(fault(text).substr(0, 5) == "E0131");
    text.append(1'000'000, ']');
    text += '}';
    CHECK(fault(text).substr(0, 5) == "E0132");
}
