// Numbers and quantities as people read them in tables.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "stats/interval.h"

namespace detente::report {

std::string count_text(std::uint64_t count);  // "10,000"
// "1 run", "10,000 runs"
std::string count_of(std::uint64_t count, std::string_view one, std::string_view many);

// Five significant digits; an empty cell ("–") for NaN.
std::string value_text(double value);
// Of a share or probability: at most four decimals, as many as the number of trials can tell apart.
std::string share_text(double share, std::uint64_t trials);
std::string interval_text(const stats::Interval& interval, std::uint64_t trials);
// "12 %" of a share, "< 0.1 %" where it is small.
std::string percent_text(double share);

}  // namespace detente::report
