#include "plan/grid.h"

#include <cmath>

#include "plan/verify.h"

namespace detente::plan {

std::optional<uint32_t> whole_steps(double start, double end, double step) {
  const double steps = (end - start) / step;
  const double whole = std::floor(steps + 0.5);
  const bool fits = step > 0 && whole >= 0 && whole <= kMaxSteps && std::fabs(steps - whole) <= 1e-6 + 1e-12 * whole;
  if (!fits) return std::nullopt;
  return static_cast<uint32_t>(whole);
}

std::optional<TimeGrid> with_range(TimeGrid grid, double start, double end) {
  const std::optional<uint32_t> steps = whole_steps(start, end, grid.step);
  if (!grid.has_time || !steps) return std::nullopt;
  grid.start = start;
  grid.end = end;
  grid.steps = *steps;
  return grid;
}

}  // namespace detente::plan
