#include <algorithm>

#include "base/cat.h"
#include "base/utf8.h"
#include "guide/html.h"
#include "guide/math.h"

namespace detente::guide {

using base::cat;

namespace {

double width_of(std::string_view text) { return base::count_code_points(text); }

std::string math_element(std::string_view ml) { return cat("<math displaystyle=\"true\">", ml, "</math>"); }

}  // namespace

Math number(std::string_view text) {
  const std::size_t e = text.find_first_of("eE");
  if (e == std::string_view::npos) return {cat("<mn>", escape(text), "</mn>"), width_of(text)};
  std::string_view exponent = text.substr(e + 1);
  const bool negative = exponent.starts_with('-');
  if (negative || exponent.starts_with('+')) exponent.remove_prefix(1);
  while (exponent.size() > 1 && exponent.starts_with('0')) exponent.remove_prefix(1);
  const std::string_view mantissa = text.substr(0, e);
  const std::string lead = mantissa == "1" ? "" : cat("<mn>", escape(mantissa), "</mn><mo>·</mo>");
  return {cat("<mrow>", lead, "<msup><mn>10</mn><mrow>", negative ? "<mo>−</mo>" : "", "<mn>", escape(exponent),
              "</mn></mrow></msup></mrow>"),
          width_of(mantissa) + 4, Binding::Multiply};
}

Math word(std::string_view text) {
  if (text.empty()) return {};
  return {cat("<mtext>\u00A0", escape(text), "\u00A0</mtext>"), width_of(text) + 2};
}

Math symbol(std::string_view text) {
  return {cat("<mo form=\"infix\" stretchy=\"false\">", escape(text), "</mo>"), width_of(text) + 1.5};
}

// Brackets stretch around what cannot break; around breaks they stay as high as the text.
Math bracketed(Math inside) {
  const bool breaks = inside.ml.find(kBreak) != std::string::npos;
  const std::string ml = breaks ? cat("<mo stretchy=\"false\" form=\"prefix\">(</mo>", inside.ml,
                                      "<mo stretchy=\"false\" form=\"postfix\">)</mo>")
                                : cat("<mrow><mo>(</mo>", inside.ml, "<mo>)</mo></mrow>");
  return {ml, inside.width + 2, Binding::Atom};
}

Math within(Math math, Binding least) { return math.binding < least ? bracketed(std::move(math)) : math; }

Math glue(std::vector<Math> parts, Binding binding) {
  Math all{"", 0, binding};
  for (const Math& part : parts) {
    all.ml += part.ml;
    all.width += part.width;
  }
  return all;
}

Math whole(Math math) {
  std::erase(math.ml, kBreak);
  return math;
}

Math subscript(Math base, Math below) {
  return {cat("<msub><mrow>", whole(base).ml, "</mrow><mrow>", whole(below).ml, "</mrow></msub>"),
          base.width + 0.7 * below.width, Binding::Atom};
}

Math superscript(Math base, Math above) {
  return {cat("<msup><mrow>", whole(base).ml, "</mrow><mrow>", whole(above).ml, "</mrow></msup>"),
          base.width + 0.7 * above.width, Binding::Power};
}

std::string formula(const Math& math) {
  std::string out;
  std::string_view rest = math.ml;
  while (true) {
    const std::size_t end = rest.find(kBreak);
    out += math_element(rest.substr(0, end));
    if (end == std::string_view::npos) return out;
    out += "<wbr/>";
    rest.remove_prefix(end + 1);
  }
}

namespace {

struct Case {
  const syntax::Expr* value;
  std::string when;  // markup
};

// The cases of a choice that stands alone, in order; a chain of else-if is one list.
std::vector<Case> cases_of(Typesetter& typesetter, const syntax::Expr& expr) {
  std::vector<Case> cases;
  const syntax::Expr* at = &expr;
  while (const auto* choice = syntax::try_as<syntax::IfExpr>(at)) {
    cases.push_back({choice->then, cat("if ", formula(typesetter.set(*choice->condition)))});
    at = choice->otherwise;
  }
  if (!cases.empty()) {
    cases.push_back({at, "otherwise"});
    return cases;
  }
  const auto* match = syntax::try_as<syntax::MatchExpr>(&expr);
  const auto* array = syntax::try_as<syntax::ArrayExpr>(&expr);
  if (!match && !array) return cases;
  for (const syntax::Entry& entry : match ? match->arms : array->entries) {
    std::vector<std::string> keys;
    for (const syntax::Name& key : entry.keys) keys.push_back(cat("<code>", escape(key.text), "</code>"));
    const std::string subject =
        match && !keys.empty() ? cat("if ", formula(typesetter.name(match->subject.text)), " is ") : "";
    cases.push_back({entry.value, keys.empty() ? "otherwise" : cat(subject, join(keys, " or "))});
  }
  return cases;
}

}  // namespace

std::string equation(Typesetter& typesetter, const Math& left, const syntax::Expr& right) {
  const Math value = typesetter.set(right);
  const Math head = glue({left, symbol("=")}, Binding::Compare);
  const std::vector<Case> cases = cases_of(typesetter, right);
  if (cases.empty()) {
    const std::string start = head.width > 0.5 * kWhole ? std::string(1, kBreak) : "";
    return element("p", "class=\"equation\"", formula(glue({head, {start, 0}, value}, Binding::Compare)));
  }
  std::string rows;
  for (const Case& one : cases) {
    rows += cat("<tr><td>", formula(typesetter.set(*one.value)), "</td><td>", one.when, "</td></tr>");
  }
  return cat("<div class=\"equation\"><p>", formula(head), "</p><table class=\"cases\" role=\"presentation\"><tbody>",
             rows, "</tbody></table></div>\n");
}

}  // namespace detente::guide
