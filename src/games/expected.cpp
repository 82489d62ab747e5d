#include "games/expected.h"

#include <algorithm>

namespace detente::games {

namespace {

std::vector<double> in_one_row(const Profile<double>& mixed) {
  std::vector<double> row;
  for (const std::vector<double>& own : mixed) row.insert(row.end(), own.begin(), own.end());
  return row;
}

}  // namespace

PayoffNumbers::PayoffNumbers(const Game& game, double scale) : game_(game), first_(1, 0) {
  for (std::uint32_t i = 0; i < game.player_count(); ++i) first_.push_back(first_.back() + game.strategy_count(i));
  for (std::uint32_t p = 0; p < game.profile_count(); ++p) {
    for (std::uint32_t i = 0; i < game.player_count(); ++i) {
      payoffs_.push_back(game.payoff(p, i).number() / scale);
      played_.push_back(position(i, game.strategy(p, i)));
    }
  }
}

Profile<double> PayoffNumbers::deviations(const Profile<double>& mixed) const {
  const std::uint32_t n = game_.player_count();
  const std::vector<double> row = in_one_row(mixed);
  std::vector<double> sums(size(), 0.0);
  for (std::uint32_t p = 0; p < game_.profile_count(); ++p) {
    const std::uint32_t* const played = &played_[p * n];
    for (std::uint32_t i = 0; i < n; ++i) {
      double weight = 1;
      for (std::uint32_t k = 0; k < n; ++k) {
        if (k != i) weight *= row[played[k]];
      }
      sums[played[i]] += weight * payoffs_[p * n + i];
    }
  }
  Profile<double> result;
  for (std::uint32_t i = 0; i < n; ++i) result.emplace_back(sums.begin() + first_[i], sums.begin() + first_[i + 1]);
  return result;
}

std::vector<std::vector<double>> PayoffNumbers::slopes(const Profile<double>& mixed) const {
  const std::uint32_t n = game_.player_count();
  const std::vector<double> row = in_one_row(mixed);
  std::vector<std::vector<double>> result(size(), std::vector<double>(size(), 0.0));
  for (std::uint32_t p = 0; p < game_.profile_count(); ++p) {
    const std::uint32_t* const played = &played_[p * n];
    for (std::uint32_t i = 0; i < n; ++i) {
      for (std::uint32_t k = 0; k < n; ++k) {
        if (k == i) continue;
        double weight = 1;
        for (std::uint32_t l = 0; l < n; ++l) {
          if (l != i && l != k) weight *= row[played[l]];
        }
        result[played[i]][played[k]] += weight * payoffs_[p * n + i];
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
