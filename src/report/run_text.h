// What `detente run` prints about the arm that was asked for.
#pragma once

#include <span>
#include <string>

#include "plan/plan.h"
#include "report/summary.h"
#include "report/table.h"

namespace detente::report {

// Metrics that count something to be told of (plan::Metric::warning) are not shown as metrics.
// `chosen` are positions in plan.interface.metrics; empty: all.
std::string metrics_text(const plan::Plan& plan, std::span<const Summary> summaries,
                         std::span<const std::uint32_t> chosen, const Style& style);

// "W0802: times `f` was asked beyond its points, in 12 % of runs", one line each; `columns` are the arm's.
std::string warnings_text(const plan::Plan& plan, const MetricColumns& columns, const Style& style);

// How many runs faulted and what happened first in them; empty when none did. `grid` is the arm's.
std::string faults_text(const plan::Plan& plan, const plan::TimeGrid& grid, const FaultSummary& faults,
                        std::uint64_t runs, const Style& style);
// "x: division by zero (models/a.detente:14:9), 37 runs, first in run 812 at step 44 (2036)"
std::string cause_text(const plan::Plan& plan, const plan::TimeGrid& grid, const FaultCause& cause);

std::string bands_text(const Bands& bands, const Style& style);

// A value of an input as `--set` would give it, without the unit: "0.35", "saturating", "never".
std::string input_text(const plan::Input& input, double value);

// The grid of an arm: its scenario may move the time range.
plan::TimeGrid grid_of(const plan::Plan& plan, std::uint32_t scenario);

}  // namespace detente::report
