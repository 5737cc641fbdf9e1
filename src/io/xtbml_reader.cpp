// XTbML: tables of rates in XML, as mort.soa.org gives them.
#include <fmt/format.h>

#include <algorithm>
#include <pugixml.hpp>

#include "hearth/base/text.hpp"
#include "hearth/base/unicode.hpp"
#include "hearth/io/rate_tables.hpp"
#include "hearth/io/text_index.hpp"

namespace hearth {
namespace {

constexpr std::size_t most_axes = 4;

std::string trimmed_words(std::string_view text) {
    const std::size_t first = text.find_first_not_of(" \t\r\n");
    if (first == std::string_view::npos) return {};
    return std::string(text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1));
}

class XtbmlReader {
  public:
    XtbmlReader(std::string_view text, std::uint32_t file, Report& report, const ReadLimits& limits)
        : text_(text), index_(text, file), report_(report), limits_(limits), before_(report.errors()) {}

    std::optional<RateTables> read() {
        pugi::xml_document document;
        const unsigned how = pugi::parse_default | pugi::parse_doctype | pugi::parse_fragment;
        const auto parsed = document.load_buffer(text_.data(), text_.size(), how, pugi::encoding_utf8);
        if (!parsed) {
            const auto at = std::min(static_cast<std::size_t>(std::max<std::ptrdiff_t>(parsed.offset, 0)), text_.size());
            report_.error("E0141", index_.place(at, std::min(at + 1, text_.size())),
                          fmt::format("this is not XML: {}", parsed.description()));
            return std::nullopt;
        }
        if (const auto root = root_of(document)) read_root(root);
        if (failed()) return std::nullopt;
        return std::move(tables_);
    }

  private:
    [[nodiscard]] bool failed() const { return report_.errors() > before_; }
    [[nodiscard]] bool few_faults() const { return report_.errors() < before_ + ReadLimits::faults; }

    /// Of an element: its name.
    [[nodiscard]] Place place(const pugi::xml_node& node) const {
        const auto at = std::min(static_cast<std::size_t>(std::max<std::ptrdiff_t>(node.offset_debug(), 0)), text_.size());
        return index_.place(at, std::min(at + std::string_view(node.name()).size(), text_.size()));
    }

    void fault(const char* code, const pugi::xml_node& node, std::string message, std::string hint = {}) {
        if (few_faults()) report_.error(code, place(node), std::move(message), std::move(hint));
    }

    pugi::xml_node root_of(const pugi::xml_document& document) {
        pugi::xml_node root;
        for (const auto& node : document.children()) {
            if (node.type() == pugi::node_doctype) {
                const std::size_t at = text_.find("<!DOCTYPE");
                report_.error("E0142", index_.place(std::min(at, text_.size()), std::min(at + 9, text_.size())),
                              "the file has a document type, which may define entities", "take it away: XTbML needs none");
                return {};
            }
            if (node.type() != pugi::node_element) {
                const auto at = static_cast<std::size_t>(std::max<std::ptrdiff_t>(node.offset_debug(), 0));
                report_.error("E0141", index_.place(at, at + 1), "this is not XML: text stands outside of all elements");
                return {};
            }
            if (root) {
                fault("E0141", node, "this is not XML: a second element stands behind the first");
                return {};
            }
            root = node;
        }
        if (root && std::string_view(root.name()) == "XTbML") return root;
        if (root)
            fault("E0143", root, fmt::format("this is XML, but its element is <{}>, not <XTbML>", root.name()));
        else
            report_.error("E0141", index_.place(0, 0), "this is not XML: the file holds no element");
        return {};
    }

    /// The text of an element, whose parts are text alone; blanks at its ends do not count.
    std::string text_of(const pugi::xml_node& node) {
        std::string all;
        for (const auto& part : node.children()) {
            if (part.type() == pugi::node_element)
                fault("E0143", part, fmt::format("<{}> stands inside <{}>, which holds text alone", part.name(), node.name()));
            else
                all += part.value();
        }
        return trimmed_words(all);
    }
    std::string text_of(const pugi::xml_node& parent, const char* name) {
        const auto node = parent.child(name);
        return node ? text_of(node) : std::string();
    }

    void read_root(const pugi::xml_node& root) {
        const auto about = root.child("ContentClassification");
        tables_.identity = text_of(about, "TableIdentity");
        tables_.provider = text_of(about, "ProviderName");
        tables_.reference = text_of(about, "TableReference");
        tables_.content = text_of(about, "ContentType");
        tables_.name = text_of(about, "TableName");
        tables_.description = text_of(about, "TableDescription");
        for (const auto& word : about.children("KeyWord")) tables_.illustrative = tables_.illustrative || text_of(word) == "illustrative";
        for (const auto& table : root.children("Table")) read_table(table);
        if (tables_.parts.empty()) fault("E0143", root, "the file holds no <Table>");
    }

    void read_table(const pugi::xml_node& table) {
        RateTables::Part& part = tables_.parts.emplace_back();
        part.place = place(table);
        const auto meta = table.child("MetaData");
        part.description = text_of(meta, "TableDescription");
        const auto scaling = meta.child("ScalingFactor");
        part.scale = scale_of(scaling ? text_of(scaling) : "", scaling ? place(scaling) : part.place, report_).value_or(1);
        std::vector<AxisDefinition> axes;
        for (const auto& axis : meta.children("AxisDef")) {
            AxisDefinition defined{text_of(axis, "AxisName"), text_of(axis, "MinScaleValue"), text_of(axis, "MaxScaleValue"), place(axis)};
            if (defined.name.empty()) defined.name = trimmed_words(axis.attribute("id").value());
            if (defined.name.empty()) fault("E0143", axis, "the axis has no name");
            axes.push_back(std::move(defined));
        }
        if (axes.size() > most_axes) {
            fault("E0143", table, fmt::format("the table has {} axes; {} are read", axes.size(), most_axes));
            return;
        }
        const auto values = table.child("Values");
        if (!values) fault("E0143", table, "the table has no <Values>");
        if (values && !axes.empty()) read_axis(values, axes.size(), {}, part);
        finish_part(part, axes, report_);
    }

    /// `inner` axes are left below `node`: of all but the last each place is an <Axis t="...">, of the last one <Axis> holds <Y t="...">.
    void read_axis(const pugi::xml_node& node, std::size_t inner, const std::vector<double>& at, RateTables::Part& part) {
        bool found = false;
        for (const auto& axis : node.children()) {
            if (axis.type() != pugi::node_element || std::string_view(axis.name()) != "Axis") {
                fault("E0143", axis, fmt::format("something else stands in <{}> where <Axis> must stand", node.name()));
            } else if (inner > 1) {
                if (const auto next = place_on_axis(axis, at)) read_axis(axis, inner - 1, *next, part);
            } else if (std::exchange(found, true)) {
                fault("E0145", axis, "a second <Axis> stands where one holds all the values", "does <AxisDef> name every axis?");
            } else {
                for (const auto& cell : axis.children()) read_cell(cell, at, part);
            }
        }
    }

    std::optional<std::vector<double>> place_on_axis(const pugi::xml_node& node, std::vector<double> at) {
        const std::string text = trimmed_words(node.attribute("t").value());
        const auto number = parse_number(text);
        if (!number) {
            fault("E0144", node,
                  text.empty() ? fmt::format("<{}> does not say its place: it has no t", node.name())
                               : fmt::format("the place t=\"{}\" is no number", printable(text)));
            return std::nullopt;
        }
        at.push_back(*number);
        return at;
    }

    void read_cell(const pugi::xml_node& cell, const std::vector<double>& at, RateTables::Part& part) {
        if (cell.type() != pugi::node_element || std::string_view(cell.name()) != "Y") {
            fault("E0143", cell, "something else stands where <Y> must stand", "does <AxisDef> name every axis?");
            return;
        }
        const auto here = place_on_axis(cell, at);
        if (!here || ++cells_ > limits_.cells) {
            if (cells_ == limits_.cells + 1)
                fault("E0124", cell, fmt::format("the file has more than {} cells, the most that are read", limits_.cells));
            return;
        }
        const std::string text = text_of(cell);
        const auto rate = text.empty() ? std::nullopt : rate_of(text, part.scale);
        if (!text.empty() && !rate)
            fault("E0144", cell, fmt::format("the value '{}' is no number", printable(text)), "a value that is missing is left empty");
        part.cells.push_back({*here, rate, place(cell)});
    }

    std::string_view text_;
    TextIndex index_;
    Report& report_;
    const ReadLimits& limits_;
    std::size_t before_;
    std::size_t cells_ = 0;
    RateTables tables_;
};

}  // namespace

std::optional<RateTables> read_xtbml(const Sources& sources, std::uint32_t file, Report& report, const ReadLimits& limits) {
    return XtbmlReader(sources.at(file).text, file, report, limits).read();
}

}  // namespace hearth
