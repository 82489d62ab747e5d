// Agreements whose fate is known: the repeated prisoners' dilemma with monitoring, and treaties that others may join.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "analysis/games/verification.h"
#include "treaty.h"

namespace detente {
namespace {

using namespace analysis::games;
using testing_support::Treaty;

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
    ASSERT_TRUE(view.verification.needed.has_value());
    EXPECT_NEAR(1 - 0.95 * std::exp(-*view.verification.needed), needed, 0.025) << delta;
    EXPECT_EQ(view.parties[0].bound.size(), 1u);           // the agreement moves one lever of each
    EXPECT_EQ(view.verification.curve.front().pass12, 0);  // what cannot be detected is not kept
    EXPECT_EQ(view.verification.curve.back().pass12, 1);
    EXPECT_EQ(view.pass1, 1);
  }
}

TEST(Overlap, DetectionThatAPunishmentOfSomeYearsNeeds) {
  // The same dilemma at delta 0.8 without false alarms, breach punished by K years without the deal: kept if 2 <= d 2
  // (delta + .. + delta^K), so a year is never enough, five years need d = 0.372, nine 0.289.
  Treaty treaty(R"(model penalties
time 0 to 150 year step 1 using euler
set side = { a, b }
lever cooperate[s in side]: fraction in [0, 1] = 0
player s in side
    controls cooperate[s] every 1 year
    maximises 1 - cooperate[s] + 4 * sum(r in side where r != s: cooperate[r])
            - cooperate[s] * sum(r in side where r != s: cooperate[r])
    discounts -ln(0.8) / (1 year)
agreement pact(detection: 1/year in [0, 2] = 1, penalty: year in [1, 9] = 5)
    between a, b
    requires cooperate[a] >= 1 and cooperate[b] >= 1
    monitors breach at rate pact.detection, false alarms at rate 0/year
    punishes by suspending for pact.penalty
)");
  OverlapOptions options;
  options.draws = 1;
  options.search_draws = 1;
  options.chance = 4000;
  options.term_points = 1;
  options.breach_dates = 1;
  options.breach_until = 0.01;
  options.curve_points = 9;
  options.lag = "penalty";
  const AgreementView view = treaty.view(options);
  ASSERT_EQ(view.verification.by_lag.size(), 3u);
  EXPECT_FALSE(view.verification.by_lag[0].needed.has_value());
  const double needed[] = {1 / (0.8 + 0.64 + 0.512 + 0.4096 + 0.32768), 1 / (4 * (1 - std::pow(0.8, 9)))};
  for (int k = 0; k < 2; ++k) {
    const DetectionAtLag& at = view.verification.by_lag[static_cast<std::size_t>(k) + 1];
    EXPECT_EQ(at.lag, 5 + 4 * k);
    ASSERT_TRUE(at.needed.has_value());
    EXPECT_NEAR(1 - std::exp(-*at.needed), needed[k], 0.02);
  }
  EXPECT_EQ(view.verification.needed, view.verification.by_lag[1].needed);  // five years is how it stands
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

// Countries alike, c1 founding, everybody else free to join. `efforts` declares what a member and an outsider do when
// there are k members.
std::string treaty_of(int countries, const std::string& efforts, const std::string& payoff) {
  std::string all = "c1";
  for (int i = 2; i <= countries; ++i) all += ", c" + std::to_string(i);
  return "model treaty_of_like_countries\ntime 0 to 1 year step 1 using euler\nset country = { " + all + R"( }
set founder = { c1 }
set other = country - founder
constant n: fraction = )" +
         std::to_string(countries) + R"(
    source assumed "the example"
lever joins[i in country]: fraction in [0, 1] = 0
aux k: fraction = sum(i in country: joins[i])
)" + efforts +
         R"(
aux effort[i in country]: fraction = if joins[i] > 0.5 then member else outsider
aux total: fraction = sum(i in country: effort[i])
player i in country
    controls joins[i] every 1 year
    maximises )" +
         payoff + R"(
    discounts 0 %/year
agreement treaty
    between c1
    requires all(i in country: joins[i] >= 1)
    open to other
)";
}

double largest_difference(const CoalitionView& coalition, double inside, double outside) {
  double most = 0;
  for (std::uint32_t p = 0; p < coalition.payoffs.size(); ++p) {
    const bool is_member = std::find(coalition.members.begin(), coalition.members.end(), p) != coalition.members.end();
    most = std::max(most, std::fabs(coalition.payoffs[p] - (is_member ? inside : outside)));
  }
  return most;
}

TEST(Overlap, CoalitionsOfALinearBenefitAreSmall) {
  // Benefit 1 of each unit of anybody's effort, cost effort^2 / 2: k members do k each, others 1. Stable among twelve:
  // 3, and 2 weakly (a third is indifferent). Payoffs at 3: 13.5 inside, 17.5 outside (Hoel 1992).
  Treaty treaty(treaty_of(12, "aux member: fraction = k\naux outsider: fraction = 1", "total - effort[i]^2 / 2"));
  OverlapOptions options;
  options.breach_dates = 1;
  const AgreementView view = treaty.view(options);
  EXPECT_TRUE(view.all_coalitions);
  ASSERT_EQ(view.coalitions.size(), 2u);
  const CoalitionView& three = view.coalitions[0];
  EXPECT_EQ(three.members.size(), 3u);
  EXPECT_EQ(three.members[0], 0u);  // the founder is in all of them
  EXPECT_EQ(three.alike, 55u);      // two of eleven
  EXPECT_EQ(largest_difference(three, 13.5, 17.5), 0);
  EXPECT_EQ(three.stable, 1);
  EXPECT_EQ(three.potential, 1);  // 3 * 13.5 against 13.5 for each of two who may leave and 11.5 without a treaty
  EXPECT_EQ(view.coalitions[1].members.size(), 2u);
  EXPECT_EQ(view.coalitions[1].alike, 11u);
  double members = 0;
  for (const PartyView& party : view.parties) members += party.member;
  EXPECT_EQ(members, 3);  // the largest stable one is judged
  ASSERT_TRUE(view.stability.has_value());
  EXPECT_EQ(view.stability->internal, 1);
  EXPECT_EQ(view.stability->external, 1);
  EXPECT_EQ(view.stability->potential, 1);
}

TEST(Overlap, BarrettsTreatyHasFourMembers) {
  // Barrett (1994): ten countries, benefit (100 Q - Q^2 / 2) / 10, cost 0.25 q^2 / 2; members move first.
  Treaty treaty(treaty_of(10, R"(aux held_back: fraction = (n - k) / (0.25 * n + n - k)
aux strength: fraction = k^2 * (1 - held_back)^2 / (0.25 * n)
aux of_members: fraction = 100 * strength / (1 + strength)
aux member: fraction = of_members / max(1, k)
aux outsider: fraction = held_back * (100 - of_members) / max(1, n - k))",
                          "(100 * total - total^2 / 2) / n - 0.25 * effort[i]^2 / 2"));
  OverlapOptions options;
  options.breach_dates = 1;
  const AgreementView view = treaty.view(options);
  ASSERT_EQ(view.coalitions.size(), 1u);
  EXPECT_EQ(view.coalitions[0].members.size(), 4u);
  EXPECT_EQ(view.coalitions[0].alike, 84u);  // three of nine
  EXPECT_LT(largest_difference(view.coalitions[0], 472.1604, 474.9133), 5e-5);
  EXPECT_NEAR(view.terms[0].gains[0], 472.1604 - 472, 5e-5);
}

TEST(Overlap, AWalkFindsWhoJoinsWhereCoalitionsAreTooMany) {
  // Fifteen countries: 2^14 coalitions are looked at one at a time only. The walk ends at the same three.
  Treaty treaty(treaty_of(15, "aux member: fraction = k\naux outsider: fraction = 1", "total - effort[i]^2 / 2"));
  OverlapOptions options;
  options.breach_dates = 1;
  const AgreementView view = treaty.view(options);
  EXPECT_FALSE(view.all_coalitions);
  EXPECT_TRUE(view.coalitions.empty());
  double members = 0;
  for (const PartyView& party : view.parties) members += party.member;
  EXPECT_EQ(members, 3);
  EXPECT_EQ(view.stability->internal, 1);
  EXPECT_EQ(view.stability->external, 1);
}

TEST(Overlap, TransfersHoldACoalitionThatWouldFallApart) {
  // Being in is worth between -1 and 2 to c2, 0.5 on average, so it joins; its being in is worth 0.4 to c1. It would
  // leave where it loses, in a third of futures, and could be paid to stay where it loses less than 0.4.
  Treaty treaty(R"(model club
time 0 to 1 year step 1 using euler
set country = { c1, c2 }
set founder = { c1 }
set other = country - founder
parameter worth: fraction = 0.5 ~ uniform(-1, 2)
    source assumed "an example"
lever joins[i in country]: fraction in [0, 1] = 0
player i in country
    controls joins[i] every 1 year
    maximises joins[c2] * (if i == c1 then 0.4 else worth)
    discounts 0 %/year
agreement club
    between c1
    requires all(i in country: joins[i] >= 1)
    open to other
)");
  OverlapOptions options;
  options.draws = 4000;
  options.breach_dates = 1;
  const AgreementView view = treaty.view(options);
  EXPECT_EQ(view.pass1, 1);
  ASSERT_TRUE(view.stability.has_value());
  EXPECT_NEAR(view.stability->internal, 2.0 / 3, 0.03);
  EXPECT_EQ(view.stability->external, 1);
  EXPECT_NEAR(view.stability->potential, 0.8, 0.03);
  ASSERT_EQ(view.coalitions.size(), 1u);
  EXPECT_EQ(view.coalitions[0].members.size(), 2u);
}

TEST(Overlap, PaymentsAmongTheFoundingParties) {
  // The deal gives a 1, takes from b what is drawn between 0 and 2, gives c 0.5: b always refuses, and is won by
  // payments where it loses less than 1.5, in three of four futures; there it loses 0.75 in the middle.
  Treaty treaty(R"(model payments
time 0 to 1 year step 1 using euler
set side = { a, b, c }
parameter loss: fraction = 0.5 ~ uniform(0, 2)
    source assumed "an example"
lever give[s in side]: fraction in [0, 1] = 0
player s in side
    controls give[s] every 1 year
    maximises signed(gift) * (if s == a then 1 else if s == b then -loss else 0.5)
    discounts 0 %/year
agreement gift
    between a, b, c
)");
  OverlapOptions options;
  options.draws = 4000;
  options.breach_dates = 1;
  const AgreementView view = treaty.view(options);
  EXPECT_EQ(view.pass1, 0);
  EXPECT_EQ(view.transfers.wanted, 1);
  EXPECT_NEAR(view.transfers.possible, 0.75, 0.03);
  EXPECT_NEAR(view.transfers.total, 0.75, 0.04);
  EXPECT_EQ(view.transfers.pass1, view.transfers.possible);
  EXPECT_FALSE(view.stability.has_value());  // nobody may join
}

// Whoever breaks the deal finishes in the second year and gains 3 unless it is found out in the first one; then it
// loses the 5 that the deal is worth.
std::string project(const std::string& standing) {
  return R"(model project
time 0 to 2 year step 1 using euler
set side = { a, b }
lever idle[s in side]: fraction in [0, 1] = 0
player s in side
    controls idle[s] every 1 year
    maximises step(1, 1) * (5 * signed(pact) + 3 * breaching(pact, s))
    discounts 0 %/year
agreement pact(detection: 1/year in [0, 4] = )" +
         standing + R"()
    between a, b
    monitors breach at rate pact.detection, false alarms at rate 0/year
    punishes by ending
)";
}

TEST(Overlap, WhatDetersAProject) {
  // q = 3 / (3 + 5) = 0.375; a rate r finds out with probability 1 - exp(-r) within the year.
  EXPECT_EQ(deterring_chance(3, 5), 0.375);
  EXPECT_EQ(deterring_chance(0, 5), 0);
  EXPECT_EQ(deterring_chance(3, 0), 1);
  for (const auto& [rate, deterred] : {std::pair{"0.4", 0.0}, std::pair{"0.6", 1.0}}) {  // 0.33 and 0.45
    Treaty treaty(project(rate));
    OverlapOptions options;
    options.draws = 1;
    options.search_draws = 1;
    options.chance = 4000;
    options.breach_dates = 1;
    options.breach_until = 0.01;
    options.curve_points = 9;
    const AgreementView view = treaty.view(options);
    for (const PartyView& party : view.parties) {
      ASSERT_TRUE(party.deterrence.has_value());
      EXPECT_EQ(party.deterrence->needed, 0.375);
      EXPECT_EQ(party.deterrence->needed_low, 0.375);
      EXPECT_EQ(party.deterrence->needed_high, 0.375);
      EXPECT_NEAR(party.deterrence->standing, 1 - std::exp(-std::stod(rate)), 0.025);
      EXPECT_EQ(party.deterrence->deterred, deterred);
    }
    ASSERT_TRUE(view.verification.needed.has_value());  // the same in the detection's own unit
    EXPECT_NEAR(1 - std::exp(-*view.verification.needed), 0.375, 0.025);
  }
}

TEST(Overlap, ScenariosMeetTheSameFutures) {
  // What the deal pays hangs on `worth` alone. Fixing `mood` changes nothing, in no future; lowering `cost` by 0.25 of
  // the range of `worth` lets a quarter more futures in, and none out.
  const std::string text = R"(model arms
time 0 to 1 year step 1 using euler
set side = { a, b }
parameter mood: fraction = 0.5 ~ uniform(0, 1)
    source assumed "an example"
parameter worth: fraction = 0.5 ~ uniform(0, 1)
    source assumed "an example"
parameter cost: fraction = 0.5 in [0, 1]
    source assumed "an example"
lever give[s in side]: fraction in [0, 1] = 0
player s in side
    controls give[s] every 1 year
    maximises mood + signed(gift) * (worth - cost)
    discounts 0 %/year
agreement gift
    between a, b
scenario dear
    cost = 0.5
scenario quiet extends dear
    mood = 0.9
scenario cheap
    cost = 0.25
group hazard_weight = mood
)";
  OverlapOptions options;
  options.draws = 1000;
  options.breach_dates = 1;
  const AgreementView dear = Treaty(text, 0).view(options), quiet = Treaty(text, 1).view(options),
                      cheap = Treaty(text, 2).view(options);
  EXPECT_NEAR(dear.pass1, 0.5, 0.05);
  for (const Shift& shift : shifts(dear, quiet)) {
    EXPECT_EQ(shift.mean, 0);
    EXPECT_EQ(shift.interval.width(), 0);
  }
  const auto lower = shifts(dear, cheap);
  EXPECT_NEAR(lower[0].mean, 0.25, 0.04);
  EXPECT_TRUE(lower[0].interval.contains(0.25));
  for (std::uint32_t f = 0; f < 1000; ++f) EXPECT_GE(cheap.signed_in[f], dear.signed_in[f]);
  ASSERT_FALSE(dear.by.empty());  // the group of the weight of hazard is shown though it does not matter
  EXPECT_EQ(Treaty(text).oracle->interface().inputs[dear.by[0].input].quantity.name.full, "mood");
}

TEST(Overlap, SharesByTheChoiceOfAnAlternative) {
  Treaty treaty(R"(model choices
time 0 to 1 year step 1 using euler
set side = { a, b }
alternative mood = { gloomy 20 %, calm 30 %, bright 50 % }
lever give[s in side]: fraction in [0, 1] = 0
player s in side
    controls give[s] every 1 year
    maximises signed(gift) * match mood { gloomy: -1, calm: 0, bright: 1 }
    discounts 0 %/year
agreement gift
    between a, b
)");
  OverlapOptions options;
  options.draws = 400;
  options.breach_dates = 1;
  const AgreementView view = treaty.view(options);
  EXPECT_NEAR(view.pass1, 0.5, 0.08);
  ASSERT_EQ(view.by.size(), 1u);
  ASSERT_EQ(view.by[0].bins.size(), 3u);  // not five of equally many futures
  EXPECT_EQ(view.by[0].bins[0].pass1, 0);
  EXPECT_EQ(view.by[0].bins[1].pass1, 0);
  EXPECT_EQ(view.by[0].bins[2].pass1, 1);
  EXPECT_EQ(view.by[0].bins[2].at, 2);
}

TEST(Overlap, WhatTheAgreementAllowsIsNoGainOfBreakingIt) {
  // Effort pays by itself up to 0.8, and nobody makes any where it stands; the deal asks for 0.2, and cheating on it
  // costs 0.1 more than it saves. A party in breach does its best at 0.8: but so it could within the deal.
  Treaty treaty(R"(model effort_pays
time 0 to 1 year step 1 using euler
set side = { a, b }
lever effort[s in side]: fraction in [0, 1] = 0
player s in side
    controls effort[s] every 1 year
    maximises effort[s] * (1.6 - effort[s]) + signed(deal) * 0.2 - 0.1 * breaching(deal, s)
    discounts 0 %/year
agreement deal
    between a, b
    requires all(s in side: effort[s] >= 0.2)
)");
  OverlapOptions options;
  options.breach_dates = 1;
  const AgreementView view = treaty.view(options);
  EXPECT_EQ(view.pass12, 1);
  EXPECT_NEAR(view.parties[0].best_breach, -0.1, 1e-9);
}

}  // namespace
}  // namespace detente
