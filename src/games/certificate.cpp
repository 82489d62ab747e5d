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

namespace {

// Adds what `player` expects of each of its strategies where the others from `other` on play what they mix, those
// before it play as in `profile`, and all that has probability `weight`.
void add_payoffs(const Game& game, const MixedProfile& mixed, std::uint32_t player, std::uint32_t other,
                 std::uint32_t profile, const Rational& weight, std::vector<Rational>& sums) {
  if (other == game.player_count()) {
    for (std::uint32_t s = 0; s < sums.size(); ++s) {
      sums[s] += weight * game.payoff(game.with(profile, player, s), player);
    }
    return;
  }
  if (other == player) return add_payoffs(game, mixed, player, other + 1, profile, weight, sums);
  for (std::uint32_t s = 0; s < mixed[other].size(); ++s) {
    if (mixed[other][s].is_zero()) continue;
    add_payoffs(game, mixed, player, other + 1, game.with(profile, other, s), weight * mixed[other][s], sums);
  }
}

}  // namespace

std::vector<Rational> deviation_payoffs(const Game& game, const MixedProfile& profile, std::uint32_t player) {
  std::vector<Rational> result(game.strategy_count(player));
  add_payoffs(game, profile, player, 0, 0, Rational(1), result);
  return result;
}

Certificate certify(const Game& game, const MixedProfile& profile) { return Certifier(game)(profile); }

Certifier::Certifier(const Game& game) : game_(game) {
  for (std::uint32_t i = 0; i < game.player_count(); ++i) ranges_.push_back(game.range(i));
}

Certificate Certifier::operator()(const MixedProfile& profile) const {
  DETENTE_CHECK(is_profile(game_, profile));
  Certificate certificate;
  for (std::uint32_t i = 0; i < game_.player_count(); ++i) {
    const std::vector<Rational> deviations = deviation_payoffs(game_, profile, i);
    Rational value;
    const Rational* best = &deviations[0];
    for (std::uint32_t s = 0; s < deviations.size(); ++s) {
      if (!profile[i][s].is_zero()) value += profile[i][s] * deviations[s];
      if (deviations[s] > *best) best = &deviations[s];
    }
    certificate.regret.push_back(*best - value);
    certificate.share.push_back(ranges_[i].is_zero() ? 0 : (certificate.regret.back() / ranges_[i]).number());
    certificate.payoff.push_back(std::move(value));
  }
  return certificate;
}

}  // namespace detente::games
