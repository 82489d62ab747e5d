// Turns results into verdicts: takes the chunks of all arms that `needs` asked for, in order, and says at any time
// what they show so far.
//
// Intervals are of the kind the design allows. Independent runs (Monte Carlo): `sequence`, valid however often one
// looks. Quasi-random and stratified designs: `fixed`, from independent replicates. Runs that share draws (crossed
// alternatives, nested worlds) count as one group each. Futures that faulted or stayed undecided are failures at an
// interval's lower end and successes at its upper.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "analysis/claims/finding.h"
#include "analysis/claims/needs.h"
#include "plan/interface.h"
#include "results/chunk.h"
#include "sampling/spec.h"

namespace detente::analysis::claims {

struct Options {
  sampling::Design design;
  uint32_t crossed = 1;           // futures that share one draw: the combinations of crossed alternatives
  bool certain = false;           // is_certain(..): one future says it all
  double alpha = 0.05;            // 1 - confidence
  uint32_t tested_elsewhere = 0;  // claims that another judge looks at in the same study
};

// Rank correlations and quantiles of robustness use at most so many runs, the first ones.
inline constexpr uint32_t kMostRanked = 64 * results::kChunkRuns;

class ClaimState;

class Judge {
 public:
  // The interface and the needs outlive the judge; needs.arms[0] is the arm that was asked for.
  Judge(const plan::Interface& interface, const Needs& needs, const Options& options);
  Judge(Judge&&) noexcept;
  ~Judge();

  // The results of the next futures: one chunk per arm, in the order of needs.arms.
  void add(std::span<const results::Chunk> arms);

  std::vector<Finding> findings() const;  // one per claim, in their order

 private:
  const plan::Interface& interface_;
  Options options_;
  std::vector<std::unique_ptr<ClaimState>> states_;
  std::vector<bool> solved_;  // beside states_: everything the claim reads is there
};

Gate gate(const plan::Interface& interface, std::span<const Finding> findings);

}  // namespace detente::analysis::claims
