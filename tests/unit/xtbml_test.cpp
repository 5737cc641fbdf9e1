#include <catch2/catch.hpp>

#include "hearth/base/text.hpp"
#include "hearth/io/rate_tables.hpp"

using namespace hearth;

namespace {

const std::string xtbml_head = "<XTbML><ContentClassification><TableName>T</TableName></ContentClassification>\n";

std::string axis(const std::string& name, const std::string& least, const std::string& most) {
    return "<AxisDef id=\"" + name + "\"><AxisName>" + name + "</AxisName><MinScaleValue>" + least + "</MinScaleValue><MaxScaleValue>" + most +
           "</MaxScaleValue><Increment>1</Increment></AxisDef>";
}
std::string xtbml_by_age(const std::string& values, const std::string& scaling = "0") {
    return xtbml_head + "<Table><MetaData><ScalingFactor>" + scaling + "</ScalingFactor>" + axis("Age", "0", "2") + "</MetaData>\n<Values><Axis>\n" +
           values + "</Axis></Values></Table></XTbML>";
}

struct XtbmlRead {
    Sources sources;
    Report report;
    std::optional<RateTables> tables;
};
XtbmlRead read_xtbml(std::string text, const ReadLimits& limits = {}, bool csv = false) {
    XtbmlRead result;
    const auto file = result.sources.add("t", std::move(text));
    result.tables = csv ? read_soa_csv(result.sources, file, result.report, limits) : read_xtbml(result.sources, file, result.report, limits);
    CHECK(result.tables.has_value() == !result.report.failed());
    return result;
}
/// "Age 0: 0.1, Age 1: -" of every part.
std::string shown_xtbml(const XtbmlRead& result) {
    REQUIRE(result.tables);
    std::string all;
    for (const auto& part : result.tables->parts)
        for (const auto& cell : part.cells) {
            for (std::size_t i = 0; i < cell.at.size(); ++i) all += part.axes[i] + ' ' + shortest(cell.at[i]) + ' ';
            all += (cell.rate ? shortest(*cell.rate) : "-") + "; ";
        }
    return all;
}
/// The first fault as "E0144 3:7".
std::string fault(const XtbmlRead& result) {
    REQUIRE_FALSE(result.report.all().empty());
    const Diagnostic& first = result.report.all().front();
    return first.code + ' ' + std::to_string(first.place.line) + ':' + std::to_string(first.place.column);
}

}  // namespace

TEST_CASE("rates stand at the labels of their cells; an empty cell is missing", "[xtbml]") {
    CHECK(shown_xtbml(read_xtbml(xtbml_by_age("<Y t=\"0\">0.1</Y><Y t=\"1\"></Y><Y t=\"2\"> .25 </Y>"))) == "Age 0 0.1; Age 1 -; Age 2 0.25; ");
    CHECK(shown_xtbml(read_xtbml(xtbml_by_age(""))) == "");
    const std::string select = xtbml_head + "<Table><MetaData>" + axis("Age", "30", "31") + axis("Duration", "1", "2") +
                               "</MetaData><Values><Axis t=\"30\"><Axis><Y t=\"1\">0.1</Y><Y t=\"2\">0.2</Y></Axis></Axis>"
                               "<Axis t=\"31\"><Axis><Y t=\"1\">0.3</Y></Axis></Axis></Values></Table></XTbML>";
    CHECK(shown_xtbml(read_xtbml(select)) == "Age 30 Duration 1 0.1; Age 30 Duration 2 0.2; Age 31 Duration 1 0.3; ");
}

TEST_CASE("what the file says of itself is kept, with the five entities of XML", "[xtbml]") {
    const XtbmlRead result = read_xtbml("<?xml version=\"1.0\"?><!-- c --><XTbML><ContentClassification><TableIdentity> 7 </TableIdentity>"
                             "<ProviderName>A &amp; B &lt;x&gt;</ProviderName><TableName><![CDATA[a<b]]></TableName><KeyWord>illustrative</KeyWord>"
                             "</ContentClassification><Table><MetaData>" + axis("Age", "", "") +
                             "</MetaData><Values><Axis/></Values></Table></XTbML>");
    REQUIRE(result.tables);
    CHECK(result.tables->identity == "7");
    CHECK(result.tables->provider == "A & B <x>");
    CHECK(result.tables->name == "a<b");
    CHECK(result.tables->illustrative);
}

TEST_CASE("values are divided by a power of ten in decimals", "[xtbml]") {
    CHECK(shown_xtbml(read_xtbml(xtbml_by_age("<Y t=\"0\">1.18</Y>", "1000"))) == "Age 0 0.00118; ");
    CHECK(shown_xtbml(read_xtbml(xtbml_by_age("<Y t=\"0\">1.18</Y>", "0.001"))) == "Age 0 0.00118; ");
    CHECK(shown_xtbml(read_xtbml(xtbml_by_age("<Y t=\"0\">1.18e1</Y>", "100"))) == "Age 0 0.118; ");
    CHECK(shown_xtbml(read_xtbml(xtbml_by_age("<Y t=\"0\">1.18</Y>", "1"))) == "Age 0 1.18; ");
    for (const char* scale : {"3", "-3", "2", "20", "nan", "x", "1e99"}) CHECK(fault(read_xtbml(xtbml_by_age("<Y t=\"0\">1</Y>", scale))) == "E0146 2:19");
}

TEST_CASE("what is no number is refused where it stands", "[xtbml]") {
    for (const char* text : {"nan", "NaN", "inf", "-inf", "0x1", "1,5", "1e999", "+1", "&x;", "one"})
        CHECK(fault(read_xtbml(xtbml_by_age(std::string("<Y t=\"0\">") + text + "</Y>"))) == "E0144 4:2");
    CHECK(fault(read_xtbml(xtbml_by_age("<Y>0.1</Y>"))) == "E0144 4:2");
    CHECK(fault(read_xtbml(xtbml_by_age("<Y t=\"x\">0.1</Y>"))) == "E0144 4:2");
}

TEST_CASE("one place has one rate", "[xtbml]") {
    CHECK(fault(read_xtbml(xtbml_by_age("<Y t=\"1\">0.1</Y>\n<Y t=\"1.0\">0.1</Y>"))) == "E0145 5:2");
    CHECK(fault(read_xtbml(xtbml_head + "<Table><MetaData>\n" + axis("Age", "0", "1") + axis("Age", "0", "1") +
                     "</MetaData><Values><Axis t=\"0\"><Axis/></Axis></Values></Table></XTbML>"))
              .starts_with("E0145 3:"));
    const XtbmlRead outside = read_xtbml(xtbml_by_age("<Y t=\"9\">0.1</Y>"));
    CHECK(shown_xtbml(outside) == "Age 9 0.1; ");
    CHECK(fault(outside) == "E0149 4:2");
}

TEST_CASE("what is not XTbML is refused where it stands", "[xtbml]") {
    CHECK(fault(read_xtbml("")) == "E0141 1:1");
    CHECK(fault(read_xtbml("words")) == "E0141 1:1");
    CHECK(fault(read_xtbml("<XTbML>\n<Table></XTbML>")).starts_with("E0141 2:"));
    CHECK(fault(read_xtbml("<XTbML/><XTbML/>")).starts_with("E0141 1:"));
    CHECK(fault(read_xtbml("<html/>")) == "E0143 1:2");
    CHECK(fault(read_xtbml("<XTbML/>")) == "E0143 1:2");
    CHECK(fault(read_xtbml(xtbml_head + "<Table/></XTbML>")) == "E0143 2:2");
    CHECK(fault(read_xtbml(xtbml_by_age("<Z/>"))) == "E0143 4:2");
    CHECK(fault(read_xtbml(xtbml_by_age("<Y t=\"0\"><b>1</b></Y>"))) == "E0143 4:11");
    CHECK(fault(read_xtbml(xtbml_by_age("</Axis><Axis>"))).starts_with("E0145 4:"));
    CHECK(fault(read_xtbml(xtbml_head + "<Table><MetaData/><Values><Axis/></Values></Table></XTbML>")) == "E0143 2:2");
}

TEST_CASE("bombs do not go off", "[xtbml]") {
    const XtbmlRead entities = read_xtbml("<?xml version=\"1.0\"?>\n<!DOCTYPE x [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;\">]>\n<XTbML/>");
    CHECK(fault(entities) == "E0142 2:1");
    std::string deep;
    for (int i = 0; i < 200'000; ++i) deep += "<a>";
    CHECK(fault(read_xtbml(deep)).starts_with("E0141"));
    std::string closed = deep;
    for (int i = 0; i < 200'000; ++i) closed += "</a>";
    CHECK(fault(read_xtbml(closed)) == "E0143 1:2");
    std::string row;  // one line of 5 MB: the places of its cells are found without counting it again for each
    for (int i = 0; i < 200'000; ++i) row += "<Y t=\"" + std::to_string(i) + "\">0.5</Y>";
    CHECK(read_xtbml(xtbml_by_age(row)).tables.has_value());
    ReadLimits limits;
    limits.cells = 2;
    CHECK(fault(read_xtbml(xtbml_by_age("<Y t=\"0\"/><Y t=\"1\"/><Y t=\"2\"/>"), limits)) == "E0124 4:22");
}

TEST_CASE("the CSV of mort.soa.org says the same", "[xtbml]") {
    const std::string text =
        "Table Name:,\"T, ANB\",,\nTable Identity:,7,,\nKeywords:,\"a,b\",,\n\nTable # ,1,,\nScaling Factor:,1000,,\n"
        "\"Row, Column (if applicable)->AxisName:\",Age,Duration,\n\"Row, Column (if applicable)->MinScaleValue:\",30,1,\n"
        "\"Row, Column (if applicable)->MaxScaleValue:\",31,2,\n\nRow\\Column,1,2,\n30,1,,\n31,2,3,\n\n"
        "Table # ,2,,\nScaling Factor:,0,,\n\"Row, Column (if applicable)->AxisName:\",Age,,\n\nRow\\Column,1,,\n32,0.5,,\n33,1,,\n";
    const XtbmlRead result = read_xtbml(text, {}, true);
    CHECK(shown_xtbml(result) == "Age 30 Duration 1 0.001; Age 30 Duration 2 -; Age 31 Duration 1 0.002; Age 31 Duration 2 0.003; Age 32 0.5; Age 33 1; ");
    CHECK(result.tables->name == "T, ANB");
    CHECK(result.tables->identity == "7");
    CHECK(is_soa_csv(text));
    CHECK_FALSE(is_soa_csv("age,q\n0,1\n"));
}

TEST_CASE("the form of that CSV", "[xtbml]") {
    const std::string begin = "Table # ,1\n\"Row->AxisName:\",Age\n";
    CHECK(fault(read_xtbml("Table Name:,x\n", {}, true)) == "E0147 0:0");
    CHECK(fault(read_xtbml(begin, {}, true)) == "E0147 1:1");
    CHECK(fault(read_xtbml("Table # ,1\nRow\\Column,1\n", {}, true)) == "E0147 2:1");
    CHECK(fault(read_xtbml(begin + "Row\\Column,1,2\n0,1,2\n", {}, true)) == "E0147 3:1");
    CHECK(fault(read_xtbml(begin + "Row\\Column,1\n0,1,2\n", {}, true)) == "E0147 4:5");
    CHECK(fault(read_xtbml(begin + "Row\\Column,1\n0,nan\n", {}, true)) == "E0144 4:3");
    CHECK(fault(read_xtbml(begin + "Row\\Column,1\nx,1\n", {}, true)) == "E0144 4:1");
    CHECK(fault(read_xtbml(begin + "Row\\Column,1\n0,1\n0,1\n", {}, true)) == "E0145 5:3");
    CHECK(fault(read_xtbml(begin + "Row\\Column,1\n0,\"1\n", {}, true)) == "E0123 4:3");
}

TEST_CASE("what is written is read again", "[xtbml]") {
    RateTables tables;
    tables.name = "a < b & \"c\"";
    tables.illustrative = true;
    tables.parts.push_back({"q", {"Age", "Duration"}, 1, {{{31, 1}, 0.1, {}}, {{30, 2}, std::nullopt, {}}, {{30, 1}, 1e-7, {}}}, {}});
    const XtbmlRead back = read_xtbml(to_xtbml(tables));
    CHECK(shown_xtbml(back) == "Age 30 Duration 1 1e-07; Age 30 Duration 2 -; Age 31 Duration 1 0.1; ");
    CHECK(back.tables->name == tables.name);
    CHECK(back.tables->illustrative);
    CHECK(to_xtbml(*back.tables) == to_xtbml(tables));
}
