// Small dense systems of linear equations in doubles, by Gaussian elimination with partial pivoting, in a fixed order.
#pragma once

#include <cmath>
#include <cstddef>
#include <utility>
#include <vector>

namespace detente::games {

using Rows = std::vector<std::vector<double>>;

// Solves a x = b in place: rows of `a` with b at their end; x lies in the last column then. False when a pivot is
// nothing beside the row's largest number. `sign`, if asked for, is that of the determinant.
inline bool eliminate(Rows& a, int* sign = nullptr) {
  const std::size_t n = a.size();
  int parity = 1;
  for (std::size_t k = 0; k < n; ++k) {
    std::size_t pivot = k;
    for (std::size_t i = k + 1; i < n; ++i) {
      if (std::fabs(a[i][k]) > std::fabs(a[pivot][k])) pivot = i;
    }
    if (!(std::fabs(a[pivot][k]) > 1e-300)) return false;
    if (pivot != k) {
      std::swap(a[pivot], a[k]);
      parity = -parity;
    }
    if (a[k][k] < 0) parity = -parity;
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
  if (sign) *sign = parity;
  return true;
}

}  // namespace detente::games
