// Demand of many families: by right, city, year, with bands.
#include "hearth/rights/demand.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include <fmt/format.h>

#include "crowd.hpp"
#include "hearth/base/diagnostic.hpp"
#include "hearth/base/text.hpp"
#include "hearth/rights/handed.hpp"

namespace hearth {

namespace {

constexpr std::size_t most_demand_lives = 20'000'000;

/// Of one right, as told apart.
struct DemandKey {
    int year = 0, tier = 0;
    std::size_t item = Reading::none;
    std::vector<std::string> label;
    friend auto operator<=>(const DemandKey&, const DemandKey&) = default;
};

/// The sum of all families; drawn: on each path.
struct Total {
    Figures mean;
    std::vector<Figures> paths;
};

struct Demand {
    std::map<DemandKey, Total> lines;
    std::string note;
    std::set<std::string> methods;
};

std::array<double, 7> all(const Figures& f) { return {f.unlocked, f.used, f.held, f.usable, f.units, f.cost, f.value}; }

DemandKey key_of(const Line& line, const std::vector<std::vector<std::string>>& labels, const Apart& by) {
    DemandKey out{line.year, line.tier, line.item, {}};
    if (!by.facts.empty() && line.label < labels.size()) out.label = labels[line.label];
    return out;
}

void add_exact(Household& one, const Unit& unit, Expecting& how, Demand& demand) {
    const Expectation found = expected(*one.rights, unit, how.by);
    how.too_large = how.too_large || found.limit;
    how.no_answer = how.no_answer || found.fault;
    for (const auto& [person, why] : found.refused)
        if (demand.note.empty()) demand.note = fmt::format("family {}, {}: {}", one.cohort.family, one.rights->facts().name(person), why);
    demand.methods.insert("exact");
    for (const auto& [line, figures] : found.lines) {
        Figures discounted = figures;
        discounted.value *= one.discount;
        demand.lines[key_of(line, found.labels, how.by)].mean.add(discounted, static_cast<double>(one.cohort.count));
    }
}

void add_drawn(Household& one, const Unit& unit, Expecting& how, Demand& demand) {
    struct Brought {
        std::vector<std::pair<Total*, Figures>> lines;
    };
    std::optional<Date> until = how.by.until;
    Chain chain(*one.rights, unit, how.by.facts, until);
    std::map<DemandKey, Total> lines;
    std::string note;
    const auto begin = [&] { lines.clear(); };
    const auto prepare = [&](std::size_t k, const Chain::Month& month) {
        Brought out;
        for (const auto& [person, lacks] : month.lacks)
            if (note.empty()) note = fmt::format("family {}, {}: unknown: {}", one.cohort.family, one.rights->facts().name(person), join(lacks));
        for (const Happening& what : month.happenings) {
            const Entry entry = entry_of(what, one.rights->lives(), chain, k, how.by);
            Total& total = lines[key_of(entry.line, chain.labels(), how.by)];
            total.paths.resize(how.paths);
            auto its = std::find_if(out.lines.begin(), out.lines.end(), [&](const auto& line) { return line.first == &total; });
            if (its == out.lines.end()) its = out.lines.insert(its, {&total, Figures()});
            its->second.add(what, 1, entry.discount * one.discount);
        }
        return out;
    };
    const Copies copies{0, one.cohort.count, how.paths, how.seed};
    live<Brought>(one, chain, copies, begin, prepare, [&](std::size_t life, std::size_t, const Brought& brought) {
        for (const auto& [total, figures] : brought.lines) total->paths[copies.path(life)].add(figures, 1);
    });
    if (demand.note.empty()) demand.note = note;
    demand.methods.insert(fmt::format("simulation: {} paths, seed {}", how.paths, how.seed));
    for (auto& [key, total] : lines) {
        Total& sum = demand.lines[key];
        sum.paths.resize(how.paths);
        for (std::size_t path = 0; path < how.paths; ++path) sum.paths[path].add(total.paths[path], 1);
    }
}

struct DemandSheet {
    Portfolio& portfolio;
    const Expecting& how;
    Frame frame{};

    void columns() {
        const auto key = [&](const std::string& name) { frame.columns.push_back({name, "", "", -1}); };
        key("right");
        if (how.by.year) key("year");
        if (how.by.tier) key("tier");
        if (how.by.item) key("item");
        for (const std::string& fact : how.by.facts) key(fact);
        frame.keys = frame.columns.size();
        const char* money = portfolio.currency.c_str();
        for (const auto& [name, unit] : {std::pair("unlocked", ""), std::pair("used", ""), std::pair("held", "years"), std::pair("usable", "years"), std::pair("units", ""), std::pair("cost", money),
                                         std::pair("value", money)}) {
            frame.columns.push_back({name, unit, "", 2});
            for (const char* more : {"_error", "_5", "_95"})
                if (how.paths > 0) frame.columns.push_back({std::string(name) + more, unit, "", 2});
        }
        key("method");
        key("note");
    }

    std::vector<Cell> keys(std::size_t right, const DemandKey& key) const {
        const Rulebook& rules = portfolio.households.front().rights->rules();
        std::vector<Cell> row{rules.path(right)};
        if (how.by.year) row.push_back(key.year == 0 ? Cell{} : Cell{static_cast<std::int64_t>(key.year)});
        if (how.by.tier) {
            const std::size_t tiers = rules.programmes()[rules.rights()[right].programme].tiers_of;
            row.push_back(tiers == Reading::none || key.tier == 0 ? Cell{} : Cell{rules.programmes()[tiers].programme->tiers[static_cast<std::size_t>(key.tier) - 1].name});
        }
        if (how.by.item) row.push_back(key.item == Reading::none ? Cell{} : Cell{rules.rights()[right].pays[key.item].payment->header.name});
        for (std::size_t i = 0; i < how.by.facts.size(); ++i) row.push_back(i < key.label.size() ? told_by(rules.book(), *rules.rights()[right].right, how.by.facts[i], key.label[i]) : Cell{});
        return row;
    }

    void add(std::size_t right, const Demand& demand) {
        const std::string method = demand.note.empty() ? join(std::vector<std::string>(demand.methods.begin(), demand.methods.end()), "; ") : "none";
        if (!demand.note.empty() || demand.lines.empty()) {
            std::vector<Cell> row = keys(right, {});
            while (row.size() + 2 < frame.columns.size()) row.push_back(demand.note.empty() ? Cell{0.0} : Cell{});
            row.emplace_back(method);
            row.push_back(demand.note.empty() ? Cell{} : Cell{demand.note});
            frame.rows.push_back(std::move(row));
            return;
        }
        for (const auto& [key, total] : demand.lines) {
            std::vector<Cell> row = keys(right, key);
            for (std::size_t i = 0; i < 7; ++i) {
                if (how.paths == 0) {
                    row.emplace_back(all(total.mean)[i]);
                    continue;
                }
                std::vector<double> values;
                double sum = 0, square = 0;
                const double n = how.paths;
                for (const Figures& path : total.paths) values.push_back(all(path)[i]);
                for (const double value : values) sum += value;
                for (const double value : values) square += (value - sum / n) * (value - sum / n);
                row.emplace_back(sum / n);
                row.emplace_back(std::sqrt(square / (n - 1) / n));
                row.emplace_back(quantile_of(values, 0.05));
                row.emplace_back(quantile_of(values, 0.95));
            }
            row.emplace_back(method);
            row.emplace_back();
            frame.rows.push_back(std::move(row));
        }
    }
};

}  // namespace

double quantile_of(std::vector<double> values, double share) {
    const auto at = std::min(values.size() - 1, static_cast<std::size_t>(share * static_cast<double>(values.size())));
    std::nth_element(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(at), values.end());
    return values[at];
}

Frame portfolio_demand(Portfolio& portfolio, Expecting& how) {
    DemandSheet sheet{portfolio, how};
    sheet.frame.name = "demand";
    sheet.columns();
    std::map<std::string, std::pair<std::size_t, Demand>> rights;  // by path
    for (Household& one : portfolio.households) {
        if (one.cohort.count * how.paths > most_demand_lives)
            throw Fault(Stop::limit, {"E0796", one.cohort.place, fmt::format("{} families on {} paths are more than {} lives", one.cohort.count, how.paths, most_demand_lives), "fewer --paths", Severity::error});
        for (const Unit& unit : how.paths == 0 ? units_of(*one.rights) : units_together(*one.rights)) {
            auto& [right, demand] = rights[one.rights->rules().path(unit.right)];
            right = unit.right;
            try {
                if (how.paths == 0) add_exact(one, unit, how, demand);
                else add_drawn(one, unit, how, demand);
            } catch (const Fault& fault) {
                how.no_answer = true;
                if (demand.note.empty()) demand.note = fmt::format("family {}: {} ({})", one.cohort.family, fault.diagnostic().message, fault.diagnostic().code);
            }
        }
    }
    for (const auto& [path, of] : rights) sheet.add(of.first, of.second);
    return std::move(sheet.frame);
}

}  // namespace hearth
