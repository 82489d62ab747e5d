#include "sampling/sobol.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <set>
#include <vector>

namespace detente::sampling {
namespace {

// Reference points come in Gray code order.
double reference_point(std::uint32_t dimension, std::uint32_t index) {
  return SobolDimension(dimension).point(index ^ (index >> 1)) * 0x1p-32;
}

TEST(Sobol, FirstPointsArePublishedOnes) {
  // SciPy 1.17.1: qmc.Sobol(1111, scramble=False, bits=32), which follows Joe and Kuo's program.
  const std::uint32_t dimensions[] = {0, 1, 2, 5, 9};
  const double points[8][5] = {{0, 0, 0, 0, 0},
                               {0.5, 0.5, 0.5, 0.5, 0.5},
                               {0.75, 0.25, 0.25, 0.75, 0.75},
                               {0.25, 0.75, 0.75, 0.25, 0.25},
                               {0.375, 0.375, 0.625, 0.125, 0.625},
                               {0.875, 0.875, 0.125, 0.625, 0.125},
                               {0.625, 0.125, 0.875, 0.875, 0.375},
                               {0.125, 0.625, 0.375, 0.375, 0.875}};
  for (std::uint32_t i = 0; i < 8; ++i) {
    for (int d = 0; d < 5; ++d) EXPECT_EQ(reference_point(dimensions[d], i), points[i][d]);
  }
  const std::uint32_t indices[] = {3, 100, 777, 1023};
  const double middle[] = {0.75, 0.8828125, 0.0830078125, 0.2587890625};
  const double last[] = {0.25, 0.4609375, 0.5849609375, 0.5888671875};
  for (int i = 0; i < 4; ++i) {
    EXPECT_EQ(reference_point(50, indices[i]), middle[i]);
    EXPECT_EQ(reference_point(kSobolDimensions - 1, indices[i]), last[i]);
  }
}

TEST(Sobol, EveryDimensionIsStratifiedBeforeAndAfterScrambling) {
  for (std::uint32_t d = 0; d < kSobolDimensions; ++d) {
    const SobolDimension dimension(d);
    std::vector<bool> plain(256, false), scrambled(256, false);
    for (std::uint32_t i = 512; i < 768; ++i) {  // any aligned block of 256
      plain[dimension.point(i) >> 24] = true;
      scrambled[owen_scramble(dimension.point(i), d) >> 24] = true;
    }
    EXPECT_EQ(std::ranges::count(plain, true), 256) << d;
    EXPECT_EQ(std::ranges::count(scrambled, true), 256) << d;
  }
}

TEST(OwenScramble, KeepsDyadicIntervalsTogetherAndNothingElse) {
  // Two numbers that agree in exactly k leading bits do so after scrambling.
  for (int k = 0; k < 32; ++k) {
    const std::uint32_t x = 0x9E37'79B9u, y = x ^ (0x8000'0000u >> k) ^ (k < 20 ? 0x155u : 0u);
    for (std::uint64_t key = 0; key < 50; ++key) {
      const std::uint32_t difference = owen_scramble(x, key) ^ owen_scramble(y, key);
      EXPECT_EQ(std::countl_zero(difference), k);
    }
  }
}

TEST(OwenScramble, FlipsEachBitHalfOfTheTimeAndIndependently) {
  constexpr int kKeys = 4000;
  int flips[32] = {}, both[31] = {}, split[32] = {};
  for (std::uint64_t key = 0; key < kKeys; ++key) {
    const std::uint32_t flipped = owen_scramble(0x1234'5678u, key) ^ 0x1234'5678u;
    const std::uint32_t sibling = owen_scramble(0x9234'5678u, key) ^ 0x9234'5678u;
    for (int bit = 0; bit < 32; ++bit) {
      flips[bit] += (flipped >> bit) & 1;
      split[bit] += ((flipped ^ sibling) >> bit) & 1;
      if (bit < 31) both[bit] += (flipped >> bit) & (flipped >> (bit + 1)) & 1;
    }
  }
  const double five_sigma = 5 * std::sqrt(kKeys) / 2;
  for (int bit = 0; bit < 32; ++bit) {
    EXPECT_NEAR(flips[bit], kKeys / 2, five_sigma);
    // Under another first bit the lower bits are flipped independently; the first flip is shared.
    EXPECT_NEAR(split[bit], bit == 31 ? 0 : kKeys / 2, five_sigma);
    if (bit < 31) {
      EXPECT_NEAR(both[bit], kKeys / 4, five_sigma);
    }
  }
}

// The product of d functions with mean 1 on [0, 1].
double scrambled_estimate(std::uint32_t points, std::uint64_t key) {
  constexpr std::uint32_t kDimensions = 6;
  std::vector<SobolDimension> dimensions;
  for (std::uint32_t d = 0; d < kDimensions; ++d) dimensions.emplace_back(d);
  double sum = 0;
  for (std::uint32_t i = 0; i < points; ++i) {
    double product = 1;
    for (std::uint32_t d = 0; d < kDimensions; ++d) {
      const double u = scrambled_uniform(dimensions[d].point(i), key * kDimensions + d);
      product *= 1 + 0.5 * (3 * u * u - 1);
    }
    sum += product;
  }
  return sum / points;
}

TEST(Sobol, ScrambledEstimatesAreUnbiasedAndConvergeFasterThanRandom) {
  const auto mean_square_error = [](std::uint32_t points, double& bias) {
    constexpr int kReplicates = 40;
    double sum = 0, squares = 0;
    for (std::uint64_t key = 0; key < kReplicates; ++key) {
      const double error = scrambled_estimate(points, key) - 1;
      sum += error;
      squares += error * error;
    }
    bias = sum / kReplicates / std::sqrt(squares / kReplicates / kReplicates);
    return squares / kReplicates;
  };
  double coarse_bias = 0, fine_bias = 0;
  const double coarse = mean_square_error(64, coarse_bias), fine = mean_square_error(4096, fine_bias);
  EXPECT_LT(std::fabs(coarse_bias), 4);
  EXPECT_LT(std::fabs(fine_bias), 4);
  // Random points would gain a factor 64; smooth functions gain far more.
  EXPECT_GT(coarse / fine, 1000);
}

}  // namespace
}  // namespace detente::sampling
