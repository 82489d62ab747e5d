// Counts outcomes of futures (or worlds) and gives the interval for the share of successes that the design allows.
#pragma once

#include <cstdint>
#include <vector>

#include "sampling/spec.h"
#include "stats/interval.h"

namespace detente::analysis::claims {

enum class Outcome : uint8_t { Success, Failure, Open };  // open: faulted or undecided

struct Reading {
  double estimate = 0;  // of the decided ones; NaN if there is none
  stats::Interval interval;
  const char* note = "";
};

class ShareCount {
 public:
  // `together` consecutive items share a draw and count as one group.
  ShareCount(const sampling::Design& design, uint32_t together);

  // Item numbers ascend; items that are set aside are simply not added.
  void add(uint64_t item, Outcome outcome);
  const stats::Tally& tally() const { return total_; }
  Reading read(double alpha) const;

 private:
  void close_group();

  bool sequence_;  // independent draws
  uint32_t together_;
  stats::Tally total_;
  std::vector<stats::Tally> replicates_;  // quasi-random designs
  stats::Tally group_;                    // the one being filled
  uint64_t group_number_ = 0;
  std::vector<double> group_low_, group_high_;  // share of a closed group, open ones as failures and as successes
};

}  // namespace detente::analysis::claims
