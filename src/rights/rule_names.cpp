// Names inside programmes: which reading of a family a path is.
#include <algorithm>

#include "hearth/rights/people_of.hpp"
#include "rule_scope.hpp"

namespace hearth {

using From = Reading::From;
using Kind = Reading::Kind;

namespace {

std::vector<std::string> split(const std::string& path) {
    std::vector<std::string> parts(1);
    for (const char c : path) {
        if (c == '.') parts.emplace_back();
        else parts.back() += c;
    }
    return parts;
}

Reading reading_of(Kind kind, From from = From::person) {
    Reading reading;
    reading.kind = kind;
    reading.from = from;
    return reading;
}

}  // namespace

void RuleScope::remember(const std::string& what) const {
    if (rules_.rule_ != nullptr) rules_.rule_->memory.insert(what);
}

/// The person a bare name is about: of the innermost row of people, else the one in question.
Reading RuleScope::person() const {
    Reading reading = reading_of(Kind::fact);
    if (rules_.person_row_ == Reading::none) return reading;
    reading.from = From::person_row;
    reading.level = rules_.person_row_;
    return reading;
}

Binding RuleScope::load(Reading reading, Type type) const {
    Binding binding;
    binding.kind = Binding::Kind::load;
    binding.type = std::move(type);
    binding.load = static_cast<std::uint32_t>(rules_.readings_.size());
    if (reading.kind == Kind::right && rules_.rule_ != nullptr) {
        if (reading.right == rules_.in_right_ && reading.from == From::person) rules_.rule_->reads_itself = true;
        else rules_.rule_->rights.insert(reading.right);
        remember(rules_.path(reading.right));
    }
    if (reading.kind == Kind::served && rules_.rule_ != nullptr) rules_.rule_->reads_itself = true;
    if (reading.kind == Kind::served || reading.kind == Kind::request || reading.kind == Kind::requested) remember("a request");
    if (reading.kind == Kind::tier && rules_.rule_ != nullptr) {
        rules_.rule_->tiers.insert(reading.programme);
        const ProgrammeRules& programme = rules_.programmes_[reading.programme];
        if (programme.programme->ratchet) remember("the tiers of " + programme.programme->header.name + " (ratchet)");
        for (const Rule& tier : programme.tiers)
            for (const std::string& what : tier.memory) remember(what);
    }
    reading.leaf = rules_.book_.names->id(reading.name);
    rules_.readings_.push_back(std::move(reading));
    return binding;
}

std::optional<Type> RuleScope::fact_type(const std::string& name) const {
    rules_.measures_.insert(name);
    if (name == "age") return Type::number();
    if (name == "born") return Type::of(Type::Base::date);
    if (name == "state") return rules_.life_states_ ? Type::name(rules_.life_states_) : Type::of(Type::Base::any);
    if (name == "held") return Type::of(Type::Base::span);
    if (name == "requested") return Type::number();
    if (const Ask* ask = rules_.book_.asked(name)) return ask->span ? Type::of(Type::Base::span) : ask->type;
    if (name == "sex" || name == "city" || name == "place") return Type::name();
    if (name == "level") return Type::number();
    if (rules_.family_ != nullptr)
        for (const Person& who : rules_.family_->persons)
            for (const auto& [fact, value] : who.facts)
                if (fact == name) return Type::of(Type::Base::any);
    return std::nullopt;
}

std::optional<Type> RuleScope::policy_type(const std::string& name) const {
    rules_.measures_.insert("policy");
    if (name == "premiums_paid" || name == "annual_premium" || name == "premiums_due" || name == "loan") return Type::money(0);
    if (name == "held") return Type::of(Type::Base::span);
    if (name == "status") return Type::name(rules_.status_);
    if (name == "product") return Type::name();
    if (name == "issued") return Type::of(Type::Base::date);
    for (const Product& product : rules_.book_.products) {
        for (const Ask& ask : product.asks)
            if (ask.name == name) return ask.span ? Type::of(Type::Base::span) : ask.type;
        for (const ValueOf& value : product.values)
            if (value.header.name == name) {
                rules_.measures_.insert("policy value");
                return Type::money(0);
            }
    }
    return std::nullopt;
}

std::optional<Binding> RuleScope::policy_leaf(Reading reading, const std::vector<std::string>& parts, std::size_t at) const {
    if (at >= parts.size()) return std::nullopt;
    if (is_role(parts[at])) {
        reading.hops.push_back(parts[at]);
        return person_path(std::move(reading), parts, at + 1);
    }
    if (at + 1 != parts.size()) return std::nullopt;
    const auto type = policy_type(parts[at]);
    if (!type) return std::nullopt;
    reading.kind = Kind::policy;
    reading.name = parts[at];
    if (reading.name == "held") remember("held");
    if (type->base == Type::Base::money) reading.currency = rules_.home(rules_.in_programme_, rules_.in_right_);
    return load(std::move(reading), *type);
}

std::optional<Binding> RuleScope::person_path(Reading reading, const std::vector<std::string>& parts, std::size_t at) const {
    bool several = false;
    for (; at < parts.size() && is_kin(parts[at]); ++at) {
        several = several || parts[at] != "spouse";
        reading.hops.push_back(parts[at]);
    }
    if (at == parts.size()) {
        reading.kind = several ? Kind::people : Kind::someone;
        return load(std::move(reading), several ? Type::list(Type::Base::name) : Type::name());
    }
    if (several || at + 1 != parts.size()) return std::nullopt;
    const std::string& leaf = parts[at];
    if (leaf == "request") {
        reading.kind = Kind::request;
        return load(std::move(reading), Type::name());
    }
    const auto type = fact_type(leaf);
    if (!type) return std::nullopt;
    reading.kind = leaf == "requested" ? Kind::requested : Kind::fact;
    reading.name = leaf;
    if (leaf == "held") remember("held");
    return load(std::move(reading), *type);
}

std::optional<Binding> RuleScope::measure(const std::string& path) const {
    if (path == "date") return load(reading_of(Kind::date), Type::of(Type::Base::date));
    if (path == "calendar_year" || path == "month_of_year") {
        rules_.measures_.insert(path);
        return load(reading_of(path == "calendar_year" ? Kind::calendar_year : Kind::month_of_year), Type::number());
    }
    const std::vector<std::string> parts = split(path);
    if (parts[0] == "owner") return person_path(reading_of(Kind::fact, From::owner), parts, 1);
    if (parts[0] == "person") return person_path(reading_of(Kind::fact), parts, 1);
    if (parts[0] == "policy") return policy_leaf(reading_of(Kind::policy, From::policy), parts, 1);
    if (parts[0] == "insured" || parts[0] == "payer") return policy_leaf(reading_of(Kind::policy, From::policy), parts, 0);
    if (auto bare = person_path(person(), parts, 0)) return bare;
    return std::nullopt;
}

std::optional<Binding> RuleScope::right_path(std::size_t right, const std::vector<std::string>& parts, std::size_t at) const {
    Reading reading = person();
    reading.kind = Kind::right;
    reading.right = right;
    reading.programme = rules_.rights_[right].programme;
    if (at == parts.size()) return load(std::move(reading), Type::name(rules_.states_));
    std::string name = parts[at];
    for (std::size_t i = at + 1; i < parts.size(); ++i) name += "." + parts[i];
    const Right& what = *rules_.rights_[right].right;
    for (std::size_t i = 0; i < what.pays.size(); ++i)
        if (what.pays[i].header.name == name) {
            reading.kind = Kind::payment;
            reading.part = i;
            rules_.payments_read_.insert({right, i});
            return load(std::move(reading), rules_.paid(what.pays[i], right));
        }
    if (const auto account = rules_.account(name, reading.programme, right)) {
        reading.kind = account->kind;
        reading.part = account->part;
        remember("the account " + name);
        return load(std::move(reading), rules_.balance(*account));
    }
    return std::nullopt;
}

std::optional<Binding> RuleScope::noun(const std::string& path) const {
    if (const Table* table = rules_.book_.table(path)) {
        Binding binding;
        binding.kind = Binding::Kind::table;
        binding.table = table;
        return binding;
    }
    if (rules_.book_.product(path) != nullptr) {
        Binding binding;
        binding.type = Type::name();
        binding.constant = Value::name(rules_.book_.names->id(path));
        return binding;
    }
    const std::vector<std::string> parts = split(path);
    const std::size_t programme = rules_.programme(parts[0]);
    if (programme == Reading::none || parts.size() < 2) return std::nullopt;
    const ProgrammeRules& its = rules_.programmes_[programme];
    if (parts.size() == 2 && parts[1] == "tier" && its.tiers_of != Reading::none) {
        Reading reading = reading_of(Kind::tier);
        reading.programme = its.tiers_of;
        return load(std::move(reading), Type::name(rules_.programmes_[its.tiers_of].tier_domain));
    }
    if (const std::size_t right = rules_.right(programme, parts[1]); right != Reading::none) return right_path(right, parts, 2);
    if (auto account = rules_.account(path.substr(parts[0].size() + 1), programme, Reading::none)) {
        account->from = person().from;
        account->level = person().level;
        remember("the account " + path);
        const Type type = rules_.balance(*account);
        return load(std::move(*account), type);
    }
    for (const auto& [name, expression] : its.programme->lets)
        if (parts.size() == 2 && name == parts[1]) {
            Binding binding;
            binding.kind = Binding::Kind::expression;
            binding.expression = expression;
            binding.scope = &rules_.programme_scopes_[programme];
            return binding;
        }
    return std::nullopt;
}

std::optional<Binding> RuleScope::part(const std::string& path, std::size_t programme, std::size_t right, Compiler& compiler) const {
    if (path == rules_.pricing_) return std::nullopt;  // the table of a payment, whatever bears its name
    const Lets& lets = right != Reading::none ? rules_.rights_[right].right->lets : rules_.programmes_[programme].programme->lets;
    for (const auto& [name, expression] : lets)
        if (name == path) {
            Binding binding;
            binding.kind = Binding::Kind::expression;
            binding.expression = expression;
            binding.scope = right != Reading::none ? &rules_.right_scopes_[right] : &rules_.programme_scopes_[programme];
            return binding;
        }
    if (right != Reading::none) {
        if (path == "served") return load([&] { Reading r = person(); r.kind = Kind::served; r.right = right; return r; }(), Type::truth());
        const Right& what = *rules_.rights_[right].right;
        for (std::size_t i = 0; i < what.pays.size(); ++i)
            if (what.pays[i].header.name == path) {
                Reading reading = person();
                reading.kind = Kind::payment;
                reading.right = right;
                reading.programme = programme;
                reading.part = i;
                return load(std::move(reading), rules_.paid(what.pays[i], right));
            }
    }
    if (auto its = account(path, programme, right, compiler)) return its;
    if (right != Reading::none) return std::nullopt;
    const ProgrammeRules& its = rules_.programmes_[programme];
    if (path == "tier" && its.tiers_of != Reading::none) {
        Reading reading = reading_of(Kind::tier);
        reading.programme = its.tiers_of;
        return load(std::move(reading), Type::name(rules_.programmes_[its.tiers_of].tier_domain));
    }
    const std::vector<std::string> parts = split(path);
    if (const std::size_t own = rules_.right(programme, parts[0]); own != Reading::none) return right_path(own, parts, 1);
    return std::nullopt;
}

void RuleScope::measures(std::vector<std::string>& out) const {
    for (const char* word : {"date", "calendar_year", "month_of_year", "age", "sex", "born", "state", "held", "level", "city", "place", "owner", "person",
                             "requested", "request", "served", "tier"})
        out.emplace_back(word);
    for (const Programme& programme : rules_.book_.programmes) {
        out.push_back(programme.header.name);
        for (const Ask& ask : programme.asks) out.push_back(ask.name);
    }
    for (const Table& table : rules_.book_.tables) out.push_back(table.header.name);
    for (const Product& product : rules_.book_.products) out.push_back(product.header.name);
}

std::optional<Reading> RuleScope::set_of(const std::string& path) const {
    const std::vector<std::string> parts = split(path);
    if (rules_.book_.table(path) != nullptr) return reading_of(Kind::each_row);
    if (parts.size() >= 2 && parts.back() == "policy") {
        Reading reading = reading_of(Kind::each_policy, parts[0] == "family" ? From::family : parts[0] == "owner" ? From::owner : From::person);
        if (parts[0] != "family" && parts[0] != "owner" && parts[0] != "person") return std::nullopt;
        if (parts[0] == "family" && parts.size() != 2) return std::nullopt;
        for (std::size_t i = 1; i + 1 < parts.size(); ++i) {
            if (!is_kin(parts[i])) return std::nullopt;
            reading.hops.push_back(parts[i]);
        }
        rules_.measures_.insert("policy");
        return reading;
    }
    if (path == "family.person" || path == "person") return reading_of(Kind::each_person, From::family);
    if (parts[0] != "owner" && parts[0] != "person") return std::nullopt;
    Reading reading = reading_of(Kind::each_person, parts[0] == "owner" ? From::owner : From::person);
    for (std::size_t i = 1; i < parts.size(); ++i) {
        if (!is_kin(parts[i])) return std::nullopt;
        reading.hops.push_back(parts[i]);
    }
    return reading;
}

}  // namespace hearth
