#include "games/lp.h"

#include <algorithm>
#include <optional>

#include "base/check.h"

namespace detente::games {

void LinearProgram::require_distribution(std::size_t count) {
  Row& sum = rows.emplace_back();
  sum.coefficients.resize(objective.size());
  std::fill_n(sum.coefficients.begin(), count, Rational(1));
  sum.bound = 1;
  sum.equal = true;
}
namespace {

constexpr int kMostStalls = 10;  // pivots without progress before Bland's rule

// Columns: the variables, a slack for each "<=" row, an artificial where the slack cannot start, and the bound.
class Tableau {
 public:
  explicit Tableau(const LinearProgram& program) : program_(program), variables_(program.objective.size()) {
    columns_ = variables_;
    for (const LinearProgram::Row& row : program.rows) {
      DETENTE_CHECK(row.coefficients.size() == variables_);
      slack_.push_back(row.equal ? kNone : columns_++);
    }
    first_artificial_ = columns_;
    for (const LinearProgram::Row& row : program.rows) {
      artificial_.push_back(row.equal || row.bound.sign() < 0 ? columns_++ : kNone);
    }
    for (std::size_t r = 0; r < program.rows.size(); ++r) {
      const LinearProgram::Row& row = program.rows[r];
      std::vector<Rational>& cells = rows_.emplace_back(columns_ + 1);
      for (std::size_t k = 0; k < variables_; ++k) cells[k] = row.coefficients[k];
      if (slack_[r] != kNone) cells[slack_[r]] = 1;
      cells.back() = row.bound;
      if (row.bound.sign() < 0) {
        for (Rational& cell : cells) cell = -cell;
      }
      if (artificial_[r] != kNone) cells[artificial_[r]] = 1;
      basis_.push_back(artificial_[r] != kNone ? artificial_[r] : slack_[r]);
    }
  }

  Optimum solve() {
    Optimum optimum;
    if (first_artificial_ < columns_) {
      costs_.assign(columns_ + 1, Rational());
      for (std::size_t k = first_artificial_; k < columns_; ++k) costs_[k] = -1;
      price_out();
      DETENTE_CHECK(climb(columns_));
      if (costs_.back().sign() != 0) return optimum;  // infeasible
      expel_artificials();
    }
    costs_.assign(columns_ + 1, Rational());
    for (std::size_t k = 0; k < variables_; ++k) costs_[k] = program_.objective[k];
    price_out();
    if (!climb(first_artificial_)) {
      optimum.status = Optimum::Status::Unbounded;
      return optimum;
    }
    optimum.status = Optimum::Status::Optimal;
    optimum.value = -costs_.back();
    optimum.point.resize(variables_);
    for (std::size_t r = 0; r < rows_.size(); ++r) {
      if (basis_[r] < variables_) optimum.point[basis_[r]] = rows_[r].back();
    }
    for (std::size_t r = 0; r < rows_.size(); ++r) {
      if (slack_[r] != kNone) {
        optimum.dual.push_back(-costs_[slack_[r]]);
      } else {
        const Rational& cost = costs_[artificial_[r]];
        optimum.dual.push_back(program_.rows[r].bound.sign() < 0 ? cost : -cost);
      }
    }
    return optimum;
  }

 private:
  static constexpr std::size_t kNone = ~std::size_t{0};

  // Makes the costs of basic columns zero.
  void price_out() {
    for (std::size_t r = 0; r < rows_.size(); ++r) {
      const Rational cost = costs_[basis_[r]];
      if (!cost.is_zero()) subtract(costs_, rows_[r], cost);
    }
  }

  static void subtract(std::vector<Rational>& from, const std::vector<Rational>& row, const Rational& times) {
    for (std::size_t k = 0; k < row.size(); ++k) {
      if (!row[k].is_zero()) from[k] -= times * row[k];
    }
  }

  void pivot(std::size_t row, std::size_t column) {
    const Rational by = rows_[row][column];
    for (Rational& cell : rows_[row]) {
      if (!cell.is_zero()) cell /= by;
    }
    for (std::size_t r = 0; r < rows_.size(); ++r) {
      const Rational times = rows_[r][column];
      if (r != row && !times.is_zero()) subtract(rows_[r], rows_[row], times);
    }
    const Rational times = costs_[column];
    if (!times.is_zero()) subtract(costs_, rows_[row], times);
    basis_[row] = column;
  }

  // Improves until no column before `end` would; false when nothing bounds it.
  bool climb(std::size_t end) {
    int stalls = 0;
    while (true) {
      std::size_t entering = kNone;
      for (std::size_t k = 0; k < end; ++k) {
        if (costs_[k].sign() <= 0) continue;
        if (entering == kNone || costs_[k] > costs_[entering]) entering = k;
        if (stalls > kMostStalls) break;  // Bland: the first
      }
      if (entering == kNone) return true;
      std::size_t leaving = kNone;
      Rational least;
      for (std::size_t r = 0; r < rows_.size(); ++r) {
        if (rows_[r][entering].sign() <= 0) continue;
        const Rational ratio = rows_[r].back() / rows_[r][entering];
        if (leaving == kNone || ratio < least || (ratio == least && basis_[r] < basis_[leaving])) {
          leaving = r;
          least = ratio;
        }
      }
      if (leaving == kNone) return false;
      stalls = least.is_zero() ? stalls + 1 : 0;
      pivot(leaving, entering);
    }
  }

  // Artificial columns that are still basic are zero; a row that has only them is redundant and stays as it is.
  void expel_artificials() {
    for (std::size_t r = 0; r < rows_.size(); ++r) {
      if (basis_[r] < first_artificial_) continue;
      for (std::size_t k = 0; k < first_artificial_; ++k) {
        if (!rows_[r][k].is_zero()) {
          pivot(r, k);
          break;
        }
      }
    }
  }

  const LinearProgram& program_;
  std::size_t variables_, columns_ = 0, first_artificial_ = 0;
  std::vector<std::size_t> slack_, artificial_, basis_;  // of each row
  std::vector<std::vector<Rational>> rows_;
  std::vector<Rational> costs_;
};

Rational product(const std::vector<Rational>& a, const std::vector<Rational>& b) {
  Rational sum;
  for (std::size_t k = 0; k < a.size(); ++k) {
    if (!a[k].is_zero() && !b[k].is_zero()) sum += a[k] * b[k];
  }
  return sum;
}

}  // namespace

Optimum maximise(const LinearProgram& program) { return Tableau(program).solve(); }

bool proves(const LinearProgram& program, const Optimum& optimum) {
  if (optimum.status != Optimum::Status::Optimal) return false;
  for (const Rational& x : optimum.point) {
    if (x.sign() < 0) return false;
  }
  Rational dual_value;
  for (std::size_t r = 0; r < program.rows.size(); ++r) {
    const LinearProgram::Row& row = program.rows[r];
    const Rational left = product(row.coefficients, optimum.point);
    if (row.equal ? left != row.bound : left > row.bound) return false;
    if (!row.equal && optimum.dual[r].sign() < 0) return false;
    dual_value += optimum.dual[r] * row.bound;
  }
  for (std::size_t k = 0; k < program.objective.size(); ++k) {
    Rational price;
    for (std::size_t r = 0; r < program.rows.size(); ++r) {
      if (!optimum.dual[r].is_zero()) price += optimum.dual[r] * program.rows[r].coefficients[k];
    }
    if (price < program.objective[k]) return false;
  }
  return dual_value == optimum.value && product(program.objective, optimum.point) == optimum.value;
}

}  // namespace detente::games
