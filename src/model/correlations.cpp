// `correlate x, y = 0.6`: parameters tied by a Gaussian copula.
#include <algorithm>
#include <cmath>
#include <map>

#include "base/cat.h"
#include "base/number_text.h"
#include "model/check.h"
#include "model/declare.h"
#include "sampling/copula.h"

namespace detente::model {

using syntax::try_as;

namespace {

// The inputs an expression names: one element, or all of an array.
std::vector<std::uint32_t> inputs_named(Context& context, Instantiator& nodes, const syntax::Expr& expr) {
  const auto* name = try_as<syntax::NameExpr>(&expr);
  if (name) {
    const SymbolId symbol = context.find_read(name->name.text);
    if (symbol != kNoId && context.model.symbols[symbol].kind == SymbolKind::Parameter) {
      std::vector<std::uint32_t> all(context.model.symbols[symbol].count);
      for (std::uint32_t i = 0; i < all.size(); ++i) all[i] = context.model.symbols[symbol].index + i;
      return all;
    }
  }
  Checker checker(context);
  Scope scope;
  const Expression* value = checker.any(expr, scope);
  if (value->form == Form::Poison) return {};
  if (value->form == Form::Cell && context.model.symbols[value->id].kind == SymbolKind::Parameter) {
    const NodeId node = nodes.value(*value, Environment());
    if (nodes.graph()[node].leaf == Leaf::Input) return {nodes.graph()[node].index};
    return {};
  }
  context.report("E0307", expr.span, "only parameters can be correlated").with_help("name a `parameter` with `~`");
  return {};
}

bool has_probability(const plan::Input& input) {
  return std::holds_alternative<sampling::Distribution>(input.spec.law);
}

}  // namespace

void build_correlations(Context& context, Instantiator& nodes) {
  std::vector<sampling::CorrelatedPair> pairs;
  std::map<std::pair<std::uint32_t, std::uint32_t>, base::Span> seen;
  base::Span first;
  for (const syntax::Decl* decl : context.declarations) {
    const auto* correlate = try_as<syntax::CorrelateDecl>(decl);
    if (!correlate) continue;
    if (first.source.is_none()) first = decl->span;
    Checker checker(context);
    Scope scope;
    const Expression* value = checker.any(*correlate->value, scope);
    if (!checker.needs_pure(*value, "a correlation")) continue;
    const double correlation = nodes.number(*value, Environment());
    if (std::isnan(correlation)) continue;
    if (!(correlation > -1 && correlation < 1)) {
      context
          .report("E1209", correlate->value->span,
                  base::cat("correlation ", base::number_text(correlation), " does not lie between -1 and 1"))
          .with_help("for perfect dependence let one parameter be computed from the other");
      continue;
    }
    std::vector<std::vector<std::uint32_t>> groups;
    for (const syntax::Expr* variable : correlate->variables) {
      groups.push_back(inputs_named(context, nodes, *variable));
      for (const std::uint32_t input : groups.back()) {
        if (has_probability(context.model.interface.inputs[input])) continue;
        context
            .report("E1210", variable->span,
                    base::cat("`", context.model.interface.inputs[input].quantity.name.full,
                              "` has no distribution to correlate"))
            .with_help("give it one with `~`");
        groups.back().clear();
        break;
      }
    }
    // Arrays of one shape are tied element by element, everything else all with all.
    for (std::size_t a = 0; a < groups.size(); ++a) {
      for (std::size_t b = a + 1; b < groups.size(); ++b) {
        const bool elementwise = groups[a].size() > 1 && groups[a].size() == groups[b].size();
        for (std::size_t i = 0; i < groups[a].size(); ++i) {
          for (std::size_t k = elementwise ? i : 0; k < (elementwise ? i + 1 : groups[b].size()); ++k) {
            const auto key = std::minmax(groups[a][i], groups[b][k]);
            if (key.first == key.second) {
              context.report("E1210", correlate->variables[b]->span, "a parameter cannot be correlated with itself");
              continue;
            }
            if (const auto [known, is_new] = seen.try_emplace(key, decl->span); !is_new) {
              context.report("E1210", decl->span, "these two are correlated already").with_note(known->second, "here");
              continue;
            }
            pairs.push_back({key.first, key.second, correlation});
          }
        }
      }
    }
  }
  const auto groups = sampling::make_correlations(pairs);
  if (groups) {
    context.model.interface.correlations = *groups;
    return;
  }
  const sampling::CorrelationError& error = groups.error();
  std::string nearest;
  const std::size_t n = error.group.inputs.size();
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t k = i + 1; k < n; ++k) {
      const auto& inputs = context.model.interface.inputs;
      nearest += base::cat(nearest.empty() ? "" : "; ", inputs[error.group.inputs[i]].quantity.name.full, ", ",
                           inputs[error.group.inputs[k]].quantity.name.full, " = ",
                           base::number_text(error.nearest[i * n + k], 3));
    }
  }
  context
      .report("E1203", first,
              base::cat("these correlations cannot all hold: smallest eigenvalue ",
                        base::number_text(error.smallest_eigenvalue, 3), ", must be above 0"))
      .with_help(base::cat("the nearest that can: ", nearest));
}

}  // namespace detente::model
