#include "analysis/calibrate/narrowing.h"

#include <gtest/gtest.h>

namespace detente::analysis::calibrate {
namespace {

TEST(Narrowing, SeesTheHalfThatIsKept) {
  std::vector<double> values;
  std::vector<bool> kept;
  for (int i = 0; i < 1000; ++i) {
    values.push_back(i / 1000.0);
    kept.push_back(i < 500);
  }
  const Narrowing found = narrow(values, kept, 10, 0);
  EXPECT_NEAR(found.width, 0.5, 0.01);
  EXPECT_NEAR(found.moved, 0.5, 0.01);
  EXPECT_NEAR(found.median_rank, 0.25, 0.01);
  EXPECT_NEAR(found.kept.p95, 0.475, 0.002);
  EXPECT_TRUE(found.learned());
}

// Which futures are kept has nothing to do with the values: among ten inputs none is learned in 95 % of cases.
TEST(Narrowing, ChanceTeachesNothing) {
  int learned = 0;
  constexpr int kCases = 100, kInputs = 10, kFutures = 500;
  std::uint64_t state = 1;
  const auto next = [&] {  // SplitMix64
    std::uint64_t z = state += 0x9E3779B97F4A7C15u;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return static_cast<double>((z ^ (z >> 31)) >> 11) * 0x1p-53;
  };
  for (int trial = 0; trial < kCases; ++trial) {
    std::vector<bool> kept;
    for (int i = 0; i < kFutures; ++i) kept.push_back(next() < 0.2);
    bool any = false;
    for (int input = 0; input < kInputs; ++input) {
      std::vector<double> values;
      for (int i = 0; i < kFutures; ++i) values.push_back(next());
      any = any || narrow(values, kept, kInputs, 0).learned();
    }
    learned += any;
  }
  EXPECT_LE(learned, 12);  // 5 expected at most; more than 12 of 100 has probability 0.0015
}

TEST(Narrowing, CountsChoices) {
  const std::vector<double> values = {0, 1, 2, 0, 1, 2};
  const Narrowing found = narrow(values, {true, false, false, true, true, false}, 1, 3);
  EXPECT_NEAR(found.drawn_shares[2], 1.0 / 3, 1e-12);
  EXPECT_NEAR(found.kept_shares[0], 2.0 / 3, 1e-12);
  EXPECT_EQ(found.kept_shares[2], 0);
}

}  // namespace
}  // namespace detente::analysis::calibrate
