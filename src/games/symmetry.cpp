#include "games/symmetry.h"

#include "base/cat.h"

namespace detente::games {
namespace {

bool swap_changes_nothing(const Game& game, std::uint32_t a, std::uint32_t b) {
  if (game.strategy_count(a) != game.strategy_count(b)) return false;
  for (std::uint32_t profile = 0; profile < game.profile_count(); ++profile) {
    const std::uint32_t half = game.with(profile, a, game.strategy(profile, b));
    const std::uint32_t swapped = game.with(half, b, game.strategy(profile, a));
    for (std::uint32_t player = 0; player < game.player_count(); ++player) {
      const std::uint32_t image = player == a ? b : player == b ? a : player;
      if (game.payoff(profile, player) != game.payoff(swapped, image)) return false;
    }
  }
  return true;
}

}  // namespace

std::vector<std::vector<std::uint32_t>> interchangeable(const Game& game) {
  std::vector<std::vector<std::uint32_t>> groups;
  for (std::uint32_t player = 0; player < game.player_count(); ++player) {
    bool found = false;
    for (auto& group : groups) {
      if (found || !swap_changes_nothing(game, group.front(), player)) continue;
      group.push_back(player);
      found = true;
    }
    if (!found) groups.push_back({player});
  }
  std::erase_if(groups, [](const auto& group) { return group.size() == 1; });
  return groups;
}

std::string symmetry_text(const Game& game, const std::vector<std::uint32_t>& group) {
  std::string names;
  for (std::size_t k = 0; k < group.size(); ++k) {
    names += base::cat(k == 0 ? "" : k + 1 == group.size() ? " and " : ", ", game.players()[group[k]].name);
  }
  return base::cat(names,
                   " are interchangeable: swapped, they have each other's payoffs, so every equilibrium has its ",
                   "mirror image");
}

}  // namespace detente::games
