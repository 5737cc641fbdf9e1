#include "hearth/study/policy_scenarios.hpp"

#include <algorithm>
#include <map>
#include <memory>

#include <fmt/format.h>

#include "hearth/study/changes.hpp"

namespace hearth {

namespace {

constexpr std::size_t most_scenarios = 100'000;

/// Adds the base of a point, and its sides.
void add_sides(const Study& study, const PolicyScenario& point, std::vector<PolicyScenario>& all) {
    if (study.scenarios.empty()) return all.push_back(point), void();
    const auto add = [&](const std::string& name, const std::string& side) {
        all.push_back(point);
        all.back().name.insert(all.back().name.end(), {name, side});
    };
    add("base", "");
    for (const Scenario& scenario : study.scenarios)
        for (std::size_t side = 0; side < (scenario.two_sided ? 2 : 1); ++side) {
            add(scenario.name, !scenario.two_sided ? "" : side == 0 ? "low" : "high");
            for (const auto& [path, leaf] : scenario.changes)
                all.back().changes.push_back({path, leaf.kind == Tree::Kind::array ? leaf.children[side] : leaf, leaf.key_place});
        }
}

std::string written_in(const Tree& leaf) { return text_of(cell_of(leaf)); }

}  // namespace

PolicyScenarios scenarios_of(const Study& study, Report& report) {
    PolicyScenarios out;
    const auto refuse = [&](const Place& place, const std::string& why) { report.error("E0939", place, why); };
    std::size_t count = 1 + 2 * study.scenarios.size();
    for (const Scenario& scenario : study.scenarios)
        if (!scenario.run.empty())
            refuse(scenario.place, fmt::format("scenario {} runs something else, which policies of a file do not", scenario.name));
    if (study.paths > 0) refuse(study.paths_place, "lives are not simulated for policies of a file");
    std::vector<PolicyScenario> points = {{}};
    for (const Axis& axis : study.vary) {
        out.columns.push_back(axis.path);
        count = std::min(count * axis.values.size(), most_scenarios + 1);
        if (count > most_scenarios) {
            refuse(axis.place, fmt::format("these are more than {} scenarios", most_scenarios));
            return out;
        }
        std::vector<PolicyScenario> longer;
        for (const PolicyScenario& point : points)
            for (const Tree& value : axis.values) {
                longer.push_back(point);
                longer.back().name.push_back(written_in(value));
                longer.back().changes.push_back({axis.path, value, place_of(axis, value)});
            }
        points = std::move(longer);
    }
    out.varied = out.columns.size();
    out.all.clear();
    if (!study.scenarios.empty()) out.columns.insert(out.columns.end(), {"scenario", "side"});
    for (const PolicyScenario& point : points) add_sides(study, point, out.all);
    return out;
}

PoliciesByScenario::PoliciesByScenario(const PoliciesAsked& asked, PolicyScenarios scenarios, const RowBlock& header, Report& report)
    : scenarios_(std::move(scenarios)) {
    std::map<std::string, std::size_t> known;
    std::vector<PoliciesAsked> all;
    for (const PolicyScenario& scenario : scenarios_.all) {
        std::vector<Change> of_set, given;
        std::string key;
        for (const Change& change : scenario.changes) {
            (changes_set(change) ? of_set : given).push_back(change);
            key += fmt::format("{}\x1f{}\x1e", change.path,
                               changes_set(change) ? fmt::format("{} {}", static_cast<int>(change.leaf.kind), written_in(change.leaf)) : "");
        }
        const auto [place, fresh] = known.try_emplace(key, all.size());
        if (fresh) {
            all.push_back(asked);
            if (!of_set.empty()) {
                auto changed = std::make_shared<Set>(*asked.set);
                apply_changes(*changed, of_set, report);
                all.back().set = std::move(changed);
                all.back().book = nullptr;
            }
            std::erase_if(all.back().given, [&](const Change& one) {
                return std::any_of(given.begin(), given.end(), [&](const Change& other) { return other.path == one.path; });
            });
        }
        PoliciesAsked& its = all[place->second];
        where_.emplace_back(place->second, its.points.size());
        its.points.push_back(std::move(given));
    }
    for (PoliciesAsked& one : all)
        if (!report.failed()) policies_.push_back(std::make_unique<Policies>(std::move(one), header, report));
}

std::size_t PoliciesByScenario::threads() const { return policies_.front()->threads(); }

void PoliciesByScenario::calculate(std::optional<std::size_t> worker, std::span<PolicyTask> blocks) {
    std::vector<std::size_t> before;
    for (const PolicyTask& one : blocks) before.push_back(one.report->errors());
    std::vector<std::vector<PolicyTask>> found;
    for (const auto& policies : policies_) {
        found.emplace_back();
        for (std::size_t b = 0; b < blocks.size(); ++b)
            if (blocks[b].report->errors() == before[b]) found.back().push_back({blocks[b].rows, blocks[b].report});
        policies->calculate(worker, found.back());
    }
    std::vector<std::size_t> next(policies_.size());  // of each its task of the block
    for (std::size_t b = 0; b < blocks.size(); ++b) {
        PolicyBlock& out = blocks[b].made.emplace_back();
        const auto task = [&](std::size_t p) { return next[p] < found[p].size() && found[p][next[p]].rows == blocks[b].rows ? &found[p][next[p]] : nullptr; };
        for (const auto& of : found)
            for (const PolicyTask& one : of)
                if (one.rows == blocks[b].rows && one.failure && !blocks[b].failure) blocks[b].failure = one.failure;
        if (blocks[b].report->errors() == before[b] && !blocks[b].failure) {
            out.number = blocks[b].rows->number;
            for (std::size_t s = 0; s < where_.size(); ++s) {
                PolicyBlock& one = task(where_[s].first)->made[where_[s].second];
                if (s > 0) one.cells = 0;  // they are told of the first
                for (auto& [name, sums] : one.groups) name.insert(name.begin(), scenarios_.all[s].name.begin(), scenarios_.all[s].name.end());
                out.fold(one);
            }
        }
        for (std::size_t p = 0; p < policies_.size(); ++p) next[p] += task(p) != nullptr ? 1u : 0u;
    }
}

bool PoliciesByScenario::better_together() const {
    return std::all_of(policies_.begin(), policies_.end(), [](const auto& one) { return one->better_together(); });
}

std::string PoliciesByScenario::currency(Report& report) const { return policies_.front()->currency(report); }

}  // namespace hearth
