// Laws of a thousand drawn families and rule sets; what was drawn is counted, and nothing may be rarer than one in a hundred.
#include <cstdlib>
#include <map>

#include "drawn_rights.hpp"
#include "hearth/rights/chance.hpp"
#include "unit/family_test.hpp"

namespace hearth::test::rights_laws_test {

namespace {

/// Under the sanitizers fewer will do.
std::uint64_t families() {
    const char* asked = std::getenv("HEARTH_DRAWN_FAMILIES");
    return asked == nullptr ? 1'000 : std::strtoull(asked, nullptr, 10);
}

const std::string& base() {
    static const std::string text = household.substr(0, household.find("[family.home.person]"));
    return text;
}

Home home_of(const std::string& text) { return Home(text, 100, {}, base()); }

std::string holder_of(FamilyRights& rights, const RightsEvent& event) {
    const Holder& holder = rights.course().state().holders[event.holder];
    return holder.policy >= 0 ? rights.facts().written(holder.policy).header.name : holder.person >= 0 ? rights.facts().name(holder.person) : holder.kind;
}

/// A line without what looks ahead: `waiting` is an unlock of which the next day is known.
std::string line_of(FamilyRights& rights, const RightsEvent& event) {
    const RightEvent word = event.event == RightEvent::waiting ? RightEvent::unlocked : event.event;
    return fmt::format("{} {} {} {} {} {} {}\n", event.date.text(), event.right == hearth::Reading::none ? "tier" : rights.rules().path(event.right), holder_of(rights, event),
                       event.person < 0 ? "" : rights.facts().name(event.person), to_text(word), event.tier, event.because);
}

std::string lines_of(FamilyRights& rights, const std::vector<RightsEvent>& events, Date until, const std::string& without = "") {
    std::string all;
    for (const RightsEvent& event : events)
        if (event.date <= until && (without.empty() || event.right == hearth::Reading::none || rights.rules().path(event.right) != without)) all += line_of(rights, event);
    return all;
}

std::vector<std::string> sorted(const std::string& text) {
    std::vector<std::string> lines;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = text.find('\n', at);
        lines.push_back(text.substr(at, end - at));
        at = end + 1;
    }
    std::sort(lines.begin(), lines.end());
    return lines;
}

const Date far = day("2299-01-01");

std::string course_of(Home& home, const std::string& without = "") { return lines_of(*home.rights, home.rights->course().events(), far, without); }

/// The first day each person of each holder is entitled to a right.
std::map<std::pair<std::size_t, int>, Date> unlocks_of(Home& home, const std::string& right) {
    std::map<std::pair<std::size_t, int>, Date> out;
    for (const RightsEvent& event : home.rights->course().events())
        if (event.right != hearth::Reading::none && home.rights->rules().path(event.right) == right && (event.event == RightEvent::unlocked || event.event == RightEvent::waiting))
            out.try_emplace({event.holder, event.person}, event.date);
    return out;
}

/// A higher threshold: nobody is entitled earlier.
void threshold_law(const DrawnRights& drawn, std::size_t number, Home& home) {
    DrawnRights higher = drawn;
    higher.rights[number].threshold += 50;
    Home other = home_of(higher.text());
    const std::string path = "club." + drawn.rights[number].name;
    const auto before = unlocks_of(home, path), after = unlocks_of(other, path);
    for (const auto& [who, date] : after) {
        REQUIRE(before.contains(who));
        CHECK(before.at(who) <= date);
    }
}

/// A stated margin of money is sharp: with a threshold lower by all of it the right is unlocked that day, lower by half of it it is not.
int margin_law(const DrawnRights& drawn, std::size_t number, Home& home) {
    const std::string path = "club." + drawn.rights[number].name;
    for (const RightsEvent& event : home.rights->course().events()) {
        if (event.right == hearth::Reading::none || event.event != RightEvent::pending || home.rights->rules().path(event.right) != path || event.needs.size() != 1) continue;
        const std::pair<std::size_t, int> who{event.holder, event.person};
        DrawnRights lower = drawn;
        lower.rights[number].threshold -= static_cast<int>(event.needs[0].amount);
        Home met = home_of(lower.text());
        CHECK(unlocks_of(met, path).at(who) == event.date);
        lower.rights[number].threshold += static_cast<int>(event.needs[0].amount / 2);
        Home half = home_of(lower.text());
        const auto unlocks = unlocks_of(half, path);
        CHECK((!unlocks.contains(who) || event.date < unlocks.at(who)));
        return 1;
    }
    return 0;
}

/// A stated day is sharp: the state is another on it, and still the same the day before.
int day_law(Home& home) {
    int days = 0;
    const FamilyRights& rights = *home.rights;
    for (const RightsEvent& event : home.rights->course().events()) {
        if (event.right == hearth::Reading::none || !event.next || event.next == event.date || days == 3) continue;
        const auto word = [&](Date on) {
            const auto timeline = rights.until(on);
            return timeline->state().rights[event.right].at(event.holder).people.at(event.person).word;
        };
        const RightWord before = word(event.next->plus_days(-1)), after = word(*event.next);
        CHECK(before != after);
        if (event.event == RightEvent::waiting) {
            CHECK(before == RightWord::unlocked);
            CHECK((after == RightWord::usable || after == RightWord::served));
            CHECK(event.needs.front().on == event.next);
        }
        ++days;
    }
    return days;
}

/// Of lives that are certain a probability is 1: what is calculated state by state is what the dated rules say.
int chance_law(Home& home) {
    const FamilyFacts& facts = home.rights->facts();
    LifeFigures lives;
    lives.occupancy = [&](const std::string& who, Date on) {
        std::vector<double> chances(3, 0);
        const Value state = facts.fact(facts.person(who), facts.leaves().state, on);
        chances[*facts.model().state(facts.book().names->text(state.id))] = 1;
        return chances;
    };
    int numbers = 0;
    for (const RightsEvent& event : home.rights->course().events()) {
        if (event.date <= facts.family().as_of) continue;
        const Chance chance = chance_of(home.rights->course(), event, lives);
        if (!chance.number) continue;
        INFO(line_of(*home.rights, event));
        CHECK(*chance.number == 1.0);
        ++numbers;
    }
    return numbers;
}

struct Counts {
    int margins = 0, days = 0, chances = 0, thresholds = 0;
};

void laws(std::uint64_t number, const DrawnRights& drawn, Counts& counts) {
    const std::string text = drawn.text();
    INFO("family " << number << "\n" << text);
    Home home = home_of(text);
    const std::string course = course_of(home);
    CHECK(home.rights->course().visits() < 2'000u);  // it ends: ages, premiums, events and months of quotas, and no day that names every next

    Home again = home_of(text);
    CHECK(course_of(again) == course);
    for (const std::size_t turn : {1u, 2u + static_cast<unsigned>(number % 5)}) {
        INFO("turn " << turn);
        Home other = home_of(drawn.text(turn));
        CHECK(sorted(course_of(other)) == sorted(course));  // the lines of one day stand in the order of the file
    }

    DrawnRights more = drawn;
    DrawnRights::Right added = drawn.rights.front();
    added.name = "added";
    more.rights.insert(more.rights.begin(), added);
    Home larger = home_of(more.text());
    CHECK(course_of(larger, "club.added") == course);

    // Days on which nothing happens hide nothing: the course up to any day is the beginning of the whole.
    const Date some = day("2020-01-01").plus_days(static_cast<std::int32_t>(number * 7919 % 7300));
    INFO("until " << some.text());
    if (home.rights->course().first_day() <= some)
        CHECK(lines_of(*home.rights, home.rights->until(some)->events(), far) == lines_of(*home.rights, home.rights->course().events(), some));

    // Nor do rules that are not asked again: the course in which every rule is decided on every day is the same.
    Timeline thorough(home.rights->rules(), home.rights->facts());
    thorough.decide_everything();
    thorough.run();
    CHECK(lines_of(*home.rights, thorough.events(), far) == course);

    for (std::size_t i = 0; i < drawn.rights.size(); ++i)
        if (drawn.rights[i].threshold > 0) {
            threshold_law(drawn, i, home);
            ++counts.thresholds;
            if (drawn.rights[i].alone_paid) counts.margins += margin_law(drawn, i, home);
            break;
        }
    counts.days += day_law(home);
    if (!drawn.levels) counts.chances += chance_law(home);
}

}  // namespace

TEST_CASE("the laws of rights hold for a thousand drawn families and rule sets") {
    std::map<std::string, std::uint64_t> covered;
    for (const std::string& feature : feature_names_of_rights()) covered[feature] = 0;
    Counts counts;
    for (std::uint64_t number = 0; number < families(); ++number) {
        const DrawnRights drawn = drawn_rights(number);
        for (const std::string& feature : drawn.features) ++covered[feature];
        laws(number, drawn, counts);
    }
    fmt::print("{} families: {} thresholds, {} margins, {} days, {} probabilities\n", families(), counts.thresholds, counts.margins, counts.days, counts.chances);
    CHECK(covered.size() == feature_names_of_rights().size());
    for (const auto& [feature, count] : covered) {
        fmt::print("{:>7} {:>5.1f} % {}\n", count, 100.0 * static_cast<double>(count) / static_cast<double>(families()), feature);
        CHECK(count * 100 >= families());
    }
}

}  // namespace hearth::test::rights_laws_test
