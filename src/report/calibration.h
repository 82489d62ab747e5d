// A calibration's finding as text and as JSON (docs/json.md): what was fitted, what was held out, what history rules
// out and which inputs it speaks about. Bad cells stand beside good ones; nothing is left out because it looks bad.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "analysis/calibrate/finding.h"
#include "plan/plan.h"
#include "report/json.h"
#include "report/table.h"

namespace detente::report {

struct CalibrationParts {
  bool points = false;  // every forecast beside what was measured
};

// A table with the lines above and below it; without one, just lines.
struct Passage {
  std::string title;
  std::string before;
  std::optional<Table> table;
  std::string after;
};

std::vector<Passage> calibration_passages(const plan::Plan& plan, const analysis::calibrate::Finding& finding,
                                          const CalibrationParts& parts, const Style& style);

std::string calibration_text(const plan::Plan& plan, const analysis::calibrate::Finding& finding,
                             const CalibrationParts& parts, const Style& style);

Json json_of(const plan::Plan& plan, const analysis::calibrate::Finding& finding);

}  // namespace detente::report
