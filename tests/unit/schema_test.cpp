#include "hearth/model/schema.hpp"

#include <catch2/catch.hpp>

#include <functional>
#include <set>

using namespace hearth;

namespace {

/// Visits a shape and all under it, each once.
void each(const Shape& shape, std::set<const Shape*>& seen, const std::function<void(const Shape&)>& visit) {
    if (!seen.insert(&shape).second) return;
    visit(shape);
    for (const Key& key : shape.keys)
        if (key.shape != nullptr) each(*key.shape, seen, visit);
    if (shape.user != nullptr && shape.user->shape != nullptr) each(*shape.user->shape, seen, visit);
}
void each_shape(const std::function<void(const Shape&)>& visit) {
    std::set<const Shape*> seen;
    for (std::size_t noun = 0; noun < noun_words.size(); ++noun) each(shape_of(static_cast<Noun>(noun)), seen, visit);
    each(case_shape(), seen, visit);
    each(file_shape(), seen, visit);
}

}  // namespace

TEST_CASE("every key is said once, is found, and is in the list of what is allowed", "[schema]") {
    std::size_t shapes = 0;
    each_shape([&](const Shape& shape) {
        ++shapes;
        const auto allowed = shape.allowed();
        INFO(shape.what);
        CHECK(std::set<std::string>(allowed.begin(), allowed.end()).size() == allowed.size());
        for (const std::string& key : allowed) CHECK(shape.find(key)->name == key);
        CHECK(shape.find("no key of ours") == shape.user);
    });
    CHECK(shapes > 20);
}

TEST_CASE("keys that need a list of words or a shape have one", "[schema]") {
    each_shape([](const Shape& shape) {
        for (const Key& key : shape.keys) {
            INFO(shape.what << " " << key.name);
            CHECK((key.takes == Takes::word) == !key.words.empty());
            CHECK((key.takes == Takes::part || key.takes == Takes::parts) == (key.shape != nullptr));
            CHECK_FALSE(to_text(key.takes).empty());
        }
        for (const Either& either : shape.either) {
            CHECK(shape.find(either.a) != nullptr);
            CHECK(shape.find(either.b) != nullptr);
        }
    });
}

TEST_CASE("title, source, illustrative, starts, stops and currency are allowed on every noun and part", "[schema]") {
    const Shape& payment = *shape_of(Noun::product).find("pay")->shape->user->shape;
    for (const char* key : {"title", "source", "illustrative", "starts", "stops", "currency"}) {
        CHECK(shape_of(Noun::basis).find(key) != nullptr);
        CHECK(payment.find(key) != nullptr);
    }
    CHECK(shape_of(Noun::basis).find("let")->shape->find("title")->takes == Takes::named);  // there it is a let
}
