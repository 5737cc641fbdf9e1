#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <tuple>

#include "hearth/model/bind_parts.hpp"
#include "hearth/model/schema.hpp"

namespace hearth {
namespace {

template <class Nouns>
auto named(const Nouns& nouns, std::string_view name) -> decltype(nouns.data()) {
    const auto found = std::find_if(nouns.begin(), nouns.end(), [name](const auto& noun) { return noun.header.name == name; });
    return found == nouns.end() ? nullptr : &*found;
}

/// Layers and checks every noun of a kind, then makes it. A noun that cannot be layered is left out.
void bind_all(Noun noun, void (*make)(const Part&, Binder&), Binder& binder) {
    for (const std::string& name : binder.set.names(noun)) {
        const std::size_t before = binder.report.errors();
        if (const auto tree = layered(binder.set, noun, name, binder.report)) {
            check(*tree, shape_of(noun), binder.report);
            make(noun_part(noun, *tree, binder.report), binder);
        }
        if (binder.report.errors() != before) binder.book.faulty.insert({noun, name});
    }
}

void bind_cases(Binder& binder) {
    std::size_t number = 0;
    for (Tree tree : binder.set.cases) {
        tree.key = fmt::format("{}", ++number);
        tree.key_place = tree.place;
        if (tree.is_table()) {
            check(tree, case_shape(), binder.report);
            Part part = noun_part(Noun::study, tree, binder.report);
            part.path = fmt::format("case {}", number);
            bind_case(part, binder);
        }
    }
}

/// Words that are names without being written in a file: sexes, statuses, the states of rights.
void add_own_words(Binder& binder) {
    for (const char* word : {"male", "female", "paid_up", "unlocked", "usable", "served", "paused", "exhausted", "ended"})
        add_word(binder, word);
    for (const std::string& state : status_model().states) add_word(binder, state);
}

}  // namespace

const Table* Book::table(std::string_view name) const { return named(tables, name); }
const Basis* Book::basis(std::string_view name) const { return named(bases, name); }
const Product* Book::product(std::string_view name) const { return named(products, name); }
const Family* Book::family(std::string_view name) const { return named(families, name); }
const Programme* Book::programme(std::string_view name) const { return named(programmes, name); }

bool Book::all_sound(Noun noun) const {
    return std::none_of(faulty.begin(), faulty.end(), [noun](const auto& one) { return one.first == noun; });
}

const Ask* Book::asked(std::string_view name) const {
    const auto look = [name](const auto& nouns) -> const Ask* {
        for (const auto& noun : nouns)
            for (const Ask& ask : noun.asks)
                if (ask.name == name) return &ask;
        return nullptr;
    };
    const Ask* ask = look(products);
    return ask != nullptr ? ask : look(programmes);
}

Book bind(const Set& set, Report& report) {
    Book book;
    Report found;
    Binder binder{set, book, found};
    add_own_words(binder);
    bind_all(Noun::table, bind_table, binder);
    bind_all(Noun::product, bind_product, binder);
    bind_all(Noun::programme, bind_programme, binder);
    bind_all(Noun::family, bind_family, binder);
    bind_all(Noun::basis, bind_basis, binder);
    bind_all(Noun::study, bind_study, binder);
    bind_cases(binder);
    check_tree(binder);
    // A leaf that several nouns inherit is read for each of them; its fault is told once.
    std::set<std::tuple<std::string, Place, std::string>> told;
    for (const Diagnostic& fault : found.all())
        if (told.emplace(fault.code, fault.place, fault.message).second) report.add(fault);
    return book;
}

}  // namespace hearth
