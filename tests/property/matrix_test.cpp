#include "hearth/engine/matrix.hpp"

#include "hearth/base/math.hpp"
#include "property_test.hpp"

namespace hearth::test::matrix_test {

namespace {

/// A generator: forces beside the diagonal, rows that sum to 0.
Matrix generator(std::size_t size, double most) {
    Matrix made(size);
    for (std::size_t i = 0; i < size; ++i)
        for (std::size_t j = 0; j < size; ++j)
            if (i != j) {
                made.at(i, j) = *between(0, most);
                made.at(i, i) -= made.at(i, j);
            }
    return made;
}
Matrix scaled(Matrix a, double factor) {
    for (double& cell : a.cells) cell *= factor;
    return a;
}
Matrix times(const Matrix& a, const Matrix& b) {
    Matrix out(a.size);
    for (std::size_t i = 0; i < a.size; ++i)
        for (std::size_t j = 0; j < a.size; ++j)
            for (std::size_t k = 0; k < a.size; ++k) out.at(i, j) += a.at(i, k) * b.at(k, j);
    return out;
}
double distance(const Matrix& a, const Matrix& b) {
    double most = 0;
    for (std::size_t i = 0; i < a.cells.size(); ++i) most = std::max(most, std::fabs(a.cells[i] - b.cells[i]));
    return most;
}

}  // namespace

// Entries of the exponential of a generator are probabilities. Forces up to 20 need at most 8 squarings of sums whose error is a few
// units of 2^-53; each squaring at most doubles it: 2^8 * 2^-50 < 3e-13.
constexpr double tight = 3e-13;

TEST_CASE("the exponential of a matrix") {
    law("rows of the exponential of a generator are probabilities that sum to 1", [] {
        const auto size = *rc::gen::inRange<std::size_t>(1, 7);
        const Matrix p = exponential(generator(size, 4));
        for (std::size_t i = 0; i < size; ++i) {
            double sum = 0;
            for (std::size_t j = 0; j < size; ++j) {
                RC_ASSERT(p.at(i, j) >= -tight);
                sum += p.at(i, j);
            }
            RC_ASSERT(std::fabs(sum - 1) < tight);
        }
    });
    law("two steps are one step of both times: e^(sA) e^(tA) = e^((s + t)A)", [] {
        const Matrix a = generator(*rc::gen::inRange<std::size_t>(1, 6), 2);
        const double s = *between(0, 1), t = *between(0, 1);
        RC_ASSERT(distance(times(exponential(scaled(a, s)), exponential(scaled(a, t))), exponential(scaled(a, s + t))) < tight);
    });
    law("a matrix with numbers on its diagonal alone is exponentiated number by number", [] {
        Matrix a(3);
        for (std::size_t i = 0; i < 3; ++i) a.at(i, i) = *between(-5, 1);
        const Matrix e = exponential(a);
        for (std::size_t i = 0; i < 3; ++i)
            for (std::size_t j = 0; j < 3; ++j) RC_ASSERT(std::fabs(e.at(i, j) - (i == j ? exponential(a.at(i, i)) : 0)) < tight);
    });
    law("alive to dead at force m leaves e^-m alive", [] {
        const double m = *between(0, 5);
        Matrix a(2);
        a.at(0, 1) = m;
        a.at(0, 0) = -m;
        const Matrix p = exponential(a);
        RC_ASSERT(std::fabs(p.at(0, 0) - exponential(-m)) < tight);
        RC_ASSERT(p.at(1, 0) == 0);
        RC_ASSERT(p.at(1, 1) == 1);
    });
}

}  // namespace hearth::test::matrix_test
