// Reading a family as written: people, policies, and events in order of their days.
#include <algorithm>

#include <fmt/format.h>

#include "hearth/base/diagnostic.hpp"
#include "hearth/base/text.hpp"
#include "hearth/language/parser.hpp"
#include "hearth/model/of_rights.hpp"
#include "hearth/rights/facts.hpp"

namespace hearth {

namespace {


bool same(const Value& a, const Value& b, const Names& names) { return to_text(a, names) == to_text(b, names); }

Value plain_node(const Ast& ast, std::uint32_t index, Names& names, const std::string& path) {
    const Node& node = ast.at(index);
    switch (node.op) {
        case Syntax::number: case Syntax::money: return Value::of(node.number);
        case Syntax::negate: {
            Value value = plain_node(ast, node.children[0], names, path);
            value.number = -value.number;
            return value;
        }
        case Syntax::bound: {
            Value value = Value::of(node.number);
            value.kind = Value::Kind::bound;
            value.more = node.text == "more";
            return value;
        }
        case Syntax::span: {
            Span span;
            (node.text == "day" ? span.days : node.text == "week" ? span.weeks : span.months) = node.number * (node.text == "year" ? 12 : 1);
            return Value::of(span);
        }
        case Syntax::date: return Value::date(Date::from_days(static_cast<std::int32_t>(node.number)));
        case Syntax::text: return Value::name(names.id(node.text));
        case Syntax::name:
            if (node.text == "yes" || node.text == "no") return Value::truth(node.text == "yes");
            return node.text == "unknown" ? Value::unknown(path) : Value::name(names.id(node.text));
        case Syntax::list: {
            std::vector<Value> items;
            for (const std::uint32_t child : node.children) items.push_back(plain_node(ast, child, names, path));
            return Value::list(std::move(items));
        }
        default: throw Fault("E0722", node.place, fmt::format("{} must be a plain value", path), "write the value itself; a rule belongs in a programme");
    }
}

/// A fact that a product or programme asks must be of the kind asked.
void check_kind(const Value& value, const Ask* ask, const Place& place, const std::string& path, const Names& names) {
    if (ask == nullptr || !value.known()) return;
    using Kind = Value::Kind;
    const Type::Base base = ask->type.base;
    const bool number = value.kind == Kind::number || value.kind == Kind::bound;
    bool fits = true;
    if (base == Type::Base::number || base == Type::Base::money) fits = number;
    if (base == Type::Base::truth) fits = value.kind == Kind::truth;
    if (base == Type::Base::date) fits = value.kind == Kind::date;
    if (base == Type::Base::span) fits = value.kind == Kind::span;
    if (base == Type::Base::name) fits = value.kind == Kind::name;
    if (fits && base == Type::Base::name && ask->type.domain && !ask->type.domain->contains(value.id)) {
        std::vector<std::string> allowed;
        for (const std::uint32_t word : ask->type.domain->words) allowed.push_back(names.text(word));
        throw Fault("E0723", place, fmt::format("{} is {}, which is not among: {}", path, to_text(value, names), join(allowed)),
                    did_you_mean(to_text(value, names), allowed));
    }
    if (!fits) throw Fault("E0723", place, fmt::format("{} must be a {}, but is {}", path, to_text(base), to_text(value, names)));
}

}  // namespace

FamilyFacts::FamilyFacts(const Book& book, const Family& family, const FiguresOf& figures)
    : book_(book), family_(family), leaves_(*book.names), first_state_(family.models.empty() ? 0 : book.names->id(model().states.front())) {
    read_people();
    read_policies(figures);
    first_day_ = family.as_of;
    for (const Contract& contract : policies_) first_day_ = std::min(first_day_, contract.what->issued);
    for (const Event& event : family.events) first_day_ = std::min(first_day_, event.on);
    read_events();
    settle();
}

Value FamilyFacts::plain(const Expression& leaf) const { return plain_node(leaf.ast, leaf.ast.root, *book_.names, leaf.path); }

void FamilyFacts::read_people() {
    for (const Person& who : family_.persons) {
        Member member;
        member.who = &who;
        if (!who.sex.empty()) member.facts[leaf("sex")].set(always, Value::name(book_.names->id(who.sex)));
        for (const auto& [name, expression] : who.facts) {
            const Value value = plain(*expression);
            check_kind(value, book_.asked(name), expression->place, expression->path, *book_.names);
            member.facts[leaf(name)].set(always, value);
        }
        people_.push_back(std::move(member));
    }
    std::sort(people_.begin(), people_.end(), [](const Member& a, const Member& b) { return a.who->header.name < b.who->header.name; });
    for (Member& member : people_)
        for (const std::string& parent : member.who->parents) member.parents.push_back(person(parent));
    for (int p = 0; p < persons(); ++p) {
        const std::string& other = people_[at(p)].who->spouse;
        if (!other.empty() && other != "none" && spouse(p, always) != person(other)) marry(always, p, person(other));
    }
}

void FamilyFacts::marry(Date day, int p, int other) {
    const auto part = [&](int who) {
        if (who < 0) return;
        if (const int before = spouse(who, day); before >= 0) people_[at(before)].spouse.set(day, -1);
        people_[at(who)].spouse.set(day, -1);
    };
    part(p);
    part(other);
    people_[at(p)].spouse.set(day, other);
    if (other >= 0) people_[at(other)].spouse.set(day, p);
}

void FamilyFacts::read_policies(const FiguresOf& figures) {
    for (const Policy& what : family_.policies) {
        Contract contract;
        contract.what = &what;
        contract.figures = figures(what.header.name);
        for (const auto& [name, expression] : what.given) {
            const Value value = of_rights(expression->ast) ? Value::unknown(expression->path) : plain(*expression);
            check_kind(value, book_.asked(name), expression->place, expression->path, *book_.names);
            contract.given[leaf(name)].set(always, value);
        }
        policies_.push_back(std::move(contract));
    }
    std::sort(policies_.begin(), policies_.end(), [](const Contract& a, const Contract& b) { return a.what->header.name < b.what->header.name; });
}

void FamilyFacts::read_events() {
    std::vector<const Event*> events;
    for (const Event& event : family_.events) events.push_back(&event);
    std::sort(events.begin(), events.end(), [](const Event* a, const Event* b) { return std::tie(a->on, a->header.name) < std::tie(b->on, b->header.name); });
    std::map<std::pair<Date, std::string>, std::pair<Value, const Expression*>> written;
    std::map<std::pair<Date, int>, std::pair<int, const Expression*>> married;  // to whom, by a day's events
    const auto marries = [&](Date on, int who, int other, const Expression& said) {
        const auto [before, fresh] = married.try_emplace({on, who}, other, &said);
        if (fresh || before->second.first == other) return;
        const auto name_of = [&](int one) { return one < 0 ? std::string("nobody") : name(one); };
        throw Fault("E0721", said.place, fmt::format("two events of {} disagree about {}.spouse: {} and {} (line {})", on.text(), name(who), name_of(other),
                    name_of(before->second.first), before->second.second->place.line));
    };
    std::vector<std::string> known;
    for (const Member& member : people_) known.push_back(member.who->header.name);
    for (const Contract& contract : policies_) known.push_back(contract.what->header.name);
    for (const Event* event : events) {
        event_days_.push_back(event->on);
        for (const auto& [path, expression] : event->changes) {
            const std::size_t dot = path.find('.');
            const std::string whose = path.substr(0, dot);
            const std::string changed = dot == std::string::npos ? "" : path.substr(dot + 1);
            const int who = person(whose), what = policy(whose);
            if (changed.empty() || (who < 0 && what < 0))
                throw Fault("E0720", expression->place, fmt::format("event {} changes {}, but the family has no '{}'", event->header.name, path, whose), did_you_mean(whose, known));
            if (changed.find('.') != std::string::npos || changed == "parents" || changed == "born" || changed == "product" || changed == "issued")
                throw Fault("E0720", expression->place, fmt::format("event {} changes {}, which no event can change", event->header.name, path));
            const Value value = plain(*expression);
            check_kind(value, book_.asked(changed), expression->place, path, *book_.names);
            const auto [before, fresh] = written.try_emplace({event->on, path}, value, expression.get());
            if (!fresh && !same(before->second.first, value, *book_.names))
                throw Fault("E0721", expression->place, fmt::format("two events of {} disagree about {}: {} and {} (line {})", event->on.text(), path,
                            to_text(value, *book_.names), to_text(before->second.first, *book_.names), before->second.second->place.line));
            if (who < 0 || changed == "spouse" || changed == "nominated") change_days_.push_back(event->on);
            if (who < 0) { policies_[at(what)].given[leaf(changed)].set(event->on, value); continue; }
            if (changed == "spouse") {
                const std::string other = to_text(value, *book_.names);
                if (other != "none" && person(other) < 0) throw Fault("E0720", expression->place, fmt::format("the family has no '{}'", other), did_you_mean(other, known));
                marries(event->on, who, person(other), *expression);
                if (other != "none") marries(event->on, person(other), who, *expression);
                marry(event->on, who, person(other));
                continue;
            }
            if (changed == "request") requests_.push_back({event->on, who, expression->ast.top().text, expression->place});
            people_[at(who)].facts[leaf(changed)].set(event->on, value);
        }
    }
    event_days_.erase(std::unique(event_days_.begin(), event_days_.end()), event_days_.end());
}

}  // namespace hearth
