#include "analysis/games/table.h"

#include <cmath>
#include <limits>

#include "base/cat.h"
#include "base/number_text.h"
#include "games/certificate.h"
#include "games/qre.h"
#include "games/two_player.h"

namespace detente::analysis::games {

using detente::games::Game;
using detente::games::MixedProfile;
using detente::games::Rational;
using search::Point;

namespace {

constexpr double kSamePolicy = 1e-6;  // coordinates closer than this are one policy
constexpr double kNeverPlayed = 1e-9;
constexpr double kSolvedByPath = 1e-6;  // regret, by payoff range, at which the quantal response path has arrived

}  // namespace

std::string policy_name(const PolicyClass& policies, const Point& point) {
  std::string name;
  for (std::uint32_t a = 0; a < policies.dimension(); ++a) {
    const Axis& axis = policies.axes()[a];
    const double shown = std::floor(policies.value(a, point[a]) / axis.scale * 1e6 + 0.5) / 1e6;
    name += base::cat(a == 0 ? "" : " ", axis.name, "=", base::number_text(shown));
  }
  return name;
}

PayoffTable::PayoffTable(Arena& arena, const Sample& sample)
    : arena_(&arena), sample_(&sample), policies_(arena.player_count()) {}

bool PayoffTable::add(std::uint32_t player, const Point& policy) {
  for (const Point& known : policies_[player]) {
    bool same = true;
    for (std::size_t d = 0; d < policy.size(); ++d) same = same && std::fabs(known[d] - policy[d]) < kSamePolicy;
    if (same) return false;
  }
  policies_[player].push_back(policy);
  return true;
}

std::uint64_t PayoffTable::profiles() const {
  std::uint64_t count = 1;
  for (const auto& list : policies_) count *= list.size();
  return count;
}

// The first player's policy runs fastest, as in games::Game.
template <class Visit>
void PayoffTable::each_profile(const Visit& visit) const {
  std::vector<std::uint32_t> at(policies_.size(), 0);
  for (std::uint64_t n = profiles(); n > 0; --n) {
    visit(at);
    for (std::size_t p = 0; p < at.size(); ++p) {
      if (++at[p] < policies_[p].size()) break;
      at[p] = 0;
    }
  }
}

bool PayoffTable::fill(base::Diagnostics& diagnostics) {
  std::vector<std::vector<std::uint32_t>> missing;
  std::vector<Candidate> candidates;
  each_profile([&](const std::vector<std::uint32_t>& at) {
    if (cells_.contains(at)) return;
    missing.push_back(at);
    Candidate candidate;
    for (std::uint32_t p = 0; p < at.size(); ++p) {
      candidate = std::move(candidate) + arena_->policies(p).settings(policies_[p][at[p]]);
    }
    candidates.push_back(std::move(candidate));
  });
  if (missing.empty()) return true;
  auto payoffs = arena_->oracle().evaluate(*sample_, candidates);
  diagnostics.append(payoffs.diagnostics);
  if (!payoffs.value) return false;
  for (std::uint32_t c = 0; c < missing.size(); ++c) {
    auto& cell = cells_[missing[c]];
    for (std::uint32_t p = 0; p < arena_->player_count(); ++p) {
      cell.push_back({payoffs->mean(c, p), payoff_of(payoffs->of(c, p)).standard_error});
      gaps_ += std::isnan(cell.back().mean) ? 1 : 0;
    }
  }
  return true;
}

std::vector<double> PayoffTable::means(std::uint32_t player) const {
  std::vector<double> means;
  for (const auto& [at, cell] : cells_) means.push_back(cell[player].mean);
  return means;
}

Game PayoffTable::game() const {
  std::vector<detente::games::Player> players;
  // A cell without a value is farther below the lowest than that is below the highest.
  std::vector<double> lowest(policies_.size(), std::numeric_limits<double>::infinity());
  std::vector<double> highest(policies_.size(), -std::numeric_limits<double>::infinity());
  for (std::uint32_t p = 0; p < policies_.size(); ++p) {
    detente::games::Player& player = players.emplace_back();
    player.name = arena_->player_name(p);
    for (const Point& policy : policies_[p]) player.strategies.push_back(policy_name(arena_->policies(p), policy));
  }
  for (const auto& [at, cell] : cells_) {
    for (std::size_t p = 0; p < cell.size(); ++p) {
      if (std::isnan(cell[p].mean)) continue;
      lowest[p] = std::min(lowest[p], cell[p].mean);
      highest[p] = std::max(highest[p], cell[p].mean);
    }
  }
  Game game(arena_->oracle().interface().model, std::move(players));
  each_profile([&](const std::vector<std::uint32_t>& at) {
    const std::uint32_t profile = game.profile(at);
    const auto& cell = cells_.at(at);
    for (std::uint32_t p = 0; p < cell.size(); ++p) {
      const double mean = cell[p].mean;
      const double without = std::isinf(lowest[p]) ? 0 : lowest[p] - 1 - (highest[p] - lowest[p]);
      game.payoff(profile, p) = Rational::exactly(std::isnan(mean) ? without : mean);
    }
  });
  return game;
}

Profile PayoffTable::profile_of(const MixedProfile& mixed) const {
  Profile profile;
  for (std::size_t p = 0; p < mixed.size(); ++p) {
    Mixture& mixture = profile.emplace_back();
    double sum = 0;
    for (std::size_t s = 0; s < mixed[p].size(); ++s) {
      const double weight = mixed[p][s].number();
      if (weight < kNeverPlayed) continue;
      mixture.weights.push_back(weight);
      mixture.policies.push_back(policies_[p][s]);
      sum += weight;
    }
    for (double& weight : mixture.weights) weight /= sum;
  }
  return profile;
}

TableSolution equilibria_of(const Game& game) {
  TableSolution result;
  if (game.player_count() <= 2) {
    detente::games::TwoPlayerSolution solution = solve_two_player(game);
    for (auto& equilibrium : solution.extreme) result.equilibria.push_back(std::move(equilibrium.strategies));
    result.complete = solution.complete;
    result.proof = std::move(solution.proof);
    return result;
  }
  for (std::uint32_t profile = 0; profile < game.profile_count(); ++profile) {
    bool stable = true;
    for (std::uint32_t p = 0; p < game.player_count() && stable; ++p) {
      for (std::uint32_t s = 0; s < game.strategy_count(p) && stable; ++s) {
        stable = !(game.payoff(game.with(profile, p, s), p) > game.payoff(profile, p));
      }
    }
    if (stable) result.equilibria.push_back(pure_profile(game, profile));
  }
  result.proof = "every profile in pure strategies was looked at; mixed ones of three and more players were not";
  const detente::games::QreBranch branch = follow_qre(game, {.regret = kSolvedByPath});
  if (branch.converged) {
    MixedProfile end = detente::games::exact_profile(branch.end.strategies);
    bool is_new = true;
    for (const MixedProfile& known : result.equilibria) {
      double distance = 0;
      for (std::size_t p = 0; p < end.size(); ++p) {
        for (std::size_t s = 0; s < end[p].size(); ++s) {
          distance = std::max(distance, std::fabs((end[p][s] - known[p][s]).number()));
        }
      }
      is_new = is_new && distance > 1e-3;
    }
    if (is_new) result.equilibria.push_back(std::move(end));
  }
  return result;
}

}  // namespace detente::analysis::games
