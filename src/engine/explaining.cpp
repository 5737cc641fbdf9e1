#include "explaining.hpp"

#include <cmath>

#include <fmt/format.h>

#include "form.hpp"
#include "hearth/base/text.hpp"

namespace hearth {

std::size_t Track::Explaining::add(Explained node) {
    if (out.nodes.size() >= most_nodes)
        throw Fault(Stop::limit, {"E0853", {}, fmt::format("the explanation has more than {} parts", most_nodes), "ask for less of it: --depth 2"});
    out.nodes.push_back(std::move(node));
    return out.nodes.size() - 1;
}

std::size_t Track::Explaining::leaf(std::string op, std::string name, Cell value, std::string unit) {
    Explained node;
    node.op = std::move(op);
    node.name = std::move(name);
    node.value = std::move(value);
    node.unit = std::move(unit);
    return add(std::move(node));
}

std::size_t Track::Explaining::made(std::string op, double value, std::vector<std::size_t> parts, std::string name) {
    Explained node;
    node.op = std::move(op);
    node.name = std::move(name);
    node.value = value + 0.0;
    node.parts = std::move(parts);
    return add(std::move(node));
}

std::size_t Track::Explaining::named(Explained head, std::size_t node) {
    const Explained& inner = out.nodes[node];
    head.value = inner.value;
    if (head.unit.empty()) head.unit = inner.unit;
    if (inner.name.empty() && (!inner.parts.empty() || inner.op == "number")) {
        adopt(head, inner);
    } else {
        head.op = "same";
        head.parts = {node};
    }
    return add(std::move(head));
}

std::size_t Track::Explaining::sum(double value, std::vector<std::size_t> parts, std::string name) {
    if (parts.empty()) return leaf("number", std::move(name), value + 0.0);
    if (parts.size() > 1) return made("add", value, std::move(parts), std::move(name));
    if (name.empty()) return parts.front();
    Explained head;
    head.name = std::move(name);
    return named(std::move(head), parts.front());
}

std::size_t Track::Explaining::times(double value, const std::vector<std::size_t>& factors, std::string name) {
    return factors.size() == 1 && name.empty() ? factors.front() : made("multiply", value, factors, std::move(name));
}

double Track::Explaining::number(std::size_t node) const {
    const Cell& value = out.nodes[node].value;
    if (const auto* truth = std::get_if<bool>(&value)) return *truth ? 1 : 0;
    const auto* found = std::get_if<double>(&value);
    return found == nullptr ? std::nan("") : *found;
}

/// Of an amount of the unit cell none: it is so much for each unit of the policy.
std::string Track::Explaining::unit_of(const Type& type) const {
    if (type.base != Type::Base::money || (in->scale != 1 && !in->outside)) return {};
    return type.currency.empty() ? in->product.header.currency : type.currency;
}

/// The moment as `at` says it: "time: 12 years, state: mild, held: 3 months".
std::string Track::Explaining::moment(Track& on, std::size_t k, std::size_t state, std::size_t held, bool with_basis, bool& certain) const {
    const auto span = [&](double ticks) -> std::string {
        constexpr std::pair<double, const char*> units[] = {{ticks_per_year, "year"}, {ticks_per_year / 12, "month"}, {ticks_per_year / 52, "week"}, {ticks_per_year / 365, "day"}};
        for (const auto& [unit, word] : units)
            if (const double count = ticks / unit; count == std::floor(count)) return fmt::format("{} {}{}", shortest(count), word, count == 1 ? "" : "s");
        certain = false;
        return fmt::format("{} years", shortest(ticks / ticks_per_year));
    };
    std::string words = k == 0 ? "time: issue" : "time: " + span(static_cast<double>(k) * on.ticks_);
    if (on.with_paths() && (state != 0 || held != on.paths(k).since_issue)) certain = false;  // several paths may meet there
    for (std::size_t life = 0; life < on.joint_.lives.size(); ++life) {
        const std::string role = life == on.joint_.insured ? "" : on.joint_.lives[life].role + ".";
        const std::size_t own = on.joint_.own(state, life), steps = on.with_paths() ? 0 : on.durations().of(held, life);
        words += fmt::format(", {}state: {}", role, on.joint_.lives[life].states[own]);
        if (on.with_paths() || on.durations().most[life] == 0) continue;
        const std::size_t since_issue = on.durations().of(on.durations().since_issue(k), life);
        if (own == 0 && steps == since_issue) continue;
        words += fmt::format(", {}held: {}", role, span(static_cast<double>(steps) * on.ticks_));
    }
    if (with_basis) words += ", basis: " + on.basis_.header.name;
    return words;
}

/// The words behind the file that explain a cell alone, for a shell.
std::string Track::Explaining::asking(const std::string& item) {
    std::string quoted = "--item '";
    for (const char one : item) quoted += one == '\'' ? std::string("'\\''") : std::string(1, one);
    return quoted + "'";
}

std::size_t Track::Explaining::scale_leaf() {
    std::size_t& scale_node = scales[in];
    if (scale_node == 0) {
        scale_node = leaf("scale", "the largest money that is asked", in->scale, in->product.header.currency);
        out.nodes[scale_node].rule = "S60";
    }
    return scale_node;
}

/// A number of the unit cell in its own unit, as Inside::outward has it.
std::size_t Track::Explaining::outward(std::size_t node, const Type& type) {
    if (!type.numeric() || type.degree == 0 || type.degree == Degree::any || in->scale == 1) return node;
    for (int i = 0; i < std::abs(type.degree); ++i) {
        const bool up = type.degree > 0;
        node = made(up ? "multiply" : "divide", up ? number(node) * in->scale : number(node) / in->scale, {node, scale_leaf()});
        out.nodes[node].unit = up && type.base == Type::Base::money && type.degree == 1 ? in->product.header.currency : "";
        out.nodes[node].rule = "S60";
    }
    return node;
}

std::size_t Track::Explaining::cell(const Told& told) {
    const std::tuple key{told.what, told.on, told.index, told.k, told.state, told.held, told.status};
    if (const auto found = known.find(key); found != known.end()) return found->second;
    Track& on = *told.on;
    const Kept contract(in, &on.contract_);
    const Kept inside(in->outside, false);
    Explained node;
    node.op = "cell";
    bool certain = true;
    switch (told.what) {
        case What::value: {
            const ValueOf& value = in->product.values[told.index];
            const double number = on.value(told.index, told.k, told.state, told.held);
            const bool closed = in->closed(told.index, on);
            node.value = in->types[told.index].base == Type::Base::truth ? Cell(number != 0) : Cell(number + 0.0);
            node.unit = unit_of(in->types[told.index]);
            node.name = closed ? value.header.name : fmt::format("{} at ({})", value.header.name, moment(on, told.k, told.state, told.held, value.basis.empty(), certain));
            node.defined = value.header.place;
            node.source = value.header.source;
            node.illustrative = value.header.illustrative;
            if (certain) node.ask = asking(node.name);
            break;
        }
        case What::stream: {
            const Stream& stream = on.streams_[told.index];
            node.value = on.present_value(told.index, told.k, told.state, told.held) + 0.0;
            const bool plain = !stream.text.ends_with(' ');
            std::string where = moment(on, told.k, told.state, told.held, true, certain);
            if (!stream.interest.empty()) where += ", interest: " + shortest(on.evaluate(stream.interest, Point{}));
            node.name = fmt::format("{} at ({})", plain ? stream.text : stream.text.substr(0, stream.text.size() - 1), where);
            node.unit = unit_of(Type::money());
            if (certain && (plain || !stream.interest.empty())) node.ask = asking(node.name);
            break;
        }
        case What::in_force:
            node.value = forward(on).in_force[told.k][told.held * on.states_ + told.state] + 0.0;
            node.name = fmt::format("in force at ({})", moment(on, told.k, told.state, told.held, false, certain));
            break;
        case What::discount:
            node.value = forward(on).discount[told.k];
            node.name = fmt::format("discount from {} to issue", shortest(on.time_of(told.k)) + (on.time_of(told.k) == 1 ? " year" : " years"));
            break;
        case What::chance:
            node.value = on.row(told.k, told.state, told.held)[told.index] + 0.0;
            node.name = fmt::format("chance of {} -> {} in the step at ({})", on.model_.states[told.state], on.model_.states[told.index], moment(on, told.k, told.state, told.held, false, certain));
            node.rule = "S34";
            break;
        case What::step_discount: {
            const Stream* stream = told.index == SIZE_MAX ? nullptr : &on.streams_[told.index];
            node.value = on.step_discount(told.k, stream);
            node.name = fmt::format("discount over the step at ({})", moment(on, told.k, 0, on.with_paths() ? on.paths(told.k).since_issue : on.durations().since_issue(told.k), true, certain));
            break;
        }
        case What::being_in: {
            const auto& [track, from, with_status, each] = departed[told.index];
            const auto& [status, chances] = each[told.k - from.k][told.status];
            const std::string start = moment(on, from.k, from.state, on.node_of(from), false, certain);
            node.value = chances[told.held * on.states_ + told.state] + 0.0;
            node.name = fmt::format("chance of being at ({}){}, from ({})", moment(on, told.k, told.state, told.held, false, certain), with_status ? ", " + status : "", start);
            break;
        }
        case What::mean: case What::variance: {
            const Turned& turned = outcomes[told.index];
            const auto& [means, variances] = turned.steps[told.k];
            node.value = (told.what == What::mean ? means : variances)[told.held * on.states_ + told.state] + 0.0;
            node.name = fmt::format("{} of {} at ({})", told.what == What::mean ? "mean" : "variance", turned.text, moment(on, told.k, told.state, told.held, true, certain));
            break;
        }
        case What::inside: {
            const double ahead = on.here_.ahead;
            node.value = on.value_inside(told.index, told.k, told.state) + 0.0;
            node.name = fmt::format("{} at ({}), {:.4f} of a year later", on.streams_[told.index].text, moment(on, told.k, told.state, 0, true, certain), ahead);
            node.unit = unit_of(Type::money());
            break;
        }
        case What::own_time:
            node.value = own_time_value(told) + 0.0;
            node.name = own_time_name(told, certain);
            break;
        case What::rate: throw std::logic_error("a rate is told where it is met");
    }
    if (in != main) {
        node.name = in->product.header.name + "." + node.name;
        node.ask.clear();  // its words would mean the product that was asked
    }
    const std::size_t id = add(std::move(node));
    known.emplace(key, id);
    const bool within = told.what == What::chance || told.what == What::step_discount;  // of the step it belongs to
    open[within && now != SIZE_MAX ? now : now + 1].emplace_back(id, told);
    return id;
}

void Track::Explaining::tell_all() {
    while (!open.empty() && open.begin()->first < depth) {
        auto& [deep, cells] = *open.begin();
        if (cells.empty()) {
            open.erase(open.begin());
            continue;
        }
        const auto [node, told] = cells.front();
        cells.pop_front();
        now = deep;
        tell(node, told);
    }
}

}  // namespace hearth
