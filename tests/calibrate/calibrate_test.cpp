// A model beside its past, from text to finding: against posteriors known in closed form, with models that cannot be
// right, and with series that do not fit the run.
#include <gtest/gtest.h>

#include <cmath>
#include <string>

#include "base/render.h"
#include "driver/calibrate.h"
#include "driver/compile.h"
#include "report/calibration.h"

namespace detente {
namespace {

using analysis::calibrate::Coverage;
using analysis::calibrate::Finding;
using analysis::calibrate::Scores;
using analysis::calibrate::View;

const Scores& of(const std::array<Scores, analysis::calibrate::kViews>& views, View view) {
  return views[static_cast<std::size_t>(view)];
}

class Calibrated {
 public:
  explicit Calibrated(std::string text, std::uint64_t futures = 1000, std::uint32_t threads = 1,
                      std::uint32_t width = 0)
      : compiled(driver::compile_text("test.detente", std::move(text), {})) {
    EXPECT_TRUE(compiled.ok()) << base::render(compiled.diagnostics, compiled.sources);
    if (!compiled.ok()) return;
    driver::EnsembleOptions options;
    options.design.futures = futures;
    options.record = exec::Record::EveryStep;
    options.engine.threads = threads;
    options.engine.width = width;
    const auto& calibration = compiled.plan->interface.calibrations[0];
    auto ensemble = driver::Ensemble::make(*compiled.plan, {.arms = {{calibration.scenario}}}, options);
    auto result = driver::calibrate(*ensemble, 0);
    EXPECT_TRUE(result.ok()) << base::render(result.diagnostics, compiled.sources);
    finding = std::move(*result);
  }

  std::string text() const { return report::calibration_text(*compiled.plan, finding, {.points = true}, {}); }
  std::string json() const { return report::json_text(report::json_of(*compiled.plan, finding)); }

  driver::Compiled compiled;
  Finding finding;
};

// y = level is measured five times with noise 0.5; the prior of level is normal(0, 2). Its posterior is normal with
// precision 1/4 + 5/(noise^2 + discrepancy^2); the discrepancy is declared to be 0 here.
std::string gaussian(const std::string& spreads) {
  return R"(model gaussian
time 2000 to 2010 year step 1 using euler
unit volt
parameter level: volt = 0 ~ normal(mean: 0, sd: 2)
    source assumed "a prior"
aux y: volt = level
data series: volt = (2000, 1.2), (2001, 0.7), (2002, 1.6), (2003, 0.9), (2004, 1.1),
                    (2006, 1.4), (2007, 0.6), (2008, 1.0), (2009, 1.3) linear
observed seen: volt = y against series )" +
         spreads + R"(
calibrate past
    fits seen in [2000, 2004]
    scores seen in [2004, 2010] against persistence, trend
)";
}

TEST(Calibrate, WeightsGiveTheKnownPosterior) {
  constexpr std::uint64_t kMany = 40000;
  const Calibrated made(gaussian("noise normal(sd: 0.5) discrepancy normal(sd: 0)"), kMany);
  const double precision = 1 / 4.0 + 5 / 0.25, mean = 5 * 1.1 / 0.25 / precision;
  const Finding& finding = made.finding;
  // The predictive distribution of a new measurement is normal(mean, 1/precision + noise^2).
  const double sd = std::sqrt(1 / precision + 0.25);
  const auto& last = finding.series[0].points.back();
  EXPECT_TRUE(last.scored);
  const auto& weighted = last.forecast[static_cast<std::size_t>(View::Weighted)];
  EXPECT_NEAR(weighted.p50, mean, 0.01);
  EXPECT_NEAR(weighted.p90, mean + 1.2815515655446004 * sd, 0.015);
  // Of the prior: normal(0, 4 + 0.25).
  const auto& drawn = last.forecast[static_cast<std::size_t>(View::Drawn)];
  EXPECT_NEAR(drawn.p10, -1.2815515655446004 * std::sqrt(4.25), 0.03);
  // The share of effective futures: (mean likelihood)^2 / mean squared likelihood, two Gaussian integrals.
  const auto integral = [](double t, double likelihood_precision) {  // of exp(-precision (t - x)^2 / 2) over the prior
    const double v = 4 + 1 / likelihood_precision;
    return std::sqrt(1 / likelihood_precision / v) * std::exp(-0.5 * t * t / v);
  };
  const double share = std::pow(integral(1.1, 20), 2) / integral(1.1, 40);
  EXPECT_NEAR(finding.history.effective / kMany, share, 0.03 * share);
  // A sharper forecast that is right scores better.
  EXPECT_GT(of(finding.series[0].held_out, View::Weighted).log_score,
            of(finding.series[0].held_out, View::Drawn).log_score);
}

TEST(Calibrate, KeepsWhatIsWithinThreeSpreads) {
  const Calibrated made(gaussian("noise normal(sd: 0.3) discrepancy normal(sd: 0.4)"), 20000);
  const Finding& finding = made.finding;
  EXPECT_FALSE(finding.history.forgives_two);
  // Kept: |0.7 - level| <= 1.5 and |1.6 - level| <= 1.5, so level in [0.1, 2.2] under normal(0, 2).
  const auto below = [](double x) { return 0.5 * std::erfc(-x / 2 / std::sqrt(2.0)); };
  const double share = below(2.2) - below(0.1);
  EXPECT_NEAR(static_cast<double>(finding.history.kept) / 20000, share, 4 * std::sqrt(share * (1 - share) / 20000));
  EXPECT_LT(finding.history.kept_share.width(), 0.02);
  ASSERT_EQ(finding.inputs.size(), 1u);
  EXPECT_TRUE(finding.inputs[0].learned());
  EXPECT_GE(finding.inputs[0].kept.p05, 0.1);
  EXPECT_LE(finding.inputs[0].kept.p95, 2.2);
}

TEST(Calibrate, NothingIsFittedAndScored) {
  const Calibrated made(gaussian("noise normal(sd: 0.5)"));
  const auto& series = made.finding.evidence.series[0];
  EXPECT_EQ(series.fits.size(), 5u);  // 2004 belongs to both windows
  EXPECT_EQ(series.scores.size(), 4u);
  EXPECT_EQ(series.known.size(), 5u);
  EXPECT_TRUE(series.discrepancy_assumed);
  EXPECT_EQ(series.discrepancy, 0.5);
  EXPECT_EQ(coverage(of(made.finding.series[0].held_out, View::Drawn)), Coverage::CannotTell);
  EXPECT_NE(made.text().find("4 points cannot tell 80 % coverage from 60 %"), std::string::npos);
}

TEST(Calibrate, SaysThatAWrongModelIsRuledOut) {
  const Calibrated made(R"(model wrong
time 2000 to 2010 year step 1/4 using rk4
parameter growth: 1/year = 0.1 ~ uniform(0.05, 0.15)
    source assumed "a prior"
stock size: fraction = 1 on log scale
    growth growth
data series: fraction = (2000, 1), (2002, 3), (2004, 9), (2006, 27), (2008, 81) linear
observed seen: fraction = size against series on log scale noise normal(sd: 0.1)
calibrate past
    fits seen in [2000, 2004]
    scores seen in [2005, 2010] against trend, persistence
)");
  EXPECT_EQ(made.finding.history.kept, 0);
  EXPECT_EQ(made.finding.series[0].kept_alone, 0);
  EXPECT_GT(made.finding.history.closest, 3);
  EXPECT_TRUE(made.finding.inputs.empty());
  EXPECT_EQ(of(made.finding.held_out, View::Kept).points, 0u);
  const std::string text = made.text();
  EXPECT_NE(text.find("all 1,000 futures are ruled out"), std::string::npos) << text;
  // Three points are too few for a line's spread; persistence loses less badly than the model does.
  EXPECT_EQ(made.finding.series[0].rivals[0].scores.points, 0u);
  EXPECT_LT(skill(of(made.finding.series[0].held_out, View::Drawn), made.finding.series[0].rivals[1].scores), 0);
  EXPECT_NE(text.find("past too short"), std::string::npos);
}

TEST(Calibrate, PointsOutsideTheRunAreCountedAndLeftOut) {
  const Calibrated made(R"(model short
time 2002 to 2006 year step 1 using euler
parameter level: fraction = 1 ~ uniform(0, 2)
    source assumed "a prior"
stock size: fraction = level
    change 0.1 /year
data series: fraction = (2000, 1), (2002.5, 1.1), (2004, 1.3), (2009, 2) linear
observed seen: fraction = size against series noise normal(sd: 0.1)
calibrate past
    fits seen in [1990, 2003]
    scores seen in [2003, 2030]
)");
  const auto& series = made.finding.evidence.series[0];
  EXPECT_EQ(series.outside, 2u);
  EXPECT_EQ(series.fits.size(), 1u);
  EXPECT_EQ(series.scores.size(), 1u);
  EXPECT_NE(made.text().find("not used, outside the run: 2 points"), std::string::npos);
  // Between grid times the model is read along a straight line: level + 0.05 at 2002.5.
  EXPECT_NEAR(made.finding.series[0].points[0].forecast[0].p50, 1.05, 0.1);
}

TEST(Calibrate, FuturesWithoutALogarithmAreRuledOut) {
  const Calibrated made(R"(model dying
time 2000 to 2004 year step 1 using euler
parameter loss: 1/year = 0.1 in [0, 1]
    source assumed "a range"
stock size: fraction = 1
    change -loss
data series: fraction = (2000, 1), (2002, 0.8), (2003, 0.7) linear
observed seen: fraction = size against series on log scale noise normal(sd: 0.2)
calibrate past
    fits seen in [2000, 2002]
    scores seen in [2003, 2004]
)",
                        2000);
  const Finding& finding = made.finding;
  // size(2003) = 1 - 3 loss is above 0 in a third of all futures.
  EXPECT_NEAR(static_cast<double>(finding.without_value) / 2000, 2 / 3.0, 0.04);
  EXPECT_LE(finding.history.kept, finding.futures - finding.without_value);
  EXPECT_TRUE(std::isfinite(of(finding.held_out, View::Drawn).coverage.low));
}

TEST(Calibrate, SameBitsForEveryThreadAndWidth) {
  const std::string text = gaussian("noise normal(sd: 0.5)");
  const std::string expected = Calibrated(text, 5000, 1, 8).json();
  EXPECT_EQ(expected, Calibrated(text, 5000, 2, 8).json());
  EXPECT_EQ(expected, Calibrated(text, 5000, 2, 64).json());
}

// The flagship's submodels run from 2016 without a fault, every series of theirs is compared, and what is fitted is not
// scored.
TEST(Calibrate, TheFlagshipHasAPast) {
  const driver::Compiled compiled = driver::compile("models/us_china_ai/history.detente");
  ASSERT_TRUE(compiled.ok()) << base::render(compiled.diagnostics, compiled.sources);
  const plan::Calibration& past = compiled.plan->interface.calibrations.at(0);
  driver::EnsembleOptions options;
  options.design.futures = 64;
  options.record = exec::Record::EveryStep;
  auto ensemble = driver::Ensemble::make(*compiled.plan, {.arms = {{past.scenario}}}, options);
  ASSERT_TRUE(ensemble.ok());
  const auto result = driver::calibrate(*ensemble, 0);
  ASSERT_TRUE(result.ok());
  EXPECT_EQ(result->faulted, 0);
  EXPECT_EQ(result->without_value, 0);
  ASSERT_EQ(result->series.size(), compiled.plan->interface.observed.size());
  for (std::size_t s = 0; s < result->series.size(); ++s) {
    const auto& series = result->evidence.series[s];
    EXPECT_FALSE(series.scores.empty()) << s;
    for (const auto& point : series.fits) EXPECT_LE(point.time, 2022) << s;
    for (const auto& point : series.scores) EXPECT_GE(point.time, 2022) << s;
    EXPECT_TRUE(std::isfinite(of(result->series[s].held_out, View::Drawn).log_score)) << s;
  }
}

// Measurements made by the model itself, with the prior's own spread: over 40 worlds the band covers what it says.
TEST(Calibrate, CoverageIsRightWhenTheModelIs) {
  int inside = 0, points = 0;
  for (int world = 1; world <= 40; ++world) {
    // A level and five noises from a grid of normal quantiles, walked through by steps that meet every one once.
    const auto normal = [&](int step, int offset) {
      const double u = ((world * step + offset) % 41 + 0.5) / 41;
      double low = -6, high = 6;
      while (high - low > 1e-9) {
        const double middle = (low + high) / 2;
        (0.5 * std::erfc(-middle / std::sqrt(2.0)) < u ? low : high) = middle;
      }
      return low;
    };
    const double level = 2 * normal(7, 3);
    std::string series;
    for (int year = 2000; year < 2005; ++year) {
      series += (series.empty() ? "(" : ", (") + std::to_string(year) + ", " +
                std::to_string(level + 0.5 * normal(3 + 2 * (year - 2000), 11 * (year - 1999))) + ")";
    }
    const Calibrated made(
        "model self\ntime 2000 to 2005 year step 1 using euler\n"
        "parameter level: fraction = 0 ~ normal(mean: 0, sd: 2)\n    source assumed \"a prior\"\n"
        "aux y: fraction = level\ndata series: fraction = " +
            series + " linear\n" +
            "observed seen: fraction = y against series noise normal(sd: 0.5)\n"
            "calibrate past\n    fits seen in [2000, 2002]\n    scores seen in [2003, 2005]\n",
        1000);
    const Scores& scores = of(made.finding.held_out, View::Drawn);
    inside += static_cast<int>(scores.inside);
    points += static_cast<int>(scores.points);
  }
  EXPECT_EQ(points, 80);
  EXPECT_TRUE(stats::proportion_interval(stats::ProportionMethod::ClopperPearson, inside, points, 0.001).contains(0.8))
      << inside;
}

}  // namespace
}  // namespace detente
