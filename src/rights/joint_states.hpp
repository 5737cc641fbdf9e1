#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "moving.hpp"

namespace hearth {

/// The chances of the joint states of a support, with each past that somebody has: of those alone that somebody may come to. The number of a
/// joint state is of its members' states, the last varying fastest. One whose month is the same as the month before only gathers its chance,
/// and the chance discounted, which count once it is another.
struct JointStates {
    static constexpr std::uint32_t none = 0xffffffffu;
    std::size_t width = 1;                           ///< joint states there could be of one past
    std::vector<std::size_t> pasts{0};               ///< that somebody has
    std::vector<std::uint32_t> places{0}, joints{0};  ///< of each: which of the pasts, and the joint state
    std::vector<double> chances{1.0}, gathered{0.0}, worth{0.0};
    std::vector<const Chain::Month*> months{nullptr};  ///< what the next one brings, if that is known
    std::vector<Date> until{Date()};                 ///< so long it is the same

    [[nodiscard]] std::size_t past_of(std::size_t at) const { return pasts[places[at]]; }
    /// The joint state with a past; each may be new.
    std::size_t at(std::size_t past, std::size_t joint);
    void know(std::size_t at, const Chain::Month& month, Date its_until);
    /// How many have a chance.
    [[nodiscard]] std::size_t possible() const;
    /// Calls `ask` for each with a chance whose month is not known, until it says no; whether it never did.
    template <class Ask>
    bool each_unknown(const Ask& ask);
    /// Calls `tell` for each whose month is no longer the same when the next one ends, and forgets that.
    template <class Tell>
    void each_over(Date ends_next, const Tell& tell);
    void gather(double discount);

    /// Somebody goes from one past to another with the month, in the same joint state.
    struct Leave {
        std::size_t from = 0, to = 0;
    };
    /// Of the months that are known.
    const std::vector<Leave>& leaves();
    /// The chance of a joint state comes to a past from another.
    struct Arrival {
        std::size_t from = 0, past = 0, joint = 0;
        double chance = 0;
    };
    void leave(const std::vector<Arrival>& others);
    /// Pasts that nobody has any more; `tell` is called for each state whose month is forgotten with them.
    template <class Tell>
    void drop_empty(const Tell& tell);
    /// A member moves, of so many states before; `inner` joint states of the members after it, `between` of those between its insured and itself.
    /// Where its states are others then, so are the joint states, and no month is known.
    void move(const Moves& moves, std::size_t states, std::size_t inner, std::size_t between);
    /// Of two states, of which the second is never left and the first only for it.
    void die(std::size_t member, const Death& death, std::size_t inner);

  private:
    std::size_t find_or_add(std::size_t place, std::size_t joint);
    void list();
    void forget(std::size_t at);
    void drop(const std::vector<bool>& empty);
    void move_into_others(const Moves& moves, std::size_t states, std::size_t inner, std::size_t between);
    void by_state(std::size_t states, std::size_t inner);
    static Date never_over() { return Date::from_days(1'000'000); }

    std::vector<std::uint32_t> place_of_{0};         ///< by past; none: nobody has it
    std::vector<std::vector<std::uint32_t>> found_{{0}};  ///< [place][joint state]; none: nobody comes to it
    std::vector<Leave> leaves_{};
    std::vector<std::size_t> unknown_{};             ///< states whose month may not be known
    bool listed_ = false;                            ///< all of these
    Date soonest_ = never_over();                    ///< before it each month that is known is the same
    struct Pairs {                                   ///< of a member who may die: alive and dead
        std::size_t looked = 0;
        std::vector<std::pair<std::uint32_t, std::uint32_t>> all{};
    };
    std::vector<Pairs> pairs_{};                     ///< by member
    std::vector<double> arriving_{}, hand_{};
    std::vector<std::uint32_t> order_{};             ///< in hand
    std::vector<std::size_t> to_{};
};

template <class Ask>
bool JointStates::each_unknown(const Ask& ask) {
    if (!listed_) list();
    std::size_t kept = 0;
    for (std::size_t i = 0; i < unknown_.size(); ++i) {
        const std::size_t at = unknown_[i];
        if (months[at] == nullptr && chances[at] != 0 && !ask(at)) return false;
        if (months[at] == nullptr) unknown_[kept++] = at;
    }
    unknown_.resize(kept);
    return true;
}

template <class Tell>
void JointStates::each_over(Date ends_next, const Tell& tell) {
    if (ends_next <= soonest_) return;
    soonest_ = never_over();
    for (std::size_t at = 0; at < months.size(); ++at) {
        if (months[at] == nullptr) continue;
        if (until[at] < ends_next) {
            tell(at);
            forget(at);
        } else {
            soonest_ = std::min(soonest_, until[at]);
        }
    }
}

template <class Tell>
void JointStates::drop_empty(const Tell& tell) {
    std::vector<bool> empty(pasts.size(), true);
    for (std::size_t at = 0; at < chances.size(); ++at)
        if (chances[at] != 0) empty[places[at]] = false;
    if (std::find(empty.begin(), empty.end(), true) == empty.end()) return;
    for (std::size_t at = 0; at < months.size(); ++at) {
        if (months[at] == nullptr || (!empty[places[at]] && !(months[at]->left && empty[place_of_[*months[at]->left]]))) continue;
        tell(at);
        forget(at);
    }
    drop(empty);
}

}  // namespace hearth
