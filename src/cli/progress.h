// One line on stderr that is written over while an ensemble runs: runs, rate, time left, and how well the mean of the
// first metric is known. Shown on terminals only.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <utility>

#include "cli/program.h"
#include "driver/ensemble.h"
#include "stats/accumulate.h"

namespace detente::cli {

class Progress {
 public:
  // `done` futures were there before.
  Progress(const Program& program, const driver::Ensemble& ensemble, std::uint64_t done);
  ~Progress();  // wipes the line
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  void add(const results::Chunk& chunk);  // of the first arm

 private:
  using Clock = std::chrono::steady_clock;

  const Program& program_;
  const driver::Ensemble& ensemble_;
  bool shown_;
  std::uint64_t before_, done_;
  stats::TreeFold<stats::Moments> first_metric_;
  Clock::time_point start_ = Clock::now(), last_ = start_;
  bool written_ = false;
};

// The same for a search among policies, whose end nobody knows: what is looked at, runs, rate.
class RunCount {
 public:
  explicit RunCount(const Program& program) : program_(program), shown_(program.error_is_terminal()) {}
  ~RunCount() { wipe(); }
  RunCount(const RunCount&) = delete;
  RunCount& operator=(const RunCount&) = delete;

  void look_at(std::string what) { what_ = std::move(what); }
  void add(std::uint64_t runs);
  void wipe();  // before anything else is written

 private:
  using Clock = std::chrono::steady_clock;

  const Program& program_;
  bool shown_;
  std::string what_;
  std::uint64_t done_ = 0;
  Clock::time_point start_ = Clock::now(), last_ = start_;
  bool written_ = false;
};

}  // namespace detente::cli
