#include "analysis/games/stakes.h"

#include <algorithm>

#include "base/cat.h"
#include "kernels/philox.h"
#include "search/scan.h"

namespace detente::analysis::games {

using search::Point;

namespace {

constexpr std::uint32_t kFutures = 32;   // that stakes are measured on
constexpr std::uint32_t kProfiles = 64;  // of policies spread over everybody's classes
constexpr std::uint32_t kProbes = 8;     // policies of one player, besides its low and its high end

// Everybody's payoffs in profiles spread over the classes.
bool measure(Arena& arena, const Sample& sample, base::Result<Stakes>& result) {
  std::vector<Candidate> candidates(kProfiles);
  for (std::uint32_t p = 0; p < arena.player_count(); ++p) {
    const PolicyClass& policies = arena.policies(p);
    const std::uint64_t key = kernels::stream_key(sample.seed, p);
    for (std::uint32_t i = 0; i < kProfiles; ++i) {
      const Point point = policies.rounded(search::sobol_point(policies.dimension(), i, key));
      candidates[i] = std::move(candidates[i]) + policies.settings(point);
    }
  }
  auto payoffs = arena.oracle().evaluate(sample, candidates);
  result.diagnostics.append(payoffs.diagnostics);
  if (!payoffs.value) return false;
  for (std::uint32_t p = 0; p < arena.player_count(); ++p) {
    std::vector<double> means;
    for (std::uint32_t i = 0; i < kProfiles; ++i) means.push_back(payoffs->mean(i, p));
    arena.measure(p, std::move(means));
  }
  return true;
}

// Whether some policy moves the player's payoff, somewhere.
bool moves(Arena& arena, std::uint32_t player, const Sample& sample, base::Result<Stakes>& result) {
  const PolicyClass& policies = arena.policies(player);
  std::vector<Point> points = {Point(policies.dimension(), 0.0), Point(policies.dimension(), 1.0)};
  for (std::uint32_t i = 0; i < kProbes; ++i) {
    points.push_back(policies.rounded(search::sobol_point(policies.dimension(), i, sample.seed)));
  }
  for (const std::vector<Point>& place : common_places(arena)) {
    const auto columns = arena.deviations(sample, arena.pure(place), player, points);
    result.diagnostics.append(columns.diagnostics);
    if (!columns.value) return false;
    for (const std::vector<double>& column : *columns) {
      if (column != columns->front()) return true;
    }
  }
  result.diagnostics
      .add("E1803", {},
           base::cat("the payoff of `", arena.player_name(player), "` does not change with what it may choose (",
                     policies.name(), ")"))
      .with_help("every policy would be a best reply; let `maximises` depend on its levers, or choose others");
  return false;
}

}  // namespace

std::vector<std::vector<Point>> common_places(const Arena& arena) {
  std::vector<std::vector<Point>> places(4);
  for (std::uint32_t p = 0; p < arena.player_count(); ++p) {
    const PolicyClass& policies = arena.policies(p);
    places[0].push_back(policies.rounded(policies.standing()));
    places[1].push_back(policies.rounded(Point(policies.dimension(), 0.5)));
    places[2].push_back(Point(policies.dimension(), 0.0));
    places[3].push_back(Point(policies.dimension(), 1.0));
  }
  return places;
}

base::Result<Stakes> find_stakes(Arena& arena, const SolveOptions& options) {
  base::Result<Stakes> result;
  Stakes stakes;
  const Sample judged = judging_sample(arena, options);
  const Candidate untouched;
  auto payoffs = arena.oracle().evaluate(judged, std::span(&untouched, 1));
  result.diagnostics = std::move(payoffs.diagnostics);
  if (!payoffs.value) return result;
  for (std::uint32_t p = 0; p < arena.player_count(); ++p) {
    const stats::Moments moments = stats::column_moments(payoffs->of(0, p));
    if (moments.excluded > 0) {
      result.diagnostics
          .add("E1802", {},
               base::cat("the payoff of `", arena.player_name(p), "` has no value in ", moments.excluded, " of ",
                         judged.futures, " futures, as the model stands"))
          .with_help("`detente run` says what faults first; a mean over the other futures would be biased");
      return result;
    }
    stakes.standing.push_back(payoff_of(payoffs->of(0, p)));
    if (!payoffs->keeps(0, p)) {
      stakes.remarks.push_back(
          base::cat("as the model stands, `", arena.player_name(p), "` breaks its own `subject to`"));
    }
  }
  const Sample search = search_sample(arena, options);
  const Sample few = arena.oracle().draw(search.seed, std::min(search.futures, kFutures), options.chance);
  for (std::uint32_t p = 0; p < arena.player_count(); ++p) {
    if (!moves(arena, p, few, result)) return result;
  }
  if (!measure(arena, few, result)) return result;
  result.value = std::move(stakes);
  return result;
}

}  // namespace detente::analysis::games
