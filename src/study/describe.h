// What a study is, from its plan and what is to be run of it: the header that decides whether a file can be gone on
// with.
#pragma once

#include <string>
#include <vector>

#include "plan/plan.h"
#include "sampling/spec.h"
#include "store/header.h"

namespace detente::study {

// An arm: a scenario of the plan by its number there, or plan::kBaseline; `name` "" for the baseline.
struct Arm {
  std::string name;
  uint32_t scenario = plan::kBaseline;
};

// "latin_hypercube seed=1 futures=10000": equal texts draw equal futures. The number of futures is named only where
// it moves the draws; `settings` are the overrides that hold in every arm, as text, in the order they were given.
std::string design_text(const sampling::Design& design, const std::vector<std::string>& settings = {});

store::Header describe(const plan::Plan& plan, const sampling::Design& design, const std::vector<Arm>& arms,
                       const std::vector<std::string>& settings = {});

// Who computes, now, on this machine.
store::Session this_session(std::string command);

}  // namespace detente::study
