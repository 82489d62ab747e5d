// Double oracle (McMahan, Gordon and Blum 2003; with several players PSRO, Lanctot et al. 2017): solve the game of the
// policies found so far, add every player's best reply to each of its equilibria, repeat until nobody gains.
// What is left are equilibria of the listed policies against which the search found no better reply: candidates that
// certify.h has to judge, mixed ones included.
#pragma once

#include <cstdint>
#include <vector>

#include "analysis/games/reply.h"
#include "analysis/games/table.h"

namespace detente::analysis::games {

struct DoubleOracleOptions {
  ReplyOptions reply;
  std::uint32_t rounds = 20;
  std::uint32_t equilibria = 4;       // of the listed policies, at most so many are answered in a round
  std::uint64_t profiles = 1u << 14;  // the table grows no further
  double tolerance = 1e-7;            // gains below this share of the payoff range add nothing
};

struct DoubleOracle {
  std::vector<Profile> candidates;     // nobody was found to gain
  std::vector<double> exploitability;  // by round: the smallest over equilibria of the sum of gains
  bool converged = false;
};

// `table` holds at least one policy of each player.
base::Result<DoubleOracle> double_oracle(Arena& arena, const Sample& sample, PayoffTable& table,
                                         const DoubleOracleOptions& options);

}  // namespace detente::analysis::games
