// The slots of a plan while it is being made: fixed ones by what they stand for, and temporaries, which every phase
// takes anew from one pool. Code is first written with virtual temporaries (from kVirtual), as many as it likes;
// `place_temporaries` then puts them into pool slots by a linear scan.
#pragma once

#include <cstdint>
#include <unordered_map>
#include <vector>

#include "plan/plan.h"

namespace detente::lower {

using plan::Slot;

inline constexpr Slot kVirtual = 0x80000000u;

class Slots {
 public:
  explicit Slots(plan::Plan& plan) : plan_(plan) {}

  Slot add(plan::SlotKind kind, bool uniform);
  Slot constant(double value);
  // Keeps its value through the later phases.
  Slot persistent(bool uniform) { return add(plan::SlotKind::Temporary, uniform); }
  Slot pool(bool uniform, uint32_t number);

 private:
  plan::Plan& plan_;
  std::unordered_map<uint64_t, Slot> constants_;  // by bits; looked up, never iterated
  std::vector<Slot> pools_[2];                    // lane, uniform
};

// The code of one phase and its virtual temporaries.
struct PhaseCode {
  std::vector<plan::Program> programs;
  std::vector<bool> uniform;  // of each virtual temporary
  std::vector<Slot> kept;     // temporaries that are read after the code: commits, signals, metrics

  Slot temporary(bool is_uniform) {
    uniform.push_back(is_uniform);
    return kVirtual + static_cast<Slot>(uniform.size() - 1);
  }
};

// Replaces virtual temporaries in the code by pool slots; gives the slot of each. A result never shares the slot of an
// operand of its own instruction.
std::vector<Slot> place_temporaries(PhaseCode& code, Slots& slots);

}  // namespace detente::lower
