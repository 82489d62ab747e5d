// Iterated elimination of strictly dominated strategies. The order does not matter for strict dominance; weak
// dominance, where it does, is deliberately absent.
#pragma once

#include <cstdint>
#include <vector>

#include "games/game.h"

namespace detente::games {

struct Elimination {
  std::uint32_t round = 0;  // from 1
  std::uint32_t player = 0;
  std::uint32_t strategy = 0;
  std::vector<Rational> dominator;  // a mixture over the player's strategies; always better
};

struct DominanceSolution {
  std::vector<std::vector<std::uint32_t>> keep;  // per player, ascending
  std::vector<Elimination> eliminated;
};

// By pure strategies only, or by mixtures too (exact linear programmes).
enum class Dominators : unsigned char { Pure, Mixed };

// One strategy of a player earns more than another, whatever the others do.
bool dominates(const Game& game, std::uint32_t player, std::uint32_t better, std::uint32_t worse);

DominanceSolution eliminate_dominated(const Game& game, Dominators dominators);

}  // namespace detente::games
