// One worker's memory and code: runs a block of futures of one plan at one width and instruction set.
//
// All slots lie in one arena of 64-byte lines: a lane slot is `width` doubles, a uniform slot one line holding its
// value eight times. Lanes beyond the last run of a request repeat that run and leave no results.
// A lane that faults stays dead: its results become NaN, while the other lanes go on. The fault flag is looked at once
// a phase; only when a new lane has faulted is the phase run again, instruction by instruction, to find its first
// cause.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "exec/engine.h"
#include "exec/expand.h"
#include "exec/monitor.h"
#include "exec/traces.h"
#include "kernels/vm.h"
#include "plan/plan.h"
#include "results/chunk.h"

namespace detente::exec {

// Some lanes of one request, and where their results go.
struct Block {
  const RunRequest* request = nullptr;
  plan::TimeGrid grid;  // of the request
  uint32_t first = 0;   // run of the request that lane 0 takes
  results::Chunk* chunk = nullptr;
};

class Machine {
 public:
  // Bytes that a machine needs for its values, the recorded atoms of a run of `points` grid times included.
  static uint64_t bytes(const plan::Plan& plan, const Expansion& expansion, uint32_t width, uint32_t points);

  // The plan and its expansion outlive the machine.
  Machine(const plan::Plan& plan, const Expansion& expansion, kernels::Isa isa, uint32_t width);
  Machine(const Machine&) = delete;
  Machine& operator=(const Machine&) = delete;

  void run(const Block& block);

 private:
  struct LoadedProgram {
    std::vector<kernels::LoadedInstr> code;
    const plan::Program* from = nullptr;
    const double* repeat = nullptr;  // its count in each lane; nullptr: once
    uint32_t repeat_mask = 0;
  };
  struct LoadedPart {
    std::vector<LoadedProgram> programs;
    std::vector<kernels::LoadedInstr> moves;
    const std::vector<kernels::LoadedInstr>* rewind = nullptr;  // before a second run
    bool checks = false;
  };
  struct Fill {  // a kept slot and its value before init
    double* at;
    uint32_t count;
    double value;
  };

  double* at(plan::Slot slot) { return arena_ + offsets_[slot]; }
  uint32_t lanes(plan::Slot slot) const { return expansion_.slots[slot].uniform ? kernels::kLine : width_; }
  uint32_t mask(plan::Slot slot) const { return expansion_.slots[slot].uniform ? 0 : kernels::kLaneMask; }
  kernels::LoadedInstr load(const plan::Instr& instr);
  std::vector<kernels::LoadedInstr> load(const std::vector<plan::Instr>& code);
  LoadedPart load(const Part& part);
  void set_uniform(plan::Slot slot, double value);

  void begin(const Block& block);
  void set_step(uint32_t step);
  void set_iteration(uint32_t iteration);
  bool simulate(const Block& block);
  bool run(LoadedPart& part);
  double most_repeats(const LoadedProgram& program) const;
  void run_code(const std::vector<kernels::LoadedInstr>& code);
  bool has_new_faults() const;
  void find_faults(LoadedPart& part);
  void diagnose(const LoadedProgram& program);

  void record(const Block& block);
  void copy_lanes(plan::Slot slot, double* to, uint32_t count);
  void write_results(const Block& block);

  const plan::Plan& plan_;
  const Expansion& expansion_;
  const kernels::RunCode run_code_;
  const uint32_t width_;
  std::vector<uint64_t> offsets_;  // of each slot in the arena
  struct Free {
    void operator()(double* memory) const;
  };
  std::unique_ptr<double[], Free> memory_;
  double* arena_ = nullptr;
  double* fault_ = nullptr;  // the flag of every lane

  std::vector<kernels::Table> tables_;
  std::vector<kernels::Ring> rings_;
  std::vector<uint64_t> streams_;
  std::vector<uint64_t> future_;
  kernels::Context context_{};
  std::vector<Fill> fills_;
  LoadedPart setup_, init_, events_, observe_, decide_, step_, record_, integrate_, finish_;
  std::vector<kernels::LoadedInstr> rewind_;

  uint32_t used_ = 0;                   // lanes of the block that hold runs of their own
  uint32_t dead_ = 0;                   // lanes that have faulted, of all `width`
  std::vector<results::Fault> faults_;  // per lane
  AtomTraces atoms_;
  MonitorBank monitors_;
  Verdicts verdicts_;
};

}  // namespace detente::exec
