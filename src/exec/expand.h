// A plan as the engine runs it: phases as straight-line code, commits and the integration method written out as
// instructions over the plan's slots and a few of the engine's own. Knows no memory, width or instruction set.
#pragma once

#include <vector>

#include "plan/plan.h"

namespace detente::exec {

// One phase of the cycle: its code, then, once faults are known, the moves that end it.
struct Part {
  std::vector<plan::Program> programs;  // neighbours that run once are joined; none is empty
  std::vector<plan::Instr> moves;
  bool checks = false;  // some instruction is a Check
  bool empty() const { return programs.empty() && moves.empty(); }
};

// Uniform slots that the engine fills besides the plan's clock.
struct StageTimes {
  plan::Slot start = plan::kNoSlot;   // [year] at the start of the step
  plan::Slot middle = plan::kNoSlot;  // [year]
  plan::Slot end = plan::kNoSlot;     // [year]
};

struct Expansion {
  std::vector<plan::SlotInfo> slots;  // the plan's, then the engine's
  StageTimes times;
  Part setup, init, events, observe, decide, step, record, integrate, finish;
  std::vector<plan::Instr> rewind;  // puts stocks and time back to where `integrate` began, before its moves
};

// The plan passes plan::verify.
Expansion expand(const plan::Plan& plan);

}  // namespace detente::exec
