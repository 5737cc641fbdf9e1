#include "policy_plans.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include <fmt/format.h>

#include "hearth/engine/run_off.hpp"

namespace hearth {

namespace {

PolicyMarks marks_of(const Book& book, Contract& contract) {
    PolicyMarks marks;
    marks.illustrative = contract.illustrative();
    add_conventions(marks.provenance, book, contract);
    return marks;
}

}  // namespace

PolicyPlans::PolicyPlans(const PoliciesAsked& asked, std::shared_ptr<PlanBook> shared, bool several)
    : asked_(asked), shared_(std::move(shared)), own_(several ? nullptr : shared_) {}

/// That no other thread reads.
PlanBook& PolicyPlans::own() {
    Report unheard;  // bound before, without a fault
    if (own_ == nullptr) own_ = std::make_shared<PlanBook>(std::make_shared<Book>(bind(*asked_.set, unheard)));
    return *own_;
}

std::optional<bool> PolicyPlans::scales(const PolicyColumns& columns, const RowBlock& block, const PolicyRow& policy) {
    Report aside;
    const Given given = columns.given(block, policy, 1, aside);
    if (aside.failed()) return std::nullopt;
    const std::lock_guard lock(shared_->guard);
    const Book& book = *shared_->book;
    try {
        Contract contract(book, book.products[policy.product], given, aside);
        if (!aside.failed()) return scale_on(contract, asked_.basis) != 1;
    } catch (const Fault&) {  // told when the policy is computed
    }
    return std::nullopt;
}

void PolicyPlans::check(const PolicyColumns& columns, const RowBlock& block, const PolicyRow& policy, Report& report) {
    const Given given = columns.given(block, policy, 1, report);
    if (report.failed()) return;
    const std::lock_guard lock(shared_->guard);
    const Book& book = *shared_->book;
    std::unique_ptr<Contract> contract;
    try {
        contract = std::make_unique<Contract>(book, book.products[policy.product], given, report);
    } catch (const Fault& fault) {
        if (fault.stop() != Stop::input) throw;
        report.add(fault.diagnostic());
    }
    if (report.failed()) return;
    try {
        run_off(*contract, asked_.basis, {}, std::nullopt);
    } catch (const Fault& fault) {  // of which only what is not given at all is told here: the rest may follow from the other faults
        Diagnostic told = fault.diagnostic();
        if (told.code != "E0543") return;
        told.message = fmt::format("line {}: {}", block.lines[policy.row], told.message);
        report.add(std::move(told));
    }
}

void PolicyPlans::forget() {
    numbers_.clear();
    marks_.clear();
    added_.clear();
    kept_ = 0;
}

void PolicyPlans::alone(const PolicyColumns& columns, const RowBlock& block, const PolicyRow& policy, UnitCell& cell) {
    auto trouble = std::make_unique<PolicyTrouble>();
    try {
        const Given given = columns.given(block, policy, policy.scale, trouble->faults);
        if (!trouble->faults.failed()) {
            const Book& book = *own().book;
            Contract contract(book, book.products[policy.product], given, trouble->faults);
            if (!trouble->faults.failed()) {
                const RunOff of =
                    run_off(contract, asked_.basis, {policy.months / 12.0, columns.state_text(policy.state), policy.held}, asked_.by);
                trouble->over = of.over;
                PolicyMarks& marks = marks_.emplace_back(marks_of(book, contract));
                marks.kinds = of.kinds;
                std::vector<double>& numbers = numbers_.emplace_back();
                for (const auto* part : {&of.worth, &of.values, &of.paid, &of.in_force})
                    numbers.insert(numbers.end(), part->begin(), part->end());
                kept_ += 64 + numbers.size();
                cell.marks = &marks;
                cell.numbers = numbers.data();
                cell.periods = static_cast<std::uint32_t>(of.in_force.size());
                cell.issued = of.issued;
            }
        }
    } catch (const Fault& fault) {
        trouble->fault = std::make_unique<Fault>(fault);
    }
    if (!trouble->faults.all().empty() || trouble->fault != nullptr || trouble->over) cell.trouble = std::move(trouble);
}

PolicyPlan& PolicyPlans::plan_of(PlanBook& of, const PolicyRow& policy, const double* numbers, std::size_t count, const Given& given) {
    std::string kinds = std::to_string(policy.product);
    for (std::size_t i = 0; i < count; ++i) kinds += std::isnan(numbers[i]) ? 'w' : 'n';
    for (const auto& [name, expression] : given) kinds += ' ' + name;
    const auto [found, fresh] = of.plans.try_emplace(kinds);
    PolicyPlan& plan = found->second;
    if (!fresh) return plan;
    try {
        auto contract = std::make_unique<Contract>(*of.book, of.book->products[policy.product], given, plan.report);
        if (plan.report.failed()) return plan;
        auto run = std::make_unique<RunPlan>(std::move(contract), asked_.basis, asked_.by);
        if (plan.report.failed() || !run->refused().empty()) return plan;
        plan.marks = marks_of(*of.book, run->contract());
        plan.marks.kinds = run->kinds();
        plan.run = std::move(run);
    } catch (const Fault&) {  // told by the policies alone
    }
    return plan;
}

/// None: the policy is to be computed by itself.
const PolicyPlans::Words* PolicyPlans::words_of(const PolicyColumns& columns, const RowBlock& block, const PolicyRow& policy, const double* numbers,
                                                std::unique_lock<std::mutex>& lock) {
    if (words_.size() <= policy.words) words_.resize(policy.words + 1);
    Words& words = words_[policy.words];
    if (words.known) return words.plan == nullptr ? nullptr : &words;
    Report unheard;
    const Given given = columns.given(block, policy, policy.scale, unheard);
    if (unheard.failed()) return nullptr;
    PlanBook* of = apart_ ? &own() : shared_.get();
    if (!lock.owns_lock()) lock = std::unique_lock(of->guard);
    PolicyPlan* plan = &plan_of(*of, policy, numbers, columns.given_count(), given);
    if (plan->run != nullptr && !plan->run->for_threads() && own_ != shared_ && !apart_) {
        lock.unlock();
        of = &own();
        plan = &plan_of(*of, policy, numbers, columns.given_count(), given);
    }
    if (plan->run != nullptr) {
        if (!plan->run->read(given, words.given)) return nullptr;  // of this policy; another may be sound
        Waiting& waiting = waiting_[plan];
        if (waiting.plan == nullptr) waiting = {plan, &of->guard, plan->run->hand()};
        words.plan = &waiting;
        for (std::size_t i = 0; i < columns.given_count(); ++i) {
            if (std::isnan(numbers[i])) continue;
            const auto place = plan->run->place_of(columns.given_name(i));
            if (!place)
                words.plan = nullptr;
            else
                words.places.emplace_back(i, *place);
        }
    }
    words.known = true;
    return words.plan == nullptr ? nullptr : &words;
}

/// What policies are given at so many points; none: it is nothing for a plan.
std::optional<RunPlan::Points> PolicyPlans::points_of(const PolicyColumns& columns, const RunPlan& plan, std::size_t first, std::size_t count) {
    RunPlan::Points out{{}, {}, count};
    for (std::size_t i = columns.varied(); i < columns.given_count(); ++i) {
        const auto place = plan.place_of(columns.given_name(i));
        if (!place) return std::nullopt;
        out.places.push_back(*place);
    }
    for (std::size_t point = first; point < first + count; ++point)
        for (std::size_t i = 0; i < out.places.size(); ++i) {
            out.numbers.push_back(columns.number_at(point, columns.varied() + i));
            if (!plan.fits(out.places[i], out.numbers.back())) return std::nullopt;
        }
    return out;
}

void PolicyPlans::run(Waiting& waiting, const RunPlan::Points& points, Units units, std::size_t groups) {
    const std::size_t width = waiting.given.size() / waiting.policies.size();
    for (std::size_t i = 0; i < waiting.policies.size(); ++i) {
        const std::span<double> given = std::span(waiting.given).subspan(i * width, width);
        for (std::size_t p = 0; p < points.places.size(); ++p) given[points.places[p]] = points.numbers[p];
        waiting.policies[i].given = given;
    }
    std::vector<double>& numbers = numbers_.emplace_back();
    RunPlan& plan = *waiting.plan->run;
    RunPlan::ByPeriod* sums = nullptr;
    if (groups > 0 && plan.adds_up()) {
        const auto known = std::find_if(added_.begin(), added_.end(), [&](const Added& one) { return one.kinds == plan.kinds(); });
        Added& its = known != added_.end() ? *known : added_.emplace_back(Added{plan.kinds(), {std::vector(groups, PeriodTally(plan.kinds()->lines.size() + 1))}});
        sums = &its.sums;
    }
    const auto found = plan.run(*waiting.hand, *waiting.guard, waiting.policies, points, numbers, sums);
    for (std::size_t i = 0; i < found.size(); ++i) {
        if (!found[i]) continue;
        UnitCell& cell = units[i / waiting.whose.size()][waiting.whose[i % waiting.whose.size()]];
        cell.marks = &waiting.plan->marks;
        cell.numbers = numbers.data() + found[i].first;
        cell.periods = found[i].periods;
        cell.issued = found[i].issued;
        ++side_by_side_;
    }
    kept_ += numbers.size() + 8 * found.size();
    waiting.given.clear();
    waiting.policies.clear();
    waiting.whose.clear();
    if (own_ == shared_ || apart_ || !RunPlan::shares_little(*waiting.hand)) return;
    apart_ = true;
    words_.clear();  // which know the plan
}

bool PolicyPlans::adds_up(const PolicyColumns& columns, const RowBlock& block, const PolicyRows& rows, std::size_t number) {
    std::unique_lock<std::mutex> lock;
    const Words* words = words_of(columns, block, rows.all[number], rows.key(number) + PolicyRows::before_numbers, lock);
    return words != nullptr && words->plan->plan->run->adds_up();
}

void PolicyPlans::compute(const PolicyColumns& columns, std::span<const Missing> cells, std::size_t first, Units units, const Groups& groups) {
    std::vector<Waiting*> all;
    const Waiting* of = nullptr;  // of which the state of the policy before is known
    std::uint32_t stood = 0;
    std::optional<std::size_t> state;
    std::unique_lock<std::mutex> lock;  // from the first new words on: threads that take turns for each of them wait for long
    for (const Missing& one : cells) {
        const PolicyRow& policy = one.policy();
        const double* const numbers = one.rows->key(one.number) + PolicyRows::before_numbers;
        const Words* words = words_of(columns, *one.block, policy, numbers, lock);
        if (words == nullptr) continue;
        Waiting& waiting = *words->plan;
        const RunPlan& plan = *waiting.plan->run;
        const auto k = plan.step_of(std::abs(policy.months) / 12.0);
        if (of != &waiting || stood != policy.state) {
            of = &waiting;
            stood = policy.state;
            state = plan.state_of(columns.state_text(stood));
        }
        if (!k || !state) continue;
        const std::size_t begin = waiting.given.size();
        waiting.given.insert(waiting.given.end(), words->given.begin(), words->given.end());
        bool fits = true;
        for (const auto& [column, place] : words->places) {
            waiting.given[begin + place] = numbers[column];
            fits = fits && plan.fits(place, numbers[column]);
        }
        if (!fits) {
            waiting.given.resize(begin);
            continue;
        }
        if (waiting.policies.empty()) all.push_back(&waiting);
        const bool issued = policy.months >= 0;
        waiting.policies.push_back({{}, issued ? *k : 0, *state, issued ? 0 : *k});
        if (groups.count > 0) {
            RunPlan::Policy& its = waiting.policies.back();
            its.money = policy.scale * policy.count;
            its.count = policy.count;
            its.group = groups.numbers[policy.group];
        }
        waiting.whose.push_back(one.cell);
    }
    if (lock.owns_lock()) lock.unlock();
    for (Waiting* one : all)
        if (const auto points = points_of(columns, *one->plan->run, first, units.size())) run(*one, *points, units, groups.count);
        else one->given.clear(), one->policies.clear(), one->whose.clear();
}

}  // namespace hearth
