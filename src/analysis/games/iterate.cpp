#include "analysis/games/iterate.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>

#include "search/surface.h"
#include "stats/matrix.h"

namespace detente::analysis::games {

using search::Point;

namespace {

constexpr std::size_t kMemory = 3;          // past rounds that a step is combined from
constexpr double kFirstStep = 0.5;          // share of the way, before anything is known
constexpr double kSettled = 1e-6;           // coordinates this close to their reply have arrived
constexpr double kClearlyMoved = 1e-4;      // shorter moves say nothing about the slope
constexpr std::uint32_t kPatience = 4;      // rounds without progress before steps get shorter
constexpr std::uint64_t kFirstFits = 2;     // surfaces that a first reply in turn is climbed on; later ones on one
constexpr std::uint64_t kFewPolicies = 40;  // or on as many as cost this
constexpr double kNear = 0.1;               // radius of later ones

Point joined(const std::vector<Point>& points) {
  Point all;
  for (const Point& point : points) all.insert(all.end(), point.begin(), point.end());
  return all;
}

double dot(const Point& a, const Point& b) {
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) sum += a[i] * b[i];
  return sum;
}

Point minus(Point a, const Point& b) {
  for (std::size_t i = 0; i < a.size(); ++i) a[i] -= b[i];
  return a;
}

double largest(const Point& a) {
  double result = 0;
  for (const double x : a) result = std::max(result, std::fabs(x));
  return result;
}

struct Past {
  Point at, residual;
};

// The residual is close to linear in the policies: take the combination of past rounds in which it vanishes.
std::optional<Point> combined(const std::vector<Past>& past, double step) {
  const Past& now = past.back();
  const auto count = static_cast<std::uint32_t>(past.size() - 1);
  if (count == 0) return std::nullopt;
  std::vector<Point> moves, changes;  // of policies, of residuals
  for (std::size_t k = 0; k < count; ++k) {
    moves.push_back(minus(now.at, past[k].at));
    changes.push_back(minus(now.residual, past[k].residual));
  }
  stats::Matrix normal(count);
  for (std::uint32_t i = 0; i < count; ++i) {
    for (std::uint32_t j = 0; j < count; ++j) normal(i, j) = dot(changes[i], changes[j]);
  }
  double trace = 0;
  for (std::uint32_t i = 0; i < count; ++i) trace += normal(i, i);
  for (std::uint32_t i = 0; i < count; ++i) normal(i, i) += 1e-12 * trace;
  const auto solved = stats::inverse(normal);
  if (!solved) return std::nullopt;
  Point next = now.at;
  for (std::size_t d = 0; d < next.size(); ++d) next[d] += step * now.residual[d];
  for (std::uint32_t i = 0; i < count; ++i) {
    double weight = 0;
    for (std::uint32_t j = 0; j < count; ++j) weight += (*solved)(i, j) * dot(changes[j], now.residual);
    for (std::size_t d = 0; d < next.size(); ++d) next[d] -= weight * (moves[i][d] + step * changes[i][d]);
  }
  return next;
}

}  // namespace

base::Result<Iteration> take_turns(Arena& arena, const Sample& sample, std::vector<Point> start,
                                   const IterateOptions& options) {
  base::Result<Iteration> result;
  Iteration state;
  state.policies = std::move(start);
  state.amplification = std::numeric_limits<double>::quiet_NaN();
  for (; state.rounds < options.rounds && !state.converged; ++state.rounds) {
    bool gains = false;
    state.distance = 0;
    for (std::uint32_t p = 0; p < arena.player_count(); ++p) {
      const std::uint32_t dimension = arena.policies(p).dimension();
      const Profile profile = arena.pure(state.policies);
      ReplyOptions reply = options.reply;
      reply.key += state.rounds;
      reply.wide = options.reply.wide && state.rounds == 0;
      if (!reply.wide) reply.radius = kNear;
      const std::uint64_t most =
          std::max(kFewPolicies, (reply.wide ? kFirstFits : 1) * search::SurfaceSearch::evaluations_of_fit(dimension));
      if (dimension > 1) reply.evaluations = std::min(reply.evaluations, reply.look(dimension) + 2 + most);
      const ReplyTask task{p, &profile, profile[p].policies};
      auto replies = best_replies(arena, sample, std::span(&task, 1), reply);
      result.diagnostics.append(replies.diagnostics);
      if (!replies.value) return result;
      auto current = arena.deviations(sample, profile, p, profile[p].policies);
      result.diagnostics.append(current.diagnostics);
      if (!current.value) return result;
      const Reply& found = replies->front();
      const double gain = found.value - mean_of(current->front());
      if (found.policy.empty() || gain <= 0) continue;
      gains = gains || !(gain <= options.tolerance * arena.range(p));
      state.distance = std::max(state.distance, largest(minus(found.policy, state.policies[p])));
      state.policies[p] = found.policy;
    }
    state.converged = !gains;
  }
  result.value = std::move(state);
  return result;
}

base::Result<Iteration> iterate(Arena& arena, const Sample& sample, std::vector<Point> start,
                                const IterateOptions& options) {
  base::Result<Iteration> result;
  Iteration state;
  state.policies = std::move(start);
  state.amplification = std::numeric_limits<double>::quiet_NaN();
  std::vector<Past> past;
  double step = kFirstStep, closest = std::numeric_limits<double>::infinity();
  double least = std::numeric_limits<double>::infinity();  // the largest gain of a round, by payoff range
  std::vector<Point> quietest;
  std::uint32_t stuck = 0;
  for (; state.rounds < options.rounds; ++state.rounds) {
    ReplyOptions reply = options.reply;
    reply.key += state.rounds;
    if (state.rounds > 0) {  // near the end replies move little; one wide look is enough
      reply.wide = false;
      reply.radius = std::clamp(2 * state.distance, 0.02, options.reply.radius);
    }
    const Profile profile = arena.pure(state.policies);
    auto replies = best_replies(arena, sample, profile, reply);
    result.diagnostics.append(replies.diagnostics);
    if (!replies.value) return result;
    auto current = arena.columns(sample, profile);
    result.diagnostics.append(current.diagnostics);
    if (!current.value) return result;

    const Point at = joined(state.policies);
    std::vector<Point> wanted = state.policies;
    bool gains = false, lost = false;
    double most = 0;
    for (std::uint32_t p = 0; p < arena.player_count(); ++p) {
      const double own = mean_of((*current.value)[p]);
      // No policy of this player has a value here: the iteration has left the region where the game is played.
      lost = lost || (*replies)[p].policy.empty();
      if ((*replies)[p].policy.empty()) continue;
      const double gain = (*replies)[p].value - own;
      const bool better = !(gain <= options.tolerance * arena.range(p));
      const double share = arena.range(p) > 0 ? gain / arena.range(p) : 0;
      most = std::isnan(share) ? std::numeric_limits<double>::infinity() : std::max(most, share);
      gains = gains || better;
      if (better) wanted[p] = (*replies)[p].policy;
    }
    const Past now{at, minus(joined(wanted), at)};
    state.distance = largest(now.residual);
    if (lost && !gains) break;
    if (!lost && most < least) {
      least = most;
      quietest = state.policies;
    }
    if (!gains || state.distance <= kSettled) {
      if (gains) state.policies = wanted;
      state.converged = true;
      break;
    }
    if (!past.empty()) {
      const Point move = minus(at, past.back().at);
      if (largest(move) > kClearlyMoved) {
        // The reply is policy + residual, so it changed by move + change of residual.
        Point change = minus(now.residual, past.back().residual);
        for (std::size_t d = 0; d < change.size(); ++d) change[d] += move[d];
        state.amplification = std::sqrt(dot(change, change) / dot(move, move));
      }
    }
    stuck = state.distance < 0.9 * closest ? 0 : stuck + 1;
    closest = std::min(closest, state.distance);
    if (stuck >= kPatience) {
      step = std::max(0.05, 0.5 * step);
      stuck = 0;
      past.clear();
    }
    past.push_back(now);
    if (past.size() > kMemory + 1) past.erase(past.begin());
    Point next = at;
    for (std::size_t d = 0; d < next.size(); ++d) next[d] += step * now.residual[d];
    if (const auto better = combined(past, step)) next = *better;
    std::size_t d = 0;
    for (std::uint32_t p = 0; p < arena.player_count(); ++p) {
      for (double& coordinate : state.policies[p]) coordinate = std::clamp(next[d++], 0.0, 1.0);
      state.policies[p] = arena.policies(p).rounded(state.policies[p]);
    }
  }
  if (!state.converged && least <= options.enough) {
    state.policies = std::move(quietest);
    state.converged = true;
  }
  result.value = std::move(state);
  return result;
}

}  // namespace detente::analysis::games
