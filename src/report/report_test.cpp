// What the tables and the JSON say of results made by hand.
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "report/comparison.h"
#include "report/json.h"
#include "report/run_text.h"
#include "report/scoreboard.h"

namespace detente::report {
namespace {

using analysis::claims::Finding;
using analysis::claims::Verdict;

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr double kInfinity = std::numeric_limits<double>::infinity();

plan::Quantity quantity(std::string name, std::string unit, double scale) {
  return {{name, name, {}, {}}, "", std::move(unit), scale};
}

// Two metrics, the second one a counter to be told of; one place that can fault.
plan::Plan small_plan() {
  plan::Plan plan;
  plan.interface.model = "small";
  plan.time = {2026, 2030, 0.5, 8, 4, plan::Method::Rk4, true};
  plan.interface.metrics.push_back({quantity("cost", "MUSD", 1e6), 0, {}, ""});
  plan.interface.metrics.push_back({quantity("W0802 table", "fraction", 1), 1, {"small.detente", 3, 5}, "W0802"});
  plan.interface.metrics[1].quantity.title = "times `table` was asked beyond its points";
  plan.sites.push_back({"cost", plan::FaultKind::DivisionByZero, {"small.detente", 7, 9}, "safe_div helps"});
  plan.signals.push_back({quantity("hidden", "", 1), 0, false});
  plan.signals.push_back({quantity("path", "MUSD", 1e6), 0, true});
  return plan;
}

results::Chunk small_chunk() {
  results::Chunk chunk;
  chunk.first_run = 0;
  chunk.runs = 4;
  chunk.metrics = {1e6, 2e6, kNaN, 3e6, 0, 5, kNaN, 0};
  chunk.faults = {{}, {}, {0, 3}, {}};
  chunk.points = 2;
  chunk.traces = {1e6, 1e6, 1e6, 1e6, 1e6, 3e6, kNaN, 5e6};
  return chunk;
}

TEST(Report, MetricsAreInTheirUnitsAndFaultsCounted) {
  const plan::Plan plan = small_plan();
  MetricColumns columns(plan);
  FaultCount faults(plan);
  columns.add(small_chunk());
  faults.add(small_chunk());
  EXPECT_EQ(metrics_text(plan, columns.summaries(), {}, {}),
            "metric  mean  p05  p50  p95  unit\n"
            "cost       2  1.1    2  2.9  MUSD\n");
  EXPECT_EQ(warnings_text(plan, columns, {}),
            "warning W0802: times `table` was asked beyond its points: in 33.3 % of runs (small.detente:3:5)\n");
  EXPECT_EQ(faults_text(plan, plan.time, faults.summary(), 4, {}),
            "faults: 1 of 4 runs (25 %)\n"
            "  cost: division by zero (small.detente:7:9), 1 run, first in run 2 at step 3 (time 2027.5)\n"
            "    help: safe_div helps\n");
  const Json json = json_of(plan, columns.summaries());
  EXPECT_EQ(json["cost"]["mean"], 2.0);
  EXPECT_EQ(json["cost"]["count"], 3);
  EXPECT_EQ(json["W0802 table"]["warning"], "W0802");
  EXPECT_FALSE(json["cost"].contains("warning"));
  const Json causes = json_of(plan, plan.time, faults.summary());
  EXPECT_EQ(causes["count"], 1);
  EXPECT_EQ(causes["causes"][0]["first_time"], 2027.5);
}

TEST(Report, FaultsOfLaterChunksKeepTheFirstRun) {
  const plan::Plan plan = small_plan();
  FaultCount faults(plan);
  faults.add(small_chunk());
  results::Chunk later = small_chunk();
  later.first_run = 4096;
  faults.add(later);
  EXPECT_EQ(faults.summary().runs, 2u);
  EXPECT_EQ(faults.summary().causes[0].first_run, 2u);
}

TEST(Report, BandsHoldSavedSignalsOnly) {
  const plan::Plan plan = small_plan();
  const Bands found = bands(plan, plan.time, small_chunk());
  EXPECT_EQ(found.times, (std::vector<double>{2026, 2028}));
  ASSERT_EQ(found.signals.size(), 1u);
  EXPECT_EQ(bands_text(found, {}),
            "path [MUSD]\n"
            "time  mean  p05  p50  p95\n"
            "2026     1    1    1    1\n"
            "2028     3  1.2    3  4.8\n");
  EXPECT_EQ(json_of(found)["path"]["mean"], Json({1.0, 3.0}));
}

TEST(Report, ArmsAreComparedFutureByFuture) {
  sampling::Design design;
  const std::vector<double> base = {1e6, 2e6, 3e6, kNaN, 5e6}, arm = {2e6, 2e6, 2e6, 4e6, 8e6};
  const Difference d = difference(base, arm, quantity("cost", "MUSD", 1e6), design, 1);
  EXPECT_EQ(d.excluded, 1u);
  EXPECT_EQ(d.summary.count, 4u);
  EXPECT_DOUBLE_EQ(d.summary.mean, 0.75);
  EXPECT_DOUBLE_EQ(d.base_mean, 2.75);
  EXPECT_DOUBLE_EQ(d.rises, 0.5);
  EXPECT_DOUBLE_EQ(d.falls, 0.25);
  // Student's t with 3 degrees of freedom: 3.1824 sd / 2 on either side.
  EXPECT_NEAR(d.interval.high - 0.75, 3.182446 * d.summary.sd / 2, 1e-5);
  EXPECT_NEAR(0.75 - d.interval.low, 3.182446 * d.summary.sd / 2, 1e-5);
}

TEST(Report, FuturesThatShareADrawCountOnceInTheInterval) {
  sampling::Design design;
  const std::vector<double> base(6, 0.0), arm = {1, 1, 1, 3, 3, 3};
  const Difference d = difference(base, arm, quantity("x", "", 1), design, 3);
  EXPECT_NEAR(d.interval.high, 2 + 12.7062 * 1, 1e-3);  // two groups, sd sqrt(2)
}

TEST(Report, OneScrambleHasNoInterval) {
  sampling::Design design;
  design.kind = sampling::DesignKind::Sobol;
  const std::vector<double> base(4, 0.0), arm = {1, 2, 3, 4};
  EXPECT_EQ(difference(base, arm, quantity("x", "", 1), design, 1).interval.high, kInfinity);
  design.replicates = 2;
  EXPECT_NEAR(difference(base, arm, quantity("x", "", 1), design, 1).interval.high, 2.5 + 12.7062 * 0.5, 1e-3);
}

struct Board {
  plan::Interface interface;
  std::vector<Finding> findings;

  Finding& add(std::string name, Verdict verdict) {
    plan::Claim claim;
    claim.name = std::move(name);
    claim.threshold = 0.5;
    interface.claims.push_back(claim);
    Finding finding;
    finding.claim = static_cast<uint32_t>(findings.size());
    finding.verdict = finding.corrected = verdict;
    finding.tally = {80, 20, 0};
    finding.estimate = 0.8;
    finding.interval = {0.7, 0.88, stats::IntervalKind::Sequence};
    finding.margin = 0.3;
    findings.push_back(finding);
    return findings.back();
  }
};

TEST(Scoreboard, CountsWhatIsEvidence) {
  Board board;
  board.add("a", Verdict::Supported);
  board.add("b", Verdict::Refuted);
  board.add("c", Verdict::NoEvidence);
  board.add("d", Verdict::NotSolved);
  board.add("e", Verdict::Supported);
  board.interface.claims[4].by_construction = true;
  const Score found = score(board.interface, board.findings);
  EXPECT_EQ(found.supported, 1u);
  EXPECT_EQ(found.tested(), 3u);
  EXPECT_EQ(score_line(found),
            "1 supported, 1 refuted, 0 unresolved, 1 without evidence, 1 not solved (1 by construction, not counted)");
}

TEST(Scoreboard, SaysEverythingNeededToWeighAVerdict) {
  Board board;
  Finding& finding = board.add("helps", Verdict::Supported);
  board.interface.claims[0].title = "It helps";
  board.interface.claims[0].robustness_scale = 1e6;
  board.interface.claims[0].robustness_unit = "MUSD";
  finding.corrected = Verdict::Unresolved;
  finding.tested_together = 3;
  finding.conditional = true;
  finding.condition = 0.5;
  finding.condition_interval = {0.4, 0.6};
  finding.set_aside = 100;
  finding.tally.open = 2;
  finding.faulted = finding.undecided = 1;
  finding.robustness = {-1e6, 2e6, 5e6, 100};
  finding.note = "a note";
  EXPECT_EQ(
      scoreboard_text(board.interface, board.findings, {}),
      "verdict    claim  expected                 estimate  95 % interval  kind        n  margin  robustness\n"
      "supported  helps  share of futures >= 0.5       0.8  [0.7, 0.88]    sequence  102    +0.3  2 [-1, 5] MUSD\n"
      "    It helps\n"
      "    unresolved when the error is shared among the 3 claims tested together\n"
      "    the condition held in 0.5 [0.4, 0.6] of futures; 100 were set aside\n"
      "    1 faulted, 1 undecided: a failure at the interval's lower end, a success at its upper\n"
      "    a note\n"
      "\n"
      "claims: 1 supported, 0 refuted, 0 unresolved\n");
}

TEST(Scoreboard, WhatIsNotSolvedShowsNoNumbers) {
  Board board;
  Finding& finding = board.add("stable", Verdict::NotSolved);
  board.interface.claims[0].expectation = plan::Expectation::Mean;
  board.interface.claims[0].subject = "overlap(hotline)";
  board.interface.claims[0].threshold = 0.5;
  finding.note = "nobody looked for overlap(hotline)";
  EXPECT_EQ(scoreboard_text(board.interface, board.findings, {}),
            "verdict     claim   expected\n"
            "not solved  stable  overlap(hotline) >= 0.5\n"
            "    nobody looked for overlap(hotline)\n"
            "\n"
            "claims: 0 supported, 0 refuted, 0 unresolved, 1 not solved\n");
  EXPECT_TRUE(json_of(board.interface, board.findings)[0]["low"].is_null());
}

TEST(Json, NumbersThatAreNotFiniteAreNullAndBadTextIsRepaired) {
  Summary nothing;
  nothing.mean = kNaN;
  nothing.p95 = kInfinity;
  const std::string text = json_text(json_of(nothing, quantity("x\xff", "y\xff", 1)));
  EXPECT_NE(text.find("\"mean\": null"), std::string::npos);
  EXPECT_NE(text.find("\"p95\": null"), std::string::npos);
  EXPECT_NE(text.find("\"unit\": \"y\xEF\xBF\xBD\""), std::string::npos);
}

}  // namespace
}  // namespace detente::report
