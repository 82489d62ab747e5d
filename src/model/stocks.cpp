// Stocks and the flows between them.
// A stock's net rate is its inflows - outflows + changes and the flows attached to it. `non negative` scales all that
// leaves a stock by one factor, so that no more leaves in a step than is there at its start or stage; what arrives
// elsewhere is scaled with it. On log scale the state is ln K: growth adds to its rate, inflows over K likewise.
#include <initializer_list>
#include <limits>
#include <map>
#include <memory>
#include <utility>

#include "base/cat.h"
#include "model/declare.h"
#include "model/equations.h"

namespace detente::model {

using kernels::Op;
using syntax::StockTermKind;
using syntax::try_as;

namespace {

struct Term {
  StockTermKind kind;
  CheckedEquation equation;
};

struct Attached {  // a flow's cell at a stock's cell
  SymbolId flow;
  SymbolId wanted;  // before scaling; the flow itself when nothing scales it
  std::vector<ElementId> at;
};

struct StockParts {
  SymbolId symbol = kNoId;
  SymbolId scale = kNoId;  // hidden: what of the wanted outflow leaves; kNoId unless non negative
  const syntax::StockDecl* decl = nullptr;
  CheckedEquation initial;
  std::vector<Term> terms;
  std::vector<std::vector<Attached>> entering, leaving;  // by position of the cell
};

std::string_view term_name(StockTermKind kind) {
  switch (kind) {
    case StockTermKind::Inflow: return "inflow";
    case StockTermKind::Outflow: return "outflow";
    case StockTermKind::Change: return "change";
    case StockTermKind::Growth: return "growth";
    case StockTermKind::Diffusion: return "diffusion";
  }
  return "";
}

units::Unit per_year(const units::Unit& unit) { return units::divide(unit, units::UnitTable::year()).value_or(unit); }

class Stocks {
 public:
  Stocks(Context& context, Instantiator& nodes) : context_(context), nodes_(nodes) {}

  void build() {
    for (const syntax::Decl* decl : context_.declarations) {
      const auto* stock = try_as<syntax::StockDecl>(decl);
      if (stock && symbol_of(context_, *decl) != kNoId) declare(symbol_of(context_, *decl), *stock);
    }
    for (const auto& stock : stocks_) check(*stock);
    for (const syntax::Decl* decl : context_.declarations) {
      const auto* flow = try_as<syntax::FlowDecl>(decl);
      if (flow && symbol_of(context_, *decl) != kNoId) build_flow(symbol_of(context_, *decl), *flow);
    }
  }

 private:
  void declare(SymbolId symbol, const syntax::StockDecl& decl);
  void check(StockParts& parts);
  void build_flow(SymbolId symbol, const syntax::FlowDecl& decl);
  const Expression* end_of_flow(const syntax::Expr& expr, SymbolId flow, Scope& scope);
  void attach(const Expression& end, SymbolId flow, SymbolId moved, bool leaves);

  Context& context_;
  Instantiator& nodes_;
  std::vector<std::shared_ptr<StockParts>> stocks_;
  std::map<SymbolId, std::shared_ptr<StockParts>> parts_of_;
};

NodeId total(Instantiator& nodes, const Environment& environment, const std::vector<NodeId>& parts) {
  NodeId sum = nodes.graph().constant(0);
  for (std::size_t i = 0; i < parts.size(); ++i) {
    sum = i == 0 ? parts[0] : nodes.op(Op::Add, environment, sum, parts[i]);
  }
  return sum;
}

// The terms of one kind at an element, before scaling.
std::vector<NodeId> terms_at(Instantiator& nodes, const StockParts& parts, std::initializer_list<StockTermKind> kinds,
                             std::span<const ElementId> at) {
  std::vector<NodeId> result;
  for (const Term& term : parts.terms) {
    for (const StockTermKind kind : kinds) {
      if (term.kind == kind) result.push_back(node_at(nodes, term.equation, parts.symbol, at, Phase::Run));
    }
  }
  return result;
}

std::uint32_t position_of(const Context& context, SymbolId symbol, std::span<const ElementId> at) {
  return context.cell_at(symbol, at) - context.model.symbols[symbol].first_cell;
}

// Everything that wants to leave a stock [unit/year].
NodeId wanted_outflow(Instantiator& nodes, const StockParts& parts, std::span<const ElementId> at) {
  const Environment environment = nodes.environment(parts.symbol, at, Phase::Run);
  std::vector<NodeId> leaving = terms_at(nodes, parts, {StockTermKind::Outflow}, at);
  for (const Attached& flow : parts.leaving[position_of(nodes.context(), parts.symbol, at)]) {
    leaving.push_back(nodes.cell(flow.wanted, flow.at, Phase::Run, parts.decl->name.span));
  }
  return total(nodes, environment, leaving);
}

// What may leave in the time of one step is what is there.
NodeId exceeds(Instantiator& nodes, const StockParts& parts, std::span<const ElementId> at, NodeId& in_a_step,
               NodeId& there) {
  const Environment environment = nodes.environment(parts.symbol, at, Phase::Run);
  in_a_step = nodes.op(Op::Mul, environment, wanted_outflow(nodes, parts, at), nodes.graph().leaf(Leaf::Dt));
  const NodeId stock = nodes.cell(parts.symbol, at, Phase::Run, parts.decl->name.span);
  there = nodes.op(Op::Max, environment, stock, nodes.graph().constant(0));
  return nodes.op(Op::Lt, environment, there, in_a_step);
}

void move_stock(Instantiator& nodes, const StockParts& parts, std::uint32_t position) {
  Context& context = nodes.context();
  const std::vector<ElementId> at = context.elements_of_cell(parts.symbol, position);
  const Environment environment = nodes.environment(parts.symbol, at, Phase::Run);
  const base::Span span = parts.decl->name.span;
  const std::uint32_t index = context.model.symbols[parts.symbol].index + position;
  const auto op = [&](Op what, NodeId a, NodeId b) { return nodes.op(what, environment, a, b); };
  const NodeId zero = nodes.graph().constant(0);

  const NodeId rate = nodes.settle([&] {
    std::vector<NodeId> in = terms_at(nodes, parts, {StockTermKind::Inflow, StockTermKind::Change}, at);
    for (const Attached& flow : parts.entering[position])
      in.push_back(nodes.cell(flow.flow, flow.at, Phase::Run, span));
    const bool has_out =
        !parts.leaving[position].empty() || !terms_at(nodes, parts, {StockTermKind::Outflow}, at).empty();
    NodeId net = total(nodes, environment, in);
    if (has_out) {
      NodeId out = wanted_outflow(nodes, parts, at);
      if (parts.scale != kNoId) out = op(Op::Mul, out, nodes.cell(parts.scale, at, Phase::Run, span));
      net = in.empty() ? nodes.op(Op::Neg, environment, out) : op(Op::Sub, net, out);
    }
    const std::vector<NodeId> growth = terms_at(nodes, parts, {StockTermKind::Growth}, at);
    if (!growth.empty() || parts.decl->log_scale) {
      const NodeId relative = total(nodes, environment, growth);
      const NodeId stock = nodes.cell(parts.symbol, at, Phase::Run, span);
      if (parts.decl->log_scale) {
        const bool moves = has_out || !in.empty();
        const NodeId joined = moves ? op(Op::Div, net, stock) : zero;
        net = growth.empty() ? joined : moves ? op(Op::Add, relative, joined) : relative;
      } else {
        const NodeId grown = op(Op::Mul, relative, stock);
        net = has_out || !in.empty() ? op(Op::Add, net, grown) : grown;
      }
    }
    return net;
  });
  context.model.stocks[index].rate = rate;

  const NodeId diffusion =
      nodes.settle([&] { return total(nodes, environment, terms_at(nodes, parts, {StockTermKind::Diffusion}, at)); });
  for (const Term& term : parts.terms) {
    if (term.kind == StockTermKind::Diffusion) context.model.stocks[index].diffusion = diffusion;
  }
  context.model.stocks[index].initial =
      nodes.value_of_cell(context.model.symbols[parts.symbol].first_cell + position, Phase::Initial);

  if (parts.scale != kNoId) {
    const NodeId scaled = nodes.settle([&] {
      NodeId in_a_step = kNoNode, there = kNoNode;
      return exceeds(nodes, parts, at, in_a_step, there);
    });
    nodes.watch("W0705", parts.symbol).conditions.push_back(scaled);
  }
}

void Stocks::declare(SymbolId symbol, const syntax::StockDecl& decl) {
  auto parts = std::make_shared<StockParts>();
  parts->symbol = symbol;
  parts->decl = &decl;
  const Symbol owner = context_.model.symbols[symbol];
  parts->entering.resize(owner.count);
  parts->leaving.resize(owner.count);
  const auto first_stock = static_cast<std::uint32_t>(context_.model.stocks.size());
  const auto first_input = static_cast<std::uint32_t>(context_.model.interface.inputs.size());
  context_.model.symbols[symbol].index = first_stock;
  for (std::uint32_t i = 0; i < owner.count; ++i) {
    const std::vector<ElementId> at = context_.elements_of_cell(symbol, i);
    StockCell stock;
    stock.quantity = context_.quantity(symbol, at);
    stock.log_scale = decl.log_scale;
    stock.origin = nodes_.environment(symbol, at, Phase::Run).origin;
    stock.initial_input = first_input + i;
    plan::Input input;
    input.quantity = stock.quantity;
    input.kind = plan::InputKind::InitialValue;
    input.value = std::numeric_limits<double>::quiet_NaN();
    input.spec = {base::cat("initial ", stock.quantity.name.full), sampling::Fixed{input.value}};
    input.place = context_.resolved(decl.name.span);
    context_.model.stocks.push_back(std::move(stock));
    context_.model.interface.inputs.push_back(std::move(input));
  }
  context_.definitions[symbol].compute = [parts, symbol, first_stock, first_input](
                                             Instantiator& nodes, std::span<const ElementId> at, Phase phase) {
    const Environment environment = nodes.environment(symbol, at, phase);
    const std::uint32_t position = position_of(nodes.context(), symbol, at);
    if (phase == Phase::Initial) {
      const NodeId computed = node_at(nodes, parts->initial, symbol, at, phase);
      return nodes.op(Op::IfSet, environment, nodes.graph().leaf(Leaf::Input, first_input + position), computed);
    }
    const NodeId state = nodes.graph().leaf(Leaf::Stock, first_stock + position);
    return parts->decl->log_scale ? nodes.op(Op::Exp, environment, state) : state;
  };
  if (decl.non_negative) {
    parts->scale = context_.declare_hidden(SymbolKind::Aux, base::cat("share leaving ", owner.name), owner.span);
    context_.give_cells(parts->scale, owner.sets);
    context_.definitions[parts->scale].compute = [parts](Instantiator& nodes, std::span<const ElementId> at, Phase) {
      const Environment environment = nodes.environment(parts->symbol, at, Phase::Run);
      NodeId in_a_step = kNoNode, there = kNoNode;
      const NodeId too_much = exceeds(nodes, *parts, at, in_a_step, there);
      const NodeId one = nodes.graph().constant(1);
      // Divided only where too much would leave, so never by 0.
      const NodeId divisor = nodes.op(Op::Select, environment, too_much, in_a_step, one);
      const NodeId share = nodes.op(Op::Div, environment, there, divisor);
      return nodes.op(Op::Select, environment, too_much, share, one);
    };
  }
  stocks_.push_back(parts);
  parts_of_.emplace(symbol, parts);
  for (std::uint32_t i = 0; i < owner.count; ++i) {
    nodes_.later([parts, i, &nodes = nodes_] { move_stock(nodes, *parts, i); });
  }
}

void Stocks::check(StockParts& parts) {
  const Symbol owner = context_.model.symbols[parts.symbol];
  const std::string what = base::cat("stock `", owner.name, "`");
  Checker checker(context_);
  Scope scope = scope_of(context_, parts.symbol);
  const Equation initial = spread(context_, parts.symbol, parts.decl->value);
  if (initial.values.empty() && owner.count > 0) {
    context_.report("E0304", parts.decl->name.span, "initial value missing")
        .with_help(base::cat("write `= value` after the unit ", context_.unit_text(owner.unit)));
  }
  parts.initial = checked(initial, scope, [&](const syntax::Expr& expr, Scope& inner) {
    return checker.quantity(
        expr, inner,
        {.unit = owner.unit, .code = "E0401", .what = what, .subject = "initial value", .bare_numbers = true});
  });
  for (const syntax::StockTerm& term : parts.decl->terms) {
    Requirement required{.unit = per_year(owner.unit),
                         .code = "E0403",
                         .what = what,
                         .subject = std::string(term_name(term.kind)),
                         .help = "divide by a time"};
    if (term.kind == StockTermKind::Growth) required.unit = per_year(units::Unit());
    if (term.kind == StockTermKind::Diffusion) {
      required.unit = parts.decl->log_scale ? units::Unit() : owner.unit;
      required.help = "multiply by a `noise`, whose unit is year^(1/2)";
      const plan::Method method = context_.model.time.method;
      if (context_.model.time.has_time && method != plan::Method::EulerMaruyama && method != plan::Method::Heun) {
        context_.report("E0610", term.span, "diffusion needs a method for noise")
            .with_help("write `using euler_maruyama` or `using heun` in `time`");
      }
    }
    scope.noise = term.kind == StockTermKind::Diffusion;
    const Equation equation = spread(context_, parts.symbol, term.equation);
    parts.terms.push_back({term.kind, checked(equation, scope, [&](const syntax::Expr& expr, Scope& inner) {
                             return checker.quantity(expr, inner, required);
                           })});
  }
}

const Expression* Stocks::end_of_flow(const syntax::Expr& expr, SymbolId flow, Scope& scope) {
  Checker checker(context_);
  const std::uint64_t errors = context_.diagnostics.error_count();
  const Expression* end = checker.any(expr, scope);
  if (context_.diagnostics.error_count() != errors) return nullptr;
  if (end->form != Form::Cell || context_.model.symbols[end->id].kind != SymbolKind::Stock) {
    context_.report("E0307", expr.span, "a flow runs from and to stocks").with_help("name a stock, e.g. `from A to B`");
    return nullptr;
  }
  const Symbol& stock = context_.model.symbols[end->id];
  const Symbol& owner = context_.model.symbols[flow];
  if (per_year(stock.unit).dimension != owner.unit.dimension) {
    context_
        .report("E0403", expr.span,
                base::cat("flow has unit ", context_.unit_text(owner.unit), ", stock `", stock.name, "` needs ",
                          context_.unit_text(per_year(stock.unit))))
        .with_note(stock.span, base::cat("`", stock.name, "` is declared in ", context_.unit_text(stock.unit)))
        .with_help("divide by a time");
    return nullptr;
  }
  return end;
}

// Enters the cells of a flow in the lists of the stocks they reach.
void Stocks::attach(const Expression& end, SymbolId flow, SymbolId wanted, bool leaves) {
  StockParts& parts = *parts_of_.at(end.id);
  const Symbol owner = context_.model.symbols[flow];
  for (std::uint32_t i = 0; i < owner.count; ++i) {
    const std::vector<ElementId> at = context_.elements_of_cell(flow, i);
    const Environment environment = nodes_.environment(flow, at, Phase::Run);
    std::vector<ElementId> there;
    for (const Index& index : end.indices) there.push_back(nodes_.element(index, environment));
    const std::uint32_t cell = context_.cell_at(end.id, there);
    if (cell == kNoId) {
      context_
          .report("E0503", end.span,
                  base::cat("`", context_.cell_name(flow, at), "` reaches no element of `",
                            context_.model.symbols[end.id].name, "`"))
          .with_help("index the flow by a set whose elements the stock has");
      return;
    }
    auto& list = leaves ? parts.leaving : parts.entering;
    list[cell - context_.model.symbols[end.id].first_cell].push_back({flow, wanted, at});
  }
}

void Stocks::build_flow(SymbolId symbol, const syntax::FlowDecl& decl) {
  const Symbol owner = context_.model.symbols[symbol];
  Checker checker(context_);
  Scope scope = scope_of(context_, symbol);
  const Equation written = spread(context_, symbol, decl.value);
  if (written.values.empty() && owner.count > 0) {
    context_.report("E0505", decl.name.span, base::cat("flow `", owner.name, "` has no equation"))
        .with_help("write `= ..` after its unit");
    return;
  }
  const CheckedEquation equation = checked(written, scope, [&](const syntax::Expr& expr, Scope& inner) {
    return checker.quantity(expr, inner,
                            {.unit = owner.unit,
                             .code = "E0403",
                             .what = base::cat("`", owner.name, "`"),
                             .subject = "the equation",
                             .bare_numbers = true});
  });
  const Expression* from = decl.from ? end_of_flow(*decl.from, symbol, scope) : nullptr;
  const Expression* to = decl.to ? end_of_flow(*decl.to, symbol, scope) : nullptr;
  const auto by_equation = [equation, symbol](Instantiator& nodes, std::span<const ElementId> at, Phase phase) {
    return node_at(nodes, equation, symbol, at, phase);
  };
  SymbolId wanted = symbol;
  const std::shared_ptr<StockParts> source = from ? parts_of_.at(from->id) : nullptr;
  if (source && source->scale != kNoId) {
    wanted = context_.declare_hidden(SymbolKind::Flow, base::cat("wanted ", owner.name), owner.span);
    context_.give_cells(wanted, owner.sets);
    context_.definitions[wanted].compute = by_equation;
    context_.definitions[symbol].compute = [wanted, source, from, symbol](Instantiator& nodes,
                                                                          std::span<const ElementId> at, Phase phase) {
      const Environment environment = nodes.environment(symbol, at, phase);
      const NodeId raw = nodes.cell(wanted, at, phase, from->span);
      if (phase == Phase::Initial) return raw;
      std::vector<ElementId> there;
      for (const Index& index : from->indices) there.push_back(nodes.element(index, environment));
      return nodes.op(Op::Mul, environment, raw, nodes.cell(source->scale, there, phase, from->span));
    };
  } else {
    context_.definitions[symbol].compute = by_equation;
  }
  if (from) attach(*from, symbol, wanted, true);
  if (to) attach(*to, symbol, symbol, false);
  context_.definitions[symbol].moves_stock = decl.from || decl.to;
}

}  // namespace

void build_stocks(Context& context, Instantiator& nodes) { Stocks(context, nodes).build(); }

}  // namespace detente::model
