#include <fmt/format.h>

#include <algorithm>

#include "hearth/base/text.hpp"
#include "hearth/io/rate_tables.hpp"

namespace hearth {
namespace {

std::string escaped(std::string_view text) {
    std::string all;
    for (const char c : text) {
        if (c == '&')
            all += "&amp;";
        else if (c == '<')
            all += "&lt;";
        else if (c == '>')
            all += "&gt;";
        else
            all += static_cast<unsigned char>(c) < 0x20 ? ' ' : c;
    }
    return all;
}

/// The code of ACORD for what an axis counts.
std::string scale_type(const std::string& axis) {
    if (axis == "Age") return "<ScaleType tc=\"3\">Age</ScaleType>";
    return axis == "Duration" ? "<ScaleType tc=\"2\">Ordinal Date</ScaleType>" : fmt::format("<ScaleType>{}</ScaleType>", escaped(axis));
}

/// The least step between places of the axis, and its ends.
std::string axis_text(const RateTables::Part& part, std::size_t axis) {
    std::vector<double> places;
    for (const auto& cell : part.cells) places.push_back(cell.at[axis]);
    std::sort(places.begin(), places.end());
    places.erase(std::unique(places.begin(), places.end()), places.end());
    double step = 0;
    for (std::size_t i = 1; i < places.size(); ++i) step = i == 1 ? places[i] - places[i - 1] : std::min(step, places[i] - places[i - 1]);
    const std::string name = escaped(part.axes[axis]);
    return fmt::format(
        "      <AxisDef id=\"{0}\">\n        {1}\n        <AxisName>{0}</AxisName>\n        <MinScaleValue>{2}</MinScaleValue>\n"
        "        <MaxScaleValue>{3}</MaxScaleValue>\n        <Increment>{4}</Increment>\n      </AxisDef>\n",
        name, scale_type(part.axes[axis]), places.empty() ? "" : shortest(places.front()), places.empty() ? "" : shortest(places.back()),
        shortest(step == 0 ? 1 : step));
}

/// The cells [begin, end), which share their places on the axes before `axis`.
std::string values_text(const RateTables::Part& part, std::size_t axis, std::size_t begin, std::size_t end, const std::string& indent) {
    std::string text;
    if (axis + 1 == part.axes.size()) {
        text += indent + "<Axis>\n";
        for (std::size_t i = begin; i < end; ++i) {
            const auto& cell = part.cells[i];
            text += fmt::format("{}  <Y t=\"{}\">{}</Y>\n", indent, shortest(cell.at[axis]), cell.rate ? shortest(*cell.rate) : "");
        }
        return text + indent + "</Axis>\n";
    }
    for (std::size_t i = begin, next = begin; i < end; i = next) {
        while (next < end && part.cells[next].at[axis] == part.cells[i].at[axis]) ++next;
        text += fmt::format("{}<Axis t=\"{}\">\n{}{}</Axis>\n", indent, shortest(part.cells[i].at[axis]),
                            values_text(part, axis + 1, i, next, indent + "  "), indent);
    }
    return text;
}

}  // namespace

std::string to_xtbml(const RateTables& tables) {
    std::string text = "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<XTbML>\n  <ContentClassification>\n";
    const std::pair<const char*, const std::string*> about[] = {
        {"TableIdentity", &tables.identity}, {"ProviderName", &tables.provider}, {"TableReference", &tables.reference},
        {"ContentType", &tables.content},    {"TableName", &tables.name},        {"TableDescription", &tables.description}};
    for (const auto& [name, words] : about)
        if (!words->empty()) text += fmt::format("    <{0}>{1}</{0}>\n", name, escaped(*words));
    if (tables.illustrative) text += "    <KeyWord>illustrative</KeyWord>\n";
    text += "  </ContentClassification>\n";
    for (const auto& written : tables.parts) {
        RateTables::Part part = written;
        std::stable_sort(part.cells.begin(), part.cells.end(), [](const auto& a, const auto& b) { return a.at < b.at; });
        text += "  <Table>\n    <MetaData>\n      <ScalingFactor>0</ScalingFactor>\n      <DataType tc=\"2\">Floating Point</DataType>\n";
        text += fmt::format("      <TableDescription>{}</TableDescription>\n", escaped(part.description));
        for (std::size_t axis = 0; axis < part.axes.size(); ++axis) text += axis_text(part, axis);
        text += "    </MetaData>\n    <Values>\n" + values_text(part, 0, 0, part.cells.size(), "      ") + "    </Values>\n  </Table>\n";
    }
    return text + "</XTbML>\n";
}

}  // namespace hearth
