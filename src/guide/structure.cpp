#include "guide/structure.h"

#include <algorithm>
#include <optional>

#include "base/cat.h"
#include "model/walk.h"

namespace detente::guide {

using namespace syntax;

namespace {

void add_equation(std::vector<Part>& parts, Role role, const Equation& equation) {
  if (equation.value) parts.push_back({role, equation.value, {}});
  for (const ElementEquation& exception : equation.exceptions) parts.push_back({role, exception.value, {}});
}

void add_bounds(std::vector<Part>& parts, const std::optional<Bounds>& bounds) {
  if (!bounds) return;
  for (const Expr* expr : {bounds->low, bounds->high}) {
    if (expr) parts.push_back({Role::Range, expr, {}});
  }
}

Role role_of(StockTermKind kind) {
  switch (kind) {
    case StockTermKind::Inflow: return Role::Inflow;
    case StockTermKind::Outflow: return Role::Outflow;
    case StockTermKind::Change: return Role::Change;
    case StockTermKind::Growth: return Role::Growth;
    case StockTermKind::Diffusion: return Role::Diffusion;
  }
  return Role::Change;
}

void add_event(std::vector<Part>& parts, const EventDecl& event) {
  if (event.trigger) {
    for (const Expr* time : event.trigger->times) parts.push_back({Role::Trigger, time, {}});
    for (const Expr* expr : {event.trigger->amount, event.trigger->event}) {
      if (expr) parts.push_back({Role::Trigger, expr, {}});
    }
  }
  if (event.probability) parts.push_back({Role::Trigger, event.probability, {}});
  for (const Assignment& assignment : event.assignments) {
    parts.push_back({Role::Jump, assignment.value, assignment.target.text});
    if (assignment.where) parts.push_back({Role::Trigger, assignment.where, {}});
  }
}

}  // namespace

std::vector<Part> parts_of(const Decl& decl) {
  std::vector<Part> parts;
  switch (decl.kind) {
    case DeclKind::Constant: add_equation(parts, Role::Value, as<ConstantDecl>(decl).value); break;
    case DeclKind::Parameter: {
      const auto& parameter = as<ParameterDecl>(decl);
      add_equation(parts, Role::Value, parameter.value);
      if (parameter.distribution) parts.push_back({Role::Range, parameter.distribution, {}});
      add_bounds(parts, parameter.bounds);
      break;
    }
    case DeclKind::Input: add_equation(parts, Role::Value, as<InputDecl>(decl).value); break;
    case DeclKind::Aux: add_equation(parts, Role::Value, as<AuxDecl>(decl).value); break;
    case DeclKind::Flow: add_equation(parts, Role::Value, as<FlowDecl>(decl).value); break;
    case DeclKind::Metric: add_equation(parts, Role::Value, as<MetricDecl>(decl).value); break;
    case DeclKind::Lever:
      add_equation(parts, Role::Value, as<LeverDecl>(decl).value);
      add_bounds(parts, as<LeverDecl>(decl).bounds);
      break;
    case DeclKind::Stock: {
      const auto& stock = as<StockDecl>(decl);
      add_equation(parts, Role::Start, stock.value);
      for (const StockTerm& term : stock.terms) add_equation(parts, role_of(term.kind), term.equation);
      break;
    }
    case DeclKind::Function:
      if (as<FunctionDecl>(decl).value) parts.push_back({Role::Value, as<FunctionDecl>(decl).value, {}});
      break;
    case DeclKind::Event: add_event(parts, as<EventDecl>(decl)); break;
    default: break;  // has no equation of its own
  }
  return parts;
}

std::vector<std::string_view> names_read(const Names& names, const Expr& expr, bool running) {
  std::vector<std::string_view> found;
  const auto read = [&](std::string_view name) {
    const model::Symbol* symbol = names.symbol(name);
    if (!symbol || symbol->kind == model::SymbolKind::Unit || symbol->kind == model::SymbolKind::Set) return;
    if (std::find(found.begin(), found.end(), symbol->name) == found.end()) found.push_back(symbol->name);
  };
  model::walk(&expr, [&](const Expr& part) {
    if (const auto* name = try_as<NameExpr>(&part)) read(name->name.text);
    if (const auto* member = try_as<MemberExpr>(&part)) read(member->object.text);
    if (const auto* match = try_as<MatchExpr>(&part)) read(match->subject.text);
    if (const auto* call = try_as<CallExpr>(&part)) {
      read(call->function.text);
      return !(running && call->function.text == "initial");
    }
    return true;
  });
  return found;
}

bool reads(const Names& names, const Expr* expr, std::string_view name, bool running) {
  if (!expr) return false;
  const std::vector<std::string_view> all = names_read(names, *expr, running);
  return std::find(all.begin(), all.end(), name) != all.end();
}

namespace {

std::string_view stem_of(std::string_view file) {
  if (const std::size_t slash = file.rfind('/'); slash != std::string_view::npos) file.remove_prefix(slash + 1);
  return file.substr(0, file.rfind('.'));
}

std::string title_of(std::string_view name) {
  std::string title(name);
  std::replace(title.begin(), title.end(), '_', ' ');
  if (!title.empty() && title[0] >= 'a' && title[0] <= 'z') title[0] = static_cast<char>(title[0] - 'a' + 'A');
  return title;
}

// A comment with an empty line below it speaks of the file, not of the declaration that happens to come next.
bool stands_alone(const Decl& decl, const base::SourceMap& sources) {
  const std::uint32_t line = sources.start(decl.span).line;
  if (decl.doc.empty() || line < 2) return false;
  return sources.line(decl.span.source, line - 1).find_first_not_of(" \t\r") == std::string_view::npos;
}

bool is_variable(DeclKind kind) {
  switch (kind) {
    case DeclKind::Constant:
    case DeclKind::Parameter:
    case DeclKind::Alternative:
    case DeclKind::Input:
    case DeclKind::Data:
    case DeclKind::Lookup:
    case DeclKind::Stock:
    case DeclKind::Flow:
    case DeclKind::Aux:
    case DeclKind::Noise:
    case DeclKind::Event:
    case DeclKind::Function:
    case DeclKind::Lever:
    case DeclKind::Metric: return true;
    default: return false;
  }
}

void add_once(std::vector<std::uint32_t>& list, std::uint32_t item) {
  const auto place = std::lower_bound(list.begin(), list.end(), item);
  if (place == list.end() || *place != item) list.insert(place, item);
}

}  // namespace

Structure::Structure(const Names& names, const std::vector<Ast>& files, const base::SourceMap& sources)
    : names_(&names) {
  for (const Ast& file : files) {
    const std::uint32_t number = static_cast<std::uint32_t>(chapters_.size());
    const std::string_view stem = stem_of(sources.name(file.source()));
    Chapter chapter{std::string(stem), title_of(stem), {}, {}};
    for (const Decl* decl : file.declarations()) {
      const bool about = decl->kind == DeclKind::Model || decl->kind == DeclKind::Import ||
                         decl->kind == DeclKind::Time || decl->kind == DeclKind::Save ||
                         (chapter.declarations.empty() && stands_alone(*decl, sources));
      if (about && !decl->doc.empty()) chapter.about += base::cat(chapter.about.empty() ? "" : "\n\n", decl->doc);
      const model::Symbol* symbol = decl->name.empty() ? nullptr : names.symbol(decl->name.text);
      const bool stand_in = symbol && decl->kind == DeclKind::Input && symbol->kind != model::SymbolKind::Input;
      if (is_variable(decl->kind) && !symbol) continue;  // left out by the preset
      chapter.declarations.push_back(decl);
      if (!is_variable(decl->kind) || stand_in) continue;
      by_name_.emplace(symbol->name, static_cast<std::uint32_t>(variables_.size()));
      variables_.push_back({decl, symbol, number, {}, {}});
    }
    chapters_.push_back(std::move(chapter));
  }
  for (std::uint32_t v = 0; v < variables_.size(); ++v) {
    for (const Part& part : parts_of(*variables_[v].decl)) {
      for (const std::string_view name : names_read(names, *part.expr)) {
        const std::uint32_t read = variable(name);
        if (read == kNobody || read == v) continue;
        add_once(variables_[v].reads, read);
        add_once(variables_[read].read_by, v);
      }
      if (const std::uint32_t moved = variable(part.target); moved != kNobody) {
        add_once(variables_[moved].reads, v);
        add_once(variables_[v].read_by, moved);
      }
    }
    const auto* flow = try_as<FlowDecl>(variables_[v].decl);
    for (const Expr* end : {flow ? flow->from : nullptr, flow ? flow->to : nullptr}) {
      if (!end) continue;
      for (const std::string_view name : names_read(names, *end)) {
        const std::uint32_t stock = variable(name);
        if (stock == kNobody) continue;
        add_once(variables_[stock].reads, v);
        add_once(variables_[v].read_by, stock);
      }
    }
  }
}

std::uint32_t Structure::variable(std::string_view name) const {
  const auto found = by_name_.find(name);
  return found == by_name_.end() ? kNobody : found->second;
}

bool has_content(const Chapter& chapter) {
  return std::any_of(chapter.declarations.begin(), chapter.declarations.end(),
                     [](const Decl* decl) { return is_variable(decl->kind); });
}

}  // namespace detente::guide
