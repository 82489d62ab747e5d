// Turns the equations of a model into the programs of a plan: the fourth step of the way from text to results.
//
// Each phase computes what it must hand on (new states, rates, recorded values) and nothing else. What depends on
// inputs only is computed once a run, in `setup`; what the integrator's stages share, once a step, in `step`. Every
// value that could make a run meaningless is checked (see faults.h). The same model gives the same plan, bit for bit.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "base/source.h"
#include "model/model.h"
#include "plan/plan.h"

namespace detente::lower {

struct LowerOptions {
  std::vector<std::string> save;  // quantities to record along the run: `arms[a]`, or `arms` for all its elements
  bool fuse = true;               // use superinstructions; the results are the same without
  bool skip = true;               // skip branches that no lane needs; the results are the same without
};

// `sources` are the texts the model came from, for the places named by faults. Fails only on an unknown name in `save`.
base::Result<plan::Plan> lower(const model::Model& model, const base::SourceMap& sources,
                               const LowerOptions& options = {});

}  // namespace detente::lower
