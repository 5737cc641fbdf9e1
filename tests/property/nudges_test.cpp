// Every number of the examples is nudged by a millionth; the comparison of the two models must see what that does, and name the number.
#include <catch2/catch.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <set>

#include "hearth/base/parallel.hpp"
#include "hearth/base/text.hpp"
#include "hearth/cli/load.hpp"
#include "hearth/model/nouns.hpp"
#include "hearth/study/changes.hpp"
#include "hearth/study/model_result.hpp"

namespace hearth::test::nudges_test {

namespace {

constexpr double nudge = 1e-6, tolerance = 1e-9;

/// A file of the examples, the questions that its cases ask and the families it holds.
struct Example {
    Session session;
    Set set;
    std::vector<ModelQuestion> questions;
};

std::unique_ptr<Example> read(const std::string& path) {
    auto example = std::make_unique<Example>();
    Loader loader(example->session);
    auto loaded = loader.load(path);
    if (!loaded) return nullptr;
    example->set = std::move(loaded->set);
    const Book book = bind(example->set, example->session.report);
    if (example->session.report.failed()) return nullptr;
    std::set<std::string> asked;
    for (const Case& one : book.cases) {
        const bool leaves = std::any_of(one.changes.begin(), one.changes.end(), [](const auto& change) {
            return changes_set({change.first, {}, {}});
        });
        if (leaves || one.header.place.file != loaded->file || !one.run.starts_with("product.") || !asked.insert(one.run).second) continue;
        ModelQuestion question{one.run, {}, 1};
        for (const auto& [name, leaf] : one.changes) question.given.push_back({name, leaf, leaf.key_place});
        example->questions.push_back(std::move(question));
    }
    for (const Family& family : book.families)
        if (family.header.place.file == loaded->file) example->questions.push_back({"family." + family.header.name, {}, 1});
    return example;
}

/// A number as it may stand in a leaf, and the leaf with it nudged.
struct Nudged {
    std::string path;  ///< as the comparison names it
    Place place;
    std::size_t nth = 0;  ///< of several numbers in one text
    std::function<void(Set&)> write;
};

bool is_part_of_word(char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '\'' || static_cast<unsigned char>(c) >= 0x80;
}

std::string nudged(const std::string& number) {
    std::string plain = number;
    std::erase(plain, '_');
    return shortest(parse_number(plain).value() * (1 + nudge));
}

/// Where numbers begin and end in the text of an expression: not in names, quotes and dates.
std::vector<std::pair<std::size_t, std::size_t>> numbers_in(const std::string& text) {
    std::vector<std::pair<std::size_t, std::size_t>> found;
    bool quoted = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '\'') quoted = !quoted;
        const bool digit = std::isdigit(static_cast<unsigned char>(text[i])) != 0;
        if (quoted || !digit || (i > 0 && is_part_of_word(text[i - 1]))) continue;
        std::size_t end = i;
        while (end < text.size() && (std::isdigit(static_cast<unsigned char>(text[end])) != 0 || text[end] == '.' || text[end] == '_'))
            ++end;
        const bool date =
            end + 1 < text.size() && text[end] == '-' && end - i == 4 && std::isdigit(static_cast<unsigned char>(text[end + 1])) != 0;
        if (date)
            end = std::min(text.size(), i + 10);
        else if ((end == text.size() || !is_part_of_word(text[end])) && nudged(text.substr(i, end - i)) != "0")
            found.emplace_back(i, end);
        i = end - 1;
    }
    return found;
}

using Way = std::vector<std::pair<std::string, std::size_t>>;  // a key, or "" and the number of an item

Tree* at(Set& set, Noun noun, const std::string& name, const Way& way) {
    Tree* here = &set.nouns[static_cast<std::size_t>(noun)].at(name);
    for (const auto& [key, item] : way) here = key.empty() ? &here->children.at(item) : here->find(key);
    return here;
}

class Finder {
  public:
    explicit Finder(const Example& example) : example_(example) {
        for (std::size_t i = 0; i < noun_words.size(); ++i)
            for (const auto& [name, tree] : example.set.nouns[i])
                if (static_cast<Noun>(i) != Noun::study)
                    walk(static_cast<Noun>(i), name, tree, {}, std::string(noun_words[i]) + "." + name);
        for (const auto& [key, rows] : example.set.files)
            for (std::size_t r = 0; r < rows.cells.size(); ++r)
                for (std::size_t c = 0; c < rows.columns.size(); ++c) cell(key, rows, r, c);
    }
    std::vector<Nudged> found;

  private:
    [[nodiscard]] bool own(const Place& place) const { return !example_.session.sources.at(place.file).path.starts_with("hearth:"); }

    void walk(Noun noun, const std::string& name, const Tree& tree, const Way& way, const std::string& path) {
        static const std::set<std::string> words = {"title", "source", "file",    "model",  "on",
                                                    "every", "step",   "extends", "starts", "stops"};
        for (std::size_t i = 0; i < tree.children.size(); ++i) {
            const Tree& child = tree.children[i];
            if (words.contains(child.key) || !own(child.place)) continue;
            Way there = way;
            there.emplace_back(child.key, i);
            walk(noun, name, child, there, path);
        }
        const auto add = [&](std::size_t nth, const std::function<void(Tree&)>& change) {
            found.push_back({path, tree.place, nth, [=](Set& set) { change(*at(set, noun, name, way)); }});
        };
        if ((tree.kind == Tree::Kind::integer || tree.kind == Tree::Kind::real) && std::fabs(tree.number) > 0)
            add(0, [](Tree& leaf) {
                leaf.number *= 1 + nudge;
                leaf.kind = Tree::Kind::real;
                leaf.text = shortest(leaf.number);
            });
        if (tree.is_text())
            for (const auto& [begin, end] : numbers_in(tree.text))
                add(begin, [begin = begin, end = end](Tree& leaf) {
                    leaf.text = leaf.text.substr(0, begin) + nudged(leaf.text.substr(begin, end - begin)) + leaf.text.substr(end);
                });
    }

    void cell(const std::pair<std::uint32_t, std::string>& key, const Rows& rows, std::size_t r, std::size_t c) {
        const Rows::Cell& one = rows.cells[r][c];
        if (!own(one.place) || one.items.size() != 1 || std::fabs(parse_number(one.items.front()).value_or(0)) <= 0) return;
        found.push_back({"table.", one.place, 0, [=](Set& set) {
                             std::string& item = set.files.at(key).cells.own()[r][c].items.front();
                             item = nudged(item);
                         }});
    }

    const Example& example_;
};

/// Another comparison, to hold the first against: whether any cell is apart by more than the tolerance.
bool differs(const Frame& a, const Frame& b) {
    if (a.rows.size() != b.rows.size() || a.columns.size() != b.columns.size()) return true;
    for (std::size_t r = 0; r < a.rows.size(); ++r)
        for (std::size_t c = 0; c < a.columns.size(); ++c) {
            const auto *x = std::get_if<double>(&a.rows[r][c]), *y = std::get_if<double>(&b.rows[r][c]);
            if (x == nullptr || y == nullptr) {
                if (a.rows[r][c] != b.rows[r][c]) return true;
            } else if (const double apart = std::fabs(*x - *y);
                       apart > tolerance && apart > tolerance * std::max(std::fabs(*x), std::fabs(*y))) {
                return true;
            }
        }
    return false;
}

std::optional<Frame> result(const Set& set, const ModelQuestion& question) {
    Report report;
    try {
        Frame frame = model_result(set, question, report);
        return report.failed() ? std::nullopt : std::optional(std::move(frame));
    } catch (const Fault&) {
        return std::nullopt;
    }
}

/// What became of a nudge; what is not as it should be is told by the thread that runs the test.
struct Seen {
    bool seen = false, refused = true;
    std::string wrong = {};
};

/// The first of the questions on which the number has an effect decides.
Seen check_nudge(const Example& example, const Nudged& one, const std::map<std::string, Frame>& first) {
    Set set = example.set;
    one.write(set);
    Seen out;
    for (const ModelQuestion& question : example.questions) {
        const auto after = result(set, question);
        if (!after) continue;
        out.refused = false;
        const bool effect = differs(first.at(question.noun), *after);
        if (!effect && &question != &example.questions.back()) continue;
        const Difference told = model_difference({example.set, first.at(question.noun)}, {set, *after}, question,
                                                 {{tolerance, tolerance}, {}}, example.session.sources);
        const auto must = [&](bool holds, const char* what) {
            if (!holds)
                out.wrong += fmt::format("{} {} on {}: {}\n", example.session.sources.describe(one.place), one.path, question.noun, what);
        };
        must(told.same() != effect, "the comparison sees no effect, or one that is none");
        must(told.attribution->leaves.size() == 1, "not one leaf differs");
        if (told.attribution->leaves.size() != 1) break;
        const LeafChange& leaf = told.attribution->leaves.front();
        must(leaf.path.find(one.path) == 0, "another leaf is named");
        must(leaf.where == fmt::format("{}:{}", example.session.sources.at(one.place.file).path, one.place.line), "another place is named");
        must(leaf.effect.has_value(), "no effect is told");
        must(told.attribution->unexplained == 0, "something stays unexplained");
        out.seen = out.seen || effect;
        if (effect) break;
    }
    return out;
}

/// Files whose questions take long, or whose numbers stand in another file too: which question is asked of them (empty: none), and of how
/// many numbers one is nudged.
struct Heavy {
    std::string_view file, noun;
    std::size_t every;
};
constexpr Heavy heavy[] = {{"care-pool/couple.toml", "product.shared_pool", 47},
                           {"care-pool/product.toml", "product.kind_and_cash", 20},
                           {"rehabilitation/product.toml", "product.rehabilitation", 70},
                           {"hybrid-life-care/product.toml", "product.advanced", 11},
                           {"dajia-home/cases_numbers.toml", "", 1},
                           {"dajia-home/family.toml", "", 1},
                           {"dajia-home/promises.toml", "", 1},
                           {"dajia-home/whatif.toml", "family.campaign", 3},
                           {"home-care-alliance/cases_operations.toml", "product.served_policy", 4},
                           {"home-care-alliance/family.toml", "", 1},
                           {"home-care-alliance/whatif.toml", "family.old_customer", 3},
                           {"three-generations/cases.toml", "product.term_life", 1},
                           {"three-generations/family.toml", "", 1},
                           {"three-generations/promises.toml", "", 1},
                           {"three-generations/whatif.toml", "", 1}};

struct Planned {
    const Example* example;
    std::map<std::string, Frame>* first;
    Nudged nudge;
};

struct Plan {
    std::vector<std::unique_ptr<Example>> examples;
    std::vector<std::unique_ptr<std::map<std::string, Frame>>> first;
    std::vector<Planned> nudges;
    std::set<std::string> known;

    /// `named`: the file was asked for, so that all its questions are, but for those that only one product or family stands for.
    void add(const std::string& path, bool all, bool named) {
        const auto* how = std::find_if(std::begin(heavy), std::end(heavy), [&](const Heavy& one) { return path.ends_with(one.file); });
        const bool light = how == std::end(heavy) || (named && how->noun.empty());
        if (!light && how->noun.empty()) return;
        auto example = read(path);
        if (!example) return;
        auto results = std::make_unique<std::map<std::string, Frame>>();
        std::erase_if(example->questions, [&](const ModelQuestion& question) {
            if (!light && question.noun != how->noun) return true;
            auto frame = result(example->set, question);
            if (frame) results->emplace(question.noun, std::move(*frame));
            return !frame;
        });
        if (example->questions.empty()) return;
        std::size_t number = 0;
        for (Nudged& one : Finder(*example).found) {
            const std::string where = example->session.sources.describe(one.place) + one.path + std::to_string(one.nth);
            if (!known.insert((light ? std::string() : std::string(how->noun)) + where).second ||
                (!light && !all && number++ % how->every != 0))
                continue;
            nudges.push_back({example.get(), results.get(), std::move(one)});
        }
        examples.push_back(std::move(example));
        first.push_back(std::move(results));
    }
};

}  // namespace

TEST_CASE("a number nudged by a millionth is seen at 1e-9 where it has an effect, and named") {
    const char* asked = std::getenv("HEARTH_NUDGES");  // a number; "all": of the heavy files too; or all of the files of such a path
    const bool named = asked != nullptr && !parse_integer(asked) && std::string_view(asked) != "all";
    const bool all = named || (asked != nullptr && std::string_view(asked) == "all");
    std::vector<std::string> paths;
    for (const auto& entry : std::filesystem::recursive_directory_iterator("examples"))
        if (entry.path().extension() == ".toml" && (!named || entry.path().string().find(asked) != std::string::npos)) paths.push_back(entry.path().string());
    std::sort(paths.begin(), paths.end());
    Plan plan;
    for (const std::string& path : paths) plan.add(path, all, named);
    const std::size_t wanted = all ? plan.nudges.size() : asked == nullptr ? 1000 : static_cast<std::size_t>(parse_integer(asked).value());
    REQUIRE((named ? wanted > 0 : plan.nudges.size() >= 1000));
    const std::size_t step = std::max<std::size_t>(1, plan.nudges.size() / wanted);
    std::vector<Seen> all_seen((plan.nudges.size() + step - 1) / step);
    in_parallel(all_seen.size(), 0, [&](std::size_t, std::size_t i) {
        const Planned& one = plan.nudges[i * step];
        all_seen[i] = check_nudge(*one.example, one.nudge, *one.first);
    });
    std::size_t seen = 0, refused = 0;
    for (const Seen& one : all_seen) {
        seen += one.seen ? 1 : 0;
        refused += one.refused ? 1 : 0;
        if (!one.wrong.empty()) FAIL_CHECK(one.wrong);
    }
    WARN(fmt::format("{} numbers nudged, {} with an effect above 1e-9, {} that may not be moved", all_seen.size(), seen, refused));
    CHECK((named || seen * 10 > all_seen.size()));
}

}  // namespace hearth::test::nudges_test
