// Which inputs can make a difference to a value: through equations, stocks, held values and delays.
#pragma once

#include <vector>

#include "model/model.h"

namespace detente::model {

// One flag per input of the interface.
std::vector<bool> inputs_behind(const Model& model, const std::vector<NodeId>& values);

}  // namespace detente::model
