#include "guide/ranges.h"

#include <algorithm>
#include <cmath>

#include "guide/evaluation.h"

namespace detente::guide {

using namespace syntax;

namespace {

constexpr int kPasses = 60;  // as long as the longest chain of auxiliaries that is worth following

double scale_of(const Variable& variable) { return variable.symbol->unit.size.value(); }

// Equations of which one holds at each element.
template <class Evaluate>
Slope any_of_them(const Equation& equation, const Evaluate& evaluate) {
  Slope all = equation.value ? evaluate(*equation.value) : Slope(kAnything);
  for (const ElementEquation& exception : equation.exceptions) {
    const Slope one = evaluate(*exception.value);
    all = equation.value || &exception != &equation.exceptions.front() ? hull(all, one) : one;
  }
  return all;
}

bool moves(const Structure& structure, const Expr* end, std::uint32_t stock) {
  return reads(structure.names(), end, structure.variables()[stock].symbol->name);
}

}  // namespace

Ranges::Ranges(const Structure& structure) : structure_(&structure) {
  const auto& variables = structure.variables();
  ranges_.assign(variables.size(), kAnything);
  bounded_below_.assign(variables.size(), false);
  bounded_above_.assign(variables.size(), false);
  for (std::uint32_t v = 0; v < variables.size(); ++v) {
    if (variables[v].decl->kind != DeclKind::Stock) continue;
    bounded_below_[v] = true;
    bounded_above_[v] = variables[v].symbol->unit.dimension.is_dimensionless();
  }
  do {
    derive();
  } while (drop_failing());
}

void Ranges::derive() {
  const auto& variables = structure_->variables();
  for (std::uint32_t v = 0; v < variables.size(); ++v) ranges_[v] = given(v);
  for (int pass = 0; pass < kPasses; ++pass) {
    bool narrower = false;
    for (std::uint32_t v = 0; v < variables.size(); ++v) {
      const DeclKind kind = variables[v].decl->kind;
      const bool computed = kind == DeclKind::Aux || kind == DeclKind::Flow || kind == DeclKind::Input ||
                            (kind == DeclKind::Constant && ranges_[v] == kAnything);
      if (!computed) continue;
      const Interval now = declared(v);
      if (std::isnan(now.low) || std::isnan(now.high) || now == ranges_[v]) continue;
      ranges_[v] = now;
      narrower = true;
    }
    if (!narrower) return;
  }
}

Interval Ranges::declared(std::uint32_t v) const {
  const Variable& variable = structure_->variables()[v];
  Evaluation evaluation(*structure_, ranges_, kNobody);
  const auto& decl = static_cast<const VariableDecl&>(*variable.decl);  // every kind that derive() computes is one
  return any_of_them(decl.value, [&](const Expr& expr) { return evaluation.declared(expr, scale_of(variable)); }).value;
}

Interval Ranges::given(std::uint32_t v) const {
  const Variable& variable = structure_->variables()[v];
  const model::Model& model = structure_->names().model();
  switch (variable.decl->kind) {
    case DeclKind::Stock: {
      const auto& stock = as<StockDecl>(*variable.decl);
      const bool positive = stock.log_scale || stock.non_negative || bounded_below_[v];
      return {positive ? 0 : -kInfinity, bounded_above_[v] ? 1 : kInfinity};
    }
    case DeclKind::Lever:
    case DeclKind::Parameter: {
      Interval all{kInfinity, -kInfinity};
      for (const plan::Input& input : model.interface.inputs) {
        const bool one = input.kind == plan::InputKind::Parameter || input.kind == plan::InputKind::LeverDefault;
        if (!one || input.quantity.name.base != variable.symbol->name) continue;
        all = hull(all, {input.value, input.value});
        if (input.has_bounds) {
          all = hull(all, {input.low, input.high});
        } else if (const auto* deep = std::get_if<sampling::Deep>(&input.spec.law)) {
          all = hull(all, {deep->low, deep->high});
        } else if (const auto* law = std::get_if<sampling::Distribution>(&input.spec.law)) {
          all = hull(all, {law->support().low, law->support().high});
        } else if (std::holds_alternative<sampling::Share>(input.spec.law)) {
          all = hull(all, {0, 1});
        }
      }
      return all.low <= all.high ? all : kAnything;
    }
    case DeclKind::Constant:
    case DeclKind::Data: {
      Interval all{kInfinity, -kInfinity};
      for (std::uint32_t c = 0; c < variable.symbol->count; ++c) {
        const model::NodeId node = model.cells[variable.symbol->first_cell + c].value;
        if (node == model::kNoNode || !model.graph.is_constant(node)) return kAnything;
        all = hull(all, {model.graph[node].value, model.graph[node].value});
      }
      return all.low <= all.high ? all : kAnything;
    }
    default: return kAnything;
  }
}

Interval Ranges::start(std::uint32_t v) const {
  const Variable& variable = structure_->variables()[v];
  Evaluation evaluation(*structure_, ranges_, kNobody);
  return any_of_them(as<StockDecl>(*variable.decl).value,
                     [&](const Expr& expr) { return evaluation.declared(expr, scale_of(variable)); })
      .value;
}

Slope Ranges::slope(const Expr& expr, std::uint32_t reader, std::uint32_t by) const {
  return Evaluation(*structure_, ranges_, by).declared(expr, scale_of(structure_->variables()[reader]));
}

namespace {

// The sum of a stock's terms and of the named flows at it; noise is not part of it.
Slope net_rate(const Structure& structure, std::uint32_t v, Evaluation evaluation) {
  Slope all = kZero;
  for (const StockTerm& term : as<StockDecl>(*structure.variables()[v].decl).terms) {
    if (term.kind == StockTermKind::Diffusion) continue;
    const Slope one = any_of_them(term.equation, [&](const Expr& expr) { return evaluation.of(expr); });
    all = all + (term.kind == StockTermKind::Outflow ? -one : one);
  }
  for (const std::uint32_t read : structure.variables()[v].reads) {
    const Variable& other = structure.variables()[read];
    const auto* flow = try_as<FlowDecl>(other.decl);
    if (!flow) continue;
    const Slope one =
        any_of_them(flow->value, [&](const Expr& expr) { return evaluation.declared(expr, scale_of(other)); });
    if (moves(structure, flow->to, v)) all = all + one;
    if (moves(structure, flow->from, v)) all = all + -one;
  }
  return all;
}

}  // namespace

Slope Ranges::rate(std::uint32_t stock, std::uint32_t by) const {
  // A named flow is a variable of its own: what moves it moves the stock through it.
  const Variable& variable = structure_->variables()[stock];
  Evaluation evaluation(*structure_, ranges_, by);
  Slope all = kZero;
  for (const StockTerm& term : as<StockDecl>(*variable.decl).terms) {
    const Slope one = any_of_them(term.equation, [&](const Expr& expr) { return evaluation.of(expr); });
    if (term.kind == StockTermKind::Diffusion && one.change != kZero) return kAnything;
    all = all + (term.kind == StockTermKind::Outflow ? -one : one);
  }
  return all;
}

Interval Ranges::rate_at(std::uint32_t stock, double level) const {
  std::vector<Interval> face = ranges_;
  face[stock] = {level, level};
  return net_rate(*structure_, stock, Evaluation(*structure_, face, kNobody)).value;
}

bool Ranges::events_keep(std::uint32_t stock, Interval box) const {
  const auto& variables = structure_->variables();
  Evaluation evaluation(*structure_, ranges_, kNobody);
  for (const std::uint32_t read : variables[stock].reads) {
    const auto* event = try_as<EventDecl>(variables[read].decl);
    if (!event) continue;
    for (const Assignment& assignment : event->assignments) {
      if (structure_->variable(assignment.target.text) != stock) continue;
      Interval value = evaluation.declared(*assignment.value, scale_of(variables[stock])).value;
      if (assignment.op == AssignOp::Add) value = value + box;
      if (!(value.low >= box.low && value.high <= box.high)) return false;
    }
  }
  return true;
}

bool Ranges::drop_failing() {
  const auto& variables = structure_->variables();
  bool dropped = false;
  for (std::uint32_t v = 0; v < variables.size(); ++v) {
    const auto* stock = try_as<StockDecl>(variables[v].decl);
    if (!stock) continue;
    const bool noisy = std::any_of(stock->terms.begin(), stock->terms.end(),
                                   [](const StockTerm& term) { return term.kind == StockTermKind::Diffusion; });
    const Interval at_start = start(v);
    if (bounded_below_[v] && !stock->log_scale) {
      const bool keeps = !noisy && at_start.low >= 0 && rate_at(v, 0).low >= 0 && events_keep(v, {0, kInfinity});
      if (!keeps) {
        bounded_below_[v] = false;
        dropped = true;
      }
    }
    if (bounded_above_[v]) {
      // At the upper face, 1 in base units; a stock on log scale has no such face to be shown.
      const bool keeps = !noisy && !stock->log_scale && scale_of(variables[v]) == 1 && at_start.high <= 1 &&
                         rate_at(v, 1).high <= 0 && events_keep(v, {-kInfinity, 1});
      if (!keeps) {
        bounded_above_[v] = false;
        dropped = true;
      }
    }
  }
  return dropped;
}

}  // namespace detente::guide
