// Fictitious play (Brown 1951): every round each player plays a best reply to the frequencies with which each of the
// others has played so far, all at once. Frequencies approach equilibria where two players want the opposite (Robinson
// 1951), and in other classes of games; in Shapley's (1964) they go round for ever, ever more slowly.
#pragma once

#include <cstdint>
#include <vector>

#include "games/game.h"

namespace detente::games {

struct PlayedSoFar {
  std::uint32_t rounds = 0;
  Profile<double> frequencies;  // of each player's strategies
  double regret_share = 0;      // largest: what a player would gain against them, as a share of its payoffs' range
};

// `first`: each player's strategy in the first round; of equally good replies the first is played. What was played
// after 1, 2, 4, .. and `rounds` >= 1.
std::vector<PlayedSoFar> fictitious_play(const Game& game, std::vector<std::uint32_t> first, std::uint32_t rounds);

}  // namespace detente::games
