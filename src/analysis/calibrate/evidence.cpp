#include "analysis/calibrate/evidence.h"

#include <algorithm>
#include <limits>

#include "base/check.h"
#include "kernels/elementary.h"

namespace detente::analysis::calibrate {
namespace {

bool asked(const std::vector<plan::CalibrationTarget>& targets, std::uint32_t observed, double time) {
  return std::any_of(targets.begin(), targets.end(), [&](const plan::CalibrationTarget& target) {
    return target.observed == observed && target.from <= time && time <= target.to;
  });
}

bool names(const std::vector<plan::CalibrationTarget>& targets, std::uint32_t observed) {
  return std::any_of(targets.begin(), targets.end(), [&](const auto& target) { return target.observed == observed; });
}

std::uint32_t signal_of(const plan::Plan& plan, const std::string& name) {
  for (std::uint32_t s = 0; s < plan.signals.size(); ++s) {
    if (plan.signals[s].quantity.name.full == name) return s;
  }
  DETENTE_CHECK(false);  // lowering records every observed series
}

Series make_series(const plan::Plan& plan, std::uint32_t number) {
  const plan::Observed& observed = plan.interface.observed[number];
  Series made;
  made.observed = number;
  made.signal = signal_of(plan, observed.signal);
  const plan::Quantity& quantity = plan.signals[made.signal].quantity;
  made.unit = quantity.unit;
  made.scale = quantity.scale;
  made.log_scale = observed.log_scale;
  const double per_spread = observed.log_scale ? 1 : quantity.scale;
  made.noise = observed.noise_sd / per_spread;
  made.discrepancy = observed.discrepancy_sd / per_spread;
  made.discrepancy_assumed = observed.discrepancy_assumed;
  return made;
}

}  // namespace

double Series::compared(double value) const {
  if (!log_scale) return value / scale;
  return value > 0 ? kernels::ln(value / scale) : std::numeric_limits<double>::quiet_NaN();
}

double Series::shown(double compared) const { return log_scale ? kernels::exp(compared) : compared; }

std::uint32_t Evidence::fit_points() const {
  std::size_t count = 0;
  for (const Series& each : series) count += each.fits.size();
  return static_cast<std::uint32_t>(count);
}

Evidence gather(const plan::Plan& plan, const plan::Calibration& calibration, const plan::TimeGrid& grid) {
  Evidence evidence;
  for (const std::string& rival : calibration.rivals) {
    const Rival made = rival_named(rival);
    if (std::find(evidence.rivals.begin(), evidence.rivals.end(), made) == evidence.rivals.end()) {
      evidence.rivals.push_back(made);
    }
  }
  if (!calibration.fits.empty()) {
    evidence.known_until = -plan::kNever;
    for (const auto& target : calibration.fits) evidence.known_until = std::max(evidence.known_until, target.to);
  }
  const double slack = 1e-6 * grid.step;
  for (std::uint32_t o = 0; o < plan.interface.observed.size(); ++o) {
    if (!names(calibration.fits, o) && !names(calibration.scores, o)) continue;
    const plan::Observed& observed = plan.interface.observed[o];
    Series series = make_series(plan, o);
    double first_scored = std::numeric_limits<double>::infinity();
    for (std::size_t i = 0; i < observed.times.size(); ++i) {
      const double time = observed.times[i];
      const bool fitted = asked(calibration.fits, o, time);
      if (!fitted && !asked(calibration.scores, o, time)) continue;
      if (!fitted) first_scored = std::min(first_scored, time);
      if (time < grid.start - slack || time > grid.end + slack) {
        ++series.outside;
        continue;
      }
      (fitted ? series.fits : series.scores).push_back({time, series.compared(observed.values[i])});
    }
    for (std::size_t i = 0; i < observed.times.size(); ++i) {
      if (observed.times[i] > evidence.known_until || observed.times[i] >= first_scored) break;
      series.known.push_back({observed.times[i], series.compared(observed.values[i])});
    }
    evidence.series.push_back(std::move(series));
  }
  return evidence;
}

}  // namespace detente::analysis::calibrate
