#include "driver/record.h"

#include <gtest/gtest.h>

namespace detente::driver {
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

}  // namespace
}  // namespace detente::driver
