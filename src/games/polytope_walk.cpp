// vertices_by_walking: every vertex from its neighbours.
//
// The bounds "A x <= 1" are moved to "A x <= 1 + d", d tiny, different for each row: then no vertex meets more
// constraints than it must (it has one basis), and every one of them is proven by rounding bounds, both before the move
// and after it. Why nothing is missed: the walk follows every edge of every vertex it lists, and the graph of a
// polytope is connected, so it has all vertices for d. Each of its bases is feasible for d and without d, hence for
// every smaller t d; its edges are the same there, so the bases are all of those polytopes' too. Each vertex of the
// polytope without d is the limit of vertices for t d, t to 0, thus given by one of the bases.
#include <algorithm>
#include <cmath>

#include "games/dictionary.h"
#include "games/polytope.h"
#include "kernels/philox.h"

namespace detente::games {
namespace {

using Matrix = std::vector<std::vector<Integer>>;

constexpr double kLeastCell = 1e-200;   // of the largest; smaller ones would leave the range of doubles
constexpr double kRoundings = 0x1p-52;  // two roundings: one of the operation, one of the matrix or of the bound itself

// The labels listed so far, by position, for one question: where is this one?
class Directory {
 public:
  Directory() : slots_(1024, kNone) {}

  // The position of `labels` in `list`, to which it is added if it is new.
  std::uint32_t find_or_add(const Labels& labels, std::vector<Labels>& list) {
    if (2 * list.size() > slots_.size()) grow(list);
    std::uint32_t& slot = slot_of(labels, list);
    if (slot == kNone) {
      slot = static_cast<std::uint32_t>(list.size());
      list.push_back(labels);
    }
    return slot;
  }

 private:
  static constexpr std::uint32_t kNone = ~0u;

  std::uint32_t& slot_of(const Labels& labels, const std::vector<Labels>& list) {
    std::size_t at = labels.hash() & (slots_.size() - 1);
    while (slots_[at] != kNone && list[slots_[at]] != labels) at = (at + 1) & (slots_.size() - 1);
    return slots_[at];
  }

  void grow(const std::vector<Labels>& list) {
    slots_.assign(4 * slots_.size(), kNone);
    for (std::uint32_t k = 0; k < list.size(); ++k) slot_of(list[k], list) = k;
  }

  std::vector<std::uint32_t> slots_;  // a power of two, at least half of them free
};

class Walker {
 public:
  Walker(const Matrix& rows, std::uint32_t limit, std::uint64_t work)
      : rows_(rows),
        limit_(limit),
        work_(work),
        height_(static_cast<std::uint32_t>(rows.size())),
        dimension_(static_cast<std::uint32_t>(rows[0].size())) {}

  Walk walk() {
    Walk result;
    if (!scale()) return result;
    Labels origin;
    for (std::uint32_t k = 0; k < dimension_; ++k) origin.add(k);
    std::vector<Labels> bases;  // their nonbasic labels
    Directory directory;
    directory.find_or_add(origin, bases);
    for (std::size_t at = 0; at < bases.size(); ++at) {
      if (bases.size() > limit_) {
        result.end = Walk::End::TooMany;
        return result;
      }
      const Labels here = bases[at];
      const std::uint64_t cost = cost_of(here);
      if (cost > work_) {
        result.end = Walk::End::TooMuchWork;
        return result;
      }
      work_ -= cost;
      Labels tight = here;
      const auto is_nonbasic = [&](std::uint32_t label) { return here.has(label); };
      if (!dictionary_.stand_on(start_, is_nonbasic) || !prove(tight)) return result;
      result.vertices.push_back(tight);
      for (std::uint32_t c = 0; c < dimension_; ++c) {
        const std::uint32_t row = dictionary_.leaving_row(c);
        if (row == Dictionary::kNone) return result;
        Labels next = here;
        next.remove(dictionary_.column_label(c));
        next.add(dictionary_.basic(row));
        directory.find_or_add(next, bases);
      }
    }
    std::sort(result.vertices.begin(), result.vertices.end());  // total order: equal ones are the same vertex
    result.vertices.erase(std::unique(result.vertices.begin(), result.vertices.end()), result.vertices.end());
    result.end = Walk::End::Complete;
    return result;
  }

 private:
  // A pass over the dictionary for each variable in use, and one for the neighbours; the proof is some more.
  std::uint64_t cost_of(const Labels& basis) const {
    std::uint64_t used = dimension_;
    for (std::uint32_t k = 0; k < dimension_; ++k) used -= basis.has(k) ? 1 : 0;
    return (used + 2) * height_ * dimension_ + used * used * used;
  }

  // The rows as doubles, the largest number 1; false when they do not fit.
  bool scale() {
    Integer largest(1);
    for (const std::vector<Integer>& row : rows_)
      largest = std::max(largest, *std::max_element(row.begin(), row.end()));
    largest_ = Rational(largest, 1).number();
    for (std::uint32_t r = 0; r < height_; ++r) {
      double squares = 0;
      for (const Integer& n : rows_[r]) {
        a_.push_back(Rational(n, largest).number());
        if (a_.back() < kLeastCell) return false;
        squares += a_.back() * a_.back();
      }
      length_.push_back(std::sqrt(squares) * largest_);
      moved_.push_back(1 + static_cast<double>(kernels::random_bits(0, {r, 0, 0}) >> 33) * 0x1p-51);
    }
    start_.reset(height_, dimension_, a_.data(), moved_.data());
    return true;
  }

  // Proves that the basis is one, and its point a vertex for the moved bounds; adds to `tight` what is zero there
  // without the move. False when that cannot be decided.
  bool prove(Labels& tight) {
    // With x the s variables in use and M their columns in the s rows that hold with equality, x = (inverse of M)
    // bounds.
    used_.clear();
    held_.clear();
    for (std::uint32_t k = 0; k < dimension_; ++k) {
      if (!tight.has(k)) used_.push_back(k);
    }
    for (std::uint32_t r = 0; r < height_; ++r) {
      if (tight.has(dimension_ + r)) held_.push_back(r);
    }
    const std::size_t s = used_.size();
    const double rounding = static_cast<double>(s + 4) * kRoundings;
    inverse_.resize(s * s);
    for (std::size_t i = 0; i < s; ++i) {
      for (std::size_t j = 0; j < s; ++j) {
        inverse_[i * s + j] = dictionary_.cell(dictionary_.place(used_[i]), dictionary_.place(dimension_ + held_[j]));
      }
    }
    // How far inverse * M is from 1: the largest sum of a row. Below 1 it proves that M has an inverse.
    row_sums_.assign(s, 0.0);
    for (std::size_t j = 0; j < s; ++j) {
      for (std::size_t i = 0; i < s; ++i) row_sums_[j] += cell(held_[j], used_[i]);
    }
    double off = 0;
    for (std::size_t i = 0; i < s; ++i) {
      product_.assign(s, 0.0);
      double size = 0, sum = 0;
      for (std::size_t j = 0; j < s; ++j) {
        const double by = inverse_[i * s + j];
        for (std::size_t k = 0; k < s; ++k) product_[k] += by * cell(held_[j], used_[k]);
        size += std::fabs(by) * row_sums_[j];
      }
      for (std::size_t k = 0; k < s; ++k) sum += std::fabs(product_[k] - (i == k ? 1 : 0));
      off = std::max(off, sum + size * rounding);
    }
    if (!(off < 0.5)) return false;
    bool decided = place(moved_, off, rounding);
    for (std::size_t k = 0; k < s; ++k) decided = decided && x_[k] > error_[k];
    for (std::uint32_t r = 0; r < height_ && decided; ++r) {
      double error = 0;
      decided = tight.has(dimension_ + r) || slack(r, moved_[r], rounding, error) > error;
    }
    return decided && add_ties(tight, off, rounding);
  }

  // x_ and a bound on its error, at these bounds.
  bool place(const std::vector<double>& bounds, double off, double rounding) {
    const std::size_t s = used_.size();
    x_.assign(s, 0.0);
    error_.assign(s, 0.0);
    rest_.resize(s);
    for (std::size_t i = 0; i < s; ++i) {
      for (std::size_t j = 0; j < s; ++j) x_[i] += inverse_[i * s + j] * bounds[held_[j]];
    }
    double largest = 0;
    for (std::size_t j = 0; j < s; ++j) {
      double value = bounds[held_[j]], size = value;
      for (std::size_t k = 0; k < s; ++k) {
        const double term = cell(held_[j], used_[k]) * x_[k];
        value -= term;
        size += std::fabs(term);
      }
      rest_[j] = std::fabs(value) + size * rounding;
    }
    for (std::size_t i = 0; i < s; ++i) {
      for (std::size_t j = 0; j < s; ++j) error_[i] += std::fabs(inverse_[i * s + j]) * rest_[j];
      largest = std::max(largest, error_[i]);
    }
    for (double& e : error_) e = (e + 2 * off * largest) * (1 + 2 * rounding);
    return largest - largest == 0;
  }

  double slack(std::uint32_t r, double bound, double rounding, double& error) const {
    double value = bound, size = bound;
    error = 0;
    for (std::size_t k = 0; k < used_.size(); ++k) {
      const double a = cell(r, used_[k]), term = a * x_[k];
      value -= term;
      size += std::fabs(term);
      error += a * error_[k];
    }
    error = (error + size * rounding) * (1 + 2 * rounding);
    return value;
  }

  // Without the move: every basic variable is proven positive, or zero. A value is a whole number over the determinant
  // of the whole numbers in M, so it is zero if it is smaller than one over Hadamard's bound on that.
  bool add_ties(Labels& tight, double off, double rounding) {
    if (!place(ones_for(height_), off, rounding)) return false;
    double most = 1;
    for (const std::uint32_t r : held_) most *= length_[r] * (1 + rounding);
    const auto judge = [&](double value, double error, std::uint32_t label) {
      if (value > error) return true;
      if (!((std::fabs(value) + error) * most < 0.5)) return false;
      tight.add(label);
      return true;
    };
    for (std::size_t k = 0; k < used_.size(); ++k) {
      if (!judge(x_[k] / largest_, error_[k] / largest_, used_[k])) return false;
    }
    for (std::uint32_t r = 0; r < height_; ++r) {
      if (tight.has(dimension_ + r)) continue;
      double error = 0;
      const double value = slack(r, 1, rounding, error);
      if (!judge(value, error, dimension_ + r)) return false;
    }
    return true;
  }

  const std::vector<double>& ones_for(std::uint32_t count) {
    ones_.resize(count, 1.0);
    return ones_;
  }

  double cell(std::uint32_t r, std::uint32_t k) const { return a_[std::size_t{r} * dimension_ + k]; }

  const Matrix& rows_;
  std::uint32_t limit_;
  std::uint64_t work_;  // that is left
  std::uint32_t height_, dimension_;
  std::vector<double> a_, moved_, ones_, length_;  // length_: of a row, its numbers whole
  double largest_ = 1;
  Dictionary start_, dictionary_;
  std::vector<std::uint32_t> used_, held_;
  std::vector<double> inverse_, row_sums_, product_, x_, error_, rest_;
};

}  // namespace

Walk vertices_by_walking(const Matrix& rows, std::uint32_t limit, std::uint64_t work) {
  return Walker(rows, limit, work).walk();
}

}  // namespace detente::games
