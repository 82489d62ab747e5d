// The empirical game: lists of policies, and what every combination of them pays on a sample of futures.
// Cells are simulated once, when they are first needed; the game of mean payoffs is then solved exactly.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "analysis/games/arena.h"
#include "games/game.h"

namespace detente::analysis::games {

class PayoffTable {
 public:
  // The arena and the sample outlive the table.
  PayoffTable(Arena& arena, const Sample& sample);

  // False if the policy, or one closer to it than 1e-6 in every coordinate, is listed already.
  bool add(std::uint32_t player, const search::Point& policy);
  const std::vector<search::Point>& policies(std::uint32_t player) const { return policies_[player]; }
  std::uint64_t profiles() const;

  // Simulates what is missing. False when stopped.
  bool fill(base::Diagnostics& diagnostics);
  // Some cell has no value: a payoff faulted, or constraints were broken.
  bool has_gaps() const { return gaps_ > 0; }
  const Payoff& payoff(const std::vector<std::uint32_t>& profile, std::uint32_t player) const {
    return cells_.at(profile)[player];
  }

  // Of every cell that was simulated; NaN without a value.
  std::vector<double> means(std::uint32_t player) const;
  // Mean payoffs as a game; a cell without a value pays less than everything else. Filled, and within the limits.
  detente::games::Game game() const;
  // A mixed profile of that game as policies; what is played with less than 1e-9 is left out.
  Profile profile_of(const detente::games::MixedProfile& mixed) const;

 private:
  template <class Visit>
  void each_profile(const Visit& visit) const;

  Arena* arena_;
  const Sample* sample_;
  std::vector<std::vector<search::Point>> policies_;
  std::map<std::vector<std::uint32_t>, std::vector<Payoff>> cells_;
  std::uint64_t gaps_ = 0;
};

// What a policy is called in a table, e.g. "posture[us]=0.5 sharing[us]=0".
std::string policy_name(const PolicyClass& policies, const search::Point& point);

struct TableSolution {
  std::vector<detente::games::MixedProfile> equilibria;
  bool complete = false;  // proven: these are all (of a degenerate game: all extreme ones)
  std::string proof;
};

// All equilibria of one or two players; of more, those in pure strategies and the end of the quantal response path.
TableSolution equilibria_of(const detente::games::Game& game);

}  // namespace detente::analysis::games
