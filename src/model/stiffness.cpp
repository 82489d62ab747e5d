// Stocks that drain faster than the step can follow: an explicit method is stable for a rate -k S only while k times
// the step stays below a limit.

#include "base/cat.h"
#include "base/number_text.h"
#include "model/declare.h"

namespace detente::model {

using kernels::Op;

namespace {

double limit_of(plan::Method method) { return method == plan::Method::Rk4 ? 2.785 : 2; }

// What a rate gains for each unit of its own stock, as far as constants say it.
double slope(const Graph& graph, NodeId id, std::uint32_t stock, int depth) {
  const Node& node = graph[id];
  if (node.leaf == Leaf::Stock) return node.index == stock ? 1 : 0;
  if (node.leaf != Leaf::None || depth == 0) return 0;
  const auto inside = [&](NodeId operand) { return slope(graph, operand, stock, depth - 1); };
  switch (node.op) {
    case Op::Add: return inside(node.a) + inside(node.b);
    case Op::Sub: return inside(node.a) - inside(node.b);
    case Op::Neg: return -inside(node.a);
    case Op::Mul:
      if (graph.is_constant(node.a)) return graph[node.a].value * inside(node.b);
      return graph.is_constant(node.b) ? graph[node.b].value * inside(node.a) : 0;
    case Op::Div: return graph.is_constant(node.b) ? inside(node.a) / graph[node.b].value : 0;
    default: return 0;
  }
}

}  // namespace

void warn_stiff(Context& context) {
  constexpr int kDeepest = 64;
  const Model& model = context.model;
  if (!model.time.has_time) return;
  for (std::uint32_t i = 0; i < model.stocks.size(); ++i) {
    const StockCell& stock = model.stocks[i];
    if (stock.hidden || stock.log_scale || stock.rate == kNoNode) continue;
    const double rate = slope(model.graph, stock.rate, i, kDeepest);
    const double limit = limit_of(model.time.method);
    if (rate * model.time.step >= -limit) continue;
    context
        .report("W0704", model.origins[stock.origin].span,
                base::cat('`', stock.quantity.name.full, "` changes by ", base::number_text(rate * model.time.step, 4),
                          " of itself in one step; the method is unstable below ", base::number_text(-limit, 4)))
        .with_help(base::cat("use a step of at most ", base::number_text(limit / -rate, 3), " year"));
  }
}

}  // namespace detente::model
