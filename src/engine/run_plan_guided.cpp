// Lanes that are wherever another is, with the same chances: that one is moved and the others are paid along its course.
#include <algorithm>
#include <bit>
#include <numeric>

#include "run_plan_hand.hpp"

namespace hearth {

namespace {

/// By their bits from `first` to `last`; those that agree in them stay as they are. Some bits at once: nothing is compared that could not
/// be foreseen.
void put_in_order(std::vector<std::uint64_t>& all, unsigned first, unsigned last) {
    constexpr unsigned at_once = 11;
    constexpr std::size_t kinds = std::size_t{1} << at_once;
    std::vector<std::uint64_t> room(all.size());
    for (unsigned shift = first; shift < last; shift += at_once) {
        std::uint32_t begins[kinds + 1] = {};
        for (const std::uint64_t one : all) ++begins[1 + (one >> shift) % kinds];
        for (std::size_t i = 1; i <= kinds; ++i) begins[i] += begins[i - 1];
        for (const std::uint64_t one : all) room[begins[(one >> shift) % kinds]++] = one;
        all.swap(room);
    }
}

unsigned bits_of(std::size_t most) { return static_cast<unsigned>(std::bit_width(most)); }

}  // namespace

/// Lanes that are everywhere with the same chances stand behind each other in what is returned, each group from where `begins` says; in a
/// group those whose own last change comes at the same time. Who is added up with whom follows what they are given, and no other policy.
std::vector<std::uint32_t> RunPlan::Hand::group(std::vector<std::uint32_t>& begins) const {
    std::vector<double> keys;
    keys.reserve(2 * lanes.size());
    for (const Lane& one : lanes) {
        const auto begins_with = adds_to == nullptr ? std::uint64_t{one.courses} << 32 | one.k : static_cast<std::uint64_t>(one.policy->group) << 48 ^ reinterpret_cast<std::uintptr_t>(one.begins);
        keys.push_back(std::bit_cast<double>(begins_with));
        keys.push_back(std::bit_cast<double>(static_cast<std::uint64_t>(one.kind->number) << 32 | one.state));
    }
    KeyIndex index(2);
    std::vector<std::size_t> group_of;
    index.of(keys.data(), lanes.size(), group_of);
    begins.assign(index.size() + 1, 0);
    for (const std::size_t group : group_of) ++begins[group + 1];
    std::partial_sum(begins.begin(), begins.end(), begins.begin());
    constexpr unsigned of_number = 32;
    std::vector<std::uint64_t> all(lanes.size());
    std::iota(all.begin(), all.end(), std::uint64_t{0});
    std::size_t latest = 0;
    for (std::size_t lane = 0; lane < lanes.size() && adds_to == nullptr && !plan.own.empty(); ++lane) {
        const std::span<const Plan::Event> its = own_events[lanes[lane].row * plan.own.size()];
        const std::uint64_t last = its.empty() ? 0 : its.back().k;
        latest = std::max(latest, last);
        all[lane] |= last << of_number;
    }
    put_in_order(all, of_number, of_number + (latest == 0 ? 0 : bits_of(latest)));
    std::vector<std::uint32_t> out(lanes.size()), next(begins);
    for (const std::uint64_t one : all) {
        const auto lane = static_cast<std::uint32_t>(one);
        out[next[group_of[lane]]++] = lane;
    }
    return out;
}

/// Beside each other stand those for whom the same holds in each step, who change together and end near each other.
/// Where enough are everywhere with the same chance, one of them goes ahead of the others; where that was seldom so it is not often asked again.
void RunPlan::Hand::make_tiles() {
    tiles.clear();
    guides.clear();
    beside.clear();
    bunches.clear();
    std::erase_if(lanes, [](const Lane& one) { return one.courses == UINT32_MAX; });
    beside.reserve(lanes.size());
    const bool may = adds_to == nullptr && plan.values.empty() && !plan.by_program && (courses.empty() || courses.front().size() == 1);
    const bool ask = adds_to != nullptr ? plan.as_one : may && (follow_often || ++unasked % 8 == 0);
    std::vector<std::uint32_t> begins, lane_of;
    if (ask) {
        lane_of = group(begins);
    } else {
        lane_of.resize(lanes.size());
        std::iota(lane_of.begin(), lane_of.end(), 0u);
        begins = lane_of;
        begins.push_back(static_cast<std::uint32_t>(lanes.size()));
    }
    const std::size_t groups = begins.size() - 1;
    std::uint32_t longest = 0, steadiest = 0;
    std::vector<std::uint32_t> steady(groups);
    for (std::size_t g = 0; g < groups; ++g) {
        Lane& one = lanes[lane_of[begins[g]]];
        one.turn = Plan::after(one.kind->turns, one.k);
        one.exit = Plan::after(one.kind->exits, one.k);
        longest = std::max(longest, one.left);
        steadiest = std::max(steadiest, steady[g] = one.steady());
    }
    // Its number stands in the lowest bits of each, and above it what decides where it stands.
    const unsigned low = bits_of(groups), of_left = bits_of(longest), of_steady = bits_of(steadiest), of_courses = bits_of(courses.size());
    std::vector<std::uint64_t> order(groups);
    for (std::size_t g = 0; g < groups; ++g) {
        const Lane& one = lanes[lane_of[begins[g]]];
        order[g] = (((static_cast<std::uint64_t>(one.policy->group) << of_courses | one.courses) << of_steady | steady[g]) << of_left | one.left) << low | g;
    }
    put_in_order(order, low, low + of_left + of_steady + of_courses + (adds_to == nullptr ? 0 : bits_of(adds_to->groups.size())));
    const auto its = [&](std::uint64_t one) {
        const std::uint64_t g = one & ((std::uint64_t{1} << low) - 1);
        return std::span(lane_of).subspan(begins[g], begins[g + 1] - begins[g]);
    };
    const auto stand_beside = [&](std::uint32_t lane, std::uint32_t like) {
        Lane& one = beside.emplace_back(lanes[lane]);
        one.turn = lanes[like].turn;
        one.exit = lanes[like].exit;
    };
    const auto in_another = [&](const Lane& one) { return adds_to != nullptr && beside.back().policy->group != one.policy->group; };
    const auto follow = [&](const std::span<std::uint32_t>& all) { return adds_to == nullptr && ask && all.size() >= enough(); };
    for (const std::uint64_t one : order) {
        const std::span<std::uint32_t> all = its(one);
        if (follow(all)) continue;
        if (adds_to != nullptr) bunches.push_back({static_cast<std::uint32_t>(all.data() - lane_of.data()), static_cast<std::uint32_t>(all.size())});
        for (const std::uint32_t lane : all.first(adds_to != nullptr ? 1 : all.size())) {
            const std::size_t number = lanes[lane].courses;
            if (tiles.empty() || tiles.back().courses != number || tiles.back().count == most || in_another(lanes[lane])) tiles.push_back({beside.size(), 0, number});
            stand_beside(lane, all.front());
            ++tiles.back().count;
        }
    }
    if (adds_to != nullptr) return members.swap(lane_of);
    std::size_t left = 0;
    for (const std::uint64_t one : order) {
        const std::span<std::uint32_t> all = its(one);
        if (!follow(all)) continue;
        const std::size_t number = lanes[all.front()].courses;
        for (std::size_t first = 0; first < all.size();) {
            if (left == 0 || tiles.empty() || tiles.back().courses != number || tiles.back().guides % together == 0 || in_another(lanes[all.front()])) {
                tiles.push_back({beside.size(), 0, number, guides.size()});
                left = most_guided - together;
            }
            const std::size_t count = std::min(all.size() - first, left);
            guides.push_back({tiles.back().count, count});
            for (const std::uint32_t lane : all.subspan(first, count)) stand_beside(lane, all.front());
            tiles.back().count += count;
            ++tiles.back().guides;
            left -= (count + kernels::quad - 1) / kernels::quad * kernels::quad;
            first += count;
        }
    }
    if (may) follow_often = 4 * followed() >= lanes.size();
}

std::size_t RunPlan::Hand::followed() const {
    return std::accumulate(guides.begin(), guides.end(), std::size_t{0}, [](std::size_t sum, const Guide& one) { return sum + one.count; });
}

/// Guides stand in the first pack, in the packs behind it those who follow, `quad` of them and no more behind one guide.
void RunPlan::Hand::begin_guided() {
    std::size_t positions = together;
    for (Guide& one : ahead) {
        one.position = positions;
        positions += (one.count + kernels::quad - 1) / kernels::quad * kernels::quad;
    }
    positions = (positions + together - 1) / together * together;
    behind.assign(positions / kernels::quad, 0);
    here.resize(std::max(here.size(), plan.live.size() * together));
    slots.resize(std::max(slots.size(), positions * plan.slot_count));
    worth.resize(std::max(worth.size(), positions * plan.at_end.size()));
    paid.resize(plan.by ? worth.size() : 0);
    sound.assign(together, 0.0);
    std::fill_n(here.begin(), plan.live.size() * together, 0.0);
    std::fill_n(slots.begin(), positions * plan.slot_count, 0.0);
    std::fill_n(worth.begin(), positions * plan.at_end.size(), 0.0);
    if (plan.by) std::fill_n(paid.begin(), positions * plan.at_end.size(), 0.0);
    upcoming.assign(positions, {UINT32_MAX});
    own_upcoming.clear();
    for (std::size_t g = 0; g < ahead.size(); ++g) {
        const Guide& guide = ahead[g];
        const Lane& one = in_lane[guide.first];
        here_at(plan.place_of[one.state], g) = 1;
        set_chances(g, one);
        const Next next = first_of(one, guide.first);
        upcoming[g] = next;
        upcoming[g].own = UINT32_MAX;
        for (std::size_t i = 0; i < guide.count; i += kernels::quad) behind[(guide.position + i) / kernels::quad] = g;
        for (std::size_t i = 0; i < guide.count; ++i) {
            Next& its = upcoming[guide.position + i] = next;
            its.turn_at = its.exit_at = UINT32_MAX;
            its.lane = static_cast<std::uint32_t>(guide.first + i);
            for (std::size_t o = 0; o < plan.own.size(); ++o) own_upcoming.push_back(own_events[in_lane[its.lane].row * plan.own.size() + o]);
        }
    }
    for (const Plan::Quantity& what : plan.quantities) {
        if (what.last || what.mode != Plan::Quantity::Mode::policy) continue;
        for (const Guide& guide : ahead)
            for (std::size_t i = 0; i < guide.count; ++i) slot(what.slot, guide.position + i) = amount_of(in_lane[guide.first + i], what.amounts);
    }
}

/// Guides go from step t to another in which the same may be due as in all between.
void RunPlan::Hand::lead(std::size_t t, std::size_t until) {
    const Course& all = *leads[0];
    const Plan::Due& due = *all.due[t];
    const auto places = static_cast<std::uint32_t>(plan.live.size()), sums = static_cast<std::uint32_t>(plan.at_end.size()),
               parts_of = static_cast<std::uint32_t>(due.parts.size());
    const kernels::Tape tape{places, sums, due.of_guides.data(), due.of_guides_of.data(), plan.at_end.data(), plan.inside_step.data(), plan.moves.data(), plan.move_to.data(), plan.leaving.data()};
    const kernels::FollowTape follows{places, sums, parts_of, due.parts.data(), due.of_followers.data(), due.of_followers_of.data(), plan.at_end.data(), plan.inside_step.data()};
    for (std::size_t now = t, stop = 0; now < until; now = stop) {
        stop = turn(0, ahead.size(), now, until);
        double* const along = course.data() + (now - t) * places * together;
        const kernels::Steps steps{stop - now, all.discount.data() + now, all.common + now * plan.common_count, plan.common_count};
        kernels::advance(plan.width, tape, {here.data(), slots.data(), worth.data(), plan.by ? paid.data() : nullptr, along, ran}, steps);
        kernels::make_parts(plan.width, follows, {along, slots.data(), parts.data() + (now - t) * parts_of * together, sound.data()}, steps);
    }
}

/// Those of a pack are paid in the steps that their guides went.
void RunPlan::Hand::follow(std::size_t pack, std::size_t t, std::size_t until) {
    const Course& all = *leads[0];
    const Plan::Due& due = *all.due[t];
    const std::size_t step = due.parts.size() * together;
    const kernels::FollowTape tape{static_cast<std::uint32_t>(plan.live.size()), static_cast<std::uint32_t>(plan.at_end.size()), static_cast<std::uint32_t>(due.parts.size()),
                                   due.parts.data(), due.of_followers.data(), due.of_followers_of.data(), plan.at_end.data(), plan.inside_step.data()};
    kernels::Following of{{}, &slot(0, pack), &worth[sum_at(0, pack)], plan.by ? &paid[sum_at(0, pack)] : nullptr};
    for (std::size_t now = t, stop = 0; now < until; now = stop) {
        stop = turn(pack, pack + together, now, until);
        for (std::size_t quad = 0; quad < together / kernels::quad; ++quad) of.parts[quad] = parts.data() + (now - t) * step + behind[pack / kernels::quad + quad];
        kernels::follow(plan.width, tape, of, {stop - now, all.discount.data() + now, all.common + now * plan.common_count, plan.common_count});
    }
}

void RunPlan::Hand::run_guided(std::vector<double>& numbers) {
    begin_guided();
    const Course& all = *leads[0];
    const std::size_t positions = upcoming.size();
    std::size_t to = 0;
    for (std::size_t g = 0; g < ahead.size(); ++g) to = std::max<std::size_t>(to, upcoming[g].left);
    const auto end_period_behind = [&](std::size_t g, std::size_t t) {
        for (std::size_t i = 0; i < ahead[g].count; ++i) tell_period(ahead[g].first + i, ahead[g].position + i, g, t, numbers);
        for (std::size_t f = 0; f < plan.at_end.size(); ++f) {
            paid[sum_at(f, g)] = 0;
            for (std::size_t i = 0; i < ahead[g].count; ++i) paid[sum_at(f, ahead[g].position + i)] = 0;
        }
    };
    for (std::size_t t = 0;;) {
        const std::size_t passed = all.waits + t;
        std::size_t stop = std::min(t + guided_steps, to);
        const bool ends_now = plan.by && passed > 0 && passed % plan.steps == 0;
        if (plan.by) stop = std::min(stop, t + plan.steps - passed % plan.steps);
        for (std::size_t g = 0; g < ahead.size(); ++g) {
            Next& mine = upcoming[g];
            if (mine.at == UINT32_MAX) continue;
            const bool over = t == mine.left;
            if (ends_now || (plan.by && over)) end_period_behind(g, t);
            if (!over) {
                stop = std::min<std::size_t>(stop, mine.left);
                continue;
            }
            for (std::size_t p = 0; p < plan.live.size(); ++p) here_at(p, g) = 0;
            mine.at = UINT32_MAX;
            for (std::size_t i = 0; i < ahead[g].count; ++i) upcoming[ahead[g].position + i].at = UINT32_MAX;
        }
        if (t == to) break;
        std::size_t until = t + 1;
        while (until < stop && all.due[until] == all.due[t]) ++until;
        course.resize(std::max(course.size(), (until - t + 1) * plan.live.size() * together));
        parts.resize(std::max({parts.size(), (until - t) * all.due[t]->parts.size() * together, together}));
        lead(t, until);
        for (std::size_t pack = together; pack < positions; pack += together) follow(pack, t, until);
        t = until;
    }
    for (std::size_t g = 0; g < ahead.size(); ++g)
        for (std::size_t i = 0; i < ahead[g].count; ++i) {
            const std::size_t lane = ahead[g].first + i;
            tell_sums(lane, ahead[g].position + i, g, numbers);
            if (sound[g] != 0) found_of(in_lane[lane]).first = SIZE_MAX;
        }
}

}  // namespace hearth
