#include "hearth/frame/diff.hpp"
#include "hearth/frame/emit.hpp"
#include "hearth/io/read_frame.hpp"
#include "property_test.hpp"

namespace hearth::test::frame_test {

namespace {

Cell cell(int kind) {
    switch (kind) {
        case 0: return *finite();
        case 1: return *rc::gen::arbitrary<std::int64_t>();
        case 2: return *rc::gen::arbitrary<bool>();
        case 3: return *date();
        case 4: return "t" + *text();  // so that it is no number, truth, date or "unknown" of a CSV
        default: return *rc::gen::element(Cell{}, Cell{Unknown{{"a.b"}}});
    }
}

/// Columns of one kind each, as results have them; the first names the row.
Frame frame() {
    Frame made;
    made.name = "project";
    made.columns = {{"row", "", "row", -1}};
    made.keys = 1;
    std::vector<int> kinds;
    for (int i = *rc::gen::inRange(1, 6); i > 0; --i) {
        kinds.push_back(*rc::gen::inRange(0, 5));
        made.columns.push_back({"c" + std::to_string(i), "", "c" + std::to_string(i), -1});
    }
    for (std::int64_t row = *rc::gen::inRange<std::int64_t>(1, 6); row > 0; --row) {
        auto& cells = made.rows.emplace_back();
        cells.emplace_back(row);
        for (const int kind : kinds) cells.push_back(cell(*rc::gen::inRange(0, 5) == 0 ? 5 : kind));
    }
    made.provenance.conventions = {{"basis", "b"}, {"method", "m"}};
    made.provenance.illustrative = *rc::gen::arbitrary<bool>();
    return made;
}

Frame read(const std::string& bytes) {
    Sources sources;
    Report report;
    auto back = read_frame(sources, sources.add("r", bytes), report);
    RC_ASSERT(report.all().empty());
    return *back;
}

/// A number without a fraction may come back as a whole one, and what is unknown without its names.
bool equal(const Cell& a, const Cell& b, bool names) {
    const auto* x = std::get_if<double>(&a);
    if (x != nullptr && std::holds_alternative<std::int64_t>(b)) return *x == static_cast<double>(std::get<std::int64_t>(b));
    if (std::holds_alternative<Unknown>(a) && !names) return std::holds_alternative<Unknown>(b);
    return a == b;
}
void equal(const Frame& a, const Frame& b, bool names) {
    RC_ASSERT(a.rows.size() == b.rows.size());
    for (std::size_t row = 0; row < a.rows.size(); ++row)
        for (std::size_t i = 0; i < a.columns.size(); ++i) RC_ASSERT(equal(a.rows[row][i], b.rows[row][i], names));
}

}  // namespace

TEST_CASE("a result survives being written") {
    law("CSV gives back every cell, and the provenance it holds", [] {
        const Frame made = frame();
        const Frame back = read(to_csv(made));
        equal(made, back, false);
        RC_ASSERT(back.provenance.conventions == made.provenance.conventions);
        RC_ASSERT(back.provenance.illustrative == made.provenance.illustrative);
        RC_ASSERT(to_csv(back) == to_csv(made));
    });
    law("JSON gives back every cell", [] {
        const Frame made = frame();
        const Frame back = read(to_json(made));
        equal(made, back, true);
        RC_ASSERT(to_json(back) == to_json(made));
    });
    law("no text of a CSV begins like a formula", [] {
        const Frame made = frame();
        Sources sources;
        Report report;
        Frame hostile = made;
        hostile.rows[0].back() = *text();
        const auto table = read_csv(sources, sources.add("r", to_csv(hostile)), report);
        RC_ASSERT(table.has_value());
        const std::string& first = table->rows[0][made.columns.size() - 1].text;
        RC_ASSERT(first.find_first_of("=+-@\t\r\n") != 0u);
    });
}

TEST_CASE("the difference of two results") {
    law("a result does not differ from itself, in whatever order its rows stand", [] {
        const Frame made = frame();
        Frame other = made;
        std::reverse(other.rows.begin(), other.rows.end());
        RC_ASSERT(diff(made, other, {}).same());
    });
    law("is the same seen from the other side", [] {
        const Frame a = frame();
        Frame b = a;
        for (int i = *rc::gen::inRange(0, 4); i > 0; --i) {
            auto& row = b.rows[*rc::gen::inRange<std::size_t>(0, b.rows.size())];
            row[*rc::gen::inRange<std::size_t>(1, row.size())] = cell(*rc::gen::inRange(0, 6));
        }
        if (*rc::gen::arbitrary<bool>()) b.rows.pop_back();
        const Difference there = diff(a, b, {}), back = diff(b, a, {});
        RC_ASSERT(there.same() == back.same());
        RC_ASSERT(there.outside == back.outside);
        RC_ASSERT(there.rows_gone == back.rows_added);
        RC_ASSERT(there.columns.size() == back.columns.size());
        for (std::size_t i = 0; i < there.columns.size(); ++i) {
            RC_ASSERT(there.columns[i].outside == back.columns[i].outside);
            RC_ASSERT(there.columns[i].absolute == back.columns[i].absolute);
            RC_ASSERT(there.columns[i].relative == back.columns[i].relative);
        }
    });
}

}  // namespace hearth::test::frame_test
