// `aux`, `input` stand-ins and `noise`.
#include "base/cat.h"
#include "model/declare.h"
#include "model/equations.h"
#include "sampling/stream.h"

namespace detente::model {

using kernels::Op;
using syntax::DeclKind;

namespace {

// Cells computed by their equation, at any time.
void compute_by_equation(Context& context, SymbolId symbol, const syntax::VariableDecl& decl) {
  const Symbol& declared = context.model.symbols[symbol];
  const Equation written = spread(context, symbol, decl.value);
  if (written.values.empty()) {
    if (written.which.empty()) return;  // an empty set
    context.report("E0505", decl.name.span, base::cat("`", declared.name, "` has no equation"))
        .with_help("write `= ..` after its unit");
    return;
  }
  Checker checker(context);
  Scope scope = scope_of(context, symbol);
  const Requirement required{.unit = declared.unit,
                             .what = base::cat("`", declared.name, "`"),
                             .subject = "the equation",
                             .bare_numbers = true};
  const CheckedEquation equation = checked(
      written, scope, [&](const syntax::Expr& expr, Scope& inner) { return checker.quantity(expr, inner, required); });
  context.definitions[symbol].compute = [equation, symbol](Instantiator& nodes, std::span<const ElementId> at,
                                                           Phase phase) {
    return node_at(nodes, equation, symbol, at, phase);
  };
}

// The Wiener noise of one step: a standard normal number times the root of the step.
void compute_noise(Context& context, SymbolId symbol) {
  context.definitions[symbol].compute = [symbol](Instantiator& nodes, std::span<const ElementId> at, Phase phase) {
    if (phase == Phase::Initial) return nodes.graph().constant(0);
    const Environment environment = nodes.environment(symbol, at, phase);
    const std::string name = base::cat("noise ", nodes.context().cell_name(symbol, at));
    const NodeId normal = nodes.random_leaf(Op::Normal, name, environment);
    return nodes.op(Op::Mul, environment, normal, nodes.op(Op::Sqrt, environment, nodes.graph().leaf(Leaf::Dt)));
  };
}

}  // namespace

void build_auxiliaries(Context& context) {
  for (const syntax::Decl* decl : context.declarations) {
    const SymbolId symbol = symbol_of(context, *decl);
    if (symbol == kNoId) continue;
    if (decl->kind == DeclKind::Aux || decl->kind == DeclKind::Input) {
      compute_by_equation(context, symbol, *static_cast<const syntax::VariableDecl*>(decl));
    }
    if (decl->kind == DeclKind::Noise) compute_noise(context, symbol);
  }
}

}  // namespace detente::model
