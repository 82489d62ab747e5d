// The zone of overlap: for which terms, in which futures, would an agreement be signed, kept, and stand?
//
// Every agreement is simulated against its absence in the same futures, over scrambled Sobol points of its terms.
//   1 participation     every founding party gains by the deal, in that future
//   2 self-enforcement  no founding party gains by breaking it from any of the breach dates, with the best conduct the
//                       oracle found for it, detection, false alarms and punishment as the model declares them
//   3 stability         where others may join: no member gains by leaving and no outsider by joining
// Parties are taken to know the future they are in, not its chance: payoffs are means over `chance` runs that share all
// inputs. Filter 2 takes the largest of such means over dates, so little chance errs towards temptation. Breach dates
// lie in the first part of what remains after signing: later ones profit from the end of the run.
// A future that faults passes nothing. Shares are over pairs of terms and futures; intervals (95 %) are over futures.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "analysis/games/arena.h"
#include "analysis/games/bargaining.h"
#include "analysis/games/deal.h"
#include "stats/interval.h"

namespace detente::analysis::games {

struct OverlapOptions {
  std::uint64_t seed = 1;
  std::uint32_t draws = 250;  // of all inputs
  std::uint32_t chance = 8;   // runs per draw; 1 where the model has no chance
  std::uint32_t term_points = 8;
  std::uint32_t breach_dates = 2;
  double breach_until = 0.5;            // of the time after signing
  std::optional<double> sign_at;        // [year]; the start of the run
  std::uint32_t search_draws = 32;      // on which conduct in breach is searched
  std::uint64_t evaluations = 96;       // of such a search
  std::uint32_t curve_points = 5;       // of the verification curve; 0: none
  std::string detection = "detection";  // the term that says how breach is detected
  std::vector<std::string> by;          // inputs to show shares by; besides those that matter most
  Candidate standing;                   // what holds in every arm: the disagreement point's policies
  std::optional<Sample> judged;         // the futures to judge in, instead of drawing them
};

struct PartyView {
  std::uint32_t player = 0;  // in the interface
  bool founding = true;
  double refuses = 0;                // share in which it does not gain by the deal
  double tempted = 0;                // share of what passes filter 1 in which breaking the deal pays it
  double gain = 0;                   // mean gain by the deal
  double best_breach = 0;            // mean gain of the best breach over keeping the deal
  double side_payment = 0;           // median of what would win it where it refuses, in its payoff; NaN: it never does
  double affordable = 0;             // share of those in which the others gain more than that
  double member = 0;                 // share of terms in which it is a member
  std::vector<std::uint32_t> bound;  // levers that the agreement moves
  std::string conduct;               // of the best breach found: lever values
};

struct TermsView {
  std::vector<double> terms;  // plan units
  double pass1 = 0, pass12 = 0, pass123 = 0;
  stats::Interval interval;   // of pass123
  std::vector<double> gains;  // mean, per founding party
};

struct CurvePoint {
  double at = 0;  // plan units: a detection term, or the middle of a bin of an input
  double pass1 = 0, pass12 = 0, pass123 = 0;
  double temptation = 0;  // verification: mean gain of the best breach of the most tempted party
};

struct InputCurve {
  std::uint32_t input = 0;
  double spread = 0;  // of pass123 between the outermost bins
  std::vector<CurvePoint> bins;
};

struct AgreementView {
  std::uint32_t agreement = 0;
  double pass1 = 0, pass12 = 0, pass123 = 0;
  stats::Interval interval1, interval12, interval123;
  std::vector<double> open;              // by future: share of the terms that pass everything
  double faulted = 0;                    // share of futures without a value in some arm
  std::optional<std::uint32_t> blocker;  // position in parties: who stands most often in the way of filters 1 and 2
  std::string binding;                   // the filter that takes most away: "participation", ..; "" if none does
  std::vector<PartyView> parties;
  std::vector<TermsView> terms;
  Bargaining bargaining;                       // positions in terms, mean gains of founding parties
  std::vector<double> breach_dates;            // [year]
  std::uint32_t detection_term = plan::kNone;  // position among the terms
  std::vector<CurvePoint> verification;
  std::optional<double> detection_needed;  // plan units: where no party is tempted on average; none within the range
  std::vector<InputCurve> by;
};

// The agreement has at least one founding party, and all of those have a payoff.
base::Result<AgreementView> overlap(Oracle& oracle, std::uint32_t agreement, const OverlapOptions& options);

}  // namespace detente::analysis::games
