#include "hearth/engine/collocation.hpp"

#include <Eigen/LU>

namespace hearth {

namespace {

constexpr double root15 = 3.872983346207417;  // of 15

/// The slopes at the stages for each column of `last`; time runs backward, so stage m of the method is stage (stages - 1 - m) of the step.
Eigen::MatrixXd solved(const Matrix (&generator)[stages], const std::vector<double> (*paid)[stages], double force_of_interest, double h, const Eigen::MatrixXd& last,
                       std::vector<double> (*inside)[stages] = nullptr, Eigen::MatrixXd* all_slopes = nullptr) {
    const auto n = static_cast<Eigen::Index>(generator[0].size);
    constexpr auto s = static_cast<Eigen::Index>(stages);
    Eigen::MatrixXd system = Eigen::MatrixXd::Identity(s * n, s * n);
    Eigen::MatrixXd right(s * n, last.cols());
    for (Eigen::Index m = 0; m < s; ++m) {
        const std::size_t at = stages - 1 - static_cast<std::size_t>(m);
        Eigen::MatrixXd slope(n, n);
        for (Eigen::Index i = 0; i < n; ++i)
            for (Eigen::Index j = 0; j < n; ++j)
                slope(i, j) = generator[at].at(static_cast<std::size_t>(i), static_cast<std::size_t>(j)) - (i == j ? force_of_interest : 0.0);
        right.middleRows(m * n, n) = slope * last;
        if (paid != nullptr)
            for (Eigen::Index i = 0; i < n; ++i) right(m * n + i, 0) += (*paid)[at][static_cast<std::size_t>(i)];
        for (Eigen::Index q = 0; q < s; ++q) system.block(m * n, q * n, n, n) -= h * stage_until[m][q] * slope;
    }
    const Eigen::MatrixXd slopes = system.partialPivLu().solve(right);
    if (inside != nullptr)
        for (Eigen::Index m = 0; m < s; ++m) {
            Eigen::VectorXd there = last.col(0);
            for (Eigen::Index q = 0; q < s; ++q) there += h * stage_until[m][q] * slopes.col(0).segment(q * n, n);
            (*inside)[stages - 1 - static_cast<std::size_t>(m)].assign(there.data(), there.data() + n);
        }
    Eigen::MatrixXd first = last;
    for (Eigen::Index m = 0; m < s; ++m) first += h * stage_weight[m] * slopes.middleRows(m * n, n);
    if (all_slopes != nullptr) *all_slopes = slopes;
    return first;
}

}  // namespace

const double stage_at[stages] = {0.5 - root15 / 10, 0.5, 0.5 + root15 / 10};
const double stage_weight[stages] = {5.0 / 18, 4.0 / 9, 5.0 / 18};
// Kuntzmann and Butcher's coefficients of order six.
const double stage_until[stages][stages] = {{5.0 / 36, 2.0 / 9 - root15 / 15, 5.0 / 36 - root15 / 30},
                                            {5.0 / 36 + root15 / 24, 2.0 / 9, 5.0 / 36 - root15 / 24},
                                            {5.0 / 36 + root15 / 30, 2.0 / 9 + root15 / 15, 5.0 / 36}};

std::vector<double> step_back(const Matrix (&generator)[stages], const std::vector<double> (&paid)[stages], double force_of_interest, double h,
                              const std::vector<double>& last, std::vector<double> (*inside)[stages], std::vector<double> (*slopes)[stages]) {
    const auto n = static_cast<Eigen::Index>(last.size());
    Eigen::MatrixXd all;
    const Eigen::MatrixXd first = solved(generator, &paid, force_of_interest, h, Eigen::Map<const Eigen::MatrixXd>(last.data(), n, 1), inside,
                                         slopes == nullptr ? nullptr : &all);
    for (std::size_t m = 0; slopes != nullptr && m < stages; ++m) {
        const double* from = all.data() + (stages - 1 - m) * last.size();
        (*slopes)[m].assign(from, from + n);
    }
    return {first.data(), first.data() + n};
}

Matrix transition(const Matrix (&generator)[stages], double h, std::vector<Matrix>* slopes) {
    const std::size_t n = generator[0].size;
    const auto size = static_cast<Eigen::Index>(n);
    Eigen::MatrixXd all;
    const Eigen::MatrixXd first = solved(generator, nullptr, 0, h, Eigen::MatrixXd::Identity(size, size), nullptr, slopes == nullptr ? nullptr : &all);
    const auto rows = [n](const Eigen::MatrixXd& from, std::size_t begin) {
        Matrix out(n);
        for (std::size_t i = 0; i < n; ++i)
            for (std::size_t j = 0; j < n; ++j) out.at(i, j) = from(static_cast<Eigen::Index>(begin + i), static_cast<Eigen::Index>(j));
        return out;
    };
    if (slopes != nullptr) slopes->clear();
    for (std::size_t m = 0; slopes != nullptr && m < stages; ++m) slopes->push_back(rows(all, (stages - 1 - m) * n));
    return rows(first, 0);
}

}  // namespace hearth
