// Equilibria of any number of players, support by support, with proofs where floating point can give them.
//
// On each choice of supports an equilibrium is a root of polynomials: everybody is indifferent. Boxes that cover all
// candidates are cut until each holds no root (by an enclosure of the equations), or provably exactly one (Krawczyk
// 1969), or is too small: then the support is unresolved, as where equilibria form a continuum or touch, and
// `complete` is false. Roots that are fractions with small denominators are recognised and checked exactly.
// Small supports come first. Cost grows fast: made for up to about six free probabilities, such as 3 x 3 x 3 or five
// players with two choices. On supports that stay unresolved Newton's method starts from several points; what it finds
// is proven to be an equilibrium all the same, only not that there are no others. The indices of the equilibria of a
// regular game add up to 1 (as in two_player.h): while those found do not, the search goes on for longer.
// All this on the condensed game, alike strategies merged. Every limit is one of counted work.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "games/two_player.h"

namespace detente::games {

struct ProvenEquilibrium {
  Equilibrium equilibrium;  // as close to the true one as `within` says
  double within = 0;        // every probability of the true equilibrium is that near; 0: it is exact
};

struct SupportsSolution {
  std::vector<ProvenEquilibrium> equilibria;  // in descending lexicographic order of their strategies
  bool complete = false;                      // proven: there are no others
  std::vector<Alike> alike;                   // one was solved for each of these sets
  bool searched = true;                       // false: there are too many choices of supports to begin
  std::string proof;
  // Supports on which equilibria could not be told apart or excluded: the strategies of each player.
  std::vector<std::vector<std::vector<std::uint32_t>>> unresolved;
  std::uint64_t boxes = 0;
};

struct SupportsLimits {
  std::uint64_t boxes = 2'000'000;
  std::uint64_t boxes_per_support = 200'000;
  std::uint64_t proving = 100'000'000;  // payoffs looked at to prove
  std::uint64_t guessing =
      50'000'000;  // and to look where nothing was proven; as much again while indices do not add up
};

SupportsSolution solve_by_supports(const Game& game, const SupportsLimits& limits = {});

}  // namespace detente::games
