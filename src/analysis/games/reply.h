// Best replies: each player's best policy against what the others do, all searches in lockstep, one batch a round.
// Finite classes are tried out whole; one coordinate by sections of the line; more by climbing on fitted surfaces,
// after a look over the whole class. A policy that faults in some future, or breaks its player's constraints, is never
// one.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "analysis/games/arena.h"

namespace detente::analysis::games {

struct ReplyOptions {
  std::uint64_t evaluations = 400;  // most policies tried by one search of several coordinates
  std::uint32_t grid = 33;          // first points of a search of one coordinate
  double precision = 1e-7;          // of coordinates
  double radius = 0.3;              // of the first policies around a start
  bool wide = true;                 // look over the whole class first
  double enough = 0;                // gains below this share of the player's payoff range are left
  std::uint64_t key = 1;

  // How many policies spread over the class are looked at first, besides the starts.
  std::uint32_t look(std::uint32_t dimension) const { return wide ? 8 * dimension : 0; }
};

struct ReplyTask {
  std::uint32_t player = 0;
  const Profile* profile = nullptr;  // what the others do
  std::vector<search::Point> starts;
};

struct Reply {
  search::Point policy;  // empty: no policy has a value
  double value = 0;      // mean payoff
  std::uint64_t evaluations = 0;
};

inline constexpr std::uint64_t kMostListed = 4096;  // policies of a finite class that is tried out whole

base::Result<std::vector<Reply>> best_replies(Arena& arena, const Sample& sample, std::span<const ReplyTask> tasks,
                                              const ReplyOptions& options);

// One reply for each player.
base::Result<std::vector<Reply>> best_replies(Arena& arena, const Sample& sample, const Profile& profile,
                                              const ReplyOptions& options);

}  // namespace detente::analysis::games
