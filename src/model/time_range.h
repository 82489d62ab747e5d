// Time ranges, of the model and of scenarios that move it, in years.
#pragma once

#include <cstdint>
#include <optional>

#include "model/context.h"

namespace detente::model {

struct Years {
  double start = 0, end = 0;
  bool known = false;  // false after a report
};

Years range_of(Context& context, const syntax::TimeRange& range);

// Reports ranges that are no whole number of steps (E0603) or have too many (E0604).
std::optional<std::uint32_t> steps_between(Context& context, double start, double end, double step, base::Span span);

// A calendar time that no grid time meets is moved to the next one (W0606); one after every declared range is never
// met (W0613).
void warn_off_grid(Context& context, const Expression& time);

}  // namespace detente::model
