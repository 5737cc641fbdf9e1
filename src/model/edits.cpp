#include "hearth/model/edits.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "hearth/base/text.hpp"
#include "hearth/model/schema.hpp"

namespace hearth {
namespace {

using Kind = Tree::Kind;
using Way = std::vector<LeafEdit::Branch>;

constexpr std::size_t most_cells = 20;

bool same_number(const Tree& a, const Tree& b) { return !(a.number < b.number) && !(b.number < a.number); }

bool same(const Tree& a, const Tree& b);

bool same_children(const Tree& a, const Tree& b) {
    if (a.children.size() != b.children.size()) return false;
    if (a.kind == Kind::array) return std::equal(a.children.begin(), a.children.end(), b.children.begin(), same);
    return std::all_of(a.children.begin(), a.children.end(), [&](const Tree& child) {
        const Tree* other = b.find(child.key);
        return other != nullptr && same(child, *other);
    });
}

bool same(const Tree& a, const Tree& b) {
    if (a.kind != b.kind || (a.old == nullptr) != (b.old == nullptr)) return false;
    if (a.old != nullptr && !same(*a.old, *b.old)) return false;
    switch (a.kind) {
        case Kind::text: return a.text == b.text;
        case Kind::integer:
        case Kind::real: return same_number(a, b);
        case Kind::truth: return a.truth == b.truth;
        case Kind::date: return a.date == b.date;
        default: return same_children(a, b);
    }
}

std::string path_of(Noun noun, std::string_view name, const Way& way) {
    std::string path = path_with(noun_words[static_cast<std::size_t>(noun)], name);
    for (const auto& [key, item] : way) path = item ? fmt::format("{}[{}]", path, *item + 1) : path_with(path, key);
    return path;
}

class Seeker {
  public:
    Seeker(const Set& before, const Set& after) : before_(before), after_(after) {}

    void noun(Noun noun, const std::string& name) {
        noun_ = noun;
        name_ = name;
        const Tree* a = before_.find(noun, name);
        const Tree* b = after_.find(noun, name);
        compare(a, b, {});
        if (noun == Noun::table && a != nullptr && b != nullptr) files(*a, *b);
    }

    std::vector<LeafEdit> edits;

  private:
    void compare(const Tree* a, const Tree* b, const Way& way) {
        if (a != nullptr && b != nullptr) {
            if (same(*a, *b)) return;
            if (a->is_table() && b->is_table()) return compare_keys(*a, *b, way);
            if (a->kind == Kind::array && b->kind == Kind::array && a->children.size() == b->children.size()) return compare_items(*a, *b, way);
        }
        tell(a, b, way);
    }

    void compare_keys(const Tree& a, const Tree& b, Way way) {
        way.emplace_back();
        const auto key = [&](const Tree& child) {
            way.back().key = child.key;
            compare(a.find(child.key), b.find(child.key), way);
        };
        std::for_each(b.children.begin(), b.children.end(), key);
        for (const Tree& child : a.children)
            if (b.find(child.key) == nullptr) key(child);
    }

    void compare_items(const Tree& a, const Tree& b, Way way) {
        way.emplace_back();
        for (std::size_t i = 0; i < a.children.size(); ++i) {
            way.back().item = i;
            compare(&a.children[i], &b.children[i], way);
        }
    }

    /// A key of a file stands in several nouns, from one place: it is one edit.
    void tell(const Tree* a, const Tree* b, const Way& way) {
        LeafEdit::Spot spot{noun_, name_, way, b == nullptr ? std::nullopt : std::optional(*b)};
        const auto places = std::pair(a == nullptr ? Place{} : a->place, b == nullptr ? Place{} : b->place);
        const auto [known, fresh] = told_.emplace(places, edits.size());
        if (!fresh) {
            LeafEdit& edit = edits[known->second];
            if (edit.spots.size() == 1) edit.path = edit.path.substr(path_of(edit.spots[0].noun, edit.spots[0].name, {}).size() + 1);
            return edit.spots.push_back(std::move(spot));
        }
        LeafEdit edit;
        edit.spots = {std::move(spot)};
        edit.place = (b != nullptr ? b : a)->place;
        Way shown = way;
        narrow(a, b, shown);
        const std::optional<Tree> below = a == nullptr ? inherited(before_, shown) : std::nullopt, left = b == nullptr ? inherited(after_, shown) : std::nullopt;
        if (below) a = &*below;
        if (left) b = &*left;
        edit.path = path_of(noun_, name_, shown);
        if (a != nullptr) edit.before = written(*a);
        if (b != nullptr) edit.after = written(*b);
        edit.added = a == nullptr;
        edit.gone = b == nullptr;
        edits.push_back(std::move(edit));
    }

    /// A part that holds one leaf alone is told as the leaf.
    static void narrow(const Tree*& a, const Tree*& b, Way& way) {
        const Tree*& one = a != nullptr ? a : b;
        if (way.empty() || (a != nullptr && b != nullptr)) return;
        while (one->is_table() && one->children.size() == 1) {
            one = &one->children.front();
            way.push_back({one->key, {}});
        }
    }

    /// What stands at a place of the noun with its layers.
    [[nodiscard]] std::optional<Tree> inherited(const Set& set, const Way& way) const {
        if (way.empty()) return std::nullopt;
        Report aside;  // faults of layering are told when the set is bound
        const auto whole = layered(set, noun_, name_, aside);
        const Tree* here = whole ? &*whole : nullptr;
        for (const auto& [key, item] : way) here = here == nullptr ? nullptr : item ? (*item < here->children.size() ? &here->children[*item] : nullptr) : here->find(key);
        return here == nullptr ? std::nullopt : std::optional(*here);
    }

    void files(const Tree& a, const Tree& b) {
        const Tree* old_file = a.find("file");
        const Tree* new_file = b.find("file");
        if (old_file == nullptr || new_file == nullptr || !old_file->is_text() || !new_file->is_text() || old_file->text != new_file->text) return;
        const std::pair old_key(old_file->place.file, old_file->text), new_key(new_file->place.file, new_file->text);
        const auto x = before_.files.find(old_key), y = after_.files.find(new_key);
        if (x == before_.files.end() || y == after_.files.end() || !files_.emplace(old_key, true).second) return;
        rows(old_key, x->second, y->second);
    }

    void rows(const std::pair<std::uint32_t, std::string>& key, const Rows& a, const Rows& b) {
        std::vector<LeafEdit> found;
        LeafEdit whole;
        whole.rows = {key, b};
        const auto first = [](const Rows& rows) { return rows.cells.empty() || rows.cells[0].empty() ? Place{} : rows.cells[0][0].place; };
        whole.place = first(b);
        whole.path = path_of(Noun::table, name_, {}) + ".rows";
        whole.before = fmt::format("{} of {}", counted(a.cells.size(), "row"), key.second);
        whole.after = fmt::format("{} of {}", counted(b.cells.size(), "row"), key.second);
        if (a.columns != b.columns || a.cells.size() != b.cells.size()) return edits.push_back(std::move(whole));
        for (std::size_t r = 0; r < a.cells.size(); ++r)
            for (std::size_t c = 0; c < a.columns.size(); ++c) {
                const Rows::Cell &old_cell = a.cells[r][c], &new_cell = b.cells[r][c];
                if (old_cell.items == new_cell.items) continue;
                LeafEdit& edit = found.emplace_back();
                edit.path = fmt::format("{}.rows[{}].{}", path_of(Noun::table, name_, {}), r + 1, a.columns[c]);
                edit.before = join(old_cell.items);
                edit.after = join(new_cell.items);
                edit.place = new_cell.place;
                edit.cells = {{key, r, c, new_cell}};
            }
        if (found.size() <= most_cells) {
            for (LeafEdit& edit : found) edits.push_back(std::move(edit));
            return;
        }
        whole.place = found.front().place;
        whole.after = fmt::format("{} of them changed", counted(found.size(), "cell"));
        edits.push_back(std::move(whole));
    }

    const Set& before_;
    const Set& after_;
    Noun noun_ = Noun::table;
    std::string name_;
    std::map<std::pair<Place, Place>, std::size_t> told_;
    std::map<std::pair<std::uint32_t, std::string>, bool> files_;
};

Tree* branch(Tree& tree, const LeafEdit::Branch& step) { return step.item ? &tree.children.at(*step.item) : tree.find(step.key); }

void write(Set& set, const LeafEdit::Spot& spot) {
    auto& nouns = set.nouns[static_cast<std::size_t>(spot.noun)];
    if (spot.way.empty()) {
        if (spot.leaf) nouns.insert_or_assign(spot.name, *spot.leaf);
        else nouns.erase(spot.name);
        return;
    }
    Tree* here = &nouns.at(spot.name);
    for (std::size_t i = 0; i + 1 < spot.way.size(); ++i) here = branch(*here, spot.way[i]);
    Tree* there = branch(*here, spot.way.back());
    if (!spot.leaf) std::erase_if(here->children, [&](const Tree& child) { return child.key == spot.way.back().key; });
    else if (there != nullptr) *there = *spot.leaf;
    else here->children.push_back(*spot.leaf);
}

}  // namespace

std::string written(const Tree& leaf) {
    switch (leaf.kind) {
        case Kind::date: return leaf.date.text();
        case Kind::truth: return leaf.truth ? "true" : "false";
        case Kind::text:
        case Kind::integer:
        case Kind::real: return leaf.text;
        default: break;
    }
    std::vector<std::string> items;
    for (const Tree& child : leaf.children) items.push_back(leaf.kind == Kind::array ? written(child) : fmt::format("{} = {}", child.key, written(child)));
    return leaf.kind == Kind::array ? "[" + join(items) + "]" : "{ " + join(items) + " }";
}

std::vector<LeafEdit> edits_of(const Set& before, const Set& after) {
    Seeker seeker(before, after);
    for (std::size_t i = 0; i < noun_words.size(); ++i) {
        const Noun noun = static_cast<Noun>(i);
        std::vector<std::string> names = before.names(noun);
        for (const std::string& name : after.names(noun))
            if (before.find(noun, name) == nullptr) names.push_back(name);
        std::sort(names.begin(), names.end());
        for (const std::string& name : names) seeker.noun(noun, name);
    }
    const auto rank = [](const LeafEdit& edit) { return edit.added ? 0 : edit.gone ? 2 : 1; };
    std::stable_sort(seeker.edits.begin(), seeker.edits.end(), [&](const LeafEdit& a, const LeafEdit& b) { return rank(a) < rank(b); });
    return std::move(seeker.edits);
}

void apply_edit(Set& set, const LeafEdit& edit) {
    for (const LeafEdit::Spot& spot : edit.spots) write(set, spot);
    for (const LeafEdit::CellSpot& spot : edit.cells) set.files.at(spot.file).cells.own().at(spot.row).at(spot.column) = spot.cell;
    if (edit.rows) set.files[edit.rows->first] = edit.rows->second;
}

}  // namespace hearth
