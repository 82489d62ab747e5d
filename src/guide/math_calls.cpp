// Functions, sums over sets, and words of time as formulas.
#include <algorithm>

#include "base/cat.h"
#include "guide/html.h"
#include "guide/math.h"

namespace detente::guide {

using base::cat;
using namespace syntax;

namespace {

Math upright(std::string_view text) {
  return {cat("<mi class=\"word\">", escape(text), "</mi>"), static_cast<double>(text.size()), Binding::Atom};
}

Math between(std::string_view open, Math inside, std::string_view close) {
  return {cat("<mrow><mo form=\"prefix\">", open, "</mo>", whole(inside).ml, "<mo form=\"postfix\">", close,
              "</mo></mrow>"),
          inside.width + 2, Binding::Atom};
}

Math under(Math base, Math below) {
  return {cat("<munder>", base.ml, "<mrow>", whole(below).ml, "</mrow></munder>"),
          std::max(base.width, 0.7 * below.width), Binding::Atom};
}

Math big(std::string_view sign) { return {cat("<mo movablelimits=\"false\">", sign, "</mo>"), 2, Binding::Atom}; }

// The largest exponent that is still easy to read as one.
constexpr double kExponent = 24;

}  // namespace

Math Typesetter::plain_call(std::string_view function, const std::vector<Argument>& arguments) {
  std::vector<Math> parts;
  double width = 0;
  for (const Argument& argument : arguments) {
    if (!parts.empty()) parts.push_back({cat("<mo separator=\"true\">,</mo>", kBreak), 1.5});
    if (!argument.label.empty()) {
      parts.push_back(upright(argument.label.text));
      parts.push_back({"<mo separator=\"true\">:</mo>", 1.5});
    }
    parts.push_back(set(*argument.value));
    width += parts.back().width;
  }
  Math inside = glue(std::move(parts), Binding::Or);
  if (width <= kWhole) inside = whole(std::move(inside));
  const bool known = names_->symbol(function) != nullptr;  // a function or lookup of the model
  return glue({known ? name(function) : upright(function), bracketed(std::move(inside))}, Binding::Atom);
}

Math Typesetter::call(const CallExpr& call) {
  const std::string_view f = call.function.text;
  const std::vector<Argument>& given = call.arguments;
  const auto only = [&](std::string_view name) { return f == name && given.size() == 1; };
  if (names_->symbol(f) || given.empty()) return plain_call(f, given);
  const Expr& first = *given.front().value;
  if (only("exp")) {
    const Math exponent = set(first);
    const bool flat = exponent.ml.find("<mfrac>") == std::string::npos;  // a fraction up there is too small to read
    if (flat && exponent.width <= kExponent) return superscript({"<mi class=\"word\">e</mi>", 1}, exponent);
  } else if (f == "pow" && given.size() == 2) {
    return power(set(first), set(*given[1].value));
  } else if (only("sqrt")) {
    const Math inside = set(first);
    if (inside.width <= kWhole) return {cat("<msqrt>", whole(inside).ml, "</msqrt>"), inside.width + 2, Binding::Power};
  } else if (only("abs") || only("floor")) {
    const Math inside = set(first);
    if (inside.width <= kWhole) return f == "abs" ? between("|", inside, "|") : between("⌊", inside, "⌋");
  } else if (only("log10")) {
    return glue({subscript(upright("log"), number("10")), bracketed(set(first))}, Binding::Atom);
  } else if (only("initial")) {
    return at(first, subscript({"<mi class=\"variable\">t</mi>", 1}, number("0")));
  } else if (only("final")) {
    return at(first, subscript({"<mi class=\"variable\">t</mi>", 1}, upright("end")));
  } else if (only("integral") || only("mean over time") || only("max over time") || only("min over time")) {
    return over(call, nullptr);
  } else if (only("time when")) {
    return glue({upright("time when"), bracketed(set(first))}, Binding::Atom);
  }
  return plain_call(f, given);
}

// x(2030) of a name; [...] with the time below it of anything else.
Math Typesetter::at(const Expr& value, Math time) {
  const Math of = set(value);
  if (is_atom(value)) return glue({of, bracketed(std::move(time))}, Binding::Atom);
  return subscript(between("[", of, "]"),
                   glue({{"<mi class=\"variable\">t</mi>", 1}, symbol("="), time}, Binding::Atom));
}

Math Typesetter::over(const CallExpr& call, const Window* window) {
  if (call.arguments.size() != 1) return plain_call(call.function.text, call.arguments);
  const Math of = set(*call.arguments.front().value);
  const bool bounded = window && window->kind == WindowKind::Calendar;
  if (call.function.text == "integral") {
    const Math dt{"<mspace width=\"0.2em\"></mspace><mi class=\"word\">d</mi><mi class=\"variable\">t</mi>", 2};
    const std::string sign = bounded ? cat("<msubsup><mo>∫</mo><mrow>", whole(set(*window->from)).ml, "</mrow><mrow>",
                                           whole(set(*window->to)).ml, "</mrow></msubsup>")
                                     : "<mo>∫</mo>";
    return glue({{sign, 2}, within(of, Binding::Multiply), dt}, Binding::Sum);
  }
  const std::string_view words = call.function.text;  // "max over time"
  Math range{"<mi class=\"variable\">t</mi>", 1};
  if (window) range = glue({range, symbol("∈"), this->window(*window)}, Binding::Compare);
  const bool known = words.ends_with(" over time");
  const Math sign = known ? under(upright(words.substr(0, words.find(' '))), range) : upright(words);
  return glue({sign, bracketed(of)}, Binding::Atom);
}

Math Typesetter::aggregate(const AggregateExpr& aggregate) {
  const std::size_t outer = indices_.size();
  Math range = binders(aggregate.binders);
  bind(aggregate.binders);
  if (aggregate.where) range = glue({range, symbol(","), set(*aggregate.where)}, Binding::Compare);
  const Math body = aggregate.body ? set(*aggregate.body) : Math{"<mn>1</mn>", 1};
  indices_.resize(outer);
  const auto loose = [&](const Math& sign) {
    return glue({under(sign, range), within(body, Binding::Multiply)}, Binding::Sum);
  };
  const auto function = [&](std::string_view name) {
    return glue({under(upright(name), range), bracketed(body)}, Binding::Atom);
  };
  const auto quantifier = [&](std::string_view sign) {
    return glue({{cat("<mo>", sign, "</mo>"), 1}, range, {"<mo separator=\"true\">:</mo>", 1.5}, body}, Binding::Or);
  };
  switch (aggregate.op) {
    case AggregateOp::Sum: return loose(big("∑"));
    case AggregateOp::Product: return loose(big("∏"));
    case AggregateOp::Mean: return function("mean");
    case AggregateOp::Min: return function("min");
    case AggregateOp::Max: return function("max");
    case AggregateOp::Softmax: return function("softmax");
    case AggregateOp::Count: return function("count");
    case AggregateOp::Any: return quantifier("∃");
    case AggregateOp::All: return quantifier("∀");
  }
  return {};
}

Math Typesetter::window(const Window& window) {
  const auto bracket = [&](Math from, Math to) {
    return glue({{"<mo stretchy=\"false\" form=\"prefix\">[</mo>", 1},
                 std::move(from),
                 {"<mo separator=\"true\">,</mo>", 1.5},
                 std::move(to),
                 {"<mo stretchy=\"false\" form=\"postfix\">]</mo>", 1}},
                Binding::Atom);
  };
  const auto plus = [&](const Expr& by) { return glue({{"<mo form=\"prefix\">+</mo>", 1}, set(by)}, Binding::Add); };
  switch (window.kind) {
    case WindowKind::Calendar: return bracket(set(*window.from), set(*window.to));
    case WindowKind::Relative: return bracket(plus(*window.from), plus(*window.to));
    case WindowKind::By: return glue({word("up to"), set(*window.to)}, Binding::Add);
    case WindowKind::Within: return glue({word("within"), set(*window.to)}, Binding::Add);
  }
  return {};
}

Math Typesetter::temporal(const TemporalExpr& temporal) {
  const Math first = set(*temporal.first);
  const Math second = temporal.second ? set(*temporal.second) : Math{};
  const Math deadline = temporal.deadline ? set(*temporal.deadline) : Math{};
  const Math brk{std::string(1, kBreak), 0};
  const auto row = [](std::vector<Math> parts) { return glue(std::move(parts), Binding::Or); };
  const auto in_window = [&](std::string_view always, std::string_view in) {
    return temporal.window ? row({word(in), window(*temporal.window)}) : word(always);
  };
  switch (temporal.op) {
    case TemporalOp::Always: return row({word("always"), in_window("", "in"), word(":"), brk, first});
    case TemporalOp::Eventually: return row({word("at some time"), in_window("", "in"), word(":"), brk, first});
    case TemporalOp::Until: return row({first, brk, word("until"), in_window("", "in"), brk, second});
    case TemporalOp::By: return row({word("at some time up to"), deadline, word(":"), brk, first});
    case TemporalOp::ByAndStays:
      return row({first, brk, word("from some time up to"), deadline, word("on, to the end")});
    case TemporalOp::After: return row({word("once"), second, word(":"), brk, first});
    case TemporalOp::Overtakes: return row({first, word("overtakes"), second, word("by"), deadline});
    case TemporalOp::Converge:
      return row({word("|"), first, symbol("−"), second, word("|"), symbol("≤"), set(*temporal.amount), brk,
                  word("from some time up to"), deadline, word("on")});
    case TemporalOp::Rises: return row({first, word("never falls"), in_window("", "in")});
    case TemporalOp::Falls: return row({first, word("never rises"), in_window("", "in")});
    case TemporalOp::TipsOver:
      return row({first, word("passes"), set(*temporal.amount), word("by"), deadline, word("and does not come back")});
  }
  return {};
}

}  // namespace detente::guide
