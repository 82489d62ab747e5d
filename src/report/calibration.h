// A calibration's finding as text and as JSON (docs/json.md): what was fitted, what was held out, what history rules
// out and which inputs it speaks about. Bad cells stand beside good ones; nothing is left out because it looks bad.
#pragma once

#include <string>

#include "analysis/calibrate/finding.h"
#include "plan/plan.h"
#include "report/json.h"
#include "report/table.h"

namespace detente::report {

struct CalibrationParts {
  bool points = false;  // every forecast beside what was measured
};

std::string calibration_text(const plan::Plan& plan, const analysis::calibrate::Finding& finding,
                             const CalibrationParts& parts, const Style& style);

Json json_of(const plan::Plan& plan, const analysis::calibrate::Finding& finding);

}  // namespace detente::report
