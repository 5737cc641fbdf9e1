#include "hearth/engine/joint.hpp"

#include <algorithm>

namespace hearth {

namespace {

bool names(const std::vector<std::string>& list, const std::string& state) {
    return list.empty() || std::find(list.begin(), list.end(), "any") != list.end() || std::find(list.begin(), list.end(), state) != list.end();
}

bool fits(const Move& move, const std::string& from, const std::string& to) {
    if (from == to || move.to.empty()) return false;
    return (names(move.from, from) && names(move.to, to)) || (move.both_ways && names(move.to, from) && names(move.from, to));
}

}  // namespace

std::size_t Joint::own(std::size_t state, std::size_t life) const {
    for (std::size_t later = lives.size(); --later > life;) state /= lives[later].states.size();
    return state % lives[life].states.size();
}

std::size_t Joint::moved(std::size_t state, std::size_t life, std::size_t to) const {
    std::size_t one = 1;
    for (std::size_t later = lives.size(); --later > life;) one *= lives[later].states.size();
    return state + one * to - one * own(state, life);
}

std::size_t Joint::life(std::string_view role) const {
    const auto found = std::find_if(lives.begin(), lives.end(), [&](const Model& one) { return one.role == role || (one.role.empty() && role == "insured"); });
    return found == lives.end() ? SIZE_MAX : static_cast<std::size_t>(found - lives.begin());
}

bool Joint::is(const Move& move, std::size_t from, std::size_t to) const {
    const auto goes = [&](std::size_t one) {
        return one != SIZE_MAX && fits(move, lives[one].states[own(from, one)], lives[one].states[own(to, one)]);
    };
    if (move.roles.empty()) return goes(insured);
    return std::all_of(move.roles.begin(), move.roles.end(), [&](const std::string& role) { return goes(life(role)); });
}

Joint joint_of(const std::vector<Model>& lives) {
    Joint joint;
    joint.lives = lives;
    joint.insured = joint.life("insured");
    if (lives.size() == 1) {
        joint.model = lives.front();
        return joint;
    }
    std::size_t count = 1;
    for (const Model& one : lives) count *= one.states.size();
    for (std::size_t state = 0; state < count; ++state) {
        std::string name;
        for (std::size_t life = 0; life < lives.size(); ++life) name += (life == 0 ? "" : "/") + lives[life].states[joint.own(state, life)];
        joint.model.states.push_back(std::move(name));
    }
    for (std::size_t life = 0; life < lives.size(); ++life)
        for (std::size_t state = 0; state < count; ++state)
            for (const auto& [from, to] : lives[life].moves)
                if (joint.own(state, life) == from) joint.model.moves.emplace_back(state, joint.moved(state, life, to));
    return joint;
}

std::size_t Durations::of(std::size_t held, std::size_t life) const {
    if (most.size() == 1) return held;
    for (std::size_t later = most.size(); --later > life;) held /= most[later] + 1;
    return held % (most[life] + 1);
}

std::size_t Durations::code(std::size_t steps, std::size_t life) const {
    steps = std::min(steps, most[life]);
    for (std::size_t later = most.size(); --later > life;) steps *= most[later] + 1;
    return steps;
}

std::size_t Durations::of_several(std::size_t k) const {
    std::size_t held = 0;
    for (std::size_t life = 0; life < most.size(); ++life) held += code(k, life);
    return held;
}

std::size_t Durations::several_longer(std::size_t held) const {
    std::size_t out = 0;
    for (std::size_t life = 0; life < most.size(); ++life) out += code(of(held, life) + 1, life);
    return out;
}

std::size_t Durations::several_after(std::size_t held, const Joint& joint, std::size_t from, std::size_t to) const {
    std::size_t out = 0;
    for (std::size_t life = 0; life < most.size(); ++life)
        if (joint.own(from, life) == joint.own(to, life)) out += code(of(held, life) + 1, life);
    return out;
}

std::vector<ShockRate> shocks_of(const Joint& joint, const Basis& basis) {
    std::vector<ShockRate> out;
    for (const Rate& rate : basis.rates)
        for (const Move& move : rate.moves) {
            if (move.roles.size() < 2) continue;
            ShockRate shock{{}, move, &rate, {}};
            for (const std::string& role : move.roles)
                if (const std::size_t life = joint.life(role); life != SIZE_MAX) shock.lives.push_back(life);
            if (shock.lives.size() == move.roles.size()) out.push_back(std::move(shock));
        }
    return out;
}

void expand(const Joint& joint, std::size_t life, const MoveRate& rate, std::vector<MoveRate>& out) {
    for (std::size_t state = 0; state < joint.model.states.size(); ++state)
        if (joint.own(state, life) == rate.from) out.push_back({state, joint.moved(state, life, rate.to), rate.rate, rate.program});
}

void expand(const Joint& joint, const ShockRate& shock, std::vector<MoveRate>& out) {
    for (std::size_t state = 0; state < joint.model.states.size(); ++state) {
        std::size_t then = state;
        for (const std::size_t life : shock.lives) {
            const Model& one = joint.lives[life];
            const std::string& from = one.states[joint.own(state, life)];
            for (std::size_t to = 0; to < one.states.size(); ++to)
                if (names(shock.move.from, from) && shock.move.to.front() == one.states[to] && from != one.states[to]) then = joint.moved(then, life, to);
        }
        if (then != state) out.push_back({state, then, shock.rate, shock.program});
    }
}

JointLife::JointLife(const Joint& joint, const Basis& basis, const std::vector<std::vector<MoveRate>>& rates, const std::vector<ReadsHeld>& reads_held,
                     const std::vector<ShockRate>& shocks, const Durations& durations, const Life::Reading& reading)
    : joint_(joint), durations_(durations), reads_held_(reads_held) {
    const std::size_t count = joint.lives.size();
    std::vector<std::vector<MoveRate>> expanded(count + shocks.size());
    for (std::size_t life = 0; life < count; ++life)
        for (const MoveRate& rate : rates[life]) expand(joint, life, rate, expanded[life]);
    for (std::size_t i = 0; i < shocks.size(); ++i) expand(joint, shocks[i], expanded[count + i]);
    models_.reserve(expanded.size());  // the lives refer to them
    reads_held_.resize(expanded.size(), reads_held.back());
    for (std::size_t life = 0; life < expanded.size(); ++life) {
        Model& model = models_.emplace_back();
        model.states = joint.model.states;
        for (const MoveRate& rate : expanded[life]) model.moves.emplace_back(rate.from, rate.to);
        Life::Reading own = reading;
        own.rate = [call = reading.rate, this, life](const Program& program, const RatePoint& at) {
            RatePoint point = at;
            if (reads_held_[life] == ReadsHeld::own) point.held = durations_.code(at.held, life);
            return call(program, point);
        };
        const bool held = reads_held_[life] != ReadsHeld::nothing;
        with_held_ = with_held_ || held;
        lives_.emplace_back(model, basis, expanded[life], held, std::move(own));
    }
}

const double* JointLife::row(std::size_t k, std::size_t state, std::size_t held) {
    if (!with_held_) held = 0;
    const std::size_t states = joint_.model.states.size(), at = held * states + state;
    if (rows_.size() <= k) {
        rows_.resize(k + 1);
        done_.resize(k + 1);
    }
    if (done_[k].size() <= at) {
        const std::size_t all = (with_held_ ? durations_.since_issue(k) + 1 : 1) * states;
        rows_[k].resize(all * states, 0.0);
        done_[k].resize(all, 0);
    }
    double* row = rows_[k].data() + at * states;
    if (done_[k][at] == 0) {
        fill(k, state, held, row);
        done_[k][at] = 1;
    }
    return row;
}

void JointLife::fill(std::size_t k, std::size_t state, std::size_t held, double* row) {
    const std::size_t states = joint_.model.states.size(), count = joint_.lives.size();
    std::vector<double> whole(states, 0.0), shocked(states, 0.0);
    shocked[state] = 1;
    // Shocks are independent: each strikes those of its lives that were in the state it leaves and that none before it has moved.
    for (std::size_t shock = count; shock < lives_.size(); ++shock) {
        const double* to = lives_[shock].row(k, state, held);
        std::vector<double> next(states, 0.0);
        for (std::size_t there = 0; there < states; ++there) {
            if (shocked[there] == 0) continue;
            for (std::size_t struck = 0; struck < states; ++struck) {
                std::size_t then = there;
                for (std::size_t life = 0; life < count; ++life)
                    if (joint_.own(there, life) == joint_.own(state, life)) then = joint_.moved(then, life, joint_.own(struck, life));
                next[then] += shocked[there] * to[struck];
            }
        }
        shocked = std::move(next);
    }
    for (std::size_t after = 0; after < states; ++after) {
        if (shocked[after] == 0) continue;
        std::vector<double> here(states, 0.0);
        here[after] = shocked[after];
        for (std::size_t life = 0; life < count; ++life) {
            if (joint_.own(after, life) != joint_.own(state, life)) continue;  // the shock moved it
            const double* to = lives_[life].row(k, state, reads_held_[life] == ReadsHeld::others ? held : durations_.of(held, life));
            std::vector<double> next(states, 0.0);
            for (std::size_t there = 0; there < states; ++there) {
                if (here[there] == 0) continue;
                for (std::size_t s = 0; s < joint_.lives[life].states.size(); ++s) next[joint_.moved(there, life, s)] += here[there] * to[joint_.moved(state, life, s)];
            }
            here = std::move(next);
        }
        for (std::size_t there = 0; there < states; ++there) whole[there] += here[there];
    }
    std::copy(whole.begin(), whole.end(), row);
}

}  // namespace hearth
