// What is expected of rights against a count of every course: each joint path of the lives is written as dated events into a family
// of its own and run through the plain timeline, which knows no suppositions, no chains and no pasts that are one.
#include <cmath>

#include <fmt/format.h>

#include "../unit/family_test.hpp"
#include "hearth/rights/expected.hpp"

namespace hearth::test::rights_expected_test {

namespace {

const std::string as_of = "2024-01-01";

struct Sample {
    const char* what;
    std::string text;
    int months = 3;
};

std::string one(const std::string& unlock, const std::string& use = "yes", const std::string& keep = "yes", const std::string& end = "no", const std::string& more = "",
                const std::string& people = "owner, owner.spouse") {
    return club(unlock, use, keep, end, more, people);
}

/// Every kind of atom, and every kind of memory.
std::vector<Sample> rules() {
    const std::string visit = "[table.fee]\nunit = \"visit\"\nvalue = \"100\"\n";
    const std::string account = "account.visits = { opens = 5, unit = \"visit\"";
    const std::string pay = "pay.visit = { from = \"visits\", to = \"person\", on = \"request\", amount = \"requested\", of = \"fee\" }\n" + visit;
    const std::string asks = "[family.home.event.asks]\non = 2024-02-15\nann.request = \"club.door\"\n";
    return {
        {"state", one("state is ill")},
        {"state of another", one("owner.spouse.state is ill")},
        {"latch", one("state is ill", "state is well")},
        {"latch and end", one("state is ill", "yes", "yes", "state is dead")},
        {"pause", one("yes", "yes", "owner.spouse.state is not ill")},
        {"money and death", one("paid > 450 and state is not dead")},
        {"premiums of the dead", one("paid >= 500")},
        {"status", one("any(status is in_force for each owner.policy)", "yes", "all(status is in_force for each owner.policy)")},
        {"time of a status", one("any(status is ended and held >= 20 days for each owner.policy)")},
        {"paid up", one("any(status is paid_up for each owner.policy)")},
        {"time in a state", one("state is ill and held >= 35 days")},
        {"lasting", one("yes", "lasting(state is not dead and owner.spouse.state is well) >= 20 days"), 4},
        {"since an event", one("yes", "since(owner.spouse.state is ill) >= 40 days"), 4},
        {"since unlock", one("state is ill", "since(unlock) >= 31 days"), 4},
        {"birthday", one("age >= 46 and state is not dead")},
        {"count", one("count(state is ill for each family.person) >= 2")},
        {"tier with a ratchet", "[programme.club]\nholder = \"owner\"\nbinds = \"event\"\nratchet = \"yes\"\ntier = [{ name = \"low\", when = \"owner.state is ill\" }, { name = \"high\", when = "
                               "\"owner.spouse.state is dead\" }]\n[programme.club.right.door]\nfor = \"owner, owner.spouse\"\nunlock = \"tier >= low\"\nkeep = \"state is not dead\"\nuse = "
                               "\"tier is high\"\nend = \"no\"\n"},
        {"tier without one", "[programme.club]\nholder = \"owner\"\nbinds = \"event\"\ntier = [{ name = \"low\", when = \"owner.state is ill\" }]\n[programme.club.right.door]\nfor = "
                             "\"owner\"\nunlock = \"tier is low\"\nkeep = \"tier is low\"\nuse = \"yes\"\nend = \"no\"\n"},
        {"one seat", one("yes", "state is ill", "yes", "state is dead", "seats = 1\n")},
        {"pass to the spouse", one("yes", "yes", "yes", "no", "pass = { when = \"owner.state is dead\", to = \"owner.spouse\" }\n")},
        {"another right", one("state is ill") + "[programme.club.right.room]\nfor = \"owner, owner.spouse\"\nunlock = \"door >= usable\"\nkeep = \"yes\"\nuse = \"state is well\"\nend = \"no\"\n"},
        {"a quota of each", one("yes", "state is not dead", "yes", "no", account + ", per = \"person\" }\n" + pay)},
        {"a quota of all", one("yes", "state is not dead", "yes", "no", account + " }\n" + pay)},
        {"a quota of a month", one("state is ill", "state is not dead", "yes", "no", "account.visits = { opens = 3, every = \"month\", carry = 1, unit = \"visit\", per = \"person\" }\n" + pay), 4},
        {"a quota of two months of each", one("state is ill", "state is not dead", "yes", "no", "account.visits = { opens = 3, every = \"2 months\", unit = \"visit\", per = \"person\" }\n" + pay), 4},
        {"a quota of two months that nobody draws on for a while", one("yes", "state is ill", "yes", "no", "account.visits = { opens = 3, every = \"2 months\", unit = \"visit\", per = \"person\" }\n" + pay), 5},
        {"a quota of each, of two who hold it", one("yes", "state is not dead", "yes", "no", account + ", per = \"person\" }\n" + pay) +
                                                    "[family.home.policy.second]\nproduct = \"plan\"\nissued = 2020-03-01\nowner = \"bob\"\ninsured = \"carl\"\nface = 100\n"},
        {"a plenty of each of two who hold it", one("yes", "state is not dead", "yes", "no", "account.visits = { opens = 50, unit = \"visit\" }\n" + pay) +
                                                    "[family.home.policy.second]\nproduct = \"plan\"\nissued = 2020-03-01\nowner = \"bob\"\ninsured = \"carl\"\nface = 100\n"},
        {"pass, if somebody has it", one("state is ill", "owner.state is not dead", "yes", "state is dead", "pass = { when = \"owner.state is dead\", to = \"owner.spouse\" }\n"), 4},
        {"pass in time, if somebody has it", one("owner.state is ill", "yes", "state is not well or owner.state is not ill", "no", "pass = { when = \"owner.state is dead\", to = \"owner.spouse\", within = \"20 days\" }\n"), 4},
        {"a wait of two months, over on the first of a month", one("yes", "owner.state is dead and owner.spouse.state is well", "yes", "no", "pass = { when = \"owner.state is dead\", to = \"owner.spouse.parents\", within = \"59 days\" }\n"), 4},
        {"a wait of three months", one("yes", "owner.spouse.state is ill", "yes", "no", "pass = { when = \"owner.state is dead\", to = \"owner.spouse.parents\", within = \"80 days\" }\n"), 5},
        {"pass of what nobody knows by one", one("owner.state is ill and state is well", "yes", "yes", "state is dead", "pass = { when = \"owner.state is not well\", to = \"owner.spouse\", times = 2 }\n"), 4},
        {"another right that passes", one("state is ill", "yes", "yes", "no", "pass = { when = \"owner.state is dead\", to = \"owner.spouse\" }\n") +
                                          "[programme.club.right.room]\nfor = \"owner, owner.spouse\"\nunlock = \"door >= usable\"\nkeep = \"owner.state is not dead\"\nuse = \"state is well\"\nend = \"no\"\n"},
        {"a seat that somebody asks for", one("yes", "state is well", "yes", "state is dead", "seats = 1\n") + asks},
        {"a seat of somebody who has used all up", one("yes", "state is not dead", "yes", "state is dead", "seats = 1\n" + account + ", per = \"person\" }\n" + pay) + asks},
        {"exhausted", one("yes", "visits > 1", "yes", "no", account + " }\n" + pay)},
    };
}

const std::vector<std::vector<double>> chances{{0.6, 0.3, 0.1}, {0.2, 0.5, 0.3}, {0, 0, 1}};
const std::vector<std::string> states{"well", "ill", "dead"};

/// Who moves: two people, or the insured and the policy of each month, perhaps by the state the insured is in when it ends.
enum class Moves { people, insured_and_policy, insured_and_policy_by_life, insured };

const std::vector<std::string> statuses{"in_force", "lapsed", "surrendered"};
const std::vector<double> leaves{0.65, 0.25, 0.1}, leaves_of_the_ill{0.9, 0.1, 0};

LifeFigures lives(Moves moves) {
    LifeFigures out;
    out.basis = "best";
    out.moves = [moves](const std::string& who, std::size_t, std::size_t from) {
        std::vector<double> row(3, 0.0);
        if (who != "bob" && (who != "ann" || moves != Moves::people)) row[from] = 1;  // the others stay as they are
        else row = chances[from];
        return row;
    };
    out.discount = [](std::size_t month) { return std::pow(0.99, static_cast<double>(month)); };
    return out;
}

std::string base() {
    std::string text = household;
    return text.replace(text.find("rates."), 0, "demand.door = \"2\"\n");
}

PolicyFigures figures_of(const Policy& policy, Moves moves) {
    PolicyFigures out = five_premiums(policy.issued);
    if (moves != Moves::people)
        for (int month = 49; month < 53; ++month) out.premiums.push_back({policy.issued.plus_months(month), 100});
    if (moves == Moves::insured_and_policy || moves == Moves::insured_and_policy_by_life) {
        out.leaves = [moves](int, const std::string& life) {
            const std::vector<double>& row = moves == Moves::insured_and_policy_by_life && life == "ill" ? leaves_of_the_ill : leaves;
            return std::vector<std::pair<std::string, double>>{{statuses[1], row[1]}, {statuses[2], row[2]}};
        };
        out.leaves_by_life = [moves] { return moves == Moves::insured_and_policy_by_life; };
    }
    return out;
}

FamilyRights rights_of(const Bound& bound, LifeFigures lives, Moves moves) {
    const Family& family = bound.book.families.front();
    Report report;
    FamilyRights out(bound.book, family, [&family, moves](const std::string& name) {
        for (const Policy& policy : family.policies)
            if (policy.header.name == name) return figures_of(policy, moves);
        return PolicyFigures();
    }, std::move(lives), report);
    REQUIRE(report.all().empty());
    return out;
}

FamilyRights rights_of(const Bound& bound, Moves moves = Moves::people) { return rights_of(bound, lives(moves), moves); }

using Found = std::map<std::pair<std::string, int>, Figures>;

/// What happens on one path, by the plain timeline.
void count_path(FamilyRights& rights, int months, double chance, Found& found) {
    const Date from = day(as_of), until = from.plus_months(months);
    std::vector<Delivery> asked;
    for (int k = 0; k < months; ++k)
        for (std::size_t right = 0; right < rights.rules().rights().size(); ++right)
            for (int person = 0; person < rights.facts().persons() && rights.demand(right) != nullptr; ++person) asked.push_back({from.plus_months(k), right, person, 2});
    Timeline whole(rights.rules(), rights.facts());
    whole.expect(asked);
    whole.run(until.plus_days(-1));
    const auto path_of = [&](std::size_t right) { return rights.rules().path(right); };
    std::set<std::pair<std::size_t, int>> used;
    for (const Delivery& one : whole.deliveries()) {
        Figures& figures = found[{path_of(one.right), one.person}];
        figures.units += chance * one.drawn;
        if (one.drawn > 0 && used.emplace(one.right, one.person).second) figures.used += chance;
    }
    for (std::size_t right = 0; right < rights.rules().rights().size(); ++right)
        for (const auto& [holder, holding] : whole.state().rights[right])
            for (const auto& [person, standing] : holding.people)
                if (standing.unlocked) found[{path_of(right), person}].unlocked += chance;
    for (int k = 0; k < months; ++k) {
        Timeline month(rights.rules(), rights.facts());
        std::vector<Delivery> before;
        for (const Delivery& one : asked)
            if (one.on < from.plus_months(k)) before.push_back(one);
        month.expect(before);
        month.run(from.plus_months(k));
        for (std::size_t right = 0; right < rights.rules().rights().size(); ++right)
            for (const auto& [holder, holding] : month.state().rights[right])
                for (const auto& [person, standing] : holding.people) {
                    Figures& figures = found[{path_of(right), person}];
                    if (standing.unlocked && standing.word != RightWord::ended) figures.held += chance / 12;
                    if (standing.word != RightWord::usable && standing.word != RightWord::served) continue;
                    figures.usable += chance / 12;
                    if (rights.demand(right) == nullptr && used.emplace(right, person).second) figures.used += chance;
                }
    }
}

Found counted(const std::string& text, int months) {
    Found found;
    const std::size_t paths = months == 3 ? 9 : months == 4 ? 27 : 81;  // of two to four moves between three states
    for (std::size_t ann = 0; ann < paths; ++ann)
        for (std::size_t bob = 0; bob < paths; ++bob) {
            double chance = 1;
            std::string events = "[family.home.event]\n";
            for (const auto& [who, path] : {std::pair("ann", ann), std::pair("bob", bob)}) {
                std::size_t at = 0;
                std::size_t rest = path;
                for (int k = 1; k < months; ++k, rest /= 3) {
                    const std::size_t to = rest % 3;
                    chance *= chances[at][to];
                    if (to != at) events += fmt::format("{}{} = {{ on = {}, {}.state = \"{}\" }}\n", who, k, day(as_of).plus_months(k).text(), who, states[to]);
                    at = to;
                }
            }
            if (chance == 0) continue;
            const Bound bound = sound(base() + text + events);
            FamilyRights rights = rights_of(bound);
            count_path(rights, months, chance, found);
        }
    return found;
}

/// The insured moves, and then the policy of one who lives.
Found counted_with_policy(const std::string& text, int months, bool by_life) {
    Found found;
    const std::size_t paths = months == 3 ? 9 : 27;
    for (std::size_t life = 0; life < paths; ++life)
        for (std::size_t contract = 0; contract < paths; ++contract) {
            double chance = 1;
            std::string events = "[family.home.event]\n";
            std::size_t state = 0, status = 0;
            for (int k = 1; k < months; ++k) {
                const auto choice = [k](std::size_t path) { return (k == 1 ? path : k == 2 ? path / 3 : path / 9) % 3; };
                const std::size_t to = choice(life), next = choice(contract);
                const std::string on = day(as_of).plus_months(k).text();
                chance *= chances[state][to];
                if (to != state) events += fmt::format("bob{} = {{ on = {}, bob.state = \"{}\" }}\n", k, on, states[to]);
                const bool stays = states[to] == "dead" || status != 0;
                chance *= stays ? (next == status ? 1 : 0) : (by_life && states[to] == "ill" ? leaves_of_the_ill : leaves)[next];
                if (next != status) events += fmt::format("base{} = {{ on = {}, base.status = \"{}\" }}\n", k, on, statuses[next]);
                state = to, status = next;
            }
            if (chance == 0) continue;
            const Bound bound = sound(base() + text + events);
            FamilyRights rights = rights_of(bound, Moves::insured);
            count_path(rights, months, chance, found);
        }
    return found;
}

Found expected_of(FamilyRights& rights, int months, std::uint32_t paths, Found* errors = nullptr) {
    Found out;
    Apart by;
    by.until = day(as_of).plus_months(months);
    for (const Unit& unit : units_of(rights)) {
        const Expectation found = paths == 0 ? expected(rights, unit, by) : simulated(rights, unit, by, paths, 7);
        for (const auto& [person, why] : found.refused) FAIL(why);
        for (const auto& [line, figures] : found.lines) out[{rights.rules().path(unit.right), line.person}].add(figures, 1);
        for (const auto& [line, figures] : found.errors)
            if (errors != nullptr) (*errors)[{rights.rules().path(unit.right), line.person}].add(figures, 1);
    }
    return out;
}

std::vector<std::pair<std::string, double Figures::*>> fields() {
    return {{"unlocked", &Figures::unlocked}, {"used", &Figures::used}, {"held", &Figures::held}, {"usable", &Figures::usable}, {"units", &Figures::units}};
}

}  // namespace

TEST_CASE("S77 S81 what is expected is what comes out when every joint path is counted, for every kind of condition and memory") {
    int quantities = 0;
    for (const Sample& rule : rules()) {
        INFO(rule.what);
        const Bound bound = sound(base() + rule.text);
        FamilyRights rights = rights_of(bound);
        const Found exact = expected_of(rights, rule.months, 0);
        const Found count = counted(rule.text, rule.months);
        for (const auto& [key, figures] : count)
            for (const auto& [name, field] : fields()) {
                INFO(key.first << " " << key.second << " " << name);
                const auto found = exact.find(key);
                const double got = found == exact.end() ? 0 : found->second.*field;
                // at most 961 paths that are possible, of eight chances each, added one by one: some 8,000 roundings of numbers below 10
                CHECK(std::abs(got - figures.*field) < 1e-12);
                quantities += figures.*field > 0;
            }
        for (const auto& [key, figures] : exact) CHECK(count.contains(key));
    }
    CHECK(quantities > 100);
}

TEST_CASE("S63 S78 where rates move the status of a policy, what is expected is what comes out when every joint path is counted") {
    const std::vector<Sample> samples{
        {"status", one("yes", "any(status is in_force for each owner.policy)", "all(status is not surrendered for each owner.policy)")},
        {"status when unlocked", one("any(status is lapsed for each owner.policy)")},
        {"time of a status", one("any(status in [lapsed, surrendered] and held >= 20 days for each owner.policy)"), 4},
        {"lasting", one("yes", "lasting(any(status is in_force for each owner.policy)) >= 40 days"), 4},
        {"premiums", one("paid >= 600")},
        {"exact premiums", one("yes", "paid > 500 and paid <= 600"), 4},
        {"paid up", one("any(status is paid_up for each owner.policy)")},
        {"with a state", one("owner.spouse.state is ill and any(status is in_force for each owner.policy)", "yes", "any(status is in_force for each owner.policy)")},
        {"tier", "[programme.club]\nholder = \"owner\"\nbinds = \"event\"\nratchet = \"yes\"\ntier = [{ name = \"low\", when = \"sum(premiums_paid for each owner.policy when status is in_force) >= 600\" }]\n"
                 "[programme.club.right.door]\nfor = \"owner\"\nunlock = \"tier is low\"\nkeep = \"yes\"\nuse = \"yes\"\nend = \"all(status is surrendered for each owner.policy)\"\n"},
    };
    const bool by_life = GENERATE(false, true);
    int quantities = 0;
    for (const Sample& rule : samples) {
        if (by_life && rule.what != std::string("status") && rule.what != std::string("with a state") && rule.what != std::string("premiums")) continue;
        INFO(rule.what << (by_life ? ", by the state of the insured" : ""));
        const Bound bound = sound(base() + rule.text);
        FamilyRights rights = rights_of(bound, by_life ? Moves::insured_and_policy_by_life : Moves::insured_and_policy);
        Found errors;
        const Found exact = expected_of(rights, rule.months, 0), count = counted_with_policy(rule.text, rule.months, by_life), drawn = expected_of(rights, rule.months, 20'000, &errors);
        for (const auto& [key, figures] : count)
            for (const auto& [name, field] : fields()) {
                INFO(key.first << " " << key.second << " " << name);
                const double got = exact.contains(key) ? exact.at(key).*field : 0, found = drawn.contains(key) ? drawn.at(key).*field : 0;
                // at most 729 paths of six chances each, as above
                CHECK(std::abs(got - figures.*field) < 1e-12);
                // Of some 60 normal quantities one is beyond 4.5 standard errors with a chance of 0.05 %; the seed is fixed.
                CHECK(std::abs(found - got) <= 4.5 * errors[key].*field + 1e-12);
                quantities += figures.*field > 0;
            }
        for (const auto& [key, figures] : exact) CHECK(count.contains(key));
    }
    CHECK(quantities > (by_life ? 8 : 30));
}

TEST_CASE("S77 S79 years of months of which many are alike come to what the dated timeline says, where all is certain") {
    const std::string fee = "[table.fee]\nunit = \"visit\"\nvalue = \"100\"\n";
    const std::string pay = "pay.visit = { from = \"visits\", to = \"person\", on = \"request\", amount = \"requested\", of = \"fee\" }\n" + fee;
    const auto quota = [&](const std::string& more) { return "account.visits = { unit = \"visit\", " + more + " }\n" + pay; };
    const std::vector<std::string> samples{
        one("yes", "state is not dead", "yes", "no", quota("opens = 17, every = \"year\", carry = 3, per = \"person\"")),
        one("yes", "state is not dead", "yes", "state is dead", quota("opens = 40, every = \"calendar year\", carry = 6")),
        one("yes", "state is ill", "yes", "no", quota("opens = 1, every = \"month\", carry = 2, per = \"person\"")),
        one("age >= 46", "visits > 1 and since(unlock) >= 90 days", "yes", "no", quota("opens = 30, every = \"2 years\"")),
        one("owner.spouse.state is ill", "lasting(state is not ill) >= 100 days", "yes", "state is dead", quota("opens = \"if owner.spouse.state is dead then 9 else 25\", every = \"year\", per = \"person\"")),
        one("paid >= 500", "any(status is in_force for each owner.policy)", "yes", "no", quota("opens = 100")),
        one("yes", "state is ill", "yes", "no", quota("opens = 3, every = \"year\", per = \"person\"")),
        one("yes", "state is ill", "yes", "no", quota("opens = \"if age >= 47 then 3 else 0\", every = \"6 months\", per = \"person\"")),
        one("state is ill", "visits > 15", "yes", "no", quota("opens = 12, every = \"year\", carry = 6, per = \"person\"")),
        one("yes", "visits > 20", "yes", "no", quota("opens = \"if age >= 47 then 40 else 10\", every = \"year\", per = \"person\"")),
    };
    constexpr int months = 66;
    // Bob's state from a month on; in the second course he is ill for a month or two, and again much later.
    const std::map<int, std::size_t> course_of_bob = GENERATE(std::map<int, std::size_t>{{17, 1}, {41, 2}}, std::map<int, std::size_t>{{5, 1}, {6, 0}, {17, 1}, {19, 0}, {40, 1}, {43, 0}, {51, 1}, {60, 2}});
    LifeFigures certain;
    certain.basis = "best";
    certain.moves = [&course_of_bob](const std::string& who, std::size_t month, std::size_t from) {
        std::vector<double> row(3, 0.0);
        const auto next = course_of_bob.find(static_cast<int>(month) + 1);
        row[who == "bob" && next != course_of_bob.end() ? next->second : from] = 1;
        return row;
    };
    certain.discount = [](std::size_t) { return 1.0; };
    std::string events = "[family.home.event]\n";
    for (const auto& [month, state] : course_of_bob) events += fmt::format("m{} = {{ on = {}, bob.state = \"{}\" }}\n", month, day(as_of).plus_months(month).text(), states[state]);
    int quantities = 0;
    for (const std::string& text : samples) {
        INFO(text);
        const Bound bound = sound(base() + text), dated = sound(base() + text + events);
        FamilyRights rights = rights_of(bound, certain, Moves::people), course = rights_of(dated, certain, Moves::people);
        Found count, exact = expected_of(rights, months, 0), drawn = expected_of(rights, months, 3);
        count_path(course, months, 1, count);
        for (const auto& [key, figures] : count)
            for (const auto& [name, field] : fields()) {
                INFO(key.first << " " << key.second << " " << name);
                // sums of up to 66 months: whole numbers, or twelfths of them
                CHECK(std::abs(exact[key].*field - figures.*field) < 1e-12);
                CHECK(std::abs(drawn[key].*field - figures.*field) < 1e-12);
                quantities += figures.*field > 0;
            }
    }
    CHECK(quantities > 30);
}

TEST_CASE("simulated lives agree with the exact expectation, and a planted error of 1 % does not") {
    int quantities = 0, caught = 0;
    for (const Sample& rule : rules()) {
        INFO(rule.what);
        const Bound bound = sound(base() + rule.text);
        FamilyRights rights = rights_of(bound);
        Found errors;
        const Found exact = expected_of(rights, rule.months, 0), drawn = expected_of(rights, rule.months, 20'000, &errors);
        for (const auto& [key, figures] : exact)
            for (const auto& [name, field] : fields()) {
                INFO(key.first << " " << key.second << " " << name);
                const double mean = figures.*field, error = errors[key].*field, found = drawn.contains(key) ? drawn.at(key).*field : 0;
                // Of some 250 normal quantities one is beyond 4.5 standard errors with a chance of 0.2 %; the seed is fixed.
                CHECK(std::abs(found - mean) <= 4.5 * error + 1e-12);
                if (error == 0) continue;
                ++quantities;
                caught += std::abs(found - 1.01 * mean) > 4.5 * error;
            }
    }
    CHECK(quantities > 100);
    CHECK(caught > 0);
}

TEST_CASE("the cost of a right is its units at their price, and the same however it is told apart") {
    const std::string text = one("state is ill", "state is not dead", "yes", "no",
                                 "account.visits = { opens = 5, unit = \"visit\", per = \"person\" }\npay.visit = { from = \"visits\", to = \"person\", on = \"request\", amount = \"requested\", of = "
                                 "\"fee\" }\npay.month = { to = \"person\", every = \"month\", amount = 10 }\n[table.fee]\nunit = \"visit\"\nvalue = \"100\"\n");
    const Bound bound = sound(base() + text);
    FamilyRights rights = rights_of(bound);
    Apart plain;
    plain.until = day("2025-06-01");
    for (const Unit& unit : units_of(rights)) {
        const Expectation whole = expected(rights, unit, plain);
        Figures total;
        for (const auto& [line, figures] : whole.lines) total.add(figures, 1);
        CHECK(total.cost > 0);
        for (int way = 0; way < 4; ++way) {
            Apart by = plain;
            by.year = way == 0;
            by.item = way == 1;
            by.tier = way == 2;
            if (way == 3) by.facts = {"state"};
            Figures sum, visits;
            for (const auto& [line, figures] : expected(rights, unit, by).lines) {
                sum.add(figures, 1);
                if (by.item && line.item == 0) visits.add(figures, 1);
            }
            // the same terms in another order
            CHECK(sum.cost == Approx(total.cost).epsilon(1e-13));
            CHECK(sum.value == Approx(total.value).epsilon(1e-13));
            CHECK(sum.units == Approx(total.units).epsilon(1e-13));
            if (by.item) CHECK(visits.cost == Approx(100 * total.units).epsilon(1e-13));
        }
    }
}

TEST_CASE("S79 what a demand that reads an age asks for changes with the month after the birthday", "[property]") {
    std::string text = base();
    const std::string two = "demand.door = \"2\"";
    text.replace(text.find(two), two.size(), "demand.door = \"if age >= 46 then 3 else 0\"");
    Bound bound = sound(text + one("yes", "yes", "yes", "no", "", "owner"));
    FamilyRights rights = rights_of(bound);
    Apart by;
    by.until = day(as_of).plus_months(48);
    double units = 0;
    for (const Unit& unit : units_of(rights))
        for (const auto& [line, figures] : expected(rights, unit, by).lines) units += figures.units;
    CHECK(std::abs(units - 18 * 3) < 1e-10);  // 18 of 48 months, as above, whatever state she is in
}

TEST_CASE("S79 a birthday within a month is seen when the next begins", "[property]") {
    // Ann is 46 on 2026-06-15: from 2026-07-01 on, 18 of 48 months, whatever lies between.
    Bound bound = sound(base() + one("yes", "age >= 46", "yes", "no", "", "owner"));
    FamilyRights rights = rights_of(bound);
    Apart by;
    by.until = day(as_of).plus_months(48);
    const std::vector<Unit> units = units_of(rights);
    REQUIRE(units.size() == 1);
    double usable = 0, drawn = 0;
    for (const auto& [line, figures] : expected(rights, units.front(), by).lines) usable += figures.usable;
    for (const auto& [line, figures] : simulated(rights, units.front(), by, 2, 1).lines) drawn += figures.usable;
    CHECK(std::abs(usable - 18.0 / 12) < 1e-12);
    CHECK(std::abs(drawn - 18.0 / 12) < 1e-12);
}

}  // namespace hearth::test::rights_expected_test
