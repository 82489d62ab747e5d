// What every way of thinking starts from: what players get as the model stands, and what each of them has at stake.
#pragma once

#include <string>
#include <vector>

#include "analysis/games/solve.h"

namespace detente::analysis::games {

struct Stakes {
  std::vector<Payoff> standing;      // per player, on the judging futures, nobody's levers touched
  std::vector<std::string> remarks;  // whose constraints the model breaks as it stands
};

// Measures arena.range() of every player, on a few futures and in profiles spread over everybody's classes.
// E1802 a payoff has no value as the model stands, E1803 a payoff that no policy of its player moves, whether the
// others do as the model has it, or the middle, the least or the most of what they may. Nothing once stopped.
base::Result<Stakes> find_stakes(Arena& arena, const SolveOptions& options);

// Everybody in the same place: as the model stands (or next to it), in the middle of the classes, at their low and at
// their high ends.
std::vector<std::vector<search::Point>> common_places(const Arena& arena);

}  // namespace detente::analysis::games
