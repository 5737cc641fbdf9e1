// A programme: its place in the tree, tiers, accounts and rights.
#include <fmt/format.h>

#include <algorithm>

#include "hearth/base/text.hpp"
#include "hearth/language/parser.hpp"
#include "hearth/model/bind_parts.hpp"

namespace hearth {
namespace {

/// What any product or programme of the set asks, as written: another programme may not be bound yet.
std::vector<std::string> asked_names(const Set& set) {
    std::vector<std::string> names;
    for (const Noun noun : {Noun::product, Noun::programme})
        for (const auto& [name, tree] : set.nouns[static_cast<std::size_t>(noun)]) {
            const auto asked = keys_of(tree, "asks");
            names.insert(names.end(), asked.begin(), asked.end());
        }
    return names;
}

/// Accounts of the programme and of those it is part of: the parent may not be bound yet.
std::vector<std::string> accounts_above(const Set& set, const Tree& tree) {
    std::vector<std::string> names;
    Report told_there;
    std::optional<Tree> here = tree;
    for (int depth = 0; here && depth < 64; ++depth) {
        for (std::string& account : keys_of(*here, "account")) names.push_back(std::move(account));
        const std::string above = text_of(*here, "part_of");
        here = above.empty() ? std::nullopt : layered(set, Noun::programme, above, told_there);
    }
    return names;
}

People people_leaf(const Part& part, std::string_view key, Binder& binder) {
    const Tree* leaf = part.tree.find(key);
    if (leaf == nullptr || !leaf->is_text()) return {};
    return parse_people(*leaf, binder.report).value_or(People{});
}

Pass pass_of(const Part& part, Binder& binder) {
    Pass pass;
    pass.when = leaf_of(part, "when", binder);
    pass.times = leaf_of(part, "times", binder);
    pass.to = people_leaf(part, "to", binder);
    pass.within = span_leaf(part, "within", binder);
    pass.place = part.header.place;
    return pass;
}

Right right_of(const Part& part, const Part& programme, const std::vector<std::string>& asked, Binder& binder) {
    Right right;
    right.header = part.header;
    right.people = people_leaf(part, "for", binder);
    right.seats = leaf_of(part, "seats", binder);
    right.unlock = leaf_of(part, "unlock", binder);
    right.keep = leaf_of(part, "keep", binder);
    right.use = leaf_of(part, "use", binder);
    right.end = leaf_of(part, "end", binder);
    right.first_use = text_of(part.tree, "chosen") == "first use";
    if (const Tree* pass = part.tree.find("pass"); pass != nullptr && pass->is_table())
        right.pass = pass_of(part_of(part, *pass, part.path + ".pass", binder.report), binder);
    right.accounts = accounts_of(part, asked, binder);
    right.lets = lets_of(part, "let", binder);

    Surroundings around;
    around.parties = {"person", "owner", "payer", "insured", "beneficiary", "expenses", "agent"};
    for (const Account& account : right.accounts) around.parties.push_back(account.header.name);
    const auto above = accounts_above(binder.set, programme.tree);
    around.parties.insert(around.parties.end(), above.begin(), above.end());
    for (const Part& pay : parts_of(part, "pay", binder.report)) around.payments.push_back(pay.header.name);
    right.pays = payments_of(part, around, binder);

    right.overrides = text_of(part.tree, "overrides");
    right.overrides_place = place_of(part.tree, "overrides");
    std::vector<std::string> others;
    for (const Part& other : parts_of(programme, "right", binder.report))
        if (other.header.name != right.header.name) others.push_back(other.header.name);
    refer("E0520", "overrides", right.overrides, "other right of the programme", others, right.overrides_place, binder);

    Namespace names(binder.report);
    names.claim_all("payment", part.tree, "pay", Namespace::Takes::spans);
    names.claim_all("account", part.tree, "account");
    names.claim_all("let", part.tree, "let");
    return right;
}

std::vector<Tier> tiers_of(const Part& part, Binder& binder) {
    std::vector<Tier> tiers;
    const Tree* list = part.tree.find("tier");
    if (list == nullptr || list->kind != Tree::Kind::array) return tiers;
    for (const Tree& one : list->children) {
        if (!one.is_table()) continue;
        const std::string name = text_of(one, "name");
        const Part tier = part_of(part, one, part.path + ".tier." + name, binder.report);
        tiers.push_back({name, leaf_of(tier, "when", binder), place_of(one, "name")});
        add_word(binder, name);
    }
    return tiers;
}

}  // namespace

void bind_programme(const Part& part, Binder& binder) {
    Programme programme;
    programme.header = part.header;
    programme.part_of = text_of(part.tree, "part_of");
    programme.part_of_place = place_of(part.tree, "part_of");
    refer(Noun::programme, programme.part_of, "part_of", programme.part_of_place, binder);
    programme.holder = text_of(part.tree, "holder");
    programme.binds = text_of(part.tree, "binds");
    programme.ratchet = text_of(part.tree, "ratchet") == "yes";
    programme.tiers = tiers_of(part, binder);
    programme.asks = asks_of(part, binder);
    const std::vector<std::string> asked = asked_names(binder.set);
    programme.accounts = accounts_of(part, asked, binder);
    programme.lets = lets_of(part, "let", binder);
    for (const Part& right : parts_of(part, "right", binder.report)) programme.rights.push_back(right_of(right, part, asked, binder));

    Namespace names(binder.report);
    names.claim_all("asked name", part.tree, "asks");
    names.claim_all("account", part.tree, "account");
    names.claim_all("let", part.tree, "let");
    for (const Tier& tier : programme.tiers)
        if (!tier.name.empty()) names.claim("tier", tier.name, tier.place);
    for (const Right& right : programme.rights) names.claim("right", right.header.name, right.header.place, Namespace::Takes::measures);
    binder.book.programmes.push_back(std::move(programme));
}

void check_tree(Binder& binder) {
    for (const Programme& programme : binder.book.programmes) {
        std::vector<std::string> chain = {programme.header.name};
        const Programme* here = &programme;
        while (here != nullptr && !here->part_of.empty()) {
            const std::string above = here->part_of;
            const bool again = std::find(chain.begin(), chain.end(), above) != chain.end();
            chain.push_back(above);
            if (again) {
                // Told once, at the least of its names.
                binder.book.faulty.insert({Noun::programme, programme.header.name});
                const bool mine = above == programme.header.name && *std::min_element(chain.begin(), chain.end()) == above;
                if (mine)
                    binder.report.error("E0707", programme.part_of_place,
                                        fmt::format("programmes are part of each other: {}", join(chain, " -> ")));
                break;
            }
            here = binder.book.programme(above);
        }
        if (!programme.part_of.empty()) continue;
        for (const auto& [key, said] : {std::pair("holder", &programme.holder), std::pair("binds", &programme.binds)})
            if (said->empty()) {
                binder.book.faulty.insert({Noun::programme, programme.header.name});
                binder.report.error("E0202", programme.header.place,
                                    fmt::format("programme '{}' is part of no other and needs '{}'", programme.header.name, key));
            }
    }
}

}  // namespace hearth
