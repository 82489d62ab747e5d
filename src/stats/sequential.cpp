#include "stats/sequential.h"

#include <algorithm>
#include <numeric>

#include "base/check.h"
#include "kernels/elementary.h"

namespace detente::stats {
namespace {

// Positions in ascending order of value; equal values keep their order.
std::vector<std::uint32_t> ascending(std::span<const double> values) {
  std::vector<std::uint32_t> order(values.size());
  std::iota(order.begin(), order.end(), 0u);
  std::stable_sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) { return values[a] < values[b]; });
  return order;
}

}  // namespace

SequentialTest::SequentialTest(double low, double high, double alpha, double beta)
    : low_(low),
      high_(high),
      alpha_(alpha),
      beta_(beta),
      accept_high_at_(kernels::ln((1 - beta) / alpha)),
      accept_low_at_(kernels::ln(beta / (1 - alpha))),
      success_step_(kernels::ln(high / low)),
      failure_step_(kernels::ln((1 - high) / (1 - low))) {
  DETENTE_CHECK(0 < low && low < high && high < 1);
  DETENTE_CHECK(alpha > 0 && beta > 0 && alpha + beta < 1);
}

double SequentialTest::evidence() const {
  return static_cast<double>(successes_) * success_step_ + static_cast<double>(failures_) * failure_step_;
}

SequentialTest::Answer SequentialTest::answer() const {
  const double now = evidence();
  if (now >= accept_high_at_) return Answer::AcceptsHigh;
  if (now <= accept_low_at_) return Answer::AcceptsLow;
  return Answer::Open;
}

double SequentialTest::expected_runs_at_low() const {
  return (alpha_ * accept_high_at_ + (1 - alpha_) * accept_low_at_) /
         (low_ * success_step_ + (1 - low_) * failure_step_);
}

double SequentialTest::expected_runs_at_high() const {
  return ((1 - beta_) * accept_high_at_ + beta_ * accept_low_at_) /
         (high_ * success_step_ + (1 - high_) * failure_step_);
}

double log_bernoulli_evidence(std::int64_t successes, std::int64_t trials, double null, double alternative) {
  DETENTE_CHECK(successes >= 0 && successes <= trials);
  DETENTE_CHECK(null > 0 && null < 1 && alternative > 0 && alternative < 1);
  return static_cast<double>(successes) * kernels::ln(alternative / null) +
         static_cast<double>(trials - successes) * kernels::ln((1 - alternative) / (1 - null));
}

std::vector<bool> bonferroni(std::span<const double> p_values, double alpha) {
  std::vector<bool> rejected;
  for (const double p : p_values) rejected.push_back(p * static_cast<double>(p_values.size()) <= alpha);
  return rejected;
}

std::vector<double> holm_adjusted(std::span<const double> p_values) {
  std::vector<double> adjusted(p_values.size());
  double largest = 0;
  double remaining = static_cast<double>(p_values.size());
  for (const std::uint32_t i : ascending(p_values)) {
    largest = std::max(largest, std::min(1.0, p_values[i] * remaining));
    adjusted[i] = largest;
    --remaining;
  }
  return adjusted;
}

std::vector<bool> holm(std::span<const double> p_values, double alpha) {
  std::vector<bool> rejected;
  for (const double p : holm_adjusted(p_values)) rejected.push_back(p <= alpha);
  return rejected;
}

std::vector<bool> e_benjamini_hochberg(std::span<const double> e_values, double alpha) {
  std::vector<bool> rejected(e_values.size(), false);
  const auto order = ascending(e_values);
  const double all = static_cast<double>(e_values.size());
  // The k largest are rejected for the largest k with e >= all / (alpha k).
  for (std::size_t first = 0; first < order.size(); ++first) {
    const double kept = static_cast<double>(order.size() - first);
    if (e_values[order[first]] * kept * alpha < all) continue;
    for (std::size_t i = first; i < order.size(); ++i) rejected[order[i]] = true;
    break;
  }
  return rejected;
}

}  // namespace detente::stats
