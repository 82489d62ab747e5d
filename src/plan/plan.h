// A plan: everything needed to run a model, and nothing of the text it came from.
//
// Values live in slots. A step is a fixed cycle of phases; a phase is straight-line programs followed by commits that
// all happen together, so every program of a phase reads the values from before it. Two kinds of slot keep their value
// from step to step: stocks (moved by the integrator, and by commits of the events phase) and held values (moved only
// by commits: levers, what players have seen, agreement status, previous values, metric accumulators).
//
//   start of a run:  inputs are filled, then setup, init (commits start values)
//   grid step k:     events -> observe -> decide -> step -> record -> [integrator: rates, once per stage] -> k + 1
//   after the last record:  finish
//
// A run faults when a Check meets a value that is not finite: the run is counted with its first cause (site, step) and
// its results are NaN. Time is in years; step k stands at start + k * step, never at an accumulated sum.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "kernels/ops.h"
#include "kernels/vm.h"
#include "plan/interface.h"

namespace detente::plan {

enum class SlotKind : uint8_t {
  Constant,   // `value`, uniform
  Clock,      // uniform, filled by the engine: see ClockSlots
  Input,      // one value per run
  Stock,      // the integrator's state at the present stage
  Held,       // moved by commits
  Temporary,  // written before it is read, in the same program or, when `persistent`, in setup, init or step
  Flag        // the fault flag
};

struct SlotInfo {
  SlotKind kind = SlotKind::Temporary;
  bool uniform = false;  // one value for the whole block
  double value = 0;      // Constant: its value; Held: its value before init
};

struct Instr {
  kernels::Op op = kernels::Op::Move;
  Slot dst = kNoSlot;
  Slot a = kNoSlot, b = kNoSlot, c = kNoSlot;
  uint32_t imm = 0;
  uint32_t site = kNone;  // Check: what faults here
};

struct Program {
  std::vector<Instr> code;
  Slot repeat = kNoSlot;  // run max over lanes of this slot times, iteration = 0, 1, ..; kNoSlot = once
};

struct Commit {
  Slot to = kNoSlot;  // Stock or Held
  Slot from = kNoSlot;
};

struct Phase {
  std::vector<Program> programs;
  std::vector<Commit> commits;
};

enum class Method : uint8_t { Euler, Rk2, Rk4, EulerMaruyama, Heun };

struct TimeGrid {
  double start = 0;         // [year]
  double end = 0;           // [year]
  double step = 1;          // [year]
  uint32_t steps = 0;       // (end - start) / step, a whole number
  uint32_t save_every = 1;  // in steps
  Method method = Method::Euler;
  bool has_time = false;  // false: evaluated once, steps = 0
};

// Uniform slots that the engine fills.
struct ClockSlots {
  Slot time = kNoSlot;       // [year], stage time inside the integrator
  Slot step = kNoSlot;       // k
  Slot start = kNoSlot;      // [year]
  Slot end = kNoSlot;        // [year]
  Slot dt = kNoSlot;         // [year]
  Slot iteration = kNoSlot;  // inside a repeated program
};

struct Stock {
  Quantity quantity;
  Slot slot = kNoSlot;
  Slot rate = kNoSlot;       // written by `rates`: [unit/year], or [1/year] of the logarithm on log scale
  Slot diffusion = kNoSlot;  // written by `step`: what the noise adds over the whole step; kNoSlot = none
  bool log_scale = false;    // the slot holds the natural logarithm
};

struct Stream {
  std::string name;  // its key is the hash of the name, so adding a stream moves no other
  uint64_t key = 0;
};

struct Table {
  std::string name;
  std::vector<double> x, y;
  kernels::TableMode mode = kernels::TableMode::Linear;
};

struct Ring {
  std::string name;
  uint32_t depth = 0;  // steps
};

enum class FaultKind : uint8_t {
  DivisionByZero,
  LogOfNonPositive,
  RootOfNegative,
  Overflow,
  PowerDomain,
  Conflict,
  OutOfRange,
  NotFinite
};

struct Site {
  std::string variable;  // with element
  FaultKind kind = FaultKind::NotFinite;
  Place place;
  std::string help;
};

// A quantity recorded along the run (saved trajectories, observed series).
struct Signal {
  Quantity quantity;
  Slot slot = kNoSlot;  // read after the record phase
  bool saved = false;   // on the save grid, to the store
};

// Claims about trajectories. An atom is a condition without temporal operators, recorded at every grid time as truth
// (1, 0) and robustness (distance from flipping). Monitor code then works on whole traces, three channels each
// (truth, lowest and highest robustness over all continuations), Kleene's logic by min and max.
struct Atom {
  Slot truth = kNoSlot;
  Slot robustness = kNoSlot;  // kNoSlot: +-infinity by truth
};

enum class MonitorOp : uint8_t {
  Atom,        // dst = atoms[a]
  Not,         // dst = not a
  And,         // dst = a and b
  Or,          // dst = a or b
  Always,      // dst[t] = for all s in window(t): a[s]
  Eventually,  // dst[t] = for some s in window(t): a[s]
  Until,       // dst[t] = b[s] at some s in window(t) and a on [t, s)
  Stays,       // dst[t] = a from t to the end of the run
  After,       // dst[t] = a at the first s >= t where b becomes true; undecided if none (see Monitor::given)
  Rises,       // dst[t] = signal a's robustness channel never falls between neighbours of window(t)
  Constant     // dst = lo (truth)
};

// Window bounds in steps: relative to t (to = kOpenEnd: to the end), or absolute calendar times resolved against the
// run's start.
inline constexpr int64_t kOpenEnd = INT64_MAX;
struct MonitorInstr {
  MonitorOp op = MonitorOp::Atom;
  uint32_t dst = 0, a = 0, b = 0;  // traces (Atom: a = atom)
  bool calendar = false;           // lo, hi are years; otherwise steps after t
  double lo = 0, hi = 0;
  bool to_end = false;  // the window reaches to the end of the run, whatever that is
};

// The verdict of one run is dst of the last instruction at the first grid time: truth, lowest and highest robustness,
// and `first`: the first time [year] at which the trace `first_of` is true, NaN if never.
struct Monitor {
  std::string name;
  std::vector<MonitorInstr> code;
  uint32_t traces = 0;
  uint32_t result = 0;
  uint32_t given = kNone;     // trace: futures where it is false at the start are set aside
  uint32_t first_of = kNone;  // trace
  Place place;
};

struct Plan {
  Interface interface;
  TimeGrid time;
  ClockSlots clock;
  Slot fault = kNoSlot;
  std::vector<SlotInfo> slots;
  std::vector<Stock> stocks;
  std::vector<Stream> streams;
  std::vector<Table> tables;
  std::vector<Ring> rings;
  std::vector<Signal> signals;
  std::vector<Atom> atoms;
  std::vector<Monitor> monitors;
  std::vector<Site> sites;
  Phase setup, init, events, observe, decide, step, record, rates, finish;
};

}  // namespace detente::plan
