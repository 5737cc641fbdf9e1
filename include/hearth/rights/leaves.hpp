#pragma once

#include <cstdint>

#include "hearth/language/value.hpp"

namespace hearth {

/// The facts of people and leaves of policies that have a meaning of their own, as numbers in Names: rules ask for a leaf by its number.
struct Leaves {
    explicit Leaves(Names& names)
        : age(names.id("age")), born(names.id("born")), state(names.id("state")), held(names.id("held")), level(names.id("level")), place(names.id("place")),
          nominated(names.id("nominated")), product(names.id("product")), issued(names.id("issued")), status(names.id("status")),
          annual_premium(names.id("annual_premium")), premiums_paid(names.id("premiums_paid")), premiums_due(names.id("premiums_due")) {}

    std::uint32_t age, born, state, held, level, place, nominated;
    std::uint32_t product, issued, status, annual_premium, premiums_paid, premiums_due;
};

}  // namespace hearth
