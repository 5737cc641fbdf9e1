// What names mean in the rates of a person's life.
#include "person_life.hpp"

#include <algorithm>
#include <stdexcept>
#include <tuple>

#include <fmt/format.h>

#include "bindings.hpp"
#include "hearth/base/text.hpp"
#include "hearth/language/parser.hpp"

namespace hearth {

namespace {

enum Loads : std::uint32_t {
    age,
    age_counted,
    time_since,
    date,
    calendar_year,
    month_of_year,
    state,
    sex,
    born,
    not_yet,
    of_policy,
    first_fact
};

const Date always = Date::from_days(-100'000);

Type type_of(const Value& value) {
    using Kind = Value::Kind;
    switch (value.kind) {
        case Kind::number:
        case Kind::bound:
            return Type::number();
        case Kind::truth:
            return Type::truth();
        case Kind::name:
            return Type::name();
        case Kind::date:
            return Type::of(Type::Base::date);
        case Kind::span:
            return Type::of(Type::Base::span);
        case Kind::list:
            return Type::list(Type::Base::any);
        default:
            return Type::of(Type::Base::any);
    }
}

bool is_of_life(const std::string& name) {
    return name == "age" || name == "state" || name == "held" || name == "sex" || name == "born" || name == "level" || name == "city";
}

}  // namespace

std::string PersonLife::path_of(const std::string& name) const {
    return fmt::format("family.{}.person.{}.{}", family_.header.name, person_.header.name, name);
}

void PersonLife::add_fact(const std::string& name, Date from, const Expression& leaf, Report& report) {
    if (name == "state" || name == "spouse" || name == "request") return;  // not facts a rate reads
    Compiler compiler(*book_.names, book_.words, asked_, report);
    const Scope empty;
    const auto program = compiler.compile(leaf, empty);
    if (!program) return;
    Nothing nothing;
    Value value = Evaluator(nothing, *book_.names)(*program);
    if (!value.known()) value = Value::unknown(path_of(name));
    auto found = std::find_if(facts_.begin(), facts_.end(), [&](const Fact& one) { return one.name == name; });
    if (found == facts_.end()) found = facts_.insert(facts_.end(), {name, {}});
    found->from.emplace_back(from, std::move(value));
}

void PersonLife::read_facts(Report& report) {
    for (const auto& [name, leaf] : person_.facts) add_fact(name, always, *leaf, report);
    std::vector<const Event*> events;
    for (const Event& event : family_.events) events.push_back(&event);
    std::sort(events.begin(), events.end(),
              [](const Event* a, const Event* b) { return std::tie(a->on, a->header.name) < std::tie(b->on, b->header.name); });
    for (const Event* event : events)
        for (const auto& [path, leaf] : event->changes)
            if (const auto parts = split_path(path); parts.size() == 2 && parts[0] == person_.header.name)
                add_fact(parts[1], event->on, *leaf, report);
}

void PersonLife::make_scopes() {
    using Path = const std::string&;
    scopes_.resize(3);
    Scope& nouns = scopes_[0];
    Scope& lets = scopes_[1];
    Scope& measures = scopes_[2];
    nouns.find = [this](Path path, Compiler&) -> std::optional<Binding> {
        const Table* table = book_.table(path);
        if (table == nullptr) return std::nullopt;
        Binding binding;
        binding.kind = Binding::Kind::table;
        binding.table = table;
        return binding;
    };
    nouns.names = [this](std::vector<std::string>& out) {
        for (const Table& table : book_.tables) out.push_back(table.header.name);
    };
    nouns.form = [](const Ast& ast, std::uint32_t index, Compiler& compiler, const Scope&) -> std::optional<std::uint32_t> {
        const Node& node = ast.at(index);
        if (node.op != Syntax::call) return std::nullopt;
        const bool span = node.text == "since" || node.text == "lasting";
        if (!span && node.text != "probability" && node.text != "pv" && node.text != "irr" && node.text != "first" && node.text != "holder")
            return std::nullopt;
        Instruction refused;
        refused.op = Code::special;
        refused.type = Type::of(span ? Type::Base::span : Type::Base::any);
        refused.place = node.place;
        refused.text = to_text(ast, index);
        return compiler.emit(std::move(refused));
    };
    lets.outer = &nouns;
    lets.find = [this, &measures](Path path, Compiler&) { return let_of(basis_.lets, path, &measures); };
    lets.names = [this](std::vector<std::string>& out) {
        for (const auto& [name, let] : basis_.lets) out.push_back(name);
    };
    measures.outer = &lets;
    measures.find = [this, &measures](Path path, Compiler&) -> std::optional<Binding> {
        // What a product's state or a programme's fact means in this life (rule S66) comes before the fact as written (rule S67).
        if (auto translation = let_of(family_.lets, path, &measures)) return translation;
        return measure(path);
    };
    measures.names = [this](std::vector<std::string>& out) {
        for (const char* name : {"age", "sex", "state", "date", "time", "calendar_year", "month_of_year"}) out.emplace_back(name);
        for (const Fact& one : facts_) out.push_back(one.name);
    };
}

std::optional<Binding> PersonLife::measure(const std::string& path) {
    using Base = Type::Base;
    Names& names = *book_.names;
    if (const std::size_t dot = path.find('.'); dot != std::string::npos) {
        const std::string first = path.substr(0, dot), rest = path.substr(dot + 1);
        if (first == "insured" || first == "person") return measure(rest);
        if (book_.programme(first) != nullptr)
            return loaded(not_yet,
                          Type::name(words("state of a right",
                                           {"none", "unlocked", "usable", "served", "paused", "exhausted", "ended", "unknown"}, 4, names)));
        if (!is_of_life(path.substr(path.rfind('.') + 1))) return std::nullopt;
        return loaded(not_yet, path.ends_with(".state") ? Type::name(states_) : Type::of(Base::any));
    }
    if (path == "age") {
        Binding exact = loaded(age, Type::number());
        exact.counted = age_counted;
        return exact;
    }
    if (path == "held") return loaded(not_yet, Type::number());
    if (path == "state") return loaded(state, Type::name(states_));
    if (path == "sex") return loaded(sex, Type::name(words("sex", {"male", "female"}, 0, names)));
    if (path == "born") return loaded(born, Type::of(Base::date));
    if (path == "time") return loaded(time_since, Type::number());
    if (path == "date") return loaded(date, Type::of(Base::date));
    if (path == "calendar_year") return loaded(calendar_year, Type::number());
    if (path == "month_of_year") return loaded(month_of_year, Type::number());
    if (auto written = fact(path)) return written;
    if (path == "issued") return loaded(of_policy, Type::of(Base::date));
    return measure_names().contains(path) ? std::optional(loaded(of_policy, Type::of(Base::any))) : std::nullopt;
}

/// A fact of this person, or one that somebody has or asks: then unknown here.
std::optional<Binding> PersonLife::fact(const std::string& name) {
    auto found = std::find_if(facts_.begin(), facts_.end(), [&](const Fact& one) { return one.name == name; });
    const Ask* ask = book_.asked(name);
    if (found == facts_.end()) {
        const auto has = [&](const Person& other) {
            return std::any_of(other.facts.begin(), other.facts.end(), [&](const auto& one) { return one.first == name; });
        };
        const bool somebody = std::any_of(family_.persons.begin(), family_.persons.end(), has);
        if (!somebody && ask == nullptr && name != "city" && name != "level") return std::nullopt;
        found = facts_.insert(facts_.end(), {name, {{always, Value::unknown(path_of(name))}}});
    }
    Type type = ask != nullptr ? ask->type : Type::of(Type::Base::any);
    for (const auto& [from, value] : found->from)
        if (type.base == Type::Base::any) type = type_of(value);
    return loaded(first_fact + static_cast<std::uint32_t>(found - facts_.begin()), std::move(type));
}

Value PersonLife::load(std::uint32_t id, const Instruction& instruction) {
    const Date today = day(here_.k);
    if (id >= first_fact) {
        const Fact& one = facts_[id - first_fact];
        Value now = Value::unknown(path_of(one.name));
        for (const auto& [from, value] : one.from)
            if (from <= today) now = value;
        return now;
    }
    if ((id == age || id == age_counted || id == born) && !person_.born) return Value::unknown(path_of("born"));
    switch (id) {
        case age:
            return Value::of((completed_months(*person_.born, today) + here_.part) / 12);
        case age_counted:
            return Value::of(completed_years(*person_.born, today));
        case born:
            return Value::date(*person_.born);
        case sex:
            return person_.sex.empty() ? Value::unknown(path_of("sex")) : Value::name(book_.names->id(person_.sex));
        case state:
            return Value::name(book_.names->id(model_.states[here_.state]));
        case time_since:
            return Value::of((static_cast<double>(here_.k) + here_.part) / 12);
        case date:
            return Value::date(today);
        case calendar_year:
            return Value::of(today.year());
        case month_of_year:
            return Value::of(today.month());
        case of_policy:
            throw Fault("E0534", instruction.place,
                        fmt::format("'{}' is of a policy, but the life of a person is read outside of every policy", instruction.text),
                        "a basis of a family names its tables itself");
        default:
            throw Fault("E0544", instruction.place,
                        fmt::format("'{}' in the rate of a person's life is not computed yet", instruction.text));
    }
}

Value PersonLife::special(const Program&, const Instruction& instruction, Evaluator&) {
    throw Fault("E0544", instruction.place, fmt::format("'{}' in the rate of a person's life is not computed yet", instruction.text));
}

}  // namespace hearth
