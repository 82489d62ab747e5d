// What players believe and must keep to, who joins an agreement, and what calibrations use, as the interface holds it.
#include "support.h"

namespace detente {
namespace {

using testing_support::Study;

const std::string kClub = R"(model club
time 2020 to 2030 year step 1/2 using euler
set power = { a, b, c }
parameter rate: 1/year = 0.1 in [0, 1]
stock level[p in power]: fraction = 1
    change rate * (1 - effort[p])
lever effort[p in power]: fraction in [0, 1] = 0
lever join[p in power]: fraction in {0, 1} = 0
player p in power
    controls effort[p], join[p] every 1 year
    subject to effort[p] <= 0.5
    believes rate ~ uniform(0.2, 0.4)
    maximises level[p]
agreement club
    between a, b
    requires all(p in power: effort[p] >= 0.75)
    open to power by join[p]
scenario signed_club
    sign club at 2025
scenario joined extends signed_club
    join[c] = 1
metric last[p in power]: fraction = final(level[p])
data series: fraction = (2020, 1), (2022, 1.3), (2024, 1.4) linear
observed seen_level: fraction = 2 * level[a] against series on log scale noise normal(sd: 0.12)
calibrate past
    under signed_club
    fits seen_level in [2020, 2022]
    scores seen_level in [2022, 2024] against persistence, trend
)";

TEST(Interface, OthersJoinByTheirLever) {
  Study study(kClub);
  const double bound = 1 + 0.1 * 5 + 0.1 * 0.25 * 5;
  EXPECT_NEAR(study.value("last[a]", "signed_club"), bound, 1e-12);
  EXPECT_NEAR(study.value("last[c]", "signed_club"), 2, 1e-12);
  // The lever is 0 before the first step, and c joined long before 2025.
  EXPECT_NEAR(study.value("last[c]", "joined"), bound, 1e-12);
  ASSERT_EQ(study.interface().agreements[0].parties.size(), 3u);
  EXPECT_EQ(study.interface().agreements[0].parties[0].member_input, plan::kNone);
  EXPECT_NE(study.interface().agreements[0].parties[2].member_input, plan::kNone);
}

TEST(Interface, ConstraintsAreMeasured) {
  Study study(kClub);
  const plan::Player& player = study.interface().players[0];
  ASSERT_EQ(player.constraints.size(), 1u);
  const std::string& name = study.interface().metrics[player.constraints[0]].quantity.name.full;
  EXPECT_EQ(study.value(name), 0);
  EXPECT_NEAR(study.value(name, "signed_club"), 5.5, 1e-12);  // 2025 to 2030, both ends counted
}

TEST(Interface, BeliefsObservedSeriesAndCalibrations) {
  Study study(kClub);
  ASSERT_EQ(study.interface().players[1].beliefs.size(), 1u);
  const plan::Belief& belief = study.interface().players[1].beliefs[0];
  EXPECT_EQ(study.interface().inputs[belief.input].quantity.name.full, "rate");
  ASSERT_TRUE(std::holds_alternative<sampling::Distribution>(belief.spec.law));
  EXPECT_NEAR(std::get<sampling::Distribution>(belief.spec.law).mean(), 0.3, 1e-12);

  ASSERT_EQ(study.interface().observed.size(), 1u);
  const plan::Observed& observed = study.interface().observed[0];
  EXPECT_EQ(observed.times, (std::vector<double>{2020, 2022, 2024}));
  EXPECT_EQ(observed.values, (std::vector<double>{1, 1.3, 1.4}));
  EXPECT_TRUE(observed.log_scale);
  EXPECT_EQ(observed.noise_sd, 0.12);

  ASSERT_EQ(study.interface().calibrations.size(), 1u);
  const plan::Calibration& past = study.interface().calibrations[0];
  EXPECT_EQ(past.scenario, 0u);
  ASSERT_EQ(past.fits.size(), 1u);
  EXPECT_EQ(past.fits[0].to, 2022);
  EXPECT_EQ(past.scores[0].from, 2022);
  EXPECT_EQ(past.rivals, (std::vector<std::string>{"persistence", "trend"}));
}

}  // namespace
}  // namespace detente
