// Strategic quantities of single futures, on a contest for a prize whose best replies are known: against y, spend
// sqrt(prize y) - y.
#include <gtest/gtest.h>

#include <cmath>

#include "analysis/games/columns.h"
#include "base/render.h"
#include "support.h"

namespace detente {
namespace {

using namespace analysis::games;

constexpr const char* kContest = R"(model contest
time 0 to 10 year step 1 using euler
set side = { a, b }
parameter prize: fraction = 4 ~ uniform(2, 8)
lever spent[s in side]: fraction in [0, 4] = 1
player s in side
    controls spent[s] every 1 year
    maximises prize * spent[s] / max(1e-9, sum(r in side: spent[r])) - spent[s]
policy meek for s in side
    spent[s] = 0.25
scenario provoked
    spent[b] = 0.2
metric total: fraction = final(sum(s in side: spent[s]))
claim answers
    expect best reply(spent[a], spent[b]) > 0
claim disarms
    expect deviation gain(a, meek) > 0
)";

class Contest : public testing_support::Study {
 public:
  Contest() : Study(kContest) {}

  std::vector<double> column(std::uint32_t strategic, std::string_view arm, const Sample& sample) {
    auto found = strategic_column(oracle(arm), interface().strategic[strategic], sample, {});
    EXPECT_TRUE(found.ok()) << base::render(found.diagnostics, compiled.sources);
    return std::move(*found);
  }

  Oracle& oracle(std::string_view arm) {
    OracleOptions options;
    options.scenario = scenario(arm);
    options.players = {0, 1};
    options.engine.threads = 1;
    oracle_.emplace(std::move(*Oracle::make(driver::payoff_plan(compiled), options)));
    return *oracle_;
  }

 private:
  std::optional<Oracle> oracle_;
};

TEST(StrategicColumns, BestRepliesMoveAsInTheClosedForm) {
  Contest contest;
  for (const auto& [arm, from] : {std::pair("", 1.0), std::pair("provoked", 0.2)}) {
    const Sample sample = contest.oracle(arm).draw(7, 40);
    const std::vector<double> moved = contest.column(0, arm, sample);
    const std::vector<double>& prizes = sample.values[0];
    const auto reply = [](double prize, double y) { return std::sqrt(prize * y) - y; };
    for (std::size_t f = 0; f < prizes.size(); ++f) {
      const double expected = (reply(prizes[f], from + 0.8) - reply(prizes[f], from)) / 4;
      EXPECT_NEAR(moved[f], expected, 0.02) << arm << " prize " << prizes[f];
    }
  }
}

TEST(StrategicColumns, AGainIsThePayoffOfThePolicyLessThatOfStandingStill) {
  Contest contest;
  const Sample sample = contest.oracle("").draw(7, 40);
  const std::vector<double> gains = contest.column(1, "", sample);
  for (std::size_t f = 0; f < gains.size(); ++f) {
    const double prize = sample.values[0][f];
    EXPECT_NEAR(gains[f], 10 * (prize * 0.2 - 0.25 - (prize / 2 - 1)), 1e-9);
  }
}

TEST(StrategicColumns, ClaimsCarryWhatIsAskedFor) {
  Contest contest;
  ASSERT_EQ(contest.interface().strategic.size(), 2u);
  EXPECT_EQ(contest.interface().strategic[0].text, "best reply(spent[a], spent[b])");
  EXPECT_EQ(contest.interface().strategic[1].text, "deviation gain(a, meek)");
  EXPECT_EQ(contest.interface().claims[0].expectation, plan::Expectation::Mean);
}

}  // namespace
}  // namespace detente
