// Correlated equilibria: a mediator draws a profile and tells each player its part; nobody gains by doing otherwise.
// Coarse ones: nobody gains by refusing, before hearing anything, to take part. Both are polytopes; a linear programme
// in exact arithmetic picks the best point for a chosen objective, and its dual proves that it is the best.
#pragma once

#include <cstdint>
#include <vector>

#include "games/game.h"

namespace detente::games {

enum class CorrelatedKind : unsigned char { Correlated, Coarse };

struct CorrelatedObjective {
  enum class Of : unsigned char { Welfare, Player, Worst };  // the sum; one player's payoff; the least of the payoffs
  Of of = Of::Welfare;
  std::uint32_t player = 0;
  bool maximise = true;  // Worst is always maximised
};

struct CorrelatedSolution {
  std::vector<Rational> distribution;  // over profiles
  Rational value;                      // of the objective
  std::vector<Rational> payoff;        // per player
  std::vector<Rational> regret;        // per player, computed anew from the payoff table
};

CorrelatedSolution solve_correlated(const Game& game, CorrelatedKind kind, const CorrelatedObjective& objective);

// What each player gains at most by disobeying (for coarse: by refusing); zero for everybody at an equilibrium.
std::vector<Rational> correlated_regret(const Game& game, CorrelatedKind kind,
                                        const std::vector<Rational>& distribution);

}  // namespace detente::games
