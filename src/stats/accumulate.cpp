#include "stats/accumulate.h"

#include <array>
#include <cmath>
#include <limits>

#include "base/check.h"

namespace detente::stats {

double pairwise_sum(std::span<const double> values) {
  const std::size_t n = values.size();
  if (n <= 2) return n == 0 ? 0 : n == 1 ? values[0] : values[0] + values[1];
  const std::size_t left = std::bit_floor(n - 1);
  return pairwise_sum(values.first(left)) + pairwise_sum(values.subspan(left));
}

double Moments::variance() const {
  if (count < 2) return std::numeric_limits<double>::quiet_NaN();
  return squares / static_cast<double>(count - 1);
}

double Moments::sd() const { return std::sqrt(variance()); }

double Moments::standard_error() const { return sd() / std::sqrt(static_cast<double>(count)); }

Moments merge(const Moments& left, const Moments& right) {
  Moments result;
  result.excluded = left.excluded + right.excluded;
  result.count = left.count + right.count;
  if (left.count == 0 || right.count == 0) {
    const std::int64_t excluded = result.excluded;
    result = left.count == 0 ? right : left;
    result.excluded = excluded;
    return result;
  }
  // Chan, Golub and LeVeque (1983).
  const double n = static_cast<double>(result.count);
  const double share = static_cast<double>(right.count) / n;
  const double difference = right.mean - left.mean;
  result.mean = left.mean + difference * share;
  result.squares = left.squares + right.squares + difference * difference * (static_cast<double>(left.count) * share);
  result.low = std::min(left.low, right.low);
  result.high = std::max(left.high, right.high);
  return result;
}

Moments chunk_moments(std::span<const double> values) {
  DETENTE_CHECK(values.size() <= kChunk);
  // A missing value adds zero in its place, so the tree keeps its shape.
  std::array<double, kChunk> work;
  Moments result;
  for (std::size_t i = 0; i < values.size(); ++i) {
    const double x = values[i];
    if (std::isnan(x)) {
      ++result.excluded;
      work[i] = 0;
      continue;
    }
    result.low = result.count == 0 ? x : std::min(result.low, x);
    result.high = result.count == 0 ? x : std::max(result.high, x);
    ++result.count;
    work[i] = x;
  }
  if (result.count == 0) return result;
  const std::span<const double> used(work.data(), values.size());
  result.mean = pairwise_sum(used) / static_cast<double>(result.count);
  for (std::size_t i = 0; i < values.size(); ++i) {
    const double deviation = values[i] - result.mean;
    work[i] = std::isnan(values[i]) ? 0 : deviation * deviation;
  }
  result.squares = pairwise_sum(used);
  return result;
}

Moments column_moments(std::span<const double> values) {
  TreeFold<Moments> fold;
  for (std::size_t start = 0; start < values.size(); start += kChunk) {
    fold.push(chunk_moments(values.subspan(start, std::min<std::size_t>(kChunk, values.size() - start))));
  }
  return fold.total();
}

}  // namespace detente::stats
