// Best-response iteration: everybody moves part of the way to the best reply to what everybody did before.
// Plain simultaneous replies can diverge where replies overreact, so steps are combined from the last few by least
// squares (Anderson 1965) and shortened while the distance between policies and replies does not fall.
// The result is a place where the search found no better reply, not yet a certificate.
#pragma once

#include <cstdint>
#include <vector>

#include "analysis/games/arena.h"
#include "analysis/games/reply.h"

namespace detente::analysis::games {

struct IterateOptions {
  ReplyOptions reply;
  std::uint32_t rounds = 40;
  double tolerance = 1e-7;  // gains below this share of the player's payoff range end it
  double enough = 1e-7;  // or, when the rounds run out, the round with the smallest gains counts if they are below this
};

struct Iteration {
  std::vector<search::Point> policies;  // one per player
  bool converged = false;
  std::uint32_t rounds = 0;
  double distance = 0;  // largest distance of a coordinate to its reply, at the end
  // How far plain replies would have moved apart per round: above 1 they diverge. NaN if nothing moved.
  double amplification = 0;
};

base::Result<Iteration> iterate(Arena& arena, const Sample& sample, std::vector<search::Point> start,
                                const IterateOptions& options);

}  // namespace detente::analysis::games
