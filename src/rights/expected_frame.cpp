// What is expected of a family's rights, as a table.
#include <algorithm>
#include <array>
#include <memory>
#include <tuple>

#include <fmt/format.h>

#include "hearth/base/parallel.hpp"
#include "hearth/rights/expected.hpp"
#include "hearth/rights/figures.hpp"
#include "hearth/rights/handed.hpp"
#include "hearth/rights/lives.hpp"

namespace hearth {

namespace {

/// The value that a share of the paths does not exceed; and the mean of those beyond it.
double quantile(const std::vector<double>& sorted, double share) {
    return sorted[std::min(sorted.size() - 1, static_cast<std::size_t>(share * static_cast<double>(sorted.size())))];
}

double tail_mean(const std::vector<double>& sorted, double share) {
    double sum = 0;
    const auto from = std::min(sorted.size() - 1, static_cast<std::size_t>(share * static_cast<double>(sorted.size())));
    for (std::size_t i = from; i < sorted.size(); ++i) sum += sorted[i];
    return sum / static_cast<double>(sorted.size() - from);
}

/// The same family for a thread of its own: names are numbered in a book, and rates and values are found out on the way.
struct Twin {
    explicit Twin(const FamilyRights& of) : book(of.rules().book()) {
        book.names = std::make_shared<Names>(*book.names);
        const Family& family = *book.family(of.family().header.name);
        Report report;
        LifeFigures lives = lives_of(book, family, report);
        rights = std::make_unique<FamilyRights>(book, family, figures_of(book, family), std::move(lives), report);
        units = units_of(*rights);
    }
    Twin(const Twin&) = delete;
    Twin& operator=(const Twin&) = delete;
    Book book;
    std::unique_ptr<FamilyRights> rights;
    std::vector<Unit> units;
};

struct Sheet {
    FamilyRights& rights;
    Expecting& how;
    Frame frame{};

    [[nodiscard]] bool told_apart() const { return how.by.year || how.by.tier || how.by.item || !how.by.facts.empty(); }

    void columns() {
        const std::string currency = rights.course().currency();
        const auto key = [&](const std::string& name) { frame.columns.push_back({name, "", "", -1}); };
        for (const char* name : {"right", "person", "owner"}) key(name);
        if (how.by.year) key("year");
        if (how.by.tier) key("tier");
        if (how.by.item) key("item");
        for (const std::string& fact : how.by.facts) key(fact);
        frame.keys = frame.columns.size();
        for (const auto& [name, unit, decimals] : {std::tuple("unlocked", "", 6), std::tuple("used", "", 6), std::tuple("held", "years", 4), std::tuple("usable", "years", 4),
                                                   std::tuple("units", "", 2), std::tuple("cost", currency.c_str(), 2), std::tuple("value", currency.c_str(), 2)}) {
            frame.columns.push_back({name, unit, "", decimals});
            if (how.paths > 0) frame.columns.push_back({std::string(name) + "_error", unit, "", decimals});
        }
        if (how.paths > 0 && !told_apart())
            for (const char* name : {"value_95", "value_99", "value_beyond_95"}) frame.columns.push_back({name, currency, "", 2});
        key("method");
        key("note");
    }

    std::vector<Cell> keys(const Unit& unit, const Expectation& found, const Line& line) {
        const Rulebook& rules = rights.rules();
        const auto& holding = rights.course().state().rights[unit.right].at(unit.holder);
        std::vector<Cell> row{rules.path(unit.right), rights.facts().name(line.person), holder_name(rights, unit.holder, holding.owner)};
        if (how.by.year) row.push_back(line.year == 0 ? Cell{} : Cell{static_cast<std::int64_t>(line.year)});
        if (how.by.tier) {
            const std::size_t tiers = rules.programmes()[rules.rights()[unit.right].programme].tiers_of;
            row.push_back(tiers == Reading::none || line.tier == 0 ? Cell{} : Cell{rules.programmes()[tiers].programme->tiers[static_cast<std::size_t>(line.tier) - 1].name});
        }
        if (how.by.item) row.push_back(line.item == Reading::none ? Cell{} : Cell{rules.rights()[unit.right].pays[line.item].payment->header.name});
        for (std::size_t i = 0; i < how.by.facts.size(); ++i) {
            const bool told = line.label < found.labels.size() && i < found.labels[line.label].size();
            row.push_back(told ? told_by(rules.book(), *rules.rights()[unit.right].right, how.by.facts[i], found.labels[line.label][i]) : Cell{});
        }
        return row;
    }

    void figures(std::vector<Cell>& row, const Figures& mean, const Figures& error) const {
        const auto all = [](const Figures& f) { return std::array{f.unlocked, f.used, f.held, f.usable, f.units, f.cost, f.value}; };
        for (std::size_t i = 0; i < 7; ++i) {
            row.emplace_back(all(mean)[i]);
            if (how.paths > 0) row.emplace_back(all(error)[i]);
        }
    }

    void add(const Unit& unit, const Expectation& found) {
        how.no_answer = how.no_answer || found.fault;
        how.too_large = how.too_large || found.limit;
        for (const int person : unit.people) {
            Line none;
            none.person = person;
            if (const auto refused = found.refused.find(person); refused != found.refused.end()) {
                std::vector<Cell> row = keys(unit, found, none);
                while (row.size() + 2 < frame.columns.size()) row.emplace_back();
                row.emplace_back(std::string("none"));
                row.emplace_back(refused->second);
                frame.rows.push_back(std::move(row));
                continue;
            }
            std::map<Line, Figures> lines;
            for (const auto& [line, mean] : found.lines)
                if (line.person == person) lines.emplace(line, mean);
            if (lines.empty() && !told_apart()) lines.emplace(none, Figures());
            for (const auto& [line, mean] : lines) {
                std::vector<Cell> row = keys(unit, found, line);
                const auto error = found.errors.find(line);
                figures(row, mean, error == found.errors.end() ? Figures() : error->second);
                if (how.paths > 0 && !told_apart()) {
                    std::vector<double> sorted = found.values.at(person);
                    std::sort(sorted.begin(), sorted.end());
                    for (const double value : {quantile(sorted, 0.95), quantile(sorted, 0.99), tail_mean(sorted, 0.95)}) row.emplace_back(value);
                }
                row.emplace_back(found.method);
                row.emplace_back(rights.demand(unit.right) == nullptr && asks(unit.right) ? Cell{std::string("no demand is written: nothing is drawn")} : Cell{});
                frame.rows.push_back(std::move(row));
            }
        }
    }

    [[nodiscard]] bool asks(std::size_t right) const {
        const auto& pays = rights.rules().rights()[right].pays;
        return std::any_of(pays.begin(), pays.end(), [](const PaymentRules& payment) { return payment.payment->on == "request"; });
    }
};

}  // namespace

std::vector<std::string> events_not_read(const FamilyRights& rights) {
    std::vector<std::string> out;
    const Family& family = rights.family();
    for (const Event& event : family.events)
        for (const auto& [path, value] : event.changes) {
            const std::string leaf = path.substr(path.find('.') + 1);
            const bool moved = rights.facts().person(path.substr(0, path.find('.'))) >= 0 && (leaf == "state" || rights.rules().translation(leaf) != nullptr);
            const int policy = leaf == "status" ? rights.facts().policy(path.substr(0, path.find('.'))) : -1;
            if ((moved || (policy >= 0 && rights.facts().moved(policy))) && family.as_of < event.on) out.push_back(fmt::format("event {} of {} is not read: the rates of the basis move {}", event.header.name, event.on.text(), path));
        }
    const FamilyFacts& facts = rights.facts();
    for (int policy = 0; policy < facts.policies(); ++policy) {
        const std::string& status = facts.status(policy, family.as_of);
        if (facts.figures(policy).leaves != nullptr && (status == "overdue" || status == "reduced"))
            out.push_back(fmt::format("policy {} is {} on {}: rates of the status move policies in force, this one is as the family writes it", facts.written(policy).header.name, status, family.as_of.text()));
    }
    return out;
}

std::vector<Expectation> expectations(FamilyRights& rights, const std::vector<Unit>& units, const Expecting& how) {
    std::vector<Expectation> out(units.size());
    std::vector<std::unique_ptr<Twin>> twins(workers_for(units.size(), how.threads));
    in_parallel(units.size(), how.threads, [&](std::size_t worker, std::size_t i) {
        if (worker > 0 && twins[worker] == nullptr) twins[worker] = std::make_unique<Twin>(rights);
        FamilyRights& its = worker == 0 ? rights : *twins[worker]->rights;
        const Unit& unit = worker == 0 ? units[i] : twins[worker]->units[i];
        out[i] = how.paths == 0 ? expected(its, unit, how.by) : simulated(its, unit, how.by, how.paths, how.seed);
    });
    return out;
}

Frame rights_expected(FamilyRights& rights, Expecting& how) {
    Sheet sheet{rights, how};
    Frame& frame = sheet.frame;
    frame.name = "expected";
    frame.title = rights.family().header.shown();
    sheet.columns();
    const std::vector<Unit> units = units_of(rights);
    const std::vector<Expectation> found = expectations(rights, units, how);
    for (std::size_t i = 0; i < units.size(); ++i) sheet.add(units[i], found[i]);
    frame.provenance = rights_provenance(rights);
    for (std::string& note : events_not_read(rights)) frame.provenance.notes.push_back(std::move(note));
    for (auto& [word, value] : frame.provenance.conventions)
        if (word == "method") value = how.paths == 0 ? "exact expectation" : fmt::format("simulation of {} paths, seed {}", how.paths, how.seed);
    return std::move(frame);
}

}  // namespace hearth
