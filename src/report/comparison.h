// Arms set against the first of them, future by future: the same draw in every arm, so a difference is what the
// scenarios make of it. Futures in which either arm faulted have no difference and are counted.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "plan/plan.h"
#include "report/summary.h"
#include "report/table.h"
#include "sampling/spec.h"
#include "stats/interval.h"

namespace detente::report {

// Of one metric in one arm, minus the same metric in the first arm.
struct Difference {
  Summary summary;           // of the differences
  stats::Interval interval;  // 95 %, of their mean; Fixed
  double base_mean = 0;      // of the metric in the first arm, over the futures compared
  double rises = 0;          // share of the compared futures in which it is higher
  double falls = 0;
  std::uint64_t excluded = 0;
};

// `together` consecutive futures share a draw and count as one for the interval.
Difference difference(std::span<const double> base, std::span<const double> arm, const plan::Quantity& quantity,
                      const sampling::Design& design, std::uint32_t together);

// One table per arm after the first; rows are `chosen` metrics. differences[arm - 1][row].
std::string comparison_text(const plan::Plan& plan, std::span<const std::string> arms,
                            std::span<const std::uint32_t> chosen, std::span<const std::vector<Difference>> differences,
                            const Style& style);

}  // namespace detente::report
