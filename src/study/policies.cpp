#include "hearth/study/policies.hpp"

#include <algorithm>
#include <array>
#include <unordered_map>
#include <utility>

#include <fmt/format.h>

#include "hearth/base/parallel.hpp"
#include "hearth/base/text.hpp"
#include "hearth/engine/run_off.hpp"
#include "policy_cells.hpp"

namespace hearth {

namespace {

constexpr std::size_t most_kept = 4u << 20;  ///< numbers of unit cells kept between blocks

/// What a unit cell comes to, or why it comes to nothing.
struct UnitCell {
    RunOff of;
    Report report;
    std::optional<Fault> fault;
    bool illustrative = false;
    double scale = 1;
    Provenance provenance = {};

    [[nodiscard]] std::size_t numbers() const {
        std::size_t count = 16 + of.in_force.size();
        for (const RunOff::Line& line : of.payments) count += 2 + line.paid.size();
        return count;
    }
};

struct Line {
    std::string name;
    bool money = true;
    double present_value = 0;
    std::vector<double> paid = {};
};

void add_to(std::vector<double>& sum, const std::vector<double>& numbers, double factor) {
    if (sum.size() < numbers.size()) sum.resize(numbers.size());
    for (std::size_t i = 0; i < numbers.size(); ++i) sum[i] += numbers[i] * factor;
}

/// What the policies of a group come to together.
struct Sums {
    double policies = 0, ended = 0;
    std::size_t rows = 0, over = 0;
    std::vector<Line> payments;
    std::array<Line, 3> kinds = {Line{"premiums"}, Line{"benefits"}, Line{"expenses"}};
    std::vector<double> in_force;
    std::vector<std::pair<std::string, double>> values;

    Line& line(const std::string& name, bool money) {
        const auto found = std::find_if(payments.begin(), payments.end(), [&](const Line& one) { return one.name == name; });
        if (found != payments.end()) return *found;
        return payments.emplace_back(Line{name, money, 0, {}});
    }
    double& value(const std::string& name) {
        const auto found = std::find_if(values.begin(), values.end(), [&](const auto& one) { return one.first == name; });
        return found != values.end() ? found->second : values.emplace_back(name, 0.0).second;
    }
    void add(const RunOff& unit, double scale, double count) {
        ++rows;
        policies += count;
        over += unit.over ? 1 : 0;
        ended += unit.over ? count : 0;
        for (const RunOff::Line& one : unit.payments) {
            const double factor = one.money ? scale * count : count;
            Line& mine = line(one.name, one.money);
            mine.present_value += one.present_value * factor;
            add_to(mine.paid, one.paid, factor);
            for (const auto& [is, kind] : {std::pair{one.premium, 0u}, {one.benefit, 1u}, {one.expense, 2u}}) {
                if (!is || !one.money) continue;
                kinds[kind].present_value += one.present_value * factor;
                add_to(kinds[kind].paid, one.paid, factor);
            }
        }
        add_to(in_force, unit.in_force, count);
        for (const auto& [name, number] : unit.values) value(name) += number * (scale * count);
    }
    void add(const Sums& other) {
        policies += other.policies;
        ended += other.ended;
        rows += other.rows;
        over += other.over;
        for (const Line& one : other.payments) {
            Line& mine = line(one.name, one.money);
            mine.present_value += one.present_value;
            add_to(mine.paid, one.paid, 1);
        }
        for (std::size_t k = 0; k < kinds.size(); ++k) {
            kinds[k].present_value += other.kinds[k].present_value;
            add_to(kinds[k].paid, other.kinds[k].paid, 1);
        }
        add_to(in_force, other.in_force, 1);
        for (const auto& [name, number] : other.values) value(name) += number;
    }
};

/// What one thread works with.
struct Worker {
    Book book;
    explicit Worker(const Set& set) {
        Report unheard;  // bound before, without a fault
        book = bind(set, unheard);
    }
};

}  // namespace

struct Policies::Inside {
    PoliciesAsked asked;
    Book book;
    PolicyColumns columns;
    std::vector<std::optional<bool>> scales;  ///< of each product
    std::vector<std::unique_ptr<Worker>> workers;
    std::unordered_map<std::string, UnitCell> cells;
    std::size_t kept = 0, computed = 0;
    std::vector<Sums> groups;
    Provenance provenance;

    Inside(PoliciesAsked a, const RowBlock& header, Report& report)
        : asked(std::move(a)), book(bind(asked.set, report)), columns(asked, book, header, report), scales(book.products.size()) {}

    UnitCell compute(const RowBlock& block, const PolicyRow& policy, double scale, const Book& on) {
        UnitCell out;
        out.scale = scale;
        try {
            const Given given = columns.given(block, policy, scale, out.report);
            if (out.report.failed()) return out;
            Contract contract(on, on.products[policy.product], given, out.report);
            if (out.report.failed()) return out;
            out.of = run_off(contract, asked.basis, {policy.months / 12.0, policy.state, policy.held}, asked.by);
            out.illustrative = contract.illustrative();
            add_conventions(out.provenance, on, contract);
        } catch (const Fault& fault) {
            out.fault = fault;
        }
        return out;
    }

    /// Whether the monies of a product scale: seen at the first policy whose largest money is not 1.
    void find_scaling(const RowBlock& block) {
        for (std::size_t row = 0; row < block.rows() && std::any_of(scales.begin(), scales.end(), [](const auto& one) { return !one; });
             ++row) {
            Report aside;
            const auto policy = columns.read(block, row, scales, aside);
            if (!policy || scales[policy->product] || columns.money(block, row, book.products[policy->product]) == 1) continue;
            const Given given = columns.given(block, *policy, 1, aside);
            if (aside.failed()) continue;
            try {
                Contract contract(book, book.products[policy->product], given, aside);
                if (!aside.failed()) scales[policy->product] = scale_on(contract, asked.basis) != 1;
            } catch (const Fault&) {  // told when the policy is computed
            }
        }
    }

    void keep(const UnitCell& cell, const PolicyRow& policy, Report& report, const RowBlock& block) {
        for (const Diagnostic& fault : cell.report.all()) report.add(fault);
        if (cell.fault) {
            if (cell.fault->stop() != Stop::input && cell.fault->stop() != Stop::no_answer) throw *cell.fault;
            Diagnostic told = cell.fault->diagnostic();
            told.message = fmt::format("line {}: {}", block.lines[policy.row], told.message);
            if (cell.fault->stop() == Stop::no_answer) throw Fault(Stop::no_answer, told);
            report.add(std::move(told));
        }
        if (cell.illustrative) provenance.illustrative = true;
        for (const auto& one : cell.provenance.conventions)
            if (std::find(provenance.conventions.begin(), provenance.conventions.end(), one) == provenance.conventions.end())
                provenance.conventions.push_back(one);
    }

    void add(const RowBlock& block, Report& report) {
        find_scaling(block);
        std::vector<PolicyRow> policies;
        for (std::size_t row = 0; row < block.rows(); ++row)
            if (auto policy = columns.read(block, row, scales, report)) policies.push_back(std::move(*policy));
        if (kept > most_kept) {
            cells.clear();
            kept = 0;
        }
        std::vector<std::pair<const PolicyRow*, UnitCell*>> missing;
        for (const PolicyRow& policy : policies)
            if (const auto [place, fresh] = cells.try_emplace(policy.cell); fresh) missing.emplace_back(&policy, &place->second);
        while (workers.size() < workers_for(missing.size(), asked.threads)) workers.push_back(nullptr);
        in_parallel(missing.size(), asked.threads, [&](std::size_t worker, std::size_t i) {
            if (workers[worker] == nullptr) workers[worker] = std::make_unique<Worker>(asked.set);
            const auto& [policy, cell] = missing[i];
            *cell = compute(block, *policy, policy->scale, workers[worker]->book);
        });
        for (const auto& [policy, cell] : missing) {
            keep(*cell, *policy, report, block);
            kept += cell->numbers();
        }
        computed += missing.size();
        std::vector<Sums> sums(columns.groups().size());
        for (const PolicyRow& policy : policies) sums[policy.group].add(cells.at(policy.cell).of, policy.scale, policy.count);
        groups.resize(sums.size());
        for (std::size_t g = 0; g < sums.size(); ++g)
            if (sums[g].rows > 0) groups[g].add(sums[g]);
    }
};

Policies::Policies(PoliciesAsked asked, const RowBlock& header, Report& report)
    : in_(std::make_unique<Inside>(std::move(asked), header, report)) {
    const std::string& basis = in_->asked.basis;
    if (basis.empty() || in_->book.basis(basis) != nullptr) return;
    std::vector<std::string> names;
    for (const Basis& one : in_->book.bases) names.push_back(one.header.name);
    report.error("E0419", {}, fmt::format("'{}' is no basis", basis), did_you_mean(basis, names));
}
Policies::~Policies() = default;
void Policies::add(const RowBlock& block, Report& report) { in_->add(block, report); }

Frame Policies::frame() const {
    const Inside& in = *in_;
    Frame frame;
    frame.name = frame.provenance.command = "project";
    frame.title = "policies";
    frame.provenance = in.provenance;
    for (const std::string& group : in.asked.groups) frame.columns.push_back({group, "", "", -1});
    const std::size_t first = frame.columns.size();
    std::string currency;
    for (const Product& product : in.book.products)
        if (in.asked.product.empty() || in.asked.product == product.header.name)
            currency = currency.empty() || currency == product.header.currency ? product.header.currency : "mixed";
    const bool by = in.asked.by.has_value();
    const int months = in.asked.by == By::month ? 1 : 12;
    if (by) frame.columns.push_back({months == 1 ? "month" : "year", "", "", -1});
    if (by && in.asked.as_of) frame.columns.push_back({"date", "", "", -1});
    if (!by) frame.columns.push_back({"rows", "", "", -1});
    frame.columns.push_back({by ? "in_force" : "policies", "", "", by ? 6 : -1});
    frame.keys = first + (by ? 1 : 0);
    if (first > 0 && by) frame.group = 0;
    Sums all;
    for (const Sums& group : in.groups) all.add(group);
    const auto add_column = [&](const std::string& name, bool money) {
        frame.columns.push_back({by ? name : fmt::format("pv({})", name), money ? currency : "", "", 2});
    };
    for (const Line& line : all.payments) add_column(line.name, line.money);
    for (const Line& line : all.kinds) add_column(by ? "expected_" + line.name : line.name, true);
    if (!by) {
        frame.columns.push_back({"net", currency, "", 2});
        for (const auto& [name, number] : all.values) frame.columns.push_back({name, currency, "", 2});
    }
    const std::size_t periods = by ? all.in_force.size() : 0;
    for (std::size_t g = 0; g < in.groups.size(); ++g) {
        const Sums& sums = in.groups[g];
        for (std::size_t period = 0; period <= periods; ++period) {
            std::vector<Cell> row;
            if (first > 0)
                for (const std::string& text : in.columns.groups()[g]) row.emplace_back(text);
            if (by) row.emplace_back(static_cast<std::int64_t>(period));
            if (by && in.asked.as_of) row.emplace_back(in.asked.as_of->plus_months(static_cast<int>(period) * months));
            if (!by) row.emplace_back(static_cast<std::int64_t>(sums.rows));
            const auto at = [&](const std::vector<double>& numbers) {
                return period == 0 || period > numbers.size() ? 0.0 : numbers[period - 1];
            };
            row.emplace_back(!by ? sums.policies : period == 0 ? sums.policies - sums.ended : at(sums.in_force));
            const auto add_cell = [&](const Line* line) {
                if (by && period == 0)
                    row.emplace_back();
                else
                    row.emplace_back(line == nullptr ? 0.0 : by ? at(line->paid) : line->present_value);
            };
            for (const Line& column : all.payments) {
                const auto mine =
                    std::find_if(sums.payments.begin(), sums.payments.end(), [&](const Line& one) { return one.name == column.name; });
                add_cell(mine == sums.payments.end() ? nullptr : &*mine);
            }
            for (const Line& kind : sums.kinds) add_cell(&kind);
            if (!by) {
                row.emplace_back(sums.kinds[0].present_value - sums.kinds[1].present_value - sums.kinds[2].present_value);
                for (const auto& [name, number] : all.values) {
                    const auto mine = std::find_if(sums.values.begin(), sums.values.end(),
                                                   [&, &word = name](const auto& one) { return one.first == word; });
                    row.emplace_back(mine == sums.values.end() ? 0.0 : mine->second);
                }
            }
            frame.rows.push_back(std::move(row));
        }
    }
    frame.provenance.notes.push_back(fmt::format("{}, {} computed", counted(all.rows, "policy row"), counted(in.computed, "unit cell")));
    if (all.over > 0) frame.provenance.notes.push_back(fmt::format("{} in force no longer, counted as nothing", counted(all.over, "policy row")));
    frame.provenance.conventions.emplace_back("as_of", in.asked.as_of ? in.asked.as_of->text() : "the issue of each policy");
    return frame;
}

}  // namespace hearth
