#include "games/pure.h"

namespace detente::games {

std::vector<std::uint32_t> pure_equilibria(const Game& game) {
  std::vector<bool> stable(game.profile_count(), true);
  for (std::uint32_t i = 0; i < game.player_count(); ++i) {
    for (std::uint32_t p = 0; p < game.profile_count(); ++p) {
      if (game.strategy(p, i) != 0) continue;
      const Rational* best = &game.payoff(p, i);
      for (std::uint32_t s = 1; s < game.strategy_count(i); ++s) {
        const Rational& payoff = game.payoff(game.with(p, i, s), i);
        if (payoff > *best) best = &payoff;
      }
      for (std::uint32_t s = 0; s < game.strategy_count(i); ++s) {
        const std::uint32_t here = game.with(p, i, s);
        if (game.payoff(here, i) != *best) stable[here] = false;
      }
    }
  }
  std::vector<std::uint32_t> found;
  for (std::uint32_t p = 0; p < game.profile_count(); ++p) {
    if (stable[p]) found.push_back(p);
  }
  return found;
}

}  // namespace detente::games
