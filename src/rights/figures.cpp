#include "hearth/rights/figures.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <map>
#include <memory>

#include <fmt/format.h>

#include "hearth/base/diagnostic.hpp"
#include "hearth/engine/track.hpp"
#include "hearth/model/of_rights.hpp"

namespace hearth {

namespace {

/// The civil day a number of years after issue: whole months on the calendar.
Date day_of(Date issued, double years) { return issued.plus_months(static_cast<int>(std::lround(years * 12))); }

void refuse(const Report& report) {
    for (const Diagnostic& fault : report.sorted())
        if (fault.severity == Severity::error) throw Fault(Stop::input, fault);
}

PolicyFigures unknown(std::string why) {
    PolicyFigures out;
    out.lacks = std::move(why);
    return out;
}

/// A rate of a status that may be other than 0.
bool is_status_rate(const Rate& rate) {
    const bool of_status = std::any_of(rate.moves.begin(), rate.moves.end(), [](const Move& move) { return move.roles == std::vector<std::string>{"status"}; });
    return of_status && std::any_of(rate.rate->ast.nodes.begin(), rate.rate->ast.nodes.end(), [](const Node& node) { return node.op == Syntax::name || node.number != 0; });
}

/// On the grid of the basis a step ends so many months after issue, or none does.
std::vector<std::pair<std::string, double>> leaves(Contract& contract, const Basis& basis, const Product& product, int months, const std::string& life) {
    Track& track = contract.track(basis.header.name);
    std::size_t state = 0;
    if (track.exits_read_state()) {
        const auto its = product.models.size() == 1 ? product.models.front().state(life) : std::nullopt;
        if (!its || track.exits_read_held())
            throw Fault("E0758", basis.header.place, fmt::format("a rate of the status in basis {} reads {}", basis.header.name, its ? "for how long a life is in its state" : "the state of a life"),
                        its ? "write it by 'year', the state, and what the policy is given" : fmt::format("the model of product {} has no state '{}' of one life: give it the states of the family, or write the rate by 'year'", product.header.name, life));
        state = *its;
    }
    const auto step = track.step_of(months / 12.0);
    if (!step || *step == 0) return {};
    return track.exits(*step - 1, state, 0);
}

/// Of the policy as it is written, as if nothing of it ever changed.
PolicyFigures unchanged(const Book& book, const Family& family, const Policy& policy) {
    PolicyFigures out;
    const Product* product = book.product(policy.product);
    if (product == nullptr) return unknown(fmt::format("there is no product {}", policy.product));
    Report report;
    Given given = given_of(book, family, policy, report);
    refuse(report);
    const auto contract = std::make_shared<Contract>(book, *product, std::move(given), report);
    refuse(report);
    out.illustrative = contract->illustrative();
    const Basis* basis = book.basis(family.basis);
    if (basis != nullptr && std::any_of(basis->rates.begin(), basis->rates.end(), is_status_rate)) {
        out.leaves = [contract, basis, product](int months, const std::string& life) { return leaves(*contract, *basis, *product, months, life); };
        out.leaves_by_life = [contract, basis] { return contract->track(basis->header.name).exits_read_state(); };
    }
    try {
        if (const auto term = contract->term()) out.ends = day_of(policy.issued, *term);
        for (const DuePremium& premium : contract->premiums()) out.premiums.push_back({day_of(policy.issued, premium.time), premium.amount});
    } catch (const Fault& fault) {
        // A leaf that asks about rights has no number yet; what does not read it has.
        const bool waits = fault.diagnostic().code == "E0543" && std::any_of(policy.given.begin(), policy.given.end(), [](const auto& leaf) { return of_rights(leaf.second->ast); });
        if (fault.diagnostic().code != "E0544" && !waits) throw;  // what is not computed yet is unknown, not wrong
        PolicyFigures lacks = unknown(fault.diagnostic().message);
        lacks.illustrative = out.illustrative;
        lacks.leaves = out.leaves;
        lacks.leaves_by_life = out.leaves_by_life;
        if (!waits) return lacks;
        out.lacks = lacks.lacks;
    }
    const std::string path = "family." + family.header.name + ".policy." + policy.header.name + ".";
    out.value = [contract, issued = policy.issued, path, known = std::make_shared<std::map<std::pair<std::string, int>, Value>>()](const std::string& name, Date day) {
        const int months = completed_months(issued, day);
        const auto [found, fresh] = known->try_emplace({name, months});
        if (!fresh) return found->second;
        Moment moment;
        moment.time = months / 12.0;
        try {
            found->second = Value::of(contract->value(name, moment));
        } catch (const Fault& fault) {
            found->second = Value::unknown(fmt::format("{}{} ({})", path, name, fault.diagnostic().message));
        }
        return found->second;
    };
    return out;
}

/// The policy as it is written, and as it is from each day on which an event changes what its product asks: a partial surrender is a
/// sum that becomes less. From its day the premiums, the values and the end are those of a policy issued so.
std::vector<std::pair<Date, Policy>> stages_of(const Product& product, const Family& family, const Policy& policy) {
    std::vector<const Event*> events;
    for (const Event& event : family.events) events.push_back(&event);
    std::stable_sort(events.begin(), events.end(), [](const Event* a, const Event* b) { return a->on < b->on; });
    std::vector<std::pair<Date, Policy>> stages = {{policy.issued, policy}};
    for (const Event* event : events)
        for (const auto& [path, value] : event->changes) {
            const auto ask = std::find_if(product.asks.begin(), product.asks.end(), [&, &path = path](const Ask& one) { return path == policy.header.name + "." + one.name; });
            if (ask == product.asks.end()) continue;
            if (stages.back().first < event->on) stages.emplace_back(event->on, stages.back().second);
            Lets& given = stages.back().second.given;
            given.erase(std::remove_if(given.begin(), given.end(), [&](const auto& leaf) { return leaf.first == ask->name; }), given.end());
            given.emplace_back(ask->name, value);
        }
    return stages;
}

PolicyFigures figures(const Book& book, const Family& family, const Policy& policy) {
    const Product* product = book.product(policy.product);
    const auto stages = product == nullptr ? std::vector<std::pair<Date, Policy>>{{policy.issued, policy}} : stages_of(*product, family, policy);
    PolicyFigures out = unchanged(book, family, policy);
    if (stages.size() == 1) return out;
    std::vector<std::pair<Date, PolicyFigures>> parts = {{policy.issued, out}};
    for (std::size_t i = 1; i < stages.size() && out.lacks.empty(); ++i) {
        const Date from = stages[i].first;
        if (out.ends && *out.ends <= from) break;
        PolicyFigures next = unchanged(book, family, stages[i].second);
        out.premiums.erase(std::find_if(out.premiums.begin(), out.premiums.end(), [&](const auto& premium) { return from <= premium.on; }), out.premiums.end());
        std::copy_if(next.premiums.begin(), next.premiums.end(), std::back_inserter(out.premiums), [&](const auto& premium) { return from <= premium.on; });
        out.ends = next.ends ? std::optional(std::max(from, *next.ends)) : std::nullopt;
        out.lacks = next.lacks;
        out.illustrative = out.illustrative || next.illustrative;
        parts.emplace_back(from, std::move(next));
    }
    if (!out.lacks.empty()) {
        PolicyFigures lacks = unknown(out.lacks);
        lacks.leaves = out.leaves;
        lacks.leaves_by_life = out.leaves_by_life;
        return lacks;
    }
    if (out.leaves)
        out.leaves = [parts, issued = policy.issued](int months, const std::string& life) {
            std::size_t part = parts.size() - 1;
            while (part > 0 && issued.plus_months(months) <= parts[part].first) --part;
            return parts[part].second.leaves(months, life);
        };
    out.value = [parts](const std::string& name, Date day) {
        std::size_t part = parts.size() - 1;
        while (part > 0 && day < parts[part].first) --part;
        return parts[part].second.value(name, day);
    };
    return out;
}

}  // namespace

FiguresOf figures_of(const Book& book, const Family& family) {
    return [&book, &family](const std::string& name) {
        for (const Policy& policy : family.policies)
            if (policy.header.name == name) return figures(book, family, policy);
        return PolicyFigures();
    };
}

}  // namespace hearth
