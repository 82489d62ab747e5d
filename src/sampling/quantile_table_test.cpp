#include "sampling/quantile_table.h"

#include <gtest/gtest.h>

#include <cmath>

#include "sampling/signature.h"

namespace detente::sampling {
namespace {

Distribution made(Family family, std::vector<double> parameters, Range truncated = {}) {
  return *Distribution::make(family, std::move(parameters), truncated);
}

TEST(QuantileTable, IsTheQuantileFunction) {
  const Distribution distributions[] = {
      made(Family::Beta, {3, 12}),         made(Family::Beta, {0.5, 0.5}),      made(Family::Beta, {0.1, 4}),
      made(Family::Beta, {400, 900}),      made(Family::Beta, {1, 1}),          made(Family::Beta, {2, 5}, {0.1, 0.3}),
      made(Family::Pert, {1, 3, 6, 4}),    made(Family::Pert, {-2, -2, 5, 4}),  made(Family::Gamma, {4, 1.5}),
      made(Family::Gamma, {0.2, 3}),       made(Family::Gamma, {2000, 1}),      made(Family::Gamma, {2, 1}, {3, 1e300}),
      made(Family::StudentT, {4, 1, 2}),   made(Family::StudentT, {1, 0, 1}),   made(Family::Beta, {0.3, 12}),
      made(Family::Beta, {20, 0.4}),       made(Family::Gamma, {0.5, 1}),       made(Family::Gamma, {30, 1}),
      made(Family::Pert, {0, 0.1, 1, 20}), made(Family::StudentT, {200, 0, 1}), made(Family::Normal, {0, 1}),
  };
  for (const Distribution& d : distributions) {
    const QuantileTable table(d);
    double largest = 0, last = -INFINITY;
    const auto look = [&](double u) {
      const double exact = d.quantile(u), fast = table(u);
      EXPECT_GE(fast, last - 1e-9 * std::fabs(last));
      last = fast;
      // Relative to the distance from the nearer end of the support, or from the centre if there is none.
      const double scale = d.family() == Family::StudentT ? std::fabs(exact) + d.parameters()[2] : std::fabs(exact);
      if (scale > 1e-290) largest = std::max(largest, std::fabs(fast - exact) / scale);
    };
    for (double u = 0x1p-53; u < 0.001; u *= 1.7) look(u);
    for (double u = 0.001; u < 0.9995; u += 0.001) look(u);
    for (double rest = 0.0004; rest > 1e-13; rest /= 1.7) look(1 - rest);
    EXPECT_LT(largest, 1e-11) << family_name(d.family()) << " " << d.parameters()[0];
  }
}

TEST(QuantileTable, CopesWithShapesTooSmallToTabulate) {
  const Distribution tiny = made(Family::Gamma, {0.001, 1});
  const QuantileTable table(tiny);
  for (const double u : {0.01, 0.5, 0.999}) EXPECT_EQ(table(u), tiny.quantile(u));
}

}  // namespace
}  // namespace detente::sampling
