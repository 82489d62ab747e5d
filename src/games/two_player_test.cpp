#include "games/two_player.h"

#include <rapidcheck.h>

#include <algorithm>

#include "games/reference_test.h"

namespace detente::games {
namespace {

using R = Rational;
using Row = std::vector<Rational>;

bool is_pure(const MixedProfile& profile) {
  return std::all_of(profile.begin(), profile.end(), [](const Row& mixed) {
    return std::count(mixed.begin(), mixed.end(), R(0)) + 1 == static_cast<std::ptrdiff_t>(mixed.size());
  });
}

bool lists(const TwoPlayerSolution& solution, const MixedProfile& profile) {
  return std::any_of(solution.extreme.begin(), solution.extreme.end(),
                     [&](const Equilibrium& each) { return each.strategies == profile; });
}

struct Known {
  const char* name;
  std::size_t extreme, pure, components;
};

// Numbers of extreme and pure equilibria as published with the games or found by other programs; components by hand.
// The optimal strategies of constant_sum_2 and _4 are x1 = x2, x3 = x4: two vertices for each player, four pairs.
constexpr Known kKnown[] = {
    {"von_stengel_75", 75, 2, 75},
    {"nau_sec3", 3, 2, 3},
    {"shapley_fig2", 3, 2, 3},
    {"shapley_fig3", 3, 1, 3},
    {"coordination_3", 7, 3, 7},
    {"random_8x8", 5, 3, 5},
    {"winkels", 12, 2, 1},
    {"winkels_3", 4, 2, 1},
    {"burning_a_dollar", 10, 4, 4},
    {"zero_2x2", 4, 4, 1},
    {"constant_sum_1", 4, 4, 1},
    {"constant_sum_2", 4, 0, 1},
    {"constant_sum_3", 4, 1, 1},
    {"constant_sum_4", 4, 0, 1},
    {"degenerate_1", 6, 3, 1},
    {"degenerate_2", 7, 4, 2},
    {"dominated_equilibria_1", 9, 3, 2},
    {"dominated_equilibria_2", 3, 1, 2},
    {"todd_1", 5, 1, 5},
    {"todd_2", 3, 1, 3},
    {"todd_3", 3, 1, 3},
    {"yamamoto", 2, 2, 2},
    {"oneill", 1, 0, 1},
    {"mixed_dominance", 1, 1, 1},
    {"mixed_dominance_2", 1, 0, 1},
    {"kreps_wilson", 3, 2, 2},
    {"loopback", 3, 2, 2},
    {"von_stengel_2007", 3, 1, 3},
    {"segment", 4, 2, 2},
};

TEST(TwoPlayer, FindsEveryPublishedEquilibrium) {
  for (const Known& known : kKnown) {
    const TwoPlayerSolution solution = solve_two_player(reference_game(known.name));
    EXPECT_TRUE(solution.complete) << known.name;
    EXPECT_EQ(solution.extreme.size(), known.extreme) << known.name;
    EXPECT_EQ(solution.components.size(), known.components) << known.name;
    const auto pure = std::count_if(solution.extreme.begin(), solution.extreme.end(),
                                    [](const Equilibrium& each) { return is_pure(each.strategies); });
    EXPECT_EQ(static_cast<std::size_t>(pure), known.pure) << known.name;
    for (const Equilibrium& each : solution.extreme) EXPECT_TRUE(each.certificate.exact()) << known.name;
  }
}

TEST(TwoPlayer, GivesTheProbabilitiesExactly) {
  EXPECT_TRUE(lists(solve_two_player(reference_game("von_stengel_75")),
                    {{R(132, 245), R(66, 245), R(6, 49), R(12, 245), R(4, 245), R(1, 245)},
                     {R(4, 245), R(1, 245), R(6, 49), R(12, 245), R(132, 245), R(66, 245)}}));
  EXPECT_TRUE(lists(solve_two_player(reference_game("nau_sec3")), {{R(3, 5), R(2, 5)}, {R(2, 5), R(3, 5)}}));
  const TwoPlayerSolution shapley = solve_two_player(reference_game("shapley_fig3"));
  EXPECT_TRUE(lists(shapley, {{R(0), R(0), R(1)}, {R(0), R(0), R(1)}}));
  EXPECT_TRUE(lists(shapley, {{R(1, 3), R(2, 3), R(0)}, {R(1, 3), R(2, 3), R(0)}}));
  EXPECT_TRUE(lists(shapley, {{R(1, 6), R(1, 3), R(1, 2)}, {R(1, 6), R(1, 3), R(1, 2)}}));
  EXPECT_TRUE(lists(solve_two_player(reference_game("coordination_3")),
                    {{R(2, 5), R(2, 5), R(1, 5)}, {R(2, 11), R(3, 11), R(6, 11)}}));
  const TwoPlayerSolution three = solve_two_player(reference_game("von_stengel_2007"));
  EXPECT_TRUE(lists(three, {{R(1), R(0), R(0)}, {R(1), R(0)}}));
  EXPECT_TRUE(lists(three, {{R(4, 5), R(1, 5), R(0)}, {R(2, 3), R(1, 3)}}));
  EXPECT_TRUE(lists(three, {{R(0), R(1, 3), R(2, 3)}, {R(1, 3), R(2, 3)}}));
}

TEST(TwoPlayer, TellsIndicesOfNondegenerateGames) {
  const TwoPlayerSolution solution = solve_two_player(reference_game("nau_sec3"));
  ASSERT_EQ(solution.index.size(), 3u);
  for (std::size_t e = 0; e < 3; ++e) {
    EXPECT_EQ(solution.index[e], is_pure(solution.extreme[e].strategies) ? 1 : -1);
  }
  EXPECT_TRUE(solve_two_player(reference_game("winkels")).index.empty());
}

TEST(TwoPlayer, ReportsContinuaAsSubsets) {
  const TwoPlayerSolution zero = solve_two_player(reference_game("zero_2x2"));
  ASSERT_EQ(zero.components.size(), 1u);
  ASSERT_EQ(zero.components[0].subsets.size(), 1u);  // the whole square
  EXPECT_EQ(zero.components[0].subsets[0].first.size(), 2u);
  EXPECT_EQ(zero.components[0].subsets[0].second.size(), 2u);
  // Every mixture inside a subset is an equilibrium.
  for (const char* name : {"winkels", "burning_a_dollar", "degenerate_1", "degenerate_2", "constant_sum_2"}) {
    const Game game = reference_game(name);
    for (const Component& component : solve_two_player(game).components) {
      EXPECT_FALSE(component.subsets.empty());
      for (const NashSubset& subset : component.subsets) {
        const auto mixture = [](const std::vector<Row>& points) {
          Row sum(points[0].size());
          R weight = 0;
          for (std::size_t k = 0; k < points.size(); ++k) {
            weight += R(static_cast<std::int64_t>(k) + 1);
            for (std::size_t s = 0; s < sum.size(); ++s) sum[s] += R(static_cast<std::int64_t>(k) + 1) * points[k][s];
          }
          for (R& p : sum) p /= weight;
          return sum;
        };
        EXPECT_TRUE(certify(game, {mixture(subset.first), mixture(subset.second)}).exact()) << name;
      }
    }
  }
}

TEST(TwoPlayer, OnePlayerChoosesTheBest) {
  Game game("", {{"alone", {"a", "b", "c"}}});
  game.payoff(1, 0) = 5;
  game.payoff(2, 0) = 5;
  const TwoPlayerSolution solution = solve_two_player(game);
  ASSERT_EQ(solution.extreme.size(), 2u);
  EXPECT_EQ(solution.components.size(), 1u);
  EXPECT_EQ(solution.extreme[0].strategies, (MixedProfile{{R(0), R(1), R(0)}}));
}

TEST(TwoPlayer, SaysWhenItGivesUp) {
  const TwoPlayerSolution solution = solve_two_player(reference_game("random_8x8"), {.vertices = 50});
  EXPECT_FALSE(solution.complete);
  EXPECT_TRUE(solution.extreme.empty());
  EXPECT_NE(solution.proof.find("50"), std::string::npos);
}

TEST(TwoPlayer, StopsAtItsLimitOfWorkAndOfWhatItLists) {
  const Game game = reference_game("random_8x8");
  const TwoPlayerSolution idle = solve_two_player(game, {.work = 1000});
  EXPECT_FALSE(idle.complete);
  EXPECT_NE(idle.proof.find("limit of work"), std::string::npos);
  const TwoPlayerSolution silent = solve_two_player(game, {.listed = 10});
  EXPECT_FALSE(silent.complete);
  EXPECT_TRUE(silent.extreme.empty());
  EXPECT_NE(silent.proof.find("extreme equilibria"), std::string::npos);
}

// One player has one strategy, the other many, of which the last few are best; the idle one can tell them apart.
Game alone(std::uint32_t strategies, std::uint32_t best) {
  Game game("", {{"idle", {"only"}}, {"chooser", std::vector<std::string>(strategies, "s")}});
  for (std::uint32_t s = 0; s < strategies; ++s) {
    game.payoff(s, 0) = static_cast<std::int64_t>(s);
    game.payoff(s, 1) = s < strategies - best ? static_cast<std::int64_t>(s % 7) - 7 : 1;
  }
  return game;
}

TEST(TwoPlayer, APlayerAloneTakesAnyOfTheBest) {
  const TwoPlayerSolution few = solve_two_player(alone(20'000, 3));
  EXPECT_TRUE(few.complete);
  ASSERT_EQ(few.extreme.size(), 3u);
  EXPECT_TRUE(few.index.empty());
  ASSERT_EQ(few.components.size(), 1u);
  EXPECT_EQ(few.components[0].subsets[0].first.size(), 1u);
  EXPECT_EQ(few.components[0].subsets[0].second.size(), 3u);
  EXPECT_EQ(solve_two_player(alone(1000, 1)).index, std::vector<int>{1});
  const TwoPlayerSolution many = solve_two_player(alone(20'000, 1000));
  EXPECT_FALSE(many.complete);
  EXPECT_FALSE(many.extreme.empty());
}

TEST(TwoPlayer, LargeTablesAreSolvedWhenLittleIsLeftOfThem) {
  Game game("", {{"a", {"1", "2"}}, {"b", std::vector<std::string>(2000, "s")}});
  for (std::uint32_t p = 0; p < game.profile_count(); ++p) {
    const std::int64_t s = game.strategy(p, 1);
    game.payoff(p, 0) = (game.strategy(p, 0) == 0) == (s < 1000) ? 1 : 0;
    game.payoff(p, 1) = game.strategy(p, 0) == 0 ? s : 1999 - s;
  }
  // Going up earns the second player as much against one strategy as it loses against the other: all are best replies
  // to one half each, and nobody dominates. Without the middle ones' reward there are too many labels.
  EXPECT_FALSE(solve_two_player(game).complete);
  for (const std::uint32_t own : {0u, 1u}) {
    for (const std::uint32_t s : {0u, 1999u}) game.payoff(game.profile({own, s}), 1) += 2000;
  }
  const TwoPlayerSolution solution = solve_two_player(game);
  EXPECT_TRUE(solution.complete);
  ASSERT_EQ(solution.extreme.size(), 1u);
  EXPECT_EQ(solution.extreme[0].strategies[0], (Row{R(1, 2), R(1, 2)}));
  EXPECT_EQ(solution.extreme[0].strategies[1][0], R(1, 2));
  EXPECT_EQ(solution.extreme[0].strategies[1][1999], R(1, 2));
}

// All solutions of the indifference conditions on all pairs of supports, by brute force.
std::vector<MixedProfile> by_supports(const Game& game) {
  const std::uint32_t m = game.strategy_count(0), n = game.strategy_count(1);
  // The mixture of one player over `own` that makes `other` equally good for the opponent.
  const auto mixture = [&](std::uint32_t player, std::uint32_t own, std::uint32_t other) -> std::optional<Row> {
    const std::uint32_t mine = player == 0 ? m : n, theirs = player == 0 ? n : m;
    std::vector<std::uint32_t> used;
    for (std::uint32_t s = 0; s < mine; ++s) {
      if (own >> s & 1) used.push_back(s);
    }
    std::vector<Row> rows;  // unknowns: probabilities, then the opponent's payoff
    for (std::uint32_t t = 0; t < theirs; ++t) {
      if (!(other >> t & 1)) continue;
      Row& row = rows.emplace_back();
      for (const std::uint32_t s : used) {
        row.push_back(game.payoff(player == 0 ? game.profile({s, t}) : game.profile({t, s}), 1 - player));
      }
      row.push_back(-1);
      row.push_back(0);
    }
    Row& sum = rows.emplace_back(used.size(), R(1));
    sum.push_back(0);
    sum.push_back(1);
    const auto found = solve_linear(rows, used.size() + 1);
    if (!found) return std::nullopt;
    Row result(mine);
    for (std::size_t k = 0; k < used.size(); ++k) result[used[k]] = (*found)[k];
    return result;
  };
  std::vector<MixedProfile> all;
  for (std::uint32_t i = 1; i < 1u << m; ++i) {
    for (std::uint32_t j = 1; j < 1u << n; ++j) {
      const auto x = mixture(0, i, j), y = mixture(1, j, i);
      if (!x || !y) continue;
      const MixedProfile profile = {*x, *y};
      if (is_profile(game, profile) && certify(game, profile).exact()) all.push_back(profile);
    }
  }
  return all;
}

// In a coordination game every set of choices supports one equilibrium.
TEST(TwoPlayer, CountsTheEquilibriaOfCoordination) {
  for (std::uint32_t n = 2; n <= 6; ++n) {
    std::vector<Row> a(n, Row(n)), b(n, Row(n));
    for (std::uint32_t k = 0; k < n; ++k) {
      a[k][k] = k + 1;
      b[k][k] = 2 * k + 1;
    }
    const TwoPlayerSolution solution = solve_two_player(Game::bimatrix(a, b));
    EXPECT_EQ(solution.extreme.size(), (1u << n) - 1);
    EXPECT_TRUE(solution.complete && !solution.degenerate);
  }
}

TEST(TwoPlayer, MissesNothingThatBruteForceFinds) {
  rc::check([] {
    const auto m = *rc::gen::inRange(1, 5), n = *rc::gen::inRange(1, 5);
    const int largest = *rc::gen::element(2, 4, 100);  // few values make degenerate games
    const auto matrix = rc::gen::container<std::vector<std::vector<int>>>(
        m, rc::gen::container<std::vector<int>>(n, rc::gen::inRange(-largest, largest)));
    const auto a = *matrix, b = *matrix;
    std::vector<Row> exact_a, exact_b;
    for (int i = 0; i < m; ++i) {
      exact_a.emplace_back(a[i].begin(), a[i].end());
      exact_b.emplace_back(b[i].begin(), b[i].end());
    }
    const Game game = Game::bimatrix(exact_a, exact_b);
    const TwoPlayerSolution solution = solve_two_player(game);
    RC_ASSERT(solution.complete);
    RC_ASSERT(!solution.extreme.empty());
    const std::vector<MixedProfile> found = by_supports(game);
    for (const MixedProfile& profile : found) RC_ASSERT(lists(solution, profile));
    if (!solution.degenerate) {
      RC_ASSERT(solution.extreme.size() % 2 == 1);
      RC_ASSERT(solution.extreme.size() == found.size());
    }
  });
}

}  // namespace
}  // namespace detente::games
