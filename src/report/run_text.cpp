#include "report/run_text.h"

#include <cmath>

#include "base/cat.h"
#include "base/number_text.h"
#include "plan/grid.h"
#include "plan/print.h"
#include "report/words.h"

namespace detente::report {

using base::cat;

namespace {

std::vector<Cell> summary_cells(std::string name, const Summary& s, bool spread) {
  std::vector<Cell> cells = {std::move(name), value_text(s.mean)};
  if (spread) {
    for (const double value : {s.p05, s.p50, s.p95}) cells.push_back(value_text(value));
  } else {
    cells.insert(cells.end(), {"", "", ""});
  }
  return cells;
}

std::vector<Table::Column> summary_columns(std::string first, Align align, bool spread) {
  return {{std::move(first), align},
          {spread ? "mean" : "value", Align::Right},
          {"p05", Align::Right},
          {"p50", Align::Right},
          {"p95", Align::Right}};
}

// Long tables over time are thinned to what a person reads; a stride that ends at the last time is preferred.
std::size_t stride_for(std::size_t times) {
  constexpr std::size_t kMostRows = 41;
  if (times <= kMostRows) return 1;
  const std::size_t least = (times - 1 + kMostRows - 2) / (kMostRows - 1);
  for (std::size_t stride = least; stride <= 4 * least; ++stride) {
    if ((times - 1) % stride == 0) return stride;
  }
  return least;
}

std::string place_text(const plan::Place& place) {
  return place.file.empty() ? "" : cat(place.file, ":", place.line, ":", place.column);
}

}  // namespace

std::string metrics_text(const plan::Plan& plan, std::span<const Summary> summaries,
                         std::span<const std::uint32_t> chosen, const Style& style) {
  std::vector<std::uint32_t> shown(chosen.begin(), chosen.end());
  bool spread = false;
  for (std::uint32_t m = 0; m < summaries.size(); ++m) {
    if (chosen.empty() && plan.interface.metrics[m].warning.empty()) shown.push_back(m);
    spread = spread || summaries[m].count > 1;
  }
  if (shown.empty()) return "";
  auto columns = summary_columns("metric", Align::Left, spread);
  columns.push_back({"unit", Align::Left});
  Table table(std::move(columns));
  for (const std::uint32_t m : shown) {
    const plan::Quantity& quantity = plan.interface.metrics[m].quantity;
    auto cells = summary_cells(quantity.name.full, summaries[m], spread);
    cells.emplace_back(quantity.unit);
    table.add(std::move(cells));
  }
  return table.text(style);
}

std::string warnings_text(const plan::Plan& plan, const MetricColumns& columns, const Style& style) {
  std::string text;
  for (std::uint32_t m = 0; m < plan.interface.metrics.size(); ++m) {
    const plan::Metric& metric = plan.interface.metrics[m];
    if (metric.warning.empty()) continue;
    std::uint64_t runs = 0, hit = 0;
    for (const double count : columns.values(m)) {
      runs += count == count ? 1 : 0;
      hit += count > 0 ? 1 : 0;
    }
    if (hit == 0) continue;
    const double share = static_cast<double>(hit) / static_cast<double>(runs);
    text += cat(style.paint(cat("warning ", metric.warning, ":"), Colour::Doubtful), " ", metric.quantity.title,
                ": in ", percent_text(share), " of runs (", place_text(metric.place), ")\n");
  }
  return text;
}

std::string cause_text(const plan::Plan& plan, const plan::TimeGrid& grid, const FaultCause& cause) {
  const plan::Site& site = plan.sites[cause.site];
  std::string text = cat(site.variable, ": ", plan::name(site.kind));
  if (!site.place.file.empty()) text += cat(" (", place_text(site.place), ")");
  text += cat(", ", count_of(cause.runs, "run", "runs"), ", first in run ", cause.first_run);
  if (grid.has_time) {
    text += cat(" at step ", cause.first_step, " (time ", base::number_text(plan::grid_time(grid, cause.first_step), 8),
                ")");
  }
  return text;
}

std::string faults_text(const plan::Plan& plan, const plan::TimeGrid& grid, const FaultSummary& faults,
                        std::uint64_t runs, const Style& style) {
  if (faults.runs == 0) return "";
  const double share = static_cast<double>(faults.runs) / static_cast<double>(runs);
  std::string text = cat(style.paint(cat("faults: ", count_text(faults.runs), " of ", count_of(runs, "run", "runs"),
                                         " (", percent_text(share), ")"),
                                     Colour::Bad),
                         "\n");
  for (const FaultCause& cause : faults.causes) {
    text += cat("  ", cause_text(plan, grid, cause), "\n");
    const std::string& help = plan.sites[cause.site].help;
    if (!help.empty()) text += cat("    help: ", help, "\n");
  }
  return text;
}

std::string bands_text(const Bands& bands, const Style& style) {
  const std::size_t stride = stride_for(bands.times.size());
  std::string text;
  for (const Band& band : bands.signals) {
    bool spread = false;
    for (const Summary& point : band.points) spread = spread || point.count > 1;
    Table table(summary_columns("time", Align::Left, spread));
    for (std::size_t i = 0; i < bands.times.size(); ++i) {
      const bool last = i + 1 == bands.times.size();
      if (i % stride != 0 && !last) continue;
      table.add(summary_cells(base::number_text(bands.times[i], 8), band.points[i], spread));
    }
    const std::string unit = band.quantity.unit.empty() ? "" : cat(" [", band.quantity.unit, "]");
    text += cat(text.empty() ? "" : "\n", style.paint(cat(band.quantity.name.full, unit), Colour::Bold), "\n",
                table.text(style));
  }
  if (stride > 1 && !text.empty()) {
    text += cat("(every ", stride, "th of ", bands.times.size(), " saved times; --json has them all)\n");
  }
  return text;
}

std::string input_text(const plan::Input& input, double value) {
  if (std::isnan(value)) return "as computed";
  const double shown = value / input.quantity.scale;
  if (!input.choices.empty() && shown >= 0 && shown < static_cast<double>(input.choices.size())) {
    return input.choices[static_cast<std::size_t>(shown)];
  }
  return std::fabs(shown) >= plan::kNever ? "never" : base::number_text(shown, 6);
}

plan::TimeGrid grid_of(const plan::Plan& plan, std::uint32_t scenario) {
  if (scenario >= plan.interface.scenarios.size()) return plan.time;
  const plan::Scenario& moved = plan.interface.scenarios[scenario];
  return moved.has_range ? plan::with_range(plan.time, moved.start, moved.end).value_or(plan.time) : plan.time;
}

}  // namespace detente::report
