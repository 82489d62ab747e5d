// The quantile function of one distribution, made fast for drawing millions of values.
// Families whose quantile is the solution of an integral equation (beta, PERT, gamma, Student's t) are
// tabulated in the normal score z of the probability, where their logarithm, logit or normalised value is
// smooth: Chebyshev polynomials over panels one z wide, with a relative error below 1e-11. The others
// are called as they are, and so is everything beyond 8.5 z.
#pragma once

#include <array>
#include <vector>

#include "sampling/distribution.h"

namespace detente::sampling {

class QuantileTable {
 public:
  explicit QuantileTable(Distribution distribution);

  const Distribution& distribution() const { return distribution_; }
  double operator()(double u) const;  // u in (0, 1)

 private:
  static constexpr int kPanels = 17;
  static constexpr int kTerms = 16;
  using Panel = std::array<double, kTerms>;

  double smooth(double z) const;  // a smooth function of the standard quantile
  double value(double smooth) const;

  Distribution distribution_;
  std::vector<Panel> panels_;  // none: not tabulated
};

}  // namespace detente::sampling
