#include "slow.hpp"

#include <algorithm>
#include <cmath>

namespace hearth::reference {

using Group = Payment::Group;
using Falls = Payment::Falls;
using At = Payment::At;

namespace {

/// The number at which f vanishes. f falls in straight pieces, as a value of benefits that pay the larger of two amounts does.
template <class Function>
Real root(Function&& f, Real unit) {
    Real low = 0, at_low = f(low), high = unit, at_high = f(high);
    if (at_low == 0) return low;
    while ((at_low > 0) == (at_high > 0) && std::fabs(high) < 1e12L * unit) {
        low = high;
        at_low = at_high;
        high *= at_low > 0 ? 2 : -2;
        at_high = f(high);
    }
    for (int tries = 0; tries < 200 && at_high != 0; ++tries) {  // Illinois: the secant, and half the weight of an end that stays
        const Real x = high - at_high * (high - low) / (at_high - at_low);
        if (x == low || x == high) return x;
        const Real at_x = f(x);
        if ((at_x > 0) == (at_high > 0)) {
            at_low /= 2;
        } else {
            low = high;
            at_low = at_high;
        }
        high = x;
        at_high = at_x;
    }
    return high;
}

}  // namespace

bool Drawn::reads_held() const {
    return std::any_of(moves.begin(), moves.end(), [](const Move& move) { return move.rate.shape == Rate::Shape::waning; }) ||
           std::any_of(payments.begin(), payments.end(), [](const Payment& payment) { return payment.held_months > 0; });
}

Slow::Slow(const Drawn& product) : product_(product), life_(product) {
    for (const Payment& payment : product.payments)
        cash_in_benefits_ = cash_in_benefits_ || payment.amount.of == Amount::Of::cash_value || payment.amount.of == Amount::Of::larger;
    const Payment& premium = product.payments.front();
    for (int k = 0; k < product.steps(); ++k) {
        bool may = false;
        for (int state = 0; state < product.states(); ++state)
            may = may || (premium.falls == Falls::every && !ended(k, state) && starts(premium, k) &&
                          fits(premium, k / product.steps_a_year() + 1, state, 0));
        premium_may_fall_.push_back(may);
    }
    for (int k = 0; k < product.steps(); ++k) leaves_.push_back(life_.leaves(k, premium_may_fall_));
    find_level();
}

/// Whether `when` holds (S37).
bool Slow::fits(const Payment& payment, int year, int state, int held) const {
    return year > payment.after_year && (payment.last_year == 0 || year <= payment.last_year) &&
           (payment.states == 0 || ((payment.states >> state) & 1u) != 0) && held * 12 >= payment.held_months * product_.steps_a_year();
}

bool Slow::starts(const Payment& payment, int k) const {
    return payment.falls == Falls::every ? payment.at != At::end && k * 12 % (payment.months * product_.steps_a_year()) == 0
                                         : payment.falls == Falls::issue && k == 0;
}

/// `year` as counted; premiums before `paid_before` are paid; cash values stand at `values` (S36).
Real Slow::amount(const Payment& payment, int year, int paid_before, const Node& values) {
    const Amount& a = payment.amount;
    Real of = 1;
    switch (a.of) {
        case Amount::Of::sum:
            of = product_.sum;
            break;
        case Amount::Of::fixed:
            of = 1;
            break;
        case Amount::Of::level:
            of = level_;
            break;
        case Amount::Of::premium:
            of = premium_at(values.k);
            break;
        case Amount::Of::premiums_paid:
            of = premiums_paid(paid_before);
            break;
        case Amount::Of::cash_value:
            of = cash_value(values);
            break;
        case Amount::Of::larger:
            of = std::max(Real(product_.sum), cash_value(values));
            break;
    }
    switch (a.growth) {
        case Amount::Growth::none:
            break;
        case Amount::Growth::simple:
            of *= 1 + Real(a.rate) * (year - 1);
            break;
        case Amount::Growth::compound:
            for (int past = 1; past < year; ++past) of *= 1 + Real(a.rate);
            break;
        case Amount::Growth::first_year:
            of *= year == 1 ? Real(1) : Real(a.rate);
            break;
        case Amount::Growth::age:
            of *= 1 + Real(a.rate) * (product_.age + year - 1);
            break;
    }
    return a.factor * of;
}

Real Slow::premium_at(int k) { return amount(product_.payments.front(), k / product_.steps_a_year() + 1, 0, {k, 0, 0}); }

/// What fell due before step `before`, in any state in which the contract runs (drawn so that no path differs).
Real Slow::premiums_paid(int before) {
    const Payment& premium = product_.payments.front();
    Real sum = 0;
    for (int k = 0; k < before; ++k)
        if (!ended(k, 0) && starts(premium, k) && fits(premium, k / product_.steps_a_year() + 1, 0, k)) sum += premium_at(k);
    return sum;
}

/// From the start of the period to its middle; the interest of each step on the way.
Real Slow::to_middle(const Payment& payment, int k) const {
    Real discount = 1;
    int left = payment.months * product_.steps_a_year();  // twice the way, in months over the steps of a year
    for (; left >= 24; left -= 24) discount *= life_.discount(k++);
    return left == 0 ? discount : discount * std::sqrt(life_.discount(k));
}

void Slow::add(Due& sum, const Payment& payment, Real money, Real weight) const {
    if (payment.group == Group::benefit) sum.benefits += weight * money;
    if (payment.group == Group::expense) sum.expenses += weight * money;
    if (payment.group == Group::premium) {
        sum.premiums += weight * money;
        sum.units += weight;
    }
}

/// What is due at a node and in the step after it, where the life may go from there; `weight` has the discount to the node.
void Slow::follow(Due& sum, const Node& from, Real weight, Places& next) {
    const auto [k, state, held] = from;
    const int year = k / product_.steps_a_year() + 1, paid = k + 1, months_after = (k + 1) * 12 / product_.steps_a_year();
    const Payment& premium = product_.payments.front();
    for (const Payment& payment : product_.payments) {
        const bool with_premium = payment.falls == Falls::premium && starts(premium, k) && fits(premium, year, state, held);
        if ((with_premium || starts(payment, k)) && fits(payment, year, state, held))
            add(sum, payment, amount(payment, year, paid, from), weight * (payment.at == At::middle ? to_middle(payment, k) : 1));
    }
    const std::vector<Real>& row = life_.row(k, state, held);
    const Real v = life_.discount(k);
    for (int to = 0; to < product_.states(); ++to) {
        const Real p = row[static_cast<std::size_t>(to)];
        if (p == 0) continue;
        const int held_then = to == state ? held + 1 : 0;
        const bool over = ended(k + 1, to);
        for (const Payment& payment : product_.payments) {
            const bool moves =
                payment.falls == Falls::move && to != state && (payment.from < 0 || payment.from == state) && payment.to == to;
            if (moves && fits(payment, year, state, held + 1))
                add(sum, payment, amount(payment, year, paid, {k + 1, state, held + 1}),
                    weight * p *
                        (payment.at == At::start    ? 1
                         : payment.at == At::middle ? std::sqrt(v)
                                                    : v));
            const bool closes = payment.falls == Falls::every && payment.at == At::end && months_after % payment.months == 0;
            if ((closes || (payment.falls == Falls::end && over)) && fits(payment, year, to, held_then))
                add(sum, payment, amount(payment, year, paid, {k + 1, to, held_then}), weight * p * v);
            if (payment.falls == Falls::status && !over && static_cast<std::size_t>(payment.status) < product_.leaving.size() &&
                fits(payment, year, to, held_then))
                add(sum, payment, amount(payment, year, paid, {k + 1, to, held_then}),
                    weight * p * v * leaves_[static_cast<std::size_t>(k)][static_cast<std::size_t>(payment.status)]);
        }
        if (over) continue;
        Real stays = 1;
        for (const Real left : leaves_[static_cast<std::size_t>(k)]) stays -= left;
        next[{to, product_.reads_held() ? held_then : 0}] += weight * p * v * stays;
    }
}

Due Slow::due(const Node& node) {
    const auto known = known_.find({node.k, node.state, node.held});
    if (known != known_.end()) return known->second;
    Due sum;
    Places here;
    if (!ended(node.k, node.state)) here[{node.state, node.held}] = 1;
    for (int k = node.k; !here.empty(); ++k) {
        Places next;
        for (const auto& [place, weight] : here) follow(sum, {k, place.first, place.second}, weight, next);
        here = std::move(next);
    }
    return known_[{node.k, node.state, node.held}] = sum;
}

Real Slow::net_reserve(const Node& node) {
    const Due later = due(node);
    return later.benefits - net_ * later.units;
}

Real Slow::gross_reserve(const Node& node) {
    const Due later = due(node);
    return later.benefits + later.expenses - later.premiums;
}

Real Slow::cash_value(const Node& node) {
    const Real time = Real(node.k) / product_.steps_a_year();
    return std::min(Real(1), product_.cash_start + product_.cash_growth * time) * std::max(Real(0), net_reserve(node));
}

const Slow::Places& Slow::occupied(int k) {
    if (occupied_.empty()) occupied_.push_back({{{0, 0}, 1}});
    while (static_cast<int>(occupied_.size()) <= k) {
        const int at = static_cast<int>(occupied_.size()) - 1;
        Places next;
        for (const auto& [place, p] : occupied_.back())
            for (int to = 0; to < product_.states(); ++to)
                next[{to, to == place.first ? place.second + 1 : 0}] +=
                    p * life_.row(at, place.first, place.second)[static_cast<std::size_t>(to)];
        occupied_.push_back(std::move(next));
    }
    return occupied_[static_cast<std::size_t>(k)];
}

Real Slow::in_state(int k, int state) {
    Real sum = 0;
    for (const auto& [place, p] : occupied(k)) sum += place.first == state ? p : 0;
    return sum;
}

bool Slow::reachable(const Node& node) {
    const auto found = occupied(node.k).find({node.state, node.held});
    return found != occupied(node.k).end() && found->second > 0 && !ended(node.k, node.state);
}

void Slow::set(Real level, Real net) {
    level_ = level;
    net_ = net;
    known_.clear();
}

/// The net premium at this level: it leads back to itself only through a cash value that a benefit pays (S57).
void Slow::find_net() {
    const Real level = level_;
    const auto found = [&](Real net) {
        set(level, net);
        const Due issue = due({});
        return issue.benefits / issue.units;
    };
    const Real once = found(0);
    set(level, cash_in_benefits_ ? root([&](Real net) { return found(net) - net; }, once) : once);
}

void Slow::find_level() {
    const Real unit = product_.sum;
    if (product_.level == Drawn::Level::given) {
        set(product_.payments.front().amount.factor * unit, 0);  // the amount itself says the sum
        find_net();
    } else if (product_.level == Drawn::Level::net) {
        const auto excess = [&](Real net) {
            set(net, net);
            const Due issue = due({});
            return issue.benefits / issue.units - net;
        };
        const Real net = root(excess, unit);
        set(net, net);
    } else {
        const auto excess = [&](Real level) {
            set(level, 0);
            find_net();
            const Due issue = due({});
            return issue.benefits + issue.expenses - issue.premiums;
        };
        const Real level = root(excess, unit);
        set(level, 0);
        find_net();
    }
}

}  // namespace hearth::reference
