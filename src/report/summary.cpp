#include "report/summary.h"

#include <algorithm>

#include "plan/grid.h"
#include "stats/accumulate.h"
#include "stats/quantile.h"

namespace detente::report {

Summary summarise(std::span<const double> values, const plan::Quantity& quantity) {
  const stats::Moments moments = stats::column_moments(values);
  const stats::SortedColumn sorted(values);
  Summary result;
  result.count = static_cast<std::uint64_t>(moments.count);
  result.mean = moments.count > 0 ? moments.mean / quantity.scale : sorted.quantile(0.5);
  result.sd = moments.sd() / quantity.scale;
  result.p05 = sorted.quantile(0.05) / quantity.scale;
  result.p25 = sorted.quantile(0.25) / quantity.scale;
  result.p50 = sorted.quantile(0.50) / quantity.scale;
  result.p75 = sorted.quantile(0.75) / quantity.scale;
  result.p95 = sorted.quantile(0.95) / quantity.scale;
  return result;
}

void FaultCount::add(const results::Chunk& chunk) {
  for (std::uint32_t run = 0; run < chunk.runs; ++run) {
    const results::Fault& fault = chunk.faults[run];
    if (fault.site >= causes_.size()) continue;
    FaultCause& cause = causes_[fault.site];
    if (cause.runs++ == 0) {
      cause.first_run = chunk.first_run + run;
      cause.first_step = fault.step;
    }
  }
}

FaultSummary FaultCount::summary() const {
  FaultSummary result;
  for (std::uint32_t site = 0; site < causes_.size(); ++site) {
    if (causes_[site].runs == 0) continue;
    result.causes.push_back(causes_[site]);
    result.causes.back().site = site;
    result.runs += causes_[site].runs;
  }
  // total order: a site is listed once
  std::sort(result.causes.begin(), result.causes.end(), [](const FaultCause& a, const FaultCause& b) {
    return a.runs != b.runs ? a.runs > b.runs : a.site < b.site;
  });
  return result;
}

void MetricColumns::add(const results::Chunk& chunk) {
  for (std::size_t m = 0; m < values_.size(); ++m) {
    const auto column = chunk.metrics.begin() + static_cast<std::ptrdiff_t>(m * chunk.runs);
    values_[m].insert(values_[m].end(), column, column + chunk.runs);
  }
}

std::vector<Summary> MetricColumns::summaries() const {
  std::vector<Summary> result;
  for (std::size_t m = 0; m < values_.size(); ++m) {
    result.push_back(summarise(values_[m], plan_->interface.metrics[m].quantity));
  }
  return result;
}

Bands bands(const plan::Plan& plan, const plan::TimeGrid& grid, const results::Chunk& first) {
  Bands result;
  if (first.traces.empty()) return result;
  for (std::uint32_t point = 0; point < first.points; ++point) {
    result.times.push_back(plan::grid_time(grid, point * grid.save_every));
  }
  const std::span<const double> traces = first.traces;
  std::size_t row = 0;
  for (const plan::Signal& signal : plan.signals) {
    if (!signal.saved) continue;
    Band band;
    band.quantity = signal.quantity;
    for (std::uint32_t point = 0; point < first.points; ++point, ++row) {
      band.points.push_back(summarise(traces.subspan(row * first.runs, first.runs), signal.quantity));
    }
    result.signals.push_back(std::move(band));
  }
  return result;
}

}  // namespace detente::report
