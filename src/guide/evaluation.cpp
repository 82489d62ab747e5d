#include "guide/evaluation.h"

#include <algorithm>
#include <cmath>

#include "kernels/elementary.h"

namespace detente::guide {

using namespace syntax;

namespace {

constexpr Interval kRising{0, kInfinity};
constexpr Interval kTruth{0, 1};

double half_power(double x) { return std::sqrt(std::max(x, 0.0)); }
double down(double x) { return std::floor(x); }
double nearest(double x) { return std::floor(x + 0.5); }
double sign_of(double x) { return x > 0 ? 1 : x < 0 ? -1 : 0; }
double log_ten(double x) { return x <= 0 ? -kInfinity : kernels::log10(x); }

}  // namespace

bool Evaluation::reads(const Expr* expr) const {
  if (!expr || by_ == kNobody) return false;
  const std::string& wanted = structure_.variables()[by_].symbol->name;
  if (guide::reads(structure_.names(), expr, wanted, true)) return true;
  return std::any_of(arguments_.begin(), arguments_.end(), [](const auto& argument) {
    return argument.second.change != kZero;  // inside a function, by way of what it was given
  });
}

Slope Evaluation::opaque(const Expr& expr, Interval range) { return {range, reads(&expr) ? kAnything : kZero}; }

Slope Evaluation::declared(const Expr& expr, double scale) {
  switch (expr.kind) {
    case ExprKind::Number: return of(expr) * Slope(Interval{scale, scale});
    case ExprKind::Unary:
      if (as<UnaryExpr>(expr).op == UnaryOp::Minus) return -declared(*as<UnaryExpr>(expr).operand, scale);
      return of(expr);
    case ExprKind::If: {
      const auto& choice = as<IfExpr>(expr);
      Slope both = hull(declared(*choice.then, scale), declared(*choice.otherwise, scale));
      if (reads(choice.condition)) both.change = kAnything;
      return both;
    }
    case ExprKind::Match:
    case ExprKind::Array: {
      const auto& entries = expr.kind == ExprKind::Match ? as<MatchExpr>(expr).arms : as<ArrayExpr>(expr).entries;
      Slope all = declared(*entries.front().value, scale);
      for (const Entry& entry : entries) all = hull(all, declared(*entry.value, scale));
      return all;
    }
    default: return of(expr);
  }
}

Slope Evaluation::of(const Expr& expr) {
  switch (expr.kind) {
    case ExprKind::Number: return Interval{as<NumberExpr>(expr).value, as<NumberExpr>(expr).value};
    case ExprKind::Quantity: {
      const auto& quantity = as<QuantityExpr>(expr);
      return Slope(Interval{quantity.value, quantity.value}) * name(quantity.unit.text);
    }
    case ExprKind::Name: return name(as<NameExpr>(expr).name.text);
    case ExprKind::Member: return kAnything;
    case ExprKind::Index: return of(*as<IndexExpr>(expr).base);
    case ExprKind::Call: return call(as<CallExpr>(expr));
    case ExprKind::Aggregate: return aggregate(as<AggregateExpr>(expr));
    case ExprKind::Unary: {
      const auto& unary = as<UnaryExpr>(expr);
      return unary.op == UnaryOp::Minus ? -of(*unary.operand) : opaque(expr, kTruth);
    }
    case ExprKind::Binary: return binary(as<BinaryExpr>(expr));
    case ExprKind::If:
    case ExprKind::Match:
    case ExprKind::Array: return declared(expr, 1);
    default: return opaque(expr, kAnything);
  }
}

Slope Evaluation::name(std::string_view name) {
  if (const auto argument = arguments_.find(name); argument != arguments_.end()) return argument->second;
  const model::Model& model = structure_.names().model();
  if (name == "time") return model.time.has_time ? Interval{model.time.start, model.time.end} : kAnything;
  const std::uint32_t variable = structure_.variable(name);
  if (variable != kNobody) return {ranges_[variable], variable == by_ ? Interval{1, 1} : kZero};
  if (const units::Unit* unit = model.units.find(name)) return Interval{unit->size.value(), unit->size.value()};
  return kAnything;
}

Slope Evaluation::binary(const BinaryExpr& binary) {
  switch (binary.rest.front().op) {
    case BinaryOp::Add:
    case BinaryOp::Subtract:
    case BinaryOp::Multiply:
    case BinaryOp::Divide: {
      Slope all = of(*binary.first);
      for (const Operand& operand : binary.rest) {
        const Slope next = of(*operand.expr);
        all = operand.op == BinaryOp::Add        ? all + next
              : operand.op == BinaryOp::Subtract ? all + -next
              : operand.op == BinaryOp::Multiply ? all * next
                                                 : all * inverse(next);
      }
      return all;
    }
    case BinaryOp::Power: return power(of(*binary.first), of(*binary.rest.front().expr));
    default: return opaque(binary, kTruth);
  }
}

Slope Evaluation::call(const CallExpr& call) {
  const std::string_view f = call.function.text;
  const auto& given = call.arguments;
  if (const std::uint32_t known = structure_.variable(f); known != kNobody) {
    const Decl& decl = *structure_.variables()[known].decl;
    if (const auto* function = try_as<FunctionDecl>(&decl)) return expand(*function, call);
    const auto* table = try_as<LookupDecl>(&decl);
    return table && given.size() == 1 ? lookup(*table, of(*given[0].value)) : opaque(call, kAnything);
  }
  if (given.empty()) return opaque(call, kAnything);
  if (f == "initial") return {of(*given[0].value).value, kZero};
  if (f == "signed") return opaque(call, kTruth);
  const Slope x = of(*given[0].value);
  if (given.size() == 1) {
    if (f == "exp") return exponential(x);
    if (f == "ln") return logarithm(x);
    if (f == "log10") {
      const Slope base_e = logarithm(x);
      return {{log_ten(x.value.low), log_ten(x.value.high)}, base_e.change * Interval{0.43, 0.44}};
    }
    if (f == "sqrt") return rising(x, half_power, kRising);
    if (f == "abs") return magnitude(x);
    if (f == "tanh") return rising(x, kernels::tanh, kTruth);
    if (f == "logistic") return rising(x, kernels::logistic, {0, 0.25});
    if (f == "atan") return rising(x, kernels::atan, kTruth);
    if (f == "floor") return rising(x, down, kRising);
    if (f == "round") return rising(x, nearest, kRising);
    if (f == "sign") return rising(x, sign_of, kRising);
    if (f == "sin" || f == "cos") return {{-1, 1}, Interval{-1, 1} * x.change};
    if (f == "previous") return x;
  }
  if (f == "pow" && given.size() == 2) return power(x, of(*given[1].value));
  if (f == "min" || f == "max") {
    Slope all = x;
    for (const Argument& argument : given) {
      const Slope next = of(*argument.value);
      all = f == "min" ? smaller(all, next) : larger(all, next);
    }
    return all;
  }
  if (f == "clamp" && given.size() == 3) return smaller(larger(x, of(*given[1].value)), of(*given[2].value));
  if (f == "safe_div" && given.size() == 3) return hull(x * inverse(of(*given[1].value)), of(*given[2].value));
  // What comes later follows its input; the time it takes may be anything that `by` does not move.
  const bool time_moves =
      std::any_of(given.begin() + 1, given.end(), [&](const Argument& argument) { return reads(argument.value); });
  if (!time_moves) {
    if (f == "smooth1" || f == "smooth3" || f == "delay_fixed") return {x.value, hull(kZero, x.change)};
    if (f == "delay1" || f == "delay3") {
      return {x.value.low >= 0 ? kRising : kAnything, Interval(kRising) * x.change};
    }
    if (f == "step") return {hull(kZero, x.value), hull(kZero, x.change)};
  }
  return opaque(call, kAnything);
}

Slope Evaluation::lookup(const LookupDecl& table, const Slope& at) {
  Interval value{kInfinity, -kInfinity};
  Interval slope = kZero;
  const Slope* before = nullptr;
  std::vector<Slope> points;
  const model::Symbol* symbol = structure_.names().symbol(table.name.text);
  const double scale = symbol ? symbol->unit.size.value() : 1;
  points.reserve(table.points.size());
  for (const Point& point : table.points) {
    points.push_back(declared(*point.y, scale));
    const Slope& now = points.back();
    value = hull(value, now.value);
    if (before && now.value.high > before->value.low) slope.high = kInfinity;
    if (before && now.value.low < before->value.high) slope.low = -kInfinity;
    before = &now;
  }
  return {points.empty() || table.extrapolate ? kAnything : value, slope * at.change};
}

Slope Evaluation::expand(const FunctionDecl& function, const CallExpr& call) {
  if (!function.value || call.arguments.size() != function.parameters.size()) return opaque(call, kAnything);
  std::map<std::string_view, Slope> arguments;
  for (std::size_t i = 0; i < call.arguments.size(); ++i) {
    const Argument& argument = call.arguments[i];
    arguments[argument.label.empty() ? function.parameters[i].name.text : argument.label.text] = of(*argument.value);
  }
  arguments_.swap(arguments);
  const Slope value = of(*function.value);
  arguments_.swap(arguments);
  return value;
}

Interval Evaluation::times(const std::vector<Binder>& binders) const {
  const model::Model& model = structure_.names().model();
  double count = 1;
  for (const Binder& binder : binders) {
    const auto* set = try_as<NameExpr>(binder.set);
    const model::Symbol* symbol = set ? structure_.names().symbol(set->name.text) : nullptr;
    if (!symbol || symbol->kind != model::SymbolKind::Set) return {0, kInfinity};
    count *= static_cast<double>(model.sets[symbol->index].elements.size());
  }
  return {count, count};
}

Slope Evaluation::aggregate(const AggregateExpr& aggregate) {
  const bool chosen = reads(aggregate.where);
  switch (aggregate.op) {
    case AggregateOp::Sum: {
      Interval count = times(aggregate.binders);
      if (aggregate.where) count.low = 0;
      Slope all = of(*aggregate.body) * Slope(count);
      if (chosen) all.change = kAnything;
      return all;
    }
    case AggregateOp::Mean:
    case AggregateOp::Min:
    case AggregateOp::Max: {
      Slope one = of(*aggregate.body);
      if (chosen) one.change = kAnything;
      return one;
    }
    case AggregateOp::Product: {
      const Slope one = of(*aggregate.body);
      if (one.value.low < 0 || chosen) return opaque(aggregate, kAnything);
      return {one.value.high <= 1 ? kTruth : kRising, Interval(kRising) * one.change};
    }
    case AggregateOp::Count: return opaque(aggregate, kRising);
    case AggregateOp::Any:
    case AggregateOp::All:
    case AggregateOp::Softmax: return opaque(aggregate, kTruth);
  }
  return kAnything;
}

}  // namespace detente::guide
