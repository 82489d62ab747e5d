#include "lower/signals.h"

#include <algorithm>
#include <string_view>

#include "base/cat.h"
#include "base/near_names.h"

namespace detente::lower {

namespace {

plan::Quantity quantity_of(const model::Model& model, const model::Symbol& symbol, uint32_t position) {
  plan::Quantity quantity;
  quantity.name.base = symbol.name;
  for (std::size_t i = symbol.sets.size(); i-- > 0;) {  // the last index runs fastest
    const model::Set& set = model.sets[symbol.sets[i]];
    const uint32_t size = static_cast<uint32_t>(set.elements.size());
    quantity.name.labels.insert(quantity.name.labels.begin(), model.elements[set.elements[position % size]].label);
    quantity.name.sets.insert(quantity.name.sets.begin(), set.name);
    position /= size;
  }
  quantity.name.full = symbol.name;
  for (std::size_t i = 0; i < quantity.name.labels.size(); ++i)
    quantity.name.full += base::cat(i == 0 ? "[" : ",", quantity.name.labels[i]);
  if (!quantity.name.labels.empty()) quantity.name.full += "]";
  quantity.title = symbol.title;
  quantity.unit = model.units.text(symbol.unit);
  quantity.scale = symbol.unit.size.value();
  return quantity;
}

// "arms[a, b]" and "arms[a,b]" are one name.
std::string without_blanks(std::string_view text) {
  std::string result(text);
  std::erase(result, ' ');
  return result;
}

}  // namespace

std::vector<NamedValue> find_values(const model::Model& model, const std::vector<std::string>& names,
                                    base::Diagnostics& diagnostics) {
  std::vector<NamedValue> found;
  std::vector<std::string_view> known;
  for (const model::Symbol& symbol : model.symbols)
    if (symbol.count > 0 && model.cells[symbol.first_cell].value != model::kNoNode) known.push_back(symbol.name);
  for (const std::string& written : names) {
    const std::string name = without_blanks(written);
    bool any = false;
    for (const model::Symbol& symbol : model.symbols) {
      if (symbol.name != std::string_view(name).substr(0, name.find('['))) continue;
      for (uint32_t i = 0; i < symbol.count; ++i) {
        const model::NodeId node = model.cells[symbol.first_cell + i].value;
        if (node == model::kNoNode) continue;
        plan::Quantity quantity = quantity_of(model, symbol, i);
        if (name != symbol.name && name != quantity.name.full) continue;
        any = true;
        const auto same = [&](const NamedValue& old) { return old.quantity.name.full == quantity.name.full; };
        if (std::any_of(found.begin(), found.end(), same)) continue;
        const model::Node& value = model.graph[node];
        found.push_back({std::move(quantity), node, value.origin});
      }
    }
    if (any) continue;
    base::Diagnostic& diagnostic = diagnostics.add("E0302", {}, base::cat("unknown name `", written, "`"));
    const std::string_view near = base::nearest_name(name, known);
    if (!near.empty()) diagnostic.with_help(base::cat("did you mean `", near, "`?"));
  }
  return found;
}

}  // namespace detente::lower
