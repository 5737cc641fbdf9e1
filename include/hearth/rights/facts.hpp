#pragma once

#include <array>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "hearth/model/nouns.hpp"
#include "hearth/rights/leaves.hpp"
#include "hearth/rights/policy_figures.hpp"

namespace hearth {

/// Before every day that is written: what holds from here has always held.
inline const Date always = Date::from_days(-100'000);

/// A value that changes on dates: the last one written on or before a day holds.
template <class T>
struct Series {
    std::vector<std::pair<Date, T>> steps;

    [[nodiscard]] const T* on(Date day) const {
        const T* found = nullptr;
        for (const auto& [from, value] : steps) {
            if (day < from) break;
            found = &value;
        }
        return found;
    }
    void set(Date day, T value) {
        if (!steps.empty() && steps.back().first == day) steps.back().second = std::move(value);
        else steps.emplace_back(day, std::move(value));
    }
};

/// Who is named by a policy, one person each.
enum class Role : std::uint8_t { owner, payer, insured };

/// A family on any day, as its facts, events and policies are written (rules S61, S62, S64, S67). Pure: the same answer for the same day.
class FamilyFacts {
  public:
    /// Throws Fault (E0720..E0723) for an event that changes what is not there, two events of one day that disagree, a fact that is
    /// no plain value.
    FamilyFacts(const Book& book, const Family& family, const FiguresOf& figures);

    [[nodiscard]] const Family& family() const { return family_; }
    [[nodiscard]] const Book& book() const { return book_; }
    [[nodiscard]] const Model& model() const { return family_.models.front(); }

    // People
    [[nodiscard]] int person(std::string_view name) const;
    [[nodiscard]] int persons() const { return static_cast<int>(people_.size()); }
    [[nodiscard]] const std::string& name(int person) const { return people_[at(person)].who->header.name; }
    [[nodiscard]] std::optional<Date> born(int person) const { return people_[at(person)].who->born; }
    [[nodiscard]] bool exists(int person, Date day) const;      ///< born by then, or of unknown birth
    [[nodiscard]] bool alive(int person, Date day) const;       ///< exists, in a state that can be left
    [[nodiscard]] const Leaves& leaves() const { return leaves_; }
    [[nodiscard]] std::uint32_t leaf(std::string_view name) const { return book_.names->id(name); }
    [[nodiscard]] Value fact(int person, std::uint32_t leaf, Date day) const;
    /// The fact is written for the person, in the family or by an event.
    [[nodiscard]] bool written_fact(int person, std::uint32_t leaf) const { return people_[at(person)].facts.contains(leaf); }
    [[nodiscard]] bool known_fact(std::uint32_t leaf) const;  ///< some person carries it
    [[nodiscard]] Date changed(int person, std::uint32_t leaf, Date day) const;  ///< since when the fact is as it is
    [[nodiscard]] int spouse(int person, Date day) const;
    [[nodiscard]] const std::vector<int>& parents(int person) const { return people_[at(person)].parents; }
    [[nodiscard]] std::vector<int> children(int person, Date day) const;
    [[nodiscard]] bool nominated(int person, const std::string& right, Date day) const;
    [[nodiscard]] bool ever_nominated(int person, const std::string& right) const;

    // Policies
    [[nodiscard]] int policy(std::string_view name) const;
    [[nodiscard]] int policies() const { return static_cast<int>(policies_.size()); }
    [[nodiscard]] const Policy& written(int policy) const { return *policies_[at(policy)].what; }
    [[nodiscard]] int role(int policy, Role role, Date day) const;
    [[nodiscard]] std::vector<int> beneficiaries(int policy, Date day) const;
    [[nodiscard]] std::uint32_t status_name(int policy, Date day) const { return *policies_[at(policy)].status.on(day); }  ///< in Names
    [[nodiscard]] const std::string& status(int policy, Date day) const { return book_.names->text(status_name(policy, day)); }  ///< `ended` also by death or term
    /// The same if the insured were alive, or not, that day, whatever the events say.
    [[nodiscard]] std::string status_if(int policy, Date day, bool insured_alive) const;
    /// Since when the status is as it is.
    [[nodiscard]] Date status_since(int policy, Date day) const;
    /// `status`: that of the day, or another that is supposed.
    [[nodiscard]] bool paid_up(int policy, Date day) const { return paid_up(policy, day, status(policy, day)); }
    [[nodiscard]] bool paid_up(int policy, Date day, const std::string& status) const;
    /// What fell due while in force, and what fell due while overdue or lapsed once it is in force again (rule S64); `insured_alive`:
    /// if the insured were alive, or not, on all these days.
    [[nodiscard]] double premiums_paid(int policy, Date day, std::optional<bool> insured_alive = std::nullopt) const;
    /// The day after the last premium paid before a day on policies on this life, if the insured lived so long; none: there is none.
    [[nodiscard]] std::optional<Date> paid_until(int insured, Date day) const;
    [[nodiscard]] double annual_premium(int policy, Date day) const;             ///< of the last policy year with a premium
    /// `status`: that of the day, or another that is supposed.
    [[nodiscard]] Value policy_value(int policy, std::uint32_t leaf, Date day) const { return policy_value(policy, leaf, day, status(policy, day)); }
    [[nodiscard]] Value policy_value(int policy, std::uint32_t leaf, Date day, const std::string& status) const;
    [[nodiscard]] const PolicyFigures& figures(int policy) const { return policies_[at(policy)].figures; }
    /// In an expectation the rates of the basis move the status, from `as_of` on, and no event does (rule S78).
    [[nodiscard]] bool moved(int policy) const { return policies_[at(policy)].moved; }
    /// What is paid by a day on one that is moved, while it is in force and its insured lives.
    [[nodiscard]] double paid_in_force(int policy, Date day) const;

    [[nodiscard]] Date first_day() const { return first_day_; }
    [[nodiscard]] const std::vector<Date>& event_days() const { return event_days_; }
    /// How often by then an event, a birth or an issue changed who is there and who is who: the same number, the same people at the end of every path.
    [[nodiscard]] std::size_t epoch(Date day) const;

    /// Requests of rights by events: on a day, by a person, "programme.right" or "none".
    struct Request {
        Date on;
        int person = -1;
        std::string right;
        Place place;
    };
    [[nodiscard]] const std::vector<Request>& requests() const { return requests_; }

  private:
    struct Member {
        const Person* who = nullptr;
        std::map<std::uint32_t, Series<Value>> facts;              ///< by leaf
        Series<int> spouse;
        Series<bool> living;                 ///< in a state that can be left
        std::vector<int> parents;
    };
    struct Contract {
        const Policy* what = nullptr;
        PolicyFigures figures;
        std::map<std::uint32_t, Series<Value>> given;              ///< by leaf: status, roles and what the product asks
        std::array<Series<int>, 3> roles;
        Series<std::uint32_t> status;
        Series<double> paid;                 ///< premiums so far
        Series<double> paid_alive;           ///< the same if the insured lived on
        bool moved = false;
    };
    static std::size_t at(int index) { return static_cast<std::size_t>(index); }
    void read_people();
    void read_policies(const FiguresOf& figures);
    void read_events();
    void settle();                           ///< what is asked most, once for every day on which it changes
    void marry(Date day, int person, int other);
    [[nodiscard]] bool leaves(const Value& state) const;
    [[nodiscard]] std::string status_by(const Contract& contract, Date day, bool insured_alive) const;
    /// Day and amount of every premium that is paid; `insured_alive`: supposed on all days.
    [[nodiscard]] std::vector<std::pair<Date, double>> payments(int policy, std::optional<bool> insured_alive) const;
    [[nodiscard]] Value plain(const Expression& leaf) const;

    const Book& book_;
    const Family& family_;
    const Leaves leaves_;
    const std::uint32_t first_state_;        ///< its name
    std::vector<Member> people_;
    std::vector<Contract> policies_;
    std::vector<Request> requests_;
    std::vector<Date> event_days_, change_days_;
    Date first_day_;
};

}  // namespace hearth
