// Dense systems of linear equations in doubles, by Gaussian elimination with partial pivoting, in a fixed order:
// `eliminate` for one system with its right-hand sides, `Factors` where more of those come later.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <utility>
#include <vector>

namespace detente::games {

using Rows = std::vector<std::vector<double>>;

// Solves a x = b in place: rows of `a` with b at their end; x lies in the last column then. False when a pivot is
// nothing beside the row's largest number.
inline bool eliminate(Rows& a) {
  const std::size_t n = a.size();
  for (std::size_t k = 0; k < n; ++k) {
    std::size_t pivot = k;
    for (std::size_t i = k + 1; i < n; ++i) {
      if (std::fabs(a[i][k]) > std::fabs(a[pivot][k])) pivot = i;
    }
    if (!(std::fabs(a[pivot][k]) > 1e-300)) return false;
    if (pivot != k) std::swap(a[pivot], a[k]);
    for (std::size_t i = k + 1; i < n; ++i) {
      const double factor = a[i][k] / a[k][k];
      if (factor == 0) continue;
      for (std::size_t j = k; j < a[i].size(); ++j) a[i][j] -= factor * a[k][j];
    }
  }
  for (std::size_t k = n; k-- > 0;) {
    for (std::size_t j = n; j < a[k].size(); ++j) {
      double value = a[k][j];
      for (std::size_t i = k + 1; i < n; ++i) value -= a[k][i] * a[i][j];
      a[k][j] = value / a[k][k];
    }
  }
  return true;
}

// a = (permuted) L U of a square matrix.
class Factors {
 public:
  // Starts a matrix of zeros, to be filled in by `at` and then factored.
  void reset(std::size_t size) {
    size_ = size;
    stride_ = (size + kLanes - 1) / kLanes * kLanes;
    cells_.assign(size * stride_, 0.0);
    order_.resize(size);
  }
  std::size_t size() const { return size_; }
  double& at(std::size_t row, std::size_t column) { return cells_[row * stride_ + column]; }

  // False when a pivot is next to nothing. `sign`: of the determinant.
  bool factor(int& sign) {
    sign = 1;
    for (std::size_t k = 0; k < size_; ++k) {
      std::size_t pivot = k;
      for (std::size_t i = k + 1; i < size_; ++i) {
        if (std::fabs(at(i, k)) > std::fabs(at(pivot, k))) pivot = i;
      }
      order_[k] = pivot;
      if (!(std::fabs(at(pivot, k)) > 1e-300)) return false;
      if (pivot != k) {
        std::swap_ranges(&at(k, 0), &at(k, 0) + stride_, &at(pivot, 0));
        sign = -sign;
      }
      if (at(k, k) < 0) sign = -sign;
      const double by = 1 / at(k, k);
      for (std::size_t i = k + 1; i < size_; ++i) {
        const double factor = at(i, k) * by;
        if (factor == 0) continue;
        // From the start of a group of lanes: what is left of the column is done twice and put right.
        const std::size_t first = k / kLanes * kLanes;
        double kept[kLanes];
        std::copy_n(&at(i, first), k - first, kept);
        for (std::size_t j = first; j < stride_; j += kLanes) {
          *reinterpret_cast<Lanes*>(&at(i, j)) -= factor * *reinterpret_cast<const Lanes*>(&at(k, j));
        }
        std::copy_n(kept, k - first, &at(i, first));
        at(i, k) = factor;
      }
    }
    return true;
  }

  // Solves a x = b; x takes the place of b.
  void solve(std::vector<double>& b) const {
    for (std::size_t k = 0; k < size_; ++k) {
      std::swap(b[k], b[order_[k]]);
    }
    for (std::size_t k = 0; k < size_; ++k) {
      double value = b[k];
      for (std::size_t j = 0; j < k; ++j) value -= cells_[k * stride_ + j] * b[j];
      b[k] = value;
    }
    for (std::size_t k = size_; k-- > 0;) {
      double value = b[k];
      for (std::size_t j = k + 1; j < size_; ++j) value -= cells_[k * stride_ + j] * b[j];
      b[k] = value / cells_[k * stride_ + k];
    }
  }

 private:
  static constexpr std::size_t kLanes = 4;
  using Lanes = double __attribute__((vector_size(kLanes * sizeof(double)), aligned(8), may_alias));

  std::size_t size_ = 0, stride_ = 0;
  std::vector<double> cells_;
  std::vector<std::size_t> order_;  // row that was swapped into each place
};

}  // namespace detente::games
