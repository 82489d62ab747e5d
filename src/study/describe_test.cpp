#include "study/describe.h"

#include <gtest/gtest.h>

namespace detente::study {
namespace {

TEST(DesignText, NamesWhatMovesTheDraws) {
  sampling::Design design;
  design.futures = 500;
  EXPECT_EQ(design_text(design), "monte_carlo seed=1");
  design.kind = sampling::DesignKind::LatinHypercube;
  design.seed = 18446744073709551615u;
  EXPECT_EQ(design_text(design), "latin_hypercube seed=18446744073709551615 futures=500");
  design.kind = sampling::DesignKind::Sobol;
  design.replicates = 8;
  design.draws_per_world = 4;
  design.crosses_alternatives = true;
  EXPECT_EQ(design_text(design, {"growth = 0.1", "cap = 3"}),
            "sobol seed=18446744073709551615 replicates=8 draws_per_world=4 crossed; growth = 0.1; cap = 3");
}

plan::Plan small_plan() {
  plan::Plan plan;
  plan.interface.model = "race";
  plan.interface.hash = "abc";
  plan.time = {2025, 2035, 0.5, 20, 4, plan::Method::Euler, true};
  plan.interface.metrics.push_back({{{"gap", "gap", {}, {}}, "Gap", "year", 2}, 0, {}});
  plan.monitors.emplace_back().name = "peace";
  plan.signals = {{{{"lead", "lead", {}, {}}, "", "1", 1}, 0, true}, {{{"atom", "atom", {}, {}}, "", "", 1}, 0, false}};
  plan::Scenario shorter;
  shorter.name = "short";
  shorter.has_range = true;
  shorter.start = 2025;
  shorter.end = 2029;
  plan.interface.scenarios.push_back(shorter);
  plan.sites.push_back({"gap", plan::FaultKind::Overflow, {}, ""});
  return plan;
}

TEST(Describe, TakesColumnsArmsAndTimesFromThePlan) {
  sampling::Design design;
  design.futures = 777;
  const store::Header header = describe(small_plan(), design, {{"", plan::kBaseline}, {"short", 0}});
  EXPECT_EQ(header.model, "race");
  EXPECT_EQ(header.model_hash, "abc");
  EXPECT_EQ(header.runs, 777u);
  EXPECT_EQ(header.arms, (std::vector<std::string>{"", "short"}));
  ASSERT_EQ(header.metrics.size(), 1u);
  EXPECT_EQ(header.metrics[0].scale, 2);
  ASSERT_EQ(header.monitors.size(), 1u);
  EXPECT_EQ(header.monitors[0].name.full, "peace");
  ASSERT_EQ(header.signals.size(), 1u);
  EXPECT_EQ(header.signals[0].name.full, "lead");
  EXPECT_EQ(header.times[0], (std::vector<double>{2025, 2027, 2029, 2031, 2033, 2035}));
  EXPECT_EQ(header.times[1], (std::vector<double>{2025, 2027, 2029}));
  EXPECT_EQ(header.fault_sites, (std::vector<std::string>{"gap: overflow"}));
}

TEST(ThisSession, SaysWhoAndWhen) {
  const store::Session session = this_session("detente run race");
  EXPECT_EQ(session.program.rfind("detente ", 0), 0u);
  EXPECT_EQ(session.command, "detente run race");
  EXPECT_EQ(session.started.size(), 20u);
  EXPECT_EQ(session.started.back(), 'Z');
}

}  // namespace
}  // namespace detente::study
