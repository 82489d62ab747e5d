// Expected payoffs in doubles, with their derivatives, for the solvers that move through mixed profiles.
#pragma once

#include <cstdint>
#include <vector>

#include "games/game.h"

namespace detente::games {

// The payoff table as doubles, divided by `scale`.
class PayoffNumbers {
 public:
  PayoffNumbers(const Game& game, double scale);

  // u[i][s]: what player i expects of strategy s while the others mix.
  Profile<double> deviations(const Profile<double>& mixed) const;

  // Position of a strategy when all strategies of all players are written in one row.
  std::uint32_t position(std::uint32_t player, std::uint32_t strategy) const { return first_[player] + strategy; }
  std::uint32_t size() const { return first_.back(); }

  // d u[i][s] / d mixed[k][t] at [position(i, s)][position(k, t)]; zero for k = i.
  std::vector<std::vector<double>> slopes(const Profile<double>& mixed) const;

 private:
  const Game& game_;
  std::vector<double> payoffs_;
  std::vector<std::uint32_t> played_;  // positions of the strategies in each profile, player by player
  std::vector<std::uint32_t> first_;
};

// The largest regret of a player as a share of the payoff range, 0 where all payoffs are the same. In doubles: what
// is printed as an equilibrium carries a Certificate besides.
double worst_share(const PayoffNumbers& payoffs, const Profile<double>& mixed, const std::vector<double>& ranges);

}  // namespace detente::games
