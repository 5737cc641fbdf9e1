// Valid files, spoilt one line at a time in ways that can never be right: each must be refused with a place, and no number be given.
#include <fmt/format.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "../unit/scratch_test.hpp"
#include "hearth/cli/arguments.hpp"
#include "hearth/cli/commands.hpp"
#include "property_test.hpp"

namespace hearth::test::mutants_test {

namespace fs = std::filesystem;

namespace {

std::vector<std::string> lines_of(const fs::path& file) {
    std::ifstream stream(file);
    std::vector<std::string> lines;
    for (std::string line; std::getline(stream, line);) lines.push_back(line);
    return lines;
}

void write(const fs::path& file, const std::vector<std::string>& lines) {
    std::ofstream stream(file, std::ios::binary);
    for (const std::string& line : lines) stream << line << '\n';
}

/// What `hearth check` says of a file: it must refuse, and every fault must have a code and, but for files as a whole, a line.
std::string accepted(const fs::path& file) {
    static const Command check = check_command();
    Session session;
    try {
        const Arguments arguments = split(check, std::vector<std::string>{file.string()}, session.report);
        check.run(arguments, session);
    } catch (const Fault& fault) {
        session.report.add(fault.diagnostic());
    }
    if (!session.report.failed()) return "no fault was found";
    for (const Diagnostic& fault : session.report.all()) {
        if (fault.code.size() != 5 || fault.code[0] != 'E') return "a fault without a code";
        if (fault.place.file == 0 || fault.message.empty()) return "a fault without a place: " + fault.message;
    }
    return "";
}

/// A line "key = value" outside arrays and texts of several lines, and where its value begins.
std::optional<std::size_t> value_at(const std::string& line) {
    if (line.empty() || line[0] == '#' || line[0] == '[' || line[0] == ' ' || line[0] == ']') return std::nullopt;
    const std::size_t equals = line.find(" = ");
    if (equals == std::string::npos || line.find("\"\"\"") != std::string::npos || line.back() == '[') return std::nullopt;
    return equals + 3;
}

struct Mutant {
    const char* what;
    std::string line;
};

std::vector<Mutant> mutants(const std::string& line, bool header) {
    // Under a let, or as a fact of a person, any name is one of the user's.
    const bool open_names = line.find(".let]") != std::string::npos || line.find(".person") != std::string::npos;
    if (header && open_names) return {{"a header that is not closed", line.substr(0, line.size() - 1)}};
    if (header) return {{"a key that no noun has", line + "\nzz_nobody_has_this = \"1\""}, {"a header that is not closed", line.substr(0, line.size() - 1)}};
    const auto at = value_at(line);
    if (!at) return {};
    const std::string key = line.substr(0, *at);
    std::vector<Mutant> all = {{"a time of day", key + "12:30:00"},
                               {"a number without end", key + "1e400"},
                               {"a value that is not TOML", key + "="},
                               {"the key twice", line + "\n" + line}};
    static const std::vector<std::string> expressions = {"interest", "amount", "when", "ends", "unlock", "keep", "use", "end", "value", "otherwise"};
    const std::string last = key.substr(0, key.size() - 3);
    if (std::find(expressions.begin(), expressions.end(), last.substr(last.rfind('.') + 1)) != expressions.end())
        for (const char* text : {"\"1 +\"", "\"\"", "[1]", "true", "\"1 or\""}) all.push_back({"an expression that says nothing", key + text});
    // A table that only `for each` reads has no use for its value: names in it are not judged.
    if (last != "value" && std::find(expressions.begin(), expressions.end(), last.substr(last.rfind('.') + 1)) != expressions.end())
        all.push_back({"a name that means nothing", key + "\"no_such_name_anywhere\""});
    return all;
}

}  // namespace

TEST_CASE("C3 every spoilt line of the examples is refused at its place") {
    const fs::path source = fs::path("examples") / "three-generations";
    const char* asked = std::getenv("HEARTH_SPOILT_EVERY");  // one in so many lines: under the sanitizers each costs a tenth of a second
    const std::size_t every = asked == nullptr ? 1 : std::stoul(asked);
    std::size_t tried = 0;
    for (const char* name : {"family.toml", "products.toml", "bases.toml", "dajia_home.toml", "home_care_alliance.toml"}) {
        const Scratch scratch;
        const fs::path folder = scratch / "mutants";
        fs::copy(source, folder);
        const std::vector<std::string> lines = lines_of(folder / name);
        for (std::size_t i = 0; i < lines.size(); i += every) {
            const bool header = !lines[i].empty() && lines[i][0] == '[' && lines[i].back() == ']';
            for (const Mutant& mutant : mutants(lines[i], header)) {
                std::vector<std::string> spoilt = lines;
                spoilt[i] = mutant.line;
                write(folder / name, spoilt);
                const std::string why = accepted(folder / "family.toml");
                ++tried;
                if (why.empty()) continue;
                UNSCOPED_INFO(fmt::format("{}:{}: {}: {}", name, i + 1, mutant.what, mutant.line));
                FAIL_CHECK(why);
            }
        }
        write(folder / name, lines);
    }
    INFO(tried);
    CHECK(tried * every > 500);
}

}  // namespace hearth::test::mutants_test
