#include "model/tables.h"

#include <cmath>

#include "base/cat.h"
#include "base/number_text.h"
#include "model/check.h"
#include "model/declare.h"
#include "model/units_of.h"

namespace detente::model {

using syntax::try_as;

std::optional<plan::Table> table_of_points(Context& context, Instantiator& nodes,
                                           const std::vector<syntax::Point>& points, const units::Unit& x_unit,
                                           const units::Unit& y_unit, std::string_view name) {
  Checker checker(context);
  Scope scope;
  scope.memory = false;
  scope.place = "a table of points";
  plan::Table table;
  table.name = name;
  const std::uint64_t errors = context.diagnostics.error_count();
  for (const syntax::Point& point : points) {
    const auto number = [&](const syntax::Expr& expr, const units::Unit& unit, std::string subject) {
      const Expression* value = checker.quantity(
          expr, scope,
          {.unit = unit, .what = base::cat("`", name, "`"), .subject = std::move(subject), .bare_numbers = true});
      return nodes.number(*value, Environment());
    };
    const double x = number(*point.x, x_unit, "x"), y = number(*point.y, y_unit, "y");
    if (!table.x.empty() && !(x > table.x.back()) && !std::isnan(x)) {
      const double scale = x_unit.size.value();
      context
          .report("E0801", point.x->span,
                  base::cat("x must increase: ", base::number_text(x / scale), " after ",
                            base::number_text(table.x.back() / scale)))
          .with_help("sort the points by x");
    }
    table.x.push_back(x);
    table.y.push_back(y);
  }
  if (context.diagnostics.error_count() != errors || table.x.empty()) return std::nullopt;
  return table;
}

void build_tables(Context& context, Instantiator& nodes) {
  DataFiles files(context);
  for (const syntax::Decl* decl : context.declarations) {
    const SymbolId symbol = symbol_of(context, *decl);
    if (symbol == kNoId) continue;
    if (const auto* data = try_as<syntax::DataDecl>(decl)) build_data(context, nodes, files, symbol, *data);
    const auto* lookup = try_as<syntax::LookupDecl>(decl);
    if (!lookup) continue;
    const units::Unit input = lookup->input_unit ? unit_of(context, *lookup->input_unit) : units::Unit();
    const units::Unit output = lookup->unit ? unit_of(context, *lookup->unit) : units::Unit();
    context.definitions[symbol].argument_units = {input};
    context.model.symbols[symbol].unit = output;
    context.model.symbols[symbol].index = kNoId;
    constexpr std::size_t kMostPoints = 100'000;
    if (lookup->points.size() > kMostPoints || lookup->points.size() < (lookup->extrapolate ? 2u : 1u)) {
      context
          .report("E0806", lookup->name.span,
                  base::cat("lookup `", lookup->name.text, "` has ", lookup->points.size(), " points"))
          .with_help(lookup->extrapolate ? "give at least two to extrapolate" : "give 1 to 100,000 points");
      continue;
    }
    auto table = table_of_points(context, nodes, lookup->points, input, output, lookup->name.text);
    if (!table) continue;
    table->mode = lookup->extrapolate                                    ? kernels::TableMode::Extrapolate
                  : lookup->interpolation == syntax::Interpolation::Step ? kernels::TableMode::Step
                                                                         : kernels::TableMode::Linear;
    context.model.symbols[symbol].index = static_cast<std::uint32_t>(context.model.tables.size());
    context.model.tables.push_back(std::move(*table));
  }
}

}  // namespace detente::model
