#include "hearth/study/policies.hpp"

#include <atomic>
#include <span>
#include <utility>

#include <fmt/format.h>

#include "hearth/base/parallel.hpp"
#include "hearth/base/text.hpp"
#include "policy_worker.hpp"

namespace hearth {

struct Policies::Inside {
    PoliciesAsked asked;
    std::shared_ptr<Book> book;
    PolicyColumns columns;
    std::size_t threads = 1;
    std::shared_ptr<PlanBook> plans;
    std::vector<std::unique_ptr<PolicyWorker>> workers;
    std::atomic<bool> together = false;

    Inside(PoliciesAsked a, const RowBlock& header, Report& report)
        : asked(std::move(a)),
          book(asked.book != nullptr ? asked.book : std::make_shared<Book>(bind(*asked.set, report))),
          columns(asked, *book, header, report),
          threads(workers_for(SIZE_MAX, asked.threads)),
          plans(std::make_shared<PlanBook>(book)),
          workers(threads) {}

    void calculate(std::size_t worker, std::size_t helpers, std::span<PolicyTask> blocks) {
        std::unique_ptr<PolicyWorker>& mine = workers[worker];
        if (mine == nullptr) mine = std::make_unique<PolicyWorker>(columns, helpers, asked, plans, threads > 1);
        mine->calculate(blocks, asked, helpers);
        together = mine->together;
    }
};

Policies::Policies(PoliciesAsked asked, const RowBlock& header, Report& report)
    : in_(std::make_unique<Inside>(std::move(asked), header, report)) {
    const std::string& basis = in_->asked.basis;
    if (basis.empty() || in_->book->basis(basis) != nullptr) return;
    std::vector<std::string> names;
    for (const Basis& one : in_->book->bases) names.push_back(one.header.name);
    report.error("E0419", {}, fmt::format("'{}' is no basis", basis), did_you_mean(basis, names));
}
Policies::~Policies() = default;
std::size_t Policies::side_by_side() const {
    std::size_t sum = 0;
    for (const auto& worker : in_->workers)
        for (std::size_t i = 0; worker != nullptr && i < worker->plans.size(); ++i)
            sum += worker->plans[i] == nullptr ? 0 : worker->plans[i]->side_by_side();
    return sum;
}
std::size_t Policies::threads() const { return in_->threads; }
void Policies::calculate(std::optional<std::size_t> worker, std::span<PolicyTask> blocks) {
    in_->calculate(worker.value_or(0), worker ? 1 : in_->threads, blocks);
}
std::vector<PolicyBlock> Policies::calculate(const RowBlock& block, Report& report) {
    PolicyTask task{&block, &report};
    calculate(std::nullopt, {&task, 1});
    if (task.failure) std::rethrow_exception(task.failure);
    return std::move(task.made);
}
bool Policies::better_together() const { return in_->together; }

std::string Policies::currency(Report& report) const {
    const Product* first = nullptr;
    for (const Product& product : in_->book->products) {
        if (!(in_->asked.product.empty() ? !product.models.empty() && product.ends : in_->asked.product == product.header.name)) continue;
        if (first == nullptr) first = &product;
        if (product.header.currency != first->header.currency)
            report.error("E0931", product.header.place,
                         fmt::format("product {} is in '{}', product {} in '{}': they have no sum", product.header.name,
                                     product.header.currency, first->header.name, first->header.currency),
                         "project the policies of each currency by themselves");
    }
    return first == nullptr ? "" : first->header.currency;
}

}  // namespace hearth
