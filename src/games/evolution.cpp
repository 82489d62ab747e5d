#include "games/evolution.h"

#include <algorithm>
#include <cmath>

#include "base/check.h"
#include "games/linear.h"
#include "kernels/elementary.h"

namespace detente::games {
namespace {

std::vector<double> growth(const PayoffMatrix& payoffs, const std::vector<double>& x) {
  std::vector<double> rates(x.size());
  double mean = 0;
  for (std::size_t s = 0; s < x.size(); ++s) {
    for (std::size_t t = 0; t < x.size(); ++t) rates[s] += payoffs[s][t] * x[t];
    mean += x[s] * rates[s];
  }
  for (double& rate : rates) rate -= mean;
  return rates;
}

}  // namespace

std::vector<std::vector<Rational>> symmetric_payoffs(const Game& game) {
  if (game.player_count() != 2 || game.strategy_count(0) != game.strategy_count(1)) return {};
  const std::uint32_t n = game.strategy_count(0);
  std::vector<std::vector<Rational>> payoffs(n, std::vector<Rational>(n));
  for (std::uint32_t own = 0; own < n; ++own) {
    for (std::uint32_t other = 0; other < n; ++other) {
      payoffs[own][other] = game.payoff(game.profile({own, other}), 0);
      if (payoffs[own][other] != game.payoff(game.profile({other, own}), 1)) return {};
    }
  }
  return payoffs;
}

std::vector<std::vector<double>> replicate(const PayoffMatrix& payoffs, std::vector<double> start, double time,
                                           std::uint32_t steps) {
  DETENTE_CHECK(start.size() == payoffs.size() && steps > 0);
  // In logarithms: ln x_s moves by the payoff of s less the mean, so no share can leave (0, 1).
  const std::size_t n = start.size();
  std::vector<double> logs(n);
  for (std::size_t s = 0; s < n; ++s) logs[s] = kernels::ln(start[s]);
  const auto shares = [&](const std::vector<double>& at) {
    const double top = *std::max_element(at.begin(), at.end());
    std::vector<double> x(n);
    double sum = 0;
    for (std::size_t s = 0; s < n; ++s) sum += x[s] = kernels::exp(at[s] - top);
    for (double& share : x) share /= sum;
    return x;
  };
  const double h = time / steps;
  std::vector<std::vector<double>> path = {shares(logs)};
  for (std::uint32_t step = 0; step < steps; ++step) {
    const auto rates_at = [&](const std::vector<double>& rates, double along) {
      std::vector<double> at = logs;
      for (std::size_t s = 0; s < n && along > 0; ++s) {
        if (at[s] > -1e300) at[s] += along * rates[s];  // a strategy that is absent stays absent
      }
      return growth(payoffs, shares(at));
    };
    const auto k1 = rates_at({}, 0), k2 = rates_at(k1, h / 2), k3 = rates_at(k2, h / 2), k4 = rates_at(k3, h);
    for (std::size_t s = 0; s < n; ++s) {
      if (logs[s] > -1e300) logs[s] += h * (k1[s] + 2 * k2[s] + 2 * k3[s] + k4[s]) / 6;
    }
    path.push_back(shares(logs));
  }
  return path;
}

double fixation(const PayoffMatrix& payoffs, std::uint32_t mutant, std::uint32_t resident,
                const Population& population) {
  DETENTE_CHECK(population.size >= 2 && mutant < payoffs.size() && resident < payoffs.size());
  // 1 / (1 + sum over i of the product of (chance to lose one / chance to gain one) up to i mutants).
  const double n = population.size;
  double log_product = 0, log_sum = 0;  // log_sum = ln(1 + ...)
  for (std::uint32_t i = 1; i < population.size; ++i) {
    const double k = i;
    const double of_mutant = ((k - 1) * payoffs[mutant][mutant] + (n - k) * payoffs[mutant][resident]) / (n - 1);
    const double of_resident = (k * payoffs[resident][mutant] + (n - k - 1) * payoffs[resident][resident]) / (n - 1);
    log_product -= population.intensity * (of_mutant - of_resident);
    const double high = std::max(log_sum, log_product), low = std::min(log_sum, log_product);
    log_sum = high + kernels::log1p(kernels::exp(low - high));
  }
  return kernels::exp(-log_sum);
}

double moran_fixation(double fitness, std::uint32_t size) {
  const double log_fitness = kernels::ln(fitness);
  if (log_fitness == 0) return 1.0 / size;
  return kernels::expm1(-log_fitness) / kernels::expm1(-log_fitness * size);
}

std::vector<double> rare_mutation_shares(const PayoffMatrix& payoffs, const Population& population) {
  const std::uint32_t n = static_cast<std::uint32_t>(payoffs.size());
  // Stationary distribution of the chain that jumps from r to m with probability fixation(m, r) / (n - 1), by state
  // reduction (Grassmann, Taksar and Heyman 1985), which subtracts nothing and so keeps small numbers exact.
  Rows jump(n, std::vector<double>(n, 0.0));
  for (std::uint32_t r = 0; r < n; ++r) {
    for (std::uint32_t m = 0; m < n; ++m) {
      if (m != r) jump[r][m] = std::max(fixation(payoffs, m, r, population), 1e-300);
    }
  }
  std::vector<double> leave(n, 0.0);
  for (std::uint32_t k = n; k-- > 1;) {
    for (std::uint32_t j = 0; j < k; ++j) leave[k] += jump[k][j];
    for (std::uint32_t i = 0; i < k; ++i) {
      for (std::uint32_t j = 0; j < k; ++j) jump[i][j] += jump[i][k] * (jump[k][j] / leave[k]);
    }
  }
  std::vector<double> shares(n, 0.0);
  shares[0] = 1;
  double sum = 1;
  for (std::uint32_t k = 1; k < n; ++k) {
    for (std::uint32_t i = 0; i < k; ++i) shares[k] += shares[i] * (jump[i][k] / leave[k]);
    sum += shares[k];
  }
  for (double& share : shares) share /= sum;
  return shares;
}

}  // namespace detente::games
