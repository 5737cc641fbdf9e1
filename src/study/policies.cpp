#include "hearth/study/policies.hpp"

#include <algorithm>
#include <span>
#include <unordered_map>
#include <utility>

#include <fmt/format.h>

#include "hearth/base/parallel.hpp"
#include "hearth/base/text.hpp"
#include "hearth/engine/run_off.hpp"
#include "policy_plans.hpp"

namespace hearth {

namespace {

constexpr std::size_t most_kept = 1u << 20;  ///< numbers of unit cells kept between blocks

constexpr std::size_t most_together = 512;   ///< unit cells that a thread takes at a time

}  // namespace

struct Policies::Inside {
    PoliciesAsked asked;
    Book book;
    PolicyColumns columns;
    std::vector<std::optional<bool>> scales;  ///< of each product
    std::vector<std::unique_ptr<PolicyPlans>> workers;
    std::vector<std::unordered_map<std::string, UnitCell>> cells;  ///< at each point
    std::size_t kept = 0;

    Inside(PoliciesAsked a, const RowBlock& header, Report& report)
        : asked(std::move(a)), book(bind(asked.set, report)), columns(asked, book, header, report), scales(book.products.size()), cells(std::max<std::size_t>(asked.points.size(), 1)) {}

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
        if (cell.faults != nullptr)
            for (const Diagnostic& fault : cell.faults->all()) report.add(fault);
        if (cell.of.over)
            report.error("E0932", block.place(policy.row, 0), "the policy cannot be in force on the day: its product has ended, or its life is beyond the end of the table", "leave the row out, or mend it");
        if (cell.fault != nullptr) {
            if (cell.fault->stop() != Stop::input && cell.fault->stop() != Stop::no_answer) throw *cell.fault;
            Diagnostic told = cell.fault->diagnostic();
            told.message = fmt::format("line {}: {}", block.lines[policy.row], told.message);
            if (cell.fault->stop() == Stop::no_answer) throw Fault(Stop::no_answer, told);
            report.add(std::move(told));
        }
    }

    std::vector<PolicyBlock> calculate(const RowBlock& block, Report& report) {
        const std::size_t before = report.errors();
        columns.stand(0);
        find_scaling(block);
        std::vector<PolicyRow> policies;
        for (std::size_t row = 0; row < block.rows(); ++row)
            if (auto policy = columns.read(block, row, scales, report)) policies.push_back(std::move(*policy));
        std::vector<PolicyBlock> out;
        for (std::size_t point = 0; point < cells.size() && (point == 0 || report.errors() == before); ++point) out.push_back(calculate_at(point, block, policies, report));
        out.resize(cells.size());
        return out;
    }

    PolicyBlock calculate_at(std::size_t point, const RowBlock& block, std::vector<PolicyRow>& policies, Report& report) {
        columns.stand(point);
        if (kept > most_kept) {
            for (auto& known : cells) known.clear();
            kept = 0;
        }
        std::vector<std::pair<const PolicyRow*, UnitCell*>> missing;
        std::vector<UnitCell*> cell_of;
        for (PolicyRow& policy : policies) {
            if (point > 0) columns.move(policy);
            const auto [place, fresh] = cells[point].try_emplace(policy.cell);
            if (fresh) missing.emplace_back(&policy, &place->second);
            cell_of.push_back(&place->second);
        }
        compute(block, missing);
        for (const auto& [policy, cell] : missing) {
            keep(*cell, *policy, report, block);
            kept += cell->numbers();
        }
        return sums_of(block, policies, cell_of);
    }

    /// Those that begin together stand together.
    void compute(const RowBlock& block, std::vector<std::pair<const PolicyRow*, UnitCell*>> missing) {
        std::stable_sort(missing.begin(), missing.end(), [](const auto& a, const auto& b) { return std::pair(a.first->product, a.first->months) < std::pair(b.first->product, b.first->months); });
        const std::size_t threads = workers_for(missing.size(), asked.threads), share = std::clamp<std::size_t>(missing.size() / (threads * 2), 1, most_together);
        while (workers.size() < threads) workers.push_back(nullptr);
        in_parallel((missing.size() + share - 1) / share, threads, [&](std::size_t worker, std::size_t part) {
            if (workers[worker] == nullptr) workers[worker] = std::make_unique<PolicyPlans>(asked);
            workers[worker]->compute(columns, block, std::span(missing).subspan(part * share, std::min(share, missing.size() - part * share)));
        });
    }

    PolicyBlock sums_of(const RowBlock& block, const std::vector<PolicyRow>& policies, const std::vector<UnitCell*>& cell_of) {
        PolicyBlock out;
        out.number = block.number;
        const PolicyMarks* marks = nullptr;
        for (std::size_t i = 0; i < policies.size(); ++i) {
            UnitCell& cell = *cell_of[i];
            out.group(columns.groups()[policies[i].group]).add(cell.of, policies[i].scale, policies[i].count);
            if (std::exchange(cell.counted, block.number) == block.number) continue;
            ++out.cells;
            if (cell.marks == nullptr || cell.marks.get() == marks) continue;
            marks = cell.marks.get();
            PolicyBlock of;
            of.illustrative = marks->illustrative;
            of.conventions = marks->provenance.conventions;
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
std::size_t Policies::side_by_side() const {
    std::size_t sum = 0;
    for (const auto& worker : in_->workers) sum += worker == nullptr ? 0 : worker->side_by_side();
    return sum;
}
std::vector<PolicyBlock> Policies::calculate(const RowBlock& block, Report& report) { return in_->calculate(block, report); }

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
