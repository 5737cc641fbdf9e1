#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "hearth/base/text.hpp"
#include "hearth/model/schema.hpp"

namespace hearth {
namespace {

using Chain = std::vector<std::string>;
constexpr std::size_t most_layers = 64;

bool is_none(const Tree& tree) { return tree.is_text() && tree.text == "none"; }

/// A fact may be the name `none`; every other key is taken back by it.
bool taken_back(const Tree& tree, const Key* key) {
    return is_none(tree) && (key == nullptr || (key->takes != Takes::fact && key->takes != Takes::paths));
}

Tree merge(Tree below, const Tree& above, const Shape* shape) {
    std::vector<Tree> kept = std::move(below.children);
    Tree result = above;
    result.children = std::move(kept);
    for (const Tree& child : above.children) {
        const Key* key = shape == nullptr ? nullptr : shape->find(child.key);
        if (shape != nullptr)
            for (const Either& either : shape->either)
                if (either.exclusive && (child.key == either.a || child.key == either.b))
                    std::erase_if(result.children, [&](const Tree& other) {
                        return other.key == (child.key == either.a ? either.b : either.a) && above.find(other.key) == nullptr;
                    });
        const Tree* found = shape == nullptr ? result.find(child.key) : entry(result, child.key, *shape);
        Tree* same = const_cast<Tree*>(found);
        if (same == nullptr)
            result.children.push_back(child);
        else if (taken_back(child, key))
            result.children.erase(result.children.begin() + (same - result.children.data()));
        else if (same->is_table() && child.is_table() && (key == nullptr || key->takes == Takes::part || key->takes == Takes::paths))
            *same = merge(std::move(*same), child, key == nullptr ? nullptr : key->shape);
        else
            *same = child;
    }
    return result;
}

/// A title names one thing, and `extends` is followed only once: neither is handed on.
Tree inheritable(Tree below) {
    std::erase_if(below.children, [](const Tree& child) { return child.key == "title" || child.key == "extends"; });
    return below;
}

/// "a -> b -> a", begun with the least name, so that each cycle is told once.
std::string cycle(const Chain& chain, const std::string& again) {
    Chain loop(std::find(chain.begin(), chain.end(), again), chain.end());
    std::rotate(loop.begin(), std::min_element(loop.begin(), loop.end()), loop.end());
    loop.push_back(loop.front());
    return join(loop, " -> ");
}

template <typename Find>
std::optional<Tree> follow(const Find& find, std::string_view what, const Shape& shape, const std::string& name, const std::vector<std::string>& names,
                           Chain& chain, Report& report) {
    const Tree* own = find(name);
    const Tree* base = own->find("extends");
    if (base == nullptr || !base->is_text()) return *own;
    chain.push_back(name);
    if (std::find(chain.begin(), chain.end(), base->text) != chain.end()) {
        const std::string path = cycle(chain, base->text);
        const Tree* least = find(path.substr(0, path.find(' ')));
        report.error("E0210", least->find("extends")->place, fmt::format("a {} cannot extend itself: {}", what, path));
        return std::nullopt;
    }
    if (find(base->text) == nullptr) {
        report.error("E0209", base->place, fmt::format("{} '{}' extends '{}', which is no {}", what, name, base->text, what),
                     did_you_mean(base->text, names));
        return std::nullopt;
    }
    if (chain.size() > most_layers) {
        report.error("E0214", base->place, fmt::format("more than {} layers stand under each other", most_layers), "write one of them whole");
        return std::nullopt;
    }
    auto below = follow(find, what, shape, base->text, names, chain, report);
    if (!below) return std::nullopt;
    return merge(inheritable(std::move(*below)), *own, &shape);
}

/// Rights of one programme may extend each other.
bool layer_rights(Tree& programme, Report& report) {
    Tree* rights = programme.find("right");
    if (rights == nullptr || !rights->is_table()) return true;
    const Key* right = shape_of(Noun::programme).find("right")->shape->user;
    const Tree written = *rights;
    std::vector<std::string> names;
    for (const Tree& child : written.children) names.push_back(child.key);
    bool whole = true;
    for (Tree& child : rights->children) {
        if (!child.is_table()) continue;
        Chain chain;
        auto layer = follow([&](std::string_view name) { return written.find(name); }, "right", *right->shape, child.key, names, chain, report);
        whole = whole && layer.has_value();
        if (layer) child = std::move(*layer);
    }
    return whole;
}

}  // namespace

std::optional<Tree> layered(const Set& set, Noun noun, std::string_view name, Report& report) {
    if (set.find(noun, name) == nullptr) return std::nullopt;
    Chain chain;
    const auto find = [&](std::string_view other) { return set.find(noun, other); };
    auto tree = follow(find, noun_words[static_cast<std::size_t>(noun)], shape_of(noun), std::string(name), set.names(noun), chain, report);
    if (!tree || (noun == Noun::programme && !layer_rights(*tree, report))) return std::nullopt;
    return tree;
}

}  // namespace hearth
