// Judges claims about trajectories: runs the monitor code of a plan over the recorded atoms of one block of lanes.
//
// A trace has three channels at every grid time: truth (1, 0, 0.5 undecided) and the lowest and highest robustness
// over all continuations of the run beyond its end. All three follow Kleene's logic by min and max, so truth never
// comes from the sign of a robustness (a robustness of 0 does not tell < from <=).
// Time is linear in the length of the run whatever the windows. Robustness is in the unit of the comparison, the times
// of a result in years.
#pragma once

#include <cstdint>
#include <vector>

#include "exec/traces.h"
#include "plan/plan.h"

namespace detente::exec {

// One column per monitor: column m of lane l is at [m * width + l].
struct Verdicts {
  std::vector<double> truth, robust_low, robust_high;
  std::vector<double> first_time;  // [year], NaN = never or not asked for
  std::vector<double> given;       // 1 judged, 0 set aside, 0.5 undecided
};

class MonitorBank {
 public:
  // The monitors refer to existing atoms and traces (the plan verifier sees to it).
  explicit MonitorBank(const std::vector<plan::Monitor>& monitors) : monitors_(monitors) {}

  // `traces` has one row per grid time of `grid` (the run's own range) and a width that is a multiple of 8.
  // Lanes that faulted hold what their traces led to; the caller overwrites them.
  void judge(const AtomTraces& traces, const plan::TimeGrid& grid, Verdicts& verdicts);

 private:
  const std::vector<plan::Monitor>& monitors_;
  std::vector<double> traces_;   // of one monitor and kLanes lanes
  std::vector<double> scratch_;  // of one sliding window
};

}  // namespace detente::exec
