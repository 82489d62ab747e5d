// Populations that imitate: the replicator equation, and finite populations in which single players copy others.
// Payoffs are those of a symmetric game of two, payoff[own][other], per encounter.
#pragma once

#include <cstdint>
#include <vector>

#include "games/game.h"

namespace detente::games {

using PayoffMatrix = std::vector<std::vector<double>>;  // square

// The matrix of a game of two in which both have the same choices and payoffs; nothing for any other game.
std::vector<std::vector<Rational>> symmetric_payoffs(const Game& game);

// --- Infinite populations ------------------------------------------------------------------------------------------

// x_s' = x_s (payoff of s - mean payoff), from `start` over `time` [1 / payoff], by RK4 in `steps` steps. Shares stay
// positive and add up to 1. The points after each step, the start first.
std::vector<std::vector<double>> replicate(const PayoffMatrix& payoffs, std::vector<double> start, double time,
                                           std::uint32_t steps);

// --- Finite populations --------------------------------------------------------------------------------------------

// Two rules with the same chances: one individual copies another with probability 1 / (1 + exp(-intensity * (other's -
// own payoff))) (Fermi, pairwise comparison), or reproduces in proportion to exp(intensity * payoff) and replaces a
// random one (Moran). For both a mutant is lost rather than gained in the ratio exp(-intensity * its advantage).
struct Population {
  std::uint32_t size = 100;  // at least 2
  double intensity = 0.1;    // of selection [1 / payoff]
};

// Probability that one `mutant` takes over a population of `resident`s, everybody meeting everybody else.
// Computed in logarithms, so strong selection does not overflow.
double fixation(const PayoffMatrix& payoffs, std::uint32_t mutant, std::uint32_t resident,
                const Population& population);

// The same for a mutant of constant relative fitness, Moran (1958): (1 - 1/r) / (1 - r^-N).
double moran_fixation(double fitness, std::uint32_t size);

// Long-run share of time that a population with rare mutations spends at each strategy (Fudenberg and Imhof 2006).
std::vector<double> rare_mutation_shares(const PayoffMatrix& payoffs, const Population& population);

}  // namespace detente::games
