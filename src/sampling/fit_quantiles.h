// The member of a family that has two given quantiles.
#pragma once

#include <expected>
#include <string_view>
#include <vector>

#include "sampling/distribution.h"

namespace detente::sampling {

struct NamedQuantile {
  std::string_view name;  // "p05"
  double probability;
  double value;
};

bool fits_quantiles(Family family);

// The canonical parameters; `low` has the smaller probability. Only for families that fits_quantiles().
// Where no formula exists (beta, gamma) they are solved for by bisection and checked to 1e-9.
std::expected<std::vector<double>, DistributionError> fit_quantiles(Family family, const NamedQuantile& low,
                                                                    const NamedQuantile& high);

}  // namespace detente::sampling
