#include "hearth/cli/arguments.hpp"

#include <catch2/catch.hpp>

using namespace hearth;

namespace {

const Command command{"bake", "CAKE [PLATE]", 1, 2, "", "", {{"--why", "WHAT WHO", "", true}, {"-o", "FILE", ""}, {"--fast", "", ""}}, {}, nullptr};

struct Split {
    Report report;
    Arguments arguments;
    explicit Split(const std::vector<std::string>& words) : arguments(split(command, words, report)) {}
    [[nodiscard]] std::vector<std::string> codes() const {
        std::vector<std::string> result;
        for (const Diagnostic& fault : report.all()) result.push_back(fault.code);
        return result;
    }
};
using Words = std::vector<std::string>;

}  // namespace

TEST_CASE("arguments: options may stand anywhere, their values stay text") {
    const Split split({"-o", "010", "apple", "--why=a", "b", "--fast", "plate", "--why", "-c", "d"});
    CHECK_FALSE(split.report.failed());
    CHECK(split.arguments.words == Words{"apple", "plate"});
    CHECK(split.arguments.one("-o") == "010");
    CHECK(split.arguments.all("--why") == Words{"a", "b", "-c", "d"});
    CHECK(split.arguments.has("--fast"));
    CHECK(split.arguments.one("--absent", "other") == "other");
}

TEST_CASE("arguments: behind two dashes nothing is an option, a dash alone never") {
    CHECK(Split({"--", "--fast"}).arguments.words == Words{"--fast"});
    CHECK(Split({"-"}).arguments.words == Words{"-"});
}

TEST_CASE("arguments: every fault is told") {
    CHECK(Split({"a", "--fats", "--oh"}).codes() == Words{"E0802", "E0802"});
    CHECK(Split({}).codes() == Words{"E0803"});
    CHECK(Split({"a", "b", "c"}).codes() == Words{"E0803"});
    CHECK(Split({"a", "--why", "b"}).codes() == Words{"E0803"});
    CHECK(Split({"a", "--fast=yes"}).codes() == Words{"E0803"});
    CHECK(Split({"a", "-o", "x", "-o", "y"}).codes() == Words{"E0803"});
    CHECK(Split({"--fats", "--help"}).codes() == Words{"E0802"});
}

TEST_CASE("arguments: a word of a list, the first where none is given") {
    Report report;
    CHECK(choice(Split({"a"}).arguments, "-o", {"x", "y"}, report) == "x");
    CHECK(choice(Split({"a", "-o", "y"}).arguments, "-o", {"x", "y"}, report) == "y");
    CHECK_FALSE(report.failed());
    choice(Split({"a", "-o", "Y"}).arguments, "-o", {"x", "y"}, report);
    REQUIRE(report.all().size() == 1);
    CHECK(report.all()[0].code == "E0804");
}

TEST_CASE("arguments: every command has a help with an example of itself") {
    REQUIRE_FALSE(commands().empty());
    for (const Command& one : commands()) {
        CAPTURE(one.name);
        REQUIRE_FALSE(one.examples.empty());
        for (const std::string_view example : one.examples) CHECK(example.starts_with("hearth " + std::string(one.name)));
        CHECK(help(one).find(one.examples.front()) != std::string::npos);
        CHECK(help().find("hearth " + std::string(one.name) + ' ') != std::string::npos);
    }
}
