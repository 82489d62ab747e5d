// What the names in a model's text stand for: the one look-up table of this folder.
// Indices that a declaration or a sum brings in are not here; whoever walks an expression knows those.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string_view>

#include "model/model.h"

namespace detente::guide {

class Names {
 public:
  // The model outlives the names.
  explicit Names(const model::Model& model);

  const model::Model& model() const { return *model_; }
  // Null when nothing of this name is declared.
  const model::Symbol* symbol(std::string_view name) const;
  bool is(std::string_view name, model::SymbolKind kind) const;
  bool is_unit(std::string_view name) const { return model_->units.find(name) != nullptr; }
  bool is_element(std::string_view name) const { return elements_.contains(name); }

 private:
  const model::Model* model_;
  std::map<std::string_view, std::uint32_t> symbols_;
  std::set<std::string_view> elements_;
};

}  // namespace detente::guide
