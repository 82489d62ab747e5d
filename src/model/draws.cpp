// Random draws in the bodies of events, composed from the uniform and normal numbers of a stream.
#include "base/cat.h"
#include "model/instantiate.h"
#include "sampling/stream.h"

namespace detente::model {

using kernels::Op;

namespace {

std::string_view draw_name(Draw draw) {
  switch (draw) {
    case Draw::Uniform: return "uniform";
    case Draw::Normal: return "normal";
    case Draw::LogNormal: return "lognormal";
    case Draw::Exponential: return "exponential";
    case Draw::Bernoulli: return "bernoulli";
    case Draw::Triangular: return "triangular";
    case Draw::Weibull: return "weibull";
    case Draw::LogUniform: return "loguniform";
    case Draw::Poisson: return "poisson";
  }
  return "";
}

}  // namespace

std::uint32_t Instantiator::stream(const std::string& name) {
  const auto [place, is_new] = streams_.try_emplace(name, static_cast<std::uint32_t>(context_.model.streams.size()));
  if (is_new) context_.model.streams.push_back({name, sampling::stream_number(name)});
  return place->second;
}

NodeId Instantiator::random_leaf(Op which, const std::string& name, const Environment& environment) {
  return op(which, environment, kAbsent, kAbsent, kAbsent, stream(name));
}

NodeId Instantiator::drawn(const Expression& expression, Environment& environment) {
  std::vector<NodeId> args;
  for (const Expression* arg : expression.args) args.push_back(node(*arg, environment));
  for (const NodeId arg : args) {
    if (arg == kNoNode) return kNoNode;
  }
  // Named after the event, the target and the place among the draws there.
  const auto [place, is_new] = draws_.try_emplace({environment.stream, &expression}, 0);
  if (is_new) place->second = ++draw_counts_[base::cat(environment.stream, " ", draw_name(expression.draw))];
  const std::string name = base::cat(environment.stream, " ", draw_name(expression.draw), " ", place->second);
  const auto uniform = [&] { return random_leaf(Op::Uniform, name, environment); };
  const auto normal = [&] { return random_leaf(Op::Normal, name, environment); };
  const auto apply = [&](Op what, NodeId a, NodeId b = kAbsent, NodeId c = kAbsent) {
    return op(what, environment, a, b, c);
  };
  switch (expression.draw) {
    case Draw::Uniform: return apply(Op::Add, args[0], apply(Op::Mul, apply(Op::Sub, args[1], args[0]), uniform()));
    case Draw::Normal: return apply(Op::Add, args[0], apply(Op::Mul, args[1], normal()));
    case Draw::LogNormal: return apply(Op::Mul, args[0], apply(Op::Exp, apply(Op::Mul, args[1], normal())));
    case Draw::Exponential: return apply(Op::Neg, apply(Op::Mul, args[0], apply(Op::Ln, uniform())));
    case Draw::Bernoulli: return apply(Op::Lt, uniform(), args[0]);
    case Draw::Poisson: return apply(Op::PoissonQuantile, uniform(), args[0]);
    case Draw::Weibull: {
      const NodeId hazard = apply(Op::Neg, apply(Op::Ln, uniform()));
      return apply(Op::Mul, args[1], apply(Op::Pow, hazard, apply(Op::Div, graph().constant(1), args[0])));
    }
    case Draw::LogUniform: return apply(Op::Mul, args[0], apply(Op::Pow, apply(Op::Div, args[1], args[0]), uniform()));
    case Draw::Triangular: {
      const NodeId u = uniform(), low = args[0], mode = args[1], high = args[2];
      const NodeId width = apply(Op::Sub, high, low);
      const NodeId rise = apply(Op::Mul, width, apply(Op::Sub, mode, low));
      const NodeId fall = apply(Op::Mul, width, apply(Op::Sub, high, mode));
      const NodeId left = apply(Op::Add, low, apply(Op::Sqrt, apply(Op::Mul, u, rise)));
      const NodeId rest = apply(Op::Sub, graph().constant(1), u);
      const NodeId right = apply(Op::Sub, high, apply(Op::Sqrt, apply(Op::Mul, rest, fall)));
      const NodeId before_mode = apply(Op::Lt, apply(Op::Mul, u, width), apply(Op::Sub, mode, low));
      return apply(Op::Select, before_mode, left, right);
    }
  }
  return kNoNode;
}

}  // namespace detente::model
