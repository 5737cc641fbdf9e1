#pragma once

#include <map>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "hearth/base/date.hpp"
#include "hearth/language/program.hpp"
#include "hearth/rights/reading.hpp"

namespace hearth {

/// Where a rule is asked: the day, who earned the right, who it is for.
struct Here {
    Date day;
    std::size_t holder = Reading::none;
    int owner = -1, person = -1;
    std::size_t programme = Reading::none, right = Reading::none;
    int policy = -1;         ///< where one is named; else `policy.` is that of the holder
};

/// Who earns a right: a person who owns policies, a policy, a person, or the family.
struct Holder {
    std::string kind;        ///< the word of the programme: owner, policy, person, family
    int person = -1, policy = -1;
};

/// The state of a right for one person, in the order of the language; `paused` and what follows stand outside the order.
enum class RightWord : std::uint8_t { none, unlocked, usable, served, paused, exhausted, ended, unknown };
std::string_view to_text(RightWord word);

struct Standing {
    RightWord word = RightWord::none, before = RightWord::none;
    Date since;                      ///< of `word`
    std::optional<Date> unlocked;
    Value lacks, lacked;             ///< unknown: what is missing, now and before
    bool seated = false;             ///< holds one of the seats
    bool nominated = false;          ///< holds it by nomination, not yet by service
    bool pending = false;            ///< shown as pending already
};

/// One right of one holder.
struct Holding {
    int owner = -1;                  ///< the holder, after every pass
    int passes = 0;
    std::vector<int> policies;       ///< passed on
    std::optional<Date> wanted;      ///< since when a pass waits for somebody
    std::optional<Date> first_unlock;
    int tier_floor = 0;              ///< kept through a pass
    bool lost = false;
    bool others = false;             ///< in a course of one person: somebody else may have it
    bool unsure = false;             ///< there: whether it was passed on hangs on them
    std::map<int, Standing> people;
};

struct TierStanding {
    int rank = 0, before = 0;        ///< 0: none
    Date since;
    Value lacks = Value::of(0), lacked = Value::of(0);
};

struct Balance {
    double amount = 0, most = 0;     ///< at `grown`; FamilyWorld::bring_up makes it that of a later day
    double opened = 0;               ///< what it last opened with, what was carried over included
    Date grown;                      ///< grows from here
    Date origin;                     ///< periods run from here
    int periods = 0;
    std::optional<Date> next;        ///< re-opens
    Reading account;
    Here here;                       ///< whose it is
    std::string place;
};

struct OpenRequest {
    std::size_t right = 0;
    Date since;
    double quantity = 1;
    bool given = false;              ///< payments on request were made
    std::optional<std::size_t> holder;  ///< who serves it
};

/// When a condition last became true; empty: not yet known to have.
struct Watched {
    bool yes = false;
    std::optional<Date> since;
};

/// Everything a day leaves to the next.
struct RightsState {
    Date day;
    bool alone = false;              ///< a programme run by itself: a request in every period
    std::vector<Holder> holders;
    std::vector<std::map<std::size_t, TierStanding>> tiers;   ///< [programme][holder]
    std::vector<std::map<std::size_t, Holding>> rights;       ///< [right][holder]
    std::map<std::string, Balance> balances;
    std::map<int, OpenRequest> requests;                      ///< by person
    std::map<std::tuple<const Instruction*, std::size_t, int>, Watched> watched;
    std::map<std::tuple<std::size_t, std::size_t, std::size_t, int>, Value> given;  ///< payments of this day: right, payment, holder, person
};

}  // namespace hearth
