#include "games/complementarity.h"

#include <algorithm>
#include <utility>

#include "base/check.h"

namespace detente::games {
namespace {

// w - M z - cover = q, with columns for w, for z, for the covering variable and for q.
class Tableau {
 public:
  explicit Tableau(const Complementarity& problem) : size_(problem.q.size()) {
    for (std::size_t r = 0; r < size_; ++r) {
      DETENTE_CHECK(problem.m.size() == size_ && problem.m[r].size() == size_);
      std::vector<Rational>& row = rows_.emplace_back(bound() + 1);
      row[r] = 1;
      for (std::size_t k = 0; k < size_; ++k) row[size_ + k] = -problem.m[r][k];
      row[cover()] = -1;
      row[bound()] = problem.q[r];
      basis_.push_back(r);
    }
  }

  std::size_t cover() const { return 2 * size_; }
  std::size_t partner(std::size_t column) const { return column < size_ ? column + size_ : column - size_; }

  // The row that is lexicographically least; none when every bound is at least 0.
  std::optional<std::size_t> most_negative() const {
    std::size_t least = 0;
    bool any = false;
    for (std::size_t r = 0; r < size_; ++r) {
      any = any || rows_[r][bound()].sign() < 0;
      if (r > 0 && compare(r, 1, least, 1) < 0) least = r;
    }
    return any ? std::optional(least) : std::nullopt;
  }

  // The row that bounds the growth of a column first; none when nothing does.
  std::optional<std::size_t> leaving_row(std::size_t column) const {
    std::optional<std::size_t> best;
    for (std::size_t r = 0; r < size_; ++r) {
      if (rows_[r][column].sign() <= 0) continue;
      if (!best || compare(r, rows_[r][column], *best, rows_[*best][column]) < 0) best = r;
    }
    return best;
  }

  // Brings a column into the basis; the one that leaves.
  std::size_t pivot(std::size_t row, std::size_t column) {
    std::vector<Rational>& own = rows_[row];
    const Rational by = own[column];
    std::vector<std::size_t> filled;
    for (std::size_t k = 0; k < own.size(); ++k) {
      if (own[k].is_zero()) continue;
      own[k] /= by;
      filled.push_back(k);
    }
    for (std::size_t r = 0; r < size_; ++r) {
      const Rational times = rows_[r][column];
      if (r == row || times.is_zero()) continue;
      for (const std::size_t k : filled) rows_[r][k] -= times * own[k];
      work_ += filled.size() * (1 + times.words());
    }
    return std::exchange(basis_[row], column);
  }

  std::uint64_t work() const { return work_; }

  std::vector<Rational> z() const {
    std::vector<Rational> result(size_);
    for (std::size_t r = 0; r < size_; ++r) {
      if (basis_[r] >= size_ && basis_[r] < cover()) result[basis_[r] - size_] = rows_[r][bound()];
    }
    return result;
  }

 private:
  std::size_t bound() const { return cover() + 1; }

  // Row a over its number against row b over its own: the bounds, then the columns of w.
  std::strong_ordering compare(std::size_t a, const Rational& over_a, std::size_t b, const Rational& over_b) const {
    auto order = rows_[a][bound()] * over_b <=> rows_[b][bound()] * over_a;
    for (std::size_t k = 0; k < size_ && order == 0; ++k) {
      if (!rows_[a][k].is_zero() || !rows_[b][k].is_zero()) order = rows_[a][k] * over_b <=> rows_[b][k] * over_a;
    }
    return order;
  }

  std::size_t size_;
  std::vector<std::vector<Rational>> rows_;
  std::vector<std::size_t> basis_;  // column of each row
  std::uint64_t work_ = 0;
};

}  // namespace

std::optional<std::vector<Rational>> solve(const Complementarity& problem, std::uint64_t most_work) {
  Tableau tableau(problem);
  const auto start = tableau.most_negative();
  if (!start) return tableau.z();
  std::size_t left = tableau.pivot(*start, tableau.cover());
  while (tableau.work() <= most_work) {
    const std::size_t entering = tableau.partner(left);
    const auto row = tableau.leaving_row(entering);
    if (!row) return std::nullopt;
    left = tableau.pivot(*row, entering);
    if (left == tableau.cover()) return tableau.z();
  }
  return std::nullopt;
}

}  // namespace detente::games
