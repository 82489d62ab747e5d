#include "model/context.h"

#include "base/cat.h"
#include "base/near_names.h"
#include "base/number_text.h"

namespace detente::model {

std::string Context::place(base::Span span, base::Span from) const {
  if (span.source != from.source) return sources.place(span);
  const base::LineColumn at = sources.start(span);
  return base::cat(at.line, ':', at.column);
}

plan::Place Context::resolved(base::Span span) const {
  if (span.source.is_none()) return {};
  const base::LineColumn at = sources.start(span);
  return {std::string(sources.name(span.source)), at.line, at.column};
}

SymbolId Context::find(std::string_view name) const {
  const auto found = symbol_of_.find(std::string(name));
  return found == symbol_of_.end() ? kNoId : found->second;
}

SymbolId Context::find_read(std::string_view name) {
  const SymbolId symbol = find(name);
  if (symbol != kNoId) definitions[symbol].used = true;
  return symbol;
}

SymbolId Context::declare(SymbolKind kind, std::string_view name, base::Span span, const syntax::Decl* decl) {
  if (const SymbolId taken = find(name); taken != kNoId) {
    const base::Span first = model.symbols[taken].span;
    if (first.source.is_none()) {
      report("E0301", span, base::cat('`', name, "` is a built-in unit")).with_help("choose another name");
    } else {
      report("E0301", span, base::cat('`', name, "` already declared"))
          .with_note(first, "first here")
          .with_help("rename one of the two");
    }
    return kNoId;
  }
  const SymbolId symbol = declare_hidden(kind, std::string(name), span);
  symbol_of_.emplace(name, symbol);
  definitions[symbol].decl = decl;
  if (decl) {
    Symbol& made = model.symbols[symbol];
    made.title = decl->title.text;
    made.doc = decl->doc;
    for (const syntax::SourceClause& source : decl->sources) {
      if (source.assumed && made.source.empty()) made.source = "assumed";
      for (const syntax::Name& key : source.keys) {
        if (!made.source.empty()) made.source += ", ";
        made.source += key.text;
      }
      if (!source.grade.empty()) made.grade = source.grade.text;
    }
  }
  return symbol;
}

SymbolId Context::declare_hidden(SymbolKind kind, std::string name, base::Span span) {
  Symbol symbol;
  symbol.kind = kind;
  symbol.name = std::move(name);
  symbol.span = span;
  model.symbols.push_back(std::move(symbol));
  definitions.emplace_back();
  return static_cast<SymbolId>(model.symbols.size() - 1);
}

void Context::report_unknown(std::string_view name, base::Span span) {
  constexpr std::uint64_t kSearched = 1000;  // beyond so many errors nobody reads suggestions
  std::vector<std::string_view> candidates;
  for (const Symbol& symbol : model.symbols) {
    if (diagnostics.error_count() > kSearched) break;
    if (symbol_of_.contains(symbol.name)) candidates.push_back(symbol.name);
  }
  base::Diagnostic& diagnostic = report("E0302", span, base::cat("unknown name `", name, '`'));
  const std::string_view near = base::nearest_name(name, candidates);
  if (!near.empty()) {
    const base::Span there = model.symbols[find(near)].span;
    if (there.source.is_none()) {
      diagnostic.with_help(base::cat("did you mean `", near, "`?"));
    } else {
      diagnostic.with_help(base::cat("did you mean `", near, "` (", place(there, span), ")?"));
    }
  } else if (find_element(name) != kNoId) {
    diagnostic.with_help(base::cat('`', name, "` is an element: elements stand in [ ], { } and after ==, != and in"));
  } else {
    diagnostic.with_help("declare it, for example with `parameter`, `aux` or `stock`");
  }
}

// --- Elements, sets and cells -------------------------------------------------------------------------------------

ElementId Context::find_element(std::string_view label) const {
  const auto found = element_of_.find(std::string(label));
  return found == element_of_.end() ? kNoId : found->second;
}

ElementId Context::element(std::string_view label, base::Span span) {
  const auto [place, is_new] =
      element_of_.try_emplace(std::string(label), static_cast<ElementId>(model.elements.size()));
  if (is_new) model.elements.push_back({std::string(label), {}, {}, span});
  return place->second;
}

ElementId Context::product_element(std::vector<ElementId> parts, base::Span span) {
  std::string label;
  for (const ElementId part : parts) {
    if (!label.empty()) label += ',';
    label += model.elements[part].label;
  }
  const ElementId made = element(label, span);
  model.elements[made].parts = std::move(parts);
  return made;
}

std::uint32_t Context::position(SetId set, ElementId element) const {
  if (positions_.size() < model.sets.size()) positions_.resize(model.sets.size());
  auto& positions = positions_[set];
  if (positions.empty()) {
    const std::vector<ElementId>& elements = model.sets[set].elements;
    for (std::uint32_t i = 0; i < elements.size(); ++i) positions.emplace(elements[i], i);
  }
  const auto found = positions.find(element);
  return found == positions.end() ? kNoId : found->second;
}

void Context::give_cells(SymbolId id, std::vector<SetId> sets) {
  std::uint64_t count = 1;
  bool too_many = false;
  SetId largest = kNoId;
  double estimate = 1;
  for (const SetId set : sets) {
    if (largest == kNoId || set_size(set) > set_size(largest)) largest = set;
    count *= set_size(set);
    estimate *= set_size(set);
    too_many = too_many || count > options.elements_limit;
    if (too_many) count = 1;
  }
  Symbol& symbol = model.symbols[id];
  if (!too_many && model.cells.size() + count > options.elements_limit) {
    too_many = true;
    estimate += static_cast<double>(model.cells.size());
  }
  if (too_many) {
    const std::string size = estimate > 9.2e18 ? "more than 9.2e18" : base::number_text(estimate, 2);
    base::Diagnostic& diagnostic =
        report("E0504", symbol.span,
               base::cat('`', symbol.name, "` would need ", size, " elements (limit ",
                         base::number_text(static_cast<double>(options.elements_limit), 2), ')'));
    if (largest != kNoId) {
      diagnostic
          .with_note(model.sets[largest].span,
                     base::cat("largest factor `", model.sets[largest].name, "`, ", set_size(largest), " elements"))
          .with_help("drop an index or shrink a set");
    }
    sets.clear();
    count = 1;
  }
  symbol.sets = std::move(sets);
  symbol.first_cell = static_cast<std::uint32_t>(model.cells.size());
  symbol.count = static_cast<std::uint32_t>(count);
  model.cells.resize(model.cells.size() + symbol.count, Cell{id, kNoNode});
}

std::uint32_t Context::cell_at(SymbolId id, std::span<const ElementId> at) const {
  const Symbol& symbol = model.symbols[id];
  if (at.size() != symbol.sets.size()) return kNoId;
  std::uint32_t offset = 0;
  for (std::size_t i = 0; i < at.size(); ++i) {
    const std::uint32_t place = position(symbol.sets[i], at[i]);
    if (place == kNoId) return kNoId;
    offset = offset * set_size(symbol.sets[i]) + place;
  }
  return symbol.first_cell + offset;
}

std::vector<ElementId> Context::elements_of_cell(SymbolId id, std::uint32_t position) const {
  const Symbol& symbol = model.symbols[id];
  std::vector<ElementId> at(symbol.sets.size());
  for (std::size_t i = at.size(); i-- > 0;) {
    const std::uint32_t size = set_size(symbol.sets[i]);
    at[i] = model.sets[symbol.sets[i]].elements[position % size];
    position /= size;
  }
  return at;
}

std::string Context::cell_name(SymbolId symbol, std::span<const ElementId> at) const {
  std::string name = model.symbols[symbol].name;
  for (std::size_t i = 0; i < at.size(); ++i) {
    name += i == 0 ? '[' : ',';
    name += model.elements[at[i]].label;
  }
  if (!at.empty()) name += ']';
  return name;
}

plan::Quantity Context::quantity(SymbolId id, std::span<const ElementId> at) const {
  const Symbol& symbol = model.symbols[id];
  plan::Quantity quantity;
  quantity.name.full = cell_name(id, at);
  quantity.name.base = symbol.name;
  for (const ElementId element : at) quantity.name.labels.push_back(model.elements[element].label);
  for (const SetId set : symbol.sets) quantity.name.sets.push_back(model.sets[set].name);
  quantity.title = symbol.title;
  quantity.unit = unit_text(symbol.unit);
  quantity.scale = symbol.unit.size.value();
  return quantity;
}

std::uint32_t Context::origin(std::string variable, base::Span span) {
  model.origins.push_back({std::move(variable), span});
  return static_cast<std::uint32_t>(model.origins.size() - 1);
}

}  // namespace detente::model
