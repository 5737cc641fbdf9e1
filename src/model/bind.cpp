#include <algorithm>

#include "hearth/model/nouns.hpp"

namespace hearth {
namespace {

template <class Nouns>
auto named(const Nouns& nouns, std::string_view name) -> decltype(nouns.data()) {
    const auto found = std::find_if(nouns.begin(), nouns.end(), [name](const auto& noun) { return noun.header.name == name; });
    return found == nouns.end() ? nullptr : &*found;
}

}  // namespace

const Table* Book::table(std::string_view name) const { return named(tables, name); }
const Basis* Book::basis(std::string_view name) const { return named(bases, name); }
const Product* Book::product(std::string_view name) const { return named(products, name); }
const Family* Book::family(std::string_view name) const { return named(families, name); }
const Programme* Book::programme(std::string_view name) const { return named(programmes, name); }

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

Book bind(const Set&, Report&) { return {}; }

}  // namespace hearth
