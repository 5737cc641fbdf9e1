#include "hearth/rights/family_world.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "hearth/base/diagnostic.hpp"
#include "hearth/rights/people_of.hpp"
#include "hearth/rights/told.hpp"

namespace hearth {

using From = Reading::From;
using Kind = Reading::Kind;

namespace {

std::uint64_t bit(int index) { return index < 64 ? std::uint64_t{1} << index : 0; }

}  // namespace

std::string_view to_text(RightWord word) {
    constexpr std::string_view words[] = {"none", "unlocked", "usable", "served", "paused", "exhausted", "ended", "unknown"};
    return words[static_cast<std::size_t>(word)];
}

FamilyWorld::FamilyWorld(const Rulebook& rules, const FamilyFacts& facts, RightsState& state) : rules_(rules), facts_(facts), state_(state) {
    Names& names = *rules.book().names;
    for (int word = 0; word <= static_cast<int>(RightWord::unknown); ++word) words_.push_back(names.id(to_text(static_cast<RightWord>(word))));
    for (int person = 0; person < facts.persons(); ++person) people_.push_back(names.id(facts.name(person)));
    for (const std::string& word : facts.model().states) states_.push_back(names.id(word));
    for (int policy = 0; policy < facts.policies(); ++policy) products_.push_back(names.id(facts.written(policy).product));
}

Value FamilyWorld::evaluate(const Program& program, std::uint32_t index, const Here& place, Recorder* recorder) {
    if (recorder == nullptr && program.at(index).op == Code::constant) return program.at(index).constant;
    struct Elsewhere {  // also where it ends with a fault
        explicit Elsewhere(FamilyWorld& from) : world(from), here(from.here) { rows.swap(world.rows_); }
        ~Elsewhere() { world.here = here, world.rows_.swap(rows); }
        Elsewhere(const Elsewhere&) = delete;
        Elsewhere& operator=(const Elsewhere&) = delete;
        FamilyWorld& world;
        Here here;
        std::vector<Row> rows;
    } const back(*this);
    here = place;
    return Evaluator(*this, *rules_.book().names, recorder).run(program, index);
}

Value FamilyWorld::evaluate(const Rule& rule, const Here& place, Recorder* recorder) {
    if (foresee && recorder == nullptr && supposed != nullptr && supposed->lived) return foresee(rule, place);
    Value value = evaluate(rule.program, rule.program.root, place, recorder);
    demand(rule.wanted, value, rule.expression->place);
    if (answered != nullptr) note(rule, value);
    return value;
}

/// When somebody died may not matter: what holds by the least and by the most that they can have paid holds.
Value FamilyWorld::decide(const Rule& rule, const Here& place) {
    const auto value_of = [&] {
        Value value = evaluate(rule.program, rule.program.root, place);
        demand(rule.wanted, value, rule.expression->place);
        return value;
    };
    if (!rule.rises || supposed->paid != Supposed::Paid::as_lived) return value_of();
    struct Back {
        Supposed& of;
        ~Back() { of.paid = Supposed::Paid::as_lived; }
    } const back{*supposed};
    supposed->guessed = false;
    supposed->paid = Supposed::Paid::least;
    const Value least = value_of();
    if (!supposed->guessed) return least;
    supposed->paid = Supposed::Paid::most;
    const Value most = value_of();
    if (least.known() && most.known() && least.yes() == most.yes()) return least;
    supposed->paid = Supposed::Paid::as_lived;
    return value_of();
}

void FamilyWorld::note(const Rule& rule, const Value& value) {
    Answers& answers = (*answered)[&rule];
    if (!value.known()) answers.unknown = true;
    else if (rule.wanted == Type::Base::truth && value.no()) answers.no = true;
    else answers.yes = true;
}

std::string FamilyWorld::row_label() const {
    if (table_row_ != nullptr) return to_text(table_row_->front(), *rules_.book().names);
    if (rows_.empty()) return "";
    const Row& row = rows_.back();
    return row.policy ? facts_.written(row.index).header.name : facts_.name(row.index);
}

int FamilyWorld::policy_of(const Reading& reading) const {
    if (reading.from == From::policy_row) return rows_.at(reading.level).index;
    if (here.policy >= 0) return here.policy;
    return here.holder == Reading::none ? -1 : state_.holders[here.holder].policy;
}

int FamilyWorld::person_of(const Reading& reading) const {
    int from = here.person;
    std::size_t first = 0;
    if (reading.from == From::owner) from = here.owner;
    if (reading.from == From::person_row) from = rows_.at(reading.level).index;
    if (reading.from == From::policy_row || reading.from == From::policy) {
        const int policy = policy_of(reading);
        from = policy < 0 || reading.hops.empty() ? -1 : facts_.role(policy, role_of(reading.hops[0]), here.day);
        first = 1;
    }
    if (from < 0 || first >= reading.hops.size()) return from;
    const std::vector<int> end = kin_of(facts_, {from}, reading.hops, first, here.day);
    return end.empty() ? -1 : end.front();
}

Value FamilyWorld::names_of(const std::vector<int>& people) const {
    std::vector<Value> names;
    for (const int who : people) names.push_back(Value::name(people_[static_cast<std::size_t>(who)]));
    return Value::list(std::move(names));
}

/// A leaf of nobody is never: every comparison with it is no.
Value FamilyWorld::fact(int person, std::uint32_t leaf) {
    if (person < 0) return Value::never();
    const Leaves& known = facts_.leaves();
    if (leaf == known.place && !place_.empty()) return Value::name(rules_.book().names->id(place_));
    if (supposed == nullptr) {
        if (leaf == known.held) return Value::elapsed(facts_.changed(person, known.state, here.day), here.day);
        return facts_.fact(person, leaf, here.day);
    }
    if (leaf == known.held) {
        const Value state = fact(person, known.state);
        if (!state.known()) return state;
        supposed->asked_held.insert(person);
        return Value::elapsed(since(person), here.day);
    }
    if (leaf == known.state) return state_of(person, false);
    if (const Rule* translation = rules_.translation(rules_.book().names->text(leaf))) {
        Here of = here;
        of.person = person;
        return meaning(*translation, of);
    }
    if (leaf == known.level) return Value::unknown("family." + facts_.family().header.name + ".let.level");
    return facts_.fact(person, leaf, here.day);
}

Value FamilyWorld::state_of(int person, bool life) {
    supposed->people |= bit(person);
    hear(static_cast<std::uint8_t>(Told::What::state), person);
    const std::optional<std::size_t> state = supposed->state(person);
    if (!life) supposed->asked_state.insert(person);
    if (state) return Value::name(states_[*state]);
    supposed->asked.insert(person);
    return Value::unknown("the state of " + facts_.name(person));
}

/// In a course that is lived through, what goes by the order of the states is never for one who is in none of them (rule S66).
Value FamilyWorld::meaning(const Rule& translation, const Here& of) {
    const std::optional<bool> alive = lives(of.person);
    if (!supposed->lived || alive.value_or(true)) return evaluate(translation, of);
    hear(static_cast<std::uint8_t>(Told::What::state), of.person);
    const std::pair<const Rule*, std::size_t> dead{&translation, *supposed->state(of.person)};
    if (outside_.contains(dead)) return Value::never();
    const std::size_t heard = supposed->heard == nullptr ? 0 : supposed->heard->size();
    try {
        return evaluate(translation, of);
    } catch (const Fault& fault) {
        if (fault.diagnostic().code != "E0606") throw;
        outside_.insert(dead);
        if (supposed->heard != nullptr) supposed->heard->erase(supposed->heard->begin() + static_cast<std::ptrdiff_t>(heard), supposed->heard->end());
        return Value::never();
    }
}

Value FamilyWorld::fact_of(int person, std::uint32_t leaf, const Here& at) {
    const Here before = here;
    here = at;
    const Value value = fact(person, leaf);
    here = before;
    return value;
}

bool FamilyWorld::alive(int person, Date day) {
    if (supposed == nullptr) return facts_.alive(person, day);
    const std::optional<bool> living = lives(person);
    if (!living) supposed->asked.insert(person);
    return facts_.exists(person, day) && living.value_or(true);
}

std::optional<bool> FamilyWorld::lives(int person) {
    supposed->people |= bit(person);
    hear(static_cast<std::uint8_t>(Told::What::lives), person);
    const std::optional<std::size_t> state = supposed->state(person);
    return state ? std::optional(facts_.model().leavable(*state)) : std::nullopt;
}

Date FamilyWorld::since(int member) {
    hear(static_cast<std::uint8_t>(Told::What::since), member);
    return supposed->since.at(static_cast<std::size_t>(member));
}

void FamilyWorld::hear(std::uint8_t what, int member) {
    if (supposed->heard == nullptr) return;
    Told one;
    one.what = static_cast<Told::What>(what);
    one.member = member;
    if (std::any_of(supposed->heard->begin(), supposed->heard->end(), [&](const Told& other) { return other.asks(one); })) return;
    one.number = told(*supposed, facts_.model(), one.what, member);
    supposed->heard->push_back(std::move(one));
}

void Supposed::suppose(int member, std::optional<std::size_t> state, Date from) {
    const auto at = static_cast<std::size_t>(member);
    if (states.size() <= at) states.resize(at + 1), since.resize(at + 1);
    states[at] = state;
    since[at] = from;
}

std::optional<Date> FamilyWorld::insured_died(int policy, Value& lacks) {
    const int insured = facts_.role(policy, Role::insured, here.day);
    if (insured < 0) return std::nullopt;
    const std::optional<bool> alive = lives(insured);
    if (!alive) lacks = state_of(insured, true);
    if (alive.value_or(true)) return std::nullopt;
    return since(insured);
}

Value FamilyWorld::policy_leaf(int policy, std::uint32_t leaf) {
    if (policy < 0) return Value::never();
    Names& names = *rules_.book().names;
    const Leaves& known = facts_.leaves();
    if (leaf == known.product) return Value::name(products_[static_cast<std::size_t>(policy)]);
    if (leaf == known.issued) return Value::date(facts_.written(policy).issued);
    const bool lived = supposed != nullptr && supposed->lived;
    if (lived && facts_.moved(policy) && leaf != known.annual_premium && leaf != known.premiums_due) return moved_leaf(policy, leaf);
    if (lived && leaf != known.annual_premium && leaf != known.premiums_due) {
        Value unknown = Value::of(0);
        const std::optional<Date> died = insured_died(policy, unknown);
        if (!unknown.known()) return unknown;
        if (died && facts_.figures(policy).lacks.empty()) {
            const int insured = facts_.role(policy, Role::insured, here.day);
            if (leaf == known.premiums_paid && supposed->paid != Supposed::Paid::as_lived) {
                supposed->guessed = true;
                const Date as_of = facts_.family().as_of;
                const bool then = supposed->paid == Supposed::Paid::least || !facts_.alive(insured, as_of);
                supposed->policies |= bit(policy);  // the bound moves
                return Value::of(then ? facts_.premiums_paid(policy, as_of) : facts_.premiums_paid(policy, here.day, true));
            }
            if (leaf == known.held) supposed->asked_death.insert(insured);
            if (leaf == known.premiums_paid) supposed->asked_paid.insert(insured);
            if (leaf == known.held) return Value::elapsed(std::max(*died, facts_.status_since(policy, *died)), here.day);
            if (leaf == known.premiums_paid) return Value::of(facts_.premiums_paid(policy, died->plus_days(-1), true));
            if (leaf != known.status) return facts_.policy_value(policy, leaf, here.day, "ended");
        }
    }
    if (leaf == known.held) return Value::elapsed(facts_.status_since(policy, here.day), here.day);
    if (lived && leaf != known.status) supposed->policies |= bit(policy);
    const std::string& lacks = facts_.figures(policy).lacks;
    if (!lacks.empty() && (leaf == known.annual_premium || leaf == known.premiums_paid || leaf == known.premiums_due))
        return Value::unknown(fmt::format("family.{}.policy.{}.{} ({})", facts_.family().header.name, facts_.written(policy).header.name, names.text(leaf), lacks));
    if (leaf == known.annual_premium) return Value::of(facts_.annual_premium(policy, here.day));
    if (supposed != nullptr && (leaf == known.status || leaf == known.premiums_paid)) {
        const int insured = facts_.role(policy, Role::insured, here.day);
        bool alive = true;
        if (insured >= 0) {
            const std::optional<bool> its = lives(insured);
            if (!its) return state_of(insured, true);
            alive = *its;
        }
        if (leaf == known.status) return Value::name(names.id(facts_.status_if(policy, here.day, alive)));
        if (!alive) return Value::unknown("when " + facts_.name(insured) + " died");
        return Value::of(facts_.premiums_paid(policy, here.day, true));
    }
    if (leaf == known.status) return Value::name(facts_.status_name(policy, here.day));
    if (leaf == known.premiums_paid) return Value::of(facts_.premiums_paid(policy, here.day));
    if (leaf == known.premiums_due) {
        double due = 0;
        for (const PolicyFigures::Premium& premium : facts_.figures(policy).premiums)
            if (premium.on == here.day) due += premium.amount;
        return Value::of(due);
    }
    const auto [found, fresh] = values_.try_emplace({policy, leaf, here.day});
    if (fresh) found->second = facts_.policy_value(policy, leaf, here.day);
    return found->second;
}

const Standing* FamilyWorld::find_standing(const Reading& reading) const {
    const RightRules& right = rules_.rights()[reading.right];
    const int person = person_of(reading);
    const std::size_t holder = same_holder(here.holder, right.programme, person);
    if ((here.holder == Reading::none && holder == Reading::none) || (person < 0 && reading.from == From::person))
        throw Fault("E0744", asked_at_, fmt::format("whose {} is meant?", rules_.path(reading.right)), "say 'at (owner: name, person: name)'");
    if (person < 0 || holder == Reading::none) return nullptr;
    const auto holding = state_.rights[reading.right].find(holder);
    if (holding == state_.rights[reading.right].end()) return nullptr;
    const auto found = holding->second.people.find(person);
    return found == holding->second.people.end() ? nullptr : &found->second;
}

Value FamilyWorld::standing(const Reading& reading) {
    const Standing* its = find_standing(reading);
    const bool earlier = its != nullptr && here.day < its->since;
    const RightWord word = its == nullptr ? RightWord::none : earlier ? its->before : its->word;
    if (word == RightWord::unknown) return earlier ? its->lacked : its->lacks;
    return Value::name(words_[static_cast<std::size_t>(word)]);
}

std::size_t FamilyWorld::same_holder(std::size_t holder, std::size_t programme, int person) const {
    const std::string& kind = rules_.programmes()[programme].holder;
    if (holder != Reading::none && kind != "person" && state_.holders[holder].kind == kind) return holder;
    for (std::size_t i = 0; i < state_.holders.size(); ++i) {
        const Holder& other = state_.holders[i];
        if (other.kind != kind) continue;
        if (kind == "family" || (kind == "person" && other.person == person)) return i;
        if (kind == "owner" && holder != Reading::none && other.person == state_.holders[holder].person) return i;
    }
    return Reading::none;
}

Value FamilyWorld::tier(const Reading& reading) {
    const ProgrammeRules& programme = rules_.programmes()[reading.programme];
    const std::size_t holder = same_holder(here.holder, reading.programme, here.person >= 0 ? here.person : here.owner);
    if (here.holder == Reading::none && holder == Reading::none)
        throw Fault("E0744", asked_at_, fmt::format("whose tier of {} is meant?", programme.programme->header.name), "say 'at (owner: name)'");
    int rank = 0;
    if (supposed != nullptr && !supposed->lived && !programme.programme->ratchet) {
        Value lacks = Value::of(0);
        for (std::size_t i = programme.tiers.size(); i-- > 0 && rank == 0;) {
            const Value holds = evaluate(programme.tiers[i], here);
            if (holds.yes() && lacks.known()) rank = static_cast<int>(i) + 1;
            if (!holds.known()) lacks = lacking(lacks, holds);
        }
        if (!lacks.known()) return lacks;
    } else {
        const auto found = holder == Reading::none ? state_.tiers[reading.programme].end() : state_.tiers[reading.programme].find(holder);
        if (found != state_.tiers[reading.programme].end()) {
            const bool earlier = here.day < found->second.since;
            const Value& lacks = earlier ? found->second.lacked : found->second.lacks;
            if (!lacks.known()) return lacks;
            rank = earlier ? found->second.before : found->second.rank;
        }
    }
    if (here.right != Reading::none)
        if (const auto holding = state_.rights[here.right].find(here.holder); holding != state_.rights[here.right].end())
            if (rules_.programmes()[here.programme].tiers_of == reading.programme) rank = std::max(rank, holding->second.tier_floor);
    return Value::name(programme.tier_domain->words[static_cast<std::size_t>(rank)]);
}

void FamilyWorld::same_currency(int policy, const std::string& currency, const Place& place) const {
    const auto currency_of = [&](int one) {
        const Product* product = rules_.book().product(facts_.written(one).product);
        return product == nullptr ? std::string() : product->header.currency;
    };
    const std::string wanted = currency.empty() ? currency_of(0) : currency, found = currency_of(policy);
    if (found != wanted)
        throw Fault("E0424", place, fmt::format("policy {} is in {}, where {} is wanted", facts_.written(policy).header.name, found.empty() ? "no currency" : found, wanted.empty() ? "none" : wanted),
                    "leave it out: 'for each owner.policy when product in [...]'");
}

Value FamilyWorld::load(std::uint32_t id, const Instruction& instruction) {
    asked_at_ = instruction.place;
    const Reading& reading = rules_.readings()[id];
    Names& names = *rules_.book().names;
    switch (reading.kind) {
        case Kind::date: return Value::date(here.day);
        case Kind::calendar_year: return Value::of(here.day.year());
        case Kind::month_of_year: return Value::of(here.day.month());
        case Kind::fact: {
            const int who = person_of(reading);
            return reading.life && supposed != nullptr && who >= 0 ? state_of(who, true) : fact(who, reading.leaf);
        }
        case Kind::someone: {
            const int who = person_of(reading);
            return Value::name(names.id(who < 0 ? "none" : facts_.name(who)));
        }
        case Kind::people: {
            const int from = reading.from == From::owner ? here.owner : reading.from == From::person_row ? rows_.at(reading.level).index : here.person;
            if (reading.from == From::policy_row || reading.from == From::policy) {
                const int who = facts_.role(policy_of(reading), role_of(reading.hops[0]), here.day);
                return names_of(who < 0 ? std::vector<int>() : kin_of(facts_, {who}, reading.hops, 1, here.day));
            }
            return names_of(from < 0 ? std::vector<int>() : kin_of(facts_, {from}, reading.hops, 0, here.day));
        }
        case Kind::policy: {
            const int policy = policy_of(reading);
            if (policy >= 0 && instruction.type.base == Type::Base::money) same_currency(policy, reading.currency, instruction.place);
            return policy_leaf(policy, reading.leaf);
        }
        case Kind::tier: return tier(reading);
        case Kind::right: return standing(reading);
        case Kind::served: {
            const Standing* its = find_standing(reading);
            return Value::truth(its != nullptr && (here.day < its->since ? its->before : its->word) == RightWord::served);
        }
        case Kind::request: case Kind::requested: {
            if (state_.alone && reading.kind == Kind::requested) {
                const Value quantity = facts_.fact(here.person, facts_.leaf("requested"), here.day);
                return quantity.known() ? quantity : Value::of(1);
            }
            const auto found = state_.requests.find(person_of(reading));
            const bool open = found != state_.requests.end() && (reading.kind == Kind::request || here.right == Reading::none || found->second.right == here.right);
            if (reading.kind == Kind::requested) return Value::of(open ? found->second.quantity : 0);
            return Value::name(names.id(open ? rules_.path(found->second.right) : "none"));
        }
        case Kind::balance: case Kind::opened: {
            Value lacks;
            const Balance* its = balance(reading, here, {}, lacks);
            return its == nullptr ? lacks : Value::of(reading.kind == Kind::opened ? its->opened : on_day(*its, here.day));
        }
        case Kind::payment: {
            const std::size_t holder = same_holder(here.holder, reading.programme, here.person);
            const auto found = state_.given.find({reading.right, reading.part, holder, person_of(reading)});
            return found == state_.given.end() ? Value::of(0) : found->second;
        }
        default: throw std::logic_error("a reading that is a form");
    }
}

}  // namespace hearth
