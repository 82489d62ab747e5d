// What an arm's columns say: each metric's moments and quantiles, and how many runs faulted, by first cause.
// Everything is in the units people read (plan::Quantity). Faulted runs have no value and are counted.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "plan/plan.h"
#include "results/chunk.h"

namespace detente::report {

struct Summary {
  std::uint64_t count = 0;  // runs with a value
  double mean = 0, sd = 0;  // NaN where there are too few
  double p05 = 0, p25 = 0, p50 = 0, p75 = 0, p95 = 0;
};

// Of one column of values in order of run number, from run 0, in base units.
Summary summarise(std::span<const double> values, const plan::Quantity& quantity);

struct FaultCause {
  std::uint32_t site = 0;  // plan::Plan::sites
  std::uint64_t runs = 0;
  std::uint64_t first_run = 0;   // the run with the smallest number
  std::uint32_t first_step = 0;  // of that run
};

struct FaultSummary {
  std::uint64_t runs = 0;
  std::vector<FaultCause> causes;  // most frequent first, ties by site
};

// Counts the faults of an arm's chunks, in their order.
class FaultCount {
 public:
  explicit FaultCount(const plan::Plan& plan) : causes_(plan.sites.size()) {}

  void add(const results::Chunk& chunk);
  FaultSummary summary() const;

 private:
  std::vector<FaultCause> causes_;  // per site
};

// Keeps the metrics of an arm's chunks, in their order.
class MetricColumns {
 public:
  explicit MetricColumns(const plan::Plan& plan) : plan_(&plan), values_(plan.interface.metrics.size()) {}

  void add(const results::Chunk& chunk);
  const std::vector<double>& values(std::uint32_t metric) const { return values_[metric]; }  // base units
  std::vector<Summary> summaries() const;  // beside plan.interface.metrics

 private:
  const plan::Plan* plan_;
  std::vector<std::vector<double>> values_;
};

// A saved signal over time, from the first chunk of an arm.
struct Band {
  plan::Quantity quantity;
  std::vector<Summary> points;  // beside the times
};
struct Bands {
  std::vector<double> times;  // [year]
  std::vector<Band> signals;
};

// `grid` is the arm's; a chunk without trajectories gives no bands.
Bands bands(const plan::Plan& plan, const plan::TimeGrid& grid, const results::Chunk& first);

}  // namespace detente::report
