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

// A z that solves it. Nothing when the path takes more than `most_work` (numbers changed, times their words: as it is,
// some ten seconds), or ends in a ray: whether it can depends on M.
std::optional<std::vector<Rational>> solve(const Complementarity& problem, std::uint64_t most_work = 40'000'000);

}  // namespace detente::games
