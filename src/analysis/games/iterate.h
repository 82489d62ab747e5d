// Two ways from a profile to one in which the search finds no better reply; neither is a certificate.
//
// `iterate`: everybody moves part of the way to the best reply to what everybody did before. Plain simultaneous replies
// can diverge where replies overreact, so steps are combined from the last few by least squares (Anderson 1965) and
// shortened while the distance between policies and replies does not fall.
// `take_turns`: one after the other, each moves all the way to its best reply, which is searched with few evaluations
// near where it stands, after a first round over the whole class. Cheap, and it settles where players want to match
// each other; it may run in circles where `iterate` does not.
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

// `amplification` stays NaN.
base::Result<Iteration> take_turns(Arena& arena, const Sample& sample, std::vector<search::Point> start,
                                   const IterateOptions& options);

base::Result<Iteration> iterate(Arena& arena, const Sample& sample, std::vector<search::Point> start,
                                const IterateOptions& options);

}  // namespace detente::analysis::games
