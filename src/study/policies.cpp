#include "hearth/study/policies.hpp"

#include <algorithm>
#include <set>
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
    std::size_t kept = 0;

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
            if (!policy || scales[policy->product] || columns.money(block, row, policy->product) == 1) continue;
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
        if (cell.of.over)
            report.error("E0932", block.place(policy.row, 0), "the policy cannot be in force on the day: its product has ended, or its life is beyond the end of the table", "leave the row out, or mend it");
        if (cell.fault) {
            if (cell.fault->stop() != Stop::input && cell.fault->stop() != Stop::no_answer) throw *cell.fault;
            Diagnostic told = cell.fault->diagnostic();
            told.message = fmt::format("line {}: {}", block.lines[policy.row], told.message);
            if (cell.fault->stop() == Stop::no_answer) throw Fault(Stop::no_answer, told);
            report.add(std::move(told));
        }
    }

    PolicyBlock calculate(const RowBlock& block, Report& report) {
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
        return sums_of(block, policies);
    }

    PolicyBlock sums_of(const RowBlock& block, const std::vector<PolicyRow>& policies) {
        PolicyBlock out;
        out.number = block.number;
        std::set<const UnitCell*> different;
        for (const PolicyRow& policy : policies) {
            const UnitCell& cell = cells.at(policy.cell);
            out.group(columns.groups()[policy.group]).add(cell.of, policy.scale, policy.count);
            if (!different.insert(&cell).second) continue;
            PolicyBlock of;
            of.cells = 1;
            of.illustrative = cell.illustrative;
            of.conventions = cell.provenance.conventions;
            out.fold(of);
        }
        return out;
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
PolicyBlock Policies::calculate(const RowBlock& block, Report& report) { return in_->calculate(block, report); }

std::string Policies::currency(Report& report) const {
    const Product* first = nullptr;
    for (const Product& product : in_->book.products) {
        if (!(in_->asked.product.empty() ? !product.models.empty() && product.ends : in_->asked.product == product.header.name)) continue;
        if (first == nullptr) first = &product;
        if (product.header.currency != first->header.currency)
            report.error("E0931", product.header.place, fmt::format("product {} is in '{}', product {} in '{}': they have no sum", product.header.name, product.header.currency, first->header.name, first->header.currency),
                         "project the policies of each currency by themselves");
    }
    return first == nullptr ? "" : first->header.currency;
}

}  // namespace hearth
