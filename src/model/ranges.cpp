#include "model/ranges.h"

#include <algorithm>
#include <cmath>

#include "base/cat.h"
#include "base/number_text.h"
#include "model/equations.h"

namespace detente::model {

std::vector<double> numbers_of(Context& context, Instantiator& nodes, SymbolId symbol, const syntax::Expr& value,
                               const Requirement& required) {
  return numbers_of(context, nodes, symbol, syntax::Equation{&value, {}}, required);
}

std::vector<double> numbers_of(Context& context, Instantiator& nodes, SymbolId symbol, const syntax::Equation& value,
                               const Requirement& required) {
  Checker checker(context);
  Scope scope = scope_of(context, symbol);
  scope.memory = false;
  scope.place = "a number fixed before the run";
  const CheckedEquation equation =
      checked(spread(context, symbol, value), scope,
              [&](const syntax::Expr& expr, Scope& inner) { return checker.quantity(expr, inner, required); });
  const std::uint32_t count = context.model.symbols[symbol].count;
  std::vector<double> result(count, std::nan(""));
  std::vector<bool> failed(equation.values.size(), false);  // said once, not per element
  for (std::uint32_t i = 0; i < count; ++i) {
    const std::uint32_t which = equation.which[i];
    if (which == kNoId || failed[which]) continue;
    const Environment at = nodes.environment(symbol, context.elements_of_cell(symbol, i), Phase::Run);
    result[i] = nodes.number(*equation.values[which], at);
    failed[which] = std::isnan(result[i]);
  }
  return result;
}

std::vector<DeclaredRange> declared_ranges(Context& context, Instantiator& nodes, SymbolId symbol,
                                           const syntax::Bounds& bounds) {
  const Symbol bounded = context.model.symbols[symbol];
  const Requirement required{
      .unit = bounded.unit, .what = base::cat("`", bounded.name, "`"), .subject = "the bound", .bare_numbers = true};
  std::vector<DeclaredRange> result(bounded.count);
  if (bounds.choices) {
    std::vector<double> choices;
    for (const syntax::ListItem& item : bounds.choices->items) {
      Checker checker(context);
      Scope scope;
      const double value = nodes.number(*checker.quantity(*item.value, scope, required), Environment());
      if (std::isnan(value)) return {};
      choices.push_back(value);
    }
    // total order: NaN was refused above
    std::sort(choices.begin(), choices.end());
    choices.erase(std::unique(choices.begin(), choices.end()), choices.end());
    if (choices.empty()) {
      context.report("E1001", bounds.span, "empty range").with_help("list the values it may take");
      return {};
    }
    for (DeclaredRange& range : result) range = {choices.front(), choices.back(), false, choices};
    return result;
  }
  const std::vector<double> low = numbers_of(context, nodes, symbol, *bounds.low, required);
  const std::vector<double> high = numbers_of(context, nodes, symbol, *bounds.high, required);
  const double scale = bounded.unit.size.value();
  for (std::uint32_t i = 0; i < bounded.count; ++i) {
    if (std::isnan(low[i]) || std::isnan(high[i])) return {};
    if (!(low[i] < high[i])) {
      context
          .report("E1001", bounds.span,
                  base::cat("empty range: ", base::number_text(low[i] / scale), " is not below ",
                            base::number_text(high[i] / scale)))
          .with_help("write the smaller bound first");
      return {};
    }
    if (bounds.log && !(low[i] > 0)) {
      context.report("E1001", bounds.span, "a range on log scale lies above 0").with_help("raise the lower bound");
      return {};
    }
    result[i] = {low[i], high[i], bounds.log, {}};
  }
  return result;
}

}  // namespace detente::model
