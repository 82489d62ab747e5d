// The value of a graphical function at one place: what the Lookup operation computes in every lane.
//
// Between points (x0, y0) and (x1, y1): y0 + (y1 - y0) * ((a - x0) / (x1 - x0)), in this order of rounding. At the last
// point and (Linear, Step) beyond it, its y itself. NaN gives NaN. Always inlined, so that no code for one instruction
// set can stand in for that of another.
#pragma once

#include <stdint.h>

#include "kernels/vm.h"

namespace detente::kernels {

[[gnu::always_inline]] constexpr double lookup(const Table& table, double a) {
  if (a != a) return a;
  const uint32_t last = table.count - 1;
  const bool bounded = table.mode != TableMode::Extrapolate;
  if (last == 0 || (bounded && a < table.x[0])) return table.y[0];
  if (a == table.x[last] || (bounded && a > table.x[last])) return table.y[last];
  // The segment that a is in: the points up to `low` are at or below a, those from `high` on above, save at the ends.
  uint32_t low = 0, high = last;
  while (high - low > 1) {
    const uint32_t middle = (low + high) / 2;
    (a >= table.x[middle] ? low : high) = middle;
  }
  if (table.mode == TableMode::Step) return table.y[low];
  const double part = (a - table.x[low]) / (table.x[high] - table.x[low]);
  return table.y[low] + (table.y[high] - table.y[low]) * part;
}

}  // namespace detente::kernels
