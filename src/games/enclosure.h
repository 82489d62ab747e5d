// Numbers known to lie between two doubles. Every operation rounds outwards, so what is computed encloses the true
// result: the arithmetic behind proofs about roots.
#pragma once

#include <algorithm>
#include <cmath>

#include "games/rational.h"

namespace detente::games {

struct Enclosure {
  double low = 0, high = 0;

  static Enclosure of(const Rational& value) { return outwards(value.number(), value.number()); }
  // One rounding of each end is undone: an operation is wrong by half a unit in the last place at most.
  static Enclosure outwards(double low, double high) {
    return {low - std::fabs(low) * 0x1p-52 - 0x1p-1060, high + std::fabs(high) * 0x1p-52 + 0x1p-1060};
  }

  double middle() const { return low + (high - low) / 2; }
  double width() const { return high - low; }
  bool has(double value) const { return low <= value && value <= high; }
  bool is_inside(const Enclosure& other) const { return other.low < low && high < other.high; }
  bool meets(const Enclosure& other) const { return low <= other.high && other.low <= high; }
  Enclosure meet(const Enclosure& other) const { return {std::max(low, other.low), std::min(high, other.high)}; }

  friend Enclosure operator+(Enclosure a, Enclosure b) { return outwards(a.low + b.low, a.high + b.high); }
  friend Enclosure operator-(Enclosure a, Enclosure b) { return outwards(a.low - b.high, a.high - b.low); }
  friend Enclosure operator*(Enclosure a, Enclosure b) {
    const double ll = a.low * b.low, lh = a.low * b.high, hl = a.high * b.low, hh = a.high * b.high;
    return outwards(std::min({ll, lh, hl, hh}), std::max({ll, lh, hl, hh}));
  }
};

inline Enclosure exactly(double value) { return {value, value}; }

}  // namespace detente::games
