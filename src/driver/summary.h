// What an arm's columns say: each metric's moments and quantiles, and how many runs faulted, by first cause.
// Everything is in the units people read (plan::Quantity). Faulted runs have no value and are counted.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "plan/plan.h"
#include "results/chunk.h"

namespace detente::driver {

struct MetricSummary {
  std::uint64_t count = 0;  // runs with a value
  double mean = 0, sd = 0;  // NaN where there are too few
  double p05 = 0, p25 = 0, p50 = 0, p75 = 0, p95 = 0;
};

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

// Of one metric's values in order of run number, from run 0, in base units.
MetricSummary summarise(std::span<const double> values, const plan::Quantity& quantity);

// Collects an arm's chunks in order.
class ArmSummary {
 public:
  explicit ArmSummary(const plan::Plan& plan);

  void add(const results::Chunk& chunk);
  std::uint64_t runs() const { return runs_; }
  const std::vector<double>& values(std::uint32_t metric) const { return values_[metric]; }  // base units
  std::vector<MetricSummary> metrics() const;  // beside plan.interface.metrics
  FaultSummary faults() const;

 private:
  const plan::Plan* plan_;
  std::vector<std::vector<double>> values_;
  std::vector<FaultCause> causes_;  // per site
  std::uint64_t runs_ = 0;
};

}  // namespace detente::driver
