// Metrics, one number per run each, and the counts of what a run should tell its reader.
#include "base/cat.h"
#include "model/declare.h"
#include "model/equations.h"

namespace detente::model {

using kernels::Op;
using syntax::try_as;

void build_metrics(Context& context, Instantiator& nodes) {
  for (const syntax::Decl* decl : context.declarations) {
    const auto* metric = try_as<syntax::MetricDecl>(decl);
    const SymbolId symbol = metric ? symbol_of(context, *decl) : kNoId;
    if (symbol == kNoId) continue;
    context.definitions[symbol].used = true;
    const Symbol owner = context.model.symbols[symbol];
    const Equation written = spread(context, symbol, metric->value);
    if (written.values.empty() && owner.count > 0) {
      context.report("E0505", decl->name.span, base::cat("metric `", owner.name, "` has no equation"))
          .with_help("write `= ..`, e.g. `= final(x)`");
      continue;
    }
    Checker checker(context);
    Scope scope = scope_of(context, symbol);
    scope.measures = true;
    scope.memory = false;
    scope.place = "a metric";
    scope.words = context.metric_words;
    const Requirement required{.unit = owner.unit,
                               .what = base::cat("metric `", owner.name, "`"),
                               .subject = "the equation",
                               .bare_numbers = true};
    const CheckedEquation equation = checked(written, scope, [&](const syntax::Expr& expr, Scope& inner) {
      return checker.quantity(expr, inner, required);
    });
    // In the order of declaration, not of who needs whom.
    const auto first = static_cast<std::uint32_t>(context.model.interface.metrics.size());
    context.model.symbols[symbol].index = first;
    for (std::uint32_t i = 0; i < owner.count; ++i) {
      const std::vector<ElementId> at = context.elements_of_cell(symbol, i);
      context.model.interface.metrics.push_back(
          {context.quantity(symbol, at), plan::kNoSlot, context.resolved(decl->name.span), {}});
      context.model.metric_values.push_back(kNoNode);
    }
    context.definitions[symbol].compute = [equation, symbol](Instantiator& in, std::span<const ElementId> at,
                                                             Phase phase) {
      return node_at(in, equation, symbol, at, phase);
    };
    for (std::uint32_t i = 0; i < owner.count; ++i) {
      nodes.later([&nodes, symbol, first, i] {
        Model& model = nodes.context().model;
        model.metric_values[first + i] = nodes.value_of_cell(model.symbols[symbol].first_cell + i, Phase::Run);
      });
    }
  }
}

void build_watches(Context& context, Instantiator& nodes) {
  const Environment nowhere;
  for (const Watch& watched : nodes.watches()) {
    NodeId in_a_step = nodes.graph().constant(0);
    for (const NodeId condition : watched.conditions) in_a_step = nodes.op(Op::Add, nowhere, in_a_step, condition);
    const NodeId count = nodes.held(base::cat(watched.code, " ", watched.name), nodes.graph().constant(0),
                                    HeldPhase::Record, context.origin(watched.name, watched.span),
                                    [&](NodeId self) { return nodes.op(Op::Add, nowhere, self, in_a_step); });
    plan::Metric metric;
    metric.quantity.name.full = metric.quantity.name.base = base::cat(watched.code, " ", watched.name);
    metric.quantity.title = watched.code == "W0802"
                                ? base::cat("times `", watched.name, "` was asked beyond its points")
                                : base::cat("times outflows of `", watched.name, "` were cut to what was there");
    metric.quantity.unit = "fraction";
    metric.place = context.resolved(watched.span);
    metric.warning = watched.code;
    context.model.interface.metrics.push_back(std::move(metric));
    context.model.metric_values.push_back(count);
  }
}

}  // namespace detente::model
