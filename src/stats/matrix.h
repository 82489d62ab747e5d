// Small dense symmetric matrices, row by row: correlation matrices and their factors.
// Sizes are tens, not thousands; every routine is O(n^3) in a fixed order of operations.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

namespace detente::stats {

class Matrix {
 public:
  Matrix() = default;
  explicit Matrix(std::uint32_t size) : size_(size), cells_(std::size_t{size} * size, 0.0) {}
  Matrix(std::uint32_t size, std::vector<double> cells);  // size * size numbers
  static Matrix identity(std::uint32_t size);

  std::uint32_t size() const { return size_; }
  double& operator()(std::uint32_t row, std::uint32_t column) { return cells_[std::size_t{row} * size_ + column]; }
  double operator()(std::uint32_t row, std::uint32_t column) const { return cells_[std::size_t{row} * size_ + column]; }
  const std::vector<double>& cells() const { return cells_; }
  friend bool operator==(const Matrix&, const Matrix&) = default;

 private:
  std::uint32_t size_ = 0;
  std::vector<double> cells_;
};

// Lower triangular L with L L' = a; nothing unless a is positive definite (beyond rounding).
std::optional<Matrix> cholesky(const Matrix& a);

// Inverse of a positive definite matrix; nothing if it is not.
std::optional<Matrix> inverse(const Matrix& a);

struct Eigen {
  std::vector<double> values;  // ascending
  Matrix vectors;              // column k belongs to values[k]
};

// Of a symmetric matrix, by Jacobi rotations.
Eigen eigen(const Matrix& a);

// The correlation matrix nearest to `a` in the Frobenius norm (Higham 2002, alternating projections)
// among those whose eigenvalues are at least `floor`, so that cholesky() accepts it.
Matrix nearest_correlation(const Matrix& a, double floor = 1e-6);

}  // namespace detente::stats
