// Players with their policy classes around one oracle, and profiles of policies.
// Player numbers are positions in the oracle's list of players, everywhere below this folder's oracle.
#pragma once

#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "analysis/games/oracle.h"
#include "analysis/games/policy.h"

namespace detente::analysis::games {

// One policy for sure, or several with probabilities that add up to 1.
struct Mixture {
  std::vector<double> weights;
  std::vector<search::Point> policies;

  static Mixture pure(search::Point policy) { return {{1.0}, {std::move(policy)}}; }
  bool is_pure() const { return policies.size() == 1; }
};
using Profile = std::vector<Mixture>;  // one per player

// A candidate that happens with a probability.
struct Weighted {
  double weight = 1;
  Candidate settings;
};

struct Payoff {  // of one player: mean over futures, with what it is known to
  double mean = 0;
  double standard_error = 0;
};

class Arena {
 public:
  // `classes` beside oracle.players(). The oracle outlives the arena.
  Arena(Oracle& oracle, std::vector<PolicyClass> classes);

  Oracle& oracle() const { return *oracle_; }
  std::uint32_t player_count() const { return static_cast<std::uint32_t>(classes_.size()); }
  const PolicyClass& policies(std::uint32_t player) const { return classes_[player]; }
  const std::string& player_name(std::uint32_t player) const;
  bool finite() const;
  double profiles() const;  // joint profiles of finite classes; infinity otherwise

  Profile pure(const std::vector<search::Point>& policies) const;
  Profile standing() const;  // everybody as the model stands

  // What everybody but `player` does, combination by combination.
  std::vector<Weighted> others(const Profile& profile, std::uint32_t player) const;
  std::vector<Weighted> all(const Profile& profile) const;

  // One payoff per future for each player: column[player][future], NaN for a player that breaks its constraints.
  // Nothing once stopped.
  base::Result<std::vector<std::vector<double>>> columns(const Sample& sample, const Profile& profile) const;
  // One column of `player` for each of its policies, the others playing the profile.
  base::Result<std::vector<std::vector<double>>> deviations(const Sample& sample, const Profile& profile,
                                                            std::uint32_t player,
                                                            std::span<const search::Point> policies) const;

  // A player's payoff range, which gains are measured against: twice the way from the median to the best of its mean
  // payoffs in profiles spread over everybody's classes, and no more than all they span. That is the whole range where
  // payoffs are spread evenly; policies that wreck everything would stretch it, and with it what passes for an
  // equilibrium. 0 until measured (stakes.h).
  double range(std::uint32_t player) const { return ranges_[player]; }
  // Means of such profiles in the same futures; the widest range counts. NaN: left out.
  void measure(std::uint32_t player, std::vector<double> means);

 private:
  Oracle* oracle_;
  std::vector<PolicyClass> classes_;
  std::vector<double> ranges_;
};

// NaN if some future is.
double mean_of(std::span<const double> column);
Payoff payoff_of(std::span<const double> column);

}  // namespace detente::analysis::games
