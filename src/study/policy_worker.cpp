#include "policy_worker.hpp"

#include <algorithm>
#include <map>
#include <utility>

#include <fmt/format.h>

#include "hearth/base/parallel.hpp"
#include "hearth/engine/run_off.hpp"
#include "policy_periods.hpp"

namespace hearth {

namespace {

constexpr std::size_t most_kept = 1u << 20;  ///< numbers of unit cells kept between blocks
constexpr std::size_t some_kept = 1u << 18, few_kept = 1u << 16;  ///< the same, where hardly any was met again; where that was so of those before
constexpr std::size_t most_words = 1u << 16;  ///< kept
/// Groups of a block whose policies are added up by period as they are run: more of them where each policy comes to many numbers.
std::size_t most_added(const PoliciesAsked& asked) { return asked.by == By::month ? 64 : 16; }
constexpr std::size_t most_at_a_time = 512;  ///< unit cells that one of several threads takes at a time
/// So many points are run in one pass: fewer where each comes to many numbers.
std::size_t points_together(const PoliciesAsked& asked) { return asked.by == By::month ? 1 : asked.by == By::year ? 4 : 16; }

}  // namespace

PolicyWorker::PolicyWorker(const PolicyColumns& read, std::size_t threads, const PoliciesAsked& asked, std::shared_ptr<PlanBook> shared, bool others)
    : columns(read), plans(threads), cells(PolicyRows::before_numbers + read.given_count()), units(std::max<std::size_t>(asked.points.size(), 1)),
      book(std::move(shared)), several(others) {
    plans[0] = std::make_unique<PolicyPlans>(asked, book, several);
}

void PolicyWorker::forget_cells() {
    cells.clear();
    looked = 0;
    cell_of_said.clear();
    for (auto& of_point : units) of_point.clear();
    for (const auto& one : plans)
        if (one != nullptr) one->forget();
}

void PolicyWorker::forget_words() {
    forget_cells();  // their keys have the numbers of words
    columns.forget_words();
    for (const auto& one : plans)
        if (one != nullptr) one->forget_words();
}

void PolicyWorker::tell(const UnitCell& cell, const PolicyRow& policy, const RowBlock& block, Report& report) const {
    if (cell.trouble == nullptr) return;
    for (const Diagnostic& fault : cell.trouble->faults.all()) report.add(fault);
    if (cell.trouble->over)
        report.error("E0932", block.place(policy.row, 0),
                     "the policy cannot be in force on the day: its product has ended, or its life is beyond the end of the table",
                     "leave the row out, or mend it");
    if (cell.trouble->fault == nullptr) return;
    const Fault& fault = *cell.trouble->fault;
    if (fault.stop() != Stop::input && fault.stop() != Stop::no_answer) throw Fault(fault);
    Diagnostic told = fault.diagnostic();
    told.message = fmt::format("line {}: {}", block.lines[policy.row], told.message);
    if (fault.stop() == Stop::no_answer) throw Fault(Stop::no_answer, told);
    report.add(std::move(told));
}

void PolicyWorker::calculate(std::span<PolicyTask> all, const PoliciesAsked& asked, std::size_t threads) {
    std::span<PolicyTask> blocks = all;  // up to one of which something is thrown
    const auto attempt = [&](std::size_t b, const auto& what) {
        try {
            what();
        } catch (...) {
            blocks[b].failure = std::current_exception();
            blocks = blocks.first(b);
        }
    };
    std::vector<std::size_t> before;
    if (columns.words() > most_words) forget_words();
    columns.stand(0);
    rows.resize(std::max(rows.size(), blocks.size()));
    for (std::size_t b = 0; b < blocks.size(); ++b) {
        before.push_back(blocks[b].report->errors());
        attempt(b, [&] {
            columns.read(
                *blocks[b].rows, [this](const RowBlock& of, const PolicyRow& policy) { return plans[0]->scales(columns, of, policy); },
                [this](const RowBlock& of, const PolicyRow& policy, Report& to) { plans[0]->check(columns, of, policy, to); }, rows[b], *blocks[b].report);
        });
    }
    for (std::size_t first = 0, count = 0; first < units.size(); first += count) {
        count = std::min(points_together(asked), units.size() - first);
        if (asked.by && count == 1 && blocks.size() == 1 && (first == 0 || blocks[0].report->errors() == before[0])) {
            std::optional<PolicyBlock> made;
            attempt(0, [&] { made = add_up(blocks[0], asked, threads, first); });
            if (made) blocks[0].made.push_back(std::move(*made));
            if (made || blocks.empty()) continue;
        }
        const auto cell_of = find(blocks, asked, threads, first, count);
        for (std::size_t b = 0; b < blocks.size(); ++b)
            attempt(b, [&] {
                for (std::size_t point = first; point < first + count; ++point) {
                    if (point > 0 && blocks[b].report->errors() > before[b]) break;
                    blocks[b].made.push_back(sums_of(*blocks[b].rows, rows[b], cell_of[b], units[point], {}, asked.by.has_value(), *blocks[b].report));
                }
            });
    }
    for (PolicyTask& one : all) one.made.resize(units.size());
}

/// The number of the unit cell of each policy of some rows.
std::vector<std::size_t> PolicyWorker::find_cells(const PolicyRows& of) {
    std::vector<std::size_t> cell_of;
    if (2 * of.met_again < of.all.size()) {
        const std::size_t before = cells.size();
        cells.of(of.keys.data(), of.all.size(), cell_of);
        if (2 * (cells.size() - before) < of.all.size()) columns.expect_again();
        return cell_of;
    }
    for (std::size_t i = 0; i < of.all.size(); ++i) {
        const std::size_t said = of.all[i].said;
        if (said == SIZE_MAX) {
            cell_of.push_back(cells.of(of.key(i)));
            continue;
        }
        if (cell_of_said.size() <= said) cell_of_said.resize(said + 1);
        if (cell_of_said[said] == 0) cell_of_said[said] = static_cast<std::uint32_t>(cells.of(of.key(i)) + 1);
        cell_of.push_back(cell_of_said[said] - 1);
    }
    return cell_of;
}

/// What the policies come to at so many points from the first on: the unit cell of each, by block.
std::vector<std::vector<std::size_t>> PolicyWorker::find(std::span<const PolicyTask> blocks, const PoliciesAsked& asked, std::size_t threads, std::size_t first, std::size_t count) {
    std::size_t kept = 0;
    for (const auto& one : plans) kept += one == nullptr ? 0 : one->kept();
    const bool rarely = 16 * (looked - cells.size()) < looked;
    if (kept > most_kept || (rarely && kept > (seldom ? few_kept : some_kept))) {  // what is not met again is in the way of what is near
        seldom = rarely;
        forget_cells();
    }
    std::vector<std::vector<std::size_t>> cell_of;
    for (std::size_t b = 0; b < blocks.size(); ++b) {
        cell_of.push_back(find_cells(rows[b]));
        looked += cell_of.back().size();
    }
    const PolicyPlans::Units at = std::span(units).subspan(first, count);
    keeps = true;
    for (auto& of_point : at)
        if (of_point.size() < cells.size()) of_point.resize(cells.size());
    std::vector<PolicyPlans::Missing> missing;
    for (std::size_t b = 0; b < blocks.size(); ++b)
        for (std::size_t i = 0; i < rows[b].all.size(); ++i)
            if (!std::exchange(at.front()[cell_of[b][i]].computed, true)) missing.push_back({blocks[b].rows, &rows[b], i, cell_of[b][i]});
    columns.stand(first);
    const auto side_by_side = [&](PolicyPlans& by, std::span<const PolicyPlans::Missing> some) { by.compute(columns, some, first, at, {}); };
    share(asked, threads, missing, side_by_side);
    std::size_t all = 0;
    for (std::size_t b = 0; b < blocks.size(); ++b) all += rows[b].all.size();
    together = !asked.by && 2 * missing.size() > all;
    for (std::size_t point = 0; point < count; ++point) {
        std::vector<PolicyPlans::Missing> left;
        std::copy_if(missing.begin(), missing.end(), std::back_inserter(left), [&](const auto& one) { return at[point][one.cell].marks == nullptr; });
        columns.stand(first + point);
        const auto alone = [&](PolicyPlans& by, std::span<const PolicyPlans::Missing> some) {
            for (const auto& one : some) by.alone(columns, *one.block, one.policy(), at[point][one.cell]);
        };
        if (!left.empty()) share(asked, threads, left, alone);
        together = together && left.empty();
    }
    return cell_of;
}

/// Of one block whose policies are added up by period as they are run, each row by itself: what it comes to. None: they are to be told by
/// period each.
std::optional<PolicyBlock> PolicyWorker::add_up(const PolicyTask& task, const PoliciesAsked& asked, std::size_t threads, std::size_t point) {
    const PolicyRows& mine = rows[0];
    if (mine.all.empty()) return std::nullopt;
    PolicyPlans::Groups groups{0, std::vector<std::uint32_t>(columns.groups().size(), UINT32_MAX)};
    for (const PolicyRow& policy : mine.all)
        if (std::uint32_t& number = groups.numbers[policy.group]; number == UINT32_MAX) number = static_cast<std::uint32_t>(groups.count++);
    columns.stand(point);
    if (groups.count > most_added(asked) || !plans[0]->adds_up(columns, *task.rows, mine, 0)) return std::nullopt;
    if (std::exchange(keeps, false) || cells.size() > most_words) forget_cells();
    for (const auto& one : plans)
        if (one != nullptr) one->forget();
    const std::vector<std::size_t> cell_of = find_cells(mine);
    if (units[point].size() < cells.size()) units[point].resize(cells.size());
    by_row.clear();
    by_row.resize(mine.all.size());
    const PolicyPlans::Units at(&by_row, 1);
    std::vector<PolicyPlans::Missing> missing;
    for (std::size_t i = 0; i < mine.all.size(); ++i) missing.push_back({task.rows, &mine, i, i});
    plans[0]->compute(columns, missing, point, at, groups);  // not shared among threads: those that are one lane stand together
    std::vector<PolicyPlans::Added> added = plans[0]->take_added();
    if (!std::all_of(added.begin(), added.end(), [](const PolicyPlans::Added& one) { return one.sums.sound; })) return std::nullopt;
    std::map<std::size_t, std::size_t> first;  // row of a cell that is computed alone
    missing.clear();
    for (std::size_t i = 0; i < mine.all.size(); ++i)
        if (by_row[i].marks == nullptr && first.try_emplace(cell_of[i], i).second) missing.push_back({task.rows, &mine, i, i});
    columns.stand(point);
    const auto alone = [&](PolicyPlans& by, std::span<const PolicyPlans::Missing> some) {
        for (const auto& one : some) by.alone(columns, *one.block, one.policy(), by_row[one.cell]);
    };
    if (!missing.empty()) share(asked, threads, missing, alone);
    for (std::size_t i = 0; i < mine.all.size(); ++i)
        if (by_row[i].marks == nullptr) by_row[i].stand_for(by_row[first.at(cell_of[i])]);
    return sums_of(*task.rows, mine, cell_of, units[point], Told{&by_row, &added, &groups}, true, *task.report);
}

/// Among the threads; those that begin together stand together.
template <class Work>
void PolicyWorker::share(const PoliciesAsked& asked, std::size_t threads, std::vector<PolicyPlans::Missing>& missing, const Work& work) {
    const std::size_t workers = std::min(workers_for(missing.size(), threads), plans.size());
    if (workers == 1) return work(*plans[0], std::span<const PolicyPlans::Missing>(missing));
    std::stable_sort(missing.begin(), missing.end(), [](const auto& a, const auto& b) {
        const PolicyRow &one = a.policy(), &other = b.policy();
        return std::pair(one.product, one.months) < std::pair(other.product, other.months);
    });
    const std::size_t each = std::clamp<std::size_t>(missing.size() / (workers * 2), 1, most_at_a_time);
    in_parallel((missing.size() + each - 1) / each, workers, [&](std::size_t worker, std::size_t part) {
        if (plans[worker] == nullptr) plans[worker] = std::make_unique<PolicyPlans>(asked, book, several);
        work(*plans[worker], std::span<const PolicyPlans::Missing>(missing).subspan(part * each, std::min(each, missing.size() - part * each)));
    });
}

PolicyBlock PolicyWorker::sums_of(const RowBlock& block, const PolicyRows& of, const std::vector<std::size_t>& cell_of, std::deque<UnitCell>& found, const Told& told, bool by,
                                   Report& report) {
    PolicyBlock out;
    out.number = block.number;
    const PolicyMarks* marks = nullptr;
    std::vector<std::size_t> groups(columns.groups().size(), SIZE_MAX);  // in the block
    std::vector<std::pair<std::size_t, std::vector<std::size_t>>> group_rows;  // of those: its number, and rows that are told by period each
    constexpr std::size_t ahead = 8;  // what is added then is on its way to the processor now: a cell, and its numbers
    for (std::size_t i = 0; i < of.all.size(); ++i) {
        const PolicyRow& policy = of.all[i];
        const UnitCell& cell = told.by_row != nullptr ? (*told.by_row)[i] : found[cell_of[i]];
        if (i + 2 * ahead < cell_of.size()) {
            __builtin_prefetch(&found[cell_of[i + 2 * ahead]]);
            if (const double* const numbers = found[cell_of[i + ahead]].numbers; numbers != nullptr) {
                __builtin_prefetch(numbers);
                __builtin_prefetch(numbers + 8);
            }
        }
        const bool fresh = std::exchange(found[cell_of[i]].counted, block.number) != block.number;
        if (fresh) tell(cell, policy, block, report);
        if (cell.marks == nullptr) continue;
        std::size_t& group = groups[policy.group];
        if (group == SIZE_MAX) {
            group = out.groups.size();
            out.group(columns.groups()[policy.group]);
            group_rows.emplace_back(policy.group, std::vector<std::size_t>());
        }
        if (cell.periods > 0) group_rows[group].second.push_back(i);
        out.groups[group].second.add(cell.view(), policy.scale, policy.count);
        if (!fresh) continue;
        ++out.cells;
        if (cell.marks == marks) continue;
        marks = cell.marks;
        PolicyBlock its;
        its.illustrative = marks->illustrative;
        its.conventions = marks->provenance.conventions;
        out.fold(its);
    }
    for (std::size_t g = 0; by && g < group_rows.size(); ++g) {
        PolicyPeriods periods;
        for (const std::size_t i : group_rows[g].second)
            periods.add((told.by_row != nullptr ? (*told.by_row)[i] : found[cell_of[i]]).view(), of.all[i].scale, of.all[i].count);
        for (std::size_t a = 0; told.added != nullptr && a < told.added->size(); ++a)
            periods.add((*told.added)[a].kinds, (*told.added)[a].sums.groups[told.groups->numbers[group_rows[g].first]]);
        periods.tell(out.groups[g].second);
    }
    return out;
}

}  // namespace hearth
