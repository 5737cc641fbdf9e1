#pragma once

#include <cstddef>
#include <vector>

namespace hearth {

/// A small square matrix, row by row.
struct Matrix {
    std::size_t size = 0;
    std::vector<double> cells;

    explicit Matrix(std::size_t n) : size(n), cells(n * n, 0.0) {}
    double& at(std::size_t row, std::size_t column) { return cells[row * size + column]; }
    [[nodiscard]] double at(std::size_t row, std::size_t column) const { return cells[row * size + column]; }
};

Matrix product(const Matrix& a, const Matrix& b);

/// e^A by scaling, an 18-term Taylor sum and squaring: the same operations in the same order everywhere. For a generator times a
/// span the error is a few units in the last place of the largest entry.
Matrix exponential(const Matrix& a);

}  // namespace hearth
