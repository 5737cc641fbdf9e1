#include "hearth/model/resolved.hpp"

#include <algorithm>

#include "hearth/model/edits.hpp"
#include "hearth/model/schema.hpp"

namespace hearth {
namespace {

using Keys = std::vector<std::string>;

std::string without_spaces(std::string text) {
    std::erase(text, ' ');
    return text;
}

const Tree* at(const Tree& noun, const Keys& way) {
    const Tree* here = &noun;
    for (const std::string& key : way) {
        const auto found = std::find_if(here->children.begin(), here->children.end(), [&](const Tree& child) { return without_spaces(child.key) == without_spaces(key); });
        if (found == here->children.end()) return nullptr;
        here = &*found;
    }
    return here;
}

std::vector<const Tree*> layers_of(const Set& set, Noun noun, const std::string& name) {
    std::vector<const Tree*> layers;
    for (const Tree* layer = set.find(noun, name); layer != nullptr && std::find(layers.begin(), layers.end(), layer) == layers.end();) {
        layers.push_back(layer);
        const Tree* base = layer->find("extends");
        layer = base == nullptr || !base->is_text() ? nullptr : set.find(noun, base->text);
    }
    return layers;
}

std::string source_of(const Tree& layer, const Keys& way) {
    std::string source;
    const Tree* here = &layer;
    for (std::size_t i = 0; here != nullptr; ++i) {
        if (const Tree* said = here->find("source"); said != nullptr && said->is_text()) source = said->text;
        here = i < way.size() ? here->find(way[i]) : nullptr;
    }
    return source;
}

void collect(const Tree& tree, Keys way, const std::vector<const Tree*>& layers, const std::string& path, std::vector<ResolvedLeaf>& leaves) {
    for (const Tree& child : tree.children) {
        way.push_back(child.key);
        const std::string here = path_with(path, child.key);
        if (child.is_table()) {
            collect(child, way, layers, here, leaves);
        } else {
            ResolvedLeaf leaf{here, written(child), child.place, {}, {}};
            bool won = false;
            for (const Tree* layer : layers) {
                const Tree* said = at(*layer, way);
                if (said == nullptr) continue;
                if (won) leaf.overridden.emplace_back(written(*said), said->place);
                if (!won && said->place == child.place) {
                    won = true;
                    leaf.source = source_of(*layer, way);
                }
            }
            leaves.push_back(std::move(leaf));
        }
        way.pop_back();
    }
}

/// The names in a text; what stands in quotes is a name as well.
void words_of(const std::string& text, std::set<std::string>& words) {
    std::string word;
    const auto end = [&] {
        if (!word.empty()) words.insert(word);
        word.clear();
    };
    for (const char c : text) {
        const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || static_cast<unsigned char>(c) >= 0x80;
        if (letter) word += c;
        else end();
    }
    end();
}

void words_of(const Tree& tree, std::set<std::string>& words) {
    if (tree.is_text()) words_of(tree.text, words);
    words_of(tree.key, words);
    for (const Tree& child : tree.children) words_of(child, words);
}

/// Something that is read if its name is: its leaves, and the words it adds when it is.
struct Candidate {
    std::string name;
    std::vector<Place> places;
    std::set<std::string> words;
};

class Readers {
  public:
    explicit Readers(const Set& set) {
        for (std::size_t i = 0; i < noun_words.size(); ++i)
            for (const auto& [name, tree] : set.nouns[i]) noun(static_cast<Noun>(i), name, tree, set);
        for (const Tree& one : set.cases) words_of(one, words_);
    }

    std::set<Place> unread() {
        for (bool more = true; more;) {
            more = false;
            std::erase_if(candidates_, [&](const Candidate& one) {
                if (!words_.contains(one.name)) return false;
                more = true;
                words_.insert(one.words.begin(), one.words.end());
                read_.insert(read_.end(), one.places.begin(), one.places.end());
                return true;
            });
        }
        std::set<Place> places;
        for (const Candidate& one : candidates_) places.insert(one.places.begin(), one.places.end());
        for (const Place& place : read_) places.erase(place);  // of the file, handed down to several nouns
        return places;
    }

  private:
    void noun(Noun kind, const std::string& name, const Tree& tree, const Set& set) {
        if (kind == Noun::table || kind == Noun::basis) {
            Candidate whole{name, {}, {}};
            part(tree, kind, whole.words, &whole.places);
            if (const Tree* file = tree.find("file"); file != nullptr && file->is_text())
                if (const auto rows = set.files.find({file->place.file, file->text}); rows != set.files.end())
                    whole.words.insert(rows->second.columns.begin(), rows->second.columns.end());
            candidates_.push_back(std::move(whole));
        } else {
            part(tree, kind, words_, &read_);
        }
    }

    void candidate(const Tree& leaf) {
        Candidate one{leaf.key, {leaf.place}, {}};
        words_of(leaf.text, one.words);
        for (const Tree& child : leaf.children) words_of(child, one.words);
        candidates_.push_back(std::move(one));
    }

    /// Leaves that a name reads become candidates; the words of all others are those of `words`.
    void part(const Tree& tree, Noun kind, std::set<std::string>& words, std::vector<Place>* places) {
        for (const Tree& child : tree.children) {
            if (child.key == "title" || child.key == "source") continue;
            const bool named = child.is_table() && (child.key == "let" || child.key == "asks");
            const bool facts = child.is_table() && kind == Noun::family && (child.key == "person" || child.key == "policy");
            if (named) {
                for (const Tree& leaf : child.children) candidate(leaf);
            } else if (facts) {
                for (const Tree& one : child.children) person(one, child.key == "person", words);
            } else if (child.is_table()) {
                words_of(child.key, words);
                part(child, kind, words, places);
            } else {
                words_of(child, words);
                if (places != nullptr) places->push_back(child.place);
            }
        }
    }

    void person(const Tree& tree, bool person, std::set<std::string>& words) {
        const Key& of = *shape_of(Noun::family).find(person ? "person" : "policy")->shape->user;
        words_of(tree.key, words);
        for (const Tree& leaf : tree.children) {
            const Key* key = of.shape->find(leaf.key);
            if (key != nullptr && key->name.empty() && leaf.key != "state" && !leaf.is_table()) candidate(leaf);
            else words_of(leaf, words);
        }
    }

    std::set<std::string> words_;
    std::vector<Candidate> candidates_;
    std::vector<Place> read_;
};

}  // namespace

std::vector<ResolvedLeaf> resolved(const Set& set, Noun noun, const std::string& name) {
    std::vector<ResolvedLeaf> leaves;
    Report aside;  // faults of layering are told when the set is bound
    if (const auto whole = layered(set, noun, name, aside))
        collect(*whole, {}, layers_of(set, noun, name), path_with(noun_words[static_cast<std::size_t>(noun)], name), leaves);
    return leaves;
}

std::set<Place> unread_leaves(const Set& set) { return Readers(set).unread(); }

}  // namespace hearth
