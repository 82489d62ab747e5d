#include "search/searcher.h"

#include <gtest/gtest.h>

#include <cmath>
#include <functional>

#include "search/cma_es.h"
#include "search/listed.h"
#include "search/scan.h"
#include "search/section.h"
#include "search/surface.h"

namespace detente::search {
namespace {

using Function = std::function<double(const Point&)>;

void run(Searcher& searcher, const Function& function) {
  for (auto points = searcher.ask(); !points.empty(); points = searcher.ask()) {
    std::vector<double> values;
    for (const Point& point : points) {
      for (const double x : point) {
        EXPECT_GE(x, 0);
        EXPECT_LE(x, 1);
      }
      values.push_back(function(point));
    }
    searcher.tell(values);
  }
}

double bowl(const Point& x) {
  double value = 0;
  for (std::size_t i = 0; i < x.size(); ++i) value -= (1 + static_cast<double>(i)) * std::pow(x[i] - 0.3, 2);
  return value;
}

// A long, narrow, bent valley (Rosenbrock's, scaled to the cube); its top is at 0.75 in each coordinate.
double valley(const Point& p) {
  double value = 0;
  for (std::size_t i = 0; i + 1 < p.size(); ++i) {
    const double x = 4 * p[i] - 2, y = 4 * p[i + 1] - 2;
    value -= 100 * std::pow(y - x * x, 2) + std::pow(1 - x, 2);
  }
  return value;
}

TEST(Section, FindsAPeakAndBothEnds) {
  for (const double top : {0.0, 0.123456, 0.5, 1.0}) {
    SectionSearch search(17, 1e-7);
    run(search, [&](const Point& x) { return -std::fabs(x[0] - top); });
    EXPECT_NEAR(search.best()[0], top, 1e-7);
  }
}

TEST(Section, TakesTheHighestOfSeveralPeaks) {
  SectionSearch search(33, 1e-7);
  run(search, [](const Point& x) { return std::sin(20 * x[0]) + 0.1 * x[0]; });
  EXPECT_NEAR(search.best()[0], (14.1371669 + 0.005) / 20, 1e-5);  // where 20 cos(20 x) = -0.1, on the third rise
}

TEST(Section, ValuesThatAreNoNumbers) {
  SectionSearch some(17, 1e-6);
  run(some, [](const Point& x) { return x[0] > 0.5 ? std::nan("") : x[0]; });
  EXPECT_NEAR(some.best()[0], 0.5, 1e-5);
  SectionSearch none(17, 1e-6);
  run(none, [](const Point&) { return std::nan(""); });
  EXPECT_TRUE(none.best().empty());
  EXPECT_EQ(none.evaluations(), 17u);
}

TEST(CmaEs, ClimbsBowlsValleysAndCorners) {
  for (const std::uint32_t d : {1u, 2u, 5u, 10u}) {
    CmaEs search({.start = Point(d, 0.8), .most_evaluations = 20000, .precision = 1e-7, .key = d});
    run(search, bowl);
    for (const double x : search.best()) EXPECT_NEAR(x, 0.3, 1e-5);
  }
  CmaEs bent({.start = {0.2, 0.2, 0.2}, .most_evaluations = 20000, .precision = 1e-8});
  run(bent, valley);
  for (const double x : bent.best()) EXPECT_NEAR(x, 0.75, 1e-4);
  CmaEs corner({.start = {0.5, 0.5, 0.5}, .most_evaluations = 5000});
  run(corner, [](const Point& x) { return x[0] - x[1] + 0.5 * x[2]; });
  EXPECT_EQ(corner.best(), (Point{1, 0, 1}));
}

TEST(CmaEs, KeepsItsBudgetAndItsStart) {
  CmaEs search({.start = {0.3, 0.3}, .most_evaluations = 100});
  run(search, bowl);
  EXPECT_LE(search.evaluations(), 100u);
  EXPECT_EQ(search.best_value(), 0);  // the start is the top
}

TEST(CmaEs, EqualKeysGiveEqualPoints) {
  CmaEs first({.start = {0.5, 0.5}, .key = 7}), same({.start = {0.5, 0.5}, .key = 7}),
      other({.start = {0.5, 0.5}, .key = 8});
  const auto points = first.ask();
  EXPECT_EQ(points, same.ask());
  EXPECT_NE(points, other.ask());
}

TEST(Surface, ClimbsBowlsValleysAndCorners) {
  for (const std::uint32_t d : {1u, 2u, 5u, 8u}) {  // a quadratic is found as soon as it is fitted
    SurfaceSearch search({.starts = {Point(d, 0.8)}, .radius = 1, .precision = 1e-3});
    run(search, bowl);
    for (const double x : search.best()) EXPECT_NEAR(x, 0.3, 1e-6);
    EXPECT_LE(search.evaluations(), 4 * (2 * d + d * (d - 1) / 2 + 3) + 1);
  }
  SurfaceSearch bent({.starts = {{0.2, 0.2, 0.2}}, .precision = 1e-6, .most_evaluations = 20000});
  run(bent, valley);
  for (const double x : bent.best()) EXPECT_NEAR(x, 0.75, 1e-3);
  SurfaceSearch corner({.starts = {{0.5, 0.5, 0.5}}});
  run(corner, [](const Point& x) { return x[0] - x[1] + 0.5 * x[2] - 0.3 * x[0] * x[2]; });
  EXPECT_EQ(corner.best(), (Point{1, 0, 1}));
  SurfaceSearch wide({.starts = {Point(20, 0.9)}, .most_evaluations = 2000});  // too many to fit interactions
  run(wide, bowl);
  for (const double x : wide.best()) EXPECT_NEAR(x, 0.3, 1e-3);
}

TEST(Surface, ValuesThatAreNoNumbers) {
  SurfaceSearch some({.starts = {{0.9, 0.9}, {0.1, 0.1}}, .look = 16, .precision = 1e-6, .most_evaluations = 2000});
  run(some, [](const Point& x) { return x[0] + x[1] > 0.6 ? std::nan("") : bowl(x); });
  EXPECT_NEAR(some.best()[0], 0.3, 1e-3);
  EXPECT_NEAR(some.best()[1], 0.3, 1e-3);
  SurfaceSearch none({.starts = {{0.5, 0.5}}});
  run(none, [](const Point&) { return std::nan(""); });
  EXPECT_TRUE(none.best().empty());
  EXPECT_EQ(none.evaluations(), 1u);
}

TEST(Scan, AnyAlignedBlockFillsEveryStratumOnce) {
  for (std::uint32_t first = 0; first < 256; first += 64) {
    std::vector<std::vector<int>> seen(3, std::vector<int>(64));
    for (std::uint32_t i = 0; i < 64; ++i) {
      const Point point = sobol_point(3, first + i, 42);
      for (std::uint32_t d = 0; d < 3; ++d) ++seen[d][static_cast<std::size_t>(point[d] * 64)];
    }
    for (const auto& strata : seen) EXPECT_EQ(strata, std::vector<int>(64, 1));
  }
}

TEST(Scan, FindsWhatIsFarFromEveryStart) {
  // A narrow peak away from a broad one.
  const Function two = [](const Point& x) {
    const double broad = std::pow(x[0] - 0.2, 2) + std::pow(x[1] - 0.2, 2);
    const double narrow = std::pow(x[0] - 0.8, 2) + std::pow(x[1] - 0.7, 2);
    return std::exp(-5 * broad) + 2 * std::exp(-60 * narrow);
  };
  ScanSearch search({.dimension = 2, .points = 128, .most_evaluations = 2000, .starts = {{0.2, 0.2}}});
  run(search, two);
  EXPECT_NEAR(search.best()[0], 0.8, 0.01);
  EXPECT_NEAR(search.best()[1], 0.7, 0.01);
  EXPECT_LE(search.evaluations(), 2000u);
}

TEST(Listed, OneBatch) {
  ListedSearch search({{0.0}, {0.5}, {1.0}});
  run(search, [](const Point& x) { return x[0] * (1 - x[0]); });
  EXPECT_EQ(search.best(), (Point{0.5}));
  EXPECT_EQ(search.evaluations(), 3u);
}

}  // namespace
}  // namespace detente::search
