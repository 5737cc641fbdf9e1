// Numbers at issue: plain ones, the unknowns of `solve`, and fixed points of circular benefits (rules S56 to S58).
#include <algorithm>
#include <cmath>
#include <limits>

#include <fmt/format.h>

#include "form.hpp"
#include "hearth/base/text.hpp"
#include "hearth/engine/root.hpp"
#include "inside.hpp"
#include "needs.hpp"

namespace hearth {

bool Contract::Inside::varies(Track& track, const Program& program, std::uint32_t index) {
    const Instruction& at = program.at(index);
    if (at.op == Code::load) {
        if (at.id >= load_id::payment) return true;
        if (at.id >= load_id::value) return !closed(at.id - load_id::value, track);
        if (at.id >= load_id::account) return true;
        if (at.id >= load_id::given) return false;
        return at.id != load_id::interest || varies(track, track.interest_, track.interest_.root);
    }
    const auto any = [&](std::size_t count) {
        for (std::size_t i = 0; i < count; ++i)
            if (at.arguments[i] != Instruction::none && varies(track, program, at.arguments[i])) return true;
        return false;
    };
    if (at.op == Code::special) {
        const Track::Form& form = track.forms_[at.id];
        using Kind = Track::Form::Kind;
        if (form.kind == Kind::present_value || form.kind == Kind::lasting || (form.kind == Kind::chance && at.arguments.empty())) return true;
        if (form.kind == Kind::chance || !form.parts.empty()) return true;
        if (form.kind == Kind::moved || form.kind == Kind::elsewhere) {
            const std::size_t slots = at.arguments.size() - (form.kind == Kind::moved ? 1 : 0);
            if (any(slots)) return true;
            const bool fixed = form.time != Instruction::none;
            if (fixed) return false;
            return form.kind == Kind::elsewhere || varies(track, program, at.arguments.back());
        }
    }
    return any(at.arguments.size());
}

bool Contract::Inside::closed(std::size_t v, Track& asking) {
    Track& track = track_of(v, asking);
    if (track.closed_[v] >= 0) return track.closed_[v] != 0;
    track.closed_[v] = 0;  // while it is being found out
    const bool is_closed = product.values[v].solve != nullptr || !varies(track, track.values_[v], track.values_[v].root);
    track.closed_[v] = is_closed ? 1 : 0;
    return is_closed;
}

void Contract::Inside::forget(Track& track, std::size_t v) {
    const Needs::Key key{&track, v};
    for (auto& [name, other] : tracks) {
        Track& t = *other;
        if (t.paths_ != nullptr && needs->of_paths(t).contains(key)) {  // other paths: all that stands on them goes
            t.reset();
            continue;
        }
        for (std::size_t s = 0; s < t.streams_.size(); ++s)
            if (!t.streams_[s].filled.empty() && t.streams_[s].filling == SIZE_MAX && needs->of_stream({&t, s}).contains(key))
                t.streams_[s].filled.assign(t.streams_[s].filled.size(), t.horizon());
        for (std::size_t w = 0; w < t.values_.size(); ++w)
            if (!t.remembered_[w].empty() && needs->of_value({&t, w}).contains(key))
                for (std::vector<double>& step : t.remembered_[w]) step.assign(step.size(), std::numeric_limits<double>::quiet_NaN());
        t.forget_payments(key);
        if (!t.paid_.empty() && needs->of_premiums(t).contains(key)) t.paid_.clear();
    }
    for (auto& [other, root] : roots)
        if (other != key && root.stage == Root::Stage::found && needs->of_value(other).contains(key)) root.stage = Root::Stage::open;
}

double Contract::Inside::at_issue(std::size_t v, Track& asking) {
    Track& track = track_of(v, asking);
    Root& root = roots[{&track, v}];
    if (root.stage != Root::Stage::open) return root.number;
    const ValueOf& value = product.values[v];
    const Needs::Key key{&track, v};
    try {
        if (value.solve) return solve(track, v, root);
        if (!needs->leads_back(key)) {
            const bool before_paths = track.with_paths() && needs->of_paths(track).contains(key);  // they rest on it
            root.number = track.evaluate(track.values_[v], before_paths ? Point{} : track.at_start(0, 0, 0));
            root.stage = Root::Stage::found;
            return root.number;
        }
        // A `solve` around a fixed point solves it anew at every trial (rule S57), so it goes first.
        const Needs::Keys rests_on = needs->beside_solved(key);
        for (const Needs::Key& other : rests_on)
            if (product.values[other.second].solve && needs->of_value(other).contains(key) && roots[other].stage == Root::Stage::open) at_issue(other.second, *other.first);
        if (root.stage != Root::Stage::open) return root.number;
        return fixed_point(track, v, root);
    } catch (...) {
        if (root.stage == Root::Stage::trying) {
            root.stage = Root::Stage::open;
            forget(track, v);
        }
        throw;
    }
}

void Contract::Inside::settle(const Needs::Keys& rests_on) {
    for (const bool solves : {true, false})
        for (const Needs::Key& key : rests_on)
            if ((product.values[key.second].solve != nullptr) == solves && closed(key.second, *key.first) && roots[key].stage == Root::Stage::open)
                at_issue(key.second, *key.first);
}

std::optional<Needs::Key> Contract::Inside::internal_rate_of(Track& track, const Program& program) {
    std::uint32_t index = program.root;
    while (index != Instruction::none && program.at(index).op == Code::let) index = program.at(index).arguments[0];
    if (index == Instruction::none) return std::nullopt;
    const Instruction& at = program.at(index);
    if (at.op == Code::special && track.forms_[at.id].kind == Track::Form::Kind::irr) return Needs::Key{&track, track.forms_[at.id].index};
    if (at.op != Code::load || at.id < load_id::value || at.id >= load_id::payment) return std::nullopt;
    const std::size_t v = at.id - load_id::value;
    Track& on = track_of(v, track);
    return product.values[v].solve || needs->leads_back({&on, v}) ? std::nullopt : internal_rate_of(on, on.values_[v]);
}

double Contract::Inside::solve(Track& track, std::size_t v, Root& root) {
    const ValueOf& value = product.values[v];
    const Needs::Key key{&track, v};
    const auto& [left, right] = equations[v];
    for (const Needs::Key& other : needs->of_value(key))
        if (other != key && product.values[other.second].solve && needs->of_value(other).contains(key) && roots[other].stage == Root::Stage::open)
            throw Fault("E0544", value.header.place, fmt::format("{} and {} must be solved together, which is not computed yet", value.header.name, product.values[other.second].header.name));
    root.stage = Root::Stage::trying;
    const Kept depth(trying, trying + 1);
    // "irr(profit) is 12 %" is where the profits are worth nothing at 12 %, and at no other rate.
    auto rate = internal_rate_of(track, left);
    if (rate && needs->degree(track, right, key) > 0) rate.reset();
    const auto sides = [&, &left = left, &right = right](double x) {
        root.number = x;
        forget(track, v);
        const Point issue = track.at_start(0, 0, 0);
        if (rate) return std::pair(rate->first->worth_at(rate->second, track.evaluate(right, issue), value.solve->place), 0.0);
        const double l = track.evaluate(left, issue);
        return std::pair(l, track.evaluate(right, issue));
    };
    const auto f = [&](double x) {
        const auto [l, r] = sides(x);
        return l - r;
    };
    root.residual.reset();
    const double unit = scale != 1 ? 1 : money;
    const int follows_left = rate ? needs->stream_degree(*rate, key) : needs->degree(track, left, key), follows_right = needs->degree(track, right, key);
    const bool straight = follows_left < 2 && follows_right < 2;
    const bool is_ratio = !straight && follows_left + follows_right == 2;
    const auto none = [&](const std::string& why) {
        return Fault(Stop::no_answer, {"E0610", value.solve->place, fmt::format("{} of product {} has no root: {}", value.header.name, product.header.name, why), "", Severity::error});
    };
    if (straight) {
        const auto [l1, r1] = sides(unit);
        const auto at_zero_is = [&](const Program& side, int follows, double now) { return follows == 0 ? std::optional(now) : needs->vanishes(track, side, key) ? std::optional(0.0) : std::nullopt; };
        const auto known_l = at_zero_is(left, follows_left, l1), known_r = at_zero_is(right, follows_right, r1);
        const auto [l0, r0] = known_l && known_r ? std::pair(*known_l, *known_r) : sides(0);
        const double rises = (l1 - l0) - (r1 - r0), slope = rises / unit, at_zero = l0 - r0;
        if (slope == 0 || !std::isfinite(at_zero / slope)) throw none("its equation does not depend on it");
        double number = -at_zero / slope;
        // A side that follows the unknown is rounded as large as it is; where its rise is much smaller, digits of the slope are lost.
        const auto large = [](double a, double b) { return a == b ? 0 : std::fabs(a) + std::fabs(b); };
        if (large(l0, l1) + large(r0, r1) > 4 * std::fabs(rises)) number -= f(number) / slope;
        root.number = number;
        forget(track, v);
    } else if (const auto quick = is_ratio ? ratio_root(f, unit) : std::nullopt; quick && *quick <= unit * 1e6) {
        root.number = *quick;
        forget(track, v);
    } else {
        const auto but_at_zero = [&](double x) {  // the equation may hold a ratio to the unknown: "margin is 5 %"
            try {
                return f(x);
            } catch (const Fault& fault) {
                if (x != 0 || fault.diagnostic().code != "E0605") throw;
                return std::numeric_limits<double>::quiet_NaN();
            }
        };
        const Sought sought = look_for_root(but_at_zero, unit);
        if (sought.answer == Sought::Answer::none) throw none(fmt::format("between 0 and {} no number was found at which its sides meet", shortest(unit * 1e6 * scale)));
        if (sought.answer == Sought::Answer::several)
            throw Fault(Stop::no_answer, {"E0611", value.solve->place, fmt::format("{} of product {} has several roots", value.header.name, product.header.name), "", Severity::error});
        root_in([&](double x) { return *(root.residual = f(x)); }, sought.bracket);
    }
    if (rate) {
        root.residual.reset();
        rate->first->internal_rate(rate->second, value.solve->place);
    }
    root.stage = Root::Stage::found;
    return root.number;
}

double Contract::Inside::fixed_point(Track& track, std::size_t v, Root& root) {
    const ValueOf& value = product.values[v];
    root.stage = Root::Stage::trying;
    const bool outermost = trying == 0;
    const Kept depth(trying, trying + 1);
    const auto excess = [&](double g) {
        root.number = g;
        forget(track, v);
        return track.evaluate(track.values_[v], track.at_start(0, 0, 0)) - g;
    };
    const double at_zero = excess(0);
    if (at_zero == 0 && excess(1) == 0)
        throw Fault(Stop::no_answer, {"E0611", value.header.place, fmt::format("{} of product {} is itself and nothing else: any number would do", value.header.name, product.header.name), "", Severity::error});
    const auto bracket = bracket_fixed_point(excess, at_zero);
    if (!bracket)
        throw Fault(Stop::no_answer, {"E0610", value.header.place, fmt::format("{} of product {} leads back to itself and has no root", value.header.name, product.header.name), "", Severity::error});
    const double g = root_in([&](double x) { return *(root.residual = excess(x)); }, *bracket);
    if (outermost && g != 0) {
        for (const double factor : {0.0625, 0.25, 0.5, 2.0, 4.0, 16.0}) {
            const double there = excess(g * factor);
            if (there != 0 && (std::signbit(there) == (factor < 1)) == (g > 0))
                throw Fault(Stop::no_answer, {"E0611", value.header.place, fmt::format("{} of product {} leads back to itself and has several roots", value.header.name, product.header.name), "", Severity::error});
        }
        root.residual = excess(g);
    }
    root.stage = Root::Stage::found;
    return root.number;
}

}  // namespace hearth
