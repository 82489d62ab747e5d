#include "guide/names.h"

namespace detente::guide {

Names::Names(const model::Model& model) : model_(&model) {
  for (std::uint32_t s = 0; s < model.symbols.size(); ++s) symbols_.try_emplace(model.symbols[s].name, s);
  for (const model::Element& element : model.elements) elements_.insert(element.label);
}

const model::Symbol* Names::symbol(std::string_view name) const {
  const auto found = symbols_.find(name);
  return found == symbols_.end() ? nullptr : &model_->symbols[found->second];
}

bool Names::is(std::string_view name, model::SymbolKind kind) const {
  const model::Symbol* found = symbol(name);
  return found && found->kind == kind;
}

}  // namespace detente::guide
