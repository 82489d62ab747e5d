#include "model/set_value.h"

#include <cmath>
#include <optional>
#include <string>

#include "base/cat.h"
#include "base/near_names.h"
#include "base/number_text.h"

namespace detente::model {
namespace {

using plan::InputKind;

std::string without_blanks(std::string_view text) {
  std::string result;
  for (const char c : text) {
    if (c != ' ' && c != '\t') result += c;
  }
  return result;
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  return text;
}

bool is_settable(InputKind kind) { return kind != InputKind::LeverRule; }

bool ends_number(std::string_view text, std::size_t at) {
  const char c = text[at];
  const bool sign = c == '+' || c == '-';
  const bool after_e = at > 0 && (text[at - 1] == 'e' || text[at - 1] == 'E');
  if (sign) return at > 0 && !after_e;
  if (c == 'e' || c == 'E') return at + 1 >= text.size() || !(std::string_view("+-0123456789").contains(text[at + 1]));
  return !std::string_view("0123456789.").contains(c);
}

// A product of unit names with whole exponents: MUSD/year, 1/year, /year, point^2, %.
std::optional<units::Unit> parse_unit(const units::UnitTable& table, std::string_view text) {
  units::Unit unit;
  bool divides = false;
  std::size_t at = 0;
  while (at < text.size()) {
    if (text[at] == '*' || text[at] == '/') {
      divides = text[at] == '/';
      ++at;
    }
    std::size_t end = at;
    while (end < text.size() && text[end] != '*' && text[end] != '/') ++end;
    std::string_view factor = text.substr(at, end - at);
    std::int64_t exponent = 1;
    if (const std::size_t caret = factor.find('^'); caret != std::string_view::npos) {
      const auto power = base::parse_number(factor.substr(caret + 1));
      if (!power || *power != std::floor(*power) || std::fabs(*power) > 64) return std::nullopt;
      exponent = static_cast<std::int64_t>(*power);
      factor = factor.substr(0, caret);
    }
    units::Unit one;
    if (factor != "1") {
      const units::Unit* found = table.find(factor);
      if (!found) return std::nullopt;
      one = *found;
    }
    const auto raised = units::power(one, units::Rational(divides ? -exponent : exponent));
    const auto joined = raised ? units::multiply(unit, *raised) : raised;
    if (!joined) return std::nullopt;
    unit = *joined;
    at = end;
  }
  return unit;
}

base::Diagnostic problem(std::string_view code, std::string message, std::string help) {
  base::Diagnostic diagnostic{code, {}, std::move(message)};
  diagnostic.help = std::move(help);
  return diagnostic;
}

base::Diagnostic unknown_name(const plan::Interface& interface, std::string_view name) {
  std::vector<std::string_view> names;
  for (const plan::Input& input : interface.inputs) {
    if (!is_settable(input.kind)) continue;
    names.push_back(input.quantity.name.full);
    names.push_back(input.quantity.name.base);
  }
  const std::string_view near = base::nearest_name(name, names);
  return problem("E1025", base::cat("the model has no input `", name, '`'),
                 near.empty() ? "`detente show inputs` lists them" : base::cat("did you mean `", near, "`?"));
}

std::expected<double, base::Diagnostic> value_of(const plan::Input& input, const units::UnitTable& table,
                                                 std::string_view text) {
  std::string list;
  for (std::size_t i = 0; i < input.choices.size(); ++i) {
    if (input.choices[i] == text) return static_cast<double>(i);
    list += base::cat(list.empty() ? "" : ", ", input.choices[i]);
  }
  std::size_t end = 0;
  while (end < text.size() && !ends_number(text, end)) ++end;
  const auto number = base::parse_number(text.substr(0, end));
  if (!number || !std::isfinite(*number)) {
    return std::unexpected(problem(
        "E1026", base::cat('`', text, "` is not a value for `", input.quantity.name.full, '`'),
        list.empty() ? base::cat("write a number in ", input.quantity.unit) : base::cat("its choices are ", list)));
  }
  if (end == text.size()) return *number * input.quantity.scale;
  const auto given = parse_unit(table, without_blanks(text.substr(end)));
  const auto own = parse_unit(table, without_blanks(input.quantity.unit));
  if (!given || (own && !units::convertible(*given, *own))) {
    return std::unexpected(problem("E0405",
                                   base::cat('`', text, "` has unit ", trimmed(text.substr(end)), ", `",
                                             input.quantity.name.full, "` needs ", input.quantity.unit),
                                   base::cat("give a value in ", input.quantity.unit)));
  }
  return given->size.apply(*number);
}

}  // namespace

std::expected<std::vector<plan::Override>, base::Diagnostic> set_value(const plan::Interface& interface,
                                                                       const units::UnitTable& units,
                                                                       std::string_view text) {
  const std::size_t equals = text.find('=');
  if (equals == std::string_view::npos) {
    return std::unexpected(problem("E1026", base::cat('`', text, "` sets nothing"), "write `name=value`"));
  }
  const std::string_view value = trimmed(text.substr(equals + 1)), name = trimmed(text.substr(0, equals));
  const std::string compact = without_blanks(name);

  std::vector<plan::Override> changes;
  for (std::uint32_t i = 0; i < interface.inputs.size(); ++i) {
    const plan::Input& input = interface.inputs[i];
    const plan::QuantityName& own = input.quantity.name;
    if (!is_settable(input.kind) || (without_blanks(own.full) != compact && own.base != name)) continue;
    const auto wanted = value_of(input, units, value);
    if (!wanted) return std::unexpected(wanted.error());
    const bool outside = input.has_bounds && (*wanted < input.low || *wanted > input.high);
    if (outside || (input.integral && *wanted != std::floor(*wanted))) {
      const auto shown = [&](double x) { return base::number_text(x / input.quantity.scale, 6); };
      return std::unexpected(problem("E1020",
                                     base::cat(shown(*wanted), " is outside the bounds of `", own.full, "`, [",
                                               shown(input.low), ", ", shown(input.high), ']'),
                                     input.integral ? "choose one of its values" : "stay inside them"));
    }
    plan::Override change;
    change.input = i;
    change.value = *wanted;
    changes.push_back(change);
    if (input.kind != InputKind::LeverDefault) continue;
    for (const plan::Lever& lever : interface.levers) {
      if (lever.default_input != i || lever.rule_input == plan::kNone) continue;
      plan::Override free;
      free.input = lever.rule_input;
      changes.push_back(free);
    }
  }
  if (changes.empty()) return std::unexpected(unknown_name(interface, name));
  return changes;
}

}  // namespace detente::model
