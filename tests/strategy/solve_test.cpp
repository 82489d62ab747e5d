// Players in a simulated world against games whose equilibria are known in closed form.
#include <gtest/gtest.h>

#include <cmath>
#include <stdexcept>

#include "analysis/games/response.h"
#include "analysis/games/solve.h"
#include "analysis/games/stakes.h"
#include "base/render.h"
#include "driver/compile.h"

namespace detente {
namespace {

using namespace analysis::games;
using search::Point;

// A model, its players' policy classes, and what the solver says.
struct Contest {
  explicit Contest(const std::string& text, PolicyOptions policy = {})
      : compiled(driver::compile_text("test.detente", text, {})) {
    if (!compiled.ok()) throw std::runtime_error(base::render(compiled.diagnostics, compiled.sources));
    OracleOptions wanted;
    for (std::uint32_t p = 0; p < compiled.plan->interface.players.size(); ++p) wanted.players.push_back(p);
    wanted.engine.threads = 1;
    auto made = Oracle::make(driver::payoff_plan(compiled), wanted);
    EXPECT_TRUE(made.ok()) << base::render(made.diagnostics, compiled.sources);
    oracle.emplace(std::move(*made));
    std::vector<PolicyClass> classes;
    for (const std::uint32_t p : oracle->players()) {
      std::vector<Usual> usual;
      if (policy.kind == PolicyKind::Feedback) usual = *usually_seen(*oracle, p, 5);
      auto of_player = PolicyClass::make(*oracle, p, policy, usual);
      EXPECT_TRUE(of_player.has_value()) << of_player.error();
      classes.push_back(*of_player);
    }
    arena.emplace(*oracle, std::move(classes));
  }

  // The code of what keeps it from being solved.
  std::string error() {
    const auto found = solve(*arena, options);
    EXPECT_FALSE(found.ok());
    return found.diagnostics.empty() ? std::string() : std::string(found.diagnostics.sorted()[0]->code);
  }

  Solution solution() {
    auto found = solve(*arena, options);
    EXPECT_TRUE(found.ok()) << base::render(found.diagnostics, compiled.sources);
    return std::move(*found);
  }

  double value(const Profile& profile, std::uint32_t player, std::uint32_t axis = 0) const {
    return arena->policies(player).value(axis, profile[player].policies[0][axis]);
  }

  driver::Compiled compiled;
  std::optional<Oracle> oracle;
  std::optional<Arena> arena;
  SolveOptions options;
};

const std::string kHead = R"(
time 0 to 1 year step 1 using euler
set side = { a, b }
)";

const std::string kTullock = "model tullock\n" + kHead + R"(
constant prize[side]: fraction = { a: 100, b: 50 }
lever effort[s in side]: fraction in [0, 60] = 10
player s in side
    controls effort[s] every 1 year
    maximises prize[s] * safe_div(effort[s], sum(r in side: effort[r]), 0.5) - effort[s]
    discounts 0 %/year
)";

TEST(Solve, TullockContestOfUnequalPrizes) {  // x = (22.2222, 11.1111), the first wins with 2/3
  Contest contest(kTullock);
  const Solution solution = contest.solution();
  ASSERT_EQ(solution.equilibria.size(), 1u);
  const Equilibrium& found = solution.equilibria[0];
  EXPECT_NEAR(contest.value(found.profile, 0), 200.0 / 9, 1e-3);
  EXPECT_NEAR(contest.value(found.profile, 1), 100.0 / 9, 1e-3);
  EXPECT_NEAR(found.payoffs[0].mean, 200.0 / 3 - 200.0 / 9, 1e-4);
  EXPECT_EQ(found.certificate.grade, Grade::Bounded);
  EXPECT_FALSE(solution.complete);  // a search cannot prove that
}

TEST(Solve, TullockContestOfEqualPrizes) {  // a quarter of the prize each: x = V r (n - 1) / n^2 with r = 1, n = 2
  std::string equal = kTullock;
  equal.replace(equal.find("b: 50"), 5, "b: 100");
  Contest contest(equal);
  const Solution solution = contest.solution();
  ASSERT_EQ(solution.equilibria.size(), 1u);
  for (std::uint32_t p = 0; p < 2; ++p) {
    EXPECT_NEAR(contest.value(solution.equilibria[0].profile, p), 25, 1e-3);
    EXPECT_NEAR(solution.equilibria[0].payoffs[p].mean, 25, 1e-4);
  }
}

const std::string kCournot = "model cournot\n" + kHead + R"(
lever quantity[s in side]: fraction in [0, 9] = 1
player s in side
    controls quantity[s] every 1 year
    maximises (10 - sum(r in side: quantity[r]) - 1) * quantity[s]
    discounts 0 %/year
)";

TEST(Solve, CournotTogetherAndOneFirst) {
  Contest contest(kCournot);
  const Solution solution = contest.solution();
  ASSERT_EQ(solution.equilibria.size(), 1u);
  EXPECT_NEAR(contest.value(solution.equilibria[0].profile, 0), 3, 1e-4);
  EXPECT_NEAR(solution.equilibria[0].payoffs[1].mean, 9, 1e-6);

  const auto commitment = commit(*contest.arena, 0, contest.options);
  ASSERT_TRUE(commitment.ok());
  EXPECT_NEAR(contest.value(commitment->profile, 0), 4.5, 1e-3);
  EXPECT_NEAR(contest.value(commitment->profile, 1), 2.25, 1e-3);
  EXPECT_NEAR(commitment->payoffs[0].mean, 10.125, 1e-5);
  EXPECT_NEAR(commitment->payoffs[1].mean, 5.0625, 2e-3);
  EXPECT_LE(commitment->followers.players[1].share, 1e-3);
  EXPECT_GT(commitment->followers.players[0].gain, 0.5);  // breaking its word would pay the leader
}

TEST(Solve, CournotThoughtInSteps) {  // q = (9 - other) / 2 from 1: 4, 2.5, 3.25, ..
  Contest contest(kCournot);
  const auto levels = think_in_steps(*contest.arena, 3, contest.options);
  ASSERT_TRUE(levels.ok());
  ASSERT_EQ(levels->size(), 4u);
  const double expected[] = {1, 4, 2.5, 3.25};
  for (std::size_t k = 0; k < 4; ++k) {
    EXPECT_NEAR(contest.value((*levels)[k].profile, 0), expected[k], 1e-3);
    EXPECT_NEAR((*levels)[k].payoffs[1].mean, (9 - 2 * expected[k]) * expected[k], 1e-2);
  }
}

TEST(Solve, RepliesInCournotFallByHalf) {
  Contest contest(kCournot);
  const Sample sample = contest.oracle->draw(1, 1);
  const auto found = answers(*contest.arena, sample, {{1.0 / 3}, {1.0 / 3}}, 0.2, {});
  ASSERT_TRUE(found.ok());
  ASSERT_EQ(found->size(), 2u);
  EXPECT_NEAR((*found)[0].after[0] - (*found)[0].before[0], -0.1, 1e-5);
}

// Levhari and Mirman's great fish war; the state is next year's catch.
std::string fish_war(int countries, const std::string& growth, const std::string& patience) {
  std::string names;
  for (int i = 0; i < countries; ++i) names += (i > 0 ? ", c" : "c") + std::to_string(i);
  return R"(model fish_war
time 0 to 100 year step 1 using euler
set country = { )" +
         names + R"( }
constant growth: fraction = )" +
         growth + R"(
lever share[i in country]: fraction in [0, 0.9] = 0.1
stock fish: fraction = 0.5
    change ((fish * (1 - sum(i in country: share[i])))^growth - fish) / (1 year)
player i in country
    controls share[i] every 1 year
    maximises ln(share[i] * fish)
    discounts -ln()" +
         patience + R"() / (1 year)
)";
}

TEST(Solve, GreatFishWarOfTwo) {  // s = (1-ab) / (1 + (n-1)(1-ab)), ab = 0.27
  Contest contest(fish_war(2, "0.3", "0.9"));
  const Solution solution = contest.solution();
  ASSERT_EQ(solution.equilibria.size(), 1u);
  EXPECT_NEAR(contest.value(solution.equilibria[0].profile, 0), 0.421965, 1e-4);
  EXPECT_NEAR(contest.value(solution.equilibria[0].profile, 1), 0.421965, 1e-4);
}

TEST(Solve, GreatFishWarOfThreeWherePlainRepliesDiverge) {
  Contest contest(fish_war(3, "0.5", "0.8"));
  const Solution solution = contest.solution();
  EXPECT_TRUE(std::any_of(solution.remarks.begin(), solution.remarks.end(),
                          [](const std::string& remark) { return remark.find("move apart") != std::string::npos; }));
  ASSERT_EQ(solution.equilibria.size(), 1u);
  for (std::uint32_t p = 0; p < 3; ++p) EXPECT_NEAR(contest.value(solution.equilibria[0].profile, p), 0.272727, 1e-4);
}

TEST(Solve, ConvexConcaveGameIsMixed) {  // (x - y)^2: x at either end, y in the middle, value 0.25
  Contest contest("model saddle\n" + kHead + R"(
lever x: fraction in [0, 1] = 0.3
lever y: fraction in [0, 1] = 0.6
player first
    controls x every 1 year
    maximises (x - y)^2
    discounts 0 %/year
player second
    controls y every 1 year
    maximises -(x - y)^2
    discounts 0 %/year
)");
  const Solution solution = contest.solution();
  ASSERT_EQ(solution.equilibria.size(), 1u);
  const Equilibrium& found = solution.equilibria[0];
  EXPECT_FALSE(found.is_pure());
  ASSERT_EQ(found.profile[0].policies.size(), 2u);
  EXPECT_NEAR(found.profile[0].weights[0], 0.5, 1e-3);
  EXPECT_NEAR(found.profile[1].policies[0][0], 0.5, 1e-3);
  EXPECT_NEAR(found.payoffs[0].mean, 0.25, 1e-4);
  ASSERT_LE(solution.exploitability.size(), 10u);
  EXPECT_LT(solution.exploitability.back(), 1e-6);
}

TEST(Solve, AFiniteGameIsSolvedWhole) {  // battle of the sexes: two pure equilibria and one mixed, proven complete
  Contest contest("model sexes\n" + kHead + R"(
lever choice[s in side]: fraction in {0, 1} = 0
aux agree: fraction = if choice[a] == choice[b] then 1 else 0
player s in side
    controls choice[s] every 1 year
    maximises agree * (if s == a then 3 - choice[s] else 2 + choice[s])
    discounts 0 %/year
)");
  const Solution solution = contest.solution();
  EXPECT_EQ(solution.equilibria.size(), 3u);
  EXPECT_TRUE(solution.rejected.empty());
  EXPECT_TRUE(solution.complete);
  for (const Equilibrium& found : solution.equilibria) EXPECT_EQ(found.certificate.grade, Grade::Exact);
  ASSERT_TRUE(solution.game.has_value());
  EXPECT_EQ(solution.game->profile_count(), 4u);

  const auto known = known_futures(*contest.arena, contest.options);
  ASSERT_TRUE(known.ok());
  EXPECT_EQ(known->counts, (std::vector<std::uint32_t>{0, 0, 1}));
}

// 0 swerves, 1 goes: (3, 3), (1, 4), (4, 1), (0, 0).
const std::string kChicken = "model chicken\n" + kHead + R"(
lever goes[s in side]: fraction in {0, 1} = 0
player s in side
    controls goes[s] every 1 year
    maximises 3 - 2 * sum(r in side where r != s: goes[r]) + goes[s]
        - 2 * goes[s] * sum(r in side where r != s: goes[r])
    discounts 0 %/year
)";

TEST(Solve, ChickenHasThreeEquilibriaAndNoisyReplies) {
  Contest contest(kChicken);
  const Solution solution = contest.solution();
  ASSERT_EQ(solution.equilibria.size(), 3u);
  EXPECT_TRUE(solution.complete);
  int mixed = 0;
  for (const Equilibrium& found : solution.equilibria) {
    if (found.is_pure()) continue;
    ++mixed;
    EXPECT_NEAR(found.profile[0].weights[0], 0.5, 1e-9);  // swerving pays 3q + 1(1-q), going 4q: q = 1/2
    EXPECT_NEAR(found.payoffs[0].mean, 2, 1e-9);
  }
  EXPECT_EQ(mixed, 1);

  // At precision 0 anything goes; p = 1 / (1 + exp(-precision * (1 - 2 p) / 4)) has its fixed point at one half.
  for (const double precision : {0.0, 3.0}) {
    const auto noisy = reply_noisily(*contest.arena, precision, contest.options);
    ASSERT_TRUE(noisy.ok());
    EXPECT_NEAR(noisy->profile[0].weights[0], 0.5, 1e-6);
    EXPECT_NEAR(noisy->payoffs[1], 2, 1e-6);
  }
}

TEST(Solve, NoisyRepliesFollowTheirFormula) {  // going pays 1 more, whatever the other does; payoff range 3
  Contest contest("model dilemma\n" + kHead + R"(
lever goes[s in side]: fraction in {0, 1} = 0
player s in side
    controls goes[s] every 1 year
    maximises goes[s] - 2 * sum(r in side where r != s: goes[r])
    discounts 0 %/year
)");
  const auto noisy = reply_noisily(*contest.arena, 6, contest.options);
  ASSERT_TRUE(noisy.ok());
  const double goes = 1 / (1 + std::exp(-6.0 / 3));
  EXPECT_NEAR(noisy->profile[0].weights[1], goes, 1e-6);
  EXPECT_NEAR(noisy->payoffs[0], goes - 2 * goes, 1e-6);
  EXPECT_NEAR(noisy->regrets[0], (1 - goes) / 3, 1e-6);
}

TEST(Solve, SafetyAsAPublicGood) {  // ln(y - s) + theta ln(sum s), theta 0.5, y 1: 0.2 each
  Contest contest("model safety\n" + kHead + R"(
lever effort[s in side]: fraction in [0.01, 0.9] = 0.5
player s in side
    controls effort[s] every 1 year
    maximises ln(1 - effort[s]) + 0.5 * ln(sum(r in side: effort[r]))
    discounts 0 %/year
)");
  const Solution solution = contest.solution();
  ASSERT_EQ(solution.equilibria.size(), 1u);
  EXPECT_NEAR(contest.value(solution.equilibria[0].profile, 0), 0.2, 1e-4);
}

// x' = u1 + u2, cost x^2 + u^2: feedback -x / sqrt 3 for both.
const std::string kLinearQuadratic = R"(model regulator
time 0 to 12 year step 1/32 using rk4
set side = { a, b }
lever push[s in side]: fraction in [-2, 2] = 0
parameter start: fraction = 1 in [-1.5, 1.5]
    source assumed "where it starts is unknown, so a rule has to work from everywhere"
stock x: fraction = start
    change sum(s in side: push[s]) / (1 year)
player s in side
    controls push[s] every 0.03125 year
    observes x with error 0 % delay 0 year
    maximises -x^2 - push[s]^2
    discounts 0 %/year
policy answer(gain in [0, 2] = 1) for s in side
    push[s] = -gain * seen(x)
)";

TEST(Solve, LinearQuadraticGameByADeclaredRule) {
  Contest contest(kLinearQuadratic, {.kind = PolicyKind::Rule, .rule = "answer"});
  contest.options.futures = 32;
  const Solution solution = contest.solution();
  ASSERT_EQ(solution.equilibria.size(), 1u);
  for (std::uint32_t p = 0; p < 2; ++p) {
    EXPECT_NEAR(contest.value(solution.equilibria[0].profile, p), 1 / std::sqrt(3.0), 0.015);  // decisions every 1/32
  }
}

// The same dynamics for others to decide on, four times as often: what is decided holds until the next decision, which
// moves a gain by half a period times the rate at which x falls.
std::string regulator(bool from_anywhere, const std::string& players) {
  std::string text = kLinearQuadratic.substr(0, kLinearQuadratic.find("player s in side"));
  text.replace(text.find("to 12 year step 1/32"), 20, "to 6 year step 1/128");
  if (!from_anywhere) {
    text.erase(text.find("parameter start"), text.find("stock x") - text.find("parameter start"));
    text.replace(text.find("fraction = start"), 16, "fraction = 1");
  }
  return text + players;
}

// When nobody looks each announces a path for all time. With the costate p of the player's own problem, u = -p / 2 and
// p' = -2 x; paths u = -k x along x' = -2 k x need 4 k^2 = 2, so u_i(t) = -exp(-sqrt(2) t) / sqrt(2) from x = 1: the
// open-loop Nash equilibrium (Starr and Ho 1969). The best reply to such a path is one, so the class holds it.
TEST(Solve, LinearQuadraticGameByPathsOverTime) {
  Contest contest(regulator(false, R"(player s in side
    controls push[s] every 0.0078125 year
    maximises -x^2 - push[s]^2
    discounts 0 %/year
policy path(level in [0, 2] = 1, decay: 1/year in [0, 4] = 1) for s in side
    push[s] = -level * exp(-decay * time)
)"),
                  {.kind = PolicyKind::Rule, .rule = "path"});
  const Solution solution = contest.solution();
  ASSERT_EQ(solution.equilibria.size(), 1u);
  for (std::uint32_t p = 0; p < 2; ++p) {
    EXPECT_NEAR(contest.value(solution.equilibria[0].profile, p, 0), std::sqrt(0.5), 0.006);
    EXPECT_NEAR(contest.value(solution.equilibria[0].profile, p, 1), std::sqrt(2.0), 0.01);
  }
}

// When one decides for both and minds both costs: K in u_i = -K x solves 2 = 2 K^2.
TEST(Solve, LinearQuadraticGameByOnePlanner) {
  Contest contest(regulator(true, R"(player planner
    controls push[a], push[b] every 0.0078125 year
    observes x with error 0 % delay 0 year
    maximises -2 * x^2 - sum(s in side: push[s]^2)
    discounts 0 %/year
policy answer(first in [0, 2] = 0.5, second in [0, 2] = 0.5) for planner
    push[a] = -first * seen(x)
    push[b] = -second * seen(x)
)"),
                  {.kind = PolicyKind::Rule, .rule = "answer"});
  contest.options.futures = 16;
  const Solution solution = contest.solution();
  ASSERT_EQ(solution.equilibria.size(), 1u);
  for (std::uint32_t axis = 0; axis < 2; ++axis) {
    EXPECT_NEAR(contest.value(solution.equilibria[0].profile, 0, axis), 1, 0.01);
  }
}

TEST(Solve, PrivateInformationByFeedback) {
  // Racing to the precipice, two teams that know their own skill c ~ U[0, 2] only: safety c / 2. The best straight line
  // is the best rule of all, so the feedback class holds it.
  Contest contest(R"(model precipice
time 0 to 1 year step 1 using euler
set team = { a, b }
parameter skill[team]: fraction = { else: 1 } ~ uniform(0, 2)
    source assumed "an example"
lever safety[t in team]: fraction in [0, 1] = 0.5
aux score[t in team]: fraction = skill[t] - safety[t]
player t in team
    controls safety[t] every 1 year
    maximises if all(r in team where r != t: score[t] > score[r]) then safety[t] else 0
    discounts 0 %/year
policy line(level in [0, 1] = 0.5, slope in [0, 1] = 0.3) for t in team
    safety[t] = level + slope * (skill[t] - 1)
)",
                  {.kind = PolicyKind::Rule, .rule = "line"});
  contest.options.futures = 4000;
  contest.options.search_futures = 4000;
  contest.options.evaluations = 200;
  contest.options.certify.budget = 200;
  contest.options.certify.tolerance = 0.01;
  const Solution solution = contest.solution();
  // Who wins jumps, so best replies to a sample jump too: what is found may mix lines close to each other.
  ASSERT_GE(solution.equilibria.size(), 1u);
  const Profile& profile = solution.equilibria[0].profile;
  for (std::uint32_t p = 0; p < 2; ++p) {
    double level = 0, slope = 0;
    for (std::size_t k = 0; k < profile[p].policies.size(); ++k) {
      level += profile[p].weights[k] * contest.arena->policies(p).value(0, profile[p].policies[k][0]);
      slope += profile[p].weights[k] * contest.arena->policies(p).value(1, profile[p].policies[k][1]);
    }
    EXPECT_NEAR(level, 0.5, 0.08);
    EXPECT_NEAR(slope, 0.5, 0.13);
  }
  EXPECT_EQ(solution.equilibria[0].certificate.grade, Grade::Searched);
}

TEST(Solve, WhatCannotBeSolvedSaysSo) {
  const auto with = [](const std::string& maximises) {
    return "model hard\n" + kHead + R"(
parameter luck: fraction = 1 ~ uniform(-1, 1)
    source assumed "an example"
lever x[s in side]: fraction in [0, 1] = 0
player s in side
    controls x[s] every 1 year
    maximises )" +
           maximises + R"(
    discounts 0 %/year
)";
  };
  Contest unmoved(with("if s == a then x[s] else luck"));
  EXPECT_EQ(unmoved.error(), "E1803");
  Contest faulting(with("x[s] + ln(luck)"));
  EXPECT_EQ(faulting.error(), "E1802");
  // As the model stands all is well; policies above 0.6 fault in some futures, so they are never a reply.
  Contest partly(with("3 * x[s] - 4 * x[s]^2 + 0.001 * ln(1.6 - x[s] + luck)"));
  partly.options.futures = 400;
  const Solution solution = partly.solution();
  ASSERT_EQ(solution.equilibria.size(), 1u);
  EXPECT_NEAR(partly.value(solution.equilibria[0].profile, 0), 0.375, 0.01);
}

TEST(Solve, PoliciesThatWreckThePayoffDoNotHideGains) {
  // Best at 0.7; above 0.95 everything is lost. Against the whole range, 50,000, any gain below that would be nothing.
  Contest contest("model cliff\n" + kHead + R"(
lever x: fraction in [0, 1] = 0.5
player alone
    controls x every 1 year
    maximises -(x - 0.7)^2 - 1000000 * max(0, x - 0.95)
    discounts 0 %/year
)");
  ASSERT_TRUE(find_stakes(*contest.arena, contest.options).ok());
  EXPECT_LT(contest.arena->range(0), 1);
  const Sample sample = contest.oracle->draw(1, 1);
  const auto off = certify(*contest.arena, contest.arena->pure({{0.6}}), sample, sample, {});
  ASSERT_TRUE(off.ok());
  EXPECT_FALSE(off->holds);
  EXPECT_NEAR(off->players[0].gain, 0.01, 1e-6);
  EXPECT_TRUE(certify(*contest.arena, contest.arena->pure({{0.7}}), sample, sample, {})->holds);
}

TEST(Solve, APayoffMayRestWhereTheModelStands) {  // nobody can do anything alone, and together they can do all
  const std::string joint = "model joint\n" + kHead + R"(
lever x[s in side]: fraction in [0, 1] = 0
player s in side
    controls x[s] every 1 year
    maximises 2 * x[a] * x[b] - x[s]^2 * x[a] * x[b]
    discounts 0 %/year
)";
  Contest contest(joint);  // x (2 - x^2) y is highest at sqrt(2/3), whatever the other does but nothing
  const Solution solution = contest.solution();
  bool both = false;
  for (const Equilibrium& found : solution.equilibria) {
    both = both || std::fabs(contest.value(found.profile, 0) - std::sqrt(2.0 / 3)) < 1e-3;
  }
  EXPECT_TRUE(both);
}

TEST(Solve, WhatTheModelDoesIsNotMovedToTheGrid) {
  Contest contest(kCournot, {.steps = 4});  // 0, 3, 6, 9: the model's own 1 is none of them
  const Solution solution = contest.solution();
  EXPECT_EQ(solution.standing[0].mean, 7);
}

TEST(Solve, RejectedProfilesArePaidInTheSameFutures) {
  Contest contest("model gamble\n" + kHead + R"(
parameter luck: fraction = 0 ~ uniform(-1, 1)
    source assumed "an example"
lever x: fraction in {0, 1} = 0
player alone
    controls x every 1 year
    maximises luck * x
    discounts 0 %/year
)");
  contest.options.futures = 64;
  const Solution solution = contest.solution();
  ASSERT_EQ(solution.rejected.size(), 1u);  // either may be better by luck: not decided
  const auto columns = contest.arena->columns(solution.judged, solution.rejected[0].profile);
  EXPECT_EQ(solution.rejected[0].payoffs[0].mean, mean_of(columns->front()));
}

TEST(Solve, ListedAndContinuousLeversTogether) {
  // One lever has a single value, one two, one a range; where the model stands is the lower of two peaks.
  Contest contest("model mixed\n" + kHead + R"(
lever given: fraction in {0.5} = 0.5
lever mode: fraction in {0, 1} = 0
lever x: fraction in [0, 1] = 0.1
player alone
    controls given, mode, x every 1 year
    maximises if mode == 1 then given - (x - 0.7)^2 else 0.2 - (x - 0.2)^2
    discounts 0 %/year
)");
  const Solution solution = contest.solution();
  ASSERT_EQ(solution.equilibria.size(), 1u);
  EXPECT_EQ(contest.value(solution.equilibria[0].profile, 0, 0), 0.5);
  EXPECT_EQ(contest.value(solution.equilibria[0].profile, 0, 1), 1);
  EXPECT_NEAR(contest.value(solution.equilibria[0].profile, 0, 2), 0.7, 1e-2);
}

TEST(Solve, ConstraintsAreKept) {  // both want all, and are not allowed more than 0.6 together
  Contest contest("model quota\n" + kHead + R"(
lever x[s in side]: fraction in [0, 1] = 0.2
aux taken: fraction = sum(s in side: x[s])
player s in side
    controls x[s] every 1 year
    maximises x[s]
    discounts 0 %/year
    subject to taken <= 0.6
)");
  const Solution solution = contest.solution();
  ASSERT_GE(solution.equilibria.size(), 1u);
  for (const Equilibrium& found : solution.equilibria) {
    if (!found.is_pure()) continue;
    EXPECT_NEAR(contest.value(found.profile, 0) + contest.value(found.profile, 1), 0.6, 1e-3);
  }

  Contest broken("model quota\n" + kHead + R"(
lever x[s in side]: fraction in [0, 1] = 0.8
player s in side
    controls x[s] every 1 year
    maximises x[s]
    discounts 0 %/year
    subject to x[s] <= 0.5
)");
  const Solution within = broken.solution();
  ASSERT_EQ(within.equilibria.size(), 1u);
  EXPECT_NEAR(broken.value(within.equilibria[0].profile, 1), 0.5, 1e-3);
  EXPECT_FALSE(within.remarks.empty());  // as the model stands both break it
}

TEST(Solve, WhatFaultsOrIsForbiddenIsNoReplyInAKnownFutureEither) {
  // 1 would pay most, but ln(0) has no value; 0.5 next, but it is forbidden; so 0 it is, in every future.
  Contest contest("model barred\n" + kHead + R"(
lever x: fraction in {0, 0.5, 1} = 0
player alone
    controls x every 1 year
    maximises if x == 1 then 9 - ln(1 - x) else x
    discounts 0 %/year
    subject to x != 0.5
)");
  const auto known = known_futures(*contest.arena, contest.options);
  ASSERT_TRUE(known.ok());
  EXPECT_EQ(known->counts, (std::vector<std::uint32_t>{0, 1, 0}));
  EXPECT_EQ(known->played[0], (std::vector<double>{1, 0, 0}));
}

TEST(Solve, EveryWayOfThinkingNeedsAPayoffThatMoves) {
  Contest contest("model idle\n" + kHead + R"(
lever x[s in side]: fraction in {0, 1} = 0
player s in side
    controls x[s] every 1 year
    maximises if s == a then x[s] else 1
    discounts 0 %/year
)");
  const auto code = [](const auto& result) {
    return result.diagnostics.empty() ? "" : std::string(result.diagnostics.sorted()[0]->code);
  };
  EXPECT_EQ(code(commit(*contest.arena, 0, contest.options)), "E1803");
  EXPECT_EQ(code(known_futures(*contest.arena, contest.options)), "E1803");
  EXPECT_EQ(code(think_in_steps(*contest.arena, 2, contest.options)), "E1803");
  EXPECT_EQ(code(reply_noisily(*contest.arena, 1, contest.options)), "E1803");
}

TEST(Solve, MoreProfilesThanCanBeSimulatedAreSearched) {  // 6 players of 64 policies: 6.9e10
  const std::string text = R"(model crowd
time 0 to 1 year step 1 using euler
set firm = { a, b, c, d, e, f }
lever quantity[i in firm]: fraction in [0, 9] = 1
player i in firm
    controls quantity[i] every 1 year
    maximises (9 - sum(j in firm: quantity[j])) * quantity[i]
    discounts 0 %/year
)";
  Contest contest(text, {.steps = 64});  // Cournot of six: 9 / 7 each, a step of the grid
  const Solution solution = contest.solution();
  ASSERT_GE(solution.equilibria.size(), 1u);
  EXPECT_FALSE(solution.complete);
  EXPECT_NE(solution.proof.find("68719476736"), std::string::npos) << solution.proof;
  for (std::uint32_t p = 0; p < 6; ++p) {
    EXPECT_NEAR(contest.value(solution.equilibria[0].profile, p), 9.0 / 7, 9.0 / 63);
  }
  base::Diagnostics diagnostics;
  EXPECT_FALSE(is_small(*contest.arena, contest.options, diagnostics));
  EXPECT_EQ(diagnostics.sorted()[0]->code, "E1804");
}

TEST(Solve, DeviationsRaceForAsManyFuturesAsItTakes) {
  // A lever at 0.5 is best on average, and what another is worth depends on luck twenty times as strongly.
  Contest contest("model gamble\n" + kHead + R"(
parameter luck: fraction = 0 ~ uniform(-1, 1)
    source assumed "an example"
lever x: fraction in [0, 1] = 0.5
player alone
    controls x every 1 year
    maximises 20 * luck * (x - 0.5) - (x - 0.5)^2
    discounts 0 %/year
)");
  const Sample search = contest.oracle->draw(1, 32), judge = contest.oracle->draw(2, 100);
  contest.arena->measure(0, {0, 1});
  CertifyOptions options{.budget = 2000, .tolerance = 0.05};
  const auto standing = certify(*contest.arena, contest.arena->pure({{0.5}}), search, judge, options);
  ASSERT_TRUE(standing.ok());
  EXPECT_FALSE(standing->players[0].exceeds);
  EXPECT_GT(standing->players[0].futures, 100u);  // more than it was given, because they did not decide
  // With too little to spend it is left open, not rejected.
  options.budget = 16;
  const auto open = certify(*contest.arena, contest.arena->pure({{0.5}}), search, judge, options);
  EXPECT_FALSE(open->holds);
  EXPECT_TRUE(open->undecided);
}

TEST(Solve, AFalseCandidateIsRejected) {
  // Two peaks: standing near the lower one is not an equilibrium, and the certificate's own search finds out.
  Contest contest("model peaks\n" + kHead + R"(
lever x: fraction in [0, 1] = 0.2
player alone
    controls x every 1 year
    maximises exp(-200 * (x - 0.2)^2) + 2 * exp(-20000 * (x - 0.8)^2)
    discounts 0 %/year
)");
  const Sample sample = contest.oracle->draw(1, 1);
  contest.arena->measure(0, {0, 2});
  const auto low = certify(*contest.arena, contest.arena->pure({{0.2}}), sample, sample, {});
  ASSERT_TRUE(low.ok());
  EXPECT_FALSE(low->holds);
  EXPECT_NEAR(low->players[0].gain, 1, 1e-3);
  const auto high = certify(*contest.arena, contest.arena->pure({{0.8}}), sample, sample, {});
  EXPECT_TRUE(high->holds);
  EXPECT_EQ(high->grade, Grade::Bounded);
}

TEST(Solve, SameBitsForEverySchedule) {
  Contest one(kLinearQuadratic, {.kind = PolicyKind::Rule, .rule = "answer"});
  one.options.futures = 16;
  const Solution first = one.solution();
  Contest again(kLinearQuadratic, {.kind = PolicyKind::Rule, .rule = "answer"});
  again.options.futures = 16;
  EXPECT_EQ(first.equilibria[0].profile[0].policies, again.solution().equilibria[0].profile[0].policies);
  EXPECT_EQ(first.judged.seed, sample_seed(1, SampleUse::Judge));
  EXPECT_NE(sample_seed(1, SampleUse::Judge), sample_seed(1, SampleUse::Search));
}

}  // namespace
}  // namespace detente
