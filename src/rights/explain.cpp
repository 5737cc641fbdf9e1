#include "hearth/rights/explain.hpp"

#include <algorithm>
#include <deque>
#include <iterator>
#include <map>
#include <tuple>

#include <fmt/format.h>

#include "hearth/base/text.hpp"
#include "hearth/engine/pieces.hpp"
#include "explaining.hpp"

namespace hearth {

std::size_t right_meant(const Rulebook& rules, const std::string& path) {
    if (const std::size_t right = rules.right(path); right != Reading::none) return right;
    std::vector<std::string> known;
    std::vector<std::size_t> named;
    for (std::size_t i = 0; i < rules.rights().size(); ++i) {
        known.push_back(rules.path(i));
        if (rules.rights()[i].name() == path) named.push_back(i);
    }
    if (named.size() > 1) throw Fault("E0750", {}, fmt::format("several programmes have a right '{}'", path), fmt::format("write programme.right, as in {}", rules.path(named.front())));
    if (named.empty()) throw Fault("E0750", {}, fmt::format("there is no right '{}' (there: {})", path, join(known)), did_you_mean(path, known));
    return named.front();
}

int person_meant(const FamilyFacts& facts, const std::string& name) {
    if (const int person = facts.person(name); person >= 0) return person;
    std::vector<std::string> known;
    for (int i = 0; i < facts.persons(); ++i) known.push_back(facts.name(i));
    throw Fault("E0746", {}, fmt::format("the family has no person '{}' (there: {})", name, join(known)), did_you_mean(name, known));
}

namespace {

int worth(RightWord word) {
    constexpr RightWord order[] = {RightWord::ended, RightWord::none, RightWord::unknown, RightWord::paused, RightWord::exhausted, RightWord::unlocked, RightWord::usable, RightWord::served};
    return static_cast<int>(std::find(std::begin(order), std::end(order), word) - std::begin(order));
}

}  // namespace

std::vector<std::size_t> holders_of(const Timeline& timeline, std::size_t right, int person) {
    std::vector<std::pair<std::size_t, RightWord>> found;
    for (const auto& [holder, holding] : timeline.state().rights[right])
        if (const auto its = holding.people.find(person); its != holding.people.end()) found.emplace_back(holder, its->second.word);
    std::stable_sort(found.begin(), found.end(), [](const auto& a, const auto& b) { return worth(a.second) > worth(b.second); });
    std::vector<std::size_t> out;
    for (const auto& [holder, word] : found) out.push_back(holder);
    return out;
}

/// Names and forms as a family means them.
struct ExplainingRights::Heard final : Pieces {
    Heard(ExplainingRights& of, FamilyWorld& in) : Pieces(of.out, in.rules().book()), all(of), world(in), runs(in, *in.rules().book().names, this) { evaluator = &runs; }

    std::string unit_of(const Type& type) const override { return type.base == Type::Base::money ? type.currency.empty() ? all.timeline.currency() : type.currency : ""; }
    Explained head(const Instruction& at, const Value& value) const {
        Explained node;
        node.op = "fact";
        const std::string row = world.row_label();
        node.name = row.empty() ? at.text : fmt::format("{}: {}", row, at.text);
        node.value = explained_cell(value, *book_.names);
        node.unit = unit_of(at.type);
        node.place = at.place;
        return node;
    }
    /// Where a fact of a person, or a leaf of a policy, was last written by that day.
    void place(Explained& node, const Reading& reading) const {
        using From = Reading::From;
        const bool fact = reading.kind == Reading::Kind::fact, policy = reading.kind == Reading::Kind::policy;
        if ((!fact && !policy) || !reading.hops.empty()) return;
        const Here& here = world.here;
        const int person = reading.from == From::owner ? here.owner : here.person;
        const bool row = reading.from == From::person_row || reading.from == From::policy_row;
        std::string who = row ? world.row_label() : fact && person >= 0 ? all.facts.name(person) : "";
        if (policy && reading.from == From::policy && here.holder != Reading::none && world.state().holders[here.holder].policy >= 0)
            who = all.facts.written(world.state().holders[here.holder].policy).header.name;
        const std::string leaf = reading.name == "age" ? "born" : reading.name;
        const Family& family = all.facts.family();
        for (const Person& one : family.persons)
            for (const auto& [name, expression] : one.facts)
                if (fact && one.header.name == who && name == leaf) node.place = expression->place;
        for (const Policy& one : family.policies)
            for (const auto& [name, expression] : one.given)
                if (policy && one.header.name == who && name == leaf) node.place = expression->place;
        const Event* last = nullptr;
        for (const Event& event : family.events)
            for (const auto& [change, expression] : event.changes) {
                if (event.on > here.day || change != who + "." + leaf || (last != nullptr && event.on < last->on)) continue;
                last = &event;
                node.place = expression->place;
            }
        if (last != nullptr) node.note = fmt::format("event {} on {}", last->header.name, last->on.text());
    }
    std::size_t load(const Instruction& at, const Value& value) override {
        const Reading& reading = world.rules().readings()[at.id];
        if (reading.kind == Reading::Kind::right && reading.from == Reading::From::person && reading.hops.empty()) {
            const Here& here = world.here;
            const std::size_t holder = world.same_holder(here.holder, world.rules().rights()[reading.right].programme, here.person);
            if (holder != Reading::none && here.person >= 0) {
                const auto& holdings = world.state().rights[reading.right];
                const auto found = holdings.find(holder);
                if (found != holdings.end() && found->second.people.contains(here.person)) return all.cell({reading.right, holder, here.person}, value);
            }
        }
        if (reading.kind == Reading::Kind::tier && reading.hops.empty()) {
            const Here& here = world.here;
            const Told told{Reading::none, world.same_holder(here.holder, reading.programme, here.person >= 0 ? here.person : here.owner), here.owner, reading.programme};
            if (told.holder != Reading::none && same_cell(all.tier(told), value)) return all.cell(told, value);
        }
        Explained node = head(at, value);
        place(node, reading);
        return add(std::move(node));
    }
    [[nodiscard]] bool same_cell(const Value& a, const Value& b) const { return explained_cell(a, *book_.names) == explained_cell(b, *book_.names); }
    /// What the row of a list counts as is what its value came to, or its condition where that is not known.
    std::size_t special(const Program&, const Instruction& at, const Value& value, const Parts& parts) override {
        Explained node = head(at, value);
        const Reading& reading = world.rules().readings()[at.id];
        const bool rows = reading.kind == Reading::Kind::each_person || reading.kind == Reading::Kind::each_policy || reading.kind == Reading::Kind::each_row;
        if (!rows) {
            for (const auto& [index, part] : parts) node.rests_on.push_back(part);
            return add(std::move(node));
        }
        node.op = "list";
        node.name = world.row_label();
        std::vector<std::size_t> waiting;
        for (const auto& [index, part] : parts) {
            const bool no = out_.nodes[part].value == Cell(false);
            if (index == at.arguments[0]) {
                node.parts.push_back(part);
                waiting.clear();
            } else if (index == at.arguments[1] && at.arguments[0] == Instruction::none && !no) {
                node.parts.push_back(part);
            } else if (no) {
                node.rests_on.push_back(part);  // a row that is left out
            }
        }
        const bool each_one = node.parts.size() == value.items->size() && std::equal(node.parts.begin(), node.parts.end(), value.items->begin(), [&](std::size_t part, const Value& item) {
            return out_.nodes[part].value == explained_cell(item, *book_.names);
        });
        if (!each_one) {
            node.rests_on.insert(node.rests_on.end(), node.parts.begin(), node.parts.end());
            node.parts.clear();
        }
        return add(std::move(node));
    }

    ExplainingRights& all;
    FamilyWorld& world;
    Evaluator runs;
};

std::size_t ExplainingRights::cell(const Told& told, const Value& value) {
    const auto [found, fresh] = known.try_emplace({told.right, told.holder, told.person, told.programme}, out.nodes.size());
    if (!fresh) return found->second;
    Explained node;
    node.op = "cell";
    node.value = explained_cell(value, *rules().book().names);
    const bool tier = told.programme != Reading::none;
    const std::string what = tier ? rules().programmes()[told.programme].programme->header.name : rules().path(told.right);
    node.name = fmt::format("{}{}{} on {}", tier ? "tier of " : "", what, told.person < 0 ? "" : " for " + facts.name(told.person), day.text());
    if (told.person >= 0) node.ask = fmt::format("--{} {} --person {} --date {}", tier ? "tier" : "right", what, facts.name(told.person), day.text());
    const std::size_t id = add(std::move(node));
    open.emplace_back(id, told, now + 1);
    return id;
}

std::size_t ExplainingRights::rule(const char* name, const Rule& what, const Here& here) {
    const Value value = world().evaluate(what, here);
    const std::size_t before = out.nodes.size(), cells = open.size();
    const auto known_before = known;
    Explained head;
    head.name = name;
    head.value = explained_cell(value, *rules().book().names);
    head.op = "same";
    head.place = what.expression->place;
    const Here outside = world().here;
    world().here = here;
    try {
        Heard heard(*this, world());
        heard.runs.run(what.program, what.program.root);
        if (const Explained& root = out.nodes[heard.root()]; root.value == head.value) {
            head.parts = {heard.root()};
            if (root.name.empty()) adopt(head, Explained(root));
        }
    } catch (const Fault&) {
        // With a listener both sides of `and` and `or` are evaluated; a side that is not needed may have no answer.
    }
    world().here = outside;
    if (head.op == "same" && head.parts.empty()) {
        out.nodes.resize(before);
        open.resize(cells);
        known = known_before;
        head.op = "not taken apart";
    }
    return add(std::move(head));
}

std::size_t ExplainingRights::fixed(const char* name, bool yes, std::string note, const Rule* what) {
    Explained node;
    node.op = "word";
    node.name = name;
    node.value = yes;
    node.note = std::move(note);
    if (what != nullptr) node.place = what->expression->place;
    return add(std::move(node));
}

namespace {

/// What the conditions make of a right (rules S68 to S70), as the timeline decides them one after the other.
RightWord decided(const std::map<std::string, const Cell*>& parts) {
    const auto is = [&](const char* name, bool wanted) {
        const auto found = parts.find(name);
        return found != parts.end() && *found->second == Cell(wanted);
    };
    const auto doubt = [&](const char* name) {
        const auto found = parts.find(name);
        return found != parts.end() && std::holds_alternative<Unknown>(*found->second);
    };
    if (doubt("unlock")) return RightWord::unknown;
    if (is("unlock", false)) return RightWord::none;
    if (is("end", true)) return RightWord::ended;
    if (is("keep", false)) return RightWord::paused;
    if (doubt("end") || doubt("keep")) return RightWord::unknown;
    if (is("asked", true)) return RightWord::served;
    if (is("seat", false)) return RightWord::unlocked;
    if (doubt("use")) return RightWord::unknown;
    if (is("use", false)) return RightWord::unlocked;
    return is("left", false) ? RightWord::exhausted : RightWord::usable;
}

}  // namespace

void ExplainingRights::tell(std::size_t node, const Told& told) {
    if (told.programme != Reading::none) return tell_tier(node, told);
    const RightRules& its = rules().rights()[told.right];
    const Holding& holding = timeline.state().rights[told.right].at(told.holder);
    const Standing& standing = holding.people.at(told.person);
    const Here here = timeline.here(told.right, told.holder, told.person);
    const bool ended = standing.word == RightWord::ended;
    std::vector<std::size_t> parts;
    const auto said = [&](std::size_t part) { return out.nodes[part].value; };
    if (standing.unlocked) parts.push_back(fixed("unlock", true, fmt::format("on {}, once and for all", standing.unlocked->text()), &its.unlock));
    else if (!ended) parts.push_back(rule("unlock", its.unlock, here));
    if (ended) {
        std::size_t end = standing.since == day ? rule("end", its.end, here) : 0;
        if (end == 0 || said(end) != Cell(true)) end = fixed("end", true, fmt::format("on {}: what has ended stays so", standing.since.text()), &its.end);
        parts.push_back(end);
    } else if (standing.unlocked) {
        parts.push_back(rule("end", its.end, here));
        std::size_t keep = rule("keep", its.keep, here);
        if (standing.word == RightWord::paused && said(keep) != Cell(false)) keep = fixed("keep", false, "no longer among those it is for", &its.keep);
        parts.push_back(keep);
        if (standing.word == RightWord::served) parts.push_back(fixed("asked", true, "a request is served", nullptr));
        if (standing.word != RightWord::paused && standing.word != RightWord::served) {
            parts.push_back(rule("use", its.use, here));
            if (standing.word == RightWord::unlocked && said(parts.back()) == Cell(true)) parts.push_back(fixed("seat", false, "every seat is taken", nullptr));
            if (standing.word == RightWord::exhausted) parts.push_back(fixed("left", false, "nothing is left of this period", nullptr));
        }
    }
    std::map<std::string, const Cell*> by_name;
    for (const std::size_t part : parts) by_name[out.nodes[part].name] = &out.nodes[part].value;
    const bool so = decided(by_name) == standing.word;
    Explained& cell = made(node, so, "right", "S68", std::move(parts), its.right->header);
    if (holding.owner >= 0) cell.note = "held by " + facts.name(holding.owner);
}

Explained& ExplainingRights::made(std::size_t node, bool so, const char* op, const char* rule, std::vector<std::size_t> parts, const Header& noun) {
    Explained& cell = out.nodes[node];
    cell.op = so ? op : "not taken apart";
    (so ? cell.parts : cell.rests_on) = std::move(parts);
    cell.rule = rule;
    cell.source = noun.source;
    cell.illustrative = noun.illustrative;
    cell.defined = noun.place;
    return cell;
}

void ExplainingRights::tell_all(std::size_t depth) {
    while (!open.empty()) {
        const auto [node, told, deep] = open.front();
        open.pop_front();
        now = deep;
        if (deep < depth) tell(node, told);
    }
}

Explanation explain(FamilyRights& rights, const std::string& path, const std::string& who, Date day, std::size_t depth) {
    const Rulebook& rules = rights.rules();
    const std::size_t right = right_meant(rules, path);
    const int person = person_meant(rights.facts(), who);
    const auto unreached = [&](const std::string& hint) { return Fault("E0751", {}, fmt::format("{} does not reach {} on {}", rules.path(right), who, day.text()), hint); };
    if (day < rights.facts().first_day()) throw unreached("the course of the family begins on " + rights.facts().first_day().text());
    const auto timeline = rights.until(day);
    const std::vector<std::size_t> holders = holders_of(*timeline, right, person);
    if (holders.empty()) throw unreached("'for' says whom it reaches");
    ExplainingRights all{*timeline, rights.facts(), day};
    const Standing& standing = timeline->state().rights[right].at(holders.front()).people.at(person);
    all.cell({right, holders.front(), person}, standing.word == RightWord::unknown ? standing.lacks : Value::name(rules.book().names->id(to_text(standing.word))));
    std::get<2>(all.open.front()) = 0;
    all.tell_all(depth);
    prune(all.out);
    all.out.provenance = rights_provenance(rights);
    return std::move(all.out);
}

}  // namespace hearth
