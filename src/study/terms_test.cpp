#include "study/terms.h"

#include <gtest/gtest.h>

#include "driver/record.h"

namespace detente::study {
namespace {

plan::Interface interface_with_growth() {
  plan::Interface interface;
  plan::Input input;
  input.quantity.name.full = "growth[us]";
  input.has_bounds = true;
  input.low = 0;
  input.high = 1;
  plan::Input rule = input;
  rule.kind = plan::InputKind::LeverRule;
  interface.inputs = {rule, input};
  return interface;
}

store::Header header(std::string design) {
  store::Header result;
  result.design = std::move(design);
  result.runs = 500;
  return result;
}

TEST(Terms, AreWhatDesignTextSays) {
  sampling::Design design;
  design.futures = 500;
  for (const auto kind :
       {sampling::DesignKind::MonteCarlo, sampling::DesignKind::LatinHypercube, sampling::DesignKind::Sobol}) {
    design.kind = kind;
    design.seed = 18446744073709551615u;
    design.replicates = 16;
    design.draws_per_world = 4;
    design.crosses_alternatives = true;
    const auto terms = read_terms(header(driver::design_text(design, {"growth[us] = 0.25", "rule of growth[us] = 0",
                                                                      std::string(driver::kCentralText)})),
                                  interface_with_growth());
    ASSERT_TRUE(terms);
    EXPECT_EQ(terms->design, design);
    ASSERT_EQ(terms->settings.size(), 2u);
    EXPECT_EQ(terms->settings[1].input, 0u);
    EXPECT_EQ(terms->settings[0].input, 1u);
    EXPECT_EQ(terms->settings[0].value, 0.25);
    EXPECT_TRUE(terms->central);
    EXPECT_FALSE(terms->trajectories);
  }
}

TEST(Terms, RefuseWhatNobodyWrites) {
  for (const char* design :
       {"", "guess seed=1", "monte_carlo seed=-1", "monte_carlo seed=1x", "monte_carlo luck=1", "monte_carlo seed=1  x",
        "monte_carlo seed=1; growth[us]", "monte_carlo seed=1; growth[us] = 2", "monte_carlo seed=1; growth[us] = nan",
        "monte_carlo seed=1; nothing = 0.5", "sobol seed=1 replicates=99999999999"}) {
    EXPECT_FALSE(read_terms(header(design), interface_with_growth())) << design;
  }
}

}  // namespace
}  // namespace detente::study
