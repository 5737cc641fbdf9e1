#include "hearth/study/policy_journal.hpp"

#include <fmt/format.h>

#include "hearth/base/digest.hpp"
#include "hearth/base/text.hpp"

namespace hearth {

namespace {

constexpr std::string_view first_line = "hearth policies 5";

using Fields = std::vector<std::string>;

/// Fields of a line are apart by tabs; what would break a line is written as %XX.
std::string escaped(std::string_view text) {
    std::string out;
    for (const char sign : text) {
        if (sign == '%' || sign == '\t' || sign == '\n' || sign == '\r') out += fmt::format("%{:02X}", static_cast<unsigned char>(sign));
        else out += sign;
    }
    return out;
}

std::string unescaped(std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '%') {
            out += text[i];
            continue;
        }
        const std::string_view code = text.substr(i + 1, 2);
        out += code == "25" ? '%' : code == "09" ? '\t' : code == "0A" ? '\n' : '\r';
        i += 2;
    }
    return out;
}

std::string line_of(const Fields& fields) {
    std::string out;
    for (std::size_t i = 0; i < fields.size(); ++i) out += (i == 0 ? "" : "\t") + escaped(fields[i]);
    return out + '\n';
}

Fields fields_of(std::string_view line) {
    Fields out;
    for (std::size_t at = 0; at <= line.size();) {
        const std::size_t tab = std::min(line.find('\t', at), line.size());
        out.push_back(unescaped(line.substr(at, tab - at)));
        at = tab + 1;
    }
    return out;
}

Fields with_numbers(Fields fields, const std::vector<double>& numbers) {
    for (const double number : numbers) fields.push_back(shortest(number));
    return fields;
}

std::string sum_of(std::string_view text) {
    Digest digest;
    digest.add(text);
    return digest.text().substr(0, 16);
}

std::string sealed(std::string text) { return text + line_of({"end", sum_of(text)}); }

/// A record is what its checksum says; its fields can only be those that were written.
double number(const std::string& field) { return parse_number(field).value(); }
std::size_t whole(const std::string& field) { return static_cast<std::size_t>(parse_integer(field).value()); }

std::vector<double> numbers_from(const Fields& fields, std::size_t first) {
    std::vector<double> out;
    for (std::size_t i = first; i < fields.size(); ++i) out.push_back(number(fields[i]));
    return out;
}

std::string text_of(const PolicySums& sums) {
    std::string out = line_of({"count", shortest(sums.policies), std::to_string(sums.rows), shortest(sums.issued)});
    const auto add = [&](const char* word, const PolicyLine& line) {
        out += line_of(with_numbers({word, line.name, line.money ? "money" : "units", shortest(line.present_value)}, line.paid));
    };
    for (const PolicyLine& line : sums.payments) add("payment", line);
    for (const PolicyLine& line : sums.kinds) add("kind", line);
    out += line_of(with_numbers({"in_force"}, sums.in_force));
    for (const auto& [name, numbers] : sums.values) out += line_of(with_numbers({"value", name}, numbers));
    return out;
}

void read_into(PolicySums& sums, std::size_t& kinds, const Fields& fields) {
    const std::string& word = fields[0];
    if (word == "count") {
        sums.policies = number(fields[1]);
        sums.rows = whole(fields[2]);
        sums.issued = number(fields[3]);
    } else if (word == "payment") {
        sums.payments.push_back({fields[1], fields[2] == "money", number(fields[3]), numbers_from(fields, 4)});
    } else if (word == "kind") {
        sums.kinds.at(kinds++) = {fields[1], true, number(fields[3]), numbers_from(fields, 4)};
    } else if (word == "in_force") {
        sums.in_force = numbers_from(fields, 1);
    } else if (word == "value") {
        sums.values.emplace_back(fields[1], numbers_from(fields, 2));
    }
}

PolicyBlock block_from(const std::vector<Fields>& lines) {
    PolicyBlock block;
    block.number = whole(lines[0][1]);
    block.digest = lines[0][2];
    block.cells = whole(lines[0][3]);
    block.illustrative = lines[0][4] == "illustrative";
    PolicySums* sums = nullptr;
    std::size_t kinds = 0;
    for (const Fields& fields : lines) {
        if (fields[0] == "convention") block.conventions.emplace_back(fields[1], fields[2]);
        if (fields[0] == "group") {
            sums = &block.group(Fields(fields.begin() + 1, fields.end()));
            kinds = 0;
        }
        if (sums != nullptr) read_into(*sums, kinds, fields);
    }
    return block;
}

PolicyQuestion question_from(const std::vector<Fields>& lines) {
    PolicyQuestion out;
    for (const Fields& fields : lines) {
        if (fields[0] == "version") out.version = fields[1];
        if (fields[0] == "currency") out.currency = fields[1];
        if (fields[0] == "basis") out.basis = fields[1];
        if (fields[0] == "group_by") out.groups.push_back(fields[1]);
        if (fields[0] == "by" && fields[1] != "whole") out.by = fields[1] == "year" ? By::year : By::month;
        if (fields[0] == "as_of" && fields[1] != "issue") out.as_of = Date::parse(fields[1]);
        if (fields[0] == "input") out.inputs.emplace_back(fields[1], fields[2]);
        if (fields[0] == "option") out.options.emplace_back(fields[1], fields[2]);
        if (fields[0] == "scenarios_by") out.scenarios = whole(fields[1]), out.over = whole(fields[2]);
        if (fields[0] == "quantile") out.quantiles.push_back(number(fields[1]));
    }
    return out;
}

}  // namespace

std::string difference(const PolicyQuestion& theirs, const PolicyQuestion& mine) {
    for (std::size_t i = 0; i < theirs.inputs.size() && i < mine.inputs.size(); ++i) {
        const auto& [path, hash] = theirs.inputs[i];
        if (path != mine.inputs[i].first) return fmt::format("it read {}, not {}", path, mine.inputs[i].first);
        if (hash != mine.inputs[i].second) return fmt::format("{} is not what it was", path);
    }
    if (theirs.inputs.size() != mine.inputs.size()) return "it read other files";
    if (theirs.version != mine.version) return fmt::format("hearth {} wrote it", theirs.version);
    return journal_head(theirs) == journal_head(mine) ? "" : "its options are others";
}

std::string journal_head(const PolicyQuestion& question) {
    std::string out = line_of({std::string(first_line)}) + line_of({"version", question.version}) + line_of({"currency", question.currency}) + line_of({"basis", question.basis});
    out += line_of({"by", !question.by ? "whole" : *question.by == By::year ? "year" : "month"});
    out += line_of({"as_of", question.as_of ? question.as_of->text() : "issue"});
    for (const std::string& group : question.groups) out += line_of({"group_by", group});
    if (question.scenarios > 0) out += line_of({"scenarios_by", std::to_string(question.scenarios), std::to_string(question.over)});
    for (const double share : question.quantiles) out += line_of({"quantile", shortest(share)});
    for (const auto& [word, text] : question.options) out += line_of({"option", word, text});
    for (const auto& [path, hash] : question.inputs) out += line_of({"input", path, hash});
    return sealed(out);
}

std::string journal_record(const PolicyBlock& block) {
    std::string out = line_of({"block", std::to_string(block.number), block.digest, std::to_string(block.cells), block.illustrative ? "illustrative" : "real"});
    for (const auto& [word, text] : block.conventions) out += line_of({"convention", word, text});
    for (const auto& [name, sums] : block.groups) {
        Fields fields = {"group"};
        fields.insert(fields.end(), name.begin(), name.end());
        out += line_of(fields) + text_of(sums);
    }
    return sealed(out);
}

std::string journal_end(std::size_t blocks, const std::string& hash) { return sealed(line_of({"length", std::to_string(blocks), hash})); }

std::optional<PolicyJournal> read_journal(std::string_view text, std::uint32_t file, Report& report) {
    PolicyJournal out;
    std::vector<Fields> record;
    std::uint32_t line = 0, first = 1;
    std::size_t begin = 0;
    bool head = false;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = text.find('\n', at);
        if (end == std::string_view::npos) break;  // not written to its end
        Fields fields = fields_of(text.substr(at, end - at));
        ++line;
        const std::size_t next = end + 1;
        if (fields[0] != "end") {
            record.push_back(std::move(fields));
            at = next;
            continue;
        }
        const bool whole_record = fields.size() == 2 && fields[1] == sum_of(text.substr(begin, at - begin)) && !record.empty();
        const bool known = whole_record && (head ? record[0][0] == "block" || record[0][0] == "length" : record[0][0] == first_line);
        if (!known) {
            report.error("E0926", {file, first, 1, 1}, head ? "this part of the journal is not what was written" : "this is no journal of policies",
                         head ? "begin anew: remove the journal" : "it begins 'hearth policies 5'");
            return std::nullopt;
        }
        if (!head) out.question = question_from(record);
        else if (record[0][0] == "block") out.blocks.push_back(block_from(record));
        else {
            out.length = whole(record[0][1]);
            out.question.inputs.back().second = record[0][2];
        }
        head = true;
        record.clear();
        at = begin = out.sound = next;
        first = line + 1;
    }
    if (head) return out;
    if (!text.empty() && !std::string_view(first_line).starts_with(text.substr(0, first_line.size())) && !text.starts_with(first_line))
        report.error("E0926", {file, 1, 1, 1}, "this is no journal of policies", "it begins 'hearth policies 5'");
    return std::nullopt;
}

}  // namespace hearth
