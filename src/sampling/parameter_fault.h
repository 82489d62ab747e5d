// Which parameters a family can have.
#pragma once

#include <optional>
#include <vector>

#include "sampling/distribution.h"

namespace detente::sampling {

// What is wrong with finite parameters, given in canonical order and number; nothing if they are fine.
std::optional<DistributionError> parameter_fault(Family family, const std::vector<double>& parameters);

}  // namespace detente::sampling
