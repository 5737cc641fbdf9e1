#include "joint_states.hpp"

#include <bit>

namespace hearth {

std::size_t JointStates::find_or_add(std::size_t place, std::size_t joint) {
    std::vector<std::uint32_t>& found = found_[place];
    if (found.size() <= joint) found.resize(width, none);
    if (found[joint] != none) return found[joint];
    const std::size_t at = chances.size();
    found[joint] = static_cast<std::uint32_t>(at);
    places.push_back(static_cast<std::uint32_t>(place)), joints.push_back(static_cast<std::uint32_t>(joint));
    chances.push_back(0), gathered.push_back(0), worth.push_back(0), months.push_back(nullptr), until.emplace_back();
    unknown_.push_back(at);
    return at;
}

std::size_t JointStates::at(std::size_t past, std::size_t joint) {
    if (place_of_.size() <= past) place_of_.resize(past + 1, none);
    if (place_of_[past] == none) {
        place_of_[past] = static_cast<std::uint32_t>(pasts.size());
        pasts.push_back(past);
        found_.emplace_back();
    }
    return find_or_add(place_of_[past], joint);
}

void JointStates::know(std::size_t at, const Chain::Month& month, Date its_until) {
    months[at] = &month;
    until[at] = its_until;
    soonest_ = std::min(soonest_, its_until);
    if (month.left) leaves_.push_back({at, this->at(*month.left, joints[at])});
}

/// What the month brings is not known any more.
void JointStates::forget(std::size_t at) {
    if (months[at]->left) listed_ = false;
    unknown_.push_back(at);
    months[at] = nullptr;
}

std::size_t JointStates::possible() const {
    std::size_t out = 0;
    for (const double chance : chances) out += static_cast<std::size_t>(std::bit_cast<std::uint64_t>(chance) != 0);  // no chance is -0
    return out;
}

void JointStates::list() {
    leaves_.clear(), unknown_.clear();
    listed_ = true;
    for (std::size_t at = 0; at < months.size(); ++at) {
        if (months[at] == nullptr) unknown_.push_back(at);
        else if (months[at]->left) leaves_.push_back({at, found_[place_of_[*months[at]->left]][joints[at]]});
    }
}

const std::vector<JointStates::Leave>& JointStates::leaves() {
    if (!listed_) list();
    return leaves_;
}

void JointStates::gather(double discount) {
    typedef double Two __attribute__((vector_size(16), aligned(8), may_alias));
    const std::size_t all = chances.size();
    const double* chance = chances.data();
    double *sum = gathered.data(), *worths = worth.data();
    std::size_t at = 0;
    for (; at + 2 <= all; at += 2) {
        const Two two = *reinterpret_cast<const Two*>(chance + at);
        *reinterpret_cast<Two*>(sum + at) += two;
        *reinterpret_cast<Two*>(worths + at) += two * discount;
    }
    if (at < all) sum[at] += chance[at], worths[at] += chance[at] * discount;
}

void JointStates::leave(const std::vector<Arrival>& others) {
    if (leaves().empty() && others.empty()) return;
    to_.clear();
    for (const Arrival& one : others) to_.push_back(at(one.past, one.joint));
    arriving_.resize(chances.size(), 0.0);
    for (const Leave& one : leaves_) {
        arriving_[one.to] += chances[one.from];
        chances[one.from] = 0;
    }
    for (std::size_t i = 0; i < to_.size(); ++i) arriving_[to_[i]] += others[i].chance;
    const auto arrive = [this](std::size_t there) {
        chances[there] += arriving_[there];
        arriving_[there] = 0;
    };
    for (const Leave& one : leaves_) arrive(one.to);
    for (const std::size_t there : to_) arrive(there);
}

/// Takes out the states of these pasts; of none of them a month is known, nor of one that would come to them.
void JointStates::drop(const std::vector<bool>& empty) {
    std::vector<std::uint32_t> now(pasts.size(), none);
    std::size_t kept = 0;
    for (std::size_t place = 0; place < pasts.size(); ++place) {
        place_of_[pasts[place]] = empty[place] ? none : static_cast<std::uint32_t>(kept);
        if (empty[place]) continue;
        now[place] = static_cast<std::uint32_t>(kept);
        pasts[kept] = pasts[place];
        if (kept != place) found_[kept] = std::move(found_[place]);
        ++kept;
    }
    pasts.resize(kept), found_.resize(kept);
    std::size_t to = 0;
    order_.assign(chances.size(), none);  // where each is then
    for (std::size_t from = 0; from < chances.size(); ++from) {
        if (empty[places[from]]) continue;
        order_[from] = static_cast<std::uint32_t>(to);
        places[to] = now[places[from]], joints[to] = joints[from], chances[to] = chances[from], gathered[to] = gathered[from];
        worth[to] = worth[from], months[to] = months[from], until[to] = until[from];
        found_[places[to]][joints[to]] = static_cast<std::uint32_t>(to);
        ++to;
    }
    places.resize(to), joints.resize(to), chances.resize(to), gathered.resize(to), worth.resize(to), months.resize(to), until.resize(to);
    arriving_.clear();
    listed_ = false;
    for (Pairs& pairs : pairs_) {
        const auto first = order_.begin(), last = first + static_cast<std::ptrdiff_t>(pairs.looked);
        pairs.looked = static_cast<std::size_t>(std::count_if(first, last, [](std::uint32_t at) { return at != none; }));
        std::erase_if(pairs.all, [this](const auto& pair) { return order_[pair.first] == none; });
        for (auto& [alive, dead] : pairs.all) alive = order_[alive], dead = order_[dead];
    }
}

void JointStates::die(std::size_t member, const Death& death, std::size_t inner) {
    if (pairs_.size() <= member) pairs_.resize(member + 1);
    Pairs& pairs = pairs_[member];
    for (; pairs.looked < joints.size(); ++pairs.looked) {
        const std::size_t alive = pairs.looked;
        if (joints[alive] / inner % 2 != 0) continue;
        const std::size_t dead = find_or_add(places[alive], joints[alive] + inner);
        pairs.all.emplace_back(alive, dead);
    }
    const auto [lives, dies] = death;
    double* chance = chances.data();
    for (const auto& [alive, dead] : pairs.all) {
        chance[dead] = chance[alive] * dies + chance[dead];
        chance[alive] *= lives;
    }
}

/// All of them, those of the member's first state first: sums are made in that order.
void JointStates::by_state(std::size_t states, std::size_t inner) {
    std::vector<std::uint32_t> next(states + 1);
    for (const std::uint32_t joint : joints) ++next[joint / inner % states + 1];
    for (std::size_t state = 0; state < states; ++state) next[state + 1] += next[state];
    order_.resize(joints.size());
    for (std::size_t at = 0; at < joints.size(); ++at) order_[next[joints[at] / inner % states]++] = static_cast<std::uint32_t>(at);
}

void JointStates::move_into_others(const Moves& moves, std::size_t states, std::size_t inner, std::size_t between) {
    JointStates out;
    out.width = width / states * moves.after.size();
    out.pasts = pasts;
    out.place_of_ = place_of_;
    out.found_.assign(pasts.size(), {});
    out.places.clear(), out.joints.clear(), out.chances.clear(), out.gathered.clear(), out.worth.clear(), out.months.clear(), out.until.clear();
    by_state(states, inner);
    for (const std::uint32_t at : order_) {
        if (chances[at] == 0) continue;
        const std::size_t b = joints[at] % inner, s = joints[at] / inner % states, a = joints[at] / inner / states;
        for (const auto& [state, share] : moves.by_life[a / between % moves.by_life.size()][s]) {
            const std::size_t to = out.find_or_add(places[at], (a * moves.after.size() + state) * inner + b);
            out.chances[to] += chances[at] * share;
        }
    }
    *this = std::move(out);
}

void JointStates::move(const Moves& moves, std::size_t states, std::size_t inner, std::size_t between) {
    if (!moves.stays) return move_into_others(moves, states, inner, between);
    by_state(states, inner);
    hand_.assign(chances.size(), 0.0);
    for (const std::uint32_t at : order_) {
        if (chances[at] == 0) continue;
        const std::size_t s = joints[at] / inner % states, a = joints[at] / inner / states, first = joints[at] - s * inner;
        for (const auto& [state, share] : moves.by_life[a / between % moves.by_life.size()][s]) {
            const std::size_t to = find_or_add(places[at], first + state * inner);
            if (hand_.size() <= to) hand_.resize(chances.size(), 0.0);
            hand_[to] += chances[at] * share;
        }
    }
    hand_.resize(chances.size(), 0.0);
    chances.swap(hand_);
}

}  // namespace hearth
