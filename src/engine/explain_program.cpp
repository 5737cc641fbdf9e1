// Programs of a contract, listened to.
#include <algorithm>

#include <fmt/format.h>

#include "explaining.hpp"
#include "form.hpp"
#include "hearth/base/text.hpp"

namespace hearth {

/// Names and forms as a contract means them.
struct Track::Explaining::Heard final : Pieces {
    Heard(Explaining& of, Track& on) : Pieces(of.out, of.in->book), all(of), track(on), runs(on, *of.in->book.names, this) { evaluator = &runs; }

    std::size_t load(const Instruction& at, const Value& value) override { return all.load(track, at, value); }
    std::size_t special(const Program& what, const Instruction& at, const Value& value, const Parts& parts) override { return all.special(track, what, at, value, parts); }
    std::string unit_of(const Type& type) const override { return all.unit_of(type); }
    std::size_t add(Explained node) override { return all.add(std::move(node)); }

    Explaining& all;
    Track& track;
    Evaluator runs;
};

std::size_t Track::Explaining::program(Track& on, const Program& what, const Point& point) {
    const Kept here(on.here_, point);
    const Value value = on.evaluator_.run(what, what.root);
    const std::size_t before = out.nodes.size();
    try {
        Heard heard(*this, on);
        heard.runs.run(what, what.root);
        const std::size_t found = heard.root();
        if (out.nodes[found].value == cell_of(value)) return found;
    } catch (const Fault& fault) {  // of a piece that the value does not need
        if (fault.stop() == Stop::limit) throw;
    }
    std::erase_if(known, [before](const auto& one) { return one.second >= before; });  // nothing told before knows of them
    for (auto& [deep, cells] : open) std::erase_if(cells, [before](const auto& one) { return one.first >= before; });
    std::erase_if(scales, [before](const auto& one) { return one.second >= before; });
    std::erase_if(forces, [before](const auto& one) { return std::any_of(one.second.begin(), one.second.end(), [&](std::size_t node) { return node >= before; }); });
    std::erase_if(forces_inside, [before](const auto& one) { return one.second >= before; });
    std::erase_if(months, [before](const auto& one) { return one.second.empty() || one.second.back().first.back() >= before; });
    out.nodes.resize(before);
    Explained node;
    node.op = "not taken apart";
    node.value = cell_of(value);
    node.unit = unit_of(what.type());
    node.place = what.at(what.root).place;
    return add(std::move(node));
}

/// What the policy or person gives.
std::size_t Track::Explaining::given(std::size_t number, const Value& value) {
    const Contract::Inside::Known& one = in->known[number];
    Explained node;
    node.op = "given";
    node.name = one.name;
    node.value = cell_of(one.value);
    if (one.type.base == Type::Base::money) node.unit = in->product.header.currency;
    if (const auto found = in->given.find(one.name); found != in->given.end()) {
        node.place = found->second->place;
        node.source = found->second->source;
        node.illustrative = found->second->illustrative;
    }
    const std::size_t whole = add(std::move(node));
    if (one.value.kind != Value::Kind::number || value.kind != Value::Kind::number || same(one.value.number, value.number)) return whole;
    const std::size_t of_one = made("divide", value.number, {whole, scale_leaf()});
    out.nodes[of_one].rule = "S60";
    return of_one;
}

/// A value of another product for the same policy (rule S54), as Track::load asks for it.
std::size_t Track::Explaining::of_other(Track& on, const Instruction& at) {
    const auto& [product, name] = in->other_values[at.id - load_id::other];
    Contract::Inside& its = in->other(*product)->inside();
    const std::size_t v = its.value_index(name);
    const ValueOf& value = product->values[v];
    Track& there = value.basis.empty() ? its.outer.track(on.basis_.header.name) : its.track(value.basis, value.header.place);
    const bool same_state = product->models.size() == on.joint_.lives.size() && there.model_.state(on.model_.states[on.here_.state]).has_value();
    const std::size_t state = same_state ? *there.model_.state(on.model_.states[on.here_.state]) : 0;
    std::size_t told = 0;
    {
        const Kept contract(in, &its);
        told = outward(value_at(there, v, on.time_of(on.here_.k), state, {std::vector<std::optional<double>>(there.joint_.lives.size()), {}}, value.header.place), its.types[v]);
    }
    Type inverse = at.type;
    inverse.degree = at.type.degree == Degree::any || at.type.degree == Degree::fixed ? at.type.degree : static_cast<std::int8_t>(-at.type.degree);
    return outward(told, inverse);
}

std::size_t Track::Explaining::load(Track& on, const Instruction& at, const Value& value) {
    const std::uint32_t id = at.id;
    if (in->outside && (id < load_id::given || id >= load_id::account)) {
        std::size_t inner = 0;
        {
            const Kept inside(in->outside, false);
            inner = load(on, at, on.load(id, at));
        }
        return value.kind == Value::Kind::number ? outward(inner, at.type) : inner;
    }
    Explained head;
    head.name = at.text;
    head.place = at.place;
    if (id >= load_id::payment) {
        const Flow& flow = on.flows_[id - load_id::payment];
        const bool due_now = &flow == on.valued_ || on.starts_at(flow, on.here_.k) || (flow.falls == Flow::Falls::issue && on.here_.k == 0);
        if (due_now) return payment(on, flow, on.here_, nullptr);
        const std::size_t none = leaf("number", at.text, 0.0, unit_of(at.type));
        out.nodes[none].note = "not due at this moment";
        out.nodes[none].rule = "S40";
        return none;
    }
    if (id >= load_id::value) {
        const std::size_t v = id - load_id::value;
        Track& of = in->track_of(v, on);
        if (&of == &on && !(on.basis_.continuous && (on.here_.ahead > 0 || on.apart_ != 0) && !in->closed(v, on)))
            return cell(in->closed(v, on) ? Told{What::value, &on, v, 0, 0, 0} : Told{What::value, &on, v, on.here_.k, on.here_.state, on.node_of(on.here_)});
        if (&of == &on && on.memory() == 0) return named(std::move(head), program(on, on.values_[v], on.here_));  // inside a month
        if (&of != &on) return value_at(of, v, on.time_of(on.here_.k), on.here_.state, on.held_of(on.here_, at.place), at.place);
    }
    if (id >= load_id::given && id < load_id::missing) return given(id - load_id::given, value);
    if (id == load_id::interest) {
        head.name = "interest";
        return named(head, program(on, on.interest_, on.here_));
    }
    if (id == load_id::premium) return premiums(on, on.here_);
    if (id == load_id::profit) return profit_closing(on, on.here_, value.number);
    if (id == load_id::premiums_paid || id == load_id::annual_premium) return sum_of_premiums(on, at, value.number);
    if (id >= load_id::other && id < load_id::value) return of_other(on, at);
    head.op = id >= load_id::value ? "not taken apart" : id >= load_id::account ? "balance" : "measure";
    head.value = cell_of(value);
    head.unit = unit_of(at.type);
    const auto age = static_cast<std::size_t>(std::find_if(in->known.begin(), in->known.end(), [](const auto& one) { return one.name == "age"; }) - in->known.begin());
    if ((id == load_id::age || id == load_id::age_exact) && age < in->known.size()) head.rests_on = {given(age, in->known[age].value)};
    return add(std::move(head));
}

std::size_t Track::Explaining::special(Track& on, const Program& what, const Instruction& at, const Value& value, const Pieces::Parts& parts) {
    using Kind = Form::Kind;
    const Form& form = on.forms_[at.id];
    Explained head;
    head.name = at.text;
    head.place = at.place;
    head.value = cell_of(value);
    head.unit = unit_of(at.type);
    for (const auto& [index, part] : parts) head.rests_on.push_back(part);
    const bool inside_step = on.basis_.continuous && (on.here_.ahead > 0 || on.apart_ != 0);
    if (form.kind == Kind::present_value && !inside_step) {
        std::size_t told = 0;
        {
            const Kept inside(in->outside, false);
            told = on.here_.k >= on.horizon() ? leaf("number", at.text, 0.0) : cell({What::stream, &on, form.index, on.here_.k, on.here_.state, on.node_of(on.here_)});
        }
        return in->outside ? outward(told, at.type) : told;
    }
    if (form.kind == Kind::present_value && on.memory() == 0)
        if (const std::size_t stage = stage_of(on, on.here_.k, on.here_.ahead); stage != SIZE_MAX) return cell({What::inside, &on, form.index, on.here_.k, on.here_.state, stage});
    if (form.kind == Kind::moved) {
        const Instruction& body = what.at(at.arguments.back());
        const bool value_alone = body.op == Code::load && body.id >= load_id::value && body.id < load_id::payment;
        head.op = "same";
        if (!value_alone) {
            head.parts = {parts.back().second};
            head.rests_on.pop_back();
            return add(std::move(head));
        }
        const Asked where = on.asked(form, what, at, on.evaluator_);
        const std::size_t v = body.id - load_id::value;
        std::size_t told = 0;
        {
            const Kept inside(in->outside, false);
            told = value_at(in->track_of(v, on), v, where.time.value_or(on.time_of(on.here_.k)), on.state_of(where, where.time ? 0 : on.here_.state), where.held, at.place);
        }
        head.parts = {in->outside && value.kind == Value::Kind::number ? outward(told, at.type) : told};
        return add(std::move(head));
    }
    if (form.kind == Kind::elsewhere) {
        Track& there = *form.track;
        Asked where = on.asked(form, what, at, on.evaluator_);
        if (!where.time) where.time = on.time_of(on.here_.k);
        head.op = "same";
        head.parts = {program(there, form.body, there.point_of(where, there.here_, at.place))};
        return add(std::move(head));
    }
    if (form.kind == Kind::running && !parts.empty()) {
        const std::size_t x = parts.back().second;
        if (same(number(x), value.number)) return x;
        const std::size_t sum = made("add", value.number, {x, leaf("measure", "years on", on.advance_)}, at.text);
        if (same(number(x) + on.advance_, value.number)) return sum;
    }
    if (form.kind == Kind::rate_chance) {
        std::size_t rates = 0, rate = 0;
        for (const auto& [index, part] : parts)
            if (index == at.arguments[0]) {
                ++rates;
                rate = part;
            }
        head.op = rates == 1 && same(number(rate), value.number) ? "same" : "probability";
        head.rule = "S33";
        if (head.op == "same") {
            head.parts = {rate};
            std::erase(head.rests_on, rate);
        }
        return add(std::move(head));
    }
    if (form.kind == Kind::irr) return internal_rate(on, form, std::move(head));
    if (form.kind == Kind::chance) return probability(on, form, what, at, std::move(head));
    if (!form.parts.empty()) return distribution(on, form, what, at, std::move(head));
    head.op = form.kind == Kind::lasting ? "measure" : "not taken apart";
    return add(std::move(head));
}

}  // namespace hearth
