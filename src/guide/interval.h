// Closed intervals with infinite ends, and values with a derivative over them (forward differentiation). Every result
// contains all that the operands allow. 0 times infinity is 0: an infinite end is a bound, never a value.
#pragma once

#include <limits>

namespace detente::guide {

inline constexpr double kInfinity = std::numeric_limits<double>::infinity();

struct Interval {
  double low = 0, high = 0;
  friend bool operator==(const Interval&, const Interval&) = default;
};

inline constexpr Interval kAnything{-kInfinity, kInfinity};
inline constexpr Interval kZero{0, 0};

Interval hull(const Interval& a, const Interval& b);
Interval operator+(const Interval& a, const Interval& b);
Interval operator-(const Interval& a);
Interval operator*(const Interval& a, const Interval& b);
Interval inverse(const Interval& a);  // of what is never 0: a division by 0 has ended the run

// A value and its derivative by one variable.
struct Slope {
  Interval value, change;

  Slope() = default;
  Slope(Interval is, Interval moves = kZero) : value(is), change(moves) {}  // a constant is a slope
};

Slope hull(const Slope& a, const Slope& b);
Slope operator+(const Slope& a, const Slope& b);
Slope operator-(const Slope& a);
Slope operator*(const Slope& a, const Slope& b);
Slope inverse(const Slope& a);
Slope power(const Slope& base, const Slope& exponent);
Slope smaller(const Slope& a, const Slope& b);
Slope larger(const Slope& a, const Slope& b);
Slope magnitude(const Slope& a);
// A function that never falls: its values at the ends, and between which bounds its derivative lies.
Slope rising(const Slope& a, double (*function)(double), Interval derivative);
Slope exponential(const Slope& a);
Slope logarithm(const Slope& a);

}  // namespace detente::guide
