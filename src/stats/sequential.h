// Tests that may look after every run, and corrections for testing many claims at once.
// Evidence is kept as logarithms so that long runs neither overflow nor underflow.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace detente::stats {

// Wald's sequential test of a success probability: H0 p <= low against H1 p >= high, wrong in at most
// alpha (H1 though H0) and beta (H0 though H1) of cases. Between low and high either answer may come
// and its error is not controlled: say so wherever the answer is shown.
class SequentialTest {
 public:
  enum class Answer : std::uint8_t { Open, AcceptsLow, AcceptsHigh };

  // 0 < low < high < 1.
  SequentialTest(double low, double high, double alpha = 0.05, double beta = 0.05);

  void add(bool success) { (success ? successes_ : failures_) += 1; }
  double evidence() const;  // ln of the likelihood ratio of high to low
  Answer answer() const;

  double accept_high_at() const { return accept_high_at_; }  // ln((1 - beta) / alpha)
  double accept_low_at() const { return accept_low_at_; }    // ln(beta / (1 - alpha))
  double success_step() const { return success_step_; }
  double failure_step() const { return failure_step_; }
  // Wald's approximation of the mean number of runs when the truth is `low` or `high`.
  double expected_runs_at_low() const;
  double expected_runs_at_high() const;

 private:
  double low_, high_, alpha_, beta_;
  double accept_high_at_, accept_low_at_, success_step_, failure_step_;
  std::int64_t successes_ = 0, failures_ = 0;
};

// ln of the e-value of `successes` in `trials` for `alternative` against the null probability `null`:
// the gain of betting on the alternative. Under the null it exceeds ln(1/a) ever with probability <= a.
double log_bernoulli_evidence(std::int64_t successes, std::int64_t trials, double null, double alternative);

// Which of several hypotheses are rejected when the whole family may err with probability alpha.
std::vector<bool> bonferroni(std::span<const double> p_values, double alpha = 0.05);
std::vector<bool> holm(std::span<const double> p_values, double alpha = 0.05);
// p-values after Holm's correction: reject where at most alpha.
std::vector<double> holm_adjusted(std::span<const double> p_values);
// From e-values, with false discovery rate at most alpha under any dependence (Wang and Ramdas 2022).
std::vector<bool> e_benjamini_hochberg(std::span<const double> e_values, double alpha = 0.05);

}  // namespace detente::stats
