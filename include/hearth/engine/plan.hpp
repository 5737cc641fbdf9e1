#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "hearth/language/program.hpp"
#include "hearth/model/nouns.hpp"

namespace hearth {

/// What a node of the grid remembers of its path where accounts or `lasting` are read (rules S24, S42).
struct Past {
    std::size_t held = 0;              ///< as in Point
    std::vector<std::size_t> lasting;  ///< of each condition: 0 while it does not hold, else one more than the whole steps for which it has
    std::vector<double> balances;      ///< of each account; then, where paths may differ in them, the premiums due before it
};

/// Where a program runs: a node of the grid, or ahead of it inside a step (a rate).
struct Point {
    std::size_t k = 0;         ///< step: time, held, values
    std::size_t counted = 0;   ///< the step whose year and age are meant: k, or on a move the step just passed (rule S36)
    std::size_t paid = 0;      ///< premiums of the steps before this one are paid
    std::size_t state = 0;     ///< on a move the state left
    std::size_t entered = 0;
    std::size_t held = 0;      ///< whole steps in the state
    double ahead = 0;          ///< years beyond k, in a rate
    const Past* past = nullptr;  ///< none where no path is remembered
    std::size_t node = SIZE_MAX;  ///< of which node it is the past, or comes from it in the rounds of its moment; none: inside a step
};

/// When and how a payment falls on a grid.
struct Flow {
    enum class Falls : std::uint8_t {
        start,    ///< at the start of a period
        closing,  ///< at the end of a period
        issue,
        move,     ///< at the end of the step in which a life moves
        product_end,
        status,   ///< when the contract leaves in_force
        with      ///< with another payment
    };
    const Payment* payment = nullptr;
    const Table* unit = nullptr;      ///< a service in kind: the price of one unit
    Program when, amount;             ///< `when` empty: always
    Program price;
    Falls falls = Falls::start;
    std::size_t period = 1;           ///< steps
    double shift = 0;                 ///< years from the moment the flow belongs to
    bool not_at_issue = false;        ///< on = anniversary
    bool continuous = false;          ///< a stream, so much a year
    std::vector<char> moves;          ///< [from * states + to]
    std::vector<std::string> statuses;
    std::size_t follows = SIZE_MAX;
    std::vector<std::size_t> draws;   ///< accounts it is paid from, in order
    std::size_t into = SIZE_MAX;      ///< account it is paid into
    unsigned round = 2;               ///< of rule S42, from 0
    bool alone = true;                ///< neither it nor what it reads moves with an account
    bool premium = false, benefit = false, expense = false;
};

/// What a pv counts: flows with their own amounts or another, under a condition; or amounts that are no payment (rule S49).
struct Stream {
    std::vector<std::size_t> flows;
    bool profit = false;              ///< what is left of each step (rule S55); `flows` are then all payments of a group
    std::size_t span = 0;             ///< steps between amounts that are no payment; 0: flows
    Program amount, when;             ///< may be empty
    Program interest;                 ///< replaces that of the basis; may be empty
    mutable std::pair<double, double> discount = {0, 1};  ///< that interest as it was read last, and its discount over a step
    std::string text;
    std::vector<std::vector<std::vector<double>>> values;  ///< [residue][k][node]
    std::vector<std::size_t> filled;  ///< [residue] lowest k computed
    std::size_t filling = SIZE_MAX;   ///< k being computed
    std::map<std::pair<std::size_t, double>, std::vector<double>> inside;  ///< continuous: [step, years into it][state], at its stages
    std::map<std::size_t, std::vector<double>> apart;  ///< [residue] continuous, where `held` matters: the values of SemiMarkov at the lowest k
    bool read_itself = false;         ///< while a step is solved: a payment read the value of its own moment
};

}  // namespace hearth
