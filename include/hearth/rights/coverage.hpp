#pragma once

#include <string>
#include <utility>
#include <vector>

#include "hearth/base/sources.hpp"
#include "hearth/frame/frame.hpp"
#include "hearth/rights/family_rights.hpp"

namespace hearth {

/// Which rules of programmes some life courses went through, and which they left out.
class Coverage {
  public:
    /// These rules are to be gone through. A rule that is there already, from a file that two others include, is one rule.
    void list(const Rulebook& rules);
    /// What the rules came to in one course. One that a case has changed is another rule, and does not count. `alone`: a programme run by
    /// itself, whose person has no facts for others; then only the tree that it stands in counts.
    void add(const Rulebook& rules, const Answered& answered, std::size_t alone = Reading::none);
    /// The rules that were not seen in full, each with what is missing: a condition has to be yes once and no once, a number known once.
    /// What can only be asked after `unlock` is left out of a right that was never unlocked. Columns: programme, right, rule, place; seen.
    /// Above, how many; below, rights never unlocked, exceptions never used, tiers never reached.
    [[nodiscard]] Frame frame(const Sources& sources) const;

  private:
    struct Line {
        std::string programme, right, rule;   ///< "care", "visit", "pay.hour.when"; of a tier or an account of the programme no right
        Place place;
        bool condition = true;
        bool fixed = false;                   ///< it reads nothing, and is the same whenever it is asked
        bool exception = false;               ///< of a right that overrides another
        Answers answers = {};

        [[nodiscard]] std::string seen() const;
        [[nodiscard]] std::string path() const { return programme + "." + right; }
    };
    static std::vector<std::pair<Line, const Rule*>> lines_of(const Rulebook& rules);
    std::vector<Line> lines_;
    bool illustrative_ = false;
};

/// The rules that the life course of one family leaves out.
Frame rights_coverage(FamilyRights& rights, const Sources& sources);

}  // namespace hearth
