#include "hearth/study/policy_sums.hpp"

#include <algorithm>
#include <span>

#include <fmt/format.h>

#include "hearth/base/text.hpp"
#include "hearth/study/over_scenarios.hpp"

namespace hearth {

namespace {

void add_to(std::vector<double>& sum, std::span<const double> numbers, double factor) {
    if (sum.size() < numbers.size()) sum.resize(numbers.size());
    for (std::size_t i = 0; i < numbers.size(); ++i) sum[i] += numbers[i] * factor;
}

template <class List>
auto named(List& list, const std::string& name) {
    return std::find_if(list.begin(), list.end(), [&](const auto& one) {
        if constexpr (requires { one.name; }) return one.name == name;
        else return one.first == name;
    });
}

}  // namespace

PolicyLine& PolicySums::line(const std::string& name, bool money) {
    const auto found = named(payments, name);
    return found != payments.end() ? *found : payments.emplace_back(PolicyLine{name, money});
}

std::vector<double>& PolicySums::value(const std::string& name) {
    const auto found = named(values, name);
    return found != values.end() ? found->second : values.emplace_back(name, std::vector<double>()).second;
}

void PolicySums::add(const RunOffView& unit, double scale, double count) {
    ++rows;
    policies += count;
    issued += unit.issued ? count : 0;
    const std::size_t periods = unit.in_force.size(), lines = unit.worth.size();
    const RunOff::Kinds& of = *unit.kinds;
    if (laid != unit.kinds) {
        places.clear();
        for (const RunOff::Line& one : of.lines) places.push_back(static_cast<std::size_t>(&line(one.name, one.money) - payments.data()));
        for (const std::string& name : of.values) {
            value(name);
            places.push_back(static_cast<std::size_t>(named(values, name) - values.begin()));
        }
        laid = unit.kinds;
    }
    const double monies = scale * count;
    for (std::size_t i = 0; i < lines; ++i) {
        const RunOff::Line& one = of.lines[i];
        const double worth = unit.worth[i] * (one.money ? monies : count);
        payments[places[i]].present_value += worth;
        if (!one.money) continue;
        if (one.premium) kinds[0].present_value += worth;
        if (one.benefit) kinds[1].present_value += worth;
        if (one.expense) kinds[2].present_value += worth;
    }
    for (std::size_t i = 0; i < of.values.size(); ++i)
        add_to(values[places[lines + i]].second, unit.values.subspan(i * (periods + 1), periods + 1), scale * count);
}

void PolicySums::add(const PolicySums& other) {
    policies += other.policies;
    issued += other.issued;
    rows += other.rows;
    for (const PolicyLine& one : other.payments) {
        PolicyLine& mine = line(one.name, one.money);
        mine.present_value += one.present_value;
        add_to(mine.paid, one.paid, 1);
    }
    for (std::size_t kind = 0; kind < kinds.size(); ++kind) {
        kinds[kind].present_value += other.kinds[kind].present_value;
        add_to(kinds[kind].paid, other.kinds[kind].paid, 1);
    }
    add_to(in_force, other.in_force, 1);
    for (const auto& [name, numbers] : other.values) add_to(value(name), numbers, 1);
}

PolicySums& PolicyBlock::group(const std::vector<std::string>& name) {
    const auto [found, fresh] = index.try_emplace(name, groups.size());
    return fresh ? groups.emplace_back(name, PolicySums{}).second : groups[found->second].second;
}

void PolicyBlock::fold(const PolicyBlock& next) {
    cells += next.cells;
    illustrative = illustrative || next.illustrative;
    for (const auto& one : next.conventions)
        if (std::find(conventions.begin(), conventions.end(), one) == conventions.end()) conventions.push_back(one);
    for (const auto& [name, sums] : next.groups) group(name).add(sums);
}

Frame policies_frame(const PolicyBlock& all, const PolicyQuestion& question) {
    Frame frame;
    frame.name = frame.provenance.command = "project";
    frame.title = "policies";
    frame.provenance.version = question.version;
    frame.provenance.inputs = question.inputs;
    frame.provenance.illustrative = all.illustrative;
    frame.provenance.conventions = all.conventions;
    const bool by = question.by.has_value();
    const int months = question.by == By::month ? 1 : 12;
    const std::string& currency = question.currency;
    for (const std::string& group : question.groups) frame.columns.push_back({group, "", "", -1});
    frame.keys = question.groups.size() + (by ? 1 : 0);
    if (!question.groups.empty() && by) frame.group = 0;
    frame.columns.push_back({!by ? "rows" : months == 1 ? "month" : "year", "", "", -1});
    if (by && question.as_of) frame.columns.push_back({"date", "", "", -1});
    frame.columns.push_back({by ? "in_force" : "policies", "", "", by ? 6 : -1});
    PolicySums sum;
    std::size_t rows = 0;  // of one scenario
    const auto scenario_of = [&](const auto& group) { return std::vector(group.first.begin(), group.first.begin() + static_cast<std::ptrdiff_t>(question.scenarios)); };
    std::map<std::vector<std::string>, std::size_t> order;
    for (const auto& group : all.groups) {
        sum.add(group.second);
        if (order.try_emplace(scenario_of(group), order.size()).first->second == 0) rows += group.second.rows;
    }
    auto groups = all.groups;
    std::stable_sort(groups.begin(), groups.end(), [&](const auto& a, const auto& b) { return order.at(scenario_of(a)) < order.at(scenario_of(b)); });
    const auto add_column = [&](const std::string& name, bool money) {
        frame.columns.push_back({by ? name : fmt::format("pv({})", name), money ? currency : "", "", 2});
    };
    for (const PolicyLine& line : sum.payments) add_column(line.name, line.money);
    for (const PolicyLine& line : sum.kinds) add_column(by ? "expected_" + line.name : line.name, true);
    if (!by) frame.columns.push_back({"net", currency, "", 2});
    for (const auto& [name, numbers] : sum.values) frame.columns.push_back({name, currency, "", 2});
    for (const auto& [name, sums] : groups)
        for (std::size_t period = 0; period <= (by ? sum.in_force.size() : 0); ++period) {
            std::vector<Cell> row(name.begin(), name.end());
            row.emplace_back(static_cast<std::int64_t>(by ? period : sums.rows));
            if (by && question.as_of) row.emplace_back(question.as_of->plus_months(static_cast<int>(period) * months));
            const auto at = [&, &p = period](const std::vector<double>& numbers) { return p == 0 || p > numbers.size() ? 0.0 : numbers[p - 1]; };
            row.emplace_back(!by ? sums.policies : period == 0 ? sums.issued : at(sums.in_force));
            const auto add_cell = [&](const PolicyLine* line) {
                if (by && period == 0) row.emplace_back();
                else row.emplace_back(line == nullptr ? 0.0 : by ? at(line->paid) : line->present_value);
            };
            for (const PolicyLine& column : sum.payments) {
                const auto mine = named(sums.payments, column.name);
                add_cell(mine == sums.payments.end() ? nullptr : &*mine);
            }
            for (const PolicyLine& kind : sums.kinds) add_cell(&kind);
            if (!by) row.emplace_back(sums.kinds[0].present_value - sums.kinds[1].present_value - sums.kinds[2].present_value);
            for (const auto& [value, numbers] : sum.values) {
                const auto mine = named(sums.values, value);
                row.emplace_back(mine == sums.values.end() || period >= mine->second.size() ? 0.0 : mine->second[period]);
            }
            frame.rows.push_back(std::move(row));
        }
    frame.provenance.notes.push_back(fmt::format("{}, {}{}", counted(rows, "policy row"), counted(all.cells, "unit cell"), question.scenarios > 0 ? ", " + counted(order.size(), "scenario") : ""));
    frame.provenance.conventions.emplace_back("as_of", question.as_of ? question.as_of->text() : "the issue of each policy");
    if (!question.basis.empty()) frame.provenance.conventions.emplace_back("read_on", question.basis);
    for (const auto& option : question.options) frame.provenance.conventions.push_back(option);
    return question.quantiles.empty() ? frame : over_scenarios(frame, question.over, question.quantiles);
}

}  // namespace hearth
