#include "hearth/rights/usage.hpp"

#include <algorithm>
#include <cmath>
#include <map>

#include <fmt/format.h>

#include "hearth/base/text.hpp"

namespace hearth {

namespace {

struct Usage {
    FamilyRights& rights;
    const Ledger& ledger;
    Date as_of;
    Frame frame;
    Timeline timeline;
    std::vector<const Order*> delivered;    ///< as the deliveries of the timeline

    Usage(FamilyRights& r, const Ledger& l, Date day) : rights(r), ledger(l), as_of(day), timeline(r.rules(), r.facts()) {}

    void row(const char* kind, std::size_t right, const std::string& person, const std::string& what, const Order* order,
             std::optional<Date> date, Cell found, Cell allowed, Cell amount, const std::string& unit, const std::string& owner = {}) {
        const auto text = [](const std::string& cell) { return cell.empty() ? Cell{} : Cell{cell}; };
        frame.rows.push_back({std::string(kind), rights.rules().path(right), text(person), text(owner), text(what),
                              order == nullptr ? Cell{} : Cell{order->name}, date ? Cell{*date} : Cell{}, std::move(found),
                              std::move(allowed), std::move(amount), text(unit)});
    }

    void run() {
        std::vector<Delivery> deliveries;
        for (const Order& order : ledger.orders)
            if (const auto on = order.on[static_cast<std::size_t>(ServiceEvent::delivered)]) delivered.push_back(&order);
        std::stable_sort(delivered.begin(), delivered.end(), [](const Order* a, const Order* b) {
            return *a->on[static_cast<std::size_t>(ServiceEvent::delivered)] < *b->on[static_cast<std::size_t>(ServiceEvent::delivered)];
        });
        for (const Order* order : delivered)
            deliveries.push_back({*order->on[static_cast<std::size_t>(ServiceEvent::delivered)], order->right, order->person,
                                  order->quantity, RightWord::none, 0});
        timeline.expect(std::move(deliveries));
        timeline.run(as_of);
    }

    /// Who holds it; of a programme held by policies also which.
    [[nodiscard]] std::string owner_of(std::size_t holder, const Holding& holding) const {
        const std::string owner = holding.owner < 0 ? "" : rights.facts().name(holding.owner);
        const int policy = timeline.state().holders[holder].policy;
        return policy < 0 ? owner : fmt::format("{} ({})", owner, rights.facts().written(policy).header.name);
    }

    /// What is left of each account that the payments of a right draw on; people who share a balance share a row.
    void left(std::size_t right) {
        struct Shown {
            const Balance* balance;
            std::vector<std::string> people, owners;
        };
        const auto add = [](std::vector<std::string>& names, const std::string& name) {
            if (!name.empty() && std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
        };
        std::vector<Reading> accounts;
        for (const PaymentRules& payment : rights.rules().rights()[right].pays)
            for (const Reading& account : payment.from) {
                const auto same = [&](const Reading& one) {
                    return one.programme == account.programme && one.right == account.right && one.part == account.part;
                };
                if (std::none_of(accounts.begin(), accounts.end(), same)) accounts.push_back(account);
            }
        for (const Reading& account : accounts) {
            std::vector<Shown> shown;
            for (const auto& [holder, holding] : timeline.state().rights[right])
                for (const auto& [person, standing] : holding.people) {
                    if (!standing.unlocked || standing.word == RightWord::ended) continue;
                    Value lacks;
                    const Balance* balance = timeline.world().balance(account, timeline.here(right, holder, person), {}, lacks);
                    auto same = std::find_if(shown.begin(), shown.end(),
                                             [&](const Shown& one) { return one.balance == balance && balance != nullptr; });
                    if (same == shown.end()) same = shown.insert(same, {balance, {}, {}});
                    add(same->people, rights.facts().name(person));
                    add(same->owners, owner_of(holder, holding));
                }
            const Account& what = *timeline.world().account(account).account;
            for (const Shown& one : shown) {
                double drawn = 0;
                for (const Delivery& delivery : timeline.deliveries())
                    if (const auto part = delivery.from.find(one.balance); delivery.right == right && part != delivery.from.end())
                        drawn += part->second;
                const Cell found = one.balance == nullptr ? Cell{Unknown{{what.header.name}}} : Cell{drawn};
                const Cell amount = one.balance == nullptr || is_shared(what) ? Cell{Unknown{{what.header.name}}} : Cell{timeline.world().on_day(*one.balance, as_of)};
                row("left", right, join(one.people), what.header.name, nullptr, std::nullopt, found, {}, amount, what.unit,
                    join(one.owners));
            }
        }
    }

    void breaches(const std::vector<Standard>& standards) {
        for (std::size_t i = 0; i < delivered.size(); ++i) {
            const Order& order = *delivered[i];
            const Delivery& one = timeline.deliveries()[i];
            const std::string who = rights.facts().name(one.person);
            if (one.found != RightWord::usable && one.found != RightWord::served)
                row("breach", one.right, who, "state", &order, one.on, std::string(to_text(one.found)), std::string("usable"), {}, "");
            else if (!one.lacks.empty())
                row("breach", one.right, who, "quota", &order, one.on, one.quantity, Unknown{one.lacks}, {}, "");
            else if (one.drawn < one.quantity * (1 - 1e-9))
                row("breach", one.right, who, "quota", &order, one.on, one.quantity, one.drawn, {}, "");
        }
        for (const Order& order : ledger.orders)
            for (const Standard& standard : standards) {
                if (standard.right != Reading::none && standard.right != order.right) continue;
                const auto found = measured(order, standard.measure, as_of);
                if (!found) continue;  // nothing to measure: not failed, or not recorded
                if (standard.at_least ? *found >= standard.bound : *found <= standard.bound) continue;
                Date last = *order.on[0];
                for (const auto& day : order.on)
                    if (day) last = std::max(last, *day);
                row("breach", order.right, rights.facts().name(order.person), standard.measure, &order, last, *found,
                    fmt::format("{} {}", standard.at_least ? ">=" : "<=", shortest(standard.bound)), standard.remedy, timeline.currency());
            }
    }

    /// Units expected of a person since the ledger began: month by month, for the days on which the right can be used.
    std::optional<double> expected(std::size_t right, int person, const Rule& demand) {
        double units = 0;
        for (Date from = *ledger.first; from <= as_of; from = from.plus_months(1)) {
            const Date to = std::min(from.plus_months(1), as_of.plus_days(1));
            const double month = from.plus_months(1).days() - from.days();
            for (const auto& [holder, holding] : timeline.state().rights[right]) {
                const double days = usable(right, holder, person, from, to);
                if (days == 0) continue;
                Here at = timeline.here(right, holder, person);
                at.day = from;
                const Value value = timeline.world().evaluate(demand, at);
                if (!value.known()) return std::nullopt;
                units += value.number * days / month;
                break;
            }
        }
        return units;
    }

    double usable(std::size_t right, std::size_t holder, int person, Date from, Date to) const {
        double days = 0;
        std::optional<Date> since;
        for (const RightsEvent& event : timeline.events()) {
            if (event.right != right || event.holder != holder || event.person != person) continue;
            const bool may = event.state == RightWord::usable || event.state == RightWord::served;
            if (since && !may) days += std::max(0, std::min(event.date, to).days() - std::max(*since, from).days()), since.reset();
            if (!since && may) since = event.date;
        }
        if (since) days += std::max(0, to.days() - std::max(*since, from).days());
        return days;
    }

    void use(std::size_t right, const Rule* demand) {
        std::map<int, double> units;
        for (const auto& [holder, holding] : timeline.state().rights[right])
            for (const auto& [person, standing] : holding.people)
                if (standing.unlocked) units.try_emplace(person, 0);
        for (const Delivery& one : timeline.deliveries())
            if (one.right == right) units[one.person] += one.quantity;
        for (const auto& [person, actual] : units) {
            const auto wanted = demand == nullptr || !ledger.first ? std::nullopt : expected(right, person, *demand);
            if (actual == 0 && (!wanted || *wanted == 0)) continue;
            row("use", right, rights.facts().name(person), "units", nullptr, std::nullopt, actual, wanted ? Cell{*wanted} : Cell{},
                wanted && *wanted > 0 ? Cell{actual / *wanted} : Cell{}, "");
        }
    }
};

}  // namespace

Frame rights_usage(FamilyRights& rights, const Ledger& ledger, const std::vector<Standard>& standards, Date as_of) {
    Usage out(rights, ledger, as_of);
    Frame& frame = out.frame;
    frame.name = "usage";
    frame.title = rights.family().header.shown();
    frame.columns = {{"kind", "", "", -1},   {"right", "", "", -1}, {"person", "", "", -1}, {"owner", "", "", -1},
                     {"what", "", "", -1},   {"order", "", "", -1}, {"date", "", "", -1},   {"found", "", "", 2},
                     {"allowed", "", "", 2}, {"amount", "", "", 2}, {"unit", "", "", -1}};
    frame.keys = 6;
    out.run();
    const Rulebook& rules = rights.rules();
    std::vector<std::size_t> order(rules.rights().size());
    for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
    std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return rules.path(a) < rules.path(b); });
    for (const std::size_t right : order) out.left(right);
    out.breaches(standards);
    for (const std::size_t right : order) out.use(right, rights.demand(right));
    frame.provenance = rights_provenance(rights);
    frame.provenance.conventions[0] = {"as_of", as_of.text()};
    frame.provenance.conventions.emplace_back("expected", "units a month by the demand of the basis, while the right can be used");
    return std::move(frame);
}

Frame usage_of_kind(const Frame& usage, std::string_view kind) {
    Frame out = usage;
    out.title = std::string(kind);
    std::erase_if(out.rows, [&](const std::vector<Cell>& row) { return text_of(row[0]) != kind; });
    const auto drop = [&](std::size_t column) {
        out.columns.erase(out.columns.begin() + static_cast<std::ptrdiff_t>(column));
        for (auto& row : out.rows) row.erase(row.begin() + static_cast<std::ptrdiff_t>(column));
    };
    for (std::size_t column = out.columns.size(); column-- > 0;) {
        const bool empty = std::all_of(out.rows.begin(), out.rows.end(),
                                       [&](const auto& row) { return std::holds_alternative<std::monostate>(row[column]); });
        if (column == 0 || empty) drop(column);
    }
    return out;
}

}  // namespace hearth
