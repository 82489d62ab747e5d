// Draws the inputs of a model: a column of numbers per input, a row per future.
// A future's values depend on the inputs, the correlations, the design and the future's number alone,
// so any partition of the work gives the same columns.
#pragma once

#include <cstdint>
#include <expected>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "sampling/copula.h"
#include "sampling/quantile_table.h"
#include "sampling/sobol.h"
#include "sampling/spec.h"

namespace detente::sampling {

// What is wrong with one input's law, if anything (distributions check themselves when they are made).
std::optional<DistributionError> law_fault(const InputSpec& spec);

// A future's place in its design.
struct FuturePlace {
  std::uint64_t world = 0;        // one choice of everything deep; futures of one world differ by chance only
  std::uint64_t base = 0;         // futures of one base differ in crossed alternatives only
  std::uint64_t combination = 0;  // which combination of the crossed alternatives
  std::uint32_t replicate = 0;    // which independent scramble
  friend bool operator==(const FuturePlace&, const FuturePlace&) = default;
};

class InputTable {
 public:
  // Or the reason why these inputs cannot be drawn. A correlation counts between inputs that have a
  // Distribution; where a scenario fixes one of a group, the others keep theirs.
  static std::expected<InputTable, std::string> make(std::vector<InputSpec> inputs, const Correlations& correlations,
                                                     const Design& design);

  const std::vector<InputSpec>& inputs() const { return inputs_; }
  const Design& design() const { return design_; }
  std::uint64_t combinations() const { return combinations_; }  // 1 unless the design crosses alternatives
  FuturePlace place(std::uint64_t future) const;

  // Writes the value of input i in future first + k to out[i * count + k]. In a Latin hypercube the
  // futures must be among those of the design.
  void draw(std::uint64_t first, std::uint32_t count, std::span<double> out) const;
  std::vector<double> draw(std::uint64_t first, std::uint32_t count) const;

 private:
  explicit InputTable(const Design& design) : design_(design) {}
  struct Column {
    std::uint64_t key = 0;
    bool deep = false;
    std::uint64_t crossed_stride = 0;     // combination / stride % count is the branch; 0: not crossed
    std::optional<SobolDimension> sobol;  // none beyond the last dimension: plain random there
    std::optional<QuantileTable> quantile;
  };
  // A future as one kind of input, deep or by chance, counts them.
  struct Position {
    std::uint64_t number;  // among all futures
    std::uint64_t index;   // among those of its replicate
    std::uint64_t size;    // of the whole replicate
    std::uint32_t replicate;
  };
  Position position(const FuturePlace& place, bool deep) const;
  double uniform(const Column& column, const Position& at) const;

  std::vector<InputSpec> inputs_;
  std::vector<Column> columns_;
  std::vector<Copula> copulas_;
  std::vector<std::vector<std::uint32_t>> shares_;  // the inputs of each Dirichlet draw
  Design design_;
  std::uint64_t combinations_ = 1;
};

}  // namespace detente::sampling
