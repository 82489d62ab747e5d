// How far the futures that history keeps sit elsewhere in an input than all futures do.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "analysis/calibrate/finding.h"

namespace detente::analysis::calibrate {

// Of one input that varies: its values in all futures, and which of them are kept (some, not all); `inputs` is how many
// inputs are looked at together. `choices`: how many values 0, 1, .. an alternative has; 0 for numbers.
Narrowing narrow(std::span<const double> values, const std::vector<bool>& kept, std::uint32_t inputs,
                 std::uint32_t choices);

}  // namespace detente::analysis::calibrate
