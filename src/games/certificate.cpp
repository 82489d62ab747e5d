#include "games/certificate.h"

#include <algorithm>

#include "base/check.h"

namespace detente::games {

bool Certificate::exact() const {
  return std::all_of(regret.begin(), regret.end(), [](const Rational& r) { return r.is_zero(); });
}

double Certificate::worst_share() const {
  double worst = 0;
  for (const double s : share) worst = std::max(worst, s);
  return worst;
}

bool is_profile(const Game& game, const MixedProfile& profile) {
  if (profile.size() != game.player_count()) return false;
  for (std::uint32_t i = 0; i < game.player_count(); ++i) {
    if (profile[i].size() != game.strategy_count(i)) return false;
    Rational sum;
    for (const Rational& p : profile[i]) {
      if (p.sign() < 0) return false;
      sum += p;
    }
    if (sum != Rational(1)) return false;
  }
  return true;
}

std::vector<Rational> deviation_payoffs(const Game& game, const MixedProfile& profile, std::uint32_t player) {
  std::vector<Rational> result(game.strategy_count(player));
  for (std::uint32_t p = 0; p < game.profile_count(); ++p) {
    Rational weight = 1;
    for (std::uint32_t i = 0; i < game.player_count() && !weight.is_zero(); ++i) {
      if (i != player) weight *= profile[i][game.strategy(p, i)];
    }
    if (!weight.is_zero()) result[game.strategy(p, player)] += weight * game.payoff(p, player);
  }
  return result;
}

Certificate certify(const Game& game, const MixedProfile& profile) {
  DETENTE_CHECK(is_profile(game, profile));
  Certificate certificate;
  for (std::uint32_t i = 0; i < game.player_count(); ++i) {
    const std::vector<Rational> deviations = deviation_payoffs(game, profile, i);
    Rational value;
    const Rational* best = &deviations[0];
    for (std::uint32_t s = 0; s < deviations.size(); ++s) {
      value += profile[i][s] * deviations[s];
      if (deviations[s] > *best) best = &deviations[s];
    }
    const Rational range = game.range(i);
    certificate.regret.push_back(*best - value);
    certificate.share.push_back(range.is_zero() ? 0 : (certificate.regret.back() / range).number());
    certificate.payoff.push_back(std::move(value));
  }
  return certificate;
}

}  // namespace detente::games
