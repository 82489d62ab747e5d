// The grid times of a run: step k stands at start + k * step [year], never at an accumulated sum.
#pragma once

#include <optional>

#include "plan/plan.h"

namespace detente::plan {

// How many steps fill [start, end]: a whole number up to rounding (a millionth of a step), at most kMaxSteps;
// nothing otherwise.
std::optional<uint32_t> whole_steps(double start, double end, double step);

// The same grid over another range; nothing when that is not a whole number of steps or the model has no time.
std::optional<TimeGrid> with_range(TimeGrid grid, double start, double end);

// `stage` is the part of a step that the integrator is ahead: 0, 1/2 or 1.
inline double grid_time(const TimeGrid& grid, uint32_t step, double stage = 0) {
  return grid.start + (step + stage) * grid.step;
}

// Grid times on which saved signals are kept: the first and every save_every-th after it.
inline uint32_t saved_points(const TimeGrid& grid) { return grid.steps / grid.save_every + 1; }

}  // namespace detente::plan
