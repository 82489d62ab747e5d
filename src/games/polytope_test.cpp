// Both ways to the vertices of a polytope against each other, on thousands of random ones, most with ties.
#include "games/polytope.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "games/positive.h"
#include "kernels/philox.h"

namespace detente::games {
namespace {

constexpr std::uint32_t kLimit = 60'000;

// Numbers from 1 to `most`.
IntegerMatrix random_rows(std::uint32_t height, std::uint32_t dimension, std::uint32_t most, std::uint64_t seed) {
  IntegerMatrix rows(height);
  for (std::uint32_t r = 0; r < height; ++r) {
    for (std::uint32_t k = 0; k < dimension; ++k) {
      rows[r].emplace_back(static_cast<std::int64_t>(1 + kernels::random_bits(seed, {r, k, 0}) % most));
    }
  }
  return rows;
}

TEST(Polytope, WalkingFindsWhatExactArithmeticFinds) {
  std::uint32_t degenerate = 0, undecided = 0;
  constexpr std::uint32_t kMost[] = {2, 3, 5, 10, 100, 1'000'000'000};
  for (std::uint64_t seed = 0; seed < 3000; ++seed) {
    const auto height = static_cast<std::uint32_t>(1 + seed % 7),
               dimension = static_cast<std::uint32_t>(1 + seed / 7 % 6);
    const IntegerMatrix rows = random_rows(height, dimension, kMost[seed % 6], seed);
    const Walk exact = vertices(rows, kLimit);
    ASSERT_EQ(exact.end, Walk::End::Complete);
    const Walk walk = vertices_by_walking(rows, kLimit);
    ASSERT_NE(walk.end, Walk::End::TooMany);
    if (walk.end == Walk::End::Undecided) {
      ++undecided;
      continue;
    }
    ASSERT_EQ(walk.vertices, exact.vertices) << "seed " << seed;
    if (is_simple(exact.vertices, dimension)) {
      EXPECT_TRUE(edges_are_closed(exact.vertices)) << "seed " << seed;
    } else {
      ++degenerate;
    }
  }
  EXPECT_GT(degenerate, 500u);
  EXPECT_LT(undecided, 30u);
}

TEST(Polytope, AMissingVertexIsNoticed) {
  std::vector<Labels> list = vertices(random_rows(5, 4, 1000, 7), kLimit).vertices;
  ASSERT_TRUE(is_simple(list, 4));
  EXPECT_TRUE(edges_are_closed(list));
  list.erase(list.begin() + 3);
  EXPECT_FALSE(edges_are_closed(list));
}

TEST(Polytope, GivesUpByName) {
  const IntegerMatrix rows = random_rows(8, 8, 1000, 1);
  EXPECT_EQ(vertices(rows, 20).end, Walk::End::TooMany);
  EXPECT_EQ(vertices_by_walking(rows, 20).end, Walk::End::TooMany);
  EXPECT_EQ(vertices(rows, kLimit, 1000).end, Walk::End::TooMuchWork);
  EXPECT_EQ(vertices_by_walking(rows, kLimit, 1000).end, Walk::End::TooMuchWork);
  // 1 and 1e300 in one row: no bound on rounding tells anything.
  Integer huge(1);
  for (int k = 0; k < 300; ++k) huge *= Integer(10);
  const IntegerMatrix far = {{Integer(1), huge}, {huge, Integer(1)}};
  EXPECT_EQ(vertices_by_walking(far, kLimit).end, Walk::End::Undecided);
  EXPECT_EQ(vertices(far, kLimit).vertices.size(), 4u);
}

TEST(Polytope, PointsHoldWithEqualityWhereTheyShould) {
  const IntegerMatrix rows = random_rows(5, 4, 5, 11);
  for (const Labels& tight : vertices(rows, kLimit).vertices) {
    const std::vector<Rational> x = point_of(rows, tight);
    for (std::uint32_t k = 0; k < 4; ++k) EXPECT_EQ(x[k].is_zero(), tight.has(k));
    for (std::uint32_t r = 0; r < 5; ++r) {
      Rational sum;
      for (std::uint32_t k = 0; k < 4; ++k) sum += Rational(rows[r][k], 1) * x[k];
      EXPECT_EQ(sum == Rational(1), tight.has(4 + r));
      EXPECT_LE(sum, Rational(1));
    }
  }
}

}  // namespace
}  // namespace detente::games
