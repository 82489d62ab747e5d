// What an uncertain input of a model is, and how a whole set of inputs is drawn.
// A probability (Distribution, weighted Choice, Share) and a deep range (Deep, Choice without weights)
// stay different kinds all the way: deep values are spread out to explore, never averaged.
// Everything here is plain data, fit for plan bytes; sampling/table.h draws from it.
#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "sampling/distribution.h"

namespace detente::sampling {

struct Fixed {
  double value = 0;
  friend bool operator==(const Fixed&, const Fixed&) = default;
};

// A range without a probability, explored evenly (in the logarithm if `log`).
struct Deep {
  double low = 0;
  double high = 1;
  bool log = false;
  friend bool operator==(const Deep&, const Deep&) = default;
};

// One of `count` branches, drawn as its number from 0. Without weights it is deep.
struct Choice {
  std::uint32_t count = 1;
  std::vector<double> weights;  // empty, or `count` of them, not all 0; their sum need not be 1
  friend bool operator==(const Choice&, const Choice&) = default;
};

// One component of a Dirichlet draw. The components with the same `group` number sum to 1.
struct Share {
  double alpha = 1;
  std::uint32_t group = 0;
  friend bool operator==(const Share&, const Share&) = default;
};

struct InputSpec {
  // Names the random stream: inputs with one name would move together, and adding an input moves no other.
  std::string stream;
  std::variant<Fixed, Distribution, Deep, Choice, Share> law = Fixed();

  bool is_fixed() const { return std::holds_alternative<Fixed>(law); }
  bool is_deep() const;
  friend bool operator==(const InputSpec&, const InputSpec&) = default;
};

// Inputs tied by a Gaussian copula: `matrix` holds the correlations of their normal scores, row by row.
struct CorrelationGroup {
  std::vector<std::uint32_t> inputs;  // ascending positions in the list of inputs
  std::vector<double> matrix;         // inputs.size() squared, symmetric, positive definite
  friend bool operator==(const CorrelationGroup&, const CorrelationGroup&) = default;
};
using Correlations = std::vector<CorrelationGroup>;

enum class DesignKind : std::uint8_t {
  MonteCarlo,      // independent futures; may grow at any time
  LatinHypercube,  // stratified in each input; `futures` is part of the design
  Sobol,           // scrambled low-discrepancy points; may grow at any time, best at powers of 2
};

// Future f of a design is the same whoever computes it, and in whatever order.
struct Design {
  DesignKind kind = DesignKind::MonteCarlo;
  std::uint64_t seed = 1;
  std::uint64_t futures = 1000;       // in all
  std::uint32_t replicates = 1;       // independent scrambles that take turns; see InputTable::place
  std::uint32_t draws_per_world = 1;  // consecutive draws that share one choice of everything deep
  bool crosses_alternatives = false;  // every combination of the deep alternatives, the fastest index of a future
  friend bool operator==(const Design&, const Design&) = default;
};

}  // namespace detente::sampling
