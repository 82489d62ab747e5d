#include "analysis/games/response.h"

#include <algorithm>

#include "analysis/games/reply.h"
#include "analysis/games/stakes.h"
#include "analysis/games/table.h"
#include "base/cat.h"
#include "base/number_text.h"
#include "games/certificate.h"
#include "games/qre.h"

namespace detente::analysis::games {

using search::Point;

base::Result<std::vector<Level>> think_in_steps(Arena& arena, std::uint32_t levels, const SolveOptions& options) {
  base::Result<std::vector<Level>> result;
  const Sample search = search_sample(arena, options);
  const Sample judged = judging_sample(arena, options);
  const auto stakes = find_stakes(arena, options);
  result.diagnostics.append(stakes.diagnostics);
  if (!stakes.value) return result;
  std::vector<Level> steps;
  Profile profile = arena.standing();
  for (std::uint32_t level = 0; level <= levels; ++level) {
    if (level > 0) {
      const ReplyOptions reply{.evaluations = options.evaluations, .precision = 1e-4, .key = search.seed + level};
      auto replies = best_replies(arena, search, profile, reply);
      result.diagnostics.append(replies.diagnostics);
      if (!replies.value) return result;
      for (std::uint32_t p = 0; p < arena.player_count(); ++p) {
        const Point& best = (*replies)[p].policy;
        if (!best.empty()) profile[p] = Mixture::pure(best);
      }
    }
    auto columns = arena.columns(judged, profile);
    result.diagnostics.append(columns.diagnostics);
    if (!columns.value) return result;
    Level& step = steps.emplace_back(profile);
    for (const auto& column : *columns) step.payoffs.push_back(payoff_of(column));
  }
  result.value = std::move(steps);
  return result;
}

base::Result<NoisyReplies> reply_noisily(Arena& arena, double precision, const SolveOptions& options) {
  base::Result<NoisyReplies> result;
  if (!is_small(arena, options, result.diagnostics)) return result;
  const auto stakes = find_stakes(arena, options);
  result.diagnostics.append(stakes.diagnostics);
  if (!stakes.value) return result;
  NoisyReplies noisy;
  noisy.judged = judging_sample(arena, options);
  PayoffTable table(arena, noisy.judged);
  for (std::uint32_t p = 0; p < arena.player_count(); ++p) {
    for (const Point& policy : arena.policies(p).all(options.most_profiles)) table.add(p, policy);
  }
  if (!table.fill(result.diagnostics)) return result;
  const detente::games::Game game = table.game();
  // Precision counts in each player's own payoff range.
  detente::games::Game scaled = game;
  for (std::uint32_t p = 0; p < game.player_count(); ++p) {
    const detente::games::Rational range = game.range(p);
    if (range.number() == 0) continue;
    for (std::uint32_t profile = 0; profile < game.profile_count(); ++profile) {
      scaled.payoff(profile, p) = game.payoff(profile, p) / range;
    }
  }
  detente::games::MixedProfile mixed;
  if (precision > 0) {
    const detente::games::QreBranch branch =
        follow_qre(scaled, {.stops = {precision}, .regret = 0, .lambda = 2 * precision});
    if (branch.stops.empty()) {
      result.diagnostics
          .add("E1807", {}, base::cat("no noisy replies were found at precision ", base::number_text(precision)))
          .with_help("the branch that begins with choice at random was lost on the way; try a lower precision");
      return result;
    }
    mixed = detente::games::exact_profile(branch.stops.front().strategies);
  } else {
    detente::games::Profile<double> even;
    for (std::uint32_t p = 0; p < game.player_count(); ++p) {
      even.emplace_back(game.strategy_count(p), 1.0 / game.strategy_count(p));
    }
    mixed = detente::games::exact_profile(even);
  }
  const detente::games::Certificate worth = detente::games::certify(game, mixed);
  for (std::uint32_t p = 0; p < game.player_count(); ++p) {
    noisy.payoffs.push_back(worth.payoff[p].number());
    noisy.regrets.push_back(worth.share[p]);
  }
  noisy.profile = table.profile_of(mixed);
  result.value = std::move(noisy);
  return result;
}

}  // namespace detente::analysis::games
