#include "hearth/cli/junit.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "hearth/base/text.hpp"

namespace hearth {
namespace {

std::string escaped(const std::string& text) {
    std::string all;
    for (const char c : text) {
        if (c == '&') all += "&amp;";
        else if (c == '<') all += "&lt;";
        else if (c == '>') all += "&gt;";
        else if (c == '"') all += "&quot;";
        else if (static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\t') all += '?';
        else all += c;
    }
    return all;
}

std::size_t failures(const CheckedFile& file) {
    return static_cast<std::size_t>(std::count_if(file.cases.begin(), file.cases.end(), [](const Checked& one) { return one.failed > 0; }));
}

}  // namespace

std::string to_junit(const std::vector<CheckedFile>& files) {
    std::size_t tests = 0, failed = 0, errors = 0;
    for (const CheckedFile& file : files) {
        tests += file.cases.size() + file.faults.size();
        failed += failures(file);
        errors += file.faults.size();
    }
    const auto counts = [](std::size_t all, std::size_t of_failures, std::size_t of_errors) { return fmt::format("tests=\"{}\" failures=\"{}\" errors=\"{}\"", all, of_failures, of_errors); };
    std::string text = fmt::format("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites {}>\n", counts(tests, failed, errors));
    for (const CheckedFile& file : files) {
        const std::string name = escaped(printable(file.path));
        text += fmt::format("  <testsuite name=\"{}\" {}>\n", name, counts(file.cases.size() + file.faults.size(), failures(file), file.faults.size()));
        for (const auto& [where, what] : file.faults)
            text += fmt::format("    <testcase classname=\"{}\" name=\"{}\">\n      <error message=\"{}\"/>\n    </testcase>\n", name, escaped(printable(where)), escaped(printable(what)));
        for (const Checked& one : file.cases) {
            text += fmt::format("    <testcase classname=\"{}\" name=\"{}\"", name, escaped(printable(one.title)));
            if (one.failed == 0) text += "/>\n";
            else text += fmt::format(">\n      <failure message=\"{} of {} does not hold\">{}</failure>\n    </testcase>\n", one.failed, one.failed + one.passed, escaped(one.text));
        }
        text += "  </testsuite>\n";
    }
    return text + "</testsuites>\n";
}

}  // namespace hearth
