// What a calibration found: how the model's past and its held-out forecasts compare with the world, which futures the
// past rules out, and what that says about the inputs.
//
// Three views of one ensemble, always side by side: all futures as drawn, those that history does not rule out, and all
// of them weighted by likelihood. A view with too few (effective) futures is not scored: `points` is 0.
// Scores are means over points, on the scale of comparison of the series (evidence.h).
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "analysis/calibrate/evidence.h"
#include "stats/interval.h"

namespace detente::analysis::calibrate {

enum class View : std::uint8_t { Drawn, Kept, Weighted };
inline constexpr std::size_t kViews = 3;
const char* view_name(View view);  // "drawn"

inline constexpr double kBand = 0.8;  // share of points the central band should hold
// Fewer (effective) futures than this describe no distribution: the end of an 80 % band would be off by a sixth of a
// standard deviation and more.
inline constexpr double kFewestFutures = 50;
// No single measurement may be further off than this many spreads (the three-sigma rule, Pukelsheim 1994) ..
inline constexpr double kImplausible = 3;
// .. but with so many measurements the two worst are forgiven.
inline constexpr std::uint32_t kManyPoints = 10;

struct Scores {
  std::uint32_t points = 0;
  double log_score = 0;      // mean logarithm of the forecast density at what happened: the larger the better
  double crps = 0;           // mean continuous ranked probability score: the smaller the better
  std::uint32_t inside = 0;  // points inside the central 80 % band
  stats::Interval coverage;  // 95 % Clopper-Pearson, of the share inside; as if points were independent
};

struct RivalScores {
  Rival rival = Rival::Persistence;
  Scores scores;  // 0 points: its past is too short
};

// What was forecast for one measurement, in the unit people read.
struct PointForecast {
  double p10 = 0, p50 = 0, p90 = 0;
  double rank = 0;  // of what was measured, in the forecast: its distribution function there
};
struct PointFinding {
  double time = 0;  // [year]
  double measured = 0;
  bool scored = false;                         // held out; otherwise fitted
  std::array<PointForecast, kViews> forecast;  // of the views that are scored
};

struct SeriesFinding {
  std::array<Scores, kViews> fitted;  // in sample: of `Kept` and `Weighted` no evidence of anything
  std::array<Scores, kViews> held_out;
  std::vector<RivalScores> rivals;  // held out
  std::vector<PointFinding> points;
  double kept_alone = 1;  // share of futures that this series by itself does not rule out
  double closest = 0;     // smallest implausibility of this series in any future; 0 without fitted points
};

// What the past says about the futures.
struct History {
  std::uint32_t points = 0;  // fitted
  bool forgives_two = false;
  std::int64_t kept = 0;
  stats::Interval kept_share;  // 95 % Clopper-Pearson, of all futures
  double closest = 0;          // smallest implausibility of any future
  double effective = 0;        // effective number of futures after weighting by likelihood
};

// How an input's values in the futures kept differ from those drawn.
struct Narrowing {
  struct Quantiles {
    double p05 = 0, p50 = 0, p95 = 0;  // base units
  };
  std::uint32_t input = 0;  // plan::Interface::inputs
  Quantiles drawn, kept;
  std::vector<double> drawn_shares, kept_shares;  // of the choices of an alternative
  double width = 1;   // central 90 % of the kept futures, over that of all futures, in ranks of what was drawn
  double moved = 0;   // largest difference of the two distribution functions
  double chance = 0;  // what `moved` stays below in 95 % of cases, over all inputs at once, if nothing was learned
  double median_rank =
      0.5;  // of the kept futures' median among all drawn: near 0 or 1 the prior was in the wrong place
  bool learned() const { return moved > chance; }
};

struct Finding {
  std::uint32_t calibration = 0;  // plan::Interface::calibrations
  std::int64_t futures = 0;       // all of them; what follows is excluded from every view and counts as ruled out
  std::int64_t faulted = 0;
  std::int64_t without_value = 0;  // not above 0 where the comparison is on a log scale
  Evidence evidence;
  History history;
  std::vector<SeriesFinding> series;    // beside evidence.series
  std::vector<Narrowing> inputs;        // what moved most first; empty when too few futures are kept
  std::array<Scores, kViews> fitted;    // coverage over all points; scores are NaN, units differ
  std::array<Scores, kViews> held_out;  // the same
  bool weighted() const { return history.effective >= kFewestFutures; }
  bool kept_enough() const { return static_cast<double>(history.kept) >= kFewestFutures; }
};

// Share of the rival's score that the model saves: 1 perfect, 0 no better, below 0 worse. NaN where either is missing.
double skill(const Scores& model, const Scores& rival);

// What the points inside the band can say about coverage.
enum class Coverage : std::uint8_t { NoPoints, TooNarrow, TooWide, CannotTell, Consistent };
inline constexpr double kPoorCoverage = 0.6;  // CannotTell: the interval holds this, too
Coverage coverage(const Scores& scores);

}  // namespace detente::analysis::calibrate
