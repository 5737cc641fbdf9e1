#include <algorithm>

#include "property_test.hpp"
#include "unit/set_test.hpp"

namespace hearth::test::layers_test {

namespace {

/// Lines of a product, each a leaf; no two name one key, and keys that exclude each other do not meet.
std::vector<std::string> lines() {
    static const std::vector<std::vector<std::string>> choices = {
        {"", "reserve = \"v\"", "reserve = \"none\"", "reserve = \"w\""},
        {"", "ends = \"yes\"", "ends = \"none\""},
        {"", "let.k = \"1\"", "let.k = \"2\""},
        {"", "let.j = \"3\"", "let.j = \"none\""},
        {"", "pay.x.every = \"year\"", "pay.x.on = \"issue\""},
        {"", "pay.x.from = [\"payer\"]", "pay.x.from = \"owner\""},
        {"", "value.v.amount = \"1\"", "value.v.solve = \"v is 1\""},
        {"", "model = \"a -> b\"", "model = { insured = \"a -> b\", partner = \"c -> d\" }"},
    };
    std::vector<std::string> all;
    for (const auto& choice : choices)
        if (std::string line = *rc::gen::elementOf(choice); !line.empty()) all.push_back(line + "\n");
    return all;
}
std::string text(const std::vector<std::string>& lines) {
    std::string all;
    for (const std::string& line : lines) all += line;
    return all;
}
Tree made(const std::string& toml, std::string_view name) {
    Joined file = joined(toml);
    RC_ASSERT(file.report.all().empty());
    auto tree = layered(file.set, Noun::product, name, file.report);
    RC_ASSERT(tree.has_value());
    std::erase_if(tree->children, [](const Tree& child) { return child.key == "extends"; });
    tree->key.clear();
    return *tree;
}

}  // namespace

TEST_CASE("layers") {
    law("an empty layer changes nothing", [] {
        const std::string below = text(lines());
        RC_ASSERT(equal(made("[product.a]\n" + below, "a"), made("[product.a]\n" + below + "[product.b]\nextends = \"a\"\n", "b")));
    });
    law("a layer laid twice is as if laid once", [] {
        const std::string below = text(lines()), above = text(lines());
        const std::string once = "[product.a]\n" + below + "[product.b]\nextends = \"a\"\n" + above;
        const Tree one = made(once, "b"), two = made(once + "[product.c]\nextends = \"b\"\n" + above, "c");
        // "none" over nothing stays as written: there was nothing to take back.
        RC_PRE(above.find("none") == std::string::npos);
        RC_ASSERT(equal(one, two));
    });
    law("S1 the order of keys never matters", [] {
        std::vector<std::string> below = lines(), above = lines();
        const auto file = [&] { return "[product.a]\n" + text(below) + "[product.b]\nextends = \"a\"\n" + text(above); };
        const Tree before = made(file(), "b");
        std::reverse(below.begin(), below.end());
        std::rotate(above.begin(), above.begin() + static_cast<std::ptrdiff_t>(above.size() / 2), above.end());
        RC_ASSERT(equal(before, made(file(), "b")));
    });
    law("a leaf of the upper layer wins, one it does not write is the lower's", [] {
        const std::vector<std::string> below = lines(), above = lines();
        const Tree both = made("[product.a]\n" + text(below) + "[product.b]\nextends = \"a\"\n" + text(above), "b");
        const Tree lower = made("[product.a]\n" + text(below), "a"), upper = made("[product.b]\n" + text(above), "b");
        for (const char* key : {"reserve", "ends", "model"}) {
            const Tree *top = upper.find(key), *bottom = lower.find(key), *got = both.find(key);
            if (top == nullptr) RC_ASSERT((got == nullptr) == (bottom == nullptr));
            if (top != nullptr && top->text != "none") RC_ASSERT((got != nullptr && got->text == top->text));
        }
    });
}

}  // namespace hearth::test::layers_test
