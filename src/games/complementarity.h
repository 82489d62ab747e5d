// Linear complementarity in exact arithmetic: z and w = q + M z, neither negative, one of each pair (w_k, z_k) zero.
// Method: Lemke (1965), with a covering vector of ones; ties are broken lexicographically, so no path cycles.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "games/rational.h"

namespace detente::games {

struct Complementarity {
  std::vector<std::vector<Rational>> m;  // square
  std::vector<Rational> q;               // as long
};

// A z that solves it. Nothing when the path is longer than `most_pivots`, or ends in a ray: whether it can depends on
// M.
std::optional<std::vector<Rational>> solve(const Complementarity& problem, std::uint32_t most_pivots = 100'000);

}  // namespace detente::games
