// All equilibria of a game of two players, in exact arithmetic, with a proof that none is missing.
//
// The best-response polytopes are P = {x >= 0, B'x <= 1} and Q = {y >= 0, A y <= 1} of payoffs shifted above zero.
// Strategy i of player 1 is label i, strategy j of player 2 is label m + j; a vertex carries the label of an unused
// strategy and of a best reply. A pair of vertices that carries all labels between them is an extreme equilibrium;
// every equilibrium is a mixture of exchangeable ones. Method: vertex enumeration after Mangasarian (1964), maximal
// exchangeable sets after Avis, Rosenberg, Savani and von Stengel (2010), index after Shapley (1974).
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "games/certificate.h"
#include "games/game.h"

namespace detente::games {

struct Equilibrium {
  MixedProfile strategies;
  Certificate certificate;
};

// Every x of the first list against every y of the second is an equilibrium, and so is every mixture of them.
struct NashSubset {
  std::vector<std::vector<Rational>> first, second;
};

// A connected set of equilibria: one point, or a union of Nash subsets that touch.
struct Component {
  std::vector<std::uint32_t> extreme;  // positions in TwoPlayerSolution::extreme
  std::vector<NashSubset> subsets;
  bool is_point() const { return extreme.size() == 1; }
};

struct TwoPlayerSolution {
  std::vector<Equilibrium> extreme;  // in descending lexicographic order of their strategies
  std::vector<int> index;            // of each, +1 or -1; empty for a degenerate game
  std::vector<Component> components;
  bool complete = false;               // proven: these are all
  std::string proof;                   // what the proof rests on, or why there is none
  bool degenerate = false;             // some strategy has more best replies than it has strategies in use
  std::uint32_t vertices[2] = {0, 0};  // of P and Q, the origin included
};

struct TwoPlayerLimits {
  std::uint32_t vertices = 200'000;  // of either polytope; beyond it the search stops and says so
};

// `game` has one or two players (one: against a player without a choice).
TwoPlayerSolution solve_two_player(const Game& game, const TwoPlayerLimits& limits = {});

}  // namespace detente::games
