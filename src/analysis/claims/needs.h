// Which runs a set of claims needs, read from the plan alone; whoever runs them hands the results to a Judge.
//
// All arms run the same futures, so that they are compared pairwise. An arm may be mixed: some of its inputs come from
// a second, independent draw of the same design (pick and freeze), which is how sensitivities are estimated.
#pragma once

#include <cstdint>
#include <vector>

#include "plan/interface.h"

namespace detente::analysis::claims {

struct Arm {
  uint32_t scenario = plan::kBaseline;
  uint32_t mix = plan::kNone;  // Needs::mixes; kNone: everything from the first draw
  friend bool operator==(const Arm&, const Arm&) = default;
};

// The inputs an arm takes from the second draw.
struct Mix {
  bool everything = false;
  uint32_t group = plan::kNone;  // otherwise the inputs of this group
  friend bool operator==(const Mix&, const Mix&) = default;
};

struct Needs {
  std::vector<Arm> arms;  // the arm that was asked for stands first
  std::vector<Mix> mixes;
  bool worlds = false;     // a nested design: several draws share one choice of everything deep
  bool strategic = false;  // chunks will bring the columns that an analysis of the players adds

  // Position in `arms`; the arm is one of them.
  uint32_t arm(const Arm& wanted) const;
};

// The second draw is the same design with this seed.
inline uint64_t second_seed(uint64_t seed) { return seed ^ 0x9E3779B97F4A7C15u; }

// The scenario a value of a claim is read in, when `asked` was asked for.
uint32_t scenario_of(const plan::Claim& claim, const plan::ArmValue& value, uint32_t asked);

// All formulas of a claim, empty ones too.
std::vector<const plan::Formula*> formulas_of(const plan::Claim& claim);

// Speaks of what players would do: of strategic quantities, or of every equilibrium.
bool is_about_players(const plan::Claim& claim);

// Claims about players need nothing, and stay unsolved, unless `strategic` columns are promised.
Needs needs(const plan::Interface& interface, uint32_t scenario = plan::kBaseline, bool strategic = false);

// Whether every future of these arms is the same: nothing is drawn. `streams` says whether the plan has random streams.
bool is_certain(const plan::Interface& interface, const Needs& needs, bool streams);

}  // namespace detente::analysis::claims
