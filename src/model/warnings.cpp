// What is legal but probably not meant: names nobody reads, flows that move nothing.
#include "base/cat.h"
#include "model/declare.h"

namespace detente::model {

void warn_unused(Context& context) {
  for (SymbolId id = 0; id < context.model.symbols.size(); ++id) {
    const Symbol& symbol = context.model.symbols[id];
    const Definition& definition = context.definitions[id];
    if (!definition.decl || definition.used || symbol.span.source.is_none()) continue;
    switch (symbol.kind) {
      case SymbolKind::Flow:
        if (!definition.moves_stock) {
          context.report("W0303", symbol.span, base::cat("flow `", symbol.name, "` changes no stock"))
              .with_help("add `from` or `to`");
        }
        break;
      case SymbolKind::Constant:
      case SymbolKind::Parameter:
      case SymbolKind::Alternative:
      case SymbolKind::Data:
      case SymbolKind::Lookup:
      case SymbolKind::Noise:
      case SymbolKind::Function:
      case SymbolKind::Input:
        context.report("W0305", symbol.span, base::cat("`", symbol.name, "` is never used"))
            .with_help("use it or delete it");
        break;
      default: break;  // the rest is a result, or acts by itself
    }
  }
}

}  // namespace detente::model
