// Equilibria of trees over sequences: against the reduced normal form, on random games of two with private types.
#include <gtest/gtest.h>

#include <algorithm>

#include "games/complementarity.h"
#include "games/tree.h"
#include "games/two_player.h"
#include "kernels/philox.h"

namespace detente::games {
namespace {

// Chance deals each player one of `types`; player 1 acts, player 2 sees it and acts, player 1 acts again; payoffs from
// -most to most.
Tree random_tree(std::uint32_t types, std::uint32_t moves, std::int64_t most, std::uint64_t seed) {
  std::vector<InformationSet> sets;
  std::vector<Node> nodes(1);
  std::uint32_t draws = 0;
  const auto draw = [&] { return static_cast<std::int64_t>(kernels::random_bits(seed, {draws++, 0, 0}) >> 40); };
  std::vector<std::vector<std::uint32_t>> known;  // key of each set
  const auto set_of = [&](std::uint32_t player, std::vector<std::uint32_t> key) {
    key.push_back(player);
    const auto place = std::find(known.begin(), known.end(), key);
    if (place != known.end()) return static_cast<std::uint32_t>(place - known.begin());
    known.push_back(key);
    sets.push_back({player, "", std::vector<std::string>(moves, "m"), 0});
    return static_cast<std::uint32_t>(known.size() - 1);
  };
  const auto add = [&](std::uint32_t parent) {
    nodes.emplace_back().parent = parent;
    nodes[parent].children.push_back(static_cast<std::uint32_t>(nodes.size() - 1));
    return static_cast<std::uint32_t>(nodes.size() - 1);
  };
  Rational sum;
  for (std::uint32_t t = 0; t < types * types; ++t) sum += nodes[0].chances.emplace_back(1 + draw() % 5);
  for (Rational& chance : nodes[0].chances) chance /= sum;
  for (std::uint32_t t = 0; t < types * types; ++t) {
    const std::uint32_t mine = t % types, its = t / types, opening = add(0);
    nodes[opening].set = set_of(0, {mine});
    for (std::uint32_t a = 0; a < moves; ++a) {
      const std::uint32_t reply = add(opening);
      nodes[reply].set = set_of(1, {its, a});
      for (std::uint32_t b = 0; b < moves; ++b) {
        const std::uint32_t last = add(reply);
        nodes[last].set = set_of(0, {mine, a, b});
        for (std::uint32_t c = 0; c < moves; ++c) {
          const std::uint32_t leaf = add(last);
          nodes[leaf].payoffs = {draw() % (2 * most + 1) - most, draw() % (2 * most + 1) - most};
        }
      }
    }
  }
  Tree::Fault fault;
  auto tree = Tree::make("", {"1", "2"}, std::move(sets), std::move(nodes), fault);
  EXPECT_TRUE(tree.has_value());
  return std::move(*tree);
}

TEST(SequenceForm, LemkeEndsAtAnEquilibriumWhateverTheTies) {
  for (std::uint64_t seed = 0; seed < 120; ++seed) {
    constexpr std::int64_t kMost[] = {0, 1, 3, 100};
    const Tree tree = random_tree(static_cast<std::uint32_t>(1 + seed % 3), 2, kMost[seed / 3 % 4], seed);
    const auto behaviour = solve_by_lemke(tree);
    ASSERT_TRUE(behaviour) << seed;
    EXPECT_TRUE(certify(tree, *behaviour).exact()) << seed;
  }
}

TEST(SequenceForm, LemkeFindsOneOfAllEquilibria) {
  for (std::uint64_t seed = 0; seed < 40; ++seed) {
    const Tree tree = random_tree(1, 2, 1000, seed);
    const auto behaviour = solve_by_lemke(tree);
    ASSERT_TRUE(behaviour) << seed;
    const std::vector<Rational> payoff = certify(tree, *behaviour).payoff;
    const auto form = reduced_form(tree);
    ASSERT_TRUE(form);
    const TwoPlayerSolution all = solve_two_player(form->game);
    ASSERT_TRUE(all.complete);
    EXPECT_TRUE(std::any_of(all.extreme.begin(), all.extreme.end(), [&](const Equilibrium& each) {
      return each.certificate.payoff == payoff;
    })) << seed;
  }
}

TEST(SequenceForm, ReachesWhereNormalFormsAreTooLarge) {
  const Tree tree = random_tree(5, 2, 20, 1);  // 2^5 * 2^20 reduced strategies of player 1
  EXPECT_FALSE(reduced_form(tree).has_value());
  const auto behaviour = solve_by_lemke(tree);
  ASSERT_TRUE(behaviour);
  EXPECT_TRUE(certify(tree, *behaviour).exact());
  EXPECT_EQ(solve_by_lemke(tree, 3), std::nullopt);
}

TEST(Complementarity, SolvesWhatCanBeSolved) {
  const auto z = solve({{{2, 1}, {1, 2}}, {-5, -6}});
  ASSERT_TRUE(z);
  EXPECT_EQ(*z, (std::vector<Rational>{Rational(4, 3), Rational(7, 3)}));
  EXPECT_EQ(*solve({{{1, 0}, {0, 1}}, {3, 4}}), (std::vector<Rational>{0, 0}));
  EXPECT_EQ(solve({{{-1}}, {-1}}), std::nullopt);  // w = -1 - z: no solution, a ray
}

}  // namespace
}  // namespace detente::games
