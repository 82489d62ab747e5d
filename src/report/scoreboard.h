// The claims' scoreboard: what became of each claim, with everything needed to weigh it.
// Claims that hold by construction stand apart and are not counted.
#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "analysis/claims/finding.h"
#include "plan/interface.h"
#include "report/table.h"

namespace detente::report {

// How many claims came out how, those by construction left out.
struct Score {
  std::uint32_t supported = 0, refuted = 0, unresolved = 0, no_evidence = 0, not_solved = 0;
  std::uint32_t by_construction = 0;
  std::uint32_t tested() const { return supported + refuted + unresolved + no_evidence; }
};

Score score(const plan::Interface& interface, std::span<const analysis::claims::Finding> findings);

// "sequence", "fixed", "exact": what the interval promises.
std::string_view interval_kind(const analysis::claims::Finding& finding);
// "share of futures >= 0.5": what the estimate is held against.
std::string expectation_text(const plan::Interface& interface, const plan::Claim& claim);

std::string score_line(const Score& score);
std::string scoreboard_text(const plan::Interface& interface, std::span<const analysis::claims::Finding> findings,
                            const Style& style);

}  // namespace detente::report
