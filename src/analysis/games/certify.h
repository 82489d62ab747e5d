// What is known against a profile: the most that each player could gain by another policy of its class.
// Nothing here is shared with the solver but the oracle: other searches, and futures that nobody has optimised on.
//
//   Exact      E0  finite, nothing drawn: every deviation computed; rationals where the game is solved as a table
//   Sampled    E1  finite: intervals that hold for every deviation at once
//   Bounded    E2  one or two coordinates: no policy gains more, on the futures judged, provided the payoff nowhere
//                  changes faster than twice as fast as the fastest change seen between neighbouring grid points
//   Searched   E3  an independent search of so many policies found at most this gain
//   Local      E4  small steps of single coordinates gain nothing
// Deviations race against the profile: their gains are measured on few futures first and on four times as many while an
// interval still lies across the tolerance, as long as that takes no more runs than the search did (and in any case on
// all judging futures). Intervals hold for all deviations and all looks at once (Bonferroni).
// Gains are in payoff, and as shares of the payoff range (Arena::range), which has to be measured before.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "analysis/games/arena.h"
#include "stats/interval.h"

namespace detente::analysis::games {

enum class Grade : std::uint8_t { Exact, Sampled, Bounded, Searched, Local };
std::string_view grade_name(Grade grade);  // "E0"

struct CertifyOptions {
  std::uint64_t budget = 500;  // policies tried per player by the search; 0: local steps only
  double tolerance = 1e-3;     // the largest gain, by payoff range, of what may be called an equilibrium
  double alpha = 0.05;         // of the intervals
  std::uint64_t key = 1;
};

struct PlayerCertificate {
  Grade grade = Grade::Searched;
  double gain = 0;            // of the best deviation found, on the last sample; below 0: it loses there
  stats::Interval interval;   // of the largest gain of all
  double bound = 0;           // Bounded: nothing gains more; NaN otherwise
  double slope = 0;           // Bounded: the assumed fastest change of the payoff over a coordinate's whole range
  double share = 0;           // what decides (bound, else upper end), by payoff range
  search::Point deviation;    // the best one found
  std::uint64_t tried = 0;    // policies
  std::uint32_t futures = 0;  // that gains were measured on, at most
  bool exceeds = false;       // some deviation is known to gain more than the tolerance
};

struct Certificate {
  Grade grade = Grade::Searched;  // the weakest of the players'
  std::vector<PlayerCertificate> players;
  bool holds = false;      // every player's share is within the tolerance
  bool undecided = false;  // it does not, but nothing is known against it either: more futures would tell
};

// `search` and `judge` are samples that the profile was not found on. Where the race needs more futures than `judge`
// has, they are drawn by its seed.
base::Result<Certificate> certify(Arena& arena, const Profile& profile, const Sample& search, const Sample& judge,
                                  const CertifyOptions& options);

}  // namespace detente::analysis::games
