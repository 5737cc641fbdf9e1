#include "hearth/rights/rights_case.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "hearth/base/diagnostic.hpp"
#include "hearth/base/text.hpp"

namespace hearth {

namespace {

std::unique_ptr<Family> family_of_one(const Programme& programme, const Given& given) {
    auto family = std::make_unique<Family>();
    family->header.name = programme.header.name;
    family->models.push_back(plain_life());
    Person person;
    person.header.name = "person";
    family->as_of = programme.header.starts.value_or(*Date::from_civil(2000, 1, 1));
    for (const Right& right : programme.rights)
        if (right.header.starts && family->as_of < *right.header.starts) family->as_of = *right.header.starts;
    for (const auto& [path, expression] : given) {
        const std::string name = path.starts_with("person.") ? path.substr(7) : path.starts_with("owner.") ? path.substr(6) : path;
        const Node& top = expression->ast.top();
        const auto day = Date::from_days(static_cast<std::int32_t>(top.number));
        if (name == "date" && top.op == Syntax::date) family->as_of = day;
        else if (name == "born" && top.op == Syntax::date) person.born = day;
        else if (name == "sex") person.sex = top.text;
        else person.facts.emplace_back(name, expression);
    }
    family->persons.push_back(std::move(person));
    return family;
}

}  // namespace

RightsCase::RightsCase(const Book& book, const Family& family, const FiguresOf& figures, Report& report)
    : book_(book), family_(family), rights_(std::make_unique<FamilyRights>(book, family, figures, LifeFigures(), report)) {}

RightsCase::RightsCase(const Book& book, const Programme& programme, const Given& given, Report& report)
    : book_(book), alone_(family_of_one(programme, given)), family_(*alone_),
      rights_(std::make_unique<FamilyRights>(book, family_, [](const std::string&) { return PolicyFigures(); }, LifeFigures(), report)) {
    programme_ = rights_->rules().programme(programme.header.name);
}

Timeline& RightsCase::on(Date day) {
    if (const auto known = days_.find(day); known != days_.end()) return *known->second;
    auto timeline = std::make_unique<Timeline>(rights_->rules(), rights_->facts(), alone_ != nullptr);
    timeline->world().answered = &answered_;
    timeline->run(day);  // may end with a fault: then the day stays unknown, and the next question is told the same
    timeline->world().look = [this](const Program& program, const Instruction& at, Evaluator& evaluator) { return look(program, at, evaluator); };
    return *days_.emplace(day, std::move(timeline)).first->second;
}

int RightsCase::named(const Value& value, const Place& place) const {
    const std::string who = to_text(value, *book_.names);
    const int person = rights_->facts().person(who);
    if (person >= 0) return person;
    std::vector<std::string> known;
    for (int i = 0; i < rights_->facts().persons(); ++i) known.push_back(rights_->facts().name(i));
    throw Fault("E0746", place, fmt::format("the family has no person '{}' (there: {})", who, join(known)), did_you_mean(who, known));
}

int RightsCase::policy_named(const Value& value, const Place& place) const {
    const std::string which = to_text(value, *book_.names);
    std::vector<std::string> known;
    for (int i = 0; i < rights_->facts().policies(); ++i) {
        known.push_back(rights_->facts().written(i).header.name);
        if (known.back() == which) return i;
    }
    throw Fault("E0746", place, fmt::format("the family has no policy '{}' (there: {})", which, join(known)), did_you_mean(which, known));
}

/// Who is meant: the only one, where nobody is named; of a policy that holds nothing itself, its owner.
Here RightsCase::place(Timeline& timeline, int owner, int person, int policy) const {
    Here here;
    here.day = timeline.state().day;
    here.programme = programme_;
    here.policy = policy;
    const std::vector<Holder>& holders = timeline.state().holders;
    if (rights_->facts().persons() == 1) person = 0;
    if (policy >= 0 && std::none_of(holders.begin(), holders.end(), [&](const Holder& one) { return one.policy == policy; })) {
        if (owner < 0) owner = rights_->facts().role(policy, Role::owner, here.day);
        policy = -1;
    }
    std::size_t fits = 0, one = Reading::none;
    for (std::size_t i = 0; i < holders.size(); ++i)
        if (policy >= 0 ? holders[i].policy == policy
                        : holders[i].kind != "person" && holders[i].kind != "family" && (owner < 0 || holders[i].person == owner)) {
            ++fits;
            if (one == Reading::none || holders[i].kind == "owner") one = i;
        }
    if (fits > 0 && (owner >= 0 || policy >= 0 || fits == 1)) here.holder = one;
    if (here.holder != Reading::none) owner = holders[here.holder].person;
    here.owner = owner >= 0 ? owner : person;
    here.person = person;
    return here;
}

Value RightsCase::look(const Program& program, const Instruction& at, Evaluator& evaluator) {
    if (const Reading& reading = rights_->rules().readings()[at.id]; reading.kind != Reading::Kind::at) return expect(reading, program, at);
    const std::vector<std::string>& names = rights_->rules().readings()[at.id].hops;
    int owner = -1, person = -1, policy = -1;
    Date day = family_.as_of;
    for (std::size_t i = 0; i < names.size(); ++i) {
        const Instruction& argument = program.at(at.arguments[i + 1]);
        const Value value = evaluator.run(program, at.arguments[i + 1]);
        if (names[i] == "owner") owner = named(value, argument.place);
        else if (names[i] == "person") person = named(value, argument.place);
        else if (names[i] == "policy") policy = policy_named(value, argument.place);
        else if (value.kind == Value::Kind::date) day = value.date();
        else if (value.kind == Value::Kind::span && alone_ != nullptr) day = value.span->after(family_.as_of);
        else throw Fault("E0745", argument.place, fmt::format("{} is no day", to_text(value, *book_.names)), "write a date: 2026-01-31");
    }
    Timeline& timeline = on(day);
    Here there = place(timeline, owner, person, policy);
    if (owner < 0 && policy < 0 && here_.holder != Reading::none) {  // still what the policy holds whose leaf is asked
        there.holder = here_.holder;
        there.owner = here_.owner;
        there.policy = here_.policy;
    }
    const Here before = std::exchange(here_, there);
    const Value value = timeline.world().evaluate(program, at.arguments[0], Here(here_));
    here_ = before;
    return value;
}

Value RightsCase::evaluate(const Expression& expression, Report& report, const std::string& policy) {
    const std::size_t before = report.errors();
    asked_.push_back(std::make_unique<Rule>(rights_->rules().compile(std::make_shared<const Expression>(expression), programme_, Reading::none, Type::Base::any, report)));
    if (report.errors() > before) return Value::unknown(expression.path);
    if (rights_->rules().payments_read() != payments_read_) days_.clear();  // days that left out what is now asked for
    payments_read_ = rights_->rules().payments_read();
    Timeline& timeline = on(family_.as_of);
    here_ = place(timeline, -1, -1, policy.empty() ? -1 : rights_->facts().policy(policy));
    return timeline.world().evaluate(*asked_.back(), Here(here_));
}

}  // namespace hearth
