// A player's payoffs in a game of two as positive whole numbers: moved and scaled, which changes no best reply.
#pragma once

#include <cstdint>
#include <vector>

#include "games/game.h"

namespace detente::games {

using IntegerMatrix = std::vector<std::vector<Integer>>;

// A row for each strategy of player 1.
inline IntegerMatrix positive_payoffs(const Game& game, std::uint32_t player) {
  Integer scale(1);
  Rational low = game.payoff(0, player);
  for (std::uint32_t p = 0; p < game.profile_count(); ++p) {
    scale = lcm(scale, game.payoff(p, player).denominator());
    if (game.payoff(p, player) < low) low = game.payoff(p, player);
  }
  IntegerMatrix matrix(game.strategy_count(0), std::vector<Integer>(game.strategy_count(1)));
  for (std::uint32_t p = 0; p < game.profile_count(); ++p) {
    const Rational moved = (game.payoff(p, player) - low) * Rational(scale, 1) + 1;
    matrix[game.strategy(p, 0)][game.strategy(p, 1)] = moved.numerator();
  }
  return matrix;
}

inline IntegerMatrix transposed(const IntegerMatrix& matrix) {
  IntegerMatrix result(matrix[0].size(), std::vector<Integer>(matrix.size()));
  for (std::size_t i = 0; i < matrix.size(); ++i) {
    for (std::size_t j = 0; j < matrix[i].size(); ++j) result[j][i] = matrix[i][j];
  }
  return result;
}

}  // namespace detente::games
