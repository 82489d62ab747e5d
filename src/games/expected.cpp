#include "games/expected.h"

#include <algorithm>

namespace detente::games {

PayoffNumbers::PayoffNumbers(const Game& game, double scale) : game_(game), first_(1, 0) {
  for (std::uint32_t p = 0; p < game.profile_count(); ++p) {
    for (std::uint32_t i = 0; i < game.player_count(); ++i) payoffs_.push_back(game.payoff(p, i).number() / scale);
  }
  for (std::uint32_t i = 0; i < game.player_count(); ++i) first_.push_back(first_.back() + game.strategy_count(i));
}

Profile<double> PayoffNumbers::deviations(const Profile<double>& mixed) const {
  const std::uint32_t n = game_.player_count();
  Profile<double> result(n);
  for (std::uint32_t i = 0; i < n; ++i) result[i].assign(game_.strategy_count(i), 0.0);
  for (std::uint32_t p = 0; p < game_.profile_count(); ++p) {
    for (std::uint32_t i = 0; i < n; ++i) {
      double weight = 1;
      for (std::uint32_t k = 0; k < n; ++k) {
        if (k != i) weight *= mixed[k][game_.strategy(p, k)];
      }
      result[i][game_.strategy(p, i)] += weight * payoffs_[p * n + i];
    }
  }
  return result;
}

std::vector<std::vector<double>> PayoffNumbers::slopes(const Profile<double>& mixed) const {
  const std::uint32_t n = game_.player_count();
  std::vector<std::vector<double>> result(size(), std::vector<double>(size(), 0.0));
  for (std::uint32_t p = 0; p < game_.profile_count(); ++p) {
    for (std::uint32_t i = 0; i < n; ++i) {
      for (std::uint32_t k = 0; k < n; ++k) {
        if (k == i) continue;
        double weight = 1;
        for (std::uint32_t l = 0; l < n; ++l) {
          if (l != i && l != k) weight *= mixed[l][game_.strategy(p, l)];
        }
        result[position(i, game_.strategy(p, i))][position(k, game_.strategy(p, k))] += weight * payoffs_[p * n + i];
      }
    }
  }
  return result;
}

double worst_share(const PayoffNumbers& payoffs, const Profile<double>& mixed, const std::vector<double>& ranges) {
  const Profile<double> u = payoffs.deviations(mixed);
  double worst = 0;
  for (std::size_t i = 0; i < mixed.size(); ++i) {
    double value = 0, best = u[i][0];
    for (std::size_t s = 0; s < mixed[i].size(); ++s) {
      value += mixed[i][s] * u[i][s];
      best = std::max(best, u[i][s]);
    }
    if (ranges[i] > 0) worst = std::max(worst, (best - value) / ranges[i]);
  }
  return worst;
}

}  // namespace detente::games
