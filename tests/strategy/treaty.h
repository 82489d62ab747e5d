// Compiles a model text and looks at its agreements.
#pragma once

#include <gtest/gtest.h>

#include <optional>
#include <stdexcept>
#include <string>

#include "analysis/games/overlap.h"
#include "base/render.h"
#include "driver/compile.h"

namespace detente::testing_support {

struct Treaty {
  explicit Treaty(const std::string& text, std::uint32_t scenario = plan::kBaseline)
      : compiled(driver::compile_text("test.detente", text, {})) {
    if (!compiled.ok()) throw std::runtime_error(base::render(compiled.diagnostics, compiled.sources));
    analysis::games::OracleOptions wanted;
    for (std::uint32_t p = 0; p < compiled.plan->interface.players.size(); ++p) wanted.players.push_back(p);
    wanted.engine.threads = 1;
    wanted.scenario = scenario;
    auto made = analysis::games::Oracle::make(driver::payoff_plan(compiled), wanted);
    EXPECT_TRUE(made.ok()) << base::render(made.diagnostics, compiled.sources);
    oracle.emplace(std::move(*made));
  }

  analysis::games::AgreementView view(const analysis::games::OverlapOptions& options, std::uint32_t agreement = 0) {
    auto found = analysis::games::overlap(*oracle, agreement, options);
    EXPECT_TRUE(found.ok()) << base::render(found.diagnostics, compiled.sources);
    return std::move(*found);
  }

  driver::Compiled compiled;
  std::optional<analysis::games::Oracle> oracle;
};

}  // namespace detente::testing_support
