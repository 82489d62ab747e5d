// A model's text to a study file, stopped and gone on with: the whole way.
#include <gtest/gtest.h>

#include "analysis/claims/needs.h"
#include "driver/compile.h"
#include "store/small_study_test.h"
#include "study/describe.h"
#include "study/run.h"

namespace detente::study {
namespace {

constexpr const char* kText = R"(model growth "Growth at an uncertain rate"
time 2025 to 2035 year step 1
unit USD
parameter rate: 1/year ~ uniform(0.01, 0.05)
    source assumed "a test"
stock output: USD = 100 USD
    inflow growth
flow growth: USD/year = rate * output
metric final: USD = output at 2035
scenario slow
    rate = 0.005
)";

struct Case {
  explicit Case(uint64_t futures) : compiled(driver::compile_text("growth", kText, {.save = {"output"}})) {
    std::string said;
    for (const base::Diagnostic* diagnostic : compiled.diagnostics.sorted()) said += diagnostic->message + "; ";
    EXPECT_TRUE(compiled.ok()) << said;
    if (!compiled.ok()) return;
    driver::EnsembleOptions options;
    options.design.futures = futures;
    options.record = exec::Record::Saved;
    options.engine.threads = 2;
    analysis::claims::Needs needs = analysis::claims::needs(compiled.plan->interface);
    for (uint32_t i = 0; i < compiled.plan->interface.scenarios.size(); ++i) needs.arms.push_back({i, plan::kNone});
    auto made = driver::Ensemble::make(*compiled.plan, needs, options);
    EXPECT_TRUE(made.ok());
    ensemble = std::move(made.value);
  }

  base::Result<store::StudyFile> open(const std::string& path) const {
    return store::StudyFile::resume(path, describe(*ensemble), kText, this_session("detente run growth"));
  }

  driver::Compiled compiled;
  std::optional<driver::Ensemble> ensemble;
};

TEST(Study, DescribesWhatTheEnsembleRuns) {
  const Case growth(100);
  ASSERT_TRUE(growth.ensemble);
  const store::Header header = describe(*growth.ensemble);
  EXPECT_EQ(header.model, "growth");
  EXPECT_EQ(header.design, "monte_carlo seed=1");
  EXPECT_EQ(header.arms, (std::vector<std::string>{"", "slow"}));
  ASSERT_EQ(header.metrics.size(), 1u);
  EXPECT_EQ(header.metrics[0].name.full, "final");
  EXPECT_EQ(header.metrics[0].unit, "USD");
  ASSERT_EQ(header.signals.size(), 1u);
  EXPECT_EQ(header.times[0].size(), 11u);
  EXPECT_EQ(header.times[0].back(), 2035);
}

TEST(Study, IsTheSameInOneSittingAndInThree) {
  const store::TemporaryFolder folder;
  std::string at_once;
  {
    Case growth(3 * 4096 + 10);
    ASSERT_TRUE(growth.ensemble);
    auto file = growth.open(folder / "once");
    ASSERT_TRUE(file.ok());
    ASSERT_EQ(*run(*file, *growth.ensemble), Outcome::Complete);
    at_once = *file->digest();
    EXPECT_TRUE(file->has_traces({0, 0}));
    EXPECT_FALSE(file->has_traces({0, 1}));
    const auto slow = file->column(1, results::ColumnKind::Metric, 0);
    ASSERT_EQ(slow->size(), 3 * 4096 + 10u);
    double expected = 100;  // [USD], at the scenario's 0.5 % a year
    for (int year = 0; year < 10; ++year) expected += 0.005 * expected;
    EXPECT_NEAR((*slow)[7], expected, 1e-9);
  }
  {
    Case growth(4096 + 5);
    auto file = growth.open(folder / "thrice");
    ASSERT_EQ(*run(*file, *growth.ensemble), Outcome::Complete);
  }
  for (int sitting = 0; sitting < 2; ++sitting) {
    Case growth(3 * 4096 + 10);
    auto file = growth.open(folder / "thrice");
    ASSERT_TRUE(file.ok());
    std::atomic<bool> stop = false;
    RunOptions options;
    options.stop = &stop;
    options.on_progress = [&](const Progress&) { stop = sitting == 0; };
    ASSERT_EQ(*run(*file, *growth.ensemble, options), sitting == 0 ? Outcome::Stopped : Outcome::Complete);
    if (sitting == 1) {
      EXPECT_EQ(*file->digest(), at_once);
    }
  }
}

TEST(Study, SettingsArePartOfIt) {
  const store::TemporaryFolder folder;
  Case growth(10);
  ASSERT_TRUE(growth.ensemble);
  driver::EnsembleOptions options = growth.ensemble->options();
  options.settings.push_back({.input = 0, .value = 0.02});
  auto set = driver::Ensemble::make(*growth.compiled.plan, growth.ensemble->needs(), options);
  ASSERT_TRUE(set.ok());
  EXPECT_NE(describe(*set).design, describe(*growth.ensemble).design);
  EXPECT_NE(describe(*set).design.find(" = 0.02"), std::string::npos);
}

}  // namespace
}  // namespace detente::study
