#include "games/fictitious.h"

#include <algorithm>
#include <utility>

#include "games/expected.h"

namespace detente::games {

std::vector<PlayedSoFar> fictitious_play(const Game& game, std::vector<std::uint32_t> first, std::uint32_t rounds) {
  const PayoffNumbers payoffs(game, 1);
  std::vector<double> ranges;
  Profile<double> counts;
  std::vector<std::uint32_t> plays = std::move(first);
  for (std::uint32_t i = 0; i < game.player_count(); ++i) {
    ranges.push_back(game.range(i).number());
    counts.emplace_back(game.strategy_count(i), 0.0);
  }
  std::vector<PlayedSoFar> seen;
  Profile<double> frequencies = counts;
  for (std::uint32_t round = 1; round <= rounds; ++round) {
    for (std::uint32_t i = 0; i < game.player_count(); ++i) {
      ++counts[i][plays[i]];
      for (std::uint32_t s = 0; s < counts[i].size(); ++s) frequencies[i][s] = counts[i][s] / round;
    }
    if ((round & (round - 1)) == 0 || round == rounds) {
      seen.push_back({round, frequencies, worst_share(payoffs, frequencies, ranges)});
    }
    const Profile<double> worth = payoffs.deviations(frequencies);
    for (std::uint32_t i = 0; i < game.player_count(); ++i) {
      plays[i] = static_cast<std::uint32_t>(std::max_element(worth[i].begin(), worth[i].end()) - worth[i].begin());
    }
  }
  return seen;
}

}  // namespace detente::games
