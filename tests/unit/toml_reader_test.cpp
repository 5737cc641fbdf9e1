#include <catch2/catch.hpp>

#include "hearth/io/reader.hpp"

using namespace hearth;

namespace {

struct TomlRead {
    Sources sources;
    Report report;
    std::optional<Tree> tree;
};
TomlRead read_toml(std::string text, const ReadLimits& limits = {}) {
    TomlRead result;
    const auto file = result.sources.add("t.toml", std::move(text));
    result.tree = read_toml(result.sources, file, result.report, limits);
    CHECK(result.tree.has_value() == result.report.all().empty());
    return result;
}
Tree good(std::string text) {
    INFO(text);
    TomlRead result = read_toml(std::move(text));
    for (const Diagnostic& fault : result.report.all()) UNSCOPED_INFO(fault.message);
    REQUIRE(result.tree.has_value());
    return std::move(*result.tree);
}
std::string keys(const Tree& tree) {
    std::string all;
    for (const Tree& child : tree.children) all += (all.empty() ? "" : " ") + child.key;
    return all;
}

}  // namespace

TEST_CASE("S1 keys keep the order of the text, wherever their tables are written", "[toml]") {
    const Tree tree = good("z = 1\na.y = 1\nb = 2\na.x = 2\n[t.second]\n[t.first]\n[[list]]\n[[list]]\n");
    CHECK(keys(tree) == "z a b t list");
    CHECK(keys(*tree.find("a")) == "y x");
    CHECK(keys(*tree.find("t")) == "second first");
    CHECK(tree.find("list")->children.size() == 2);
}

TEST_CASE("values keep their kind, their text and their place", "[toml]") {
    const Tree tree = good("n = 1_000\nr = -0.5e1\nt = 'a b'\nb = true\nd = 1950-03-12\nl = [1, 'x']\n");
    CHECK(tree.find("n")->kind == Tree::Kind::integer);
    CHECK(tree.find("n")->text == "1_000");
    CHECK(tree.find("n")->number == 1000);
    CHECK(tree.find("r")->kind == Tree::Kind::real);
    CHECK(tree.find("r")->number == -5);
    CHECK(tree.find("t")->text == "a b");
    CHECK(tree.find("t")->place == Place{1, 3, 5, 5});
    CHECK(tree.find("t")->inset == 1);
    CHECK(tree.find("t")->key_place == Place{1, 3, 1, 1});
    CHECK(tree.find("b")->truth);
    CHECK(tree.find("d")->date.text() == "1950-03-12");
    CHECK(tree.find("l")->children[1].place == Place{1, 6, 9, 3});
}

TEST_CASE("a text with escapes or of several lines has no exact positions", "[toml]") {
    const Tree tree = good("a = \"x\\ty\"\nb = \"\"\"\nx\"\"\"\nc = \"\u5229\u7387\"\n");
    CHECK(tree.find("a")->inset == 0);
    CHECK(tree.find("b")->inset == 0);
    CHECK(tree.find("b")->text == "x");
    CHECK(tree.find("c")->inset == 1);
}

TEST_CASE("a table of a header stands at its own part of the header", "[toml]") {
    const Tree tree = good("[ product . \"a.b\" ]\nx = 1\n[[case]]\nrun = 'p'\n[case.change]\ny = 1\n");
    const Tree& named = *tree.find("product")->find("a.b");
    CHECK(named.place == Place{1, 1, 13, 5});
    CHECK(tree.find("product")->place == Place{1, 1, 3, 7});
    const Tree& one = tree.find("case")->children[0];
    CHECK(one.place == Place{1, 3, 3, 4});
    CHECK(one.find("change")->place == Place{1, 5, 7, 6});
}

TEST_CASE("a byte order mark, CRLF and Chinese in quotes are read with true places", "[toml]") {
    const Tree tree = good("\xEF\xBB\xBF" "title = '\u517b\u8001'\r\n\"\u540d\" = 1\r\n[a]\r\nb = 2\r\n");
    CHECK(tree.find("title")->place == Place{1, 1, 9, 4});
    CHECK(tree.find("\u540d")->key_place == Place{1, 2, 1, 3});
    CHECK(tree.find("a")->find("b")->place == Place{1, 4, 5, 1});
}

TEST_CASE("values that no key takes are told, all at once", "[toml]") {
    const TomlRead result = read_toml("a = 0x10\nb = inf\nc = nan\nd = 9007199254740993\ne = 07:30:00\nf = 1850-01-01\ng = 1e999\n");
    std::string codes;
    for (const Diagnostic& fault : result.report.all()) codes += fault.code.substr(3) + ":" + std::to_string(fault.place.line) + " ";
    // 1e999 is refused by the parser or here; either way it is a fault of its line
    CHECK((codes == "11:1 11:2 11:3 11:4 12:5 12:6 11:7 " || codes == "11:7 "));
}

TEST_CASE("hostile texts give one located fault, and never a crash", "[toml]") {
    const auto repeated = [](std::size_t times, std::string_view part) {
        std::string all;
        for (std::size_t i = 0; i < times; ++i) all += part;
        return all;
    };
    struct Case {
        std::string text;
        const char* code;
    };
    const std::vector<Case> cases = {
        {"[\n", "E0101"},
        {"[[\n", "E0101"},
        {"[", "E0101"},
        {"a = ", "E0101"},
        {"a", "E0101"},
        {"= 1", "E0101"},
        {"a = [1, 2\n", "E0101"},
        {"a = { b = 1\n}", "E0101"},
        {"a = \"open\n", "E0105"},
        {"a = '''open\n\n", "E0105"},
        {"a = \"\\", "E0105"},
        {"a = \"\\q\"", "E0110"},
        {"a = \"\\ud800\"", "E0110"},
        {"a = 'x\x01y'", "E0110"},
        {"a = 1\nb.a = 1\na = 2\n", "E0107"},
        {"[a]\n[a]\n", "E0108"},
        {"a = {}\na.b = 1\n", "E0108"},
        {"\u540d = 1", "E0106"},
        {"a = \u201cx\u201d", "E0106"},
        {"a = 1 \u3002", "E0106"},
        {"a = 1.2.3", "E0111"},
        {"a = 1950-02-30", "E0112"},
        {"a = yes", "E0109"},
        {"a = x\xff", "E0004"},
        {"a = '" + std::string(100'000, 'x') + "'", "E0104"},
        {"a = " + std::string(100'000, '['), "E0102"},
        {"a = " + repeated(100'000, "{a="), "E0102"},
        {"a = " + repeated(30'000, "[{a="), "E0102"},
        {repeated(200'000, "a.") + "a = 1", "E0103"},
        {"[" + repeated(200'000, "a.") + "a]", "E0103"},
        {"x = { " + repeated(200'000, "a.") + "a = 1 }", "E0103"},
        {"x = [\n{ " + repeated(200'000, "'a'.") + "a = 1 }]", "E0103"},
        {repeated(60'000, "[[a]]\n"), "E0103"},
        {std::string(17u << 20, '#'), "E0003"},
    };
    for (const Case& one : cases) {
        INFO(one.text.substr(0, 60));
        const TomlRead result = read_toml(one.text);
        REQUIRE(result.report.errors() == 1);
        const Diagnostic& fault = result.report.all().front();
        CHECK(fault.code == one.code);
        CHECK(fault.place.file == 1);
        if (std::string_view(one.code) != "E0003" && std::string_view(one.code) != "E0004") CHECK(fault.place.line > 0);
        CHECK_FALSE(fault.message.empty());
    }
}

TEST_CASE("S2 an inline table is complete; the advice names the line", "[toml]") {
    const TomlRead result = read_toml("[product.a]\npay.x = {}\n[product.a.pay]\ny = {}\n");
    REQUIRE(result.report.errors() == 1);
    CHECK(result.report.all().front().code == "E0108");
    CHECK(result.report.all().front().place.line == 3);
    CHECK_THAT(result.report.all().front().hint, Catch::Contains("[header]"));
}
