// A figure of the expected rights of a family: what is added up, month by month and state by state.
#include <algorithm>
#include <deque>
#include <set>

#include <fmt/format.h>

#include "heard_months.hpp"
#include "hearth/base/text.hpp"

namespace hearth {

namespace expected_months {

namespace {

struct Item {
    const char* name;
    Kind kind;
};
constexpr Item items[] = {{"unlocked", Kind::unlocked}, {"used", Kind::used}, {"held", Kind::held}, {"usable", Kind::usable},
                          {"units", Kind::units},       {"cost", Kind::cost}, {"value", Kind::cost}};

struct Told {
    Explanation out;
    const HeardMonths& heard;
    bool worth;  ///< the value is asked: each month is discounted
    std::map<const Seen*, std::size_t> known = {};
    std::map<std::uint32_t, std::size_t> chances = {};  ///< nodes of chances that were told when their month came
    struct Open {
        std::uint32_t node;
        std::size_t cell, deep;
    };
    std::deque<Open> open = {};

    std::size_t add(Explained node) {
        if (out.nodes.size() > 200'000)
            throw Fault(Stop::limit, {"E0853",
                                      {},
                                      "the explanation has more than 200000 parts",
                                      "ask for a year of it: --year 2031, or for less of it: --depth 2"});
        out.nodes.push_back(std::move(node));
        return out.nodes.size() - 1;
    }
    std::size_t leaf(std::string op, std::string name, Cell value) {
        Explained node;
        node.op = std::move(op);
        node.name = std::move(name);
        node.value = std::move(value);
        return add(std::move(node));
    }
    std::size_t made(std::string op, double value, std::vector<std::size_t> parts, std::string name = {}) {
        const std::size_t node = leaf(std::move(op), std::move(name), value + 0.0);
        out.nodes[node].parts = std::move(parts);
        return node;
    }
    [[nodiscard]] double number(std::size_t node) const { return std::get<double>(out.nodes[node].value); }

    std::size_t chance(const Term& term, const Months::One& one) {
        const std::string& states = term.who;
        const std::string name = fmt::format("chance{}{} on {}", states.empty() ? "" : " of ", states, heard.day_of(one.k).text());
        if (one.whence != Whence::none && same(heard.made_of.nodes[one.whence].chance, one.chance)) {
            const std::size_t node = reached(one.whence, 0);
            if (heard.reached_then.at(one.whence).k == one.k) return node;
            return made("same", one.chance, {node}, name);
        }
        return leaf("probability", name, one.chance);
    }
    /// A chance that was told when its month came: a cell, to be taken apart as deep as is asked; else its parts.
    std::size_t reached(std::uint32_t node, std::size_t deep) {
        const auto then = heard.reached_then.find(node);
        if (then == heard.reached_then.end()) return parts_of(node, deep, {});
        const auto [found, fresh] = chances.try_emplace(node, 0);
        if (!fresh) return found->second;
        const std::string& who = then->second.who;
        found->second = leaf("cell", fmt::format("chance{}{} on {}", who.empty() ? "" : " of ", who, heard.day_of(then->second.k).text()), heard.made_of.nodes[node].chance);
        open.push_back({node, found->second, deep});
        return found->second;
    }
    std::size_t parts_of(std::uint32_t node, std::size_t deep, std::string name) {
        if (node == Whence::start) return leaf("number", "as the course begins", 1.0);
        const Whence::Node& one = heard.made_of.nodes[node];
        std::vector<std::size_t> parts;
        for (std::size_t p = one.first; p < one.last; ++p) {
            const Whence::Part& part = heard.made_of.parts[p];
            parts.push_back(reached(part.of, deep));
            if (part.share == 1) continue;
            const std::string moved = fmt::format("{}: {} -> {} in the month from {}", heard.members[part.member].name, heard.state_of(part.member, part.from), heard.state_of(part.member, part.to), heard.day_of(part.month).text());
            parts.back() = made("multiply", number(parts.back()) * part.share, {parts.back(), leaf("probability", moved, part.share)});
        }
        return parts.size() == 1 && name.empty() ? parts.front() : made("add", one.chance, std::move(parts), std::move(name));
    }
    /// Chances from the last to those before it, as deep as is asked, as long as there is room.
    void tell_chances() {
        constexpr std::size_t room = 100'000;
        for (; !open.empty(); open.pop_front()) {
            const auto [node, cell, deep] = open.front();
            if (deep + HeardMonths::chances_told > heard.asked.depth || out.nodes.size() > room) continue;
            const std::size_t found = parts_of(node, deep + 1, {});
            Explained& told = out.nodes[cell];
            told.op = out.nodes[found].name.empty() ? out.nodes[found].op : "same";
            told.parts = told.op == "same" ? std::vector{found} : out.nodes[found].parts;
        }
    }
    std::size_t discount(double value, Date on) {
        return leaf("factor", fmt::format("discount from {} to {}", on.text(), heard.day_of(0).text()), value);
    }

    /// The chances of all its months, discounted or not.
    std::size_t weight(const Term& term, bool discounted) {
        std::vector<std::size_t> parts;
        double total = 0;
        for (const Months::One& one : term.months.all) {
            std::size_t part = chance(term, one);
            if (discounted) part = made("multiply", one.chance * one.discount, {part, discount(one.discount, heard.day_of(one.k))});
            parts.push_back(part);
            total += number(part);
        }
        return parts.size() == 1 ? parts.front()
                                 : made("add", total, std::move(parts), fmt::format("{} months that are alike", term.months.all.size()));
    }

    /// What of the right, the demand and the payment was told when the month was lived through.
    std::size_t seen(const Seen& what, std::size_t node) {
        const auto [found, fresh] = known.try_emplace(&what, 0);
        if (fresh) {
            if (out.nodes.size() + what.nodes.size() > 200'000) add({});  // too large to be told
            found->second = append(out.nodes, what.nodes);
        }
        return found->second + node;
    }

    std::size_t amount(const Term& term) {
        const Happening& one = term.what;
        const std::string name = one.kind == Kind::units ? "units drawn"
                                 : one.payment == nothing
                                     ? ""
                                     : heard.rights.rules().rights()[heard.unit.right].pays[one.payment].payment->header.name;
        if (one.kind == Kind::cost && term.months.seen != nullptr) {
            const auto found = term.months.seen->paid.find({one.payment, one.on});
            auto any = found;
            if (any == term.months.seen->paid.end())  // of a month that is like the one that was lived through: its day is another
                for (auto it = term.months.seen->paid.begin(); it != term.months.seen->paid.end(); ++it)
                    if (it->first.first == one.payment && any == term.months.seen->paid.end()) any = it;
            if (any != term.months.seen->paid.end()) {
                const std::size_t paid = seen(*term.months.seen, any->second);
                if (same(number(paid), one.amount)) return paid;
                if (same(-number(paid), one.amount)) return made("negate", one.amount, {paid}, "paid to the insurer");
            }
        }
        const std::size_t node = leaf("number", name, one.amount);
        if (one.kind == Kind::units && term.months.seen != nullptr && term.months.seen->demand != nothing) {
            const std::size_t demand = seen(*term.months.seen, term.months.seen->demand);
            if (const auto* wanted = std::get_if<double>(&out.nodes[demand].value); wanted != nullptr && same(*wanted, one.amount))
                return demand;
            out.nodes[node].rests_on.push_back(demand);
            out.nodes[node].note = "what is drawn of the demand";
        }
        return node;
    }

    [[nodiscard]] static double value_of(const Term& term, bool worth) {
        double weight = 0, discounted = 0;
        for (const Months::One& one : term.months.all) {
            weight += one.chance;
            discounted += one.chance * one.discount;
        }
        if (!term.gathered) discounted = weight * term.discount;
        switch (term.what.kind) {
            case Kind::held:
            case Kind::usable:
                return weight / 12;
            case Kind::units:
                return weight * term.what.amount;
            case Kind::cost:
                return (worth ? discounted : weight) * term.what.amount;
            default:
                return weight;
        }
    }

    [[nodiscard]] std::string name_of(const Term& term) const {
        const Months::One &first = term.months.all.front(), &last = term.months.all.back();
        std::string when = heard.day_of(first.k).text();
        if (term.months.all.size() > 1)
            when = fmt::format("{} months from {} to {}", term.months.all.size(), when, heard.day_of(last.k).text());
        else if (term.what.on != heard.day_of(first.k))
            when = term.what.on.text();
        const std::string& states = term.who;
        return states.empty() ? when : when + ": " + states;
    }

    std::size_t term(const Term& one) {
        const double value = value_of(one, worth);
        if (heard.asked.depth < 2) return leaf("cell", name_of(one), value);
        Explained node;
        node.name = name_of(one);
        node.value = value;
        node.op = "multiply";
        switch (one.what.kind) {
            case Kind::held:
            case Kind::usable:
                node.op = "divide";
                node.parts = {weight(one, false), leaf("number", "months in a year", 12.0)};
                break;
            case Kind::units:
                node.parts = {weight(one, false), amount(one)};
                break;
            case Kind::cost:
                if (!worth || one.gathered)
                    node.parts = {weight(one, worth)};
                else
                    node.parts = {weight(one, false), discount(one.discount, one.what.on)};
                node.parts.push_back(amount(one));
                break;
            default:
                node.op = "same";
                node.parts = {weight(one, false)};
        }
        if (const auto& its = one.months.seen; its != nullptr && !its->word.empty()) {
            if (its->right != nothing)
                node.rests_on.push_back(seen(*its, its->right));
            else
                node.rests_on.push_back(leaf(
                    "word", fmt::format("{} for {}", heard.rights.rules().path(heard.unit.right), heard.rights.facts().name(heard.person)),
                    its->word));
            if (its->left_out) node.note = "its conditions are not told: they are too many; ask for a year";
        }
        return add(std::move(node));
    }
};

/// The right of the holder that is meant.
const Unit& unit_meant(FamilyRights& rights, const std::vector<Unit>& units, std::size_t right, int person, const std::string& owner) {
    std::vector<const Unit*> found;
    std::vector<std::string> owners;
    std::set<std::string> people;
    for (const Unit& unit : units) {
        if (unit.right != right) continue;
        for (const int one : unit.people) people.insert(rights.facts().name(one));
        if (std::find(unit.people.begin(), unit.people.end(), person) == unit.people.end()) continue;
        const std::string holder = holder_name(rights, unit.holder, rights.course().state().rights[unit.right].at(unit.holder).owner);
        if (!owner.empty() && owner != holder) {
            owners.push_back(holder);
            continue;
        }
        found.push_back(&unit);
        owners.push_back(holder);
    }
    const std::string& path = rights.rules().path(right);
    if (found.size() == 1) return *found.front();
    if (found.empty() && owners.empty())
        throw Fault("E0577", {},
                    fmt::format("nothing of {} is expected for {} (it is for: {})", path, rights.facts().name(person),
                                join(std::vector<std::string>(people.begin(), people.end()))));
    if (found.empty())
        throw Fault("E0578", {}, fmt::format("no '{}' holds {} for {} (there: {})", owner, path, rights.facts().name(person), join(owners)),
                    did_you_mean(owner, owners));
    throw Fault("E0578", {}, fmt::format("{} of {} is held by several (there: {})", path, rights.facts().name(person), join(owners)),
                "say whose: --owner " + owners.front());
}

Explanation explained(FamilyRights& rights, const ExpectedAsked& asked) {
    const std::size_t right = right_meant(rights.rules(), asked.right);
    const int person = person_meant(rights.facts(), asked.person);
    const auto item = std::find_if(std::begin(items), std::end(items), [&](const Item& one) { return asked.item == one.name; });
    std::vector<std::string> names;
    for (const Item& one : items) names.emplace_back(one.name);
    if (item == std::end(items))
        throw Fault("E0579", {}, fmt::format("what is expected of rights has no column '{}' (there: {})", asked.item, join(names)),
                    did_you_mean(asked.item, names));
    const std::vector<Unit> units = units_of(rights);
    const Unit& unit = unit_meant(rights, units, right, person, asked.owner);
    Apart by;
    by.year = asked.year.has_value();
    // Months after the year bring it nothing.
    if (by.year)
        by.until = std::max(*Date::from_civil(std::clamp(*asked.year + 1, 1900, 2299), 3, 1), rights.family().as_of.plus_months(2));
    HeardMonths heard(rights, unit, asked, person, item->kind);
    const Expectation found = expected(rights, unit, by, &heard);
    const std::string& path = rights.rules().path(right);
    if (const auto refused = found.refused.find(person); refused != found.refused.end())
        throw Fault(Stop::no_answer,
                    {"E0580", {}, fmt::format("nothing is expected of {} for {}: {}", path, asked.person, refused->second), ""});
    Line line;
    line.person = person;
    line.year = asked.year.value_or(0);
    const auto its = found.lines.find(line);
    if (its == found.lines.end() && by.year)
        throw Fault("E0581", {}, fmt::format("what is expected of {} for {} has no row for {}", path, asked.person, *asked.year),
                    "hearth rights --expected --by year shows those there are");
    const Figures figures = its == found.lines.end() ? Figures() : its->second;
    const double all[] = {figures.unlocked, figures.used, figures.held, figures.usable, figures.units, figures.cost, figures.value};
    Told told{{}, heard, asked.item == "value"};
    Explained root;
    root.name = fmt::format("{} for {}: {}{}", path, asked.person, asked.item, by.year ? fmt::format(" in {}", *asked.year) : "");
    root.value = all[item - std::begin(items)] + 0.0;
    if (item->kind == Kind::cost) root.unit = rights.course().currency();
    root.rule = "S79";
    root.source = rights.rules().rights()[right].right->header.source;
    root.illustrative = rights.rules().rights()[right].right->header.illustrative;
    root.defined = rights.rules().rights()[right].right->header.place;
    told.add(root);
    std::vector<std::pair<int, std::vector<std::size_t>>> years;
    double sum = 0;
    for (const Term& one : heard.terms) {
        const int year = std::max(years.empty() ? 0 : years.back().first, heard.day_of(one.months.all.back().k).year());
        if (years.empty() || years.back().first != year) years.push_back({year, {}});
        years.back().second.push_back(told.term(one));
        sum += told.number(years.back().second.back());
    }
    Explained& first = told.out.nodes.front();
    if (!same(sum, std::get<double>(root.value))) {
        first.op = "not taken apart";
    } else if (years.empty()) {
        first.op = "number";
    } else if (years.size() == 1) {
        first.op = "add";
        first.parts = std::move(years.front().second);
    } else {
        first.op = "total";
        std::vector<std::size_t> parts;
        for (auto& [year, terms] : years) {
            double of_year = 0;
            for (const std::size_t term : terms) of_year += told.number(term);
            parts.push_back(told.made("add", of_year, std::move(terms), std::to_string(year)));
        }
        told.out.nodes.front().parts = std::move(parts);
    }
    told.tell_chances();
    prune(told.out);
    told.out.provenance = rights_provenance(rights);
    for (std::string& note : events_not_read(rights)) told.out.provenance.notes.push_back(std::move(note));
    return std::move(told.out);
}

}  // namespace
}  // namespace expected_months

Explanation explain_expected(FamilyRights& rights, const ExpectedAsked& asked) { return expected_months::explained(rights, asked); }

}  // namespace hearth
