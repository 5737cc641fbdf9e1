// The plan of a product run over the policies of a file with all inputs loaded, in this process and on one thread: what `hearth project
// --policies` does between reading a row and adding up its results; where these are asked by period, with their sums. And reading alone: the rows of the file and their numbers.
#pragma once

#include <algorithm>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "beside.hpp"
#include "hearth/base/text.hpp"
#include "hearth/cli/load.hpp"
#include "hearth/cli/memory.hpp"
#include "hearth/cli/session.hpp"
#include "hearth/engine/contract.hpp"
#include "hearth/engine/run_plan.hpp"
#include "hearth/io/row_reader.hpp"
#include "hearth/language/parser.hpp"
#include "hearth/study/policies.hpp"

namespace hearth::bench {

/// All zero: some policy is not run on the plan.
inline Time plan_alone_once(const std::string& toml, const std::string& csv, std::optional<Date> as_of, std::optional<By> by) {
    Session session;
    Report& report = session.report;
    Loader loader(session);
    auto loaded = loader.load(toml);
    if (!loaded) return {};
    Book book = bind(loaded->set, report);
    const Product& product = book.products.front();
    const auto ask_of = [&](const std::string& name) -> const Ask* {
        const auto found = std::find_if(product.asks.begin(), product.asks.end(), [&](const Ask& one) { return one.name == name; });
        return found == product.asks.end() ? nullptr : &*found;
    };
    RowReader rows(session.sources, csv, report);
    std::vector<std::string> names;
    for (const std::string_view name : rows.header().cells) names.emplace_back(name);
    const auto is_given = [&](std::size_t c) { return names[c] == "age" || names[c] == "sex" || names[c] == "issued" || ask_of(names[c]) != nullptr; };
    const auto is_money = [&](std::size_t c) { return ask_of(names[c]) != nullptr && ask_of(names[c])->type.base == Type::Base::money; };
    std::unique_ptr<RunPlan> plan;
    bool scales = false;
    std::map<std::string, std::vector<double>> known;  // by what is said in words
    std::vector<std::vector<double>> given;
    std::vector<RunPlan::Policy> policies;
    RowBlock block;
    while (rows.next(block, report))
        for (std::size_t row = 0; row < block.rows(); ++row) {
            double largest = 1;
            std::string words, state;
            for (std::size_t c = 0; c < names.size(); ++c) {
                if (is_given(c) && is_money(c)) largest = std::max(largest, *parse_number(block.cell(row, c)));
                if (names[c] == "sex" || names[c] == "issued") (words += block.cell(row, c)) += ' ';
                if (names[c] == "state") state = block.cell(row, c);
            }
            const auto of_row = [&](double scale) {
                Given out;
                for (std::size_t c = 0; c < names.size(); ++c) {
                    if (!is_given(c)) continue;
                    Tree leaf;
                    leaf.kind = Tree::Kind::text;
                    leaf.text = block.cell(row, c);
                    auto ast = parse_expression(leaf, report);
                    if (is_money(c)) ast->nodes[ast->root].number /= scale;
                    out[names[c]] = std::make_shared<const Expression>(Expression{std::move(*ast), names[c], leaf.place, false, {}, nullptr});
                }
                return out;
            };
            if (plan == nullptr) {
                Contract trial(book, product, of_row(1), report);
                scales = scale_on(trial, "") != 1;
                plan = std::make_unique<RunPlan>(std::make_unique<Contract>(book, product, of_row(scales ? largest : 1), report), "", by);
                if (report.failed() || !plan->refused().empty()) return {};
            }
            auto [its, fresh] = known.try_emplace(words);
            if (fresh && !plan->read(of_row(scales ? largest : 1), its->second)) return {};
            given.push_back(its->second);
            int months = 0;
            for (std::size_t c = 0; c < names.size(); ++c) {
                if (names[c] == "issued" && as_of) {
                    const Date issued = *Date::parse(block.cell(row, c));
                    months = issued > *as_of ? -completed_months(*as_of, issued) : completed_months(issued, *as_of);
                }
                if (const auto place = is_given(c) ? plan->place_of(names[c]) : std::nullopt)
                    given.back()[*place] = *parse_number(block.cell(row, c)) / (scales && is_money(c) ? largest : 1);
            }
            const std::size_t k = *plan->step_of(std::abs(months) / 12.0);
            policies.push_back({{}, months >= 0 ? k : 0, *plan->state_of(state), months >= 0 ? 0 : k});
            for (std::size_t c = 0; c < names.size(); ++c)
                if (names[c] == "count") policies.back().count = *parse_number(block.cell(row, c));
            policies.back().money = (scales ? largest : 1) * policies.back().count;
        }
    for (std::size_t i = 0; i < policies.size(); ++i) policies[i].given = given[i];
    std::vector<double> numbers;
    std::size_t found = 0;
    const Time time = time_of([&] {
        const auto hand = plan->hand();
        std::mutex guard;
        std::vector<double> by_period;
        for (std::size_t first = 0, most = RowReader::block_rows; first < policies.size(); most = RowReader::block_rows * (by ? 1 : Policies::most_together)) {
            numbers.clear();
            const auto some = std::span(policies).subspan(first, std::min(most, policies.size() - first));
            RunPlan::ByPeriod sums{{PeriodTally(plan->kinds()->lines.size() + 1)}};
            for (const RunPlan::Found& one : plan->run(*hand, guard, some, {{}, {}, 1}, numbers, by ? &sums : nullptr)) found += one ? 1u : 0u;
            const PeriodTally& its = sums.groups.front();
            by_period.resize(std::max(by_period.size(), its.periods() * its.width()));
            for (std::size_t i = 0; i < its.periods() * its.width(); ++i) {
                ExactSum sum;
                its.add_to(sum, i / its.width(), i % its.width());
                by_period[i] += sum.rounded();
            }
            first += some.size();
        }
    });
    return found == policies.size() ? time : Time{};
}

/// The middle of five, each with a plan of its own that has found out nothing yet.
inline Time plan_alone(const std::string& toml, const std::string& csv, std::optional<Date> as_of, std::optional<By> by = {}) {
    return middle_of([&] { return plan_alone_once(toml, csv, as_of, by); });
}

/// All rows of a file and the numbers in them, and nothing else.
inline Time reading_alone(const std::string& csv) {
    double sum = 0;
    const Time time = usual_time_of([&] {
        Sources sources;
        Report report;
        RowReader rows(sources, csv, report);
        RowBlock block;
        while (rows.next(block, report))
            for (const std::string_view cell : block.cells) sum += parse_number(cell).value_or(0);
    });
    return sum > 0 ? time : Time{};
}

}  // namespace hearth::bench
