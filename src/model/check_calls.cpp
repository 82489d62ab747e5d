// Calls: the built-in functions, lookups, functions of the model, random draws, delays and measures over time.
#include <algorithm>
#include <array>
#include <utility>

#include "base/cat.h"
#include "base/near_names.h"
#include "base/number_text.h"
#include "model/check.h"
#include "model/time_range.h"

namespace detente::model {

using kernels::Op;
using syntax::as;
using syntax::try_as;
using units::Unit;

namespace {

enum class Builtin : std::uint8_t {
  Pure,      // op of dimensionless numbers
  SameUnit,  // op keeps the unit
  Sign,
  Sqrt,
  Pow,
  Extreme,  // min, max of two or more
  Clamp,
  SafeDiv,
  Step,
  Ramp,
  Pulse,
  Initial,
  Remember,
  Random,
  Measured
};

struct Signature {
  std::string_view name;
  Builtin kind;
  Op op;
  std::uint8_t detail;  // Memory, Draw or Measure
  std::uint8_t least;   // arguments
  std::array<std::string_view, 3> parameters;
};

constexpr std::uint8_t of(Memory memory) { return static_cast<std::uint8_t>(memory); }
constexpr std::uint8_t of(Draw draw) { return static_cast<std::uint8_t>(draw); }
constexpr std::uint8_t of(Measure measure) { return static_cast<std::uint8_t>(measure); }

constexpr Signature kSignatures[] = {
    {"abs", Builtin::SameUnit, Op::Abs, 0, 1, {"x"}},
    {"atan", Builtin::Pure, Op::Atan, 0, 1, {"x"}},
    {"bernoulli", Builtin::Random, Op::Move, of(Draw::Bernoulli), 1, {"probability"}},
    {"clamp", Builtin::Clamp, Op::Clamp, 0, 3, {"x", "low", "high"}},
    {"cos", Builtin::Pure, Op::Cos, 0, 1, {"angle"}},
    {"delay1", Builtin::Remember, Op::Move, of(Memory::Delay1), 2, {"x", "delay", "start"}},
    {"delay3", Builtin::Remember, Op::Move, of(Memory::Delay3), 2, {"x", "delay", "start"}},
    {"delay_fixed", Builtin::Remember, Op::Move, of(Memory::DelayFixed), 2, {"x", "delay", "start"}},
    {"exp", Builtin::Pure, Op::Exp, 0, 1, {"x"}},
    {"exponential", Builtin::Random, Op::Move, of(Draw::Exponential), 1, {"mean"}},
    {"final", Builtin::Measured, Op::Move, of(Measure::Final), 1, {"x"}},
    {"floor", Builtin::Pure, Op::Floor, 0, 1, {"x"}},
    {"initial", Builtin::Initial, Op::Move, 0, 1, {"x"}},
    {"integral", Builtin::Measured, Op::Move, of(Measure::Integral), 1, {"x"}},
    {"ln", Builtin::Pure, Op::Ln, 0, 1, {"x"}},
    {"log10", Builtin::Pure, Op::Log10, 0, 1, {"x"}},
    {"logistic", Builtin::Pure, Op::Logistic, 0, 1, {"x"}},
    {"lognormal", Builtin::Random, Op::Move, of(Draw::LogNormal), 2, {"median", "sigma"}},
    {"loguniform", Builtin::Random, Op::Move, of(Draw::LogUniform), 2, {"low", "high"}},
    {"max", Builtin::Extreme, Op::Max, 0, 2, {}},
    {"max over time", Builtin::Measured, Op::Move, of(Measure::Max), 1, {"x"}},
    {"mean over time", Builtin::Measured, Op::Move, of(Measure::Mean), 1, {"x"}},
    {"min", Builtin::Extreme, Op::Min, 0, 2, {}},
    {"min over time", Builtin::Measured, Op::Move, of(Measure::Min), 1, {"x"}},
    {"normal", Builtin::Random, Op::Move, of(Draw::Normal), 2, {"mean", "sd"}},
    {"poisson", Builtin::Random, Op::Move, of(Draw::Poisson), 1, {"mean"}},
    {"pow", Builtin::Pow, Op::Pow, 0, 2, {"base", "exponent"}},
    {"previous", Builtin::Remember, Op::Move, of(Memory::Previous), 1, {"x"}},
    {"pulse", Builtin::Pulse, Op::Move, 0, 3, {"height", "start", "width"}},
    {"ramp", Builtin::Ramp, Op::Move, 0, 2, {"slope", "start", "end"}},
    {"round", Builtin::Pure, Op::Round, 0, 1, {"x"}},
    {"safe_div", Builtin::SafeDiv, Op::Div, 0, 2, {"x", "y", "otherwise"}},
    {"sign", Builtin::Sign, Op::Sign, 0, 1, {"x"}},
    {"sin", Builtin::Pure, Op::Sin, 0, 1, {"angle"}},
    {"smooth1", Builtin::Remember, Op::Move, of(Memory::Smooth1), 2, {"x", "time", "start"}},
    {"smooth3", Builtin::Remember, Op::Move, of(Memory::Smooth3), 2, {"x", "time", "start"}},
    {"sqrt", Builtin::Sqrt, Op::Sqrt, 0, 1, {"x"}},
    {"step", Builtin::Step, Op::Move, 0, 2, {"height", "start"}},
    {"tan", Builtin::Pure, Op::Tan, 0, 1, {"angle"}},
    {"tanh", Builtin::Pure, Op::Tanh, 0, 1, {"x"}},
    {"time when", Builtin::Measured, Op::Move, of(Measure::TimeWhen), 1, {"condition"}},
    {"trend", Builtin::Remember, Op::Move, of(Memory::Trend), 2, {"x", "time"}},
    {"triangular", Builtin::Random, Op::Move, of(Draw::Triangular), 3, {"low", "mode", "high"}},
    {"uniform", Builtin::Random, Op::Move, of(Draw::Uniform), 2, {"low", "high"}},
    {"weibull", Builtin::Random, Op::Move, of(Draw::Weibull), 2, {"shape", "scale"}},
};

const Signature* find_signature(std::string_view name) {
  for (const Signature& signature : kSignatures) {
    if (signature.name == name) return &signature;
  }
  return nullptr;
}

std::uint32_t parameter_count(const Signature& signature) {
  std::uint32_t count = 0;
  while (count < signature.parameters.size() && !signature.parameters[count].empty()) ++count;
  return count;
}

// The arguments by parameter, null where left out; empty after a report.
std::vector<const syntax::Expr*> arranged(Context& context, const syntax::CallExpr& call,
                                          std::span<const std::string_view> names, std::uint32_t least) {
  const std::size_t given = call.arguments.size();
  const std::size_t most = names.size();
  if (given < least || given > most) {
    const std::string wants = least == most ? base::cat(most) : base::cat(least, " or ", most);
    base::Diagnostic& diagnostic = context.report(
        "E0804", call.span,
        base::cat('`', call.function.text, "` takes ", wants, most == 1 ? " argument" : " arguments", ", got ", given));
    std::string form(call.function.text);
    for (std::size_t i = 0; i < most; ++i) form += base::cat(i == 0 ? "(" : ", ", names[i]);
    if (most > 0) diagnostic.with_help(base::cat("write `", form, ")`"));
    return {};
  }
  std::vector<const syntax::Expr*> result(most, nullptr);
  std::size_t next = 0;
  for (const syntax::Argument& argument : call.arguments) {
    std::size_t place = next;
    if (!argument.label.empty()) {
      place = static_cast<std::size_t>(std::find(names.begin(), names.end(), argument.label.text) - names.begin());
      if (place == most) {
        std::string list;
        for (const std::string_view name : names) list += base::cat(list.empty() ? "" : ", ", name);
        context
            .report("E0805", argument.label.span,
                    base::cat('`', call.function.text, "` has no argument `", argument.label.text, '`'))
            .with_help(base::cat("its arguments are ", list));
        return {};
      }
    }
    if (place >= most || result[place]) {
      context.report("E0805", argument.value->span, "this argument is given twice");
      return {};
    }
    result[place] = argument.value;
    next = place + 1;
  }
  for (std::size_t i = 0; i < least; ++i) {
    if (result[i]) continue;
    context.report("E0804", call.span, base::cat('`', call.function.text, "` needs its argument `", names[i], '`'));
    return {};
  }
  return result;
}

}  // namespace

const Expression* Checker::call(const syntax::CallExpr& expr, Scope& scope) {
  const std::string_view name = expr.function.text;
  const Signature* signature = find_signature(name);
  if (name == "signed" || name == "alarms" || name == "breaching" || name == "payoff") return status(expr, scope);
  if (!signature) {
    const SymbolId symbol = context_.find_read(name);
    if (symbol != kNoId) {
      const SymbolKind kind = context_.model.symbols[symbol].kind;
      if (kind == SymbolKind::Function || kind == SymbolKind::Lookup) return call_function(symbol, expr, scope);
      context_.report("E0307", expr.function.span, base::cat('`', name, "` is not a function"))
          .with_note(context_.model.symbols[symbol].span, "declared here")
          .with_help("write `*` to multiply");
      return poison(expr.span);
    }
    std::vector<std::string_view> candidates;
    for (const Signature& each : kSignatures) candidates.push_back(each.name);
    for (const Symbol& each : context_.model.symbols) {
      if (each.kind == SymbolKind::Function || each.kind == SymbolKind::Lookup) candidates.push_back(each.name);
    }
    base::Diagnostic& diagnostic =
        context_.report("E0302", expr.function.span, base::cat("unknown function `", name, '`'));
    const std::string_view near = base::nearest_name(name, candidates);
    if (!near.empty()) diagnostic.with_help(base::cat("did you mean `", near, "`?"));
    return poison(expr.span);
  }
  if (signature->kind == Builtin::Extreme) {
    if (expr.arguments.size() < 2) {
      context_
          .report("E0803", expr.span,
                  base::cat('`', name, "` needs at least two arguments, got ", expr.arguments.size()))
          .with_help(base::cat("or run through a set: `", name, "(p in s: x[p])`"));
      return poison(expr.span);
    }
    std::vector<const Expression*> args;
    bool good = true;
    for (const syntax::Argument& argument : expr.arguments) {
      args.push_back(any(*argument.value, scope));
      if (good && args.size() > 1) good = alike(*args.front(), *args.back(), "compare", argument.value->span);
    }
    if (!good) return poison(expr.span);
    std::vector<Op> ops(args.size() - 1, signature->op);
    return chain(std::move(args), std::move(ops), expr.span);
  }
  const std::vector<const syntax::Expr*> given =
      arranged(context_, expr, std::span(signature->parameters).first(parameter_count(*signature)), signature->least);
  if (given.empty()) return poison(expr.span);

  const Unit pure;
  switch (signature->kind) {
    case Builtin::Pure: {
      const Expression* x = any(*given[0], scope);
      if (!needs_pure(*x, base::cat("the argument of ", name))) return poison(expr.span);
      return operation(signature->op, {x}, pure, expr.span);
    }
    case Builtin::SameUnit: {
      const Expression* x = any(*given[0], scope);
      return operation(signature->op, {x}, x->unit, expr.span);
    }
    case Builtin::Sign: return operation(Op::Sign, {any(*given[0], scope)}, pure, expr.span);
    case Builtin::Sqrt: {
      const Expression* x = any(*given[0], scope);
      const auto unit = units::power(x->unit, *units::Rational::make(1, 2));
      if (!unit) {
        context_.report("E0408", expr.span, "unit exponent out of range (±64)");
        return poison(expr.span);
      }
      return operation(Op::Sqrt, {x}, *unit, expr.span);
    }
    case Builtin::Pow: return power(any(*given[0], scope), any(*given[1], scope), *given[1], expr.span);
    case Builtin::Clamp: {
      const Expression* x = any(*given[0], scope);
      const Expression* low = any(*given[1], scope);
      const Expression* high = any(*given[2], scope);
      if (!alike(*x, *low, "compare", given[1]->span) || !alike(*x, *high, "compare", given[2]->span)) {
        return poison(expr.span);
      }
      return operation(Op::Clamp, {x, low, high}, x->unit, expr.span);
    }
    case Builtin::SafeDiv: {
      const Expression* x = any(*given[0], scope);
      const Expression* y = any(*given[1], scope);
      if (x->form == Form::Poison || y->form == Form::Poison) return poison(expr.span);
      const auto unit = units::divide(x->unit, y->unit);
      if (!unit) {
        context_.report("E0408", expr.span, "unit exponent out of range (±64)");
        return poison(expr.span);
      }
      const Expression* otherwise = number(0, *unit, expr.span);
      if (given[2]) {
        otherwise = quantity(*given[2], scope, {.unit = *unit, .what = "the quotient", .bare_numbers = true});
      }
      // The divisor is replaced where it is 0, so the quotient that is not used does not fault.
      const Expression* is_zero = operation(Op::Eq, {y, number(0, y->unit, expr.span)}, pure, expr.span);
      const Expression* divisor =
          operation(Op::Select, {is_zero, number(1, y->unit, expr.span), y}, y->unit, expr.span);
      const Expression* quotient = operation(Op::Div, {x, divisor}, *unit, expr.span);
      return operation(Op::Select, {is_zero, otherwise, quotient}, *unit, expr.span);
    }
    case Builtin::Step:
    case Builtin::Pulse: {
      const Expression* height = any(*given[0], scope);
      const Expression* start = calendar(*given[1], scope);
      if (height->form == Form::Poison || start->form == Form::Poison) return poison(expr.span);
      const auto jump = [&](const Expression* when) {
        if (when->form == Form::Poison) return when;
        Expression made;
        made.form = Form::Jump;
        made.span = expr.span;
        made.args = {when};
        return context_.keep(std::move(made));
      };
      warn_off_grid(context_, *start);
      const Expression* on = jump(start);
      if (signature->kind == Builtin::Pulse) {
        const Expression* width = duration(*given[2], scope);
        const Expression* end = operation(Op::Add, {start, width}, start->unit, given[2]->span);
        on = operation(Op::Sub, {on, jump(end)}, pure, expr.span);
      }
      return operation(Op::Mul, {height, on}, height->unit, expr.span);
    }
    case Builtin::Ramp: {
      const Expression* slope = any(*given[0], scope);
      const Expression* start = calendar(*given[1], scope);
      if (slope->form == Form::Poison || start->form == Form::Poison) return poison(expr.span);
      Expression clock;
      clock.form = Form::ClockTime;
      clock.unit = units::UnitTable::year();
      clock.span = expr.span;
      const Expression* now = context_.keep(std::move(clock));
      const Unit year = units::UnitTable::year();
      if (given[2]) now = operation(Op::Min, {now, calendar(*given[2], scope)}, year, expr.span);
      const Expression* passed = operation(Op::Sub, {now, start}, year, expr.span);
      const Expression* run = operation(Op::Max, {passed, number(0, year, expr.span)}, year, expr.span);
      const auto unit = units::multiply(slope->unit, year);
      if (!unit) return poison(expr.span);
      return operation(Op::Mul, {slope, run}, *unit, expr.span);
    }
    case Builtin::Initial: {
      const bool measures = std::exchange(scope.measures, false);
      const Expression* x = any(*given[0], scope);
      scope.measures = measures;
      if (x->form == Form::Poison) return x;
      Expression made;
      made.form = Form::Initial;
      made.unit = x->unit;
      made.span = expr.span;
      made.args = {x};
      return context_.keep(std::move(made));
    }
    case Builtin::Remember: return remember(given, static_cast<Memory>(signature->detail), expr.span, scope);
    case Builtin::Random: return random(given, static_cast<Draw>(signature->detail), expr.span, scope);
    case Builtin::Measured:
      return measured(expr, static_cast<Measure>(signature->detail), *given[0], nullptr, nullptr, scope);
    case Builtin::Extreme: break;
  }
  return poison(expr.span);
}

// signed(A), alarms(A), breaching(A, p), payoff(p): declared with the agreements and players under these very names.
const Expression* Checker::status(const syntax::CallExpr& expr, Scope& scope) {
  const std::string_view word = expr.function.text;
  const std::size_t wants = word == "breaching" ? 2 : 1;
  if (expr.arguments.size() != wants) {
    context_
        .report("E0804", expr.span, base::cat('`', word, "` takes ", wants, wants == 1 ? " argument" : " arguments"))
        .with_help(word == "payoff"      ? "write `payoff(player)`"
                   : word == "breaching" ? "write `breaching(agreement, party)`"
                                         : base::cat("write `", word, "(agreement)`"));
    return poison(expr.span);
  }
  std::string key(word);
  if (word != "payoff") key += base::cat('(', context_.sources.text(expr.arguments[0].value->span), ')');
  const SymbolId symbol = context_.find_read(key);
  if (symbol == kNoId) {
    const base::Span span = expr.arguments[0].value->span;
    context_
        .report("E1005", span,
                base::cat('`', context_.sources.text(span), "` is no ",
                          word == "payoff" ? "player with a payoff" : "agreement"))
        .with_help(word == "payoff" ? "give a player a line `maximises ..`" : "declare it with `agreement`");
    return poison(expr.span);
  }
  std::vector<const syntax::Expr*> indices;
  if (word == "breaching") indices.push_back(expr.arguments[1].value);
  if (word == "payoff") indices.push_back(expr.arguments[0].value);
  if (context_.model.symbols[symbol].sets.empty()) indices.clear();
  const bool measures = std::exchange(scope.measures, scope.measures && word != "payoff");
  const Expression* made = cell(symbol, indices, expr.span, scope);
  scope.measures = measures;
  return made;
}

const Expression* Checker::call_function(SymbolId symbol, const syntax::CallExpr& expr, Scope& scope) {
  const Symbol called = context_.model.symbols[symbol];
  Expression made;
  made.id = symbol;
  made.unit = called.unit;
  made.span = expr.span;
  if (called.kind == SymbolKind::Lookup) {
    const std::string_view parameter[] = {"x"};
    const auto given = arranged(context_, expr, parameter, 1);
    if (given.empty()) return poison(expr.span);
    const units::Unit& input = context_.definitions[symbol].argument_units[0];
    made.form = Form::Lookup;
    made.args = {quantity(*given[0], scope,
                          {.unit = input, .what = base::cat("lookup `", called.name, '`'), .subject = "the argument"})};
  } else {
    const auto& function = as<syntax::FunctionDecl>(*context_.definitions[symbol].decl);
    std::vector<std::string_view> names;
    for (const syntax::Term& parameter : function.parameters) names.push_back(parameter.name.text);
    const auto given = arranged(context_, expr, names, static_cast<std::uint32_t>(names.size()));
    if (given.size() != names.size()) return poison(expr.span);
    made.form = Form::Call;
    for (std::size_t i = 0; i < given.size(); ++i) {
      made.args.push_back(quantity(*given[i], scope,
                                   {.unit = context_.definitions[symbol].argument_units[i],
                                    .what = base::cat('`', called.name, '`'),
                                    .subject = base::cat("argument `", names[i], '`')}));
    }
  }
  for (const Expression* arg : made.args) {
    if (arg->form == Form::Poison) return poison(expr.span);
  }
  return context_.keep(std::move(made));
}

const Expression* Checker::remember(const std::vector<const syntax::Expr*>& given, Memory memory, base::Span span,
                                    Scope& scope) {
  if (!scope.memory) {
    context_.report("E0415", span, base::cat("delays and `previous` may not stand in ", scope.place))
        .with_help("declare an `aux` for it");
    return poison(span);
  }
  const Expression* x = any(*given[0], scope);
  Expression made;
  made.form = Form::Remember;
  made.memory = memory;
  made.unit = x->unit;
  made.span = span;
  made.args = {x};
  if (memory != Memory::Previous) made.args.push_back(duration(*given[1], scope));
  if (given.size() > 2 && given[2]) {
    made.args.push_back(quantity(
        *given[2], scope, {.unit = x->unit, .what = "what is delayed", .subject = "the start", .bare_numbers = true}));
  }
  if (memory == Memory::Trend) made.unit = *units::divide(Unit(), units::UnitTable::year());
  for (const Expression* arg : made.args) {
    if (arg->form == Form::Poison) return poison(span);
  }
  return context_.keep(std::move(made));
}

const Expression* Checker::random(const std::vector<const syntax::Expr*>& given, Draw draw, base::Span span,
                                  Scope& scope) {
  if (!scope.random) {
    context_.report("E0414", span, "random draws stand in the bodies of events only")
        .with_help("for an uncertain number declare a `parameter .. ~ ..`, for a random path `noise`");
    return poison(span);
  }
  Expression made;
  made.form = Form::Random;
  made.draw = draw;
  made.span = span;
  const auto pure = [&](std::size_t i) {
    const Expression* x = any(*given[i], scope);
    made.args.push_back(needs_pure(*x, "this argument") ? x : poison(span));
  };
  const auto with_unit = [&](std::size_t i) {
    const Expression* x = any(*given[i], scope);
    if (!made.args.empty() && made.args[0]->form != Form::Poison && draw != Draw::Weibull &&
        !alike(*made.args[0], *x, "join", x->span)) {
      x = poison(span);
    }
    made.unit = x->unit;
    made.args.push_back(x);
  };
  switch (draw) {
    case Draw::Bernoulli:
    case Draw::Poisson: pure(0); break;
    case Draw::Exponential: with_unit(0); break;
    case Draw::LogNormal:
      with_unit(0);
      pure(1);
      break;
    case Draw::Weibull:
      pure(0);
      with_unit(1);
      break;
    case Draw::Uniform:
    case Draw::LogUniform:
    case Draw::Normal:
      with_unit(0);
      with_unit(1);
      break;
    case Draw::Triangular:
      with_unit(0);
      with_unit(1);
      with_unit(2);
      break;
  }
  for (const Expression* arg : made.args) {
    if (arg->form == Form::Poison) return poison(span);
  }
  return context_.keep(std::move(made));
}

const Expression* Checker::measured(const syntax::Expr& expr, Measure measure, const syntax::Expr& inside,
                                    const syntax::Expr* from, const syntax::Expr* to, Scope& scope) {
  if (!scope.measures) {
    context_.report("E1105", expr.span, "what is measured over a whole run stands in metrics and claims only")
        .with_help("declare a `metric`; for a running value use a stock or `previous`");
    return poison(expr.span);
  }
  scope.measures = false;
  Expression made;
  made.form = Form::Measured;
  made.measure = measure;
  made.span = expr.span;
  const Expression* x = measure == Measure::TimeWhen ? condition(inside, scope) : any(inside, scope);
  made.args = {x};
  made.unit = x->unit;
  if (measure == Measure::TimeWhen) made.unit = units::UnitTable::year();
  if (measure == Measure::Integral && x->form != Form::Poison) {
    if (const auto unit = units::multiply(x->unit, units::UnitTable::year())) made.unit = *unit;
  }
  if (from) made.args.push_back(calendar(*from, scope));
  if (to) made.args.push_back(calendar(*to, scope));
  const Expression* last = made.args.back();
  if (to && last->form == Form::Number && context_.model.time.has_time) {
    if (last->value > context_.last_end + 1e-6 * context_.model.time.step) {
      context_
          .report("E1101", last->span,
                  base::cat(base::number_text(last->value, 8), " is after the end of every declared time range (",
                            base::number_text(context_.last_end, 8), ')'))
          .with_help("measure earlier, or let `time` run longer");
      last = poison(expr.span);
      made.args.back() = last;
    } else if (measure == Measure::At) {
      warn_off_grid(context_, *last);
    }
  }
  scope.measures = true;
  for (const Expression* arg : made.args) {
    if (arg->form == Form::Poison) return poison(expr.span);
  }
  return context_.keep(std::move(made));
}

}  // namespace detente::model
