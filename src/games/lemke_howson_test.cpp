#include "games/lemke_howson.h"

#include <rapidcheck.h>

#include "games/bimatrix.h"
#include "games/certificate.h"
#include "games/reference_test.h"
#include "kernels/philox.h"

namespace detente::games {
namespace {

using R = Rational;

TEST(LemkeHowson, ReachesWhatIsPublished) {
  const std::pair<const char*, std::size_t> known[] = {
      {"von_stengel_75", 75}, {"nau_sec3", 3}, {"shapley_fig2", 3}, {"shapley_fig3", 1}, {"coordination_3", 7},
      {"random_8x8", 5},      {"todd_1", 5},   {"todd_2", 1},       {"todd_3", 1},       {"mixed_dominance_2", 1},
  };
  for (const auto& [name, count] : known) {
    const Game game = reference_game(name);
    const std::vector<MixedProfile> found = reachable_by_lemke_howson(game);
    EXPECT_EQ(found.size(), count) << name;
    for (const MixedProfile& each : found) EXPECT_TRUE(certify(game, each).exact()) << name;
  }
  const auto within = reachable_by_lemke_howson(reference_game("shapley_fig3"));
  EXPECT_EQ(within.at(0), (MixedProfile{{0, 0, 1}, {0, 0, 1}}));
}

TEST(LemkeHowson, BreaksTiesLexicographically) {
  const Game first = reference_game("von_stengel_2007");
  EXPECT_EQ(lemke_howson(first, 1)->strategies, (MixedProfile{{0, R(1, 3), R(2, 3)}, {R(1, 3), R(2, 3)}}));
  const Game cycling = reference_game("cycling");
  for (std::uint32_t label = 0; label < 6; ++label) {
    const auto path = lemke_howson(cycling, label);
    ASSERT_TRUE(path);
    EXPECT_TRUE(certify(cycling, path->strategies).exact());
  }
  EXPECT_EQ(lemke_howson(cycling, 0)->strategies, (MixedProfile{{0, R(2, 3), R(1, 3)}, {0, 1, 0}}));
}

TEST(LemkeHowson, EndsAtAnEquilibriumWhateverTheTies) {
  rc::check([] {
    const auto m = *rc::gen::inRange(1, 7), n = *rc::gen::inRange(1, 7);
    const auto matrix = rc::gen::container<std::vector<std::vector<int>>>(
        m, rc::gen::container<std::vector<int>>(n, rc::gen::inRange(0, 3)));
    const auto a = *matrix, b = *matrix;
    std::vector<std::vector<R>> exact_a, exact_b;
    for (int i = 0; i < m; ++i) {
      exact_a.emplace_back(a[i].begin(), a[i].end());
      exact_b.emplace_back(b[i].begin(), b[i].end());
    }
    const Game game = Game::bimatrix(exact_a, exact_b);
    for (std::uint32_t label = 0; label < static_cast<std::uint32_t>(m + n); ++label) {
      const auto path = lemke_howson(game, label);
      RC_ASSERT(path.has_value());
      RC_ASSERT(certify(game, path->strategies).exact());
    }
  });
}

// Random games of all kinds, most with ties: paths in floating point end where those in whole numbers do.
TEST(LemkeHowson, FollowsTheSamePathsFasterInDoubles) {
  std::uint32_t same = 0, paths = 0;
  constexpr std::uint32_t kMost[] = {1, 2, 5, 20, 1000, 1'000'000'000};
  for (std::uint64_t seed = 0; seed < 1200; ++seed) {
    const auto m = static_cast<std::uint32_t>(1 + seed % 6), n = static_cast<std::uint32_t>(1 + seed / 6 % 7);
    std::vector<std::vector<R>> payoffs[2];
    for (std::uint32_t player = 0; player < 2; ++player) {
      for (std::uint32_t i = 0; i < m; ++i) {
        std::vector<R>& row = payoffs[player].emplace_back();
        for (std::uint32_t j = 0; j < n; ++j) {
          const std::uint64_t bits = kernels::random_bits(seed, {i, j, player});
          row.emplace_back(static_cast<std::int64_t>(bits % (kMost[seed % 6] + 1)));
        }
      }
    }
    const Game game = Game::bimatrix(payoffs[0], payoffs[1]);
    const Bimatrix numbers = bimatrix_of(game);
    PathFollower follower;
    for (std::uint32_t label = 0; label < m + n; ++label) {
      const auto exact = lemke_howson_in_whole_numbers(game, label), fast = lemke_howson(game, label);
      ASSERT_TRUE(exact && fast);
      ASSERT_TRUE(certify(game, fast->strategies).exact());
      ++paths;
      same += fast->strategies == exact->strategies ? 1 : 0;
      ASSERT_TRUE(follower.follow(numbers, label)) << seed;
      const MixedProfile end = exact_profile({follower.first(), follower.second()});
      const Certificate certificate = certify(game, end);
      const Regrets bounds = regret_bounds(numbers, follower.first(), follower.second());
      ASSERT_LE(certificate.regret[0], R::exactly(bounds.first));
      ASSERT_LE(certificate.regret[1], R::exactly(bounds.second));
      ASSERT_LT(bounds.first + bounds.second, 1e-12 * kMost[seed % 6]);
    }
    const auto shortest = shortest_lemke_howson(game);
    ASSERT_TRUE(shortest && certify(game, shortest->strategies).exact());
  }
  EXPECT_EQ(same, paths);
}

TEST(LemkeHowson, BoundsRegretsOfAnyProfile) {
  const Bimatrix game = bimatrix_of(reference_game("shapley_fig3"));
  const Regrets bounds = regret_bounds(game, {1, 0, 0}, {1, 0, 0});
  const Certificate exact = certify(reference_game("shapley_fig3"), {{1, 0, 0}, {1, 0, 0}});
  EXPECT_NEAR(bounds.first, exact.regret[0].number(), 1e-13);
  EXPECT_GE(bounds.first, exact.regret[0].number());
  EXPECT_NEAR(bounds.second, exact.regret[1].number(), 1e-13);
}

TEST(LemkeHowson, SaysWhenAPathIsTooLong) { EXPECT_FALSE(lemke_howson(reference_game("von_stengel_75"), 0, 2)); }

}  // namespace
}  // namespace detente::games
