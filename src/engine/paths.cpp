// Which paths lead to a node, where accounts or `lasting` are read: every past that can be met, forward from issue (rules S24, S42-S45).
#include "hearth/engine/paths.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "form.hpp"
#include "hearth/base/math.hpp"
#include "hearth/base/text.hpp"
#include "hearth/language/parser.hpp"
#include "inside.hpp"
#include "rounds.hpp"

namespace hearth {

/// What is reached at the end of a step, before the payments that close a period.
struct Track::Way {
    Past reached;
};

namespace {

constexpr double same_balance = 1e-12;

}  // namespace

const Paths::Step& Track::paths(std::size_t k) {
    explore(k);
    return paths_->steps[k];
}

Point Track::on_path(std::size_t k, std::size_t state, std::size_t held) {
    const Past& past = paths(k).pasts[held];
    return {k, k, k, state, state, past.held, 0, &past, held};
}

/// A past that was met at this step and is the same; SIZE_MAX: none.
std::size_t Track::same_past(const Paths::Step& step, const Past& past) const {
    const auto alike = step.found.find({past.held, past.lasting});
    if (alike == step.found.end()) return SIZE_MAX;
    const double unit = contract_.scale != 1 ? 1 : contract_.money;
    const auto apart = [&](double balance) { return same_balance * std::max(unit, std::fabs(balance)); };
    const double first = past.balances.empty() ? 0 : past.balances[0];
    for (auto one = alike->second.lower_bound(first - apart(first)); one != alike->second.end() && one->first <= first + apart(first); ++one) {
        const Past& met = step.pasts[one->second];
        bool equal = true;
        for (std::size_t a = 1; a < past.balances.size() && equal; ++a) equal = std::fabs(met.balances[a] - past.balances[a]) <= apart(past.balances[a]);
        if (equal) return one->second;
    }
    return SIZE_MAX;
}

namespace {

std::size_t add_past(Paths::Step& step, const Past& past) {
    step.found[{past.held, past.lasting}].emplace(past.balances.empty() ? 0 : past.balances[0], step.pasts.size());
    step.pasts.push_back(past);
    return step.pasts.size() - 1;
}

}  // namespace

/// What a node is called by: `held` of the functions that take one.
std::size_t Track::node_of(const Point& point) {
    if (point.past == nullptr) return point.held;
    if (point.node != SIZE_MAX) return point.node;
    const Paths::Step& step = paths(point.k);
    const std::size_t found = same_past(step, *point.past);
    if (found == SIZE_MAX || step.met[found * states_ + point.state] == 0)
        throw Fault("E0574", contract_.product.header.place, fmt::format("a value is read after {} years in '{}' with balances that no path has there", shortest(time_of(point.k)), model_.states[point.state]),
                    "a payment that moves an account cannot read a value of the same moment");
    return found;
}

/// Of each condition, how long it has held at step k, having held so long the step before.
void Track::follow_clocks(Past& past, const std::vector<std::size_t>& before, std::size_t k, std::size_t state) {
    past.lasting.assign(clocks_.size(), 0);
    for (std::size_t c = 0; c < clocks_.size(); ++c)  // one may read those before it
        if (holds(clocks_[c].when, {k, k, k, state, state, past.held, 0, &past}))
            past.lasting[c] = c < before.size() && before[c] > 0 ? std::min(before[c] + 1, clocks_[c].most + 1) : 1;
}

void Track::explore(std::size_t k) {
    const Kept inside(contract_.outside, false);
    if (paths_ == nullptr) {
        contract_.settle(contract_.needs->paths_beside_solved(*this));
        paths_ = std::make_unique<Paths>();
    }
    std::vector<Paths::Step>& steps = paths_->steps;
    if (steps.size() > k) return;
    if (exploring_)
        throw Fault("E0571", accounts_.empty() ? contract_.product.header.place : accounts_.front().account->header.place,
                    "what an account comes to depends on what is still due", "what flows into and out of an account may read the past, not a present value");
    const Kept exploring(exploring_, true);
    if (steps.empty()) {
        Paths::Step first;
        Past past;
        Point issue{0, 0, 0, 0, 0, 0, 0, &past};
        past.lasting.assign(clocks_.size(), 0);
        past.balances.assign(accounts_.size() + (premiums_by_path() ? 1 : 0), 0.0);
        for (std::size_t a = 0; a < accounts_.size(); ++a) past.balances[a] = evaluate(accounts_[a].opens, issue);
        follow_clocks(past, {}, 0, 0);
        add_past(first, past);
        first.met.assign(states_, 0);
        first.met[0] = 1;
        steps.push_back(std::move(first));
    }
    while (steps.size() <= k) {
        const std::size_t at = steps.size() - 1;
        steps[at].next.assign(steps[at].pasts.size() * states_ * states_, 0);
        steps[at].left.resize(steps[at].met.size());
        Paths::Step then;
        std::vector<std::pair<std::size_t, std::size_t>> met;
        for (std::size_t node = 0; node < steps[at].met.size(); ++node) {
            if (steps[at].met[node] == 0) continue;
            const std::size_t state = node % states_, held = node / states_;
            steps[at].left[node] = left_of(at, state, held);
            const double* to = row(at, state, held);
            for (std::size_t s = 0; s < states_; ++s) {
                if (to[s] == 0) continue;
                const Past past = settled_of(at, s, steps[at].pasts[held], reached_of(at, state, s, held));
                std::size_t found = same_past(then, past);
                if (found == SIZE_MAX) {
                    found = add_past(then, past);
                    if (found >= Paths::most)
                        throw Fault(Stop::limit, {"E0570", contract_.product.header.place,
                                                  fmt::format("after {} years more than {} different paths of product {} must be told apart", shortest(time_of(at)), Paths::most, contract_.product.header.name),
                                                  "amounts that grow alike, or a longer step, let paths meet again", Severity::error});
                }
                steps[at].next[(held * states_ + state) * states_ + s] = static_cast<std::uint32_t>(found);
                met.emplace_back(found, s);
            }
        }
        then.met.assign(then.pasts.size() * states_, 0);
        for (const auto& [past, state] : met) then.met[past * states_ + state] = 1;
        const std::size_t stayed = steps[at].since_issue;
        then.since_issue = steps[at].met[stayed * states_] != 0 && row(at, 0, stayed)[0] > 0 ? steps[at].next[stayed * states_ * states_] : 0;
        then.ended.assign(then.met.size(), -1);
        steps.push_back(std::move(then));
    }
}

std::size_t Track::path_after(std::size_t k, std::size_t held, std::size_t from, std::size_t to) {
    explore(k + 1);
    return paths_->steps[k].next[(held * states_ + from) * states_ + to];
}

bool Track::path_ended(std::size_t k, std::size_t state, std::size_t held) {
    explore(k);
    const auto known = [&]() -> signed char& {
        std::vector<signed char>& ended = paths_->steps[k].ended;
        if (ended.empty()) ended.assign(paths_->steps[k].met.size(), -1);
        return ended[held * states_ + state];
    };
    if (known() < 0) {
        const Kept inside(contract_.outside, false);
        std::vector<Point> points;
        std::vector<double> ends;
        const Paths::Step& step = paths_->steps[k];
        for (std::size_t past = 0; past < step.pasts.size(); ++past)
            if (step.met[past * states_ + state] != 0) points.push_back(on_path(k, state, past));
        if (at_once(ends_, points, ends))
            for (std::size_t i = 0; i < points.size(); ++i)
                if (!std::isnan(ends[i])) paths_->steps[k].ended[points[i].node * states_ + state] = ends[i] != 0 ? 1 : 0;
        if (known() >= 0) return known() != 0;
        const bool over = holds(ends_, on_path(k, state, held));
        known() = over ? 1 : 0;
    }
    return known() != 0;
}

/// The end of step k in the state left: after the payments at its start and the growth of the accounts.
Past Track::left_of(std::size_t k, std::size_t state, std::size_t held) {
    const Past& past = paths_->steps[k].pasts[held];
    const Point start{k, k, k, state, state, past.held, 0, &past, held};
    Past out = after_rounds(Flow::Falls::start, start, past);
    Point paid = start;
    const Past before_growth = out;
    paid.past = &before_growth;
    for (std::size_t a = 0; a < accounts_.size(); ++a) {
        if (accounts_[a].grows.empty()) continue;
        const double grows = evaluate(accounts_[a].grows, paid), years = ticks_ / ticks_per_year;
        if (!(grows > -1))
            throw Fault("E0575", accounts_[a].grows.at(accounts_[a].grows.root).place, fmt::format("account {} grows by {} a year (allowed: above -1)", accounts_[a].account->header.name, shortest(grows)));
        out.balances[a] *= years == 1 ? 1 + grows : power(1 + grows, years);
    }
    if (premiums_by_path()) out.balances.back() += premiums_now(start);
    out.held = durations().longer(past.held);
    for (std::size_t c = 0; c < clocks_.size(); ++c)
        if (out.lasting[c] > 0) out.lasting[c] = std::min(out.lasting[c] + 1, clocks_[c].most + 1);
    return out;
}

/// In the state reached, after what is due on the move.
Past Track::reached_of(std::size_t k, std::size_t from, std::size_t to, std::size_t held) {
    const Paths::Step& step = paths_->steps[k];
    const Past &before = step.pasts[held], &left = step.left[held * states_ + from];
    Past out = from == to ? left : after_rounds(Flow::Falls::move, {k + 1, k, k + 1, from, to, left.held, 0, &left}, left);
    out.held = durations().after(before.held, joint_, from, to);
    follow_clocks(out, before.lasting, k + 1, to);
    return out;
}

/// After what closes a period: the past at the next step.
Past Track::settled_of(std::size_t k, std::size_t state, const Past& before, const Past& reached) {
    Past out = after_rounds(Flow::Falls::closing, {k + 1, k, k + 1, state, state, reached.held, 0, &reached}, reached);
    if (!accounts_.empty()) follow_clocks(out, before.lasting, k + 1, state);
    return out;
}

/// Whether what closes a period moves an account: else those who reach a state have settled at once.
bool Track::closing_moves_accounts() const {
    return !accounts_.empty() && std::any_of(flows_.begin(), flows_.end(), [this](const Flow& flow) { return (!flow.draws.empty() || flow.into != SIZE_MAX) && leader(flow).falls == Flow::Falls::closing; });
}

Track::Passage Track::passage(std::size_t k, std::size_t from, std::size_t to, std::size_t held) {
    if (!with_paths()) {
        const std::size_t then = durations().after(held, joint_, from, to);
        const Point reached{k + 1, k, k + 1, to, to, then, 0, nullptr};
        return {{k + 1, k, k + 1, from, to, durations().longer(held), 0, nullptr}, reached, reached, then};
    }
    const std::size_t then = next(k, held, from, to);
    const Past &left = paths_->steps[k].left[held * states_ + from], &after = paths_->steps[k + 1].pasts[then];
    const Point settled{k + 1, k, k + 1, to, to, after.held, 0, &after, then};
    Passage out{{k + 1, k, k + 1, from, to, left.held, 0, &left}, settled, settled, then};
    if (closing_moves_accounts()) {
        out.way = std::make_shared<const Way>(Way{reached_of(k, from, to, held)});
        out.reached.past = &out.way->reached;
        out.reached.node = SIZE_MAX;
    }
    return out;
}

/// The past at a moment that is asked for: that of the durations and balances given; there must be just one.
std::size_t Track::path_at(std::size_t k, std::size_t state, const Held& held, const Place& place) {
    const Paths::Step& step = paths(k);
    const bool open = !held.lasting && std::none_of(held.balances.begin(), held.balances.end(), [](const auto& one) { return one.has_value(); });
    const bool at_all = std::any_of(held.years.begin(), held.years.end(), [](const auto& one) { return one.has_value(); });
    if (open && !at_all && state == 0 && step.met[step.since_issue * states_] != 0) return step.since_issue;
    const double unit = contract_.scale != 1 ? 1 : contract_.money;
    std::vector<std::size_t> fits;
    for (std::size_t i = 0; i < step.pasts.size(); ++i) {
        if (step.met[i * states_ + state] == 0) continue;
        bool fit = true;
        for (std::size_t life = 0; life < joint_.lives.size() && fit; ++life) {
            const std::optional<double> years = life < held.years.size() ? held.years[life] : std::nullopt;
            if (!years || durations().most[life] == 0) continue;
            const auto steps = step_of(*years);
            if (!steps) throw between_steps("held", *years, place);
            fit = durations().of(step.pasts[i].held, life) == std::min(*steps, durations().most[life]);
        }
        if (held.lasting && fit) {
            const auto steps = step_of(*held.lasting);
            if (!steps) throw between_steps("lasting", *held.lasting, place);
            fit = clocks_.size() == 1 && step.pasts[i].lasting[0] == (*steps == 0 ? 0 : std::min(*steps, clocks_[0].most) + 1);
            if (*steps == 0 && clocks_.size() == 1) fit = step.pasts[i].lasting[0] <= 1;
        }
        for (std::size_t a = 0; a < step.pasts[i].balances.size() && fit; ++a) {
            const std::optional<double> balance = a < held.balances.size() ? held.balances[a] : std::nullopt;
            fit = !balance || std::fabs(*balance - step.pasts[i].balances[a]) <= std::max(same_balance * unit, 1e-9 * std::max(std::fabs(*balance), std::fabs(step.pasts[i].balances[a])));
        }
        if (fit) fits.push_back(i);
    }
    const std::string when = fmt::format("after {} years in '{}'", shortest(time_of(k)), model_.states[state]);
    if (fits.empty())
        throw Fault("E0574", place, fmt::format("no path leads there: {}{}", when, open ? "" : " with that balance"), "give what a path can have");
    if (fits.size() == 1) return fits.front();
    std::vector<std::string> left_open;
    if (memory() > 0) left_open.emplace_back("'held: ...'");
    if (clocks_.size() == 1) left_open.emplace_back("'lasting: ...'");
    if (premiums_by_path()) left_open.emplace_back("'premiums_paid: ...'");
    for (const ContractAccount& account : accounts_) left_open.push_back(fmt::format("'{}: ...'", account.account->header.name));
    throw Fault("E0548", place, fmt::format("{} paths meet {} and the answer may depend on which", fits.size(), when), left_open.empty() ? "" : fmt::format("write {} beside the state", join(left_open)));
}

/// lasting(c): for how long c has held without a break.
std::optional<std::uint32_t> Track::lasting(const Ast& ast, std::uint32_t index, Compiler& compiler, const Scope& here) {
    const Node& node = ast.at(index);
    if (node.children.size() != 1) {
        compiler.fault("E0413", node.place, fmt::format("lasting takes one condition, but here stand {} arguments", node.children.size()), "as in lasting(state is ill)");
        return compiler.emit({Code::constant, Type::number(), node.place, 0, {}, Value::of(0), nullptr, {}, "", {}});
    }
    Form form;
    form.kind = Form::Kind::lasting;
    const std::string text = to_text(ast, index);
    const bool plain = &here == &scopes_[0];
    form.index = clocks_.size();
    for (std::size_t c = 0; c < clocks_.size(); ++c)
        if (plain && clocks_[c].text == text) form.index = c;
    if (form.index == clocks_.size()) {
        Program when = inner(ast, node.children[0], compiler, here, Type::Base::truth);
        if (basis_.continuous) compiler.fault("E0544", node.place, "'lasting' on a continuous basis is not computed yet", "write step = \"month\"");
        form.index = clocks_.size();
        clocks_.push_back({std::move(when), plain ? text : text + " ", 0});
        reset();
    }
    return emit_form(compiler, std::move(form), Type::number(), node.place, {}, text);
}

}  // namespace hearth
