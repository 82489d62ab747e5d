#include "model/declare.h"

#include <optional>

#include "base/cat.h"
#include "model/check.h"
#include "model/units_of.h"

namespace detente::model {

using syntax::as;
using syntax::DeclKind;
using syntax::try_as;

namespace {

// The kind of the name a declaration gives; nothing when it gives none, or another file declares it.
std::optional<SymbolKind> kind_of(const syntax::Decl& decl) {
  switch (decl.kind) {
    case DeclKind::Model:
    case DeclKind::Import:
    case DeclKind::Time:
    case DeclKind::Save:
    case DeclKind::Unit:
    case DeclKind::Set:
    case DeclKind::Correlate:
    case DeclKind::Input: return std::nullopt;
    case DeclKind::Player:
      // `player p in power`: p is bound, each player is named by its element.
      return as<syntax::PlayerDecl>(decl).set ? std::nullopt : std::optional(SymbolKind::Player);
    case DeclKind::Preset: return SymbolKind::Preset;
    case DeclKind::Constant: return SymbolKind::Constant;
    case DeclKind::Parameter: return SymbolKind::Parameter;
    case DeclKind::Alternative: return SymbolKind::Alternative;
    case DeclKind::Data: return SymbolKind::Data;
    case DeclKind::Lookup: return SymbolKind::Lookup;
    case DeclKind::Stock: return SymbolKind::Stock;
    case DeclKind::Flow: return SymbolKind::Flow;
    case DeclKind::Aux: return SymbolKind::Aux;
    case DeclKind::Noise: return SymbolKind::Noise;
    case DeclKind::Event: return SymbolKind::Event;
    case DeclKind::Function: return SymbolKind::Function;
    case DeclKind::Lever: return SymbolKind::Lever;
    case DeclKind::Policy: return SymbolKind::Policy;
    case DeclKind::Agreement: return SymbolKind::Agreement;
    case DeclKind::Scenario: return SymbolKind::Scenario;
    case DeclKind::Metric: return SymbolKind::Metric;
    case DeclKind::Claim: return SymbolKind::Claim;
    case DeclKind::Group: return SymbolKind::Group;
    case DeclKind::Observed: return SymbolKind::Observed;
    case DeclKind::Calibrate: return SymbolKind::Calibrate;
  }
  return std::nullopt;
}

const syntax::VariableDecl* variable_decl(const syntax::Decl& decl) {
  switch (decl.kind) {
    case DeclKind::Constant:
    case DeclKind::Parameter:
    case DeclKind::Input:
    case DeclKind::Data:
    case DeclKind::Stock:
    case DeclKind::Flow:
    case DeclKind::Aux:
    case DeclKind::Noise:
    case DeclKind::Lever:
    case DeclKind::Metric:
    case DeclKind::Observed: return static_cast<const syntax::VariableDecl*>(&decl);
    default: return nullptr;
  }
}

const std::vector<syntax::Binder>* indices_of(const syntax::Decl& decl) {
  if (const auto* variable = variable_decl(decl)) return &variable->indices;
  if (const auto* event = try_as<syntax::EventDecl>(&decl)) return &event->indices;
  if (const auto* claim = try_as<syntax::ClaimDecl>(&decl)) return &claim->indices;
  return nullptr;
}

// year^(1/2): the noise of a step of length h has variance h.
units::Unit noise_unit() { return *units::power(units::UnitTable::year(), *units::Rational::make(1, 2)); }

}  // namespace

SymbolId symbol_of(const Context& context, const syntax::Decl& decl) {
  const SymbolId symbol = context.find(decl.name.text);
  return symbol != kNoId && context.definitions[symbol].decl == &decl ? symbol : kNoId;
}

void declare_names(Context& context) {
  for (const syntax::Decl* decl : context.declarations) {
    if (const auto kind = kind_of(*decl)) context.declare(*kind, decl->name.text, decl->name.span, decl);
  }
  // An input yields to a declaration of its name.
  for (const syntax::Decl* decl : context.declarations) {
    if (decl->kind != DeclKind::Input) continue;
    const SymbolId other = context.find(decl->name.text);
    if (other == kNoId) {
      context.declare(SymbolKind::Input, decl->name.text, decl->name.span, decl);
    } else if (context.definitions[other].decl && context.definitions[other].decl->kind != DeclKind::Input) {
      context.definitions[other].yielded_to.push_back(decl);
    } else if (context.model.symbols[other].span.source.is_none()) {
      context.declare(SymbolKind::Input, decl->name.text, decl->name.span, decl);  // reports the built-in unit
    } else {
      context.definitions[other].yielded_to.push_back(decl);
    }
  }
}

void declare_shapes(Context& context) {
  Checker checker(context);
  for (const syntax::Decl* decl : context.declarations) {
    const SymbolId symbol = symbol_of(context, *decl);
    const std::vector<syntax::Binder>* indices = indices_of(*decl);
    if (symbol == kNoId || !indices) continue;
    units::Unit unit;
    if (decl->kind == DeclKind::Noise) unit = noise_unit();
    const std::uint64_t errors = context.diagnostics.error_count();
    if (const auto* variable = variable_decl(*decl); variable && variable->unit)
      unit = unit_of(context, *variable->unit);
    context.definitions[symbol].unit_unknown = context.diagnostics.error_count() != errors;
    Scope scope;
    std::vector<SetId> sets = checker.bind(*indices, scope);
    context.model.symbols[symbol].unit = unit;
    for (const Variable& variable : scope.variables) {
      context.definitions[symbol].variables.push_back(variable.name);
    }
    if (decl->kind == DeclKind::Claim) {
      context.model.symbols[symbol].sets = std::move(sets);  // no value, so no cells
    } else {
      context.give_cells(symbol, std::move(sets));
    }
  }
  for (SymbolId symbol = 0; symbol < context.model.symbols.size(); ++symbol) {
    for (const syntax::Decl* input : context.definitions[symbol].yielded_to) {
      Scope scope;
      const auto& asked = as<syntax::InputDecl>(*input);
      const std::vector<SetId> sets = checker.bind(asked.indices, scope);
      const units::Unit unit = asked.unit ? unit_of(context, *asked.unit) : units::Unit();
      const Symbol& given = context.model.symbols[symbol];
      if (sets == given.sets && unit.dimension == given.unit.dimension) continue;
      context
          .report("E0309", input->name.span,
                  base::cat("input `", given.name, "` and the declaration it yields to differ in ",
                            sets == given.sets ? "unit" : "indices"))
          .with_note(given.span, base::cat("declared here in ", context.unit_text(given.unit)))
          .with_help("make the two alike");
    }
  }
}

}  // namespace detente::model
