// All equilibria of a game of two players, in exact arithmetic, with a proof that none is missing.
//
// The best-response polytopes are P = {x >= 0, B'x <= 1} and Q = {y >= 0, A y <= 1} of payoffs shifted above zero.
// Strategy i of player 1 is label i, strategy j of player 2 is label m + j; a vertex carries the label of an unused
// strategy and of a best reply. A pair of vertices that carries all labels between them is an extreme equilibrium;
// every equilibrium is a mixture of exchangeable ones. Method: vertex enumeration after Mangasarian (1964), maximal
// exchangeable sets after Avis, Rosenberg, Savani and von Stengel (2010), index after Shapley (1974).
// All this on the condensed game. Every limit is one of counted work: the answer is the same everywhere.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "games/certificate.h"
#include "games/condensed.h"
#include "games/game.h"

namespace detente::games {

struct Equilibrium {
  MixedProfile strategies;
  Certificate certificate;
};

// Every x of the first list against every y of the second is an equilibrium, and so is every mixture of them. They are
// of the two players; of more than two, of those who have a choice. With one player, or one of many who has a choice,
// the second is empty.
struct NashSubset {
  std::vector<std::vector<Rational>> first, second;
};

// A connected set of equilibria: one point, or a union of Nash subsets that touch.
struct Component {
  std::vector<std::uint32_t> extreme;  // positions in TwoPlayerSolution::extreme
  std::vector<NashSubset> subsets;     // empty: too many to list
  bool is_point() const { return extreme.size() == 1; }
};

struct TwoPlayerSolution {
  std::vector<Equilibrium> extreme;  // in descending lexicographic order of their strategies
  std::vector<int> index;            // of each, +1 or -1; empty for a degenerate game
  std::vector<Component> components;
  std::vector<Alike> alike;            // in games of very many strategies: one was solved for each of these sets
  bool complete = false;               // proven: these are all
  std::string proof;                   // what the proof rests on, or why there is none
  bool degenerate = false;             // some strategy has more best replies than it has strategies in use
  std::uint32_t vertices[2] = {0, 0};  // of P and Q, the origin included
};

struct TwoPlayerLimits {
  std::uint32_t vertices = 200'000;    // of either polytope; beyond it the search stops and says so
  std::uint64_t work = 2'000'000'000;  // on either polytope: numbers looked at, or pairs of vertices; some ten seconds
  std::uint64_t listed = 1'000'000;    // probabilities in the extreme equilibria
};

// `game` has at most two players who have a choice once it is condensed, alike strategies merged.
TwoPlayerSolution solve_two_player(const Game& game, const TwoPlayerLimits& limits = {});

}  // namespace detente::games
