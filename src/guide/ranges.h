// Between which values each variable stays, and how fast one follows another, in closed intervals: never too narrow,
// often too wide. All numbers are in the coherent base of units.
//
// Given: bounds of parameters, levers and distributions; values of constants. Derived: auxiliaries, by interval
// arithmetic. A stock on log scale is positive. Other stocks are taken to stay at or above 0 (and at or below 1 when
// dimensionless) if they start there and no flow leads out: at that face of the box of all such stocks the net rate
// points inwards (Nagumo's condition), and events keep it, too. What fails the test is dropped, until all that is left
// passes; so the assumption proves itself. It holds for the exact solution without what scenarios assign to stocks.
#pragma once

#include <cstdint>
#include <vector>

#include "guide/interval.h"
#include "guide/structure.h"

namespace detente::guide {

class Ranges {
 public:
  // The structure outlives the ranges.
  explicit Ranges(const Structure& structure);

  Interval of(std::uint32_t variable) const { return ranges_[variable]; }
  // Of an expression that computes `reader`, by a variable that it reads; what stands inside `initial` is fixed.
  Slope slope(const syntax::Expr& expr, std::uint32_t reader, std::uint32_t by) const;
  // How fast a stock's net rate follows another variable. Of the logarithm, for a stock on log scale.
  Slope rate(std::uint32_t stock, std::uint32_t by) const;

 private:
  void derive();
  bool drop_failing();
  Interval given(std::uint32_t variable) const;
  Interval declared(std::uint32_t variable) const;
  Interval start(std::uint32_t stock) const;
  Interval rate_at(std::uint32_t stock, double level) const;  // net rate at one face of the box
  bool events_keep(std::uint32_t stock, Interval box) const;

  const Structure* structure_;
  std::vector<Interval> ranges_;
  std::vector<bool> bounded_below_, bounded_above_;  // stocks: 0 and 1 are still taken to hold
};

}  // namespace detente::guide
