#include "model/sets.h"

#include <algorithm>
#include <optional>

#include "base/cat.h"
#include "base/near_names.h"
#include "base/number_text.h"
#include "model/check.h"
#include "model/instantiate.h"
#include "model/order.h"
#include "model/walk.h"
#include "syntax/decl.h"

namespace detente::model {
namespace {

using syntax::as;
using syntax::ExprKind;
using syntax::try_as;

using Elements = std::vector<ElementId>;

struct Value {  // of a set expression
  Elements elements;
  std::vector<SetId> factors;
};

// The set of every `name` in a set expression, kNoId for what is no set.
SetId named_set(Context& context, const syntax::NameExpr& name) {
  const SymbolId symbol = context.find(name.name.text);
  if (symbol == kNoId || context.model.symbols[symbol].kind != SymbolKind::Set) return kNoId;
  return context.model.symbols[symbol].index;
}

std::optional<Value> evaluate(Context& context, const syntax::Expr& expr, bool declares);

// A set that has no name of its own, as a factor of a product.
SetId anonymous(Context& context, Value value, base::Span span) {
  Set set;
  set.elements = std::move(value.elements);
  set.factors = std::move(value.factors);
  set.span = span;
  context.model.sets.push_back(std::move(set));
  return static_cast<SetId>(context.model.sets.size() - 1);
}

std::optional<Value> listed(Context& context, const syntax::ListExpr& list, bool declares) {
  Value value;
  for (const syntax::ListItem& item : list.items) {
    const auto* name = try_as<syntax::NameExpr>(item.value);
    if (!name) {
      context.report("E0508", item.value->span, "an element of a set is a label")
          .with_help("write a name, e.g. `{ us, cn }`");
      return std::nullopt;
    }
    ElementId element = context.find_element(name->name.text);
    if (!declares && element == kNoId) {
      report_not_member(context, name->name.text, kNoId, name->span);
      return std::nullopt;
    }
    if (declares) {
      element = context.element(name->name.text, name->span);
      if (item.title.present) context.model.elements[element].title = item.title.text;
    }
    const auto earlier = std::find(value.elements.begin(), value.elements.end(), element);
    if (earlier != value.elements.end()) {
      const auto& first = list.items[static_cast<std::size_t>(earlier - value.elements.begin())];
      context.report("E0501", name->span, base::cat("element `", name->name.text, "` repeated"))
          .with_note(first.value->span, "first here")
          .with_help("delete one");
      continue;
    }
    value.elements.push_back(element);
  }
  return value;
}

std::optional<Value> product(Context& context, const syntax::BinaryExpr& binary) {
  std::vector<const syntax::Expr*> parts = {binary.first};
  for (const syntax::Operand& operand : binary.rest) parts.push_back(operand.expr);
  Value value;
  std::uint64_t count = 1;
  for (const syntax::Expr* part : parts) {
    SetId set = kNoId;
    if (const auto* name = try_as<syntax::NameExpr>(part)) set = named_set(context, *name);
    if (set == kNoId) {
      auto inner = evaluate(context, *part, false);
      if (!inner) return std::nullopt;
      set = anonymous(context, std::move(*inner), part->span);
    }
    value.factors.push_back(set);
    count *= context.set_size(set);
    if (count > context.options.elements_limit) {
      context
          .report("E0504", binary.span,
                  base::cat("this set would have more than ",
                            base::number_text(static_cast<double>(context.options.elements_limit), 2), " elements"))
          .with_help("multiply fewer or smaller sets");
      return std::nullopt;
    }
  }
  for (std::uint64_t i = 0; i < count; ++i) {
    std::vector<ElementId> tuple(value.factors.size());
    std::uint64_t rest = i;
    for (std::size_t k = tuple.size(); k-- > 0;) {
      const std::uint32_t size = context.set_size(value.factors[k]);
      tuple[k] = context.model.sets[value.factors[k]].elements[rest % size];
      rest /= size;
    }
    value.elements.push_back(context.product_element(std::move(tuple), binary.span));
  }
  return value;
}

std::optional<Value> evaluate(Context& context, const syntax::Expr& expr, bool declares) {
  if (const auto* list = try_as<syntax::ListExpr>(&expr)) return listed(context, *list, declares);
  if (const auto* name = try_as<syntax::NameExpr>(&expr)) {
    const SymbolId symbol = context.find_read(name->name.text);
    if (symbol == kNoId) {
      context.report_unknown(name->name.text, name->span);
      return std::nullopt;
    }
    if (context.model.symbols[symbol].kind != SymbolKind::Set) {
      context.report("E0307", name->span, base::cat('`', name->name.text, "` is not a set"))
          .with_note(context.model.symbols[symbol].span, "declared here");
      return std::nullopt;
    }
    const Set& set = context.model.sets[context.model.symbols[symbol].index];
    return Value{set.elements, set.factors};
  }
  if (const auto* binary = try_as<syntax::BinaryExpr>(&expr)) {
    const syntax::BinaryOp op = binary->rest.front().op;
    if (op == syntax::BinaryOp::Multiply) return product(context, *binary);
    if (op == syntax::BinaryOp::Add || op == syntax::BinaryOp::Subtract) {
      auto value = evaluate(context, *binary->first, declares);
      if (!value) return std::nullopt;
      for (const syntax::Operand& operand : binary->rest) {
        auto other = evaluate(context, *operand.expr, declares && operand.op == syntax::BinaryOp::Add);
        if (!other) return std::nullopt;
        Elements sorted = other->elements;
        // total order: element numbers
        std::sort(sorted.begin(), sorted.end());
        if (operand.op == syntax::BinaryOp::Subtract) {
          std::erase_if(value->elements,
                        [&](ElementId e) { return std::binary_search(sorted.begin(), sorted.end(), e); });
        } else {
          Elements known = value->elements;
          // total order: element numbers
          std::sort(known.begin(), known.end());
          for (const ElementId e : other->elements) {
            if (!std::binary_search(known.begin(), known.end(), e)) value->elements.push_back(e);
          }
        }
      }
      return value;
    }
  }
  context.report("E0508", expr.span, "this is not a set")
      .with_help("write labels in braces, a set's name, or sets joined by + - *");
  return std::nullopt;
}

// Keeps the elements for which `where` holds; `first`, `second`, .. name an element's parts.
void thin(Context& context, const syntax::Expr& where, Value& value) {
  static constexpr std::string_view kParts[] = {"first", "second", "third", "fourth", "fifth", "sixth"};
  Scope scope;
  scope.place = "the condition of a set";
  if (value.factors.empty()) {
    scope.variables.push_back({kParts[0], anonymous(context, value, where.span), where.span});
  }
  for (std::size_t i = 0; i < value.factors.size() && i < std::size(kParts); ++i) {
    scope.variables.push_back({kParts[i], value.factors[i], where.span});
  }
  Checker checker(context);
  const std::uint64_t errors = context.diagnostics.error_count();
  const Expression* condition = checker.condition(where, scope);
  if (context.diagnostics.error_count() != errors) return;
  if (!condition->element) {
    context.report("E0509", where.span, "the condition of a set may only compare elements")
        .with_help("use ==, != and `in`, e.g. `where first != second`");
    return;
  }
  Instantiator instantiator(context);
  std::erase_if(value.elements, [&](ElementId element) {
    Environment environment;
    if (value.factors.empty()) {
      environment.bound = {element};
    } else {
      environment.bound = context.model.elements[element].parts;
    }
    return !instantiator.holds(*condition, environment);
  });
}

std::vector<const syntax::PresetSet*> preset_sets(Context& context) {
  std::vector<const syntax::PresetSet*> result;
  if (context.options.preset.empty()) return result;
  std::vector<std::string_view> names;
  for (const syntax::Decl* decl : context.declarations) {
    const auto* preset = try_as<syntax::PresetDecl>(decl);
    if (!preset) continue;
    names.push_back(preset->name.text);
    if (preset->name.text != context.options.preset) continue;
    for (const syntax::PresetSet& set : preset->sets) result.push_back(&set);
    return result;
  }
  std::string choices;
  for (const std::string_view name : names) choices += base::cat(choices.empty() ? "" : ", ", name);
  context.report("E0520", base::Span(), base::cat("unknown preset `", context.options.preset, '`'))
      .with_help(choices.empty() ? "the model declares no preset" : base::cat("choose one of: ", choices));
  return result;
}

// Marks what the preset leaves out of a set.
void shrink(Context& context, const syntax::PresetSet& preset, Value& value) {
  auto kept = evaluate(context, *preset.elements, false);
  if (!kept) return;
  for (const ElementId element : kept->elements) {
    if (std::find(value.elements.begin(), value.elements.end(), element) == value.elements.end()) {
      context
          .report("E0503", preset.elements->span,
                  base::cat('`', context.model.elements[element].label, "` is not a member of ", preset.set.text))
          .with_help("a preset may only leave elements out");
    }
  }
  for (const ElementId element : value.elements) {
    if (std::find(kept->elements.begin(), kept->elements.end(), element) == kept->elements.end()) {
      context.model.elements[element].lost = true;
    }
  }
}

}  // namespace

bool is_lost(const Context& context, ElementId element) { return context.model.elements[element].lost; }

std::string element_list(const Context& context, SetId set) {
  constexpr std::size_t kShown = 8;
  std::string text;
  const Elements& elements = context.model.sets[set].elements;
  for (std::size_t i = 0; i < elements.size() && i < kShown; ++i) {
    text += base::cat(i == 0 ? "" : ", ", context.model.elements[elements[i]].label);
  }
  return elements.size() > kShown ? text + ", .." : text;
}

void report_not_member(Context& context, std::string_view label, SetId set, base::Span span) {
  std::vector<std::string_view> candidates;
  if (set == kNoId) {
    for (const Element& element : context.model.elements) candidates.push_back(element.label);
  } else {
    for (const ElementId element : context.model.sets[set].elements) {
      candidates.push_back(context.model.elements[element].label);
    }
  }
  base::Diagnostic& diagnostic =
      set == kNoId ? context.report("E0503", span, base::cat('`', label, "` is not an element of any set"))
                   : context.report("E0503", span,
                                    base::cat('`', label, "` is not a member of ", context.model.sets[set].name, " (",
                                              element_list(context, set), ')'));
  const std::string_view near = base::nearest_name(label, candidates);
  diagnostic.with_help(near.empty() ? std::string("use an element of the set, or add this one to it")
                                    : base::cat("did you mean `", near, "`?"));
}

SetId set_of(Context& context, const syntax::Expr& expr) {
  if (const auto* name = try_as<syntax::NameExpr>(&expr)) {
    const SetId set = named_set(context, *name);
    if (set != kNoId) {
      context.find_read(name->name.text);
      return set;
    }
  }
  auto value = evaluate(context, expr, false);
  return value ? anonymous(context, std::move(*value), expr.span) : kNoId;
}

void declare_sets(Context& context) {
  std::vector<const syntax::SetDecl*> decls;
  std::vector<SymbolId> symbols;
  for (const syntax::Decl* decl : context.declarations) {
    const auto* set = try_as<syntax::SetDecl>(decl);
    if (!set) continue;
    const SymbolId symbol = context.declare(SymbolKind::Set, set->name.text, set->name.span, set);
    if (symbol == kNoId) continue;
    context.model.symbols[symbol].index = static_cast<std::uint32_t>(context.model.sets.size());
    Set made;
    made.name = set->name.text;
    made.title = set->title.text;
    made.span = set->name.span;
    context.model.sets.push_back(std::move(made));
    decls.push_back(set);
    symbols.push_back(symbol);
  }
  const std::vector<const syntax::PresetSet*> presets = preset_sets(context);
  for (const syntax::PresetSet* preset : presets) {
    const SymbolId symbol = context.find(preset->set.text);
    if (symbol == kNoId || context.model.symbols[symbol].kind != SymbolKind::Set) {
      context.report_unknown(preset->set.text, preset->set.span);
    }
  }

  const auto needs = [&](std::uint32_t i) {
    std::vector<std::uint32_t> needed;
    const auto visit = [&](const syntax::Expr& expr) {
      if (expr.kind == ExprKind::List) return false;
      if (const auto* name = try_as<syntax::NameExpr>(&expr)) {
        const SymbolId symbol = context.find(name->name.text);
        const auto found = std::find(symbols.begin(), symbols.end(), symbol);
        if (found != symbols.end()) needed.push_back(static_cast<std::uint32_t>(found - symbols.begin()));
      }
      return true;
    };
    walk(decls[i]->value, visit);
    walk(decls[i]->where, visit);
    return needed;
  };
  const Order order = order_by_need(static_cast<std::uint32_t>(decls.size()), needs);
  for (const auto& cycle : order.cycles) {
    std::string path;
    for (const std::uint32_t i : cycle) path += base::cat(decls[i]->name.text, " → ");
    context
        .report("E0521", decls[cycle.front()]->name.span,
                base::cat("sets need each other: ", path, decls[cycle.front()]->name.text))
        .with_help("list the elements of one of them");
  }
  // First the elements as declared, so that the preset knows what it leaves out.
  std::vector<std::optional<Value>> values(decls.size());
  for (const bool shrunk : {false, true}) {
    if (shrunk && presets.empty()) break;
    for (const std::uint32_t i : order.sequence) {
      Value value;
      if (shrunk && !values[i]) continue;
      const bool is_listed = decls[i]->value->kind == ExprKind::List;
      if (shrunk && is_listed) {
        value = *values[i];
      } else if (auto evaluated = evaluate(context, *decls[i]->value, !shrunk)) {
        value = std::move(*evaluated);
        if (decls[i]->where) thin(context, *decls[i]->where, value);
      } else {
        continue;
      }
      if (shrunk) std::erase_if(value.elements, [&](ElementId element) { return is_lost(context, element); });
      Set& set = context.model.sets[context.model.symbols[symbols[i]].index];
      set.elements = value.elements;
      set.factors = value.factors;
      values[i] = std::move(value);
    }
    if (!shrunk) {
      for (const syntax::PresetSet* preset : presets) {
        for (std::uint32_t i = 0; i < decls.size(); ++i) {
          if (decls[i]->name.text == preset->set.text && values[i]) shrink(context, *preset, *values[i]);
        }
      }
      context.forget_positions();
    }
  }
  if (!presets.empty()) {
    for (Element& element : context.model.elements) {
      for (const ElementId part : element.parts) element.lost = element.lost || context.model.elements[part].lost;
    }
  }
}

}  // namespace detente::model
