// How large a node can become, from the declared bounds of the inputs it reads: for the length of fixed delays.
#pragma once

#include "model/model.h"

namespace detente::model {

// Infinite when nothing bounds it. Inputs it relies on keep to their bounds from then on (has_bounds).
double upper_bound(Model& model, NodeId node);

}  // namespace detente::model
