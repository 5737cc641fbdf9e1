#include "hearth/rights/rulebook.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "hearth/base/text.hpp"
#include "hearth/language/parser.hpp"
#include "rule_scope.hpp"

namespace hearth {

namespace {

DomainPtr domain(std::string what, const std::vector<std::string>& words, std::size_t ordered, Names& names) {
    auto made = std::make_shared<Domain>();
    made->what = std::move(what);
    for (const std::string& word : words) made->words.push_back(names.id(word));
    made->ordered = ordered;
    return made;
}

}  // namespace

Model plain_life() {
    Model model;
    model.states = {"alive", "dead"};
    model.moves = {{0, 1}};
    return model;
}

Rulebook::Rulebook(const Book& book, const Family* family, Report& report) : book_(book), family_(family) {
    Names& names = *book.names;
    states_ = domain("state of a right", {"none", "unlocked", "usable", "served", "paused", "exhausted", "ended"}, 4, names);
    status_ = state_domain(status_model(), names);
    const Model life = plain_life();
    words_ = book.words;
    for (const std::string& state : family != nullptr && !family->models.empty() ? family->models.front().states : life.states) words_.insert(state);
    if (family != nullptr && !family->models.empty()) life_states_ = state_domain(family->models.front(), names);
    for (const Product& product : book.products)
        for (const Ask& ask : product.asks) asked_.insert(ask.name);
    for (const Programme& programme : book.programmes)
        for (const Ask& ask : programme.asks) asked_.insert(ask.name);
    list(report);
    make_scopes();
    if (family != nullptr)
        for (const auto& [name, expression] : family->lets) translations_.emplace(name, compile(expression, outer_scopes_.back(), Type::Base::any, report));
    for (const Table& table : book.tables)
        for (const ExpressionPtr& piece : {table.when, table.value, table.otherwise})
            if (piece != nullptr) remember(piece->ast);
    for (std::size_t i = 0; i < programmes_.size(); ++i) compile_programme(i, report);
    for (std::size_t i = 0; i < rights_.size(); ++i) compile_right(i, report);
    rank_accounts(report);
    sort(report);
    check_requests(report);
}

/// What the events of the family ask for is a right of the set, or "none"; so is what somebody is nominated for.
void Rulebook::check_requests(Report& report) const {
    if (family_ == nullptr) return;
    std::vector<std::string> known;
    for (const RightRules& right : rights_) known.push_back(right.path);
    const auto no_right = [&](const char* kind, const std::string& what, const Place& place, const char* hint) {
        const std::string near = did_you_mean(what, known);
        report.error("E0742", place, fmt::format("a {} '{}', which is no right", kind, what), near.empty() ? hint : near);
    };
    const auto nominated = [&](const std::string& what, const Place& place) {
        if (std::find(known.begin(), known.end(), what) == known.end()) no_right("nomination for", what, place, "write [\"programme.right\"], or [] for none");
    };
    for (const Person& person : family_->persons)
        for (const std::string& what : person.nominated) nominated(what, person.header.place);
    for (const Event& event : family_->events)
        for (const auto& [path, expression] : event.changes) {
            const Node& top = expression->ast.top();
            if (path.ends_with(".nominated")) {
                const std::vector<std::uint32_t> all = top.op == Syntax::list ? std::vector<std::uint32_t>(top.children.begin(), top.children.end()) : std::vector<std::uint32_t>{expression->ast.root};
                for (const std::uint32_t one : all) {
                    const Node& node = expression->ast.at(one);
                    nominated(node.op == Syntax::name || node.op == Syntax::text ? node.text : to_text(expression->ast, one), expression->place);
                }
            }
            if (!path.ends_with(".request") || (top.op == Syntax::name && (top.text == "none" || right(top.text) != Reading::none))) continue;
            no_right("request of", to_text(expression->ast, expression->ast.root), expression->place, "write \"programme.right\", or \"none\" to take it back");
        }
}

void Rulebook::list(Report& report) {
    for (const Programme& programme : book_.programmes) {
        ProgrammeRules rules;
        rules.programme = &programme;
        programmes_.push_back(std::move(rules));
    }
    std::sort(programmes_.begin(), programmes_.end(),
              [](const ProgrammeRules& a, const ProgrammeRules& b) { return a.programme->header.name < b.programme->header.name; });
    for (ProgrammeRules& rules : programmes_)
        if (!rules.programme->part_of.empty()) rules.parent = programme(rules.programme->part_of);
    for (std::size_t i = 0; i < programmes_.size(); ++i) {
        ProgrammeRules& rules = programmes_[i];
        std::string binds;
        for (std::size_t up = i; up != Reading::none; up = programmes_[up].parent) {
            const Programme& at = *programmes_[up].programme;
            if (rules.holder.empty()) rules.holder = at.holder;
            if (binds.empty()) binds = at.binds;
            if (rules.tiers_of == Reading::none && !at.tiers.empty()) rules.tiers_of = up;
        }
        const Header& header = rules.programme->header;
        rules.binds_issue = binds == "issue";
        if (rules.binds_issue && rules.holder == "person")
            report.error("E0735", header.place, fmt::format("programme {} is held by persons, who have no day of issue", header.name), "write binds = \"event\"");
        std::vector<std::string> tiers = {"none"};
        for (const Tier& tier : rules.programme->tiers) tiers.push_back(tier.name);
        rules.tier_domain = domain("tier", tiers, tiers.size(), *book_.names);
        for (const Right& right : rules.programme->rights) {
            RightRules its;
            its.right = &right;
            its.path = header.name + "." + right.header.name;
            its.programme = i;
            rules.rights.push_back(rights_.size());
            rights_.push_back(std::move(its));
        }
        std::sort(rules.rights.begin(), rules.rights.end(), [&](std::size_t a, std::size_t b) { return rights_[a].name() < rights_[b].name(); });
    }
}

void Rulebook::make_scopes() {
    const auto names = [this](std::vector<std::string>& out) { RuleScope(*this).measures(out); };
    Scope nouns;
    nouns.find = [this](const std::string& path, Compiler&) { return RuleScope(*this).noun(path); };
    outer_scopes_.push_back(std::move(nouns));
    Scope basis;
    basis.outer = &outer_scopes_.back();
    basis.find = [this](const std::string& path, Compiler&) -> std::optional<Binding> {
        const Basis* of_family = family_ != nullptr ? book_.basis(family_->basis) : nullptr;
        for (const Basis& each : book_.bases) {
            if (of_family != nullptr && &each != of_family) continue;  // without a family any basis may be the one in force
            for (const auto& [name, expression] : each.lets)
                if (name == path) {
                    Binding binding;
                    binding.kind = Binding::Kind::expression;
                    binding.expression = expression;
                    return binding;
                }
        }
        return std::nullopt;
    };
    outer_scopes_.push_back(std::move(basis));
    Scope measures;
    measures.outer = &outer_scopes_.back();
    measures.find = [this](const std::string& path, Compiler&) { return RuleScope(*this).measure(path); };
    measures.form = [this](const Ast& ast, std::uint32_t node, Compiler& compiler, const Scope& here) { return RuleScope(*this).form(ast, node, compiler, here); };
    measures.names = names;
    outer_scopes_.push_back(std::move(measures));
    for (std::size_t i = 0; i < programmes_.size(); ++i) programme_scopes_.emplace_back();
    for (std::size_t i = 0; i < programmes_.size(); ++i) {
        Scope& scope = programme_scopes_[i];
        scope.local = true;
        scope.outer = programmes_[i].parent == Reading::none ? &outer_scopes_.back() : &programme_scopes_[programmes_[i].parent];
        scope.find = [this, i](const std::string& path, Compiler& compiler) { return RuleScope(*this).part(path, i, Reading::none, compiler); };
        scope.names = [this, i](std::vector<std::string>& out) {
            for (const auto& [name, expression] : programmes_[i].programme->lets) out.push_back(name);
            for (const Account& account : programmes_[i].programme->accounts) out.push_back(account.header.name);
            for (const std::size_t right : programmes_[i].rights) out.push_back(rights_[right].name());
        };
    }
    for (std::size_t i = 0; i < rights_.size(); ++i) {
        Scope scope;
        scope.local = true;
        scope.outer = &programme_scopes_[rights_[i].programme];
        scope.find = [this, i](const std::string& path, Compiler& compiler) { return RuleScope(*this).part(path, rights_[i].programme, i, compiler); };
        scope.names = [this, i](std::vector<std::string>& out) {
            for (const auto& [name, expression] : rights_[i].right->lets) out.push_back(name);
            for (const Account& account : rights_[i].right->accounts) out.push_back(account.header.name);
            for (const Payment& payment : rights_[i].right->pays) out.push_back(payment.header.name);
        };
        right_scopes_.push_back(std::move(scope));
    }
}

const Rule* Rulebook::translation(const std::string& fact) const {
    const auto found = translations_.find(fact);
    return found == translations_.end() ? nullptr : &found->second;
}

std::string Rulebook::text(const Place& place) const {
    const auto found = texts_.find(place);
    return found == texts_.end() ? std::string() : found->second;
}

void Rulebook::remember(const Ast& ast) {
    for (std::uint32_t i = 0; i < ast.nodes.size(); ++i)
        if (ast.at(i).place.line != 0) texts_.try_emplace(ast.at(i).place, to_text(ast, i));
}

std::size_t Rulebook::programme(std::string_view name) const {
    for (std::size_t i = 0; i < programmes_.size(); ++i)
        if (programmes_[i].programme->header.name == name) return i;
    return Reading::none;
}

std::size_t Rulebook::right(std::size_t programme, std::string_view name) const {
    for (std::size_t i = 0; i < rights_.size(); ++i)
        if (rights_[i].programme == programme && rights_[i].name() == name) return i;
    return Reading::none;
}

std::size_t Rulebook::right(std::string_view path) const {
    for (std::size_t i = 0; i < rights_.size(); ++i)
        if (this->path(i) == path) return i;
    return Reading::none;
}

}  // namespace hearth
