#include "games/pure.h"

namespace detente::games {

std::vector<std::uint32_t> pure_equilibria(const Game& game) {
  std::vector<std::uint32_t> found;
  for (std::uint32_t p = 0; p < game.profile_count(); ++p) {
    bool stable = true;
    for (std::uint32_t i = 0; i < game.player_count() && stable; ++i) {
      for (std::uint32_t s = 0; s < game.strategy_count(i) && stable; ++s) {
        stable = game.payoff(game.with(p, i, s), i) <= game.payoff(p, i);
      }
    }
    if (stable) found.push_back(p);
  }
  return found;
}

}  // namespace detente::games
