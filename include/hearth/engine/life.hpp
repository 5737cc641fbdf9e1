#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "hearth/base/diagnostic.hpp"
#include "hearth/engine/matrix.hpp"
#include "hearth/engine/transitions.hpp"
#include "hearth/language/lanes.hpp"
#include "hearth/language/program.hpp"
#include "hearth/model/nouns.hpp"

namespace hearth {

/// Where a rate is read: a part of the way into a step, in a state entered so many whole steps before the step began.
struct RatePoint {
    std::size_t k = 0;
    double part = 0;           ///< 0 the start of the step, 1 its end
    std::size_t state = 0;
    std::size_t held = 0;
};

/// Which rate of a basis moves a life from one state to another (rule S29).
struct MoveRate {
    std::size_t from = 0, to = 0;
    const Rate* rate = nullptr;
    Program program;
};

/// The rate of every move of the model; a move without a rate or with two equal ones is a fault (E0503, E0504).
/// `role` is the life's role ("insured" when it is the only one). Programs are left empty.
std::vector<MoveRate> rates_of(const Model& model, const Basis& basis, const std::string& role, const Place& place, Report& report);

/// Whether a rate of a contract reads how long a life has been in its state.
bool reads_held(const Program& rate);
/// Whether it reads, of all that may differ between two moments, nothing else.
bool reads_held_alone(const Program& rate);

/// The rates at which a contract in force leaves to other statuses; a move without a rate is none (rules S61, S63).
std::vector<MoveRate> status_rates(const Basis& basis);

/// Rows of chances [step][state][to]; an empty step: not yet made.
using LifeRows = std::vector<std::vector<double>>;

/// One life on a grid: step probabilities as flat arrays, made step by step as they are asked for. On a continuous basis the grid is of
/// months, between which the equations are integrated.
class Life {
  public:
    struct Reading {
        std::function<double(const Program&, const RatePoint&)> rate;   ///< evaluates a rate
        std::function<double(std::size_t k)> year_part;   ///< part of the year of the rates gone when step k begins
        std::function<std::string(std::size_t k)> when;   ///< "age 61", for messages
        /// A rate after as many steps in the state as `first` says and after more, at once, where not a number: none there; no: ask one by one.
        /// `known`: what follows the time in the state alone, of a rate that is read at one part of all steps, from 0 on; null: nothing is kept.
        std::function<bool(const Program&, const RatePoint& first, std::size_t count, std::vector<double>& out, Lanes::Known* known)> many = {};
        std::function<std::size_t(std::size_t k)> longest = {};  ///< steps in a state that are told apart when step k begins; none: k
        std::function<bool(std::size_t k, std::size_t state)> possible = {};  ///< whether a state can be met then; none: every one can
    };
    /// `with_held`: some rate reads `held`, so each row depends on the steps already spent in the state.
    Life(const Model& model, const Basis& basis, std::vector<MoveRate> rates, bool with_held, Reading reading);

    /// Where no rate reads `held`: takes and leaves its rows among those of other lives; step 0 is the one numbered `first` there.
    void share(std::shared_ptr<LifeRows> rows, std::size_t first);
    [[nodiscard]] std::size_t states() const { return states_; }
    [[nodiscard]] double step() const { return step_; }
    [[nodiscard]] bool with_held() const { return with_held_; }
    /// Probabilities of being in each state at k + 1, from `state` at k after `held` whole steps in it (0 if no rate reads it).
    const double* row(std::size_t k, std::size_t state, std::size_t held);
    /// Those for every `held` that may be met, of one life.
    struct Rows {
        const double* first;
        std::size_t apart;   ///< from one to the next; 0: it is one row
        [[nodiscard]] const double* operator[](std::size_t held) const { return first + held * apart; }
    };
    Rows rows(std::size_t k, std::size_t state);
    /// What was found is not asked again: the rates are read for another life.
    void forget() {
        plain_ = std::make_shared<LifeRows>();
        first_ = 0;
        by_held_.clear();
        always_.clear();
    }

    /// Into how many equal parts step k of a continuous basis is cut, so that the forces in it are moderate.
    std::size_t parts_of(std::size_t k);
    /// Forces at a part of step k, as a generator: rows sum to 0.
    Matrix generator(std::size_t k, double part);
    /// Those out of one state, by the state entered; `held` of the state is handed on to the rates.
    void forces_from(std::size_t k, double part, std::size_t state, std::size_t held, double* forces);
    /// The same for 0, 1, ... whole steps in the state at once, [held][to]; not a number: ask for that one.
    std::vector<double> forces_by_held(std::size_t k, double part, std::size_t state, std::size_t count);

  private:
    /// Of a rate, what is the same in every step.
    struct Always {
        std::vector<double> probabilities;   ///< [held], of one that reads `held` alone
        Lanes::Known parts;                  ///< of its program
    };
    void fill_plain(std::size_t k, std::vector<double>& out);
    void fill_rows(std::size_t k, std::size_t state, std::size_t held, std::size_t count, double* rows);
    [[nodiscard]] double read_part() const;
    bool probabilities(const MoveRate& move, std::size_t k, std::size_t held, std::vector<double>& out);
    double probability(const MoveRate& move, std::size_t k, std::size_t held);
    double force_at(const MoveRate& move, std::size_t k, std::size_t held);
    double force_inside(const MoveRate& move, const RatePoint& at, double rate);

    const Model& model_;
    const Basis& basis_;
    std::vector<MoveRate> rates_;
    Reading reading_;
    std::size_t states_;
    double step_;
    bool with_held_;
    std::vector<char> reads_held_;                       ///< by state: whether a rate out of it reads `held`
    std::shared_ptr<LifeRows> plain_ = std::make_shared<LifeRows>();  ///< [first_ + k]
    std::size_t first_ = 0;
    std::vector<std::vector<std::vector<double>>> by_held_;  ///< [k][state][held][to]; where no rate reads `held`, one for all
    std::vector<Always> always_;                         ///< [rate]
    std::vector<Competitor> competing_;                  ///< room that fill_rows uses again and again
    std::vector<std::vector<double>> chances_;           ///< the same
};

}  // namespace hearth
