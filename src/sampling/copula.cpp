#include "sampling/copula.h"

#include <algorithm>

#include "base/check.h"
#include "kernels/elementary.h"

namespace detente::sampling {
namespace {

// The position in ascending `inputs`.
std::uint32_t position(const std::vector<std::uint32_t>& inputs, std::uint32_t input) {
  return static_cast<std::uint32_t>(std::lower_bound(inputs.begin(), inputs.end(), input) - inputs.begin());
}

// The inputs of all pairs that hang together with the first pair; those pairs are moved to the front.
std::vector<std::uint32_t> connected(std::span<CorrelatedPair> pairs, std::size_t& used) {
  std::vector<std::uint32_t> inputs = {pairs[0].first, pairs[0].second};
  used = 1;
  for (std::size_t i = 1; i < pairs.size(); ++i) {
    const bool has_first = std::ranges::find(inputs, pairs[i].first) != inputs.end();
    const bool has_second = std::ranges::find(inputs, pairs[i].second) != inputs.end();
    if (!has_first && !has_second) continue;
    if (!has_first) inputs.push_back(pairs[i].first);
    if (!has_second) inputs.push_back(pairs[i].second);
    std::swap(pairs[used++], pairs[i]);
    if (!has_first || !has_second) i = used - 1;  // a new input may reach pairs that were passed over
  }
  // total order: the inputs differ.
  std::sort(inputs.begin(), inputs.end());
  return inputs;
}

}  // namespace

std::expected<Correlations, CorrelationError> make_correlations(std::span<const CorrelatedPair> pairs) {
  Correlations result;
  std::vector<CorrelatedPair> open(pairs.begin(), pairs.end());
  std::span<CorrelatedPair> rest(open);
  while (!rest.empty()) {
    std::size_t used = 0;
    CorrelationGroup group{connected(rest, used), {}};
    stats::Matrix matrix = stats::Matrix::identity(static_cast<std::uint32_t>(group.inputs.size()));
    for (const CorrelatedPair& pair : rest.first(used)) {
      DETENTE_CHECK(pair.first != pair.second);
      const std::uint32_t i = position(group.inputs, pair.first), j = position(group.inputs, pair.second);
      matrix(i, j) = matrix(j, i) = pair.correlation;
    }
    group.matrix = matrix.cells();
    if (!stats::cholesky(matrix)) {
      const double smallest = stats::eigen(matrix).values.front();
      return std::unexpected(CorrelationError{std::move(group), smallest, stats::nearest_correlation(matrix).cells()});
    }
    result.push_back(std::move(group));
    rest = rest.subspan(used);
  }
  // Groups in the order of their first input, whatever the order of the pairs.
  std::ranges::stable_sort(result, {}, [](const CorrelationGroup& group) { return group.inputs.front(); });
  return result;
}

bool is_possible(const CorrelationGroup& group) {
  const auto n = static_cast<std::uint32_t>(group.inputs.size());
  if (group.matrix.size() != std::size_t{n} * n) return false;
  const stats::Matrix matrix(n, group.matrix);
  for (std::uint32_t i = 0; i < n; ++i) {
    if (matrix(i, i) != 1) return false;
    for (std::uint32_t j = 0; j < i; ++j) {
      if (!(matrix(i, j) == matrix(j, i))) return false;
    }
  }
  return stats::cholesky(matrix).has_value();
}

Copula::Copula(const CorrelationGroup& group) : inputs_(group.inputs) {
  const auto factor = stats::cholesky(stats::Matrix(static_cast<std::uint32_t>(group.inputs.size()), group.matrix));
  DETENTE_CHECK(factor.has_value());
  factor_ = *factor;
}

void Copula::apply(std::span<double> uniforms) const {
  DETENTE_CHECK(uniforms.size() == inputs_.size());
  for (double& u : uniforms) u = kernels::normal_quantile(u);
  // From the last row up, so that each row still finds the scores it mixes.
  for (std::uint32_t row = factor_.size(); row-- > 0;) {
    double score = 0;
    for (std::uint32_t column = 0; column <= row; ++column) score += factor_(row, column) * uniforms[column];
    // Beyond these scores the probability rounds to 0 or 1, where unbounded quantiles are infinite.
    uniforms[row] = kernels::normal_cdf(std::clamp(score, -37.0, 8.2));
  }
}

}  // namespace detente::sampling
