#include "lower/slots.h"

#include <algorithm>
#include <bit>
#include <functional>
#include <queue>

namespace detente::lower {

Slot Slots::add(plan::SlotKind kind, bool uniform) {
  plan_.slots.push_back({kind, uniform, 0});
  return static_cast<Slot>(plan_.slots.size() - 1);
}

Slot Slots::constant(double value) {
  const auto [at, is_new] = constants_.try_emplace(std::bit_cast<uint64_t>(value), plan::kNoSlot);
  if (is_new) {
    at->second = add(plan::SlotKind::Constant, true);
    plan_.slots.back().value = value;
  }
  return at->second;
}

Slot Slots::pool(bool uniform, uint32_t number) {
  std::vector<Slot>& slots = pools_[uniform];
  while (slots.size() <= number) slots.push_back(add(plan::SlotKind::Temporary, uniform));
  return slots[number];
}

namespace {

constexpr uint32_t kForever = 0xFFFFFFFFu;

// The position after which each temporary is free, positions counted through all programs of the phase.
std::vector<uint32_t> last_uses(const PhaseCode& code) {
  std::vector<uint32_t> last(code.uniform.size(), 0);
  std::vector<uint32_t> written_in(code.uniform.size(), kForever);
  uint32_t position = 0;
  for (uint32_t number = 0; number < code.programs.size(); ++number) {
    const plan::Program& program = code.programs[number];
    const bool repeated = program.repeat != plan::kNoSlot;
    const uint32_t end = position + static_cast<uint32_t>(program.code.size());
    const auto use = [&](Slot slot, uint32_t at) {
      if (slot == plan::kNoSlot || slot < kVirtual) return;
      const uint32_t temporary = slot - kVirtual;
      // What comes into a repeated program is read again in its next round.
      if (repeated && written_in[temporary] != number) at = end;
      last[temporary] = std::max(last[temporary], at);
    };
    use(program.repeat, end);
    for (const plan::Instr& instr : program.code) {
      use(instr.a, position);
      use(instr.b, position);
      use(instr.c, position);
      if (instr.dst != plan::kNoSlot && instr.dst >= kVirtual) {
        const uint32_t temporary = instr.dst - kVirtual;
        if (written_in[temporary] == kForever) written_in[temporary] = number;
        use(instr.dst, position);
      }
      ++position;
    }
    ++position;  // the end of a program is a position of its own
  }
  for (const Slot slot : code.kept)
    if (slot >= kVirtual && slot != plan::kNoSlot) last[slot - kVirtual] = kForever;
  return last;
}

}  // namespace

std::vector<Slot> place_temporaries(PhaseCode& code, Slots& slots) {
  const std::vector<uint32_t> last = last_uses(code);
  std::vector<Slot> placed(code.uniform.size(), plan::kNoSlot);
  std::vector<uint32_t> numbers(code.uniform.size(), 0);
  // Lowest numbers first: few slots, and the same ones in every build. total order: integers
  std::priority_queue<uint32_t, std::vector<uint32_t>, std::greater<>> free[2];
  uint32_t taken[2] = {0, 0};

  uint32_t position = 0;
  for (plan::Program& program : code.programs) {
    const auto place = [&](Slot& slot) {
      if (slot != plan::kNoSlot && slot >= kVirtual) slot = placed[slot - kVirtual];
    };
    const Slot repeat = program.repeat;
    place(program.repeat);
    const auto release = [&](Slot slot, uint32_t at) {
      if (slot == plan::kNoSlot || slot < kVirtual) return;
      const uint32_t temporary = slot - kVirtual;
      if (last[temporary] != at || placed[temporary] == plan::kNoSlot) return;
      free[code.uniform[temporary]].push(numbers[temporary]);
      numbers[temporary] = kForever;
    };
    std::vector<Slot> read_throughout = {repeat};
    for (plan::Instr& instr : program.code) {
      const plan::Instr virtual_instr = instr;
      if (instr.dst != plan::kNoSlot && instr.dst >= kVirtual && placed[instr.dst - kVirtual] == plan::kNoSlot) {
        const uint32_t temporary = instr.dst - kVirtual;
        const bool uniform = code.uniform[temporary];
        if (free[uniform].empty()) {
          numbers[temporary] = taken[uniform]++;
        } else {
          numbers[temporary] = free[uniform].top();
          free[uniform].pop();
        }
        placed[temporary] = slots.pool(uniform, numbers[temporary]);
      }
      place(instr.a);
      place(instr.b);
      place(instr.c);
      place(instr.dst);
      const Slot touched[] = {virtual_instr.a, virtual_instr.b, virtual_instr.c, virtual_instr.dst};
      for (int i = 0; i < 4; ++i) {
        if (std::find(touched, touched + i, touched[i]) != touched + i) continue;
        release(touched[i], position);
        if (program.repeat != plan::kNoSlot) read_throughout.push_back(touched[i]);
      }
      ++position;
    }
    // total order: integers
    std::sort(read_throughout.begin(), read_throughout.end());
    read_throughout.erase(std::unique(read_throughout.begin(), read_throughout.end()), read_throughout.end());
    for (const Slot slot : read_throughout) release(slot, position);
    ++position;
  }
  return placed;
}

}  // namespace detente::lower
