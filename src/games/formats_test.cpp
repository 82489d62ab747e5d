// Game files: what is read and written, every tests/games/bad/* against the full text of its message (DETENTE_PROMOTE=1
// rewrites it instead), and games in extensive form.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>

#include "base/render.h"
#include "games/certificate.h"
#include "games/efg.h"
#include "games/reference_test.h"
#include "games/table.h"
#include "games/two_player.h"

namespace detente::games {
namespace {

using R = Rational;

Game game_of(const std::string& text) {
  base::SourceMap sources;
  const base::SourceId id = sources.add("text", text);
  base::Result<Game> game = read_nfg(sources, id);
  EXPECT_TRUE(game.ok()) << base::render(game.diagnostics, sources);
  return std::move(*game);
}

Tree tree_of(const std::string& name) {
  base::SourceMap sources;
  const base::SourceId id = sources.add(name, game_text("reference/" + name + ".efg"));
  base::Result<Tree> tree = read_efg(sources, id);
  EXPECT_TRUE(tree.ok()) << base::render(tree.diagnostics, sources);
  return std::move(*tree);
}

TEST(Formats, BothBodiesMeanTheSame) {
  const Game payoffs = game_of("NFG 1 R \"t\" { \"a\" \"b\" } { 2 2 } \"comment\" 3 3, 0 5, 5 0, 1/2 0.25");
  const Game outcomes = game_of(
      "NFG 1 D \"t\" { \"a\" \"b\" } { { \"x\" \"y\" } { \"\" \"z\" } }\n"
      "{ { \"\" 5 0 } { \"second\" 3, 3 } { \"\" .5e0 +25e-2 } { \"\" 0, 5 } } 2 4 1 3");
  EXPECT_EQ(payoffs.payoff(3, 0), R(1, 2));
  EXPECT_EQ(payoffs.payoff(3, 1), R(1, 4));
  for (std::uint32_t p = 0; p < 4; ++p) {
    for (std::uint32_t i = 0; i < 2; ++i) EXPECT_EQ(payoffs.payoff(p, i), outcomes.payoff(p, i));
  }
  EXPECT_EQ(outcomes.players()[0].strategies, (std::vector<std::string>{"x", "y"}));
  EXPECT_EQ(outcomes.players()[1].strategies, (std::vector<std::string>{"1", "z"}));
  const Game marked = game_of("\xEF\xBB\xBFNFG 1 R \"\" { \"a\" } { 2 }\r\n3\r\n4\r\n");
  EXPECT_EQ(marked.payoff(1, 0), R(4));
  const Game nothing = game_of("NFG 1 R \"\" { \"a\" } { 2 } { { \"\" 7 } } 0 1");
  EXPECT_EQ(nothing.payoff(0, 0), R(0));
  EXPECT_EQ(nothing.payoff(1, 0), R(7));
}

TEST(Formats, WritesWhatItReads) {
  for (const char* name : {"todd_3", "random_3x3x3", "winkels"}) {
    const Game game = reference_game(name);
    const std::string text = write_nfg(game);
    EXPECT_EQ(write_nfg(game_of(text)), text);
    EXPECT_EQ(write_nfg(game_of(write_nfg(game, "from \"x\""))), text);
  }
  Game odd("say \"no\" \\ maybe", {{"p", {"a \"b\"", "c"}}});
  odd.payoff(1, 0) = R(-7, 3);
  const Game again = game_of(write_nfg(odd));
  EXPECT_EQ(again.title(), odd.title());
  EXPECT_EQ(again.players()[0].strategies, odd.players()[0].strategies);
  EXPECT_EQ(again.payoff(1, 0), R(-7, 3));
}

TEST(Formats, WritesTidyTables) {
  const Game game = game_of("NFG 1 R \"\" { \"a,b\" \"c\" } { { \"x\" } { \"y\" \"z\" } } 1/3 0.5 -2 4");
  EXPECT_EQ(write_csv(game), "\"a,b\",c,\"payoff of a,b\",payoff of c\nx,y,1/3,1/2\nx,z,-2,4\n");
  EXPECT_EQ(write_csv(SimulatedGame{game, {0.5, 0.25, 0, 1e-3}, CellErrors::Any}),
            "\"a,b\",c,\"payoff of a,b\",\"standard error of a,b\",payoff of c,standard error of c\n"
            "x,y,0.3333333333333333,0.5,0.5,0.25\nx,z,-2,0,4,0.001\n");
}

TEST(Formats, NumbersAreExact) {
  EXPECT_EQ(R::parse("0.1"), R(1, 10));
  EXPECT_EQ(R::parse("-1.50e2"), R(-150));
  EXPECT_EQ(R::parse("6/4"), R(3, 2));
  EXPECT_EQ(R::parse("0.1/0.3"), R(1, 3));
  for (const char* text : {"", "-", ".", "1/", "/2", "1/0", "1e", "1e+", "0x10", "1 2", "nan", "inf", "1e301", "11e299",
                           "1e-301", "--1"}) {
    EXPECT_EQ(R::parse(text), std::nullopt) << text;
  }
  EXPECT_EQ(R::exactly(0.1).number(), 0.1);
  EXPECT_EQ(R(4, 25).number(), 0.16);
  EXPECT_EQ(R(-2, 3).number(), -2.0 / 3);
  EXPECT_EQ(R(0).number(), 0.0);
  EXPECT_EQ(R::parse("1e300")->number(), 1e300);
  EXPECT_NE(R::exactly(0.1), R(1, 10));
  EXPECT_EQ(R::near(0.1, 1000), R(1, 10));
  EXPECT_EQ(R::near(-0.75, 10), R(-3, 4));
  EXPECT_EQ(R::near(3.14159265358979, 1000), R(355, 113));
}

TEST(Formats, BadFilesAreRefusedByName) {
  namespace fs = std::filesystem;
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator("tests/games/bad")) {
    if (entry.path().extension() != ".expected") files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  ASSERT_GE(files.size(), 19u);
  for (const fs::path& path : files) {
    const std::string name = path.filename().string();
    base::SourceMap sources;
    const base::SourceId id = sources.add(name, game_text("bad/" + name));
    const base::Diagnostics said =
        path.extension() == ".efg" ? read_efg(sources, id).diagnostics : read_nfg(sources, id).diagnostics;
    const std::string text = base::render(said, sources);
    const std::string expected = "bad/" + name + ".expected";
    if (std::getenv("DETENTE_PROMOTE")) std::ofstream("tests/games/" + expected, std::ios::binary) << text;
    EXPECT_EQ(text, game_text(expected)) << name;
    ASSERT_EQ(said.error_count(), 1u) << name;
    EXPECT_EQ(said.sorted()[0]->code, name.substr(0, 5));
    EXPECT_FALSE(said.sorted()[0]->help.empty()) << name;
  }
}

TEST(Formats, CutFilesAreRefusedWithoutHarm) {
  for (const char* name : {"reference/kuhn_poker.efg", "reference/winkels.nfg", "reference/random_8x8.nfg"}) {
    const std::string text = game_text(name);
    for (std::size_t length = 0; length < text.size(); length += 7) {
      base::SourceMap sources;
      const base::SourceId id = sources.add("cut", text.substr(0, length));
      if (std::string(name).ends_with(".efg")) {
        EXPECT_FALSE(read_efg(sources, id).ok());
      } else if (length + 3 < text.size()) {  // the last number may lose a digit
        EXPECT_FALSE(read_nfg(sources, id).ok());
      }
    }
  }
}

TEST(Trees, PokerValuesAreThePublishedOnes) {
  const Tree kuhn = tree_of("kuhn_poker");
  EXPECT_EQ(constant_sum(kuhn), R(0));
  const TreeSolution solution = solve_zero_sum(kuhn);
  EXPECT_EQ(solution.value, R(-1, 18));
  EXPECT_TRUE(certify(kuhn, solution.behaviour).exact());
  const Tree stripped = tree_of("stripped_down_poker");
  const TreeSolution bluff = solve_zero_sum(stripped);
  EXPECT_EQ(bluff.behaviour, (Behaviour{{1, 0}, {R(2, 3), R(1, 3)}, {R(1, 3), R(2, 3)}}));
  EXPECT_EQ(bluff.value, R(1, 3));
  EXPECT_TRUE(certify(stripped, bluff.behaviour).exact());
  // Always bluffing is punished.
  const TreeCertificate naive = certify(stripped, {{1, 0}, {R(2, 3), R(1, 3)}, {1, 0}});
  EXPECT_EQ(naive.regret, (std::vector<R>{0, R(1, 3)}));
}

TEST(Trees, ReducedFormsHaveTheSameEquilibria) {
  const Tree stripped = tree_of("stripped_down_poker");
  const auto form = reduced_form(stripped);
  ASSERT_TRUE(form);
  EXPECT_EQ(form->game.strategy_count(0), 4u);
  const TwoPlayerSolution all = solve_two_player(form->game);
  ASSERT_EQ(all.extreme.size(), 1u);
  const Behaviour behaviour = behaviour_of(stripped, *form, all.extreme[0].strategies);
  EXPECT_EQ(behaviour, solve_zero_sum(stripped).behaviour);
  // Choices that an earlier own choice rules out are not part of a strategy: after B1 nothing is left to choose.
  const Tree myerson = tree_of("myerson_4_2");
  const auto reduced = reduced_form(myerson);
  ASSERT_TRUE(reduced);
  EXPECT_EQ(reduced->game.strategy_count(0), 3u);
  EXPECT_EQ(constant_sum(myerson), std::nullopt);
  const TwoPlayerSolution equilibria = solve_two_player(reduced->game);
  EXPECT_TRUE(equilibria.complete);
  for (const Equilibrium& each : equilibria.extreme) {
    EXPECT_TRUE(certify(myerson, behaviour_of(myerson, *reduced, each.strategies)).exact());
  }
}

TEST(Trees, PayoffsOnTheWayAddUp) {
  const Tree tree = tree_of("outcomes_on_the_way");
  const TreeCertificate certificate = certify(tree, {{0, 1}, {0, 1}});
  EXPECT_EQ(certificate.payoff, (std::vector<R>{0, R(7, 2)}));
  EXPECT_TRUE(certificate.exact());
  EXPECT_EQ(certify(tree, {{1, 0}, {1, 0}}).regret, (std::vector<R>{4, 0}));
}

}  // namespace
}  // namespace detente::games
