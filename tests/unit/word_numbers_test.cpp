#include "hearth/base/word_numbers.hpp"

#include <set>
#include <string>
#include <vector>

#include <catch2/catch.hpp>

using namespace hearth;

TEST_CASE("Texts have numbers of their own, short and long ones, and such that begin alike") {
    std::vector<std::string> texts;
    for (std::size_t size = 0; size < 40; ++size)
        for (const char sign : {'a', 'b', '\0'}) {
            texts.emplace_back(size, 'a');
            if (size > 0) texts.back().back() = sign;
        }
    const std::set<std::string> different(texts.begin(), texts.end());
    WordNumbers index;
    std::set<std::size_t> numbers;
    for (const std::string& text : different) numbers.insert(index.of(text));
    CHECK(numbers.size() == different.size());
    for (const std::string& text : texts) CHECK(index.of(text) == index.of(std::string(text)));
    for (const std::string& text : texts) numbers.insert(index.of(text));
    CHECK(numbers.size() == different.size());
    index.clear();
    CHECK(index.of("again") == 0);
}
