// What was found about one claim: the verdict and everything a reader needs to weigh it.
// Shares and probabilities are pure numbers; robustness is in base units (plan::Claim::robustness_scale).
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "stats/interval.h"

namespace detente::analysis::claims {

enum class Verdict : uint8_t {
  Supported,   // the whole interval lies on the claimed side of the threshold
  Refuted,     // the whole interval lies on the other side
  Unresolved,  // the threshold lies inside the interval
  NoEvidence,  // the condition never held, or what is claimed about does not vary
  NotSolved    // waits for an analysis of the players
};

const char* verdict_name(Verdict verdict);  // "supported"

struct Quantiles {
  double p05 = 0, median = 0, p95 = 0;
  int64_t count = 0;  // 0: not defined
};

struct Finding {
  uint32_t claim = 0;  // plan::Interface::claims
  Verdict verdict = Verdict::Unresolved;
  Verdict corrected = Verdict::Unresolved;  // the same at an error shared among all claims tested together
  uint32_t tested_together = 1;

  stats::Tally tally;     // futures, or worlds, that were judged
  int64_t undecided = 0;  // among the open ones: the window left the run
  int64_t faulted = 0;    // among the open ones
  int64_t set_aside = 0;  // futures whose condition did not hold
  double estimate = 0;    // share, coefficient or index; NaN where there is none
  stats::Interval interval;
  bool exact = false;  // nothing is drawn, so that one future says it all
  double margin = 0;   // how far the estimate lies on the claimed side of the threshold

  // Conditional claims: the probability of the condition.
  bool conditional = false;
  double condition = 0;
  stats::Interval condition_interval;

  Quantiles robustness;  // over the judged futures: how far from flipping; below 0 where the claim fails
  std::string note;      // a sentence, when there is something to explain
};

// Every claim that can be judged is supported; those true by construction, or not solved, are left out.
struct Gate {
  bool passes = true;
  std::vector<uint32_t> failing;  // claims
};

}  // namespace detente::analysis::claims
