#include "games/simulated.h"

#include <algorithm>
#include <cmath>

#include "base/check.h"
#include "games/certificate.h"
#include "kernels/elementary.h"

namespace detente::games {
namespace {

// Standard error of what `player` gains by `strategy`: the weights of cells in the difference of two expectations.
double error_of_gain(const SimulatedGame& game, const MixedProfile& profile, std::uint32_t player,
                     std::uint32_t strategy) {
  const Game& means = game.means;
  double sum = 0;
  for (std::uint32_t p = 0; p < means.profile_count(); ++p) {
    Rational weight =
        (means.strategy(p, player) == strategy ? Rational(1) : Rational()) - profile[player][means.strategy(p, player)];
    for (std::uint32_t i = 0; i < means.player_count() && !weight.is_zero(); ++i) {
      if (i != player) weight *= profile[i][means.strategy(p, i)];
    }
    const double part = std::fabs(weight.number()) * game.standard_errors[p * means.player_count() + player];
    sum += game.errors == CellErrors::Independent ? part * part : part;
  }
  return game.errors == CellErrors::Independent ? std::sqrt(sum) : sum;
}

}  // namespace

SimulatedCertificate certify_simulated(const SimulatedGame& game, const MixedProfile& profile, double confidence) {
  const Game& means = game.means;
  DETENTE_CHECK(is_profile(means, profile) && confidence > 0 && confidence < 1);
  DETENTE_CHECK(game.standard_errors.size() == std::size_t{means.profile_count()} * means.player_count());
  std::uint32_t deviations = 0;
  for (std::uint32_t i = 0; i < means.player_count(); ++i) deviations += means.strategy_count(i);
  const double z = kernels::normal_quantile(1 - (1 - confidence) / deviations);
  SimulatedCertificate certificate{confidence, {}, {}, {}};
  for (std::uint32_t i = 0; i < means.player_count(); ++i) {
    const std::vector<Rational> payoffs = deviation_payoffs(means, profile, i);
    Rational value;
    for (std::uint32_t s = 0; s < payoffs.size(); ++s) value += profile[i][s] * payoffs[s];
    double worst = 0;
    for (std::uint32_t s = 0; s < payoffs.size(); ++s) {
      const double gain = (payoffs[s] - value).number();
      const double error = error_of_gain(game, profile, i, s);
      certificate.deviations.push_back({i, s, gain, error, gain + z * error});
      worst = std::max(worst, gain + z * error);
    }
    const double range = means.range(i).number();
    certificate.regret.push_back(worst);
    certificate.share.push_back(range > 0 ? worst / range : 0);
  }
  return certificate;
}

}  // namespace detente::games
