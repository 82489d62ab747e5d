#include "search/cma_es.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "kernels/elementary.h"
#include "kernels/philox.h"

namespace detente::search {
namespace {

constexpr std::uint32_t kLanes = 8;

double square(double x) { return x * x; }

}  // namespace

CmaEs::CmaEs(CmaOptions options)
    : options_(std::move(options)),
      dimension_(static_cast<std::uint32_t>(options_.start.size())),
      mean_(options_.start),
      sigma_(options_.spread),
      path_sigma_(dimension_, 0.0),
      path_(dimension_, 0.0),
      covariance_(stats::Matrix::identity(dimension_)) {
  const double n = dimension_;
  population_ = options_.population;
  if (population_ == 0) {
    const auto wanted = static_cast<std::uint32_t>(4 + 3 * kernels::ln(n));
    population_ = (wanted + kLanes - 1) / kLanes * kLanes;
  }
  parents_ = population_ / 2;
  double sum = 0, squares = 0;
  for (std::uint32_t i = 0; i < parents_; ++i) {
    weights_.push_back(kernels::ln(parents_ + 0.5) - kernels::ln(i + 1.0));
    sum += weights_.back();
  }
  for (double& weight : weights_) {
    weight /= sum;
    squares += square(weight);
  }
  effective_ = 1 / squares;
  rate_sigma_ = (effective_ + 2) / (n + effective_ + 5);
  damp_sigma_ = 1 + 2 * std::max(0.0, std::sqrt((effective_ - 1) / (n + 1)) - 1) + rate_sigma_;
  rate_path_ = (4 + effective_ / n) / (n + 4 + 2 * effective_ / n);
  rate_one_ = 2 / (square(n + 1.3) + effective_);
  rate_many_ = std::min(1 - rate_one_, 2 * (effective_ - 2 + 1 / effective_) / (square(n + 2) + effective_));
  length_ = std::sqrt(n) * (1 - 1 / (4 * n) + 1 / (21 * n * n));  // mean length of a standard normal vector
  decompose();
}

void CmaEs::decompose() {
  stats::Eigen parts = stats::eigen(covariance_);
  axes_ = std::move(parts.vectors);
  lengths_.clear();
  for (const double value : parts.values) lengths_.push_back(std::sqrt(std::max(value, 1e-30)));
}

std::vector<Point> CmaEs::ask() {
  const double longest = *std::max_element(lengths_.begin(), lengths_.end());
  if (evaluations() + population_ > options_.most_evaluations && evaluations() > 0) return {};
  if (!(sigma_ * longest > options_.precision)) return {};
  asked_.assign(population_, Point(dimension_));
  const std::uint64_t key = kernels::stream_key(options_.key, 0x636D6165);
  std::vector<double> normal(dimension_);
  for (std::uint32_t k = 0; k < population_; ++k) {
    for (std::uint32_t j = 0; j < dimension_; ++j) {
      normal[j] = lengths_[j] * kernels::normal_quantile(kernels::uniform(key, {k, generation_, j}));
    }
    for (std::uint32_t i = 0; i < dimension_; ++i) {
      double step = 0;
      for (std::uint32_t j = 0; j < dimension_; ++j) step += axes_(i, j) * normal[j];
      asked_[k][i] = std::clamp(mean_[i] + sigma_ * step, 0.0, 1.0);
    }
  }
  // The start itself is worth a look: a search may then never end below it.
  if (generation_ == 0) asked_[0] = mean_;
  return asked_;
}

void CmaEs::tell(std::span<const double> values) {
  keep_best(asked_, values);
  std::vector<std::uint32_t> order(population_);
  std::iota(order.begin(), order.end(), 0u);
  // total order: ties go by number
  std::sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
    if (is_better(values[a], values[b])) return true;
    if (is_better(values[b], values[a])) return false;
    return a < b;
  });

  const Point old_mean = mean_;
  std::vector<Point> steps(parents_, Point(dimension_));  // in units of sigma
  Point shift(dimension_, 0.0);
  for (std::uint32_t k = 0; k < parents_; ++k) {
    for (std::uint32_t i = 0; i < dimension_; ++i) {
      steps[k][i] = (asked_[order[k]][i] - old_mean[i]) / sigma_;
      shift[i] += weights_[k] * steps[k][i];
    }
  }
  for (std::uint32_t i = 0; i < dimension_; ++i) mean_[i] = std::clamp(old_mean[i] + sigma_ * shift[i], 0.0, 1.0);

  // C^(-1/2) shift, along the axes.
  std::vector<double> white(dimension_, 0.0);
  for (std::uint32_t j = 0; j < dimension_; ++j) {
    double part = 0;
    for (std::uint32_t i = 0; i < dimension_; ++i) part += axes_(i, j) * shift[i];
    part /= lengths_[j];
    for (std::uint32_t i = 0; i < dimension_; ++i) white[i] += axes_(i, j) * part;
  }
  double squared = 0;
  const double keep_sigma = std::sqrt(rate_sigma_ * (2 - rate_sigma_) * effective_);
  for (std::uint32_t i = 0; i < dimension_; ++i) {
    path_sigma_[i] = (1 - rate_sigma_) * path_sigma_[i] + keep_sigma * white[i];
    squared += square(path_sigma_[i]);
  }
  const double path_length = std::sqrt(squared);
  const double warm = std::sqrt(1 - kernels::pow(1 - rate_sigma_, 2.0 * (generation_ + 1)));
  const bool steady = path_length / warm < (1.4 + 2.0 / (dimension_ + 1)) * length_;
  const double keep_path = steady ? std::sqrt(rate_path_ * (2 - rate_path_) * effective_) : 0;
  for (std::uint32_t i = 0; i < dimension_; ++i) path_[i] = (1 - rate_path_) * path_[i] + keep_path * shift[i];

  const double stall = steady ? 0 : rate_one_ * rate_path_ * (2 - rate_path_);
  for (std::uint32_t i = 0; i < dimension_; ++i) {
    for (std::uint32_t j = 0; j <= i; ++j) {
      double many = 0;
      for (std::uint32_t k = 0; k < parents_; ++k) many += weights_[k] * steps[k][i] * steps[k][j];
      const double cell = (1 - rate_one_ - rate_many_ + stall) * covariance_(i, j) + rate_one_ * path_[i] * path_[j] +
                          rate_many_ * many;
      covariance_(i, j) = covariance_(j, i) = cell;
    }
  }
  sigma_ *= kernels::exp(std::min(1.0, rate_sigma_ / damp_sigma_ * (path_length / length_ - 1)));
  sigma_ = std::min(sigma_, 1.0);
  ++generation_;
  decompose();
}

}  // namespace detente::search
