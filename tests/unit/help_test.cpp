// Every command shows examples in its help, and each of them is run by a case or by a page of the documents as it stands there.
#include <catch2/catch.hpp>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "hearth/cli/arguments.hpp"

using namespace hearth;

TEST_CASE("every command has examples, and each of them is run by a test") {
    std::vector<std::string> lines;
    for (const char* folder : {"tests/cli", "docs"})
        for (const auto& entry : std::filesystem::directory_iterator(folder)) {
            if (entry.path().extension() != ".case" && entry.path().extension() != ".md") continue;
            std::ifstream file(entry.path());
            for (std::string line; std::getline(file, line);)
                if (line.starts_with("$ ")) lines.push_back(line);
        }
    for (const Command& command : commands()) {
        INFO(command.name);
        CHECK(!command.examples.empty());
        for (const std::string_view example : command.examples) {
            INFO(example);
            CHECK(std::any_of(lines.begin(), lines.end(), [&](const std::string& line) { return line.find(example) != std::string::npos; }));
        }
    }
}
