#include "model/equations.h"

#include <map>
#include <optional>
#include <set>
#include <utility>

#include "base/cat.h"
#include "model/instantiate.h"
#include "model/sets.h"

namespace detente::model {
namespace {

using syntax::as;
using syntax::try_as;

using Positions = std::vector<std::uint32_t>;

class Spreader {
 public:
  Spreader(Context& context, SymbolId symbol) : context_(context), symbol_(symbol) {
    const Symbol& shape = context.model.symbols[symbol];
    for (std::uint32_t i = 0; i < shape.sets.size(); ++i) {
      const auto& factors = context.model.sets[shape.sets[i]].factors;
      if (factors.empty()) levels_.push_back({i, kNoId, shape.sets[i]});
      for (std::uint32_t part = 0; part < factors.size(); ++part) levels_.push_back({i, part, factors[part]});
    }
    result_.which.assign(shape.count, kNoId);
  }

  Equation take() { return std::move(result_); }

  Positions everywhere() const {
    Positions all(result_.which.size());
    for (std::uint32_t i = 0; i < all.size(); ++i) all[i] = i;
    return all;
  }

  // An array literal spreads by the elements of one level after another; anything else is the value of all cells.
  void assign(const syntax::Expr& value, const Positions& cells, std::size_t level) {
    const auto* array = try_as<syntax::ArrayExpr>(&value);
    if (!array) {
      for (const std::uint32_t cell : cells) result_.which[cell] = static_cast<std::uint32_t>(result_.values.size());
      result_.values.push_back(&value);
      return;
    }
    if (level == levels_.size()) {
      const Symbol& symbol = context_.model.symbols[symbol_];
      context_.report("E0517", value.span, base::cat("this array nests deeper than `", symbol.name, "` has indices"))
          .with_note(symbol.span, "declared here")
          .with_help("delete one level of braces, or declare one more index");
      return;
    }
    std::map<ElementId, Positions> by_element;
    for (const std::uint32_t cell : cells) by_element[element_of(cell, level)].push_back(cell);
    const syntax::Expr* rest = nullptr;
    std::map<ElementId, base::Span> seen;
    for (const syntax::Entry& entry : array->entries) {
      if (entry.keys.empty()) {
        rest = entry.value;
        continue;
      }
      Positions chosen;
      for (const syntax::Name& key : entry.keys) {
        const ElementId element = context_.find_element(key.text);
        if (element == kNoId ||
            (context_.position(levels_[level].set, element) == kNoId && !is_lost(context_, element))) {
          report_not_member(context_, key.text, levels_[level].set, key.span);
          continue;
        }
        if (const auto [first, is_new] = seen.try_emplace(element, key.span); !is_new) {
          context_.report("E0506", key.span, base::cat("`", key.text, "` has two values"))
              .with_note(first->second, "first here")
              .with_help("delete one");
          continue;
        }
        const auto found = by_element.find(element);
        if (found == by_element.end()) continue;
        chosen.insert(chosen.end(), found->second.begin(), found->second.end());
        by_element.erase(found);
      }
      if (!chosen.empty()) assign(*entry.value, chosen, level + 1);
    }
    if (by_element.empty() || !rest) return;
    Positions others;
    for (const auto& [element, positions] : by_element) {
      others.insert(others.end(), positions.begin(), positions.end());
    }
    assign(*rest, others, level + 1);
  }

  void replace(const syntax::ElementEquation& line) {
    for (const syntax::Expr* item : line.elements) {
      const auto* tuple = try_as<syntax::TupleExpr>(item);
      const std::vector<const syntax::Expr*> parts = tuple ? tuple->items : std::vector<const syntax::Expr*>{item};
      if (parts.size() != levels_.size()) {
        const Symbol& symbol = context_.model.symbols[symbol_];
        context_
            .report("E0507", item->span,
                    base::cat("`", symbol.name, "` has ", levels_.size(), levels_.size() == 1 ? " index" : " indices",
                              ", this names ", parts.size()))
            .with_note(symbol.span, "declared here")
            .with_help("with several indices write a tuple: `for (us, chips): ..`");
        continue;
      }
      Positions cells = everywhere();
      bool good = true;
      for (std::size_t level = 0; level < parts.size() && good; ++level) {
        const auto wanted = elements_named(*parts[level], levels_[level].set);
        good = wanted.has_value();
        if (good) std::erase_if(cells, [&](std::uint32_t cell) { return !wanted->contains(element_of(cell, level)); });
      }
      if (!good) continue;
      const auto value = static_cast<std::uint32_t>(result_.values.size());
      for (const std::uint32_t cell : cells) {
        if (const auto [first, is_new] = replaced_.try_emplace(cell, item->span); !is_new) {
          context_
              .report("E0506", item->span,
                      base::cat("overlaps ", context_.place(first->second, item->span), " on `",
                                context_.cell_name(symbol_, context_.elements_of_cell(symbol_, cell)), '`'))
              .with_note(first->second, "the other equation")
              .with_help("leave the element out of one of them");
          break;
        }
        result_.which[cell] = value;
      }
    }
    result_.values.push_back(line.value);
  }

  void report_gaps(base::Span span) {
    constexpr std::size_t kShown = 6;
    std::string names;
    std::size_t missing = 0;
    for (std::uint32_t cell = 0; cell < result_.which.size(); ++cell) {
      if (result_.which[cell] != kNoId) continue;
      if (++missing > kShown) continue;
      std::string labels;
      for (const ElementId element : context_.elements_of_cell(symbol_, cell)) {
        labels += base::cat(labels.empty() ? "" : ",", context_.model.elements[element].label);
      }
      names += base::cat(missing == 1 ? "" : "; ", labels);
    }
    if (missing == 0) return;
    if (missing > kShown) names += base::cat(" and ", missing - kShown, " more");
    context_
        .report("E0505", span, base::cat("`", context_.model.symbols[symbol_].name, "` has no equation for ", names))
        .with_help("give one for them, or `else:` in a literal");
  }

 private:
  struct Level {
    std::uint32_t index;
    std::uint32_t part;  // of a product's element; kNoId for a plain set
    SetId set;
  };

  ElementId element_of(std::uint32_t cell, std::size_t level) const {
    const ElementId element = context_.elements_of_cell(symbol_, cell)[levels_[level].index];
    return levels_[level].part == kNoId ? element : context_.model.elements[element].parts[levels_[level].part];
  }

  // An element's label, or a set's name.
  std::optional<std::set<ElementId>> elements_named(const syntax::Expr& expr, SetId set) {
    if (const auto* name = try_as<syntax::NameExpr>(&expr)) {
      const ElementId element = context_.find_element(name->name.text);
      const SymbolId symbol = context_.find(name->name.text);
      if (symbol == kNoId || context_.model.symbols[symbol].kind != SymbolKind::Set) {
        if (element != kNoId && (context_.position(set, element) != kNoId || is_lost(context_, element))) {
          return std::set<ElementId>{element};
        }
        report_not_member(context_, name->name.text, set, expr.span);
        return std::nullopt;
      }
    }
    const SetId other = set_of(context_, expr);
    if (other == kNoId) return std::nullopt;
    const auto& elements = context_.model.sets[other].elements;
    return std::set<ElementId>(elements.begin(), elements.end());
  }

  Context& context_;
  SymbolId symbol_;
  std::vector<Level> levels_;
  Equation result_;
  std::map<std::uint32_t, base::Span> replaced_;
};

}  // namespace

Equation spread(Context& context, SymbolId symbol, const syntax::Equation& equation) {
  Spreader spreader(context, symbol);
  if (!equation.value && equation.exceptions.empty()) return spreader.take();
  const std::uint64_t errors = context.diagnostics.error_count();
  if (equation.value) spreader.assign(*equation.value, spreader.everywhere(), 0);
  for (const syntax::ElementEquation& line : equation.exceptions) spreader.replace(line);
  const base::Span span = equation.value ? equation.value->span : equation.exceptions.front().span;
  if (context.diagnostics.error_count() == errors) spreader.report_gaps(span);
  return spreader.take();
}

Equation spread(Context& context, SymbolId symbol, const syntax::Expr& value) {
  return spread(context, symbol, syntax::Equation{&value, {}});
}

CheckedEquation checked(const Equation& equation, Scope& scope, const CheckValue& check) {
  CheckedEquation result;
  result.which = equation.which;
  for (const syntax::Expr* value : equation.values) result.values.push_back(check(*value, scope));
  return result;
}

Scope scope_of(Context& context, SymbolId symbol) {
  Scope scope;
  const Symbol& owner = context.model.symbols[symbol];
  const Definition& definition = context.definitions[symbol];
  for (std::size_t i = 0; i < owner.sets.size(); ++i) {
    const std::string_view name = i < definition.variables.size() ? definition.variables[i] : "";
    scope.variables.push_back({name, owner.sets[i], owner.span});
  }
  return scope;
}

NodeId node_at(Instantiator& instantiator, const CheckedEquation& equation, SymbolId symbol,
               std::span<const ElementId> at, Phase phase) {
  Context& context = instantiator.context();
  const std::uint32_t cell = context.cell_at(symbol, at);
  const Expression* expression =
      equation.empty() ? nullptr : equation.at(cell - context.model.symbols[symbol].first_cell);
  if (!expression) return instantiator.graph().constant(0);
  Environment environment = instantiator.environment(symbol, at, phase);
  return instantiator.node(*expression, environment);
}

}  // namespace detente::model
