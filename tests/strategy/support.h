// Compiles a model text, runs arms of it, and reads metrics and verdicts by name.
#pragma once

#include <gtest/gtest.h>

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "analysis/claims/judge.h"
#include "base/render.h"
#include "driver/compile.h"
#include "driver/ensemble.h"

namespace detente::testing_support {

class Study {
 public:
  explicit Study(std::string text) : compiled(driver::compile_text("test.detente", std::move(text), {})) {
    EXPECT_TRUE(compiled.ok()) << base::render(compiled.diagnostics, compiled.sources);
  }

  const plan::Interface& interface() const { return compiled.plan->interface; }

  std::uint32_t scenario(std::string_view name) const {
    if (name.empty()) return plan::kBaseline;
    for (std::uint32_t i = 0; i < interface().scenarios.size(); ++i) {
      if (interface().scenarios[i].name == name) return i;
    }
    ADD_FAILURE() << "no scenario " << name;
    return plan::kBaseline;
  }

  std::uint32_t metric(std::string_view name) const {
    for (std::uint32_t i = 0; i < interface().metrics.size(); ++i) {
      if (interface().metrics[i].quantity.name.full == name) return i;
    }
    ADD_FAILURE() << "no metric " << name;
    return 0;
  }

  // The values of a metric over futures of one arm.
  std::vector<double> values(std::string_view name, std::string_view arm = "", std::uint64_t futures = 1) {
    if (!compiled.ok()) return std::vector<double>(futures, 0);
    analysis::claims::Needs needs;
    needs.arms.push_back({scenario(arm), plan::kNone});
    driver::EnsembleOptions options;
    options.design.futures = futures;
    options.central = central;
    options.settings = settings;
    auto ensemble = driver::Ensemble::make(*compiled.plan, needs, options);
    EXPECT_TRUE(ensemble.ok()) << base::render(ensemble.diagnostics, compiled.sources);
    std::vector<double> column;
    const double scale = interface().metrics[metric(name)].quantity.scale;
    for (std::uint64_t chunk = 0; chunk < ensemble->chunk_count(); ++chunk) {
      const auto results = ensemble->compute(chunk);
      EXPECT_TRUE(results.ok());
      const results::Chunk& first = (*results)[0];
      for (std::uint32_t run = 0; run < first.runs; ++run) {
        column.push_back(first.metrics[std::uint64_t{metric(name)} * first.runs + run] / scale);
      }
    }
    return column;
  }

  double value(std::string_view name, std::string_view arm = "") { return values(name, arm, 1)[0]; }

  std::vector<analysis::claims::Finding> judge(std::uint64_t futures, std::uint32_t draws_per_world = 1) {
    if (!compiled.ok()) return std::vector<analysis::claims::Finding>(interface_size());
    const analysis::claims::Needs needs = analysis::claims::needs(interface());
    driver::EnsembleOptions options;
    options.design.futures = futures;
    options.design.draws_per_world = draws_per_world;
    auto ensemble = driver::Ensemble::make(*compiled.plan, needs, options);
    EXPECT_TRUE(ensemble.ok()) << base::render(ensemble.diagnostics, compiled.sources);
    analysis::claims::Options judging;
    judging.design = options.design;
    judging.crossed = ensemble->crossed();
    judging.certain = analysis::claims::is_certain(interface(), needs, !compiled.plan->streams.empty());
    analysis::claims::Judge judge(interface(), needs, judging);
    for (std::uint64_t chunk = 0; chunk < ensemble->chunk_count(); ++chunk) judge.add(*ensemble->compute(chunk));
    return judge.findings();
  }

  driver::Compiled compiled;
  bool central = true;  // of values: nothing is drawn but noise and events
  std::vector<plan::Override> settings;

 private:
  std::size_t interface_size() const { return compiled.model ? compiled.model->interface.claims.size() + 8 : 8; }
};

}  // namespace detente::testing_support
