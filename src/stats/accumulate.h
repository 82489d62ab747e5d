// Sums and moments of a column of per-run numbers, the same bits for every partition of the work.
// The order is fixed by run number alone: pairwise inside a chunk of kChunk consecutive runs, then a
// left-complete tree over chunk numbers. So a study grown from 10,000 to 20,000 runs equals one begun
// with 20,000, and chunks may be finished in any order on any thread.
// NaN marks a run without a value (a fault); it is left out and counted.
#pragma once

#include <bit>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

namespace detente::stats {

inline constexpr std::uint32_t kChunk = 4096;  // runs

// The sum over a fixed binary tree: the left part has the largest power of two of elements below the
// total, so that adding elements at the end changes no earlier partial sum.
double pairwise_sum(std::span<const double> values);

// Count, mean and variance of some values; merging two is exact in the counts.
struct Moments {
  std::int64_t count = 0;     // values
  std::int64_t excluded = 0;  // NaNs
  double mean = 0;
  double squares = 0;  // sum of squared deviations from the mean
  double low = 0;      // smallest and largest value; 0 while count is 0
  double high = 0;

  double variance() const;        // divisor count - 1; NaN below two values
  double sd() const;              // square root of it
  double standard_error() const;  // sd / sqrt(count)
  friend bool operator==(const Moments&, const Moments&) = default;
};

Moments merge(const Moments& left, const Moments& right);

// Folds parts in order 0, 1, 2, .. over a left-complete tree while keeping only O(log n) of them.
template <class Part>
class TreeFold {
 public:
  void push(Part part) {
    ++count_;
    // As many merges as the new count has trailing zero bits: the carries of a binary counter.
    for (std::uint64_t bits = count_; (bits & 1) == 0; bits >>= 1) {
      part = merge(stack_.back(), part);
      stack_.pop_back();
    }
    stack_.push_back(std::move(part));
  }
  std::uint64_t count() const { return count_; }
  Part total() const {
    if (stack_.empty()) return Part();
    Part result = stack_.back();
    for (std::size_t i = stack_.size() - 1; i > 0; --i) result = merge(stack_[i - 1], result);
    return result;
  }

 private:
  std::vector<Part> stack_;
  std::uint64_t count_ = 0;
};

// Moments of at most kChunk values, by two pairwise passes.
Moments chunk_moments(std::span<const double> values);

// Moments of a column whose first value belongs to the first run of a chunk.
Moments column_moments(std::span<const double> values);

}  // namespace detente::stats
