// Whether a plan may be run. Engines run only what passed: a verified plan reads and writes nothing but its own slots,
// tables, rings and streams, always the same values, for a number of instructions known before it starts.
//
// What is checked, besides that every number in the plan refers to something that exists:
//   slots     Constants, clocks and inputs are never written; stocks and held values only by commits (stocks: init and
//             events; held values: init to record), at most once a phase; the fault flag only by Check.
//   order     A temporary is written before it is read: earlier in its phase, or in a phase before it in the order
//             setup, init, events, observe, decide, step, record, rates; finish sees what record saw. A phase writes no
//             temporary that it has read from an earlier phase, so a phase can be run again to find a fault.
//   uniform   An instruction that writes a uniform slot reads uniform slots only, and is no RingRead or random draw.
//   skips     The code under SkipIfNone(c) stays inside its program, holds no second skip and no RingWrite, and does
//             not write c. What it writes is lost after it, except t = Select(m, v, t) with a mask m: c, or And of a
//             mask of this code with anything. A Check in it looks at a Select(m, v, 0) of this code.
//   repeats   A repeated program sets out from what others wrote and does not write its count. What it writes is lost
//             after it, except t = Select(m, v, t) and t = Add(t, Select(m, v, 0)) with a mask m: Lt(iteration, repeat)
//             or And of a mask with anything, both from it. A Check in it looks at a Select(m, v, 0) from it.
//             Setup, rates and finish repeat nothing.
//   rings     Every ring is written by exactly one RingWrite, unconditionally, in a phase from events to record.
//   rates     Commit nothing. Diffusion needs euler_maruyama or heun.
#pragma once

#include "base/diagnostics.h"
#include "plan/plan.h"

namespace detente::plan {

inline constexpr uint32_t kMaxSlots = 1u << 24;
inline constexpr uint32_t kMaxInstructions = 1u << 26;
inline constexpr uint32_t kMaxSteps = 1'000'000'000;
inline constexpr uint32_t kMaxTablePoints = 10'000'000;
inline constexpr uint32_t kMaxRingDepth = 1u << 24;
inline constexpr uint32_t kMaxMonitorTraces = 4096;

// A repeated program runs at most so many times a step; PoissonQuantile stays below.
inline constexpr uint32_t kMaxRepeats = 1u << 17;

// Nothing when the plan may be run; otherwise what is wrong (E1312), at most kMaxKept messages.
base::Diagnostics verify(const Plan& plan);

}  // namespace detente::plan
