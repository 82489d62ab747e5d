// Correlated inputs by a Gaussian copula: the correlations stand between the normal scores of the
// inputs, and each keeps its own distribution whatever it is.
#pragma once

#include <cstdint>
#include <expected>
#include <span>
#include <vector>

#include "sampling/spec.h"
#include "stats/matrix.h"

namespace detente::sampling {

// `correlate first, second = correlation`.
struct CorrelatedPair {
  std::uint32_t first = 0;
  std::uint32_t second = 0;
  double correlation = 0;
};

// Why a set of correlations cannot all hold, and the nearest that could.
struct CorrelationError {
  CorrelationGroup group;          // what was asked for
  double smallest_eigenvalue = 0;  // must be above 0
  std::vector<double> nearest;     // matrix of the same shape that is possible
};

// Collects pairs into groups that hang together; pairs that are not named have correlation 0. The two
// inputs of a pair differ and no pair comes twice.
std::expected<Correlations, CorrelationError> make_correlations(std::span<const CorrelatedPair> pairs);

// The matrix has the right shape, is symmetric with ones on its diagonal, and positive definite.
bool is_possible(const CorrelationGroup& group);

// Ties uniform numbers together, in place.
class Copula {
 public:
  // The group is_possible().
  explicit Copula(const CorrelationGroup& group);

  const std::vector<std::uint32_t>& inputs() const { return inputs_; }
  void apply(std::span<double> uniforms) const;  // one per input of the group, in (0, 1)

 private:
  std::vector<std::uint32_t> inputs_;
  stats::Matrix factor_;
};

}  // namespace detente::sampling
