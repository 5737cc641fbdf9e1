// What names mean in the expressions of a product and of a basis, and what they give.
#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "bindings.hpp"
#include "form.hpp"
#include "hearth/base/text.hpp"
#include "hearth/language/parser.hpp"
#include "inside.hpp"

namespace hearth {

namespace {

void add_lets(const Lets& lets, std::vector<std::string>& out) {
    for (const auto& [name, expression] : lets) out.push_back(name);
}

}  // namespace

void Track::make_scopes() {
    using Path = const std::string&;
    const Contract::Inside& in = contract_;
    // Outermost first: nouns of the set; the let of the basis; measures and what is given; the product's own names (rule S5).
    scopes_.resize(8);
    const auto chain = [this](std::size_t at, const Scope* outer) -> Scope& {
        scopes_[at].outer = outer;
        return scopes_[at];
    };
    Scope& nouns = chain(3, nullptr);
    nouns.find = [&in](Path path, Compiler&) -> std::optional<Binding> {
        const Table* table = in.book.table(path);
        if (table == nullptr) return std::nullopt;
        Binding binding;
        binding.kind = Binding::Kind::table;
        binding.table = table;
        return binding;
    };
    nouns.names = [&in](std::vector<std::string>& out) { for (const Table& table : in.book.tables) out.push_back(table.header.name); };
    nouns.form = [this](const Ast& ast, std::uint32_t node, Compiler& compiler, const Scope& here) { return form(ast, node, compiler, here); };

    for (const bool exact : {false, true}) {
        Scope& basis = chain(exact ? 5 : 4, &nouns);
        basis.find = [this, &basis](Path path, Compiler&) { return let_of(basis_.lets, path, &basis); };
        basis.names = [this](std::vector<std::string>& out) { add_lets(basis_.lets, out); };
        Scope& measures = chain(exact ? 7 : 6, &basis);
        measures.find = [this, exact](Path path, Compiler&) { return measure(path, exact, joint_.insured); };
        measures.names = [&in](std::vector<std::string>& out) {
            out.insert(out.end(), measure_names().begin(), measure_names().end());
            for (const auto& one : in.known) out.push_back(one.name);
        };
        // A let of the basis reads measures too.
        basis.find = [this, &measures](Path path, Compiler&) { return let_of(basis_.lets, path, &measures); };
    }
    // In a rate of another life bare measures are its own (rule S27); so they are in the lets of the basis that it reads.
    scopes_.resize(8 + 2 * joint_.lives.size());
    for (std::size_t life = 0; life < joint_.lives.size(); ++life) {
        Scope& basis = chain(8 + 2 * life, &nouns);
        Scope& measures = chain(9 + 2 * life, &basis);
        basis.find = [this, &measures](Path path, Compiler&) { return let_of(basis_.lets, path, &measures); };
        basis.names = scopes_[5].names;
        measures.find = [this, life](Path path, Compiler&) { return measure(path, true, life); };
        measures.names = scopes_[7].names;
    }
    for (const bool exact : {false, true}) {
        Scope& own = chain(exact ? 1 : 0, &scopes_[exact ? 7 : 6]);
        own.local = true;
        own.find = [this, &own, &in](Path path, Compiler&) -> std::optional<Binding> {
            if (const auto let = let_of(in.product.lets, path, &own)) return let;
            return part(path);
        };
        own.names = [&in](std::vector<std::string>& out) {
            add_lets(in.product.lets, out);
            for (const ValueOf& value : in.product.values) out.push_back(value.header.name);
            for (const Payment& pay : in.product.pays) out.push_back(pay.header.name);
            for (const Account& account : in.product.accounts) out.push_back(account.header.name);
        };
    }
    // Expressions of the basis see its lets, measures and the product's payments and values, not its lets (rule S6).
    Scope& of_basis = chain(2, &scopes_[6]);
    of_basis.local = true;
    of_basis.find = [this](Path path, Compiler&) { return part(path); };
}

std::optional<Binding> Track::part(const std::string& path) {
    Contract::Inside& in = contract_;
    if (const std::size_t v = in.value_index(path); v != SIZE_MAX)
        return loaded(load_id::value + static_cast<std::uint32_t>(v), in.compile_value(v, *this));
    if (const auto flow = flow_of_.find(path); flow != flow_of_.end() && path != "premium")
        return loaded(load_id::payment + static_cast<std::uint32_t>(flow->second), Type::money());
    for (std::size_t a = 0; a < in.product.accounts.size(); ++a)
        if (in.product.accounts[a].header.name == path) return loaded(load_id::account + static_cast<std::uint32_t>(a), type_of_account(in.product.accounts[a]));
    if (path == "profit" && basis_.interest != nullptr) return loaded(load_id::profit, Type::money());
    return std::nullopt;
}

/// A measure or a fact of one life; of another than the insured it is given by its role: `partner.age`.
std::optional<Binding> Track::measure_of(std::size_t life, const std::string& path, bool exact) {
    using Base = Type::Base;
    Contract::Inside& in = contract_;
    Names& names = *in.book.names;
    const auto of = [&](std::uint32_t id) { return load_id::life * static_cast<std::uint32_t>(life) + id; };
    if (path == "age") {
        Binding age = loaded(of(exact || inside_rate_ > 0 ? load_id::age_exact : load_id::age), Type::number());
        age.counted = of(load_id::age);
        return age;
    }
    if (path == "held") return loaded(of(load_id::held), Type::number());
    if (path == "state" || path == "entered") return loaded(of(path == "state" ? load_id::state : load_id::entered), Type::name(domains_[life]));
    const std::string whole = life == joint_.insured ? path : joint_.lives[life].role + "." + path;
    if (path == "sex") return given_or_missing(whole, Type::name(words("sex", {"male", "female"}, 0, names)));
    if (path == "born") return given_or_missing(whole, Type::of(Base::date));
    if (path == "city") return given_or_missing(whole, Type::name());
    if (path == "level") return given_or_missing(whole, Type::number());
    const bool known = std::any_of(in.known.begin(), in.known.end(), [&](const auto& one) { return one.name == whole; });
    // A fact of the insured is not that of another life.
    const auto fact = in.given.find(path);
    const bool of_person = life != joint_.insured && fact != in.given.end() && fact->second->path.find(".person.") != std::string::npos;
    if (const Ask* ask = in.book.asked(path); ask != nullptr && (known || of_person || life == joint_.insured))
        return given_or_missing(whole, ask->span ? Type::of(Base::span) : ask->type);
    return known ? std::optional(given_or_missing(whole, {})) : std::nullopt;
}

std::optional<Binding> Track::measure(const std::string& path, bool exact, std::size_t life) {
    Contract::Inside& in = contract_;
    Names& names = *in.book.names;
    const std::size_t dot = path.find('.');
    if (dot != std::string::npos) {
        const std::string first = path.substr(0, dot), rest = path.substr(dot + 1);
        if (const Product* product = in.book.product(first); product != nullptr && product != &in.product)
            if (Contract* other = in.other(*product))
                if (auto type = other->type_of(rest, basis_.header.name)) {
                    if (type->base == Type::Base::money && product->header.currency != in.product.header.currency) type->currency = product->header.currency;
                    in.other_values.emplace_back(product, rest);
                    return loaded(load_id::other + static_cast<std::uint32_t>(in.other_values.size() - 1), *type);
                }
        const std::size_t one = joint_.life(first);
        return one == SIZE_MAX ? std::nullopt : measure_of(one, rest, exact);
    }
    using Base = Type::Base;
    if (path == "time") return loaded(load_id::time, Type::number());
    if (path == "year") return loaded(load_id::year, Type::number());
    if (path == "month") return loaded(load_id::month, Type::number());
    if (path == "date") return loaded(load_id::date, Type::of(Base::date));
    if (path == "calendar_year") return loaded(load_id::calendar_year, Type::number());
    if (path == "month_of_year") return loaded(load_id::month_of_year, Type::number());
    if (path == "interest") return loaded(load_id::interest, Type::number());
    if (path == "premium") return loaded(load_id::premium, Type::money());
    if (path == "premiums_paid") {
        if (!reads_premiums_paid_) {
            reads_premiums_paid_ = true;
            widened_ = contract_.sealed;
            reset();
            if (contract_.needs != nullptr) contract_.needs = std::make_unique<Needs>(contract_);
        }
        return loaded(load_id::premiums_paid, Type::money());
    }
    if (path == "annual_premium") return loaded(load_id::annual_premium, Type::money());
    if (path == "status") return loaded(load_id::status, Type::name(state_domain(status_model(), names)));
    if (path == "issued") return given_or_missing(path, Type::of(Base::date));
    if (life != SIZE_MAX)
        if (auto own = measure_of(life, path, exact)) return own;
    if (life == joint_.insured && life != SIZE_MAX) return std::nullopt;
    if (const Ask* ask = in.book.asked(path)) return given_or_missing(path, ask->span ? Type::of(Base::span) : ask->type);  // of the policy
    return std::nullopt;
}

/// What is given, or is still to be given: then its type is that of who asks it.
Binding Track::given_or_missing(const std::string& name, Type type) {
    auto& known = contract_.known;
    auto found = std::find_if(known.begin(), known.end(), [&](const auto& one) { return one.name == name; });
    if (found == known.end()) found = known.insert(known.end(), {name, Value::unknown(name), std::move(type), false});
    return loaded(load_id::given + static_cast<std::uint32_t>(found - known.begin()), found->type);
}

/// A measure that is a number of the moment alone, and of the age at issue.
double Track::measure_at(std::uint32_t id, const Point& point, double age) const {
    const double inside_step = point.ahead + advance_;
    switch (id) {
        case load_id::time: return time_of(point.k) + inside_step;
        case load_id::year: return std::floor(time_of(point.counted) + advance_) + 1;
        case load_id::month: return std::floor(static_cast<double>(point.counted) * ticks_ / (ticks_per_year / 12)) + 1;
        case load_id::age: return age + std::floor(time_of(point.counted) + advance_);
        case load_id::age_exact: return age + time_of(point.k) + inside_step;
        default: throw std::logic_error("not a measure of the moment");
    }
}

/// The same at many points.
void Track::measure_at(std::uint32_t id, const std::vector<Point>& points, double age, std::vector<double>& out) const {
    const auto each = [&](const auto& measure) {
        for (std::size_t i = 0; i < out.size(); ++i) out[i] = measure(points[i]);
    };
    switch (id) {
        case load_id::age: return each([&](const Point& point) { return age + std::floor(time_of(point.counted) + advance_); });
        case load_id::age_exact: return each([&](const Point& point) { return age + time_of(point.k) + (point.ahead + advance_); });
        default: return each([&](const Point& point) { return measure_at(id, point, age); });
    }
}

/// Whole months from the issue until step k begins, or `ahead` later.
int Track::months_in(std::size_t k, double ahead) const { return static_cast<int>(std::floor((time_of(k) + (ahead + advance_)) * 12 + 1e-9)); }

/// Of a contract issued on a day, that on which step k begins, or `ahead` later.
Date Track::day_in(Date issued, std::size_t k, double ahead) const {
    return issued.plus_months(months_in(k, ahead));
}

/// What is asked for most, as `load` and `special` tell it.
std::optional<double> Track::number_of(const Instruction& instruction) {
    Contract::Inside& in = contract_;
    if (in.outside) return std::nullopt;
    if (instruction.op == Code::special) {
        const Form& form = forms_[instruction.id];
        if (form.kind == Form::Kind::present_value) return present_value(form.index, here_.k, here_.state, node_of(here_));
        return std::nullopt;
    }
    const std::uint32_t id = instruction.id;
    if (id == load_id::time || id == load_id::year || id == load_id::month) return measure_at(id, here_, 0);
    if ((id == load_id::age || id == load_id::age_exact) && joint_.insured == 0)
        if (const Value* age = in.outer.given("age")) return measure_at(id, here_, age->number);
    if (id >= load_id::value && id < load_id::payment && in.types[id - load_id::value].base != Type::Base::truth) {
        const std::size_t v = id - load_id::value;
        if (in.product.values[v].between != ValueOf::Between::unearned && in.closed(v, *this)) return in.at_issue(v, *this);
    }
    if (id >= load_id::given && id < load_id::missing) {
        const auto& one = in.known[id - load_id::given];
        if (!one.given || one.value.kind != Value::Kind::number) return std::nullopt;
        return one.type.base == Type::Base::money && in.scale != 1 ? one.value.number / in.scale : one.value.number;
    }
    return std::nullopt;
}

Value Track::load(std::uint32_t id, const Instruction& instruction) {
    Contract::Inside& in = contract_;
    const double inside_step = here_.ahead + advance_;
    const auto missing = [&](const std::string& name) -> Value {
        throw Fault("E0543", instruction.place, fmt::format("{} is needed here and is not given", name), fmt::format("give it: --set {}=...", name));
    };
    const auto given = [&](const char* name) -> const Value& {
        const Value* value = in.outer.given(name);
        if (value == nullptr) missing(name);
        return *value;
    };
    const std::size_t life = id < load_id::given ? id / load_id::life : 0;
    const auto age = [&]() { return given((life == joint_.insured ? "age" : joint_.lives[life].role + ".age").c_str()).number; };
    const auto day = [&](std::size_t k) { return day_in(given("issued").date(), k, here_.ahead); };
    if (in.outside && (id < load_id::given || id >= load_id::account)) {
        const Kept inside(in.outside, false);
        Value value = load(id, instruction);
        if (value.kind == Value::Kind::number) value.number = in.outward(value.number, instruction.type);
        return value;
    }
    if (id >= load_id::payment) {
        const Flow& flow = flows_[id - load_id::payment];
        const bool now = &flow == valued_ || starts_at(flow, here_.k) || (flow.falls == Flow::Falls::issue && here_.k == 0);
        return Value::of(now ? amount(flow, here_) : 0);
    }
    if (id >= load_id::value) {
        const std::size_t v = id - load_id::value;
        Track& on = in.track_of(v, *this);
        const auto typed = [&](double number) { return in.types[v].base == Type::Base::truth ? Value::truth(number != 0) : Value::of(number); };
        if (&on == this) return typed(value(v, here_.k, here_.state, node_of(here_)));
        return typed(on.value_at(v, time_of(here_.k), here_.state, held_of(here_, instruction.place), instruction.place));
    }
    if (id >= load_id::other) {
        const auto& [product, name] = in.other_values[id - load_id::other];
        Contract& other = *in.other(*product);
        const bool same_state = other.product().models.size() == joint_.lives.size() && joint_of(other.product().models).model.state(model_.states[here_.state]).has_value();
        const double number = other.value(name, {time_of(here_.k), same_state ? model_.states[here_.state] : "", std::nullopt}, basis_.header.name);
        if (instruction.type.base == Type::Base::truth) return Value::truth(number != 0);
        return Value::of(in.inward(number, instruction.type));
    }
    if (id >= load_id::account) {
        if (here_.past == nullptr) throw Fault("E0571", instruction.place, fmt::format("what account {} comes to is not known here", instruction.text));
        return Value::of(here_.past->balances[id - load_id::account]);
    }
    if (id == load_id::missing)
        throw Fault("E0544", instruction.place, fmt::format("{} is not computed yet", instruction.text.empty() ? "this" : "'" + instruction.text + "'"));
    if (id >= load_id::given) {
        const auto& one = in.known[id - load_id::given];
        if (!one.given) missing(one.name);
        if (one.type.base == Type::Base::money && one.value.kind == Value::Kind::number && in.scale != 1 && !in.outside)
            return Value::of(one.value.number / in.scale);
        return one.value;
    }
    switch (id % load_id::life) {
        case load_id::time:
        case load_id::year:
        case load_id::month: return Value::of(measure_at(id % load_id::life, here_, 0));
        case load_id::age:
        case load_id::age_exact: return Value::of(measure_at(id % load_id::life, here_, age()));
        case load_id::held: return Value::of(held_years(durations().of(here_.held, life), inside_step + apart_));
        case load_id::state: return Value::name(state_names_[life][joint_.own(here_.state, life)]);
        case load_id::entered: return Value::name(state_names_[life][joint_.own(here_.entered, life)]);
        case load_id::date: return Value::date(day(here_.k));
        case load_id::calendar_year: return Value::of(day(here_.counted).year());
        case load_id::month_of_year: return Value::of(day(here_.counted).month());
        case load_id::interest: return evaluator_.run(interest_, interest_.root);
        case load_id::premium: return Value::of(premiums_now(here_));
        case load_id::premiums_paid:
            if (here_.past == nullptr || !premiums_by_path()) return Value::of(premiums_paid(here_.paid));
            return Value::of(here_.past->balances[accounts_.size()] + (here_.paid > here_.k ? premiums_now(here_) : 0));
        case load_id::annual_premium: return Value::of(premiums_of_year(here_.counted));
        case load_id::profit: return Value::of(profit_closing(here_));
        case load_id::status: return Value::name(in.book.names->id(status_));
        default: throw std::logic_error("a quantity without a meaning");
    }
}

}  // namespace hearth
