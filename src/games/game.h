// A finite game in normal form, payoffs exact.
// Profiles (one strategy per player) are numbered with the first player's strategy running fastest:
// profile = s_0 + s_1 * |S_0| + s_2 * |S_0| * |S_1| + ...
// At least one player; each has at least one strategy; at most kMaxProfiles profiles and kMaxPayoffs
// payoffs. Payoffs have no unit here:
// whoever fills in the table knows it.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "games/rational.h"

namespace detente::games {

struct Player {
  std::string name;
  std::vector<std::string> strategies;
};

// A probability for every strategy of every player: mixed[player][strategy].
template <class Number>
using Profile = std::vector<std::vector<Number>>;
using MixedProfile = Profile<Rational>;

class Game {
 public:
  static constexpr std::uint64_t kMaxProfiles = std::uint64_t{1} << 20;
  static constexpr std::uint64_t kMaxPayoffs = std::uint64_t{1} << 21;
  static constexpr std::uint32_t kMaxPlayers = 20;

  // Whether a game of this shape is within the limits.
  static bool fits(const std::vector<Player>& players);
  // All payoffs zero; `players` fits.
  Game(std::string title, std::vector<Player> players);
  // Two players by their payoff matrices, rows first; strategies are numbered from 1.
  static Game bimatrix(const std::vector<std::vector<Rational>>& row_payoffs,
                       const std::vector<std::vector<Rational>>& column_payoffs);

  const std::string& title() const { return title_; }
  const std::vector<Player>& players() const { return players_; }
  std::uint32_t player_count() const { return static_cast<std::uint32_t>(players_.size()); }
  std::uint32_t strategy_count(std::uint32_t player) const {
    return static_cast<std::uint32_t>(players_[player].strategies.size());
  }
  std::uint32_t profile_count() const { return profiles_; }

  std::uint32_t strategy(std::uint32_t profile, std::uint32_t player) const {
    return profile / strides_[player] % strategy_count(player);
  }
  // The same profile but for one player's strategy.
  std::uint32_t with(std::uint32_t profile, std::uint32_t player, std::uint32_t strategy_of_player) const {
    return profile + (strategy_of_player - strategy(profile, player)) * strides_[player];
  }
  std::uint32_t profile(const std::vector<std::uint32_t>& strategies) const;  // one per player

  const Rational& payoff(std::uint32_t profile, std::uint32_t player) const {
    return payoffs_[profile * player_count() + player];
  }
  Rational& payoff(std::uint32_t profile, std::uint32_t player) { return payoffs_[profile * player_count() + player]; }

  // Largest less smallest payoff of a player: what regrets are measured against.
  Rational range(std::uint32_t player) const;

  // The game that is left when only these strategies may be played; keep[player] is ascending and not empty.
  Game restricted(const std::vector<std::vector<std::uint32_t>>& keep) const;

 private:
  std::string title_;
  std::vector<Player> players_;
  std::vector<std::uint32_t> strides_;
  std::uint32_t profiles_ = 0;
  std::vector<Rational> payoffs_;
};

// Whether `holds(profile, step)` for every choice of the others: `profile` has the player's first strategy, and
// `profile + s * step` its strategy s. Stops where it does not hold.
template <class Holds>
bool every_profile_of_others(const Game& game, std::uint32_t player, Holds holds) {
  const std::uint32_t own = game.strategy_count(player), step = own > 1 ? game.with(0, player, 1) : 1;
  const std::uint32_t block = own > 1 ? own * step : 1;
  for (std::uint32_t start = 0; start < game.profile_count(); start += block) {
    for (std::uint32_t profile = start; profile < start + (own > 1 ? step : 1); ++profile) {
      if (!holds(profile, step)) return false;
    }
  }
  return true;
}

MixedProfile pure_profile(const Game& game, std::uint32_t profile);

// The exact profile next to this one: every number exactly, no negatives, sums exactly 1.
MixedProfile exact_profile(const Profile<double>& profile);
Profile<double> numbers(const MixedProfile& profile);

}  // namespace detente::games
