// Agreements whose fate is known: the repeated prisoners' dilemma with monitoring, and treaties that others may join.
#include <gtest/gtest.h>

#include <cmath>
#include <stdexcept>

#include "analysis/games/overlap.h"
#include "base/render.h"
#include "driver/compile.h"

namespace detente {
namespace {

using namespace analysis::games;

struct Treaty {
  explicit Treaty(const std::string& text) : compiled(driver::compile_text("test.detente", text, {})) {
    if (!compiled.ok()) throw std::runtime_error(base::render(compiled.diagnostics, compiled.sources));
    OracleOptions wanted;
    for (std::uint32_t p = 0; p < compiled.plan->interface.players.size(); ++p) wanted.players.push_back(p);
    wanted.engine.threads = 1;
    auto made = Oracle::make(*compiled.plan, wanted);
    EXPECT_TRUE(made.ok()) << base::render(made.diagnostics, compiled.sources);
    oracle.emplace(std::move(*made));
  }

  AgreementView view(const OverlapOptions& options, std::uint32_t agreement = 0) {
    auto found = overlap(*oracle, agreement, options);
    EXPECT_TRUE(found.ok()) << base::render(found.diagnostics, compiled.sources);
    return std::move(*found);
  }

  driver::Compiled compiled;
  std::optional<Oracle> oracle;
};

// Payoffs 5, 3, 1, 0 a year; discounted by delta a year; false alarms with probability 0.05 a year, detection as a
// rate.
std::string dilemma(const std::string& delta) {
  return R"(model dilemma
time 0 to 150 year step 1 using euler
set side = { a, b }
lever cooperate[s in side]: fraction in [0, 1] = 0
player s in side
    controls cooperate[s] every 1 year
    maximises 1 - cooperate[s] + 4 * sum(r in side where r != s: cooperate[r])
            - cooperate[s] * sum(r in side where r != s: cooperate[r])
    discounts -ln()" +
         delta + R"() / (1 year)
agreement pact(detection: 1/year in [0, 2] = 1)
    between a, b
    requires cooperate[a] >= 1 and cooperate[b] >= 1
    monitors breach at rate pact.detection, false alarms at rate -ln(0.95) / (1 year)
    punishes by ending
)";
}

TEST(Overlap, DetectionThatADilemmaNeeds) {
  // Needed probability of detection at false alarms 0.05: 0.35 at delta 0.8, 0.152632 at 0.95. The alarm of a year in
  // breach has probability 1 - 0.95 exp(-rate).
  for (const auto& [delta, needed] : {std::pair{"0.8", 0.35}, std::pair{"0.95", 0.152632}}) {
    Treaty treaty(dilemma(delta));
    OverlapOptions options;
    options.draws = 1;
    options.search_draws = 1;
    options.chance = 4000;
    options.term_points = 2;
    options.breach_dates = 1;
    options.breach_until = 0.01;
    options.curve_points = 5;
    const AgreementView view = treaty.view(options);
    ASSERT_TRUE(view.detection_needed.has_value());
    EXPECT_NEAR(1 - 0.95 * std::exp(-*view.detection_needed), needed, 0.025) << delta;
    EXPECT_EQ(view.parties[0].bound.size(), 1u);     // the agreement moves one lever of each
    EXPECT_EQ(view.verification.front().pass12, 0);  // what cannot be detected is not kept
    EXPECT_EQ(view.verification.back().pass12, 1);
    EXPECT_EQ(view.pass1, 1);
  }
}

TEST(Overlap, WhoRefusesAndWhatWouldWinIt) {
  // The deal moves `worth` from a to b and adds a surplus of 1: a refuses unless it is paid `worth`, which b can
  // afford.
  Treaty treaty(R"(model transfer
time 0 to 1 year step 1 using euler
set side = { a, b }
parameter worth: fraction = 0.5 ~ uniform(0, 2)
    source assumed "an example"
lever give[s in side]: fraction in [0, 1] = 0
player s in side
    controls give[s] every 1 year
    maximises if s == a then 0.5 * give[b] - worth * give[a] else (worth + 1) * give[a] - 0.5 * give[b]
    discounts 0 %/year
agreement gift
    between a, b
    requires give[a] >= 1 and give[b] >= 1
)");
  OverlapOptions options;
  options.draws = 2000;
  options.breach_dates = 1;
  options.by = {"worth"};
  const AgreementView view = treaty.view(options);
  EXPECT_NEAR(view.pass1, 0.25, 0.03);  // worth < 0.5
  EXPECT_TRUE(view.interval1.contains(0.25));
  EXPECT_EQ(view.pass12, 0);  // without monitors breach is never punished
  EXPECT_EQ(view.binding, "participation");
  ASSERT_TRUE(view.blocker.has_value());
  EXPECT_EQ(treaty.oracle->interface().players[view.parties[*view.blocker].player].name, "a");
  EXPECT_NEAR(view.parties[0].side_payment, 0.75, 0.06);  // median of worth - 0.5 above 0
  EXPECT_EQ(view.parties[0].affordable, 1);
  ASSERT_EQ(view.by.size(), 1u);
  EXPECT_NEAR(view.by[0].bins.front().pass1, 1, 1e-9);
  EXPECT_NEAR(view.by[0].bins.back().pass1, 0, 1e-9);
}

TEST(Overlap, NobodyJoinsATreatyThatOthersPayFor) {
  // Benefit 1 of each unit of anybody's effort, cost effort^2 / 2: each does 1 alone. A member of a treaty of depth 3
  // pays 4 more and gets 2 more, so nobody joins, and two founders alone gain nothing: 16 - 4.5 against 12 - 0.5.
  Treaty treaty(R"(model abatement
time 0 to 1 year step 1 using euler
set country = { c1, c2, c3, c4, c5, c6, c7, c8, c9, c10, c11, c12 }
set founder = { c1, c2 }
set other = country - founder
lever effort[i in country]: fraction in [0, 12] = 1
player i in country
    controls effort[i] every 1 year
    maximises sum(j in country: effort[j]) - effort[i]^2 / 2
    discounts 0 %/year
agreement treaty(depth in [2, 3] = 3)
    between c1, c2
    requires all(i in country: effort[i] >= treaty.depth)
    open to other
)");
  OverlapOptions options;
  options.breach_dates = 1;
  const AgreementView view = treaty.view(options);
  ASSERT_EQ(view.terms.size(), 8u);
  for (const PartyView& party : view.parties) EXPECT_EQ(party.member, party.founding ? 1 : 0);
  for (const TermsView& terms : view.terms) {  // below depth 3 both founders gain: 2 d + 10 - d^2 / 2 > 11.5
    EXPECT_EQ(terms.pass1, 1);
    EXPECT_NEAR(terms.gains[0], 2 * terms.terms[0] - terms.terms[0] * terms.terms[0] / 2 - 1.5, 1e-9);
    EXPECT_EQ(terms.pass12, 0);  // and each would rather break it
  }
  ASSERT_TRUE(view.bargaining.nash.has_value());
  for (const TermsView& terms : view.terms) EXPECT_LE(terms.gains[0], view.terms[*view.bargaining.nash].gains[0]);
}

TEST(Overlap, OthersJoinWhatPaysThem) {
  // Joining costs c3 0.2 and pays it 0.5; it pays c4 less than it costs.
  Treaty treaty(R"(model club
time 0 to 1 year step 1 using euler
set country = { c1, c2, c3, c4 }
set other = { c3, c4 }
constant worth[other]: fraction = { c3: 0.5, c4: 0.1 }
lever effort[i in country]: fraction in [0, 1] = 0
set founder = { c1, c2 }
player i in founder
    controls effort[i] every 1 year
    maximises signed(club) * (if i == c1 then effort[c3] - 0.5 else 1)
    discounts 0 %/year
player j in other
    controls effort[j] every 1 year
    maximises signed(club) * (worth[j] - 0.2) * effort[j]
    discounts 0 %/year
agreement club
    between c1, c2
    requires all(i in country: effort[i] >= 1)
    open to other
)");
  OverlapOptions options;
  options.breach_dates = 1;
  const AgreementView view = treaty.view(options);
  EXPECT_EQ(view.parties[2].member, 1);
  EXPECT_EQ(view.parties[3].member, 0);
  EXPECT_EQ(view.pass1, 1);  // c1 signs because c3 joins
  EXPECT_EQ(view.pass123, view.pass12);
}

}  // namespace
}  // namespace detente
