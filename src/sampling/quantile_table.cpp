#include "sampling/quantile_table.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "base/check.h"
#include "kernels/elementary.h"
#include "stats/special.h"

namespace detente::sampling {
namespace {

constexpr double kPi = 3.14159265358979323846;
constexpr double kReach = 8.5;  // in normal scores
constexpr double kPanelWidth = 1;

}  // namespace

QuantileTable::QuantileTable(Distribution distribution) : distribution_(std::move(distribution)) {
  switch (distribution_.family()) {
    case Family::Beta:
    case Family::Pert:
    case Family::Gamma:
    case Family::StudentT: break;
    default: return;
  }
  std::array<std::array<double, kTerms>, kTerms> cosines;  // of j (k + 1/2) pi / kTerms
  for (int j = 0; j < kTerms; ++j) {
    for (int k = 0; k < kTerms; ++k) cosines[j][k] = kernels::cos(j * (k + 0.5) * (kPi / kTerms));
  }
  for (int panel = 0; panel < kPanels; ++panel) {
    const double centre = -kReach + kPanelWidth * (panel + 0.5);
    Panel nodes, terms;
    for (int k = 0; k < kTerms; ++k) {
      nodes[k] = smooth(centre + kPanelWidth / 2 * cosines[1][k]);
      // The distribution reaches beyond the range of doubles here (tiny shapes): leave it untabulated.
      if (!std::isfinite(nodes[k])) {
        panels_.clear();
        return;
      }
    }
    for (int j = 0; j < kTerms; ++j) {
      double sum = 0;
      for (int k = 0; k < kTerms; ++k) sum += nodes[k] * cosines[j][k];
      terms[j] = sum * (j == 0 ? 1.0 : 2.0) / kTerms;
    }
    panels_.push_back(terms);
  }
}

double QuantileTable::operator()(double u) const {
  if (panels_.empty()) return distribution_.quantile(u);
  const double z = kernels::normal_quantile(distribution_.untruncated(u));
  if (!(z > -kReach && z < kReach)) return distribution_.quantile(u);
  const int panel = static_cast<int>((z + kReach) / kPanelWidth);
  const Panel& terms = panels_[panel];
  // Clenshaw's recurrence.
  const double s = (z + kReach - kPanelWidth * (panel + 0.5)) / (kPanelWidth / 2), twice = 2 * s;
  double after = 0, next = 0;
  for (int j = kTerms - 1; j > 0; --j) after = std::exchange(next, terms[j] + twice * next - after);
  const double x = value(terms[0] + s * next - after);
  const Range range = distribution_.support();
  return std::clamp(x, range.low, range.high);
}

double QuantileTable::smooth(double z) const {
  const auto& p = distribution_.parameters();
  const stats::Tails at = stats::normal_tails(z);
  switch (distribution_.family()) {
    case Family::Gamma: return kernels::ln(stats::gamma_quantile(at, p[0]));
    case Family::Beta:
    case Family::Pert: {
      const auto [a, b] = distribution_.beta_shapes();
      const stats::BetaPoint point = stats::beta_point(at, a, b);
      return kernels::ln(point.x) - kernels::ln(point.rest);
    }
    case Family::StudentT: {
      // Wallace's (1959) transform: close to z, and linear in t near 0.
      const double t = stats::student_t_quantile(at, p[0]);
      const double score = std::sqrt(p[0] * kernels::log1p(t * t / p[0]));
      return t < 0 ? -score : score;
    }
    default: DETENTE_CHECK(false);
  }
}

double QuantileTable::value(double smooth) const {
  const auto& p = distribution_.parameters();
  switch (distribution_.family()) {
    case Family::Gamma: return p[1] * kernels::exp(smooth);
    case Family::Beta: return kernels::logistic(smooth);
    case Family::Pert: return p[0] + (p[2] - p[0]) * kernels::logistic(smooth);
    case Family::StudentT: {
      const double distance = std::sqrt(p[0] * kernels::expm1(smooth * smooth / p[0]));
      return p[1] + p[2] * (smooth < 0 ? -distance : distance);
    }
    default: DETENTE_CHECK(false);
  }
}

}  // namespace detente::sampling
