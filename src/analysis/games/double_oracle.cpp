#include "analysis/games/double_oracle.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace detente::analysis::games {

base::Result<DoubleOracle> double_oracle(Arena& arena, const Sample& sample, PayoffTable& table,
                                         const DoubleOracleOptions& options) {
  base::Result<DoubleOracle> result;
  DoubleOracle state;
  for (std::uint32_t round = 0; round < options.rounds && table.profiles() <= options.profiles; ++round) {
    if (!table.fill(result.diagnostics)) return result;
    TableSolution solution = equilibria_of(table.game());
    if (solution.equilibria.size() > options.equilibria) solution.equilibria.resize(options.equilibria);
    std::vector<Profile> profiles;
    for (const auto& mixed : solution.equilibria) profiles.push_back(table.profile_of(mixed));
    std::vector<ReplyTask> tasks;
    for (const Profile& profile : profiles) {
      for (std::uint32_t p = 0; p < arena.player_count(); ++p) tasks.push_back({p, &profile, profile[p].policies});
    }
    ReplyOptions reply = options.reply;
    reply.key += round;
    auto replies = best_replies(arena, sample, tasks, reply);
    result.diagnostics.append(replies.diagnostics);
    if (!replies.value) return result;

    state.candidates.clear();
    bool grew = false;
    double least = std::numeric_limits<double>::infinity();
    for (std::size_t e = 0; e < profiles.size(); ++e) {
      auto columns = arena.columns(sample, profiles[e]);
      result.diagnostics.append(columns.diagnostics);
      if (!columns.value) return result;
      double sum = 0;
      bool stands = true;
      for (std::uint32_t p = 0; p < arena.player_count(); ++p) {
        const Reply& found = (*replies)[e * arena.player_count() + p];
        const double gain = found.value - mean_of((*columns)[p]);
        if (found.policy.empty() || std::isnan(gain)) continue;
        sum += std::max(0.0, gain);
        if (gain <= options.tolerance * arena.range(p)) continue;
        // A better policy that is listed already is better by the search's precision only.
        if (!table.add(p, found.policy)) continue;
        stands = false;
        grew = true;
      }
      least = std::min(least, sum);
      if (stands) state.candidates.push_back(profiles[e]);
    }
    state.exploitability.push_back(least);
    if (!grew) {
      state.converged = true;
      break;
    }
  }
  result.value = std::move(state);
  return result;
}

}  // namespace detente::analysis::games
