// The steps of the model stage in their order.
#include "model/build.h"

#include "model/check.h"
#include "model/claims.h"
#include "model/context.h"
#include "model/declare.h"
#include "model/instantiate.h"
#include "model/presets.h"
#include "model/sets.h"
#include "model/strategy.h"
#include "model/units_of.h"

namespace detente::model {
namespace {

void declare_all(Context& context, Strategy& strategy) {
  declare_units(context);
  declare_sets(context);
  drop_lost(context);
  strategy.begin();
  declare_names(context);
  declare_shapes(context);
}

// Says how every cell is computed; nothing is instantiated but what must be a number before the run.
void define_all(Context& context, Instantiator& nodes, Strategy& strategy, Claims& claims) {
  build_constants(context);
  build_time(context);
  build_tables(context, nodes);
  build_parameters(context, nodes);
  build_alternatives(context, nodes);
  build_functions(context);
  strategy.declare();
  build_auxiliaries(context);
  build_stocks(context, nodes);
  build_events(context, nodes);
  strategy.define();
  build_correlations(context, nodes);
  build_metrics(context, nodes);
  strategy.finish();
  claims.define();
}

void instantiate_all(Context& context, Instantiator& nodes) {
  for (std::uint32_t cell = 0; cell < context.model.cells.size(); ++cell) {
    const SymbolId symbol = context.model.cells[cell].symbol;
    if (context.model.symbols[symbol].kind == SymbolKind::Metric) continue;  // in their own order
    const NodeId value = nodes.value_of_cell(cell, Phase::Run);
    context.model.cells[cell].value = value;
    if (!context.definitions[symbol].must_be_constant || nodes.graph().is_constant(value)) continue;
    context.report("E0522", context.model.symbols[symbol].span, "a constant is a number known before the run")
        .with_help("use numbers and other constants only, or declare an `aux`");
    context.definitions[symbol].must_be_constant = false;
  }
  nodes.run_later();
  build_watches(context, nodes);
}

void name_model(Context& context) {
  for (const syntax::Decl* decl : context.declarations) {
    if (decl->kind != syntax::DeclKind::Model || decl->span.source != context.root) continue;
    context.model.interface.model = decl->name.text;
    context.model.interface.title = decl->title.text;
    return;
  }
}

}  // namespace

base::Result<Model> build(const std::vector<syntax::Ast>& files, base::SourceMap& sources, const Options& options,
                          const FileReader& read) {
  Context context(sources, options, read);
  context.root = files.front().source();
  for (const syntax::Ast& file : files) {
    context.declarations.insert(context.declarations.end(), file.declarations().begin(), file.declarations().end());
  }
  Instantiator nodes(context);
  Strategy strategy(context, nodes);
  name_model(context);
  declare_all(context, strategy);
  Claims claims(context, nodes, strategy);
  define_all(context, nodes, strategy, claims);
  if (!context.diagnostics.has_errors()) instantiate_all(context, nodes);
  if (!context.diagnostics.has_errors()) {
    warn_unused(context);
    warn_stiff(context);
  }

  base::Result<Model> result;
  if (!context.diagnostics.has_errors()) result.value = std::move(context.model);
  result.diagnostics = std::move(context.diagnostics);
  return result;
}

}  // namespace detente::model
