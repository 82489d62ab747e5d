// Optimisers that ask for points and are told their values, so that many searches can share one batch of runs.
// All maximise over the unit cube [0, 1]^d and are deterministic: equal keys and equal values give equal points.
// A value that is NaN counts as worse than every number.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace detente::search {

using Point = std::vector<double>;  // coordinates in [0, 1]

class Searcher {
 public:
  virtual ~Searcher() = default;

  // The points to evaluate next; none: the search is over.
  virtual std::vector<Point> ask() = 0;
  // Their values, in the same order; called once after each ask() that gave points.
  virtual void tell(std::span<const double> values) = 0;

  // Of all points told so far, the first of those with the highest value. Empty, and NaN, before the first number.
  const Point& best() const { return best_; }
  double best_value() const { return best_value_; }
  std::uint64_t evaluations() const { return evaluations_; }

 protected:
  void keep_best(std::span<const Point> points, std::span<const double> values);

 private:
  Point best_;
  double best_value_ = 0.0 / 0.0;
  std::uint64_t evaluations_ = 0;
};

// Whether value a is better than b; numbers are better than NaN.
bool is_better(double a, double b);

}  // namespace detente::search
