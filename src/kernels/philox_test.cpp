#include "kernels/philox.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <set>

namespace detente::kernels {
namespace {

// The vectors published with the authors' reference implementation, Random123.
TEST(Philox, AgreesWithThePublishedVectors) {
  struct Known {
    uint64_t key, run;
    uint32_t step, index;
    uint32_t word[4];
  };
  const Known known[] = {
      {0, 0, 0, 0, {0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}},
      {~0ull, ~0ull, ~0u, ~0u, {0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}},
      {0x299f31d0a4093822,
       0x85a308d3243f6a88,
       0x13198a2e,
       0x03707344,
       {0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}},
  };
  for (const Known& k : known) {
    const RandomBlock block = philox(k.key, {k.run, k.step, k.index});
    for (int i = 0; i < 4; ++i) EXPECT_EQ(block.word[i], k.word[i]) << i;
  }
}

TEST(Philox, UniformsAreInsideTheOpenIntervalAndSymmetric) {
  EXPECT_EQ(uniform_from_bits(0), 0x1p-53);
  EXPECT_EQ(uniform_from_bits(~uint64_t{0}), 1 - 0x1p-53);
  for (uint64_t run = 0; run < 1000; ++run) {
    const uint64_t bits = random_bits(7, {run, 1, 2});
    EXPECT_EQ(uniform_from_bits(~bits), 1 - uniform_from_bits(bits));
  }
}

TEST(Philox, UniformsHaveTheRightMoments) {
  const int count = 200'000;
  double sum = 0, square = 0, neighbours = 0, before = 0.5;
  for (int run = 0; run < count; ++run) {
    const double u = uniform(stream_key(1, 2), {uint64_t(run), 3, 4}) - 0.5;
    sum += u;
    square += u * u;
    neighbours += u * before;
    before = u;
  }
  // Five standard errors.
  EXPECT_LT(std::fabs(sum / count), 5 * std::sqrt(1 / 12.0 / count));
  EXPECT_LT(std::fabs(square / count - 1 / 12.0), 5 * std::sqrt(1 / 180.0 / count));
  EXPECT_LT(std::fabs(neighbours / count), 5 / 12.0 / std::sqrt(count));
}

TEST(Philox, EveryPartOfADrawMatters) {
  std::set<uint64_t> seen;
  for (uint64_t seed : {0, 1}) {
    for (uint64_t stream : {0, 1}) {
      for (uint64_t run : {uint64_t{0}, uint64_t{1}, uint64_t{1} << 32}) {
        for (uint32_t step : {0, 1}) {
          for (uint32_t index : {0, 1}) {
            seen.insert(random_bits(stream_key(seed, stream), {run, step, index}));
          }
        }
      }
    }
  }
  EXPECT_EQ(seen.size(), 2u * 2 * 3 * 2 * 2);
}

}  // namespace
}  // namespace detente::kernels
