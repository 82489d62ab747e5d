// Alternatives: structural choices, drawn like parameters; without weights they are deep.
#include <cmath>

#include "base/cat.h"
#include "model/check.h"
#include "model/declare.h"

namespace detente::model {

using syntax::try_as;

void build_alternatives(Context& context, Instantiator& nodes) {
  for (const syntax::Decl* decl : context.declarations) {
    const auto* alternative = try_as<syntax::AlternativeDecl>(decl);
    const SymbolId symbol = alternative ? symbol_of(context, *decl) : kNoId;
    if (symbol == kNoId) continue;
    plan::Input input;
    input.quantity = context.quantity(symbol, {});
    input.kind = plan::InputKind::Alternative;
    input.integral = true;
    input.source = context.model.symbols[symbol].source;
    input.grade = context.model.symbols[symbol].grade;
    input.place = context.resolved(decl->name.span);
    sampling::Choice choice;
    choice.count = static_cast<std::uint32_t>(alternative->options.size());
    std::uint32_t weighted = 0;
    for (const syntax::Option& option : alternative->options) {
      for (const std::string& earlier : input.choices) {
        if (earlier != option.name.text) continue;
        context.report("E0516", option.name.span, base::cat("choice `", option.name.text, "` stands twice"));
      }
      input.choices.emplace_back(option.name.text);
      if (!option.weight) continue;
      ++weighted;
      Checker checker(context);
      Scope scope;
      const Expression* weight = checker.any(*option.weight, scope);
      if (!checker.needs_pure(*weight, "a weight")) continue;
      const double value = nodes.number(*weight, Environment());
      if (value < 0) {
        context.report("E1202", option.weight->span, "a weight may not be negative");
      }
      choice.weights.push_back(std::isnan(value) || value < 0 ? 1 : value);
    }
    if (weighted != 0 && weighted != choice.count) {
      context
          .report("E1208", decl->name.span,
                  base::cat("some choices of `", decl->name.text, "` have a weight, some not"))
          .with_help("weigh all of them, or none (then it is deep)");
      choice.weights.clear();
    }
    double total = 0;
    for (const double weight : choice.weights) total += weight;
    if (!choice.weights.empty() && !(total > 0)) {
      context.report("E1208", decl->name.span, "the weights are all 0");
      choice.weights.clear();
    }
    if (choice.count == 0) continue;
    // The central run takes the likeliest choice, the first of equals.
    for (std::size_t i = 1; i < choice.weights.size(); ++i) {
      if (choice.weights[i] > choice.weights[static_cast<std::size_t>(input.value)])
        input.value = static_cast<double>(i);
    }
    input.has_bounds = true;
    input.high = choice.count - 1.0;
    input.spec = {base::cat("alternative ", decl->name.text), choice};
    context.model.symbols[symbol].index = static_cast<std::uint32_t>(context.model.interface.inputs.size());
    context.model.interface.inputs.push_back(std::move(input));
  }
}

}  // namespace detente::model
