// Finds the quantities that a run shall record, by the names people use.
#pragma once

#include <string>
#include <vector>

#include "base/diagnostics.h"
#include "model/model.h"

namespace detente::lower {

struct NamedValue {
  plan::Quantity quantity;
  model::NodeId node = model::kNoNode;
  uint32_t origin = 0;
};

// One for each element of each name, in the order of the names, each element once. An unknown name is reported (E0302).
std::vector<NamedValue> find_values(const model::Model& model, const std::vector<std::string>& names,
                                    base::Diagnostics& diagnostics);

}  // namespace detente::lower
