#include "games/supports.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "games/reference_test.h"
#include "kernels/philox.h"

namespace detente::games {
namespace {

using R = Rational;

// First-strategy probabilities of games in which everybody has two.
bool lists(const SupportsSolution& solution, const std::vector<double>& first, double tolerance) {
  return std::any_of(solution.equilibria.begin(), solution.equilibria.end(), [&](const ProvenEquilibrium& each) {
    for (std::size_t i = 0; i < first.size(); ++i) {
      if (std::fabs(each.equilibrium.strategies[i][0].number() - first[i]) > tolerance) return false;
    }
    return true;
  });
}

TEST(Supports, FindsTheNineOfThreePlayersExactly) {
  const SupportsSolution solution = solve_by_supports(reference_game("mckelvey_mclennan"));
  EXPECT_TRUE(solution.complete) << solution.proof;
  ASSERT_EQ(solution.equilibria.size(), 9u);
  const std::vector<std::vector<R>> known = {{1, 1, 1},
                                             {1, 0, 0},
                                             {0, 1, 0},
                                             {0, 0, 1},
                                             {R(1, 2), R(1, 2), 1},
                                             {R(1, 3), 1, R(1, 4)},
                                             {0, R(1, 4), R(1, 3)},
                                             {R(1, 2), R(2, 5), R(1, 4)},
                                             {R(2, 5), R(1, 2), R(1, 3)}};
  for (const std::vector<R>& each : known) {
    const MixedProfile profile = {{each[0], R(1) - each[0]}, {each[1], R(1) - each[1]}, {each[2], R(1) - each[2]}};
    EXPECT_TRUE(std::any_of(solution.equilibria.begin(), solution.equilibria.end(), [&](const auto& found) {
      return found.within == 0 && found.equilibrium.strategies == profile;
    }));
  }
  // A profile that was once listed as the tenth.
  const Certificate trap =
      certify(reference_game("mckelvey_mclennan"), exact_profile({{0.5, 0.5}, {0.5, 0.5}, {0.574046, 0.425954}}));
  EXPECT_NEAR(std::max({trap.regret[0], trap.regret[1], trap.regret[2]}).number(), 0.212977, 1e-5);
}

TEST(Supports, FindsIrrationalEquilibria) {
  const SupportsSolution solution = solve_by_supports(reference_game("nau_sec4"));
  EXPECT_TRUE(solution.complete) << solution.proof;
  ASSERT_EQ(solution.equilibria.size(), 1u);
  const ProvenEquilibrium& only = solution.equilibria[0];
  EXPECT_TRUE(lists(solution, {0.6192325795, 0.4798042227, 0.3788253361}, 1e-9));
  EXPECT_GT(only.within, 0);
  EXPECT_LT(only.within, 1e-12);
  EXPECT_LT(only.equilibrium.certificate.worst_share(), 1e-14);
}

TEST(Supports, CountsThePublishedEquilibria) {
  const std::pair<const char*, std::size_t> known[] = {{"van_der_laan_3", 1},
                                                       {"van_der_laan_4", 5},
                                                       {"random_2x2x2x2", 3},
                                                       {"random_2x2x2x2x2", 5},
                                                       {"random_3x3x3", 5}};
  for (const auto& [name, count] : known) {
    const SupportsSolution solution = solve_by_supports(reference_game(name));
    EXPECT_TRUE(solution.complete) << name << ": " << solution.proof;
    EXPECT_EQ(solution.equilibria.size(), count) << name;
    for (const ProvenEquilibrium& each : solution.equilibria) {
      EXPECT_LT(each.equilibrium.certificate.worst_share(), 1e-12) << name;
    }
  }
  EXPECT_TRUE(lists(solve_by_supports(reference_game("van_der_laan_3")), {0.2, 3.0 / 7, 2.0 / 3}, 1e-12));
  EXPECT_TRUE(lists(solve_by_supports(reference_game("van_der_laan_4")), {0.71111, 0.69379, 0.62012, 0.36456}, 1e-5));
  EXPECT_TRUE(lists(solve_by_supports(reference_game("random_2x2x2x2x2")), {1, 0.23004, 0.63108, 0.69941, 1}, 1e-5));
}

TEST(Supports, NewtonFindsWhatBoxesProve) {
  const std::pair<const char*, std::size_t> known[] = {
      {"mckelvey_mclennan", 9}, {"nau_sec4", 1},         {"van_der_laan_3", 1}, {"van_der_laan_4", 5},
      {"random_2x2x2x2", 3},    {"random_2x2x2x2x2", 5}, {"random_3x3x3", 5}};
  for (const auto& [name, count] : known) {
    const SupportsSolution solution = solve_by_supports(reference_game(name), {.boxes = 0});
    EXPECT_FALSE(solution.complete) << name;
    EXPECT_EQ(solution.equilibria.size(), count) << name;
    EXPECT_EQ(solution.proof.find("missing"), std::string::npos) << name << ": indices add up to 1 when none is";
    for (const ProvenEquilibrium& each : solution.equilibria) {
      EXPECT_LT(each.within, 1e-12) << name;
      EXPECT_LT(each.equilibrium.certificate.worst_share(), 1e-12) << name;
    }
  }
}

TEST(Supports, NewtonReachesWhereBoxesAreTooMany) {
  std::vector<Player> players(3, {"", {"1", "2", "3", "4"}});
  Game game("", players);
  for (std::uint32_t p = 0; p < game.profile_count(); ++p) {
    for (std::uint32_t i = 0; i < 3; ++i) {
      game.payoff(p, i) = Rational(static_cast<std::int64_t>(kernels::random_bits(0, {p, i, 0}) % 10'000));
    }
  }
  const SupportsSolution solution = solve_by_supports(game, {.boxes = 2000});
  EXPECT_FALSE(solution.complete);
  EXPECT_EQ(solution.equilibria.size(), 9u);  // as many as half a million boxes prove
  for (const ProvenEquilibrium& each : solution.equilibria) {
    EXPECT_LT(each.equilibrium.certificate.worst_share(), 1e-12);
  }
}

// Safe play earns 1; daring earns v when all others are safe, else nothing. In the symmetric equilibrium safe play has
// probability v^(-1 / (N - 1)).
TEST(Supports, FindsTheSymmetricEquilibriumOfAntiCoordination) {
  for (const std::uint32_t n : {2u, 3u, 4u}) {
    Game game("", std::vector<Player>(n, {"", {"safe", "dare"}}));
    for (std::uint32_t p = 0; p < game.profile_count(); ++p) {
      for (std::uint32_t i = 0; i < n; ++i) {
        const bool alone = p == 1u << i;
        game.payoff(p, i) = game.strategy(p, i) == 0 ? 1 : alone ? 2 : 0;
      }
    }
    const SupportsSolution solution = solve_by_supports(game);
    const double safe = std::pow(2.0, -1.0 / (n - 1));
    EXPECT_TRUE(lists(solution, std::vector<double>(n, safe), 1e-12)) << n;
  }
}

TEST(Supports, AgreesWithVertexEnumeration) {
  for (const char* name :
       {"nau_sec3", "shapley_fig2", "shapley_fig3", "coordination_3", "von_stengel_2007", "todd_2"}) {
    const Game game = reference_game(name);
    const SupportsSolution solution = solve_by_supports(game);
    const TwoPlayerSolution all = solve_two_player(game);
    EXPECT_TRUE(solution.complete) << name;
    ASSERT_EQ(solution.equilibria.size(), all.extreme.size()) << name;
    for (std::size_t k = 0; k < all.extreme.size(); ++k) {
      EXPECT_EQ(solution.equilibria[k].equilibrium.strategies, all.extreme[k].strategies) << name;
    }
  }
}

TEST(Supports, TellsByIndicesThatSomeAreMissing) {
  // Without looking where nothing is proven there are the four pure ones, of index 1 each.
  const SupportsSolution solution = solve_by_supports(reference_game("mckelvey_mclennan"), {.boxes = 0, .guessing = 0});
  EXPECT_FALSE(solution.complete);
  EXPECT_EQ(solution.equilibria.size(), 4u);
  EXPECT_NE(solution.proof.find("add up to 4"), std::string::npos) << solution.proof;
}

TEST(Supports, StopsAtItsLimitsOfWork) {
  Game game("", std::vector<Player>(4, {"", {"1", "2", "3"}}));  // who is alone with a choice earns 1
  for (std::uint32_t p = 0; p < game.profile_count(); ++p) {
    for (std::uint32_t i = 0; i < 4; ++i) {
      std::uint32_t same = 0;
      for (std::uint32_t k = 0; k < 4; ++k) same += game.strategy(p, k) == game.strategy(p, i) ? 1 : 0;
      game.payoff(p, i) = same == 1 ? 1 : 0;
    }
  }
  const SupportsSolution solution = solve_by_supports(game, {.proving = 300'000, .guessing = 100'000});
  EXPECT_FALSE(solution.complete);
  EXPECT_LT(solution.boxes, 20'000u);
  EXPECT_FALSE(solution.equilibria.empty());
  for (const ProvenEquilibrium& each : solution.equilibria) {
    EXPECT_LT(each.equilibrium.certificate.worst_share(), 1e-12);
  }
}

TEST(Supports, WhereNobodyCanChangeWhatItGetsEverythingIsAnEquilibrium) {
  Game game("", std::vector<Player>(3, {"", {"1", "2", "3"}}));
  for (std::uint32_t p = 0; p < game.profile_count(); ++p) {
    for (std::uint32_t i = 0; i < 3; ++i) game.payoff(p, i) = game.strategy(p, (i + 1) % 3);
  }
  const SupportsSolution all = solve_by_supports(game);
  EXPECT_TRUE(all.complete);
  EXPECT_EQ(all.equilibria.size(), 27u);
  game.payoff(0, 0) = 7;  // now the first player has a reason
  EXPECT_LT(solve_by_supports(game, {.proving = 300'000, .guessing = 100'000}).equilibria.size(), 27u);
}

TEST(Supports, NamesWhatItCannotResolve) {
  const SupportsSolution segment = solve_by_supports(reference_game("nau_sec6"), {.boxes_per_support = 20'000});
  EXPECT_FALSE(segment.complete);
  EXPECT_FALSE(segment.unresolved.empty());
  const SupportsSolution continuum = solve_by_supports(reference_game("nau_sec5"), {.boxes_per_support = 20'000});
  EXPECT_FALSE(continuum.complete);
  EXPECT_GE(continuum.equilibria.size(), 3u);  // the pure ones
}

}  // namespace
}  // namespace detente::games
