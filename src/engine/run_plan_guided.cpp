// Lanes that are wherever another is, with the same chances: that one is moved and the others are paid along its course.
#include <algorithm>
#include <bit>
#include <numeric>

#include "run_plan_hand.hpp"

namespace hearth {

namespace {

/// Lanes that are everywhere with the same chances, and what decides where they stand: the words of its key, and its number.
struct Group {
    std::uint64_t words[2] = {};
    std::uint32_t number = 0;
};

/// By their words; those with the same stay as they are. Byte by byte, where any differ: nothing is compared that could not be foreseen.
void put_in_order(std::vector<Group>& all) {
    std::vector<Group> room(all.size());
    for (const std::size_t word : {1u, 0u}) {
        std::uint64_t differ = 0;
        for (const Group& one : all) differ |= one.words[word] ^ all.front().words[word];
        for (unsigned shift = 0; shift < 64; shift += 8) {
            if ((differ >> shift & 255) == 0) continue;
            std::size_t begins[257] = {};
            for (const Group& one : all) ++begins[1 + (one.words[word] >> shift & 255)];
            for (std::size_t i = 1; i < 257; ++i) begins[i] += begins[i - 1];
            for (const Group& one : all) room[begins[one.words[word] >> shift & 255]++] = one;
            all.swap(room);
        }
    }
}

}  // namespace

/// Beside each other stand those for whom the same holds in each step, who change together, end near each other and have the same chances.
/// Where enough are everywhere with the same chance, one of them goes ahead of the others; where that was seldom so it is not often asked again.
void RunPlan::Hand::make_tiles() {
    const auto word = [](std::size_t number) { return std::min<std::uint64_t>(number, UINT32_MAX); };
    const bool may = plan.values.empty() && !plan.by_program && (courses.empty() || courses.front().size() == 1);
    std::vector<std::size_t> group_of(lanes.size());
    std::size_t groups = lanes.size();
    if (may && (follow_often || ++unasked % 8 == 0)) {
        std::vector<double> keys;
        keys.reserve(2 * lanes.size());
        for (const Lane& one : lanes) {
            keys.push_back(std::bit_cast<double>(word(one.courses) << 32 | word(one.policy->k)));
            keys.push_back(std::bit_cast<double>(word(one.kind->number) << 32 | one.policy->state));
        }
        KeyIndex index(2);
        index.of(keys.data(), lanes.size(), group_of);
        groups = index.size();
    } else {
        std::iota(group_of.begin(), group_of.end(), std::size_t{0});
    }
    std::vector<Group> order(groups);
    std::vector<std::uint32_t> begins(groups + 1), lane_of(lanes.size());
    for (std::size_t i = 0, known = 0; i < lanes.size(); ++i) {
        ++begins[group_of[i] + 1];
        if (group_of[i] < known) continue;
        const Lane& one = lanes[i];
        order[known] = {{word(one.courses) << 32 | word(one.steady()), word(one.left()) << 32 | word(one.kind->rates)}, static_cast<std::uint32_t>(known)};
        ++known;
    }
    for (std::size_t g = 1; g < begins.size(); ++g) begins[g] += begins[g - 1];
    for (std::size_t i = lanes.size(); i-- > 0;) lane_of[--begins[group_of[i] + 1]] = static_cast<std::uint32_t>(i);
    put_in_order(order);
    tiles.clear();
    guides.clear();
    beside.clear();
    beside.reserve(lanes.size());
    const auto its = [&](const Group& one) {
        const std::size_t from = begins[one.number + 1], to = one.number + 2 < begins.size() ? begins[one.number + 2] : lanes.size();
        return std::span(lane_of).subspan(from, to - from);
    };
    const auto follow_one = [&](const Group& one) { return may && its(one).size() >= enough(); };
    for (const Group& one : order) {
        const std::size_t number = one.words[0] >> 32;
        if (number == UINT32_MAX || follow_one(one)) continue;
        for (const std::uint32_t lane : its(one)) {
            if (tiles.empty() || tiles.back().courses != number || tiles.back().count == most) tiles.push_back({beside.size(), 0, number});
            beside.push_back(lanes[lane]);
            ++tiles.back().count;
        }
    }
    std::size_t left = 0;
    for (const Group& one : order) {
        const std::size_t number = one.words[0] >> 32;
        if (number == UINT32_MAX || !follow_one(one)) continue;
        const std::span<std::uint32_t> all = its(one);
        // Those together whose own last change comes at the same time.
        const auto last = [&](std::uint32_t lane) { return own_events[lane * plan.own.size()].empty() ? 0 : own_events[lane * plan.own.size()].back().k; };
        if (!plan.own.empty()) std::stable_sort(all.begin(), all.end(), [&](std::uint32_t a, std::uint32_t b) { return last(a) < last(b); });
        for (std::size_t first = 0; first < all.size();) {
            if (left == 0 || tiles.empty() || tiles.back().courses != number || tiles.back().guides % together == 0) {
                tiles.push_back({beside.size(), 0, number, guides.size()});
                left = most_guided - together;
            }
            const std::size_t count = std::min(all.size() - first, left);
            guides.push_back({tiles.back().count, count});
            for (const std::uint32_t lane : all.subspan(first, count)) beside.push_back(lanes[lane]);
            tiles.back().count += count;
            ++tiles.back().guides;
            left -= (count + kernels::quad - 1) / kernels::quad * kernels::quad;
            first += count;
        }
    }
    std::size_t followed = 0;
    for (const Guide& one : guides) followed += one.count;
    if (may) follow_often = 4 * followed >= lanes.size();
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
        here_at(plan.place_of[one.policy->state], g) = 1;
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
        const double* const its = amounts_of(what.amounts);
        for (const Guide& guide : ahead)
            for (std::size_t i = 0; i < guide.count; ++i) slot(what.slot, guide.position + i) = its[in_lane[guide.first + i].row];
    }
}

/// Guides go from step t to another in which the same may be due as in all between.
void RunPlan::Hand::lead(std::size_t t, std::size_t until) {
    const Course& all = *leads[0];
    const Plan::Due& due = *all.due[t];
    const auto places = static_cast<std::uint32_t>(plan.live.size()), sums = static_cast<std::uint32_t>(plan.at_end.size()),
               parts_of = static_cast<std::uint32_t>(due.parts.size());
    const kernels::Tape tape{places, sums, due.of_guides.data(), due.of_guides_of.data(), plan.at_end.data(), plan.moves.data(), plan.move_to.data(), plan.leaving.data()};
    const kernels::FollowTape follows{places, sums, parts_of, due.parts.data(), due.of_followers.data(), due.of_followers_of.data(), plan.at_end.data()};
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
                                   due.parts.data(), due.of_followers.data(), due.of_followers_of.data(), plan.at_end.data()};
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
        if (plan.by) stop = std::min(stop, t + plan.steps - passed % plan.steps);
        for (std::size_t g = 0; g < ahead.size(); ++g) {
            Next& mine = upcoming[g];
            if (mine.at == UINT32_MAX) continue;
            const bool over = t == mine.left;
            if (plan.by && passed > 0 && (over || passed % plan.steps == 0)) end_period_behind(g, t);
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
