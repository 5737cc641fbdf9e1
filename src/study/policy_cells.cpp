#include "policy_cells.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <set>

#include <fmt/format.h>

#include "hearth/base/text.hpp"
#include "hearth/language/compile.hpp"
#include "hearth/language/parser.hpp"

namespace hearth {

namespace {

constexpr std::array own_names = {"policy", "product", "count", "state", "held"};
constexpr double most_count = 1e9;
constexpr std::size_t not_read = SIZE_MAX;
constexpr std::size_t most_known = 1u << 14;  ///< rows of which is kept what they come to

std::string text_of(const Tree& leaf) {
    return leaf.kind == Tree::Kind::date ? leaf.date.text() : leaf.kind == Tree::Kind::truth ? (leaf.truth ? "true" : "false") : leaf.text;
}

/// A value as it is written, nothing to be computed.
bool plain(const Ast& ast, std::uint32_t node) {
    const Node& at = ast.at(node);
    switch (at.op) {
        case Syntax::number:
        case Syntax::money:
        case Syntax::bound:
        case Syntax::span:
        case Syntax::date:
        case Syntax::text:
        case Syntax::name:
            return true;
        case Syntax::list:
            return std::all_of(at.children.begin(), at.children.end(), [&](std::uint32_t child) { return plain(ast, child); });
        default:
            return false;
    }
}

const Ask* asked_by(const Product& product, std::string_view name) {
    const auto found = std::find_if(product.asks.begin(), product.asks.end(), [&](const Ask& ask) { return ask.name == name; });
    return found == product.asks.end() ? nullptr : &*found;
}

/// Digits, and a point between them, as the language writes a number.
std::optional<double> plain_number(std::string_view text) {
    if (text.size() > 1 && text[0] == '0' && text[1] != '.') return std::nullopt;
    if (text.empty() || text.front() == '.' || text.back() == '.') return std::nullopt;
    for (const char sign : text)
        if ((sign < '0' || sign > '9') && sign != '.') return std::nullopt;
    return parse_number(text);
}

std::string_view bytes_of(const double& number) { return {reinterpret_cast<const char*>(&number), sizeof number}; }

/// What a column is in the key of words, beside the numbers of texts.
constexpr double left_empty = -1, is_number = -2, in_words = -3;

}  // namespace

PolicyColumns::PolicyColumns(const PoliciesAsked& asked, const Book& book, const RowBlock& header, Report& report)
    : asked_(asked), book_(book) {
    std::set<std::string> names(own_names.begin(), own_names.end());
    for (const Product& product : book.products)
        if (asked.product.empty() || asked.product == product.header.name)
            for (const Ask& ask : product.asks) names.insert(ask.name);
    std::vector<std::string> allowed(names.begin(), names.end());
    allowed.insert(allowed.end(), {"age", "issued", "sex"});
    constexpr std::array own_columns = {&Own::policy, &Own::product, &Own::count, &Own::state, &Own::held};
    std::vector<std::string> present;
    for (std::size_t c = 0; c < header.columns; ++c) {
        const std::string name(header.cell(0, c));
        present.push_back(name);
        const std::string fact = name.substr(name.rfind('.') + 1);
        const bool grouped = std::find(asked.groups.begin(), asked.groups.end(), name) != asked.groups.end();
        if (const auto own = std::find(own_names.begin(), own_names.end(), name); own != own_names.end())
            own_.*own_columns[static_cast<std::size_t>(own - own_names.begin())] = c;
        else if (name == "age" || name == "sex" || names.contains(fact) || measure_names().contains(fact) || book.asked(fact) != nullptr)
            given_.push_back({name, "", c, header.place(0, c)});
        else if (const std::string hint = did_you_mean(name, allowed); !grouped && !hint.empty())  // any other is a label, to group by
            report.error("E0920", header.place(0, c), fmt::format("no product asks '{}' (known: {})", name, join(allowed)), hint);
    }
    for (const std::string& group : asked.groups) {
        const auto found = std::find(present.begin(), present.end(), group);
        if (found == present.end())
            report.error("E0920", header.place(0, 0), fmt::format("there is no column '{}' to group by (there: {})", group, join(present)),
                         did_you_mean(group, present));
        else
            group_columns_.push_back(static_cast<std::size_t>(found - present.begin()));
    }
    for (const Change& change : asked.given) {
        if (std::find(present.begin(), present.end(), change.path) != present.end())
            report.error("E0920", change.place, fmt::format("'{}' is given to every policy, and a column says it of each", change.path),
                         "leave one of them out");
        if (change.leaf.kind == Tree::Kind::array || change.leaf.is_table())
            report.error("E0922", change.place, fmt::format("{} is a list (allowed: a number, a date, a name)", change.path));
        given_.push_back({change.path, text_of(change.leaf), SIZE_MAX, change.place});
    }
    varied_ = given_.size();
    if (!asked.points.empty())
        for (const Change& change : asked.points.front()) {
            if (std::find(present.begin(), present.end(), change.path) != present.end())
                report.error("E0920", change.place, fmt::format("'{}' is given to every policy, and a column says it of each", change.path), "leave one of them out");
            given_.push_back({change.path, "", SIZE_MAX, change.place});
        }
    for (Cell& cell : given_) {
        for (const Product& product : book.products) {
            const Ask* ask = asked_by(product, cell.name);
            const bool is_money = ask != nullptr && ask->type.base == Type::Base::money;
            cell.money.push_back(is_money ? 1 : 0);
            cell.number.push_back(cell.name == "age" || (ask != nullptr && !ask->span && ask->numbers.empty() && (is_money || ask->type.base == Type::Base::number)) ? 1 : 0);
        }
        if (cell.name == "issued") issued_ = static_cast<std::size_t>(&cell - given_.data());
    }
    words_ = kinds_ = KeyIndex(1 + given_.size());
    said_.resize(1 + given_.size());
    group_numbers_ = KeyIndex(group_columns_.size());
    check_points(report);
    std::vector<std::size_t> saying = group_columns_;
    for (const Cell& cell : given_) saying.push_back(cell.column);
    for (const std::size_t column : {own_.product, own_.state, own_.held}) saying.push_back(column);
    for (const std::size_t column : saying)
        if (column != SIZE_MAX) {
            first_said_ = std::min(first_said_, column);
            last_said_ = std::max(last_said_, column);
        }
    if (own_.count == SIZE_MAX) report.error("E0921", header.place(0, 0), "there is no column 'count'", "say in it how many policies a row stands for: 1");
    if (asked.product.empty() && own_.product == SIZE_MAX)
        report.error("E0921", header.place(0, 0), "there are several products and no column 'product'",
                     "say which product the policies are of, in a column or behind the file");
    if (asked.as_of && issued_ == SIZE_MAX)
        report.error("E0924", header.place(0, 0),
                     "there is no column 'issued', by which it is known how long each policy has been in force on the day",
                     "add it, or leave --as-of out");
}

/// What points say is a number that every product asks, so that policies stay the same cells.
void PolicyColumns::check_points(Report& report) const {
    for (std::size_t i = varied_; i < given_.size(); ++i) {
        for (std::size_t p = 0; p < book_.products.size(); ++p) {
            const Product& product = book_.products[p];
            const bool meant = asked_.product.empty() ? !product.models.empty() && product.ends : product.header.name == asked_.product;
            if (meant && (given_[i].number[p] == 0 || given_[i].money[p] != 0))
                report.error("E0938", given_[i].place, fmt::format("'{}' is no number that product {} asks", given_[i].name, product.header.name), "asks = { NAME = \"number\" }, or change the leaf that it stands for: a scenario of --study");
        }
        for (const auto& point : asked_.points)
            if (const Change& one = point[i - varied_]; !plain_number(text_of(one.leaf)))
                report.error("E0938", one.place, fmt::format("{} is '{}' (allowed: a number from 0)", one.path, text_of(one.leaf)));
    }
}

void PolicyColumns::stand(std::size_t point) {
    for (std::size_t i = varied_; i < given_.size(); ++i) {
        given_[i].text = text_of(asked_.points[point][i - varied_].leaf);
        given_[i].place = asked_.points[point][i - varied_].place;
    }
}

double PolicyColumns::number_at(std::size_t point, std::size_t i) const { return plain_number(text_of(asked_.points[point][i - varied_].leaf)).value(); }

std::optional<std::size_t> PolicyColumns::product_of(const RowBlock& block, std::size_t row, Report& report) {
    if (own_.product == SIZE_MAX && only_product_) return only_product_;
    const std::string_view name = own_.product == SIZE_MAX ? std::string_view(asked_.product) : block.cell(row, own_.product);
    for (std::size_t p = 0; p < book_.products.size(); ++p)
        if (book_.products[p].header.name == name && (asked_.product.empty() || asked_.product == name)) return only_product_ = p;
    std::vector<std::string> names;
    for (const Product& product : book_.products) names.push_back(product.header.name);
    if (!asked_.product.empty()) names = {asked_.product};
    report.error("E0921", block.place(row, own_.product), fmt::format("there is no product '{}' (there: {})", name, join(names)),
                 did_you_mean(name, names));
    return std::nullopt;
}

std::optional<int> PolicyColumns::months_of(const RowBlock& block, std::size_t row, Report& report) {
    if (!asked_.as_of) return 0;
    const std::string_view written = text(block, row, given_[issued_]);
    const std::size_t number = issued_number_ = texts_.of(written);
    if (months_.size() <= number) months_.resize(number + 1);
    if (months_[number]) return months_[number];
    const auto issued = Date::parse(written);
    const bool before = issued && *issued > *asked_.as_of;
    const int months = !issued ? 0 : before ? -completed_months(*asked_.as_of, *issued) : completed_months(*issued, *asked_.as_of);
    if (!issued)
        report.error("E0922", place(block, row, given_[issued_]), fmt::format("issued is '{}' (allowed: a day, yyyy-mm-dd)", written));
    else if (before && asked_.as_of->plus_months(-months) != *issued)
        report.error("E0924", place(block, row, given_[issued_]),
                     fmt::format("the issue on {} is not whole months after {}", issued->text(), asked_.as_of->text()),
                     fmt::format("value it on {}", issued->plus_months(months - 1).text()));
    else if (!before && issued->plus_months(months) != *asked_.as_of)
        report.error("E0924", place(block, row, given_[issued_]),
                     fmt::format("{} is not whole months after the issue on {}", asked_.as_of->text(), issued->text()),
                     fmt::format("value it on {}", issued->plus_months(months).text()));
    else
        return months_[number] = months;
    return std::nullopt;
}

/// The largest asked money of the row, if it is a plain number; 1 if there is none.
double PolicyColumns::money(const RowBlock& block, const PolicyRow& policy, const double* numbers) const {
    double largest = 0;
    for (std::size_t i = 0; i < given_.size(); ++i) {
        if (given_[i].money[policy.product] == 0) continue;
        double one = numbers[i];
        if (std::isnan(one)) {
            const std::string_view written = text(block, policy.row, given_[i]);
            if (written.empty()) continue;
            const auto number = parse_number(written, true);
            if (!number || !(*number >= 0)) return 1;
            one = *number;
        }
        largest = std::max(largest, one);
    }
    return largest > 0 ? largest : 1;
}

bool PolicyColumns::read_row(const RowBlock& block, PolicyRow& out, Report& report) {
    const std::size_t before = report.errors(), row = out.row;
    const auto product = product_of(block, row, report);
    const auto months = months_of(block, row, report);
    if (own_.count != SIZE_MAX) {
        const auto number = count_of(block, row);
        if (!number)
            report.error("E0923", block.place(row, own_.count), fmt::format("count is '{}' (allowed: a number from 0 to {})", block.cell(row, own_.count), shortest(most_count)));
        else
            out.count = *number;
    }
    if (own_.held != SIZE_MAX && !block.cell(row, own_.held).empty()) {
        out.held = parse_number(block.cell(row, own_.held));
        if (!out.held || !(*out.held >= 0))
            report.error("E0923", block.place(row, own_.held), fmt::format("held is '{}' (allowed: years in the state)", block.cell(row, own_.held)));
    }
    if (months && *months < 0)
        for (const std::size_t column : {own_.state, own_.held})
            if (column != SIZE_MAX && !block.cell(row, column).empty())
                report.error("E0937", block.place(row, column), fmt::format("{} is '{}' of a policy that is issued after {}", column == own_.state ? "state" : "held", block.cell(row, column), asked_.as_of->text()), "leave it empty: it begins in the first state");
    out.product = product.value_or(SIZE_MAX);
    if (report.errors() > before) return false;
    out.months = *months;
    const std::string_view state = own_.state == SIZE_MAX ? std::string_view() : block.cell(row, own_.state);
    const auto known = std::find(states_.begin(), states_.end(), state);
    out.state = static_cast<std::uint32_t>(known - states_.begin());
    if (known == states_.end()) states_.emplace_back(state);
    out.group = group_of(block, row);
    return true;
}

/// None: it is no number, or not in its bounds.
std::optional<double> PolicyColumns::count_of(const RowBlock& block, std::size_t row) const {
    const auto number = parse_number(block.cell(row, own_.count));
    return number && *number >= 0 && *number <= most_count ? number : std::nullopt;
}

/// All that a row says but how many policies it stands for, and what stands between; empty: it is not written in one piece.
std::string_view PolicyColumns::said_of(const RowBlock& block, std::size_t row) const {
    if (!expects_again_ || first_said_ == SIZE_MAX || (looked_ > most_known && 4 * met_again_ < looked_)) return {};  // rows hardly ever say the same
    const std::string_view line = block.texts[row], first = block.cell(row, first_said_), last = block.cell(row, last_said_);
    const bool inside = first.data() >= line.data() && first.data() <= last.data() && last.data() + last.size() <= line.data() + line.size();
    return inside ? std::string_view(first.data(), static_cast<std::size_t>(last.data() - first.data()) + last.size()) : std::string_view();
}

/// What a row comes to of which another said the same.
bool PolicyColumns::read_known(std::size_t number, const RowBlock& block, PolicyRow& policy, double* key) {
    const std::size_t row = policy.row, width = PolicyRows::before_numbers + given_.size();
    const auto count = known_[number].row == not_read ? std::nullopt : count_of(block, row);
    if (!count) return false;
    policy = known_[number];
    policy.row = row;
    policy.count = *count;
    std::copy_n(known_keys_.data() + number * width, width, key);
    ++met_again_;
    return true;
}

/// The number of what a row says, among those of which is kept what they come to; none: it is not.
std::size_t PolicyColumns::known_number(const RowBlock& block, std::size_t row) {
    const std::string_view said = said_of(block, row);
    if (said.empty()) return SIZE_MAX;
    ++looked_;
    const std::size_t number = known_.size() < most_known ? known_texts_.of(said) : known_texts_.find(said);
    if (number < known_.size()) return number;
    if (known_.size() == most_known) return SIZE_MAX;
    known_.emplace_back().row = not_read;
    known_keys_.resize(known_keys_.size() + PolicyRows::before_numbers + given_.size());
    return number;
}

std::size_t PolicyColumns::group_of(const RowBlock& block, std::size_t row) {
    if (group_columns_.empty()) {
        if (groups_.empty()) groups_.emplace_back();
        return 0;
    }
    grouped_.clear();
    for (const std::size_t column : group_columns_) grouped_.push_back(static_cast<double>(group_texts_.of(block.cell(row, column))));
    const std::size_t number = group_numbers_.of(grouped_.data());
    if (number < groups_.size()) return number;
    std::vector<std::string>& group = groups_.emplace_back();
    for (const std::size_t column : group_columns_) group.emplace_back(block.cell(row, column));
    return number;
}

void PolicyColumns::forget_words() {
    words_.clear();
    texts_.clear();
    months_.clear();
    known_texts_.clear();
    known_.clear();
    known_keys_.clear();
}

/// What the policy is given: its plain numbers, and the number of all that is said in words.
/// Whether another row that says the same comes to the same.
bool PolicyColumns::read_given(const RowBlock& block, const Scales& scales, PolicyRow& policy, double* key) {
    double* const numbers = key + PolicyRows::before_numbers;
    const std::size_t product = policy.product, count = given_.size();
    said_[0] = static_cast<double>(product);
    for (std::size_t i = 0; i < count; ++i) {
        const Cell& cell = given_[i];
        const std::string_view written = text(block, policy.row, cell);
        const auto number = cell.number[product] != 0 ? plain_number(written) : std::nullopt;
        numbers[i] = number.value_or(std::numeric_limits<double>::quiet_NaN());
        said_[1 + i] = number ? is_number : written.empty() ? left_empty : in_words;
    }
    const double largest = money(block, policy, numbers);
    if (said_ != met_) {
        met_ = said_;
        met_kinds_ = kinds_.of(said_.data());
    }
    const std::size_t kinds = met_kinds_;
    if (scales_.size() <= kinds) scales_.resize(kinds + 1);
    if (!scales_[kinds] && largest != 1) scales_[kinds] = scales(block, policy);
    policy.scale = scales_[kinds].value_or(false) ? largest : 1;
    for (std::size_t i = 0; i < count; ++i) {
        const bool is_money = policy.scale != 1 && given_[i].money[product] != 0;
        if (is_money) numbers[i] /= policy.scale;
        if (said_[1 + i] != in_words) continue;
        if (i == issued_ && asked_.as_of) {
            said_[1 + i] = static_cast<double>(issued_number_);
            continue;
        }
        const std::string_view written = text(block, policy.row, given_[i]);
        const double money = is_money ? parse_number(written, true).value_or(0) / policy.scale : 0;
        said_[1 + i] = is_money ? in_words - 1 - static_cast<double>(texts_.of(bytes_of(money))) : static_cast<double>(texts_.of(written));
    }
    policy.words = static_cast<std::uint32_t>(words_.of(said_.data()));
    key[0] = policy.words;
    key[1] = policy.months;
    key[2] = policy.held.value_or(-1);
    key[3] = policy.state;
    return scales_[kinds] || largest == 1;
}

void PolicyColumns::read(const RowBlock& block, const Scales& scales, const Check& check, PolicyRows& out, Report& report) {
    out.all.clear();
    out.all.reserve(block.rows());
    out.met_again = 0;
    out.width = PolicyRows::before_numbers + given_.size();
    out.keys.resize(block.rows() * out.width);
    for (std::size_t row = 0; row < block.rows(); ++row) {
        PolicyRow policy;
        policy.row = row;
        double* const key = out.keys.data() + out.all.size() * out.width;
        const std::size_t known = known_number(block, row);
        if (known != SIZE_MAX && read_known(known, block, policy, key)) {
            ++out.met_again;
            out.all.push_back(policy);
            continue;
        }
        Report found;
        if (!read_row(block, policy, found)) {
            Report more;
            if (policy.product != SIZE_MAX) check(block, policy, more);
            std::vector<Diagnostic> all = found.all();
            for (const Diagnostic& one : more.all())
                if (std::none_of(all.begin(), all.end(), [&](const Diagnostic& other) { return other.place == one.place; })) all.push_back(one);
            for (Diagnostic& one : all) report.add(std::move(one));
            continue;
        }
        if (read_given(block, scales, policy, key) && known != SIZE_MAX) {
            policy.said = known;
            known_[known] = policy;
            std::copy_n(key, out.width, known_keys_.data() + known * out.width);
        }
        out.all.push_back(policy);
    }
}

Given PolicyColumns::given(const RowBlock& block, const PolicyRow& policy, double scale, Report& report) const {
    Given given;
    for (const Cell& cell : given_) {
        Tree leaf;
        leaf.kind = Tree::Kind::text;
        leaf.text = text(block, policy.row, cell);
        leaf.place = place(block, policy.row, cell);
        if (leaf.text.empty()) continue;  // what is not said is not given
        Report aside;
        auto ast = parse_expression(leaf, aside);
        if (ast && scale != 1 && cell.money[policy.product] != 0) ast->nodes[ast->root].number /= scale;
        if (!ast || !plain(*ast, ast->root)) {
            report.error("E0922", leaf.place, fmt::format("{} is '{}' (allowed: a number, a date, a name)", cell.name, leaf.text));
            continue;
        }
        given[cell.name] = std::make_shared<const Expression>(Expression{std::move(*ast), cell.name, leaf.place, false, {}, nullptr});
    }
    return given;
}

}  // namespace hearth
