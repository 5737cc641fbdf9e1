#include "drawn_rights.hpp"

#include <algorithm>

namespace hearth::test {

namespace {

using reference::Draws;

const std::vector<std::string> holders = {"owner", "policy", "family", "person"};
const std::vector<std::string> unlocks = {"paid", "paid and more", "tier", "another right", "date", "unknown fact"};
const std::vector<std::string> keeps = {"always", "city", "status", "level", "served"};
const std::vector<std::string> uses = {"always", "waiting", "age", "lasting", "city and waiting", "level", "unknown fact", "since issue"};
const std::vector<std::string> ends = {"never", "death", "age"};
const std::vector<std::string> events = {"death", "move", "level", "surrender", "lapse", "reinstatement", "divorce", "request", "illness", "nomination"};
const std::vector<std::string> others = {"ratchet", "seats", "quota", "quota with carry", "quota per person", "pass", "version", "binds issue", "binds event"};

std::string day(Draws& draws, int from, int to) { return fmt::format("{}-{:02}-{:02}", draws.from(from, to), draws.from(1, 12), draws.from(1, 28)); }

DrawnRights::Right right(Draws& draws, const DrawnRights& of, int number, std::set<std::string>& features) {
    DrawnRights::Right out;
    out.name = fmt::format("r{}", number);
    const bool owned = of.holder == "owner";
    const std::string policies = of.holder == "owner" ? "owner.policy" : "family.policy";
    out.people = owned ? draws.one_of<std::string>({"owner, owner.spouse, owner.children", "owner, 1 of (owner.parents, owner.children)", "owner, owner.spouse, owner.parents"})
                 : of.holder == "policy" ? "insured, owner" : of.holder == "family" ? "family.person" : "person";
    std::string kind = draws.one_of(unlocks);
    if ((kind == "tier" && of.tiers.empty()) || (kind == "another right" && number == 0)) kind = "paid";
    features.insert("unlock: " + kind);
    out.threshold = kind == "paid" || kind == "paid and more" ? 50 * draws.from(1, 24) : 0;
    out.alone_paid = kind == "paid";
    if (kind == "paid") out.unlock = "paid >= THRESHOLD";
    if (kind == "paid and more") out.unlock = draws.per_cent(50) ? "paid >= THRESHOLD and city is here" : "paid >= THRESHOLD or age >= 60";
    if (kind == "tier") out.unlock = "tier >= " + draws.one_of<std::string>({"silver", "gold"});
    if (kind == "another right") out.unlock = fmt::format("r{} >= {}", draws.below(number), draws.one_of<std::string>({"unlocked", "usable"}));
    if (kind == "date") out.unlock = "date >= " + day(draws, 2021, 2027);
    if (kind == "unknown fact") out.unlock = "tested is yes and paid >= 100";
    kind = draws.one_of(keeps);
    features.insert("keep: " + kind);
    out.keep = kind == "always" ? "yes" : kind == "city" ? "city is here" : kind == "level" ? "level < 3" : kind == "served" ? "level < 2 or served"
               : of.holder == "policy" ? "policy.status is in_force" : fmt::format("any(status is in_force for each {})", policies);
    kind = draws.one_of(uses);
    features.insert("use: " + kind);
    const int days = draws.from(1, 800);
    out.use = kind == "always" ? "yes" : kind == "waiting" ? fmt::format("since(unlock) >= {} days", days) : kind == "age" ? fmt::format("age >= {}", draws.from(20, 90))
              : kind == "lasting" ? fmt::format("lasting(level >= 1) >= {} days", days) : kind == "city and waiting" ? fmt::format("city is here and since(unlock) >= {} months", 1 + days % 30)
              : kind == "level" ? "level >= 1" : kind == "unknown fact" ? "tested is yes"
              : of.holder == "policy" ? fmt::format("since(policy.issued) >= {} days", days) : fmt::format("any(since(issue) >= {} days for each {})", days, policies);
    kind = draws.one_of(ends);
    features.insert("end: " + kind);
    out.end = kind == "never" ? "no" : kind == "death" ? "state is dead" : fmt::format("state is dead or age > {}", draws.from(60, 100));
    const auto sometimes = [&](const std::string& what, int chance, const std::string& text) {
        if (!draws.per_cent(chance)) return false;
        features.insert(what);
        out.more += text;
        return true;
    };
    if (of.holder != "person") sometimes("seats", 25, fmt::format("seats = {}\n", draws.from(1, 2)));
    const std::string pay = "pay.visit = { from = \"visits\", to = \"person\", on = \"request\", amount = \"1\" }\n";
    if (!sometimes("quota", 20, "account.visits = { opens = 1, every = \"year\" }\n" + pay) && !sometimes("quota with carry", 15, "account.visits = { opens = 2, every = \"year\", carry = 1 }\n" + pay))
        sometimes("quota per person", 15, "account.visits = { opens = 1, every = \"month\", per = \"person\" }\n" + pay);
    if (owned) sometimes("pass", 30, fmt::format("pass = {{ when = \"owner.state is dead\", to = \"{}\", within = \"{} days\", times = 1 }}\n", draws.one_of<std::string>({"owner.spouse", "owner.children"}), draws.from(1, 400)));
    if (sometimes("version", 20, "")) out.more += fmt::format("{} = {}\n", draws.one_of<std::string>({"starts", "stops"}), day(draws, 2019, 2026));
    return out;
}

template <class Items>
Items turned(Items items, std::size_t turn) {
    if (!items.empty()) std::rotate(items.begin(), items.begin() + static_cast<std::ptrdiff_t>(turn % items.size()), items.end());
    if (turn % 2 == 1) std::reverse(items.begin(), items.end());
    return items;
}

}  // namespace

const std::set<std::string>& feature_names_of_rights() {
    static const std::set<std::string> all = [] {
        std::set<std::string> out(others.begin(), others.end());
        const auto add = [&](const std::string& kind, const std::vector<std::string>& names) {
            for (const std::string& name : names) out.insert(kind + ": " + name);
        };
        add("holder", holders);
        add("unlock", unlocks);
        add("keep", keeps);
        add("use", uses);
        add("end", ends);
        add("event", events);
        add("tiers", {"0", "2"});
        add("policies", {"1", "2", "3", "4"});
        return out;
    }();
    return all;
}

DrawnRights drawn_rights(std::uint64_t number) {
    Draws draws(number);
    DrawnRights out;
    out.holder = draws.per_cent(50) ? "owner" : draws.one_of(holders);
    out.binds = out.holder != "person" && draws.per_cent(30) ? "issue" : "event";
    out.features = {"holder: " + out.holder, "binds " + out.binds};
    const int policies = draws.from(1, 4);
    out.features.insert(fmt::format("policies: {}", policies));
    for (int i = 0; i < policies; ++i)
        out.policies.push_back(fmt::format("[family.home.policy.p{}]\nproduct = \"{}\"\nissued = {}\nowner = \"{}\"\ninsured = \"{}\"\nface = 100\n", i, draws.one_of<std::string>({"plan", "other"}),
                                           day(draws, 2019, 2024), draws.one_of<std::string>({"ann", "bob"}), draws.one_of<std::string>({"ann", "bob", "carl"})));
    if (draws.per_cent(60)) {
        const int low = 50 * draws.from(1, 10);
        out.tiers = fmt::format("tier = [{{ name = \"silver\", when = \"paid >= {}\" }}, {{ name = \"gold\", when = \"paid >= {}\" }}]\n", low, low + 50 * draws.from(1, 8));
        if (draws.per_cent(40)) {
            out.tiers += "ratchet = \"yes\"\n";
            out.features.insert("ratchet");
        }
    }
    out.features.insert(out.tiers.empty() ? "tiers: 0" : "tiers: 2");
    const int rights = draws.from(1, 4);
    for (int i = 0; i < rights; ++i) out.rights.push_back(right(draws, out, i, out.features));
    const int count = draws.from(0, 6);
    std::set<std::string> changed;  // one event a leaf and kind, so that no two of a day disagree
    for (int i = 0; i < count; ++i) {
        const std::string kind = draws.one_of(events), who = draws.one_of<std::string>({"ann", "bob", "carl"}), on = day(draws, 2021, 2030);
        const std::string policy = fmt::format("p{}", draws.below(policies));
        const bool of_policy = kind == "surrender" || kind == "lapse" || kind == "reinstatement";
        if (!changed.insert(of_policy ? policy : kind == "divorce" ? kind : who + (kind == "death" || kind == "illness" ? "state" : kind)).second) continue;
        out.features.insert("event: " + kind);
        out.levels = out.levels || kind == "level";
        const auto event = [&](const std::string& when, const std::string& leaf) { out.events.push_back(fmt::format("e{} = {{ on = {}, {} }}\n", out.events.size(), when, leaf)); };
        if (kind == "death") event(on, who + ".state = \"dead\"");
        if (kind == "illness") event(on, who + ".state = \"ill\"");
        if (kind == "move") event(on, who + ".city = \"there\"");
        if (kind == "level") event(on, fmt::format("{}.level = {}", who, draws.from(1, 4)));
        if (kind == "divorce") event(on, "ann.spouse = \"none\"");
        if (kind == "request") event(on, fmt::format("{}.request = \"club.r{}\"", who, draws.below(rights)));
        if (kind == "nomination") event(on, fmt::format("{}.nominated = [\"club.r{}\"]", who, draws.below(rights)));
        if (kind == "surrender") event(on, policy + ".status = \"surrendered\"");
        if (kind == "lapse" || kind == "reinstatement") event(on, policy + ".status = \"lapsed\"");
        if (kind == "reinstatement") event("2031-0" + std::to_string(draws.from(1, 9)) + "-15", policy + ".status = \"in_force\"");
    }
    return out;
}

std::string DrawnRights::head() const {
    const std::string paid = holder == "policy" ? "policy.premiums_paid" : fmt::format("sum(premiums_paid for each {}.policy)", holder == "owner" ? "owner" : "family");
    return fmt::format("[programme.club]\nholder = \"{}\"\nbinds = \"{}\"\nlet.paid = \"{}\"\nasks = {{ tested = \"truth\" }}\n{}", holder, binds, paid, tiers);
}

std::string DrawnRights::text(std::size_t turn) const {
    const std::vector<std::string> people = {"ann = { born = 1980-06-15, sex = \"female\", spouse = \"bob\", parents = [\"carl\"], city = \"here\", level = 0, tested = \"yes\" }\n",
                                             "bob = { born = 1978-02-28, sex = \"male\", city = \"here\", level = 0, tested = \"no\" }\n",
                                             "carl = { born = 1950-03-31, sex = \"male\", city = \"here\", level = 0, tested = \"unknown\" }\n",
                                             "dora = { born = 2015-01-01, sex = \"female\", parents = [\"ann\", \"bob\"], city = \"here\", level = 0, tested = \"yes\" }\n"};
    std::string persons = "[family.home.person]\n", dated = "[family.home.event]\n", programme = head();
    for (const std::string& one : turned(people, turn)) persons += one;
    for (const std::string& one : turned(events, turn)) dated += one;
    for (const Right& one : turned(rights, turn)) {
        std::string unlock = one.unlock;
        if (const std::size_t at = unlock.find("THRESHOLD"); at != std::string::npos) unlock.replace(at, 9, std::to_string(one.threshold));
        programme += fmt::format("[programme.club.right.{}]\nfor = \"{}\"\nunlock = \"{}\"\nkeep = \"{}\"\nuse = \"{}\"\nend = \"{}\"\n{}", one.name, one.people, unlock, one.keep, one.use, one.end, one.more);
    }
    std::vector<std::string> parts = {persons, dated, programme};
    parts.insert(parts.end(), policies.begin(), policies.end());
    std::string all;
    for (const std::string& part : turned(parts, turn)) all += part;
    return all;
}

}  // namespace hearth::test
