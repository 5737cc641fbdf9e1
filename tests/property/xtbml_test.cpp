#include "hearth/io/rate_tables.hpp"

#include "property_test.hpp"

namespace hearth::test::xtbml_test {

TEST_CASE("rates survive being written and read as XTbML") {
    law("write, read, write", [] {
        RateTables tables;
        tables.name = *rc::gen::element(std::string("a"), std::string("a < b"), std::string("\u751f\u547d\u8868 & \"x\""));
        const auto axes = *rc::gen::inRange<std::size_t>(1, 4);
        for (std::size_t count = *rc::gen::inRange<std::size_t>(1, 3); count > 0; --count) {
            RateTables::Part& part = tables.parts.emplace_back();
            for (std::size_t i = 0; i < axes; ++i) part.axes.push_back("Axis " + std::to_string(i));
            const auto places = *rc::gen::unique<std::vector<std::vector<int>>>(rc::gen::container<std::vector<int>>(axes, rc::gen::inRange(-5, 120)));
            for (const auto& place : places) {
                RateTables::Cell& cell = part.cells.emplace_back();
                cell.at.assign(place.begin(), place.end());
                if (*rc::gen::inRange(0, 5) > 0) cell.rate = *finite() + 0.0;
            }
            std::sort(part.cells.begin(), part.cells.end(), [](const auto& a, const auto& b) { return a.at < b.at; });
        }
        const std::string text = to_xtbml(tables);
        Sources sources;
        Report report;
        const auto back = read_xtbml(sources, sources.add("t.xml", text), report);
        RC_ASSERT(back.has_value());
        RC_ASSERT(report.all().empty());
        RC_ASSERT(back->parts.size() == tables.parts.size());
        for (std::size_t i = 0; i < tables.parts.size(); ++i) {
            RC_ASSERT(back->parts[i].axes == tables.parts[i].axes);
            RC_ASSERT(back->parts[i].cells.size() == tables.parts[i].cells.size());
            for (std::size_t k = 0; k < tables.parts[i].cells.size(); ++k) {
                RC_ASSERT(back->parts[i].cells[k].at == tables.parts[i].cells[k].at);
                RC_ASSERT(back->parts[i].cells[k].rate == tables.parts[i].cells[k].rate);
            }
        }
        RC_ASSERT(to_xtbml(*back) == text);
    });
}

TEST_CASE("any pieces of XML are read or refused at a place") {
    static const std::vector<std::string> pieces = {"<XTbML>", "</XTbML>", "<Table>", "</Table>", "<MetaData>", "</MetaData>", "<Values>", "</Values>", "<Axis>", "<Axis t=\"1\">",
                                                    "</Axis>", "<Y t=\"1\">", "</Y>", "<Y t=\"2\">0.5</Y>", "<AxisDef><AxisName>Age</AxisName></AxisDef>", "0.1", "nan", "&amp;", "&x;",
                                                    "<!--", "-->", "<![CDATA[", "]]>", "<!DOCTYPE", ">", "<", "\"", "<?xml", "?>", "\n", " ", "\u540d", "<ScalingFactor>1000</ScalingFactor>"};
    law("XTbML", [] {
        std::string all = *rc::gen::element(std::string(), std::string("<XTbML><Table><MetaData>"));
        for (const std::string& piece : *rc::gen::container<std::vector<std::string>>(rc::gen::elementOf(pieces))) all += piece;
        Sources sources;
        Report report;
        const bool read = read_xtbml(sources, sources.add("t", all), report).has_value();
        RC_ASSERT(read == !report.failed());
        for (const Diagnostic& fault : report.all()) RC_ASSERT(fault.place.file == 1u && fault.place.line > 0u);
    });
}

}  // namespace hearth::test::xtbml_test
