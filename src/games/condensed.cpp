#include "games/condensed.h"

#include <algorithm>
#include <numeric>

#include "base/cat.h"
#include "base/check.h"

namespace detente::games {
namespace {

constexpr std::uint64_t kMostComparisons = 20'000'000;  // of payoffs, to find dominated strategies: about a second

using Keep = std::vector<std::vector<std::uint32_t>>;

// By the payoffs of everybody, profile by profile.
std::strong_ordering compare(const Game& game, std::uint32_t player, std::uint32_t a, std::uint32_t b) {
  auto order = std::strong_ordering::equal;
  every_profile_of_others(game, player, [&](std::uint32_t profile, std::uint32_t step) {
    for (std::uint32_t i = 0; i < game.player_count() && order == 0; ++i) {
      order = game.payoff(profile + a * step, i) <=> game.payoff(profile + b * step, i);
    }
    return order == 0;
  });
  return order;
}

// The sets of alike strategies in the order of their first ones.
std::vector<Alike> alike_strategies(const Game& game, std::uint32_t player) {
  std::vector<std::uint32_t> order(game.strategy_count(player));
  std::iota(order.begin(), order.end(), 0u);
  std::stable_sort(order.begin(), order.end(),
                   [&](std::uint32_t a, std::uint32_t b) { return compare(game, player, a, b) < 0; });
  std::vector<Alike> result;
  for (std::size_t k = 0; k < order.size();) {
    Alike alike{player, {order[k]}};
    while (++k < order.size() && compare(game, player, alike.strategies[0], order[k]) == 0) {
      alike.strategies.push_back(order[k]);
    }
    if (alike.strategies.size() > 1) result.push_back(std::move(alike));
  }
  // total order: no strategy is in two sets
  std::sort(result.begin(), result.end(), [](const Alike& a, const Alike& b) { return a.strategies < b.strategies; });
  return result;
}

void keep_first(Keep& keep, const std::vector<Alike>& alike) {
  for (const Alike& each : alike) {
    std::vector<bool> out(keep[each.player].back() + 1, false);
    for (std::size_t k = 1; k < each.strategies.size(); ++k) out[each.strategies[k]] = true;
    std::erase_if(keep[each.player], [&](std::uint32_t s) { return out[s]; });
  }
}

// Strategies of `left` that no other one is known to dominate: each is set against those found so far.
std::vector<std::uint32_t> undominated(const Game& left, std::uint32_t player, std::uint64_t& comparisons) {
  const auto is_worse = [&](std::uint32_t worse, std::uint32_t better) {
    if (comparisons > kMostComparisons) return false;
    return every_profile_of_others(left, player, [&](std::uint32_t profile, std::uint32_t step) {
      ++comparisons;
      return left.payoff(profile + better * step, player) > left.payoff(profile + worse * step, player);
    });
  };
  std::vector<std::uint32_t> best;
  for (std::uint32_t s = 0; s < left.strategy_count(player); ++s) {
    if (std::any_of(best.begin(), best.end(), [&](std::uint32_t other) { return is_worse(s, other); })) continue;
    std::erase_if(best, [&](std::uint32_t other) { return is_worse(other, s); });
    best.push_back(s);
  }
  return best;
}

void drop_dominated(const Game& game, Keep& keep) {
  std::uint64_t comparisons = 0;
  for (bool dropped = true; dropped;) {
    dropped = false;
    const Game left = game.restricted(keep);
    comparisons += left.profile_count();
    for (std::uint32_t i = 0; i < left.player_count(); ++i) {
      const std::vector<std::uint32_t> best = undominated(left, i, comparisons);
      if (best.size() == keep[i].size()) continue;
      std::vector<std::uint32_t> kept;
      for (const std::uint32_t s : best) kept.push_back(keep[i][s]);
      keep[i] = std::move(kept);
      dropped = true;
    }
    if (comparisons > kMostComparisons) return;
  }
}

// Only these players; the others have one strategy each.
Game among(const Game& game, const std::vector<std::uint32_t>& players) {
  std::vector<Player> named;
  for (const std::uint32_t i : players) named.push_back(game.players()[i]);
  Game result(game.title(), std::move(named));
  DETENTE_CHECK(result.profile_count() == game.profile_count());  // so profiles have the same numbers
  for (std::uint32_t p = 0; p < game.profile_count(); ++p) {
    for (std::uint32_t k = 0; k < players.size(); ++k) result.payoff(p, k) = game.payoff(p, players[k]);
  }
  return result;
}

}  // namespace

std::string text_of(const Game& game, const Alike& alike) {
  constexpr std::size_t kMostNamed = 8;
  const Player& player = game.players()[alike.player];
  const std::size_t count = alike.strategies.size(), named = count > kMostNamed ? kMostNamed - 1 : count - 1;
  std::string names = player.strategies[alike.strategies[0]];
  for (std::size_t k = 1; k < named; ++k) names += base::cat(", ", player.strategies[alike.strategies[k]]);
  names += named + 1 < count ? base::cat(" and ", count - named, " more")
                             : base::cat(" and ", player.strategies[alike.strategies.back()]);
  return base::cat(player.name, ": ", names, " are alike, nobody's payoff tells them apart; ",
                   player.strategies[alike.strategies[0]], " stands for every mixture of them");
}

std::vector<Rational> Condensed::expanded(std::uint32_t player, const std::vector<Rational>& strategy) const {
  const std::uint32_t i = players[player];
  std::vector<Rational> result(counts[i]);
  for (std::size_t k = 0; k < keep[i].size(); ++k) result[keep[i][k]] = strategy[k];
  return result;
}

MixedProfile Condensed::expanded(const MixedProfile& profile) const {
  MixedProfile result(counts.size());
  for (std::uint32_t i = 0; i < counts.size(); ++i) {
    result[i].resize(counts[i]);
    if (keep[i].size() == 1) result[i][keep[i][0]] = 1;
  }
  for (std::uint32_t k = 0; k < players.size(); ++k) result[players[k]] = expanded(k, profile[k]);
  return result;
}

Condensed condensed(const Game& game, AlikeOnes alike_ones) {
  std::vector<std::uint32_t> players, counts;
  std::vector<Alike> alike;
  Keep keep(game.player_count());
  for (std::uint32_t i = 0; i < game.player_count(); ++i) {
    counts.push_back(game.strategy_count(i));
    keep[i].resize(counts[i]);
    std::iota(keep[i].begin(), keep[i].end(), 0u);
    if (alike_ones == AlikeOnes::Kept) continue;
    for (Alike& each : alike_strategies(game, i)) alike.push_back(std::move(each));
  }
  keep_first(keep, alike);
  drop_dominated(game, keep);
  std::erase_if(alike, [&](const Alike& each) {
    return !std::binary_search(keep[each.player].begin(), keep[each.player].end(), each.strategies[0]);
  });
  for (std::uint32_t i = 0; i < game.player_count(); ++i) {
    if (keep[i].size() > 1) players.push_back(i);
  }
  if (players.empty()) players.push_back(0);
  Game left = among(game.restricted(keep), players);
  return {std::move(left), std::move(players), std::move(keep), std::move(counts), std::move(alike)};
}

}  // namespace detente::games
