#include "report/words.h"

#include <algorithm>
#include <cmath>

#include "base/cat.h"
#include "base/number_text.h"

namespace detente::report {

using base::cat;

namespace {

constexpr std::string_view kNothing = "–";

// Rounded to `decimals`, trailing zeros dropped.
std::string rounded(double value, int decimals) {
  double factor = 1;
  for (int i = 0; i < decimals; ++i) factor *= 10;
  return base::number_text(std::floor(value * factor + 0.5) / factor, 15);
}

}  // namespace

std::string count_text(std::uint64_t count) {
  const std::string digits = std::to_string(count);
  std::string text;
  for (std::size_t i = 0; i < digits.size(); ++i) {
    if (i > 0 && (digits.size() - i) % 3 == 0) text += ',';
    text += digits[i];
  }
  return text;
}

std::string count_of(std::uint64_t count, std::string_view one, std::string_view many) {
  return cat(count_text(count), " ", count == 1 ? one : many);
}

std::string value_text(double value) {
  if (std::isnan(value)) return std::string(kNothing);
  return base::number_text(value, 5);
}

std::string share_text(double share, std::uint64_t trials) {
  if (std::isnan(share)) return std::string(kNothing);
  if (std::isinf(share)) return base::number_text(share);
  int decimals = 2;
  for (std::uint64_t reach = 1000; reach <= trials && decimals < 4; reach *= 10) ++decimals;
  return rounded(share, decimals);
}

std::string interval_text(const stats::Interval& interval, std::uint64_t trials) {
  return cat("[", share_text(interval.low, trials), ", ", share_text(interval.high, trials), "]");
}

std::string percent_text(double share) {
  if (std::isnan(share)) return std::string(kNothing);
  if (share > 0 && share < 0.001) return "< 0.1 %";
  if (share < 1 && share > 0.999) return "> 99.9 %";
  return cat(rounded(100 * share, 1), " %");
}

}  // namespace detente::report
