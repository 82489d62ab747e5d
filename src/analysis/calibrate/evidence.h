// The measurements a calibration uses: which points of which series are fitted, which ones are held out and scored, and
// what a naive forecaster may know. A point is never both fitted and scored.
//
// Everything here stands on the scale of comparison of its series: the value in the unit people read, or the natural
// logarithm of that on a log scale.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "analysis/calibrate/rivals.h"
#include "plan/plan.h"

namespace detente::analysis::calibrate {

struct Point {
  double time = 0;  // [year]
  double value = 0;
};

struct Series {
  std::uint32_t observed = plan::kNone;  // plan::Interface::observed
  std::uint32_t signal = plan::kNone;    // plan::Plan::signals
  std::string unit;                      // that people read; the scale of comparison may be its logarithm
  bool log_scale = false;
  double scale = 1;  // of the unit: plan::Quantity
  double noise = 0;
  double discrepancy = 0;
  bool discrepancy_assumed = false;
  std::vector<Point> fits, scores;  // ascending in time
  std::vector<Point> known;   // what naive forecasts are made of: up to the end of the fit, before any scored point
  std::uint32_t outside = 0;  // points asked for that lie outside the run

  double compared(double value) const;  // from base units; NaN where it has no logarithm
  double shown(double compared) const;  // back to the unit that people read
};

struct Evidence {
  std::vector<Series> series;  // in the order of plan::Interface::observed
  std::vector<Rival> rivals;
  double known_until = plan::kNever;  // [year], the last year any fit may use

  std::uint32_t fit_points() const;
};

// `grid` is that of the calibration's runs.
Evidence gather(const plan::Plan& plan, const plan::Calibration& calibration, const plan::TimeGrid& grid);

}  // namespace detente::analysis::calibrate
