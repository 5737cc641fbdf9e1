#pragma once

#include <cstdint>
#include <map>
#include <vector>

#include "hearth/rights/timeline.hpp"

namespace hearth {

/// What rules without memory come to, by the states of those whom they ask about, and until when: found out once for all courses of a
/// family that are lived through. Not for two threads.
struct Timeline::Foresight {
    /// The supposed state of somebody, and since when.
    using State = std::pair<std::size_t, Date>;

    /// So from a day until another.
    struct Seen {
        Date from, until;
        Value value;
        bool flips = false;                  ///< until a day that nobody has planned to visit
        Supposed asked;  ///< what was asked about on the way, without the states
    };
    /// Whom a rule is asked for.
    struct Place {
        std::size_t holder = 0;
        int owner = -1, person = -1;
        friend auto operator<=>(const Place&, const Place&) = default;
    };
    struct Answers {
        std::uint64_t people = 0;  ///< whose state may be looked at
        std::uint64_t whole = 0, dated = 0;  ///< of those: which of the states that can be left; since when
        std::map<std::vector<State>, std::vector<Seen>> seen;
    };
    struct Of {
        bool plain = false;  ///< it reads nothing that a course remembers
        bool loose = false;  ///< it reads a time that is not only compared: another every day
        bool of_person = false;  ///< it reads the person it is asked for
        bool of_policies = false;  ///< the policies of the owner, to which a pass of its right adds
        Step reads;
        Date asked;  ///< not plain: when it was asked last, and the next day on which something it reads changes
        std::optional<Date> next;
        std::map<Place, Answers> answers;
    };
    std::map<Date, Visit> planned;  ///< of the family, whatever part of its rules is lived through
    std::vector<Date> anything;  ///< of those: on which anything may change
    std::map<std::string, std::vector<Date>> facts;  ///< on which an event changes one
    std::map<const Rule*, Of> rules;

    Of& of(Timeline& timeline, const Rule& rule);
    /// A rule's value in a course, and until when it is the same if nobody's state changes.
    static Seen look_ahead(Timeline& timeline, const Rule& rule, const Of& of, Here place);
};

}  // namespace hearth
