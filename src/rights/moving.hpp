#pragma once

#include <deque>
#include <map>
#include <utility>
#include <vector>

#include "hearth/rights/chain.hpp"

namespace hearth {

/// To which states, by their number among those after the month, and with what chance.
using Way = std::vector<std::pair<std::size_t, double>>;
using Ways = std::vector<Way>;  ///< by the state before

struct KnownMovesOfOne;

/// One member of the support: the states in which it may be when a month begins.
struct Member {
    int person = -1;
    std::vector<Lived> states{};
    std::vector<double> living{};        ///< of whom only is read whether they live: the chances of the states that can be left, if they do
    std::vector<Lived> plain{};          ///< of a person of whom it is not read since when: what is seen of each state
    KnownMovesOfOne* known = nullptr;    ///< of such a person, once they moved
};
/// When the course begins.
Member member_of(const FamilyRights& rights, const Chain& chain, int person);

/// How a member moves in a month.
struct Moves {
    std::vector<Lived> after{};          ///< the states in which it may be then
    std::vector<Ways> by_life{};         ///< by the state in which its insured is after the month; of others, one
    std::size_t life = Reading::none;    ///< the place of the insured in the support
    bool stays = false;                  ///< the states are those of before
};

/// All that may happen to a member in a month, where it lives in one state and is dead in the other.
struct Death {
    double lives = 0, dies = 0;          ///< chances
};

/// Moves of people of whom it is not read since when: the same in every course of a family, so they are found once.
struct KnownMovesOfOne {
    Member member;                       ///< after the months that are known
    std::deque<Moves> months{};
    std::vector<Death> deaths{};         ///< of the same months, side by side as they are asked for in every course; no chances: more may happen
};
struct KnownMoves {
    std::map<std::pair<int, bool>, KnownMovesOfOne> people{};  ///< [person, whether more is read than whether they live]
};

/// Everybody moves on in month `k`, one after the other: they are independent. Then the policies of those who live.
class Moving {
  public:
    Moving(FamilyRights& rights, const Chain& chain) : rights_(rights), chain_(chain) {}
    /// Of the members in order; `k` follows the one asked before. Those before it have moved already.
    const Moves& of(std::vector<Member>& members, std::size_t place, std::size_t k);
    /// The same where all that may happen is that they die; none: more may.
    const Death* death(std::vector<Member>& members, std::size_t place, std::size_t k);

  private:
    KnownMovesOfOne& known(std::vector<Member>& members, std::size_t place, std::size_t k);
    void find(Member& member, const std::vector<Member>& before, std::size_t k, Moves& out);
    void find_ways(Member& member, const std::vector<Member>& before, std::size_t k, Moves& out);
    std::vector<double> moves_of(Member& member, std::size_t k, const Lived& from);
    void ways_of(Member& member, std::size_t k, Moves& out, Ways& ways, std::size_t life);

    FamilyRights& rights_;
    const Chain& chain_;
    Moves fresh_{};
    std::vector<double> next_{};         ///< `living` a month later, in hand
};

}  // namespace hearth
