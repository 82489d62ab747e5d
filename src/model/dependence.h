// What a value depends on: a walk through equations, stocks, held values, delays and arrivals.
#pragma once

#include <vector>

#include "model/model.h"

namespace detente::model {

// One flag each, beside the lists of the model.
struct Reach {
  std::vector<bool> nodes, inputs, stocks, held, repeat_sums, rings;
};
// Behind values, and behind held values by their numbers.
Reach reach(const Model& model, const std::vector<NodeId>& values, const std::vector<uint32_t>& held = {});

}  // namespace detente::model
