#include "policy_plans.hpp"

#include <cmath>
#include <utility>

#include "hearth/engine/run_off.hpp"

namespace hearth {

namespace {

constexpr std::size_t most_words = 1u << 16;  ///< kept

}  // namespace

PolicyPlans::PolicyPlans(const PoliciesAsked& asked) : asked_(asked) {
    Report unheard;  // bound before, without a fault
    book_ = bind(asked.set, unheard);
}

std::shared_ptr<const PolicyMarks> PolicyPlans::marks_of(Contract& contract) const {
    auto marks = std::make_shared<PolicyMarks>();
    marks->illustrative = contract.illustrative();
    add_conventions(marks->provenance, book_, contract);
    return marks;
}

void PolicyPlans::alone(const PolicyColumns& columns, const RowBlock& block, const PolicyRow& policy, UnitCell& cell) {
    auto report = std::make_unique<Report>();
    try {
        const Given given = columns.given(block, policy, policy.scale, *report);
        if (!report->failed()) {
            Contract contract(book_, book_.products[policy.product], given, *report);
            if (!report->failed()) {
                cell.of = run_off(contract, asked_.basis, {policy.months / 12.0, policy.state, policy.held}, asked_.by);
                cell.marks = marks_of(contract);
            }
        }
    } catch (const Fault& fault) {
        cell.fault = std::make_unique<Fault>(fault);
    }
    if (!report->all().empty()) cell.faults = std::move(report);
}

PolicyPlans::Plan& PolicyPlans::plan_of(const PolicyRow& policy, const Given& given) {
    std::string kinds(policy.cell, 0, sizeof(std::uint32_t));
    for (const double number : policy.numbers) kinds += std::isnan(number) ? 'w' : 'n';
    for (const auto& [name, expression] : given) kinds += ' ' + name;
    const auto [found, fresh] = plans_.try_emplace(kinds);
    Plan& plan = found->second;
    if (!fresh) return plan;
    try {
        auto contract = std::make_unique<Contract>(book_, book_.products[policy.product], given, plan.report);
        if (plan.report.failed()) return plan;
        auto run = std::make_unique<RunPlan>(std::move(contract), asked_.basis, asked_.by);
        if (plan.report.failed() || !run->refused().empty()) return plan;
        plan.marks = marks_of(run->contract());
        plan.run = std::move(run);
    } catch (const Fault&) {  // told by the policies alone
    }
    return plan;
}

/// None: the policy is to be computed by itself.
const PolicyPlans::Words* PolicyPlans::words_of(const PolicyColumns& columns, const RowBlock& block, const PolicyRow& policy) {
    const std::string_view key = std::string_view(policy.cell).substr(0, policy.words);
    if (const auto known = words_.find(key); known != words_.end()) return known->second.plan == nullptr ? nullptr : &known->second;
    if (words_.size() > most_words) words_.clear();
    Report unheard;
    const Given given = columns.given(block, policy, policy.scale, unheard);
    if (unheard.failed()) return nullptr;
    Words words;
    Plan& plan = plan_of(policy, given);
    if (plan.run != nullptr) {
        if (!plan.run->read(given, words.given)) return nullptr;  // of this policy; another may be sound
        words.plan = &plan;
        for (std::size_t i = 0; i < policy.numbers.size(); ++i) {
            if (std::isnan(policy.numbers[i])) continue;
            const auto place = plan.run->place_of(columns.given_name(i));
            if (!place)
                words.plan = nullptr;
            else
                words.places.emplace_back(i, *place);
        }
    }
    const Words& kept = words_.emplace(key, std::move(words)).first->second;
    return kept.plan == nullptr ? nullptr : &kept;
}

void PolicyPlans::compute(const PolicyColumns& columns, const RowBlock& block,
                          std::span<const std::pair<const PolicyRow*, UnitCell*>> cells) {
    std::vector<RunPlan::Policy> policies;
    std::vector<UnitCell*> whose;
    Plan* plan = nullptr;
    const auto run = [&] {
        if (plan == nullptr) return;
        auto found = plan->run->run(policies);
        for (std::size_t i = 0; i < found.size(); ++i) {
            if (!found[i]) continue;
            whose[i]->of = std::move(*found[i]);
            whose[i]->marks = plan->marks;
            ++side_by_side_;
        }
        policies.clear();
        whose.clear();
    };
    for (const auto& [policy, cell] : cells) {
        const Words* words = words_of(columns, block, *policy);
        if (words == nullptr) continue;
        if (words->plan != plan) run();
        plan = words->plan;
        const auto k = plan->run->step_of(std::abs(policy->months) / 12.0);
        const auto state = plan->run->state_of(policy->state);
        const bool issued = policy->months >= 0;
        RunPlan::Policy one{words->given, issued ? k.value_or(0) : 0, state.value_or(0), issued ? 0 : k.value_or(0)};
        bool fits = k && state;
        for (const auto& [column, place] : words->places) {
            one.given[place] = policy->numbers[column];
            fits = fits && plan->run->fits(place, one.given[place]);
        }
        if (!fits) continue;
        policies.push_back(std::move(one));
        whose.push_back(cell);
    }
    run();
    for (const auto& [policy, cell] : cells)
        if (cell->marks == nullptr) alone(columns, block, *policy, *cell);
}

}  // namespace hearth
