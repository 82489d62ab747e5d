// Runs an ensemble, chunk by chunk, and collects what it says: in memory, or through a study file that is filled first
// and read back, so that both give the same digest. Shows progress, and stops at a chunk when interrupted.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "analysis/claims/finding.h"
#include "cli/program.h"
#include "driver/compile.h"
#include "driver/ensemble.h"
#include "report/summary.h"

namespace detente::cli {

struct Wanted {
  const driver::Compiled* compiled = nullptr;
  std::string output;                                  // study file to fill; empty: nothing is kept
  std::string command;                                 // what to write into the study as what was typed
  std::vector<std::uint32_t> keep;                     // arms whose metrics are wanted
  bool judge = true;                                   // claims
  std::vector<analysis::claims::Finding> solved = {};  // of claims about players: stand in for what the runs leave open
};

struct Answer {
  std::uint64_t runs = 0;  // per arm; fewer than asked for when interrupted
  bool interrupted = false;
  std::vector<report::MetricColumns> columns;  // beside Wanted::keep
  std::vector<report::FaultSummary> faults;    // per arm
  std::vector<analysis::claims::Finding> findings;
  report::Bands bands;  // of arm 0
  std::string digest;
};

// A study that was interrupted has no results to show: the answer has 0 runs then.
Answer answer(const Program& program, const Wanted& wanted, driver::Ensemble& ensemble);

// Failure E0799 when all runs of the first arm faulted; otherwise what the fault rate says about how to end.
ExitCode judge_faults(const Program& program, const driver::Ensemble& ensemble, const Answer& answer,
                      double fault_limit);

}  // namespace detente::cli
