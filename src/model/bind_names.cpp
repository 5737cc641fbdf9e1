// Names: namespaces, references, what is asked, the states of models.
#include <fmt/format.h>

#include <algorithm>

#include "hearth/base/text.hpp"
#include "hearth/language/parser.hpp"
#include "hearth/language/words.hpp"
#include "hearth/model/bind_parts.hpp"

namespace hearth {
namespace {

bool contains(const std::vector<std::string>& words, std::string_view word) {
    return std::find(words.begin(), words.end(), word) != words.end();
}

DomainPtr choices(const Tree& list, const std::string& name, Binder& binder) {
    auto domain = std::make_shared<Domain>();
    domain->what = name;
    for (const Tree& item : list.children) {
        domain->words.push_back(binder.book.names->id(item.text));
        add_word(binder, item.text);
    }
    domain->ordered = domain->words.size();
    return domain;
}

/// Whether a choice stands twice in the list.
bool twice(const Tree& list, Report& report) {
    for (std::size_t i = 0; i < list.children.size(); ++i)
        for (std::size_t j = 0; j < i; ++j)
            if (list.children[i].text == list.children[j].text) {
                report.error("E0524", list.children[i].place, fmt::format("'{}' stands twice among the choices", list.children[i].text));
                return true;
            }
    return false;
}

/// What is asked in a way that is no type is reported and then taken to be anything, so that what is given is not reported too.
Ask ask_of(const Tree& leaf, Binder& binder) {
    using Base = Type::Base;
    Ask ask;
    ask.type = Type::of(Base::any);
    ask.name = leaf.key;
    ask.place = leaf.key_place;
    if (leaf.is_text()) {
        static const std::vector<std::string> types = {"number", "money", "date", "span", "truth", "name", "rate"};
        static constexpr Base bases[] = {Base::number, Base::money, Base::date, Base::span, Base::truth, Base::name, Base::force};
        const auto found = std::find(types.begin(), types.end(), leaf.text);
        if (found == types.end()) {
            binder.report.error("E0524", leaf.place,
                                fmt::format("'{}' asks for '{}', which is no type (allowed: {})", leaf.key, leaf.text, join(types)),
                                did_you_mean(leaf.text, types));
            return ask;
        }
        const Base base = bases[found - types.begin()];
        ask.type = base == Base::money ? Type::money() : Type::of(base);
        ask.span = base == Base::span;
        return ask;
    }
    if (leaf.kind != Tree::Kind::array) return ask;
    const auto number = [](const Tree& item) { return item.kind == Tree::Kind::integer || item.kind == Tree::Kind::real; };
    const bool numbers = std::all_of(leaf.children.begin(), leaf.children.end(), number);
    const bool names = std::all_of(leaf.children.begin(), leaf.children.end(), [](const Tree& item) { return item.is_text(); });
    if (leaf.children.empty() || (!numbers && !names)) {
        binder.report.error("E0524", leaf.place,
                            fmt::format("'{}' {}", leaf.key, leaf.children.empty() ? "has no choices" : "has choices of different kinds"),
                            "choices are names, lowest first, or numbers");
        return ask;
    }
    if (twice(leaf, binder.report)) return ask;
    ask.type = numbers ? Type::number() : Type::name(choices(leaf, leaf.key, binder));
    if (numbers)
        for (const Tree& item : leaf.children) ask.numbers.push_back(item.number);
    return ask;
}

std::optional<Model> model_of(const Tree& leaf, std::string role, Binder& binder) {
    if (!leaf.is_text()) return std::nullopt;
    const auto moves = parse_moves(leaf.text, leaf.place, leaf.inset, binder.report);
    if (!moves) return std::nullopt;
    Model model = make_model(*moves, std::move(role), leaf.place, binder.report);
    for (const std::string& state : model.states) add_word(binder, state);
    return model;
}

bool has_move(const Model& model, const Move& move) {
    const auto among = [&](const std::vector<std::string>& names, std::size_t state) {
        return names.empty() || names.front() == "any" || contains(names, model.states[state]);
    };
    return std::any_of(model.moves.begin(), model.moves.end(), [&](const auto& step) {
        return (among(move.from, step.first) && among(move.to, step.second)) ||
               (move.both_ways && among(move.to, step.first) && among(move.from, step.second));
    });
}

}  // namespace

bool is_free_name(std::string_view what, const std::string& name, const Place& place, Namespace::Takes takes, Report& report) {
    using Takes = Namespace::Takes;
    if (!is_name(name)) {
        report.error("E0208", place, fmt::format("'{}' is not a name", name), "a name is a letter or '_', then letters, digits, '_'");
        return false;
    }
    if (takes == Takes::anything || (takes == Takes::spans && !span_of(name).empty())) return true;
    const char* taken = contains(reserved_words(), name) || contains(function_names(), name)
                            ? "a word of the language"
                            : (takes != Takes::measures && measure_names().contains(name) ? "a measure" : nullptr);
    if (taken == nullptr) return true;
    report.error(
        "E0208", place,
        fmt::format("'{}' is {} and cannot be the name of {} {}", name, taken, what.find_first_of("aeiou") == 0 ? "an" : "a", what));
    return false;
}

void Namespace::claim(std::string_view what, const std::string& name, const Place& place, Takes takes) {
    if (!is_free_name(what, name, place, takes, report_)) return;
    const auto [first, fresh] = taken_.emplace(name, place);
    if (fresh) return;
    const Place& later = first->second < place ? place : first->second;
    const Place& earlier = first->second < place ? first->second : place;
    report_.error("E0523", later, fmt::format("'{}' is named twice here; the other stands on line {}", name, earlier.line),
                  "payments, accounts, values, lets and asked names share their names");
}

void Namespace::claim_all(std::string_view what, const Tree& tree, std::string_view key, Takes takes) {
    const Tree* table = tree.find(key);
    if (table == nullptr || !table->is_table()) return;
    for (const Tree& child : table->children) claim(what, child.key, child.key_place, takes);
}

void refer(const char* code, std::string_view key, const std::string& name, std::string_view what, const std::vector<std::string>& known,
           const Place& place, Binder& binder) {
    if (name.empty() || contains(known, name)) return;
    const bool few = !known.empty() && known.size() <= 12;
    binder.report.error(code, place,
                        fmt::format("'{}' is '{}', which is no {}{}", key, name, what, few ? fmt::format(" (there: {})", join(known)) : ""),
                        did_you_mean(name, known));
}

void refer(Noun noun, const std::string& name, std::string_view key, const Place& place, Binder& binder) {
    if (name.empty() || binder.set.find(noun, name) != nullptr) return;
    refer("E0520", key, name, noun_words[static_cast<std::size_t>(noun)], binder.set.names(noun), place, binder);
}

std::vector<Ask> asks_of(const Part& part, Binder& binder) {
    std::vector<Ask> asks;
    const Tree* table = part.tree.find("asks");
    if (table == nullptr || !table->is_table()) return asks;
    for (const Tree& leaf : table->children) asks.push_back(ask_of(leaf, binder));
    return asks;
}

std::vector<Model> models_of(const Part& part, Binder& binder) {
    std::vector<Model> models;
    const Tree* leaf = part.tree.find("model");
    if (leaf == nullptr || !(leaf->is_text() || leaf->is_table())) return models;  // told where the keys were read
    if (leaf->is_text()) {
        if (auto model = model_of(*leaf, {}, binder)) models.push_back(std::move(*model));
        return models;
    }
    for (const Tree& role : leaf->children) {
        if (!is_free_name("role", role.key, role.key_place, Namespace::Takes::nothing, binder.report)) continue;
        if (auto model = model_of(role, role.key, binder)) models.push_back(std::move(*model));
    }
    return models;
}

void check_moves(const char* code, const std::vector<Move>& moves, const std::vector<Model>& models, bool all, Binder& binder) {
    std::vector<std::string> roles = {"insured", "status"};
    for (const Model& model : models)
        if (!model.role.empty() && !contains(roles, model.role)) roles.push_back(model.role);
    bool known = true;
    const auto tell = [&](const Place& place, std::string_view what, const std::string& name, const std::vector<std::string>& there) {
        if (contains(there, name) || there.empty() || (!all && !nearest(name, there))) return;
        known = false;
        binder.report.error(code, place, fmt::format("there is no {} '{}' here (there: {})", what, name, join(there)),
                            did_you_mean(name, there));
    };
    for (const Move& move : moves) {
        for (const std::string& role : move.roles) tell(move.place, "role", role, roles);
        std::vector<Model> lives;
        const std::string role = move.roles.size() == 1 ? move.roles.front() : std::string{};
        if (role == "status")
            lives.push_back(status_model());
        else
            std::copy_if(models.begin(), models.end(), std::back_inserter(lives),
                         [&](const Model& model) { return role.empty() || model.role.empty() || model.role == role; });
        std::vector<std::string> states;
        for (const Model& model : lives)
            for (const std::string& state : model.states)
                if (!contains(states, state)) states.push_back(state);
        for (const std::string& state : move.from)
            if (state != "any") tell(move.place, "state", state, states);
        for (const std::string& state : move.to) tell(move.place, "state", state, states);
        if (all && known && !lives.empty() &&
            std::none_of(lives.begin(), lives.end(), [&](const Model& model) { return has_move(model, move); }))
            binder.report.error(code, move.place, "the model has no such move");
    }
}

}  // namespace hearth
