#include "sampling/permutation.h"

#include <gtest/gtest.h>

#include <vector>

namespace detente::sampling {
namespace {

TEST(Permutation, HitsEveryPlaceOnce) {
  for (const std::uint64_t size : {1, 2, 3, 4, 5, 17, 64, 1000, 4097}) {
    std::vector<int> hits(size, 0);
    for (std::uint64_t i = 0; i < size; ++i) ++hits[permuted(i, size, 42)];
    for (const int count : hits) EXPECT_EQ(count, 1);
  }
}

TEST(Permutation, SendsEveryIndexEverywhereEquallyOften) {
  constexpr int kKeys = 7000, kSize = 7;
  for (std::uint64_t index = 0; index < kSize; ++index) {
    int hits[kSize] = {};
    for (std::uint64_t key = 0; key < kKeys; ++key) ++hits[permuted(index, kSize, key)];
    double chi_square = 0;
    for (const int count : hits) chi_square += (count - 1000.0) * (count - 1000.0) / 1000;
    EXPECT_LT(chi_square, 25);  // 6 degrees of freedom: exceeded with probability 0.0003
  }
}

TEST(Permutation, NeighboursLandIndependently) {
  // The pair (place of 0, place of 1) of a random permutation of 5 is one of 20, equally often.
  constexpr int kKeys = 20'000;
  int hits[25] = {};
  for (std::uint64_t key = 0; key < kKeys; ++key) ++hits[permuted(0, 5, key) * 5 + permuted(1, 5, key)];
  double chi_square = 0;
  for (int pair = 0; pair < 25; ++pair) {
    if (pair / 5 == pair % 5) {
      EXPECT_EQ(hits[pair], 0);
    } else {
      chi_square += (hits[pair] - 1000.0) * (hits[pair] - 1000.0) / 1000;
    }
  }
  EXPECT_LT(chi_square, 50);  // 19 degrees of freedom: exceeded with probability 0.0001
}

TEST(Permutation, WorksForLargeSizes) {
  const std::uint64_t size = 10'000'000'000;
  for (std::uint64_t i = 0; i < 1000; ++i) EXPECT_LT(permuted(size - 1 - i, size, i), size);
}

}  // namespace
}  // namespace detente::sampling
