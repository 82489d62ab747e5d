#include "report/comparison.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/cat.h"
#include "base/check.h"
#include "report/words.h"
#include "stats/accumulate.h"
#include "stats/mean_interval.h"

namespace detente::report {

using base::cat;

namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

double mean_of(std::span<const double> values) {
  const stats::Moments moments = stats::column_moments(values);
  return moments.count > 0 ? moments.mean : kNaN;
}

stats::Interval interval_of(const std::vector<double>& values, const sampling::Design& design, std::uint32_t together) {
  if (design.kind != sampling::DesignKind::MonteCarlo) {
    std::vector<double> estimates;
    for (std::uint32_t r = 0; r < design.replicates; ++r) {
      std::vector<double> part;
      for (std::size_t f = r; f < values.size(); f += design.replicates) part.push_back(values[f]);
      if (const double mean = mean_of(part); !std::isnan(mean)) estimates.push_back(mean);
    }
    if (estimates.size() < 2) {
      constexpr double kInfinity = std::numeric_limits<double>::infinity();
      return {-kInfinity, kInfinity, stats::IntervalKind::Fixed};
    }
    return stats::replicate_interval(estimates);
  }
  if (together <= 1) return stats::mean_interval(stats::column_moments(values));
  std::vector<double> groups;
  for (std::size_t f = 0; f < values.size(); f += together) {
    groups.push_back(mean_of(std::span(values).subspan(f, std::min<std::size_t>(together, values.size() - f))));
  }
  return stats::mean_interval(stats::column_moments(groups));
}

}  // namespace

Difference difference(std::span<const double> base, std::span<const double> arm, const plan::Quantity& quantity,
                      const sampling::Design& design, std::uint32_t together) {
  DETENTE_CHECK(base.size() == arm.size());
  std::vector<double> moved(arm.size()), compared(base.begin(), base.end());
  Difference result;
  std::uint64_t up = 0, down = 0;
  for (std::size_t f = 0; f < arm.size(); ++f) {
    moved[f] = arm[f] - base[f];
    if (std::isnan(moved[f])) {
      compared[f] = kNaN;
      ++result.excluded;
    }
    up += moved[f] > 0 ? 1 : 0;
    down += moved[f] < 0 ? 1 : 0;
  }
  result.summary = summarise(moved, quantity);
  result.interval = interval_of(moved, design, together);
  result.interval.low /= quantity.scale;
  result.interval.high /= quantity.scale;
  result.base_mean = mean_of(compared) / quantity.scale;
  const double count = static_cast<double>(arm.size() - result.excluded);
  result.rises = count > 0 ? static_cast<double>(up) / count : kNaN;
  result.falls = count > 0 ? static_cast<double>(down) / count : kNaN;
  return result;
}

std::string comparison_text(const plan::Plan& plan, std::span<const std::string> arms,
                            std::span<const std::uint32_t> chosen, std::span<const std::vector<Difference>> differences,
                            const Style& style) {
  std::string text;
  for (std::size_t a = 1; a < arms.size(); ++a) {
    bool spread = false, excludes = false;
    for (const Difference& d : differences[a - 1]) {
      spread = spread || d.summary.count > 1;
      excludes = excludes || d.excluded > 0;
    }
    Table table({{"metric", Align::Left},
                 {arms[0], Align::Right},
                 {"difference", Align::Right},
                 {"95 % interval", Align::Left},
                 {"rises in", Align::Right},
                 {"falls in", Align::Right},
                 {"p05", Align::Right},
                 {"p50", Align::Right},
                 {"p95", Align::Right},
                 {"unit", Align::Left},
                 {"not compared", Align::Right}});
    for (std::size_t row = 0; row < chosen.size(); ++row) {
      const plan::Quantity& quantity = plan.interface.metrics[chosen[row]].quantity;
      const Difference& d = differences[a - 1][row];
      const auto if_spread = [&](std::string shown) { return spread ? std::move(shown) : std::string(); };
      table.add({quantity.name.full, value_text(d.base_mean), value_text(d.summary.mean),
                 if_spread(cat("[", value_text(d.interval.low), ", ", value_text(d.interval.high), "]")),
                 if_spread(percent_text(d.rises)), if_spread(percent_text(d.falls)),
                 if_spread(value_text(d.summary.p05)), if_spread(value_text(d.summary.p50)),
                 if_spread(value_text(d.summary.p95)), quantity.unit, excludes ? count_text(d.excluded) : ""});
    }
    text += cat(text.empty() ? "" : "\n", style.paint(cat(arms[a], " minus ", arms[0]), Colour::Bold), "\n",
                table.text(style));
  }
  return text;
}

}  // namespace detente::report
