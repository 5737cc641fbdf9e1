#include "hearth/io/reader.hpp"
#include "property_test.hpp"

namespace hearth::test::toml_test {

TEST_CASE("any bytes are read or refused at a place") {
    static const std::vector<std::string> pieces = {"a", "b", "1", "0.5", "=", " = ", ".", "[", "]", "[[", "]]", "{", "}", ",", "\n", "\r\n", "\"", "'", "'''", "\"\"\"",
                                                    "\\", "\\u", "#", "true", "inf", "1950-03-12", "07:30", "_", "+", "-", "e", "0x1", " ", "\t", "\u540d", "\u201c", "\x01", "\xff", "\0"};
    const auto bytes = [] {
        std::string all;
        for (const std::string& piece : *rc::gen::container<std::vector<std::string>>(rc::gen::elementOf(pieces))) all += piece;
        return all;
    };
    const auto sound = [](const Report& report, bool read) {
        RC_ASSERT(read == report.all().empty());
        for (const Diagnostic& fault : report.all()) {
            RC_ASSERT(fault.place.file == 1u);
            RC_ASSERT(fault.code.size() == 5u);
            RC_ASSERT(!fault.message.empty());
        }
    };
    law("TOML", [&] {
        Sources sources;
        Report report;
        const auto file = sources.add("t", bytes());
        const bool read = read_toml(sources, file, report).has_value();
        sound(report, read);
    });
    law("CSV", [&] {
        Sources sources;
        Report report;
        const auto file = sources.add("t", bytes());
        const auto table = read_csv(sources, file, report);
        sound(report, table.has_value());
        if (table)
            for (const auto& row : table->rows) RC_ASSERT(row.size() == table->columns.size());
    });
}

}  // namespace hearth::test::toml_test
