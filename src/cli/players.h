// Judges the claims about players, on futures of their own. What they would accept, answer or gain stands as columns
// beside the arms that the claims read; a claim about every equilibrium is judged in each one that is found.
#pragma once

#include <cstdint>
#include <vector>

#include "analysis/claims/finding.h"
#include "cli/program.h"
#include "driver/compile.h"
#include "driver/ensemble.h"

namespace detente::cli {

struct PlayersBudget {
  std::uint32_t futures = 64;  // 0: these claims stay unsolved
  std::uint32_t chance = 4;    // runs per future, where the model has chance
  std::uint32_t terms = 8;     // of an agreement, looked at in each future
};

// One finding per claim about players, numbered as in the compiled plan. `asked` is the scenario of claims that name
// none; settings, seed and engine are those of `ensemble`. `tested_elsewhere` counts the claims judged beside these.
// What cannot be solved says why.
std::vector<analysis::claims::Finding> judge_players(const Program& program, const driver::Compiled& compiled,
                                                     std::uint32_t asked, const driver::EnsembleOptions& ensemble,
                                                     const PlayersBudget& budget, std::uint32_t tested_elsewhere);

}  // namespace detente::cli
