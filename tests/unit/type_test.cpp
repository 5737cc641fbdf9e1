#include "hearth/language/type.hpp"

#include <catch2/catch.hpp>

using namespace hearth;

TEST_CASE("S22 the words of a domain are ranked up to its order", "[type]") {
    const Domain domain{"state", {7, 3, 9}, 2};
    CHECK(domain.rank(7) == 0);
    CHECK(domain.rank(3) == 1);
    CHECK(domain.rank(9) == -1);
    CHECK(domain.rank(1) == -1);
    CHECK(domain.contains(9));
    CHECK_FALSE(domain.contains(1));
}

TEST_CASE("S59 the degree of a sum is one degree or fixed; a zero fits any", "[type]") {
    const auto any = Degree::any, fixed = Degree::fixed;
    CHECK(same_degree(1, 1) == 1);
    CHECK(same_degree(1, any) == 1);
    CHECK(same_degree(any, 0) == 0);
    CHECK(same_degree(any, any) == any);
    CHECK(same_degree(0, 1) == fixed);
    CHECK(same_degree(fixed, fixed) == fixed);
    CHECK(same_degree(fixed, 1) == fixed);
    CHECK(same_degree(any, fixed) == fixed);
}

TEST_CASE("S59 degrees add in a product and subtract in a quotient", "[type]") {
    const auto any = Degree::any, fixed = Degree::fixed;
    CHECK(product_degree(1, 0, 1) == 1);
    CHECK(product_degree(1, 1, 1) == 2);
    CHECK(product_degree(1, 1, -1) == 0);
    CHECK(product_degree(0, 1, -1) == -1);
    CHECK(product_degree(any, 1, 1) == any);
    CHECK(product_degree(1, any, 1) == any);
    CHECK(product_degree(1, any, -1) == fixed);  // a division by the literal 0
    CHECK(product_degree(fixed, 0, 1) == fixed);
    CHECK(product_degree(0, fixed, -1) == fixed);
}

TEST_CASE("each type has its word", "[type]") {
    CHECK(to_text(Type::Base::dependent) == "dependent rate");
    CHECK(to_text(Type::Base::truth) == "truth (yes or no)");
    CHECK(Type::of(Type::Base::chance).rate());
    CHECK_FALSE(Type::number().rate());
    CHECK(Type::money().numeric());
    CHECK_FALSE(Type::of(Type::Base::span).numeric());
}
