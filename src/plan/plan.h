// A plan: everything needed to run a model, and nothing of the text it came from.
//
// Values live in slots. A step is a fixed cycle of phases; a phase is straight-line programs followed by commits that
// all happen together, so every program of a phase reads the values from before it. Two kinds of slot keep their value
// from step to step: stocks (moved by the integrator, and by commits of the init and events phases) and held values
// (moved only by commits: levers, what players have seen, agreement status, previous values, metric accumulators).
//
//   start of a run:  inputs are filled, then setup, init (commits start values)
//   grid step k:     events -> observe -> decide -> step -> record -> [integrator: rates, once per stage] -> k + 1
//   after the last record:  finish
//
// A lane's values never depend on its neighbours: code that SkipIfNone jumps over, and repetitions beyond a lane's own
// count, are masked by Select for the lanes they do not concern (Checks included). verify.h lists every rule.
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
  Temporary,  // written before it is read, in the same phase or an earlier one of the cycle
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
  Constant,    // dst = value as truth (0, 0.5 or 1) at every time
  Not,         // dst = not a
  And,         // dst = a and b
  Or,          // dst = a or b
  Always,      // dst[t] = a[s] for all s in window(t); true when it is empty
  Eventually,  // dst[t] = a[s] for some s in window(t); false when it is empty
  Until,       // dst[t] = b[s] at some s in window(t), s >= t, and a on [t, s)
  After,       // dst[t] = a[s] at the first s >= t where b is true; undecided if there is none
  Rises        // dst[t] = the robustness channel of a (a bare quantity) never falls between neighbours in window(t)
};

// One end of a closed window. Windows move forward: both ends never decrease in t.
enum class EdgeKind : uint8_t { Steps, Year, End };
struct WindowEdge {
  EdgeKind kind = EdgeKind::Steps;
  double value =
      0;  // Steps: whole steps after t; Year: a calendar time [year], the next grid point counts; End: unused
};
struct Window {  // the whole rest of the run when nothing is said
  WindowEdge from;
  WindowEdge to = {EdgeKind::End, 0};
};

// Straight-line code: a trace is written once, before it is read.
struct MonitorInstr {
  MonitorOp op = MonitorOp::Atom;
  uint32_t dst = 0, a = 0, b = 0;  // traces (Atom: a = atom)
  double value = 0;                // Constant
  Window window;                   // Always, Eventually, Until, Rises
};

// Verdict of one run: trace `result` at the first grid time (truth, lowest and highest robustness), and the first time
// [year] at which trace `first_of` is true, NaN if never, by a straight line between grid points where it has a
// finite robustness. A time outside the run is undecided: truth 0.5, robustness anywhere from -inf to +inf.
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

// The phases in the order in which a first step meets them; `finish` follows the last `record`.
struct PhaseName {
  const char* name;
  Phase Plan::* member;
};
inline constexpr PhaseName kPhases[] = {
    {"setup", &Plan::setup},     {"init", &Plan::init},     {"events", &Plan::events},
    {"observe", &Plan::observe}, {"decide", &Plan::decide}, {"step", &Plan::step},
    {"record", &Plan::record},   {"rates", &Plan::rates},   {"finish", &Plan::finish}};

}  // namespace detente::plan
