// What running one arm (one scenario) over a chunk of futures leaves: columns, one value per run, and faults.
// A chunk is kChunkRuns runs with consecutive numbers (the last of a study may be shorter); every sum and digest goes
// by chunks, so the same study has the same bits however it was cut into threads and sessions.
// A run that faulted keeps its place: its values are NaN and its fault says what happened first.
#pragma once

#include <cstdint>
#include <vector>

namespace detente::results {

inline constexpr uint32_t kChunkRuns = 4096;
inline constexpr uint32_t kNoFault = 0xFFFFFFFFu;

struct Fault {
  uint32_t site = kNoFault;  // plan::Plan::sites
  uint32_t step = 0;         // grid step of the first cause
};

// Columns are quantity-major: the value of quantity q in run r (of this chunk) is values[q * runs + r].
struct Chunk {
  uint64_t first_run = 0;
  uint32_t runs = 0;
  std::vector<double> metrics;      // plan metrics
  std::vector<double> truth;        // monitors: 1, 0, 0.5 undecided, NaN faulted
  std::vector<double> robust_low;   // monitors
  std::vector<double> robust_high;  // monitors
  std::vector<double> first_time;   // monitors [year], NaN = never
  std::vector<double> given;        // monitors: 1 unless the condition of `after` never came
  std::vector<double> strategic;    // plan::Interface::strategic, where an analysis of the players added them
  std::vector<Fault> faults;        // per run
  // Saved signals, time-major inside a signal: traces[(s * points + p) * runs + r].
  uint32_t points = 0;
  std::vector<double> traces;
};

}  // namespace detente::results
