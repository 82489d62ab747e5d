#include "games/lemke_howson.h"

#include <rapidcheck.h>

#include "games/certificate.h"
#include "games/reference_test.h"

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

TEST(LemkeHowson, SaysWhenAPathIsTooLong) { EXPECT_FALSE(lemke_howson(reference_game("von_stengel_75"), 0, 2)); }

}  // namespace
}  // namespace detente::games
