#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <unordered_map>
#include <vector>

#include "hearth/rights/timeline.hpp"

namespace hearth {

/// What rules without memory come to, by the states of those whom they ask about, and until when: found out once for all courses of a
/// family that are lived through. Not for two threads.
struct Timeline::Foresight {
    /// The supposed state of somebody, and since when, as one number.
    using State = std::uint64_t;

    /// So from a day until another.
    struct Seen {
        Date from, until;
        Value value;
        bool flips = false;                  ///< until a day that nobody has planned to visit
        Supposed asked;  ///< what was asked about on the way, without the states
    };
    struct Hash {
        std::size_t operator()(const std::vector<State>& states) const;
    };
    /// Whom a rule is asked for.
    struct Place {
        std::size_t holder = 0;
        int owner = -1, person = -1;
        std::uint64_t policies = 0;      ///< that came with a right that was passed on
        friend auto operator<=>(const Place&, const Place&) = default;
    };
    struct Answers {
        std::uint64_t people = 0;  ///< whose state may be looked at
        std::uint64_t whole = 0, dated = 0;  ///< of those: which of the states that can be left; since when
        std::unordered_map<std::vector<State>, std::vector<Seen>, Hash> seen;
    };
    struct Of {
        bool plain = false;  ///< it reads nothing that a course remembers
        bool loose = false;  ///< it reads a time that is not only compared: another every day
        bool of_person = false;  ///< it reads the person it is asked for
        bool of_policies = false;  ///< the policies of the owner, to which a pass of its right adds
        Step reads;
        std::map<int, std::pair<Date, std::optional<Date>>> next;  ///< not plain: by person, when it was asked last, and the next day on which something it reads changes
        std::map<Place, Answers> answers;
    };
    std::set<Visit> kinds;  ///< of days that are planned
    Planned planned;  ///< of the family, whatever part of its rules is lived through
    RightsState fresh;  ///< before the first day
    std::vector<Date> months;  ///< on which those from `as_of` on begin
    std::unique_ptr<Timeline> spare;  ///< of a course that is over, to live through another
    std::vector<Date> anything;  ///< of those: on which anything may change
    std::vector<Date> policies;  ///< on which one ends
    std::map<std::string, std::map<int, std::vector<Date>>> facts;  ///< on which an event changes one, by person
    std::map<const Rule*, Of> rules;
    std::vector<State> states;  ///< of the key in hand

    Of& of(Timeline& timeline, const Rule& rule);
    /// A rule's value in a course, and until when it is the same if nobody's state changes.
    static Seen look_ahead(Timeline& timeline, const Rule& rule, const Of& of, Here place);
    static bool same(const Value& a, const Value& b);
    /// What is asked about is told; whether anybody was not yet asked about.
    static bool join_in(Supposed& to, const Supposed& asked);
    /// What a rule comes to in the supposed states, if that was found out before; what it asks about is told.
    const Seen* known(const Timeline& timeline, const Answers& answers, Date day);
};

}  // namespace hearth
