// What follows from knowing how to find best replies: how others answer a move, what a leader commits to, and what
// players do who know the future they are in.
#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>

#include "analysis/games/solve.h"
#include "analysis/games/stakes.h"
#include "base/cat.h"
#include "kernels/philox.h"
#include "search/listed.h"
#include "search/section.h"
#include "search/surface.h"

namespace detente::analysis::games {

using search::Point;

namespace {

constexpr std::uint32_t kFollowerRounds = 20;
constexpr double kFollowersSettled = 1e-6;
constexpr std::uint32_t kFewFutures = 32;        // that commitments are compared on
constexpr std::uint64_t kFollowerPolicies = 60;  // tried by a follower in reply to one of them
constexpr double kRough = 1e-3;                  // precision of coordinates there

ReplyOptions reply_options(const SolveOptions& options) {
  return {.evaluations = options.evaluations, .key = sample_seed(options.seed, SampleUse::Search)};
}

// Lets everybody but the leader of each profile reply until nobody moves.
bool settle(Arena& arena, const Sample& sample, std::uint32_t leader, std::vector<Profile>& profiles,
            const ReplyOptions& options, base::Diagnostics& diagnostics) {
  const std::uint32_t rounds = arena.player_count() > 2 ? kFollowerRounds : 1;  // one follower settles at once
  for (std::uint32_t round = 0; round < rounds; ++round) {
    double moved = 0;
    for (std::uint32_t p = 0; p < arena.player_count(); ++p) {
      if (p == leader) continue;
      std::vector<ReplyTask> tasks;
      for (const Profile& profile : profiles) tasks.push_back({p, &profile, profile[p].policies});
      auto replies = best_replies(arena, sample, tasks, options);
      diagnostics.append(replies.diagnostics);
      if (!replies.value) return false;
      for (std::size_t i = 0; i < profiles.size(); ++i) {
        if ((*replies)[i].policy.empty()) continue;
        const Point& before = profiles[i][p].policies.front();
        for (std::size_t d = 0; d < before.size(); ++d) {
          moved = std::max(moved, std::fabs((*replies)[i].policy[d] - before[d]));
        }
        profiles[i][p] = Mixture::pure((*replies)[i].policy);
      }
    }
    if (moved <= kFollowersSettled) break;
  }
  return true;
}

}  // namespace

base::Result<std::vector<Answer>> answers(Arena& arena, const Sample& sample, const std::vector<Point>& at,
                                          double shift, const ReplyOptions& options) {
  base::Result<std::vector<Answer>> result;
  std::vector<Answer> moves;
  std::vector<Profile> profiles;
  for (std::uint32_t mover = 0; mover < arena.player_count(); ++mover) {
    for (std::uint32_t axis = 0; axis < arena.policies(mover).dimension(); ++axis) {
      std::vector<Point> moved = at;
      double& coordinate = moved[mover][axis];
      coordinate = coordinate + shift <= 1 ? coordinate + shift : coordinate - shift;
      moved[mover] = arena.policies(mover).rounded(moved[mover]);
      if (moved[mover] == at[mover]) continue;
      for (std::uint32_t responder = 0; responder < arena.player_count(); ++responder) {
        if (responder == mover) continue;
        moves.push_back({mover, axis, at[mover][axis], moved[mover][axis], responder, {}, {}});
        profiles.push_back(arena.pure(moved));
      }
    }
  }
  // The replies to the profile itself come first, found by the same search, so that its noise does not look like one.
  const Profile before = arena.pure(at);
  std::vector<ReplyTask> tasks;
  for (std::uint32_t p = 0; p < arena.player_count(); ++p) tasks.push_back({p, &before, {at[p]}});
  for (std::size_t m = 0; m < moves.size(); ++m) {
    tasks.push_back({moves[m].responder, &profiles[m], {at[moves[m].responder]}});
  }
  auto replies = best_replies(arena, sample, tasks, options);
  result.diagnostics = std::move(replies.diagnostics);
  if (!replies.value) return result;
  for (std::size_t m = 0; m < moves.size(); ++m) {
    moves[m].before = (*replies)[moves[m].responder].policy;
    moves[m].after = (*replies)[arena.player_count() + m].policy;
  }
  std::erase_if(moves, [](const Answer& answer) { return answer.before.empty() || answer.after.empty(); });
  result.value = std::move(moves);
  return result;
}

base::Result<Commitment> commit(Arena& arena, std::uint32_t leader, const SolveOptions& options) {
  base::Result<Commitment> result;
  const auto stakes = find_stakes(arena, options);
  result.diagnostics.append(stakes.diagnostics);
  if (!stakes.value) return result;
  // Each policy of the leader takes a search for every follower: most of it on few futures, no finer than these tell.
  const Sample whole = search_sample(arena, options);
  const bool rough = !arena.oracle().certain() && !arena.finite();
  const Sample sample =
      rough ? arena.oracle().draw(whole.seed, std::min(whole.futures, kFewFutures), options.chance) : whole;
  ReplyOptions reply = reply_options(options);
  if (rough) {
    reply.precision = kRough;
    reply.enough = 0.05 * options.certify.tolerance;
    reply.evaluations = std::min(reply.evaluations, kFollowerPolicies);
  }
  const PolicyClass& policies = arena.policies(leader);
  std::unique_ptr<search::Searcher> searcher;
  if (auto all = policies.all(kMostListed); !all.empty()) {
    searcher = std::make_unique<search::ListedSearch>(std::move(all));
  } else if (policies.dimension() == 1) {
    searcher = std::make_unique<search::SectionSearch>(reply.grid, reply.precision);
  } else {
    search::SurfaceOptions wanted;
    wanted.starts = {policies.standing(), Point(policies.dimension(), 0.5)};
    wanted.look = reply.look(policies.dimension());
    if (rough) {
      wanted.precision = kRough;
      wanted.least_gain = 0.25 * options.certify.tolerance * arena.range(leader);
    }
    wanted.most_evaluations = options.evaluations;
    wanted.key = reply.key;
    searcher = std::make_unique<search::SurfaceSearch>(std::move(wanted));
  }
  const Profile standing = arena.standing();
  Profile best;
  double best_value = std::numeric_limits<double>::quiet_NaN();
  for (auto points = searcher->ask(); !points.empty(); points = searcher->ask()) {
    std::vector<Profile> profiles;
    for (const Point& point : points) {
      profiles.push_back(best.empty() ? standing : best);
      profiles.back()[leader] = Mixture::pure(policies.rounded(point));
    }
    if (!settle(arena, sample, leader, profiles, reply, result.diagnostics)) return result;
    std::vector<double> values;
    std::vector<Candidate> candidates;
    for (const Profile& profile : profiles) candidates.push_back(arena.all(profile).front().settings);
    auto payoffs = arena.oracle().evaluate(sample, candidates);
    result.diagnostics.append(payoffs.diagnostics);
    if (!payoffs.value) return result;
    for (std::uint32_t c = 0; c < profiles.size(); ++c) {
      values.push_back(payoffs->mean(c, leader));
      if (!search::is_better(values.back(), best_value)) continue;
      best_value = values.back();
      best = profiles[c];
    }
    searcher->tell(values);
    reply.wide = !rough;
  }
  if (best.empty()) {
    result.diagnostics.add("E1802", {},
                           base::cat("no policy of `", arena.player_name(leader), "` has a payoff in every future"));
    return result;
  }
  if (rough) {
    std::vector<Profile> found = {std::move(best)};
    reply.wide = true;
    reply.evaluations = options.evaluations;
    if (!settle(arena, whole, leader, found, reply, result.diagnostics)) return result;
    best = std::move(found[0]);
  }
  Commitment commitment{.leader = leader, .profile = std::move(best), .tried = searcher->evaluations()};
  const Sample judged = judging_sample(arena, options);
  const Sample check = arena.oracle().draw(sample_seed(options.seed, SampleUse::Check), whole.futures, options.chance);
  auto columns = arena.columns(judged, commitment.profile);
  result.diagnostics.append(columns.diagnostics);
  if (!columns.value) return result;
  for (const auto& column : *columns) commitment.payoffs.push_back(payoff_of(column));
  CertifyOptions wanted = options.certify;
  wanted.key = sample_seed(options.seed, SampleUse::Check);
  auto certificate = certify(arena, commitment.profile, check, judged, wanted);
  result.diagnostics.append(certificate.diagnostics);
  if (!certificate.value) return result;
  commitment.followers = std::move(*certificate);
  result.value = std::move(commitment);
  return result;
}

base::Result<KnownFutures> known_futures(Arena& arena, const SolveOptions& options) {
  base::Result<KnownFutures> result;
  KnownFutures known;
  if (!is_small(arena, options, result.diagnostics)) return result;
  const auto stakes = find_stakes(arena, options);
  result.diagnostics.append(stakes.diagnostics);
  if (!stakes.value) return result;
  std::vector<std::uint64_t> strides;
  std::uint64_t profiles = 1;
  for (std::uint32_t p = 0; p < arena.player_count(); ++p) {
    known.policies.push_back(arena.policies(p).all(options.most_profiles));
    strides.push_back(profiles);
    profiles *= known.policies[p].size();
  }
  const auto strategy = [&](std::uint64_t profile, std::uint32_t p) {
    return profile / strides[p] % known.policies[p].size();
  };
  const Sample sample = judging_sample(arena, options);
  std::vector<Candidate> candidates;
  for (std::uint64_t profile = 0; profile < profiles; ++profile) {
    Candidate candidate;
    for (std::uint32_t p = 0; p < arena.player_count(); ++p) {
      candidate = std::move(candidate) + arena.policies(p).settings(known.policies[p][strategy(profile, p)]);
    }
    candidates.push_back(std::move(candidate));
  }
  auto payoffs = arena.oracle().evaluate(sample, candidates);
  result.diagnostics.append(payoffs.diagnostics);
  if (!payoffs.value) return result;
  // What has no value in this future, or breaks the player's constraints in some, is worse than everything.
  const auto value = [&](std::uint64_t profile, std::uint32_t p, std::uint32_t f) {
    const auto c = static_cast<std::uint32_t>(profile);
    return payoffs->keeps(c, p) ? payoffs->of(c, p)[f] : std::numeric_limits<double>::quiet_NaN();
  };

  known.counts.assign(3, 0);
  for (const auto& list : known.policies) known.played.emplace_back(list.size(), 0.0);
  for (std::uint32_t f = 0; f < sample.futures; ++f) {
    std::uint32_t count = 0;
    std::vector<std::vector<bool>> played;
    for (const auto& list : known.policies) played.emplace_back(list.size(), false);
    for (std::uint64_t profile = 0; profile < profiles; ++profile) {
      bool stable = true;
      for (std::uint32_t p = 0; p < arena.player_count() && stable; ++p) {
        const double own = value(profile, p, f);
        stable = !std::isnan(own);
        const std::uint64_t rest = profile - strategy(profile, p) * strides[p];
        for (std::uint64_t s = 0; s < known.policies[p].size() && stable; ++s) {
          stable = !(value(rest + s * strides[p], p, f) > own);
        }
      }
      if (!stable) continue;
      ++count;
      for (std::uint32_t p = 0; p < arena.player_count(); ++p) played[p][strategy(profile, p)] = true;
    }
    ++known.counts[std::min(count, 2u)];
    for (std::uint32_t p = 0; p < arena.player_count(); ++p) {
      for (std::size_t s = 0; s < played[p].size(); ++s) known.played[p][s] += played[p][s] ? 1.0 / sample.futures : 0;
    }
  }
  result.value = std::move(known);
  return result;
}

}  // namespace detente::analysis::games
