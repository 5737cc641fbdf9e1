#include <fmt/format.h>

#include <algorithm>

#include "hearth/language/compile.hpp"
#include "hearth/language/parser.hpp"
#include "hearth/model/nouns.hpp"

namespace hearth {
namespace {

bool is_any(const std::vector<std::string>& names) { return names.empty() || names.front() == "any"; }

std::size_t add_state(Model& model, const std::string& name, const Place& place, Report& report) {
    if (const auto known = model.state(name)) return *known;
    // A function is always followed by a bracket: a state may be called `dependent`.
    if (measure_names().contains(name)) report.error("E0208", place, fmt::format("'{}' is a measure and cannot be the name of a state", name));
    model.states.push_back(name);
    return model.states.size() - 1;
}

void add_move(Model& model, std::size_t from, std::size_t to, const Place& place, Report& report) {
    if (from == to) {
        report.error("E0553", place, fmt::format("state '{}' moves to itself", model.states[from]), "a move leads to another state");
        return;
    }
    if (std::find(model.moves.begin(), model.moves.end(), std::pair(from, to)) == model.moves.end()) model.moves.emplace_back(from, to);
}

}  // namespace

std::optional<std::size_t> Model::state(std::string_view name) const {
    const auto found = std::find(states.begin(), states.end(), name);
    if (found == states.end()) return std::nullopt;
    return static_cast<std::size_t>(found - states.begin());
}

bool Model::leavable(std::size_t state) const {
    return std::any_of(moves.begin(), moves.end(), [state](const auto& move) { return move.first == state; });
}

Model make_model(const std::vector<Move>& moves, std::string role, const Place& place, Report& report) {
    Model model;
    model.role = std::move(role);
    model.place = place;
    std::vector<std::size_t> reached_from_any;
    for (const Move& move : moves) {
        if (!move.roles.empty())
            report.error("E0554", move.place, fmt::format("a role stands in the moves of a model: '{}:'", move.roles.front()),
                         "write model = { role = \"...\" }");
        if (!is_any(move.from))
            for (const std::string& name : move.from) add_state(model, name, move.place, report);
        for (const std::string& name : move.to) {
            const std::size_t to = add_state(model, name, move.place, report);
            if (is_any(move.from)) reached_from_any.push_back(to);
        }
    }
    for (const Move& move : moves) {
        std::vector<std::size_t> from;
        for (std::size_t state = 0; state < model.states.size(); ++state)
            if (is_any(move.from) ? std::find(reached_from_any.begin(), reached_from_any.end(), state) == reached_from_any.end()
                                  : std::find(move.from.begin(), move.from.end(), model.states[state]) != move.from.end())
                from.push_back(state);
        if (from.empty())
            report.error("E0553", move.place, "'any' means no state here: every state of the model is the target of an 'any' move");
        for (const std::size_t a : from)
            for (const std::string& name : move.to) {
                const std::size_t b = *model.state(name);
                add_move(model, a, b, move.place, report);
                if (move.both_ways) add_move(model, b, a, move.place, report);
            }
    }
    return model;
}

Model status_model() {
    static const Model model = [] {
        Report none;
        const std::vector<Move> moves = {{{}, {"in_force"}, {"overdue"}, true, {}},
                                         {{}, {"in_force", "overdue"}, {"reduced"}, false, {}},
                                         {{}, {"any"}, {"surrendered", "lapsed", "ended"}, false, {}}};
        return make_model(moves, "status", {}, none);
    }();
    return model;
}

DomainPtr state_domain(const Model& model, Names& names) {
    auto domain = std::make_shared<Domain>();
    domain->what = "state";
    for (std::size_t i = 0; i < model.states.size(); ++i)
        if (model.leavable(i)) domain->words.push_back(names.id(model.states[i]));
    domain->ordered = domain->words.size();
    for (std::size_t i = 0; i < model.states.size(); ++i)
        if (!model.leavable(i)) domain->words.push_back(names.id(model.states[i]));
    return domain;
}

}  // namespace hearth
