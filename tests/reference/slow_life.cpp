#include "slow_life.hpp"

#include <cmath>

namespace hearth::reference {

namespace {

/// Of three numbers "a, b, then c by year", or the only one.
Real by_year(const std::vector<double>& numbers, int year) { return numbers[std::min(static_cast<std::size_t>(year), numbers.size() - 1)]; }

}  // namespace

SlowLife::SlowLife(const Drawn& product) : product_(product) {
    const int a_year = product.steps_a_year();  // a middle may lie up to two years after the last step
    for (int k = 0; k < product.steps() + 3 * a_year; ++k)
        discounts_.push_back(std::pow(1 + by_year(product.interest, k / a_year), -Real(1) / a_year));
}

/// The rate in step k, read `inside` years after its start, `held` years after the state was entered (S20, S21).
Real SlowLife::number(const Rate& rate, int k, Real inside, Real held) const {
    const auto& n = rate.numbers;
    const int year = k / product_.steps_a_year();
    switch (rate.shape) {
        case Rate::Shape::constant:
        case Rate::Shape::steps:
        case Rate::Shape::table:
            return by_year(n, year);
        case Rate::Shape::gompertz:
            return n[0] + n[1] * std::pow(Real(n[2]), product_.age + Real(k) / product_.steps_a_year() + inside);
        case Rate::Shape::waning:
            return n[0] * std::exp(-n[1] * held);
    }
    return 0;
}

/// The force of step k: times its length where it is read, or the integral over it, in closed form (S35).
Real SlowLife::force(const Rate& rate, int k, int held) const {
    const Real h = Real(1) / product_.steps_a_year(), since = held * h, age = product_.age + k * h;
    const auto& n = rate.numbers;
    if (product_.monthly && product_.read != Drawn::Read::integral) {
        const Real inside = product_.read == Drawn::Read::start ? 0 : product_.read == Drawn::Read::middle ? h / 2 : h;
        return h * number(rate, k, inside, since + inside);
    }
    if (rate.shape == Rate::Shape::gompertz)
        return n[0] * h + n[1] * (std::pow(Real(n[2]), age + h) - std::pow(Real(n[2]), age)) / std::log(Real(n[2]));
    if (rate.shape == Rate::Shape::waning) return n[0] / Real(n[1]) * (std::exp(-n[1] * since) - std::exp(-n[1] * (since + h)));
    return h * number(rate, k, 0, 0);
}

/// That this cause alone acts in step k (S33).
Real SlowLife::probability(const Rate& rate, int k, int held) const {
    if (rate.kind == Rate::Kind::force) return -std::expm1(-force(rate, k, held));
    const int a_year = product_.steps_a_year();
    const Real h = Real(1) / a_year, s = Real(k % a_year) / a_year, q = number(rate, k, 0, held * h);
    if (rate.kind == Rate::Kind::dependent) return q;
    return inside_year(q, s, h, product_.between);
}

/// A row of the exponential of the matrix of forces: its series for the matrix over 2^10, squared ten times.
std::vector<Real> SlowLife::of_matrix(int k, int state) const {
    const auto states = static_cast<std::size_t>(product_.states());
    using Matrix = std::vector<std::vector<Real>>;
    Matrix m(states, std::vector<Real>(states, 0)), sum = m, term;
    for (const Move& move : product_.moves) {
        const Real f = force(move.rate, k, 0) / 1024;
        m[static_cast<std::size_t>(move.from)][static_cast<std::size_t>(move.to)] += f;
        m[static_cast<std::size_t>(move.from)][static_cast<std::size_t>(move.from)] -= f;
    }
    const auto times = [&](const Matrix& a, const Matrix& b) {
        Matrix c(states, std::vector<Real>(states, 0));
        for (std::size_t i = 0; i < states; ++i)
            for (std::size_t j = 0; j < states; ++j)
                for (std::size_t l = 0; l < states; ++l) c[i][j] += a[i][l] * b[l][j];
        return c;
    };
    for (std::size_t i = 0; i < states; ++i) sum[i][i] = 1;
    term = sum;
    for (int n = 1; n <= 8; ++n) {
        term = times(term, m);
        for (std::size_t i = 0; i < states; ++i)
            for (std::size_t j = 0; j < states; ++j) sum[i][j] += (term[i][j] /= n);
    }
    for (int n = 0; n < 10; ++n) sum = times(sum, sum);
    return sum[static_cast<std::size_t>(state)];
}

std::vector<Real> SlowLife::computed(int k, int state, int held) const {
    if (product_.order == Drawn::Order::exponential) return of_matrix(k, state);
    std::vector<std::pair<int, Real>> moves;
    bool as_they_are = product_.order == Drawn::Order::additive;
    for (const Move& move : product_.moves) {
        if (move.from != state) continue;
        moves.emplace_back(move.to, probability(move.rate, k, held));
        as_they_are = as_they_are || move.rate.kind == Rate::Kind::dependent;
    }
    return compete(moves, as_they_are, product_.order, state, product_.living, product_.states());
}

const std::vector<Real>& SlowLife::row(int k, int state, int held) {
    if (!product_.reads_held()) held = 0;
    std::vector<Real>& row = rows_[{k, state, held}];
    if (row.empty()) row = computed(k, state, held);
    return row;
}

std::vector<Real> SlowLife::leaves(int k, const std::vector<bool>& premium_may_fall) const {
    std::vector<Real> out(product_.leaving.size(), 0);
    const int a_year = product_.steps_a_year(), steps = static_cast<int>(premium_may_fall.size());
    // Where a premium may fall due next; if none ever will, on anniversaries.
    const auto point = [&](int at) {
        bool ever = false;
        for (int later = at; later < steps; ++later) ever = ever || premium_may_fall[static_cast<std::size_t>(later)];
        return at == 0 || (ever ? bool(premium_may_fall[static_cast<std::size_t>(at)]) : at % a_year == 0);
    };
    if (!point(k + 1)) return out;
    int first = k;
    while (!point(first)) --first;
    Real stays = 1;
    for (int step = first; step <= k; ++step) {
        std::vector<Real> forces;
        Real all = 0;
        for (const Rate& rate : product_.leaving) {
            const Real x = number(rate, step, 0, 0);
            forces.push_back((rate.kind == Rate::Kind::force ? x : -std::log1p(-x)) / a_year);
            all += forces.back();
        }
        for (std::size_t i = 0; i < forces.size() && all > 0; ++i) out[i] += stays * -std::expm1(-all) * forces[i] / all;
        stays *= std::exp(-all);
    }
    return out;
}

}  // namespace hearth::reference
