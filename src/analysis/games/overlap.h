// The zone of overlap: for which terms, in which futures, would an agreement be signed, kept, and stand?
//
// Every agreement is simulated against its absence in the same futures, over scrambled Sobol points of its terms.
//   1 participation     every founding party gains by the deal, in that future              participation.h
//   2 self-enforcement  no founding party gains by breaking it from any of the breach       breach.h
//                       dates, with the best conduct the oracle found for it, beyond what
//                       that conduct gains within the agreement
//   3 stability         where others may join: no member gains by leaving, no outsider by   stability.h
//                       joining; who joins is found before: coalition.h
// Filter 2 is looked at in the futures that pass filter 1. Parties are taken to know the future they are in, not its
// chance: payoffs are means over `chance` runs that share all inputs. Filter 2 takes the largest of such means over
// dates, so little chance errs towards temptation. Breach dates lie in the first part of what remains after signing:
// later ones profit from the end of the run.
// A future that faults passes nothing. Shares are over pairs of terms and futures; intervals (95 %) are over futures.
// Where there are more choices of terms than a future is to meet, they are dealt out: hands.h. Where others may join
// there are no more choices than that, because who joins is searched for each of them.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "analysis/games/arena.h"
#include "analysis/games/bargaining.h"
#include "analysis/games/deal.h"
#include "stats/interval.h"

namespace detente::analysis::games {

// The model's group of inputs that say how much players mind hazard: shares are always shown by them.
inline constexpr std::string_view kHazardGroup = "hazard_weight";

struct OverlapOptions {
  std::uint64_t seed = 1;
  std::uint32_t draws = 250;           // of all inputs
  std::uint32_t chance = 8;            // runs per draw; 1 where the model has no chance
  std::uint32_t term_points = 0;       // 0: the usual number, hands.h
  std::uint32_t terms_per_future = 8;  // of those, judged in each future
  std::uint32_t breach_dates = 2;
  double breach_until = 0.5;                           // of the time after signing
  std::optional<double> sign_at;                       // [year]; the start of the run
  std::uint32_t search_draws = 32;                     // on which conduct in breach and coalitions are searched
  std::uint64_t evaluations = 64;                      // of such a search
  std::uint32_t curve_points = 5;                      // of the verification curve; 0: none
  std::uint32_t verification_draws = 24;               // most futures that verification is looked at in
  std::string detection = "detection";                 // the term that says how breach is detected
  std::string lag = "lag";                             // a second term that the needed detection is given for
  std::vector<std::string> by;                         // inputs to show shares by; besides those that matter most
  Candidate standing;                                  // what holds in every arm: the disagreement point's policies
  std::optional<Sample> judged;                        // the futures to judge in, instead of drawing them
  std::function<void(std::uint32_t agreement)> begin;  // told which one is looked at next
};

// What sabotage would take (MAIM): whoever breaks the deal gains G by it if nobody finds out, and loses L if it is
// found out and the deal ends at once. A breach that is found out with probability q pays (1 - q) G - q L, so it is
// deterred from q = G / (G + L) on. G: of the best breach with the detection term at its low end; L: what the deal is
// worth to the party. Quantiles are over the futures of verification.
struct Deterrence {
  double needed = 0, needed_low = 0, needed_high = 0;  // q: median, 5 and 95 %; 1: nothing deters
  // Median of the q that detection amounts to at the standing terms, (G - gain) / (G + L), where there is something to
  // gain and to lose; NaN: nowhere. Above 1 where being found out costs more than the deal is worth.
  double standing = 0;
  double deterred = 0;  // share of futures in which that is enough
};

struct PartyView {
  std::uint32_t player = 0;  // in the interface
  bool founding = true;
  double refuses = 0;                // share in which it does not gain by the deal
  double tempted = 0;                // share of what passes filter 1 in which breaking the deal pays it
  double gain = 0;                   // mean gain by the deal
  double best_breach = 0;            // mean gain of the best breach over keeping the deal, in what passes filter 1
  double side_payment = 0;           // median of what would win it where it refuses, in its payoff; NaN: it never does
  double affordable = 0;             // share of those in which the others gain more than that
  double member = 0;                 // share of terms in which it is a member
  std::vector<std::uint32_t> bound;  // levers that the agreement moves
  std::string conduct;               // of the best breach found: lever values
  std::optional<Deterrence> deterrence;
};

// Payments among the founding parties, one unit of payoff for one unit of payoff.
struct Transfers {
  double wanted = 0;    // share of pairs in which some founding party refuses
  double possible = 0;  // share of those in which the founding parties gain together, so that payments win them all
  double total = 0;     // median of the smallest sum of payments, where possible; NaN: never
  double pass1 = 0;     // share of pairs that pass filter 1 with such payments
};

// Where others may join: shares of pairs of terms and futures, whatever filters 1 and 2 say.
struct Stability {
  double internal = 0;   // no member gains by leaving
  double external = 0;   // no outsider gains by joining
  double potential = 0;  // members get at least as much together as all would by leaving alone: transfers hold them
};

// A coalition from which nobody wants to leave and which nobody wants to join, on means, at the standing terms.
struct CoalitionView {
  std::vector<std::uint32_t> members;  // positions in parties
  std::vector<double> payoffs;         // mean, per party; NaN without one
  double stable = 0;                   // share of futures in which nobody wants to move
  double potential = 0;                // share in which transfers would hold it
  std::uint32_t alike = 1;             // coalitions of as many members with the same payoffs, this one included
};

struct TermsView {
  std::vector<double> terms;  // plan units
  double pass1 = 0, pass12 = 0, pass123 = 0;
  stats::Interval interval;   // of pass123
  std::uint32_t futures = 0;  // in which these terms were judged
  std::vector<double> gains;  // mean over all futures, comparable between terms; per founding party
};

struct CurvePoint {
  double at = 0;  // plan units: a detection term, or the middle of a bin of an input
  double pass1 = 0, pass12 = 0, pass123 = 0;
  double temptation = 0;  // verification: mean gain of the best breach of the most tempted party
};

struct InputCurve {
  std::uint32_t input = 0;
  double spread = 0;  // of pass123: last bin less first; between choices, most less least
  std::vector<CurvePoint> bins;
};

struct DetectionAtLag {
  double lag = 0;                // plan units
  std::optional<double> needed;  // detection, plan units; none within its range
};

// How much verification a deal needs that keeps itself, at otherwise standing terms, in futures in which all founding
// parties accept it there. The shares of the curve are of those futures.
struct Verification {
  std::uint32_t detection_term = plan::kNone, lag_term = plan::kNone;  // positions among the terms
  std::uint32_t futures = 0;                                           // looked at; 0: nobody would sign
  std::vector<CurvePoint> curve;
  std::optional<double> needed;  // plan units: where no party is tempted on average; none within the range
  std::vector<DetectionAtLag> by_lag;
};

struct AgreementView {
  std::uint32_t agreement = 0;
  double pass1 = 0, pass12 = 0, pass123 = 0;
  stats::Interval interval1, interval12, interval123;
  // By future: share of the terms that pass filter 1; 1 and 2; everything.
  std::vector<double> signed_in, kept_in, open;
  std::vector<bool> faulted_in;          // by future: no value in some arm, so that it passes nothing
  double faulted = 0;                    // share of those
  std::optional<std::uint32_t> blocker;  // position in parties: who stands most often in the way of filters 1 and 2
  std::string binding;                   // the filter that takes most away: "participation", ..; "" if none does
  std::vector<PartyView> parties;
  Transfers transfers;
  std::optional<Stability> stability;  // where others may join
  bool all_coalitions = false;         // every one was looked at; otherwise one walk from everybody
  std::vector<CoalitionView> coalitions;
  std::vector<TermsView> terms;
  Bargaining bargaining;             // positions in terms, mean gains of founding parties
  std::vector<double> breach_dates;  // [year]
  Verification verification;
  std::vector<InputCurve> by;
};

// Each agreement has at least one founding party, and all of those have a payoff. Futures and the arm without a deal
// are shared. Nothing once the oracle was stopped.
base::Result<std::vector<AgreementView>> overlap(Oracle& oracle, std::span<const std::uint32_t> agreements,
                                                 const OverlapOptions& options);
base::Result<AgreementView> overlap(Oracle& oracle, std::uint32_t agreement, const OverlapOptions& options);

// What another scenario changes, future by future: share of the second view less that of the first, with its interval.
struct Shift {
  double mean = 0;
  stats::Interval interval;
};
// For filters 1, 1 and 2, all three. Both views stand on the same futures.
std::array<Shift, 3> shifts(const AgreementView& from, const AgreementView& to);

}  // namespace detente::analysis::games
