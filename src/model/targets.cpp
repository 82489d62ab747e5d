#include "model/targets.h"

#include <utility>

#include "base/cat.h"
#include "model/sets.h"

namespace detente::model {
namespace {

using syntax::try_as;

// One place in the brackets: a fixed index, or a variable that runs through a set.
struct Place {
  Index index;
  SetId runs = kNoId;
};

bool is_variable(const Scope& scope, std::string_view name) {
  for (const Variable& variable : scope.variables) {
    if (variable.name == name && !name.empty()) return true;
  }
  return false;
}

// Whether an unnamed place is one element: a bound variable or a label, and not a set.
bool is_single(const Context& context, const Scope& scope, const syntax::Expr& expr) {
  if (const auto* name = try_as<syntax::NameExpr>(&expr)) {
    if (is_variable(scope, name->name.text)) return true;
    return context.find(name->name.text) == kNoId;
  }
  return expr.kind == syntax::ExprKind::Member || expr.kind == syntax::ExprKind::Tuple;
}

}  // namespace

Target resolve_target(Context& context, Instantiator& instantiator, Checker& checker, const syntax::Name& name,
                      const std::vector<syntax::Binder>& indices, base::Span span, Scope& scope,
                      const Environment& outer) {
  Target target;
  target.symbol = context.find(name.text);
  if (target.symbol == kNoId) {
    context.report_unknown(name.text, name.span);
    return target;
  }
  const Symbol symbol = context.model.symbols[target.symbol];
  if (indices.empty()) {
    for (std::uint32_t i = 0; i < symbol.count; ++i) target.cells.push_back({symbol.first_cell + i, outer});
    return target;
  }
  target.closeness = Closeness::Elements;
  std::vector<Place> places;
  for (const syntax::Binder& binder : indices) {
    Place place;
    if (binder.name.empty() && is_single(context, scope, *binder.set)) {
      place.index = checker.index(*binder.set, scope);
      if (place.index.id == kNoId) return target;
    } else {
      const std::vector<SetId> bound = checker.bind({binder}, scope);
      if (bound.empty()) return target;
      place.runs = bound[0];
      place.index.kind = Index::Kind::Variable;
      place.index.id = static_cast<std::uint32_t>(scope.variables.size() - 1);
      target.closeness = Closeness::Sets;
    }
    places.push_back(std::move(place));
  }
  // Several places may together name one element of a product.
  std::vector<std::pair<std::size_t, std::size_t>> groups;
  std::size_t next = 0;
  for (const SetId set : symbol.sets) {
    const std::size_t factors = context.model.sets[set].factors.size();
    const std::size_t left = places.size() - next;
    const bool whole = factors == 0 || left == symbol.sets.size() - groups.size();
    const std::size_t taken = whole ? 1 : factors;
    if (next + taken > places.size()) break;
    groups.push_back({next, taken});
    next += taken;
  }
  if (groups.size() != symbol.sets.size() || next != places.size()) {
    context
        .report("E0507", span,
                base::cat('`', symbol.name, "` has ", symbol.sets.size(),
                          symbol.sets.size() == 1 ? " index" : " indices", ", got ", places.size()))
        .with_note(symbol.span, "declared here")
        .with_help("give one index for each, or none to mean all elements");
    return target;
  }
  std::vector<std::uint32_t> position(places.size(), 0);
  for (;;) {
    Target::Cell cell;
    cell.environment = outer;
    cell.environment.bound.resize(scope.variables.size(), kNoId);
    for (std::size_t i = 0; i < places.size(); ++i) {
      if (places[i].runs == kNoId) continue;
      const std::vector<ElementId>& elements = context.model.sets[places[i].runs].elements;
      if (elements.empty()) return target;
      cell.environment.bound[places[i].index.id] = elements[position[i]];
    }
    std::vector<ElementId> elements;
    for (const auto& [first, count] : groups) {
      Index index = places[first].index;
      if (count > 1) {
        index.kind = Index::Kind::Tuple;
        for (std::size_t i = first; i < first + count; ++i) index.parts.push_back(places[i].index);
      }
      elements.push_back(instantiator.element(index, cell.environment));
    }
    cell.cell = context.cell_at(target.symbol, elements);
    if (cell.cell != kNoId) {
      target.cells.push_back(std::move(cell));
    } else if (target.closeness == Closeness::Elements) {
      const SetId set = symbol.sets[0];
      const bool lost = elements[0] != kNoId && is_lost(context, elements[0]);
      if (!lost) report_not_member(context, context.sources.text(indices[0].span), set, indices[0].span);
      return target;
    }
    std::size_t i = places.size();
    while (i > 0) {
      const bool wraps = places[i - 1].runs == kNoId || ++position[i - 1] == context.set_size(places[i - 1].runs);
      if (!wraps) break;
      position[--i] = 0;
    }
    if (i == 0) return target;
  }
}

}  // namespace detente::model
