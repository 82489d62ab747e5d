// What a profile of strategies is worth, and what each player could still gain: computed from the payoff table alone,
// in exact arithmetic, by code that no solver uses. Whatever is printed as an equilibrium carries one.
#pragma once

#include <vector>

#include "games/game.h"

namespace detente::games {

struct Certificate {
  std::vector<Rational> payoff;  // per player
  std::vector<Rational> regret;  // most that a player gains by another strategy while the others stay; never negative
  std::vector<double> share;     // regret by the player's payoff range; 0 where every payoff is the same

  // No player gains anything: an equilibrium, exactly.
  bool exact() const;
  // The largest share: an epsilon-equilibrium for this epsilon.
  double worst_share() const;
};

// Every player's probabilities are not negative and add up to 1.
bool is_profile(const Game& game, const MixedProfile& profile);

// `profile` is one.
Certificate certify(const Game& game, const MixedProfile& profile);

// The same for many profiles of one game.
class Certifier {
 public:
  explicit Certifier(const Game& game);
  Certificate operator()(const MixedProfile& profile) const;

 private:
  const Game& game_;
  std::vector<Rational> ranges_;  // of each player's payoffs
};

// Expected payoff of each of the player's pure strategies against the others' mixed ones.
std::vector<Rational> deviation_payoffs(const Game& game, const MixedProfile& profile, std::uint32_t player);

}  // namespace detente::games
