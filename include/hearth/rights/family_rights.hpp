#pragma once

#include <map>
#include <memory>
#include <string>

#include "hearth/base/sources.hpp"
#include "hearth/frame/frame.hpp"
#include "hearth/rights/chance.hpp"
#include "hearth/rights/timeline.hpp"

namespace hearth {

struct DrawnLives;
struct KnownMoves;
struct Together;

/// The rights of one family: its rules compiled, its life course run once from the first policy to the horizon.
/// Throws Fault where the family itself is wrong (E0720..E0723, E0742) or a rule has no answer on a day.
class FamilyRights {
  public:
    /// Faults of the rules go to the report; then nothing else may be called. `book` and `family` outlive this.
    FamilyRights(const Book& book, const Family& family, FiguresOf figures, LifeFigures lives, Report& report);

    [[nodiscard]] const Family& family() const { return family_; }
    [[nodiscard]] const Rulebook& rules() const { return *rules_; }
    [[nodiscard]] Rulebook& rules() { return *rules_; }
    [[nodiscard]] const FamilyFacts& facts() const { return *facts_; }
    [[nodiscard]] const LifeFigures& lives() const { return lives_; }
    /// Instead of those it was made with.
    void live_by(LifeFigures lives);
    /// To the horizon.
    Timeline& course();
    /// Units a month that a person who may use a right asks for, by the basis of the family; none: it does not say (rule S79).
    const Rule* demand(std::size_t right);
    /// Shared by all courses that are lived through.
    [[nodiscard]] std::shared_ptr<Timeline::Foresight>& foresight() { return foresight_; }
    /// How people move, for all rights.
    [[nodiscard]] std::shared_ptr<KnownMoves>& moves() { return moves_; }
    /// Lives that were drawn, for all rights.
    [[nodiscard]] std::shared_ptr<DrawnLives>& drawn() { return drawn_; }
    /// What was found last of people together, because one by one they did not come apart.
    [[nodiscard]] std::shared_ptr<Together>& together() { return together_; }
    /// Only to a day, for what is so on that day.
    [[nodiscard]] std::unique_ptr<Timeline> until(Date day) const;

  private:
    const Family& family_;
    LifeFigures lives_;
    std::unique_ptr<Rulebook> rules_;
    std::unique_ptr<FamilyFacts> facts_;
    std::unique_ptr<Timeline> course_;
    std::map<std::size_t, std::unique_ptr<Rule>> demand_;
    std::shared_ptr<Timeline::Foresight> foresight_;
    std::shared_ptr<KnownMoves> moves_;
    std::shared_ptr<DrawnLives> drawn_;
    std::shared_ptr<Together> together_;
};

/// What every result about a family's rights rests on.
Provenance rights_provenance(FamilyRights& rights);
/// One screen: each right and person with tier, state at `as_of` and since when; what is missing and the next better day.
/// Columns: programme, right, person, owner; tier, state, since, because, margin, next. Commands add inputs and version.
Frame rights_summary(FamilyRights& rights);
/// An empty cell where there is no text.
inline Cell text_cell(std::string text) { return text.empty() ? Cell{} : Cell{std::move(text)}; }
/// "wei", or "wei (care)" of a programme held by policies.
std::string holder_name(FamilyRights& rights, std::size_t holder, int owner);
/// Every dated event. Columns: date, programme, right, person, owner, event; tier, because, margin, next, probability, note.
Frame rights_events(FamilyRights& rights);
/// The conditions of a right ("programme.right") for a person on a day, as trees with values, in lines.
/// Throws Fault: E0750 no such right, E0746 no such person, E0751 the right does not reach the person that day.
std::string rights_why(FamilyRights& rights, const std::string& right, const std::string& person, Date day, const Sources& sources);

}  // namespace hearth
