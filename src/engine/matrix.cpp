#include "hearth/engine/matrix.hpp"

#include <algorithm>
#include <cmath>

namespace hearth {

namespace {


}  // namespace

Matrix product(const Matrix& a, const Matrix& b) {
    Matrix out(a.size);
    for (std::size_t i = 0; i < a.size; ++i)
        for (std::size_t k = 0; k < a.size; ++k) {
            const double factor = a.at(i, k);
            if (factor == 0) continue;
            for (std::size_t j = 0; j < a.size; ++j) out.at(i, j) += factor * b.at(k, j);
        }
    return out;
}

Matrix exponential(const Matrix& a) {
    double norm = 0;
    for (std::size_t i = 0; i < a.size; ++i) {
        double row = 0;
        for (std::size_t j = 0; j < a.size; ++j) row += std::fabs(a.at(i, j));
        norm = std::max(norm, row);
    }
    int squarings = 0;
    double scale = 1;
    while (norm * scale > 0.5) {
        scale /= 2;
        ++squarings;
    }
    // 0.5^19 / 19! < 1e-22: eighteen terms leave no trace in a double
    Matrix scaled = a, term(a.size), sum(a.size);
    for (double& cell : scaled.cells) cell *= scale;
    for (std::size_t i = 0; i < a.size; ++i) term.at(i, i) = sum.at(i, i) = 1;
    for (int k = 1; k <= 18; ++k) {
        term = product(term, scaled);
        for (std::size_t i = 0; i < term.cells.size(); ++i) {
            term.cells[i] /= k;
            sum.cells[i] += term.cells[i];
        }
    }
    for (int i = 0; i < squarings; ++i) sum = product(sum, sum);
    return sum;
}

}  // namespace hearth
