// The polytope {x >= 0, A x <= b} of a positive matrix A, seen from one of its vertices: the variables that are not
// zero there (basic) as affine functions of those that are (Chvatal 1983, "dictionaries"). In doubles: what is
// concluded from one must be proven by other means.
// Labels: k < dimension is x_k, dimension + r is the slack of row r. At the start every x is zero.
#pragma once

#include <cstdint>
#include <cstring>
#include <vector>

namespace detente::games {

class Dictionary {
 public:
  static constexpr std::uint32_t kNone = ~0u;

  // Starts anew, without taking memory if this size was there before. `a`: `rows` x `dimension` numbers, row by row;
  // `b`: one for each row.
  void reset(std::uint32_t rows, std::uint32_t dimension, const double* a, const double* b) {
    rows_ = rows;
    dimension_ = dimension;
    stride_ = (dimension + kLanes) / kLanes * kLanes;  // b behind the columns, zeros behind b
    cells_.assign(std::size_t{rows} * stride_, 0.0);
    basic_.resize(rows);
    place_.resize(rows + dimension);
    column_label_.resize(dimension);
    for (std::uint32_t r = 0; r < rows; ++r) {
      std::memcpy(row(r), a + std::size_t{r} * dimension, dimension * sizeof(double));
      row(r)[dimension] = b[r];
      basic_[r] = dimension + r;
      place_[dimension + r] = r;
    }
    for (std::uint32_t k = 0; k < dimension; ++k) column_label_[k] = place_[k] = k;
  }

  std::uint32_t rows() const { return rows_; }
  std::uint32_t dimension() const { return dimension_; }
  std::uint32_t basic(std::uint32_t r) const { return basic_[r]; }                // label of a row
  std::uint32_t column_label(std::uint32_t c) const { return column_label_[c]; }  // label of a column
  bool is_basic(std::uint32_t label) const { return place_[label] < rows_ && basic_[place_[label]] == label; }
  std::uint32_t place(std::uint32_t label) const { return place_[label]; }  // row if basic, else column
  // basic(r) = value(r) - sum of cell(r, c) * column c.
  double cell(std::uint32_t r, std::uint32_t c) const { return row(r)[c]; }
  double value(std::uint32_t r) const { return row(r)[dimension_]; }

  // The row whose variable is the first to reach zero as column c grows; kNone if none does.
  std::uint32_t leaving_row(std::uint32_t c) const {
    std::uint32_t best = kNone;
    double least = 0;
    for (std::uint32_t r = 0; r < rows_; ++r) {
      const double cell = row(r)[c];
      if (!(cell > kZero)) continue;
      const double ratio = row(r)[dimension_] / cell;
      if (best != kNone && !(ratio < least)) continue;
      best = r;
      least = ratio;
    }
    return best;
  }

  // The same, but ratios that agree to `kTie` are tied and told apart lexicographically, by the columns of the slacks:
  // as if b were moved by powers of something small. So no path comes back to where it was.
  std::uint32_t leaving_row_lexicographic(std::uint32_t c) const {
    std::uint32_t best = kNone;
    double below = 0, above = 0;  // what is tied with the best ratio
    for (std::uint32_t r = 0; r < rows_; ++r) {
      const double cell = row(r)[c];
      if (!(cell > kZero)) continue;
      const double ratio = row(r)[dimension_] / cell;
      if (best != kNone && (ratio > above || (ratio >= below && !is_before(r, best, c)))) continue;
      const double tie = kTie * (ratio < 0 ? -ratio : ratio) + kZero;
      best = r;
      below = ratio - tie;
      above = ratio + tie;
    }
    return best;
  }

  // Column c becomes basic in row r, whose variable takes its place.
  void pivot(std::uint32_t r, std::uint32_t c) {
    double* const own = row(r);
    const double by = 1 / own[c];
    own[c] = 1;
    for (std::uint32_t k = 0; k < stride_; ++k) own[k] *= by;
    for (std::uint32_t other = 0; other < rows_; ++other) {
      double* const to = row(other);
      const double times = to[c];
      if (other == r || times == 0) continue;
      to[c] = 0;
      subtract(to, own, times);
    }
    const std::uint32_t entering = column_label_[c], leaving = basic_[r];
    basic_[r] = entering;
    place_[entering] = r;
    column_label_[c] = leaving;
    place_[leaving] = c;
  }

  // Becomes `start`, pivoted to where the labels that `is_nonbasic` names are zero, by as few pivots as there are, each
  // on the largest cell of its column. False when those labels leave no basis, or nearly none. `start` is at its start.
  template <class IsNonbasic>
  bool stand_on(const Dictionary& start, IsNonbasic is_nonbasic) {
    *this = start;
    for (std::uint32_t k = 0; k < dimension_; ++k) {
      if (is_nonbasic(k)) continue;
      std::uint32_t best = kNone;
      double largest = kZero;
      for (std::uint32_t r = 0; r < rows_; ++r) {
        const double size = row(r)[k] < 0 ? -row(r)[k] : row(r)[k];
        if (size <= largest || basic_[r] < dimension_ || !is_nonbasic(basic_[r])) continue;
        best = r;
        largest = size;
      }
      if (best == kNone) return false;
      pivot(best, k);  // x_k is still in column k
    }
    return true;
  }

 private:
  static constexpr std::uint32_t kLanes = 4;
  static constexpr double kZero = 1e-11, kTie = 1e-10;
  using Lanes = double __attribute__((vector_size(kLanes * sizeof(double)), aligned(8), may_alias));

  double* row(std::uint32_t r) { return cells_.data() + std::size_t{r} * stride_; }
  const double* row(std::uint32_t r) const { return cells_.data() + std::size_t{r} * stride_; }

  void subtract(double* to, const double* from, double times) const {
    for (std::uint32_t k = 0; k < stride_; k += kLanes) {
      *reinterpret_cast<Lanes*>(to + k) -= times * *reinterpret_cast<const Lanes*>(from + k);
    }
  }

  // Cell of a row in the column that a slack had at the start.
  double slack_cell(std::uint32_t r, std::uint32_t slack) const {
    const std::uint32_t label = dimension_ + slack;
    return is_basic(label) ? (basic_[r] == label ? 1.0 : 0.0) : row(r)[place_[label]];
  }

  bool is_before(std::uint32_t a, std::uint32_t b, std::uint32_t c) const {
    for (std::uint32_t slack = 0; slack < rows_; ++slack) {
      const double left = slack_cell(a, slack) * row(b)[c], right = slack_cell(b, slack) * row(a)[c];
      const double size = kTie * (left < 0 ? -left : left) + kTie * (right < 0 ? -right : right) + kZero;
      if (left < right - size) return true;
      if (left > right + size) return false;
    }
    return false;
  }

  std::uint32_t rows_ = 0, dimension_ = 0, stride_ = 0;
  std::vector<double> cells_;
  std::vector<std::uint32_t> basic_, place_, column_label_;
};

}  // namespace detente::games
