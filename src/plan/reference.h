// The reference evaluator: one run of a plan, one number at a time, every loop written out.
// It is the definition of what a plan computes; the engine gives the same bits. Needs a plan that passes verify().
#pragma once

#include <cstdint>
#include <vector>

#include "plan/plan.h"

namespace detente::plan {

struct ReferenceRequest {
  std::vector<double> inputs;  // one per input of the plan; empty: every input at its default
  uint64_t seed = 1;
  uint64_t future = 0;  // run number
  TimeGrid grid;        // the plan's own, or with_range() of it
};

struct ReferenceRun {
  uint32_t fault_site = kNone;  // of the first Check that met a value that is not finite; the run ends there
  uint32_t fault_step = 0;
  std::vector<double> metrics;
  // By quantity, then grid time.
  std::vector<std::vector<double>> signals;
  std::vector<std::vector<double>> truth, robustness;  // of atoms
};

ReferenceRun run_reference(const Plan& plan, const ReferenceRequest& request);

}  // namespace detente::plan
