#include "study/describe.h"

#include <unistd.h>

#include <chrono>
#include <ctime>

#include "base/cat.h"
#include "base/check.h"
#include "driver/record.h"
#include "plan/grid.h"

namespace detente::study {

using base::cat;

namespace {

std::string fault_text(plan::FaultKind kind) {
  switch (kind) {
    case plan::FaultKind::DivisionByZero: return "division by zero";
    case plan::FaultKind::LogOfNonPositive: return "logarithm of a number that is not positive";
    case plan::FaultKind::RootOfNegative: return "root of a negative number";
    case plan::FaultKind::Overflow: return "overflow";
    case plan::FaultKind::PowerDomain: return "power outside its domain";
    case plan::FaultKind::Conflict: return "conflict";
    case plan::FaultKind::OutOfRange: return "out of range";
    case plan::FaultKind::NotFinite: return "not finite";
  }
  DETENTE_CHECK(false);
}

std::vector<double> saved_times(const plan::Plan& plan, uint32_t scenario) {
  plan::TimeGrid grid = plan.time;
  if (scenario != plan::kBaseline && plan.interface.scenarios[scenario].has_range) {
    const plan::Scenario& moved = plan.interface.scenarios[scenario];
    grid = plan::with_range(grid, moved.start, moved.end).value_or(grid);
  }
  std::vector<double> times;
  for (uint32_t point = 0; point < plan::saved_points(grid); ++point) {
    times.push_back(plan::grid_time(grid, point * grid.save_every));
  }
  return times;
}

}  // namespace

store::Header describe(const driver::Ensemble& ensemble) {
  const plan::Plan& plan = ensemble.plan();
  const bool trajectories = ensemble.options().record == exec::Record::Saved;
  store::Header header;
  header.model = plan.interface.model;
  header.title = plan.interface.title;
  header.model_hash = plan.interface.hash;
  header.design = driver::design_text(ensemble);
  header.runs = ensemble.design().futures;
  for (const plan::Metric& metric : plan.interface.metrics) header.metrics.push_back(metric.quantity);
  for (const plan::Monitor& monitor : plan.monitors) {
    header.monitors.push_back({{monitor.name, monitor.name, {}, {}}, "", "", 1});
  }
  for (const plan::Signal& signal : plan.signals) {
    if (trajectories && signal.saved) header.signals.push_back(signal.quantity);
  }
  for (uint32_t arm = 0; arm < ensemble.needs().arms.size(); ++arm) {
    header.arms.push_back(ensemble.arm_name(arm));
    header.times.push_back(trajectories ? saved_times(plan, ensemble.needs().arms[arm].scenario)
                                        : std::vector<double>());
  }
  for (const plan::Site& site : plan.sites)
    header.fault_sites.push_back(cat(site.variable, ": ", fault_text(site.kind)));
  return header;
}

store::Session this_session(std::string command) {
  char host[256] = {};
  if (gethostname(host, sizeof host - 1) != 0) host[0] = '\0';
  const std::time_t now = std::chrono::system_clock::to_time_t(std::chrono::system_clock::now());
  std::tm utc = {};
  gmtime_r(&now, &utc);
  char started[32] = {};
  std::strftime(started, sizeof started, "%Y-%m-%dT%H:%M:%SZ", &utc);
  return {cat("detente ", DETENTE_VERSION), std::move(command), host, started};
}

}  // namespace detente::study
