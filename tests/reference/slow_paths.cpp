#include "slow_paths.hpp"

#include <algorithm>
#include <cmath>

namespace hearth::reference {

using Falls = LivesPayment::Falls;
using At = LivesPayment::At;
using Grows = LivesPayment::Grows;

Standing SlowPaths::issue() const {
    const std::vector<int> zero(product_.lives.size(), 0);
    Standing out{0, zero, zero, {}, {}, 0};
    for (std::size_t clock = 0; clock < product_.clocks.size(); ++clock) out.clocks.push_back(runs(clock, zero) ? 0 : -1);
    for (const DrawnAccount& account : product_.accounts) out.balances.push_back(account.opens);
    return out;
}

bool SlowPaths::ended(int k, const std::vector<int>& states) const {
    std::size_t dead = 0;
    for (std::size_t i = 0; i < states.size(); ++i) dead += states[i] == product_.lives[i].living ? 1u : 0u;
    const bool by_death = product_.ends == Lives::Ends::first_death  ? dead > 0
                          : product_.ends == Lives::Ends::last_death ? dead == states.size()
                                                                     : states[0] == product_.lives[0].living;
    return k >= product_.steps() || by_death;
}

Real SlowPaths::discount(int k) const {
    const auto year = static_cast<std::size_t>(k / product_.steps_a_year());
    return std::pow(1 + Real(product_.interest[std::min(year, product_.interest.size() - 1)]), -Real(1) / product_.steps_a_year());
}

/// Steps since each life entered its state, and each clock began: back along the course, and on before it to where the standing began.
Standing SlowPaths::standing(const Course& course, std::size_t at, const Standing& from) const {
    Standing out{from.k + static_cast<int>(at), course[at], {}, {}, {}, 0};
    for (std::size_t life = 0; life < product_.lives.size(); ++life) {
        std::size_t back = 0;
        while (back < at && course[at - back - 1][life] == course[at][life]) ++back;
        out.held.push_back(static_cast<int>(back) + (back == at ? from.held[life] : 0));
    }
    for (std::size_t clock = 0; clock < product_.clocks.size(); ++clock) {
        int steps = -1;
        for (std::size_t back = 0; back <= at && runs(clock, course[at - back]); ++back) steps = static_cast<int>(back);
        out.clocks.push_back(steps == static_cast<int>(at) ? steps + from.clocks[clock] : steps);
    }
    return out;
}

bool SlowPaths::runs(std::size_t clock, const std::vector<int>& states) const {
    const auto& any = product_.clocks[clock];
    return std::any_of(any.begin(), any.end(), [&](const Condition& one) { return ((one.states >> states[static_cast<std::size_t>(one.life)]) & 1u) != 0; });
}

bool SlowPaths::holds(const Condition& one, int year, const Standing& at) const {
    const auto life = static_cast<std::size_t>(one.life), of = static_cast<std::size_t>(one.of);
    const auto months = [&](int steps) { return steps * 12 / product_.steps_a_year(); };
    switch (one.kind) {
        case Condition::Kind::in_states:
            return ((one.states >> at.states[life]) & 1u) != 0;
        case Condition::Kind::held_least:
            return months(at.held[life]) >= one.number;
        case Condition::Kind::held_below:
            return months(at.held[life]) < one.number;
        case Condition::Kind::year_above:
            return year > one.number;
        case Condition::Kind::year_most:
            return year <= one.number;
        case Condition::Kind::lasting_least:
            return months(std::max(0, at.clocks[of])) >= one.number;
        case Condition::Kind::lasting_below:
            return months(std::max(0, at.clocks[of])) < one.number;
        case Condition::Kind::account_least:
            return at.balances[of] >= one.balance;
        case Condition::Kind::account_below:
            return at.balances[of] < one.balance;
    }
    return false;
}

bool SlowPaths::fits(const LivesPayment& payment, int year, const Standing& at) const {
    const auto one_holds = [&](const Condition& one) { return holds(one, year, at); };
    return std::all_of(payment.all.begin(), payment.all.end(), one_holds) &&
           (payment.either.empty() || std::any_of(payment.either.begin(), payment.either.end(), one_holds));
}

Real SlowPaths::amount(const LivesPayment& payment, int year, const std::vector<int>& states) const {
    Real out = payment.factor;
    if (payment.grows == Grows::by_year) out *= 1 + Real(payment.growth) * (year - 1);
    if (payment.grows == Grows::by_other_age) out *= 1 + Real(payment.growth) * (product_.lives[1].age + year - 1);
    if (payment.grows == Grows::when_other_dead && states[1] == product_.lives[1].living) out *= payment.growth;
    return out;
}

Real SlowPaths::to_middle(const LivesPayment& payment, int k) const {
    Real out = 1;
    int left = payment.months * product_.steps_a_year();  // twice the way, in months over the steps of a year
    for (; left >= 24; left -= 24) out *= discount(k++);
    return left == 0 ? out : out * std::sqrt(discount(k));
}

/// The rate `inside` years after the step began, in a state held so many years (S20, S27).
Real SlowPaths::number(const OneLife& life, const LifeRate& rate, const Standing& at, Real inside, Real held) const {
    const auto& n = rate.rate.numbers;
    const Real time = Real(at.k) / product_.steps_a_year() + inside;
    Real out = n[0];
    if (rate.rate.shape == Rate::Shape::table) out = n[static_cast<std::size_t>(at.k / product_.steps_a_year())];
    if (rate.rate.shape == Rate::Shape::gompertz) out = n[0] + n[1] * std::pow(Real(n[2]), life.age + time);
    if (rate.rate.shape == Rate::Shape::waning) out = n[0] * std::exp(-n[1] * held);
    const auto other = static_cast<std::size_t>(rate.other);
    const bool dead = at.states[other] == product_.lives[other].living;
    if (rate.reads == LifeRate::Reads::other_state && dead) out *= rate.factor;
    if (rate.reads == LifeRate::Reads::other_held && dead && (Real(at.held[other]) / product_.steps_a_year() + inside) * 12 < rate.months - 1e-16L)
        out *= rate.factor;
    if (rate.reads == LifeRate::Reads::other_age) out += rate.factor * std::pow(Real(1.1), product_.lives[other].age + time);
    return out;
}

/// Over the step: times its length where it is read, or the integral by Boole's rule on two hundred parts (S35).
Real SlowPaths::force(std::size_t life, const LifeRate& rate, const Standing& at) const {
    const Real h = Real(1) / product_.steps_a_year(), since = at.held[life] * h;
    const auto read = [&](Real part) { return number(product_.lives[life], rate, at, part * h, since + part * h); };
    if (product_.monthly && product_.read != Drawn::Read::integral)
        return h * read(product_.read == Drawn::Read::start ? Real(0) : product_.read == Drawn::Read::middle ? Real(0.5) : Real(1));
    if (rate.rate.shape != Rate::Shape::gompertz && rate.rate.shape != Rate::Shape::waning && rate.reads != LifeRate::Reads::other_age) return h * read(0.5);
    constexpr int parts = 50;
    Real sum = 0;
    for (int i = 0; i < parts; ++i) {
        static constexpr int weights[] = {7, 32, 12, 32, 7};
        for (int j = 0; j <= 4; ++j) sum += weights[j] * read((i + std::clamp(Real(j) / 4, Real(1e-12L), 1 - Real(1e-12L))) / parts);
    }
    return h * sum / (90 * parts);
}

Real SlowPaths::probability(std::size_t life, const LifeRate& rate, const Standing& at) const {
    if (rate.rate.kind == Rate::Kind::force) return -std::expm1(-force(life, rate, at));
    const int a_year = product_.steps_a_year();
    const Real h = Real(1) / a_year, part = product_.read == Drawn::Read::start ? 0 : product_.read == Drawn::Read::end ? 1 : Real(0.5);
    const Real inside = product_.monthly ? part * h : 0, q = number(product_.lives[life], rate, at, inside, at.held[life] * h + inside);
    return rate.rate.kind == Rate::Kind::dependent ? q : inside_year(q, Real(at.k % a_year) / a_year, h, product_.between);
}

std::vector<int> SlowPaths::struck(const Shock& shock, const std::vector<int>& states) const {
    std::vector<int> out = states;
    for (const int one : shock.lives) {
        const auto life = static_cast<std::size_t>(one);
        if (shock.only_well ? states[life] == 0 : states[life] < product_.lives[life].living) out[life] = product_.lives[life].living;
    }
    return out;
}

/// All forces at once: the exponential of the matrix over the joint states, as so many jumps of a Poisson process at one rate.
SlowPaths::Row SlowPaths::together_at_once(const Standing& at) const {
    std::map<std::vector<int>, std::vector<std::pair<std::vector<int>, Real>>> ways;
    std::vector<std::vector<int>> open = {at.states};
    Real fastest = 0;
    while (!open.empty()) {
        const std::vector<int> here = open.back();
        open.pop_back();
        if (ways.count(here) > 0) continue;
        auto& out = ways[here];
        const Standing there{at.k, here, at.held, {}, {}, 0};
        for (std::size_t life = 0; life < here.size(); ++life)
            for (const auto& move : product_.lives[life].moves) {
                if (move.from != here[life]) continue;
                std::vector<int> then = here;
                then[life] = move.to;
                out.emplace_back(then, force(life, move.rate, there));
            }
        for (const Shock& shock : product_.shocks)
            if (const auto then = struck(shock, here); then != here) out.emplace_back(then, force(0, {shock.rate, LifeRate::Reads::itself, 0, 0, 0}, there));
        Real all = 0;
        for (const auto& [then, one] : out) {
            all += one;
            open.push_back(then);
        }
        fastest = std::max(fastest, all);
    }
    Row sum, jumps = {{at.states, std::exp(-fastest)}};
    for (int n = 0; n < 60; ++n) {
        Row next;
        for (const auto& [here, p] : jumps) {
            sum[here] += p;
            Real leaves = 0;
            for (const auto& [then, one] : ways.at(here)) {
                next[then] += p * one / (n + 1);
                leaves += one;
            }
            next[here] += p * (fastest - leaves) / (n + 1);
        }
        jumps = std::move(next);
    }
    return sum;
}

/// First a shock; those it spares move each by itself, by the rates of the states in which the step began (S28).
SlowPaths::Row SlowPaths::life_by_life(const Standing& at) const {
    // Every set of shocks that may strike, with its chance; a life moves by the first of them.
    Row after_shocks;
    for (std::uint32_t set = 0; set < 1u << product_.shocks.size(); ++set) {
        std::vector<int> then = at.states;
        Real p = 1;
        for (std::size_t i = product_.shocks.size(); i-- > 0;) {
            const Shock& shock = product_.shocks[i];
            const std::vector<int> by_it = struck(shock, at.states);
            const Real strikes = by_it == at.states ? 0 : probability(0, {shock.rate, LifeRate::Reads::itself, 0, 0, 0}, at);
            const bool now = (set >> i & 1u) != 0;
            p *= now ? strikes : 1 - strikes;
            for (std::size_t life = 0; now && life < then.size(); ++life)
                if (by_it[life] != at.states[life]) then[life] = by_it[life];
        }
        if (p != 0) after_shocks[then] += p;
    }
    Row out;
    for (const auto& [states, p] : after_shocks) {
        Row here = {{states, p}};
        for (std::size_t i = 0; i < states.size(); ++i) {
            if (states[i] != at.states[i]) continue;
            const OneLife& life = product_.lives[i];
            std::vector<std::pair<int, Real>> moves;
            for (const auto& move : life.moves)
                if (move.from == at.states[i]) moves.emplace_back(move.to, probability(i, move.rate, at));
            const bool as_they_are = life.dependent || product_.order == Drawn::Order::additive;
            const std::vector<Real> own = compete(moves, as_they_are, product_.order, at.states[i], life.living, life.living + 1);
            Row next;
            for (const auto& [there, q] : here)
                for (std::size_t to = 0; to < own.size(); ++to) {
                    if (own[to] == 0) continue;
                    std::vector<int> then = there;
                    then[i] = static_cast<int>(to);
                    next[then] += q * own[to];
                }
            here = std::move(next);
        }
        for (const auto& [there, q] : here) out[there] += q;
    }
    return out;
}

const SlowPaths::Row& SlowPaths::row(Standing at) {
    if (!product_.reads_held()) std::fill(at.held.begin(), at.held.end(), 0);
    at.clocks.clear();
    at.balances.clear();
    at.premiums = 0;
    const auto known = rows_.find(at);
    if (known != rows_.end()) return known->second;
    return rows_[at] = product_.order == Drawn::Order::exponential ? together_at_once(at) : life_by_life(at);
}

void SlowPaths::pay(const std::vector<std::pair<const LivesPayment*, Real>>& due, int year, Standing& at, Paid& paid) const {
    enum Round { into_accounts, to_the_insurer, to_people };
    for (const Round round : {into_accounts, to_the_insurer, to_people}) {
        const Standing began = at;
        std::vector<std::pair<const LivesPayment*, Real>> now;
        std::vector<Real> open, got;
        for (const auto& one : due) {
            const LivesPayment& payment = *one.first;
            if ((payment.into >= 0 ? into_accounts : payment.fee ? to_the_insurer : to_people) != round || !fits(payment, year, began)) continue;
            now.push_back(one);
            open.push_back(amount(payment, year, began.states));
            got.push_back(payment.from < 0 ? open.back() : 0);
        }
        // Draws on one account at one place of their lists share what it has.
        for (const auto source : {&LivesPayment::from, &LivesPayment::then_from}) {
            std::vector<Real> wanted(product_.accounts.size(), 0), left = at.balances;
            for (std::size_t i = 0; i < left.size(); ++i) {
                const DrawnAccount& account = product_.accounts[i];
                const bool freed = account.floor_for_other && began.states[1] == product_.lives[1].living;
                left[i] = std::max(Real(0), left[i] - (freed ? 0 : account.floor));
            }
            for (std::size_t j = 0; j < now.size(); ++j)
                if (now[j].first->*source >= 0) wanted[static_cast<std::size_t>(now[j].first->*source)] += open[j];
            for (std::size_t j = 0; j < now.size(); ++j) {
                if (now[j].first->*source < 0) continue;
                const auto from = static_cast<std::size_t>(now[j].first->*source);
                const Real part = wanted[from] > left[from] ? open[j] * left[from] / wanted[from] : open[j];
                at.balances[from] -= part;
                open[j] -= part;
                got[j] += part;
            }
        }
        for (std::size_t j = 0; j < now.size(); ++j) {
            const auto& [payment, factor] = now[j];
            if (payment->into >= 0) at.balances[static_cast<std::size_t>(payment->into)] += got[j];
            else if (!payment->fee) paid.benefits += factor * got[j];
            paid.refunds += factor * payment->refund * at.premiums;
        }
    }
}

/// What is due at the start of a step; `discounted`: the factor from then to where the course began.
SlowPaths::Paid SlowPaths::start(int k, Standing& at, Real discounted) const {
    const int year = k / product_.steps_a_year() + 1;
    Paid paid;
    std::vector<std::pair<const LivesPayment*, Real>> due;
    for (const LivesPayment& payment : product_.payments) {
        const bool opens = payment.falls == Falls::every && payment.at != At::end && k * 12 % (payment.months * product_.steps_a_year()) == 0;
        if (!opens && !(payment.falls == Falls::issue && k == 0)) continue;
        if (&payment != &product_.payments.front())
            due.emplace_back(&payment, discounted * (payment.at == At::middle ? to_middle(payment, k) : 1));
        else if (fits(payment, year, at))
            paid.units += discounted;
    }
    if (paid.units != 0 && product_.refunds()) ++at.premiums;
    for (std::size_t i = 0; i < at.balances.size(); ++i) {
        const DrawnAccount& account = product_.accounts[i];
        if (account.months > 0 && k > 0 && k * 12 % (account.months * product_.steps_a_year()) == 0)
            at.balances[i] = account.opens + std::min(Real(account.carry), std::max(Real(0), at.balances[i]));
    }
    pay(due, year, at, paid);
    return paid;
}

/// What is due in the step from `before`, as it is left, to `then`: on the moves, where a period closes, at the end of the contract.
SlowPaths::Paid SlowPaths::step(const Standing& before, Standing& then, Real discounted) const {
    const int k = before.k, year = k / product_.steps_a_year() + 1, months_after = (k + 1) * 12 / product_.steps_a_year();
    const Real v = discount(k);
    Standing left = before;
    for (int& one : left.held) ++one;
    for (int& one : left.clocks)
        if (one >= 0) ++one;
    for (std::size_t i = 0; i < left.balances.size(); ++i)
        left.balances[i] *= std::pow(1 + Real(product_.accounts[i].grows), Real(1) / product_.steps_a_year());
    Paid paid;
    std::vector<std::pair<const LivesPayment*, Real>> moves, closing, end;
    for (const LivesPayment& payment : product_.payments) {
        const auto goes = [&](const std::pair<std::vector<int>, int>& way) {
            return std::all_of(way.first.begin(), way.first.end(), [&](int one) {
                const auto life = static_cast<std::size_t>(one);
                return then.states[life] != before.states[life] && then.states[life] == (way.second < 0 ? product_.lives[life].living : way.second);
            });
        };
        if (payment.falls == Falls::move && std::any_of(payment.moves.begin(), payment.moves.end(), goes))
            moves.emplace_back(&payment, discounted * (payment.at == At::start ? 1 : payment.at == At::middle ? std::sqrt(v) : v));
        if (payment.falls == Falls::every && payment.at == At::end && months_after % payment.months == 0) closing.emplace_back(&payment, discounted * v);
        if (payment.falls == Falls::end && ended(k + 1, then.states)) end.emplace_back(&payment, discounted * v);
    }
    pay(moves, year, left, paid);
    then.balances = left.balances;
    then.premiums = left.premiums;
    pay(closing, year, then, paid);
    pay(end, year, then, paid);
    return paid;
}

/// `discounted`: the factor from the point where the course stands to its beginning.
void SlowPaths::follow(Course& course, const Standing& from, const Standing& kept, Real chance, Paid paid, Real discounted, Worth& sum) {
    Standing at = standing(course, course.size() - 1, from);
    at.balances = kept.balances;
    at.premiums = kept.premiums;
    if (ended(at.k, at.states)) {
        const Real units = paid.units - paid.refunds;
        sum.benefits += chance * paid.benefits;
        sum.refunds += chance * paid.refunds;
        sum.units += chance * units;
        sum.squares += chance * paid.benefits * paid.benefits;
        sum.products += chance * paid.benefits * units;
        sum.unit_squares += chance * units * units;
        return;
    }
    const Paid now = start(at.k, at, discounted);
    for (const auto& [states, p] : row(at)) {
        if (p == 0) continue;
        course.push_back(states);
        Standing then = standing(course, course.size() - 1, from);
        const Paid on_way = step(at, then, discounted);
        const Paid all{paid.benefits + now.benefits + on_way.benefits, paid.refunds + now.refunds + on_way.refunds, paid.units + now.units + on_way.units};
        follow(course, from, then, chance * p, all, discounted * discount(at.k), sum);
        course.pop_back();
    }
}

Worth SlowPaths::worth(const Standing& from) {
    Worth sum;
    Course course = {from.states};
    follow(course, from, from, 1, {}, 1, sum);
    return sum;
}

void SlowPaths::count(Course& course, const Standing& kept, Real chance, bool running) {
    Standing at = standing(course, course.size() - 1, issue());
    in_states_[{at.k, at.states}] += chance;
    running = running && !ended(at.k, at.states);
    at.balances = kept.balances;
    at.premiums = kept.premiums;
    if (running) standings_.insert(at);
    if (at.k == product_.steps()) return;
    if (running) start(at.k, at, 1);
    for (const auto& [states, p] : row(at)) {
        if (p == 0) continue;
        course.push_back(states);
        Standing then = standing(course, course.size() - 1, issue());
        if (running) step(at, then, 1);
        count(course, then, chance * p, running);
        course.pop_back();
    }
}

const std::set<Standing>& SlowPaths::standings() {
    if (standings_.empty()) {
        Course course = {issue().states};
        count(course, issue(), 1, true);
    }
    return standings_;
}

Real SlowPaths::in_states(int k, const std::vector<int>& states) {
    standings();
    const auto found = in_states_.find({k, states});
    return found == in_states_.end() ? 0 : found->second;
}

}  // namespace hearth::reference
