#include "stats/matrix.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

#include "base/check.h"

namespace detente::stats {
namespace {

constexpr int kMostSweeps = 100;
constexpr int kMostProjections = 1000;

// The nearest matrix with eigenvalues of at least `floor`.
Matrix with_eigenvalues_above(const Matrix& a, double floor) {
  const Eigen parts = eigen(a);
  const std::uint32_t n = a.size();
  Matrix result(n);
  for (std::uint32_t i = 0; i < n; ++i) {
    for (std::uint32_t j = 0; j <= i; ++j) {
      double sum = 0;
      for (std::uint32_t k = 0; k < n; ++k) {
        sum += std::max(parts.values[k], floor) * parts.vectors(i, k) * parts.vectors(j, k);
      }
      result(i, j) = result(j, i) = sum;
    }
  }
  return result;
}

}  // namespace

Matrix::Matrix(std::uint32_t size, std::vector<double> cells) : size_(size), cells_(std::move(cells)) {
  DETENTE_CHECK(cells_.size() == std::size_t{size} * size);
}

Matrix Matrix::identity(std::uint32_t size) {
  Matrix result(size);
  for (std::uint32_t i = 0; i < size; ++i) result(i, i) = 1;
  return result;
}

std::optional<Matrix> cholesky(const Matrix& a) {
  const std::uint32_t n = a.size();
  Matrix factor(n);
  for (std::uint32_t i = 0; i < n; ++i) {
    for (std::uint32_t j = 0; j <= i; ++j) {
      double rest = a(i, j);
      for (std::uint32_t k = 0; k < j; ++k) rest -= factor(i, k) * factor(j, k);
      if (j < i) {
        factor(i, j) = rest / factor(j, j);
      } else if (rest > 1e-12 * a(i, i)) {
        factor(i, i) = std::sqrt(rest);
      } else {
        return std::nullopt;
      }
    }
  }
  return factor;
}

std::optional<Matrix> inverse(const Matrix& a) {
  const auto factor = cholesky(a);
  if (!factor) return std::nullopt;
  const std::uint32_t n = a.size();
  Matrix half(n);  // the inverse of the factor, lower triangular
  for (std::uint32_t column = 0; column < n; ++column) {
    for (std::uint32_t row = column; row < n; ++row) {
      double rest = row == column ? 1 : 0;
      for (std::uint32_t k = column; k < row; ++k) rest -= (*factor)(row, k) * half(k, column);
      half(row, column) = rest / (*factor)(row, row);
    }
  }
  Matrix result(n);
  for (std::uint32_t i = 0; i < n; ++i) {
    for (std::uint32_t j = 0; j <= i; ++j) {
      double sum = 0;
      for (std::uint32_t k = i; k < n; ++k) sum += half(k, i) * half(k, j);
      result(i, j) = result(j, i) = sum;
    }
  }
  return result;
}

Eigen eigen(const Matrix& a) {
  const std::uint32_t n = a.size();
  Matrix work = a;
  Matrix vectors = Matrix::identity(n);
  for (int sweep = 0; sweep < kMostSweeps; ++sweep) {
    double outside = 0, diagonal = 0;
    for (std::uint32_t i = 0; i < n; ++i) {
      diagonal += work(i, i) * work(i, i);
      for (std::uint32_t j = 0; j < i; ++j) outside += work(i, j) * work(i, j);
    }
    if (outside <= 1e-32 * diagonal) break;
    for (std::uint32_t p = 0; p < n; ++p) {
      for (std::uint32_t q = p + 1; q < n; ++q) {
        if (work(p, q) == 0) continue;
        const double theta = (work(q, q) - work(p, p)) / (2 * work(p, q));
        const double sign = theta < 0 ? -1 : 1;
        const double t = sign / (std::fabs(theta) + std::sqrt(theta * theta + 1));
        const double c = 1 / std::sqrt(t * t + 1), s = t * c;
        for (std::uint32_t k = 0; k < n; ++k) {
          const double left = work(k, p), right = work(k, q);
          work(k, p) = c * left - s * right;
          work(k, q) = s * left + c * right;
        }
        for (std::uint32_t k = 0; k < n; ++k) {
          const double left = work(p, k), right = work(q, k);
          work(p, k) = c * left - s * right;
          work(q, k) = s * left + c * right;
        }
        for (std::uint32_t k = 0; k < n; ++k) {
          const double left = vectors(k, p), right = vectors(k, q);
          vectors(k, p) = c * left - s * right;
          vectors(k, q) = s * left + c * right;
        }
      }
    }
  }
  std::vector<std::uint32_t> order(n);
  std::iota(order.begin(), order.end(), 0u);
  std::stable_sort(order.begin(), order.end(),
                   [&](std::uint32_t i, std::uint32_t j) { return work(i, i) < work(j, j); });
  Eigen result{{}, Matrix(n)};
  for (std::uint32_t k = 0; k < n; ++k) {
    result.values.push_back(work(order[k], order[k]));
    for (std::uint32_t i = 0; i < n; ++i) result.vectors(i, k) = vectors(i, order[k]);
  }
  return result;
}

Matrix nearest_correlation(const Matrix& a, double floor) {
  const std::uint32_t n = a.size();
  Matrix candidate = a;
  Matrix correction(n);  // Dykstra's
  for (int round = 0; round < kMostProjections; ++round) {
    Matrix shifted(n);
    for (std::uint32_t i = 0; i < n; ++i) {
      for (std::uint32_t j = 0; j < n; ++j) shifted(i, j) = candidate(i, j) - correction(i, j);
    }
    const Matrix projected = with_eigenvalues_above(shifted, floor);
    double moved = 0;
    for (std::uint32_t i = 0; i < n; ++i) {
      for (std::uint32_t j = 0; j < n; ++j) {
        correction(i, j) = projected(i, j) - shifted(i, j);
        const double next = i == j ? 1 : projected(i, j);
        moved = std::max(moved, std::fabs(next - candidate(i, j)));
        candidate(i, j) = next;
      }
    }
    if (moved < 1e-12) break;
  }
  return candidate;
}

}  // namespace detente::stats
