// Evaluates the formula of a claim for one future after another, from the columns of the arms it reads.
// A value is NaN when one of the numbers it reads is: the run faulted, or never came to what was measured.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "analysis/claims/needs.h"
#include "results/chunk.h"

namespace detente::analysis::claims {

struct FormulaValue {
  double result = 0;
  double robustness = 0;  // NaN where the formula defines none
  bool faulted = false;   // in one of the arms it reads
};

class FormulaReader {
 public:
  // Of a claim's formula when `asked` is the arm asked for; `mix` reads every value in that mixed arm.
  FormulaReader(const plan::Claim& claim, const plan::Formula& formula, const Needs& needs, uint32_t asked,
                uint32_t mix = plan::kNone);

  // Chunks of the same futures, one per arm of the needs. They stay alive while values are read from them.
  void open(std::span<const results::Chunk> arms);
  FormulaValue at(uint32_t run);  // run of the open chunks

 private:
  struct Source {
    uint32_t arm;
    plan::ArmValue value;
    const double* column = nullptr;
    const results::Fault* faults = nullptr;
  };
  const plan::Formula& formula_;
  std::vector<Source> sources_;
  std::vector<double> slots_;
};

}  // namespace detente::analysis::claims
