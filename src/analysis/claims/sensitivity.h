// Variance-based sensitivity of a quantity to a group of inputs, by pick and freeze: the quantity in the first draw
// (a), in the second (b), and in the first with the group's inputs from the second (mixed). First order: Saltelli et
// al. (2010), eq. (b) of their Table 2; total order: Jansen (1999).
#pragma once

#include <cstdint>
#include <span>

#include "sampling/spec.h"
#include "stats/interval.h"

namespace detente::analysis::claims {

struct Sensitivity {
  double estimate = 0;  // NaN where the quantity does not vary
  stats::Interval interval;
  int64_t count = 0;
  int64_t excluded = 0;  // futures with a fault in one of the three arms
};

enum class Order : uint8_t { First, Total };

// Columns of equal length, future by future from number 0; NaN marks a fault.
Sensitivity sensitivity(Order order, std::span<const double> a, std::span<const double> b,
                        std::span<const double> mixed, const sampling::Design& design, double alpha);

}  // namespace detente::analysis::claims
