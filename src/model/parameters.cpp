// Constants and parameters.
#include <cmath>
#include <limits>

#include "base/cat.h"
#include "base/number_text.h"
#include "model/declare.h"
#include "model/distributions.h"
#include "model/equations.h"
#include "model/ranges.h"

namespace detente::model {

using syntax::try_as;

namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

// What a parameter is when nobody says: its median, the middle of its range.
double central(const sampling::InputSpec& spec) {
  if (const auto* fixed = std::get_if<sampling::Fixed>(&spec.law)) return fixed->value;
  if (const auto* distribution = std::get_if<sampling::Distribution>(&spec.law)) return distribution->median();
  if (const auto* deep = std::get_if<sampling::Deep>(&spec.law)) {
    return deep->log ? std::sqrt(deep->low) * std::sqrt(deep->high) : 0.5 * (deep->low + deep->high);
  }
  return kNaN;
}

void build_parameter(Context& context, Instantiator& nodes, SymbolId symbol, const syntax::ParameterDecl& decl) {
  const Symbol owner = context.model.symbols[symbol];
  const auto first_input = static_cast<std::uint32_t>(context.model.interface.inputs.size());
  context.model.symbols[symbol].index = first_input;
  context.definitions[symbol].compute = [symbol, first_input](Instantiator& at, std::span<const ElementId> elements,
                                                              Phase) {
    const Context& in = at.context();
    return at.graph().leaf(Leaf::Input,
                           first_input + in.cell_at(symbol, elements) - in.model.symbols[symbol].first_cell);
  };
  std::vector<plan::Input> inputs(owner.count);
  for (std::uint32_t i = 0; i < owner.count; ++i) {
    plan::Input& input = inputs[i];
    const std::vector<ElementId> at = context.elements_of_cell(symbol, i);
    input.quantity = context.quantity(symbol, at);
    input.spec.stream = base::cat("parameter ", input.quantity.name.full);
    input.source = owner.source;
    input.grade = owner.grade;
    input.place = context.resolved(decl.name.span);
  }
  std::vector<double> values(owner.count, kNaN);
  if (!spread(context, symbol, decl.value).values.empty()) {
    const Requirement required{
        .unit = owner.unit, .what = base::cat("`", owner.name, "`"), .subject = "the value", .bare_numbers = true};
    values = numbers_of(context, nodes, symbol, decl.value, required);
  } else if (!decl.distribution && !decl.bounds) {
    context.report("E0304", decl.name.span, base::cat("parameter `", owner.name, "` has no value"))
        .with_help("write `= value`, `~ distribution` or `in [lo, hi]`");
  }
  std::vector<DeclaredRange> ranges;
  if (decl.bounds) ranges = declared_ranges(context, nodes, symbol, *decl.bounds);
  for (std::uint32_t i = 0; i < ranges.size(); ++i) {
    inputs[i].has_bounds = true;
    inputs[i].low = ranges[i].low;
    inputs[i].high = ranges[i].high;
    if (!decl.distribution) {
      if (ranges[i].choices.empty()) {
        inputs[i].spec.law = sampling::Deep{ranges[i].low, ranges[i].high, ranges[i].log};
      } else if (i == 0) {
        context.report("E1211", decl.bounds->span, "a parameter's range has two ends")
            .with_help("for a choice between cases declare an `alternative`");
      }
    }
    if (!std::isnan(values[i]) && (values[i] < ranges[i].low || values[i] > ranges[i].high)) {
      const double scale = owner.unit.size.value();
      context
          .report("E1207", decl.value.value ? decl.value.value->span : decl.name.span,
                  base::cat("value ", base::number_text(values[i] / scale), " of `", inputs[i].quantity.name.full,
                            "` lies outside its range"))
          .with_note(decl.bounds->span, "the range")
          .with_help("move the value or widen the range");
      break;
    }
  }
  if (decl.distribution) {
    std::vector<sampling::Range> truncated;
    for (const DeclaredRange& range : ranges) truncated.push_back({range.low, range.high});
    if (const auto laws = declared_laws(context, nodes, symbol, *decl.distribution, truncated, values)) {
      for (std::uint32_t i = 0; i < owner.count; ++i) inputs[i].spec = (*laws)[i];
    }
  }
  for (std::uint32_t i = 0; i < owner.count; ++i) {
    inputs[i].value = std::isnan(values[i]) ? central(inputs[i].spec) : values[i];
    if (const auto* share = std::get_if<sampling::Share>(&inputs[i].spec.law); share && std::isnan(values[i])) {
      double total = 0;
      for (const plan::Input& other : inputs) {
        const auto* part = std::get_if<sampling::Share>(&other.spec.law);
        if (part && part->group == share->group) total += part->alpha;
      }
      inputs[i].value = share->alpha / total;
    }
    if (inputs[i].spec.is_fixed()) inputs[i].spec.law = sampling::Fixed{inputs[i].value};
  }
  auto& all = context.model.interface.inputs;
  all.insert(all.end(), inputs.begin(), inputs.end());
}

}  // namespace

void build_constants(Context& context) {
  for (const syntax::Decl* decl : context.declarations) {
    const auto* constant = try_as<syntax::ConstantDecl>(decl);
    const SymbolId symbol = constant ? symbol_of(context, *decl) : kNoId;
    if (symbol == kNoId) continue;
    const Symbol owner = context.model.symbols[symbol];
    const Equation written = spread(context, symbol, constant->value);
    if (written.values.empty() && owner.count > 0) {
      context.report("E0304", decl->name.span, base::cat("constant `", owner.name, "` has no value"))
          .with_help("write `= value`");
      continue;
    }
    Checker checker(context);
    Scope scope = scope_of(context, symbol);
    scope.memory = false;
    scope.place = "a constant";
    const Requirement required{
        .unit = owner.unit, .what = base::cat("`", owner.name, "`"), .subject = "the value", .bare_numbers = true};
    const CheckedEquation equation = checked(written, scope, [&](const syntax::Expr& expr, Scope& inner) {
      return checker.quantity(expr, inner, required);
    });
    context.definitions[symbol].compute = [equation, symbol](Instantiator& nodes, std::span<const ElementId> at,
                                                             Phase phase) {
      return node_at(nodes, equation, symbol, at, phase);
    };
    context.definitions[symbol].must_be_constant = true;
  }
}

void build_parameters(Context& context, Instantiator& nodes) {
  for (const syntax::Decl* decl : context.declarations) {
    const auto* parameter = try_as<syntax::ParameterDecl>(decl);
    const SymbolId symbol = parameter ? symbol_of(context, *decl) : kNoId;
    if (symbol != kNoId) build_parameter(context, nodes, symbol, *parameter);
  }
  for (const plan::Input& input : context.model.interface.inputs) {
    context.model.interface.deep = context.model.interface.deep || input.spec.is_deep();
  }
}

}  // namespace detente::model
