// The time range, the grid and the method of integration.
#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>

#include "base/cat.h"
#include "base/number_text.h"
#include "model/check.h"
#include "model/declare.h"
#include "model/time_range.h"
#include "model/units_of.h"

namespace detente::model {

using syntax::try_as;

namespace {

constexpr double kTolerance = 1e-6;  // steps

// A step near the wanted one that divides the range and is short to write.
std::string step_near(double range, double wanted, bool larger) {
  double n = range / wanted;
  n = larger ? std::floor(n) : std::ceil(n);
  const double first = n;
  for (int tries = 0; tries < 200 && n >= 1; ++tries, n += larger ? -1 : 1) {
    const std::string text = base::number_text(range / n);
    if (text.size() <= 5) return text;
  }
  return first >= 1 ? base::number_text(range / first, 6) : base::number_text(range, 6);
}

std::optional<plan::Method> method_named(Context& context, const syntax::Name& name) {
  static constexpr std::pair<std::string_view, plan::Method> kMethods[] = {
      {"euler", plan::Method::Euler},
      {"rk2", plan::Method::Rk2},
      {"rk4", plan::Method::Rk4},
      {"euler_maruyama", plan::Method::EulerMaruyama},
      {"heun", plan::Method::Heun}};
  for (const auto& [text, method] : kMethods) {
    if (text == name.text) return method;
  }
  context.report("E0609", name.span, base::cat("unknown method `", name.text, '`'))
      .with_help("choose euler, rk2, rk4, euler_maruyama or heun");
  return std::nullopt;
}

// A constant expression of numbers, dates and units alone, [year].
double years(Context& context, const syntax::Expr& expr, const units::Unit& bare) {
  Scope scope;
  scope.place = "a time range";
  Checker checker(context);
  const Expression* value = checker.quantity(expr, scope,
                                             {.unit = bare,
                                              .what = "a time",
                                              .subject = "this",
                                              .help = "give a year, a date or a time",
                                              .bare_numbers = true});
  if (value->form == Form::Poison) return std::nan("");
  Instantiator nodes(context);
  return nodes.number(*value, Environment());
}

}  // namespace

Years range_of(Context& context, const syntax::TimeRange& range) {
  const units::Unit unit = range.unit ? unit_of(context, *range.unit) : units::UnitTable::year();
  if (!convertible(unit, units::UnitTable::year())) {
    context.report("E0405", range.unit->span, base::cat("time is measured in ", context.unit_text(unit)))
        .with_help("use year, month, week or day");
    return {};
  }
  Years result;
  result.start = years(context, *range.start, unit);
  result.end = years(context, *range.end, unit);
  result.known = std::isfinite(result.start) && std::isfinite(result.end);
  if (result.known && result.end < result.start) {
    context.report("E0601", join(range.start->span, range.end->span), "end before start")
        .with_help("write the earlier time first");
    result.known = false;
  }
  return result;
}

std::optional<std::uint32_t> steps_between(Context& context, double start, double end, double step, base::Span span) {
  const double steps = (end - start) / step;
  const double whole = std::floor(steps + 0.5);
  if (steps > static_cast<double>(context.options.steps_limit)) {
    context
        .report("E0604", span,
                base::cat(base::number_text(steps, 2), " steps exceed ",
                          base::number_text(static_cast<double>(context.options.steps_limit), 2)))
        .with_help("use a larger step, or raise it: `--limit steps=..`");
    return std::nullopt;
  }
  if (std::fabs(steps - whole) > kTolerance) {
    const double range = end - start;
    context
        .report("E0603", span,
                base::cat(base::number_text(range, 9), " year is not a whole number of ", base::number_text(step, 9),
                          "-year steps"))
        .with_help(base::cat("use ", step_near(range, step, true), " or ", step_near(range, step, false)));
    return std::nullopt;
  }
  return static_cast<std::uint32_t>(whole);
}

void warn_off_grid(Context& context, const Expression& time) {
  const plan::TimeGrid& grid = context.model.time;
  if (time.form != Form::Number || !grid.has_time) return;
  const double steps = (time.value - grid.start) / grid.step;
  const double next = std::ceil(steps - 1e-6);
  if (time.value > context.last_end + 1e-6 * grid.step) {
    context
        .report("W0613", time.span,
                base::cat(base::number_text(time.value, 8), " is after the end of every declared time range (",
                          base::number_text(context.last_end, 8), "): this never happens"))
        .with_help("move the event or the end");
  } else if (std::fabs(steps - next) > 1e-6) {
    context
        .report("W0606", time.span,
                base::cat(base::number_text(time.value, 8), " is not on a step; moved to ",
                          base::number_text(grid.start + next * grid.step, 8)))
        .with_help("set the step or the time");
  }
}

void build_time(Context& context) {
  const syntax::TimeDecl* time = nullptr;
  const syntax::SaveDecl* save = nullptr;
  // Only the root's `time` and `save` count: declarations of the root come first.
  for (const syntax::Decl* decl : context.declarations) {
    if (decl->span.source != context.root) continue;
    if (const auto* found = try_as<syntax::TimeDecl>(decl)) {
      if (time) {
        context.report("E0301", decl->span, "`time` is declared twice").with_note(time->span, "first here");
      } else {
        time = found;
      }
    }
    if (const auto* found = try_as<syntax::SaveDecl>(decl)) save = found;
  }
  plan::TimeGrid& grid = context.model.time;
  if (!time) return;
  const Years range = range_of(context, time->range);
  const units::Unit unit = time->range.unit ? unit_of(context, *time->range.unit) : units::UnitTable::year();
  const double step = time->step ? years(context, *time->step, unit) : unit.size.value();
  if (!time->method.empty()) {
    if (const auto method = method_named(context, time->method)) grid.method = *method;
  }
  if (!range.known || std::isnan(step)) return;
  const base::Span at = time->step ? time->step->span : time->span;
  if (!(step > 0)) {
    context.report("E0602", at, "step must be > 0").with_help("e.g. `step 1/12`");
    return;
  }
  const auto steps = steps_between(context, range.start, range.end, step, at);
  if (!steps) return;
  grid.start = range.start;
  grid.end = range.end;
  grid.step = step;
  grid.steps = *steps;
  grid.has_time = true;
  context.last_end = range.end;
  context.first_start = range.start;
  for (const syntax::Decl* decl : context.declarations) {
    const auto* scenario = try_as<syntax::ScenarioDecl>(decl);
    if (!scenario || !scenario->time) continue;
    const std::uint64_t errors = context.diagnostics.error_count();
    const Years moved = range_of(context, *scenario->time);
    if (context.diagnostics.error_count() != errors || !moved.known) continue;
    steps_between(context, moved.start, moved.end, step, scenario->time->span);
    context.last_end = std::max(context.last_end, moved.end);
    context.first_start = std::min(context.first_start, moved.start);
  }
  if (save) {
    Scope scope;
    Checker checker(context);
    Instantiator nodes(context);
    const Expression* every = checker.quantity(
        *save->every, scope, {.unit = unit, .what = "`save every`", .subject = "this", .bare_numbers = true});
    const double length = nodes.number(*every, Environment());
    if (std::isnan(length)) return;
    const double whole = std::floor(length / step + 0.5);
    if (whole < 1 || std::fabs(length / step - whole) > kTolerance) {
      context
          .report("E0608", save->every->span,
                  base::cat("saving every ", base::number_text(length, 9), " year is not a whole number of steps"))
          .with_help(base::cat("use a multiple of ", base::number_text(step, 9), " year"));
      return;
    }
    grid.save_every = static_cast<std::uint32_t>(whole);
  }
}

}  // namespace detente::model
