#include "model/distributions.h"

#include <algorithm>
#include <cmath>

#include "base/cat.h"
#include "base/near_names.h"
#include "model/equations.h"
#include "model/ranges.h"
#include "sampling/signature.h"

namespace detente::model {

using sampling::DistributionFault;
using sampling::Family;
using sampling::ParameterKind;
using syntax::try_as;

namespace {

std::string_view code_of(DistributionFault fault) {
  switch (fault) {
    case DistributionFault::ModeOutside: return "E1201";
    case DistributionFault::NotPositive: return "E1202";
    case DistributionFault::Arguments: return "E1204";
    case DistributionFault::NotANumber:
    case DistributionFault::NotAscending:
    case DistributionFault::OutsideSupport:
    case DistributionFault::NoSolution: return "E1205";
    case DistributionFault::EmptyRange: return "E1206";
  }
  return "E1205";
}

struct Arguments {
  std::vector<std::string_view> names;
  std::vector<std::vector<double>> values;  // by argument and cell
};

class Laws {
 public:
  Laws(Context& context, Instantiator& nodes, SymbolId symbol)
      : context_(context), nodes_(nodes), symbol_(symbol), owner_(context.model.symbols[symbol]) {}

  std::vector<double> argument(const syntax::Expr& expr, ParameterKind kind) {
    const bool has_unit = kind == ParameterKind::Quantity;
    return numbers_of(context_, nodes_, symbol_, expr,
                      {.unit = has_unit ? owner_.unit : units::Unit(),
                       .what = has_unit ? base::cat("`", owner_.name, "`") : std::string("a shape"),
                       .subject = "the argument",
                       .bare_numbers = true});
  }

  std::optional<Family> family(const syntax::CallExpr& call) {
    const auto found = sampling::family_named(call.function.text);
    if (found) return found;
    base::Diagnostic& diagnostic =
        context_.report("E1204", call.function.span, base::cat("unknown distribution `", call.function.text, "`"));
    const std::string_view near = base::nearest_name(call.function.text, sampling::family_names());
    if (!near.empty()) diagnostic.with_help(base::cat("did you mean `", near, "`?"));
    return std::nullopt;
  }

  std::optional<Arguments> arguments(const syntax::CallExpr& call, Family family) {
    Arguments result;
    std::uint32_t position = 0;
    for (const syntax::Argument& given : call.arguments) {
      auto kind = sampling::argument_kind(family, given.label.text, position);
      if (family == Family::Discrete) kind = position % 2 == 0 ? ParameterKind::Quantity : ParameterKind::Pure;
      ++position;
      if (!kind) {
        context_.report("E1204", given.value->span, base::cat("`", call.function.text, "` has no such argument"))
            .with_help(base::cat("write ", sampling::usage(family)));
        return std::nullopt;
      }
      result.names.push_back(given.label.text);
      result.values.push_back(argument(*given.value, *kind));
      for (const double value : result.values.back()) {
        if (std::isnan(value) && owner_.count > 0) return std::nullopt;
      }
    }
    return result;
  }

  std::expected<sampling::Distribution, sampling::DistributionError> at(Family family, const Arguments& arguments,
                                                                        std::uint32_t cell, sampling::Range range) {
    if (family == Family::Discrete) {
      std::vector<std::pair<double, double>> pairs;
      for (std::size_t i = 0; i + 1 < arguments.values.size(); i += 2) {
        pairs.emplace_back(arguments.values[i][cell], arguments.values[i + 1][cell]);
      }
      // total order: pairs that compare equal are the same pair
      std::sort(pairs.begin(), pairs.end());
      std::vector<double> parameters;
      for (const auto& [value, weight] : pairs) parameters.insert(parameters.end(), {value, weight});
      return sampling::Distribution::make(family, std::move(parameters), range);
    }
    std::vector<sampling::Argument> given;
    for (std::size_t i = 0; i < arguments.values.size(); ++i) {
      given.push_back({arguments.names[i], arguments.values[i][cell]});
    }
    return sampling::make_distribution(family, given, range);
  }

 private:
  Context& context_;
  Instantiator& nodes_;
  SymbolId symbol_;
  Symbol owner_;
};

// dirichlet(alpha), dirichlet(alpha: { us: 2, cn: 1 }) or dirichlet(concentration: 20) around the declared values.
bool dirichlet(Context& context, Laws& laws, SymbolId symbol, const syntax::CallExpr& call,
               const std::vector<double>& values, std::vector<sampling::InputSpec>& specs) {
  const Symbol owner = context.model.symbols[symbol];
  const auto refuse = [&](std::string message, std::string help) {
    context.report("E1204", call.span, std::move(message)).with_help(std::move(help));
    return false;
  };
  if (owner.sets.empty() || !owner.unit.dimension.is_dimensionless()) {
    return refuse("dirichlet gives shares over the last index", "declare `parameter share[k in s]: fraction`");
  }
  const bool around = call.arguments.size() == 1 && call.arguments[0].label.text == "concentration";
  if (call.arguments.size() != 1 ||
      (!around && !call.arguments[0].label.empty() && call.arguments[0].label.text != "alpha")) {
    return refuse("dirichlet takes `alpha` or `concentration`",
                  "write `dirichlet(alpha: { .. })`, or `dirichlet(concentration: 20)` around the declared values");
  }
  std::vector<double> alpha = laws.argument(*call.arguments[0].value, ParameterKind::Pure);
  const std::uint32_t size = context.set_size(owner.sets.back());
  for (std::uint32_t first = 0; size > 0 && first < owner.count; first += size) {
    double total = 0;
    for (std::uint32_t i = first; i < first + size; ++i) total += around ? values[i] : 0;
    for (std::uint32_t i = first; i < first + size; ++i) {
      if (around) alpha[i] *= values[i] / total;
      if (std::isnan(alpha[i])) {
        if (!around) return false;
        return refuse("dirichlet with a concentration needs the shares as values", "write `= { .. }` before `~`");
      }
      if (!(alpha[i] > 0)) {
        context.report("E1202", call.arguments[0].value->span, "every weight of dirichlet must be above 0");
        return false;
      }
      specs[i].law = sampling::Share{alpha[i], context.share_groups};
    }
    ++context.share_groups;
  }
  return true;
}

}  // namespace

std::optional<std::vector<sampling::InputSpec>> declared_laws(Context& context, Instantiator& nodes, SymbolId symbol,
                                                              const syntax::Expr& distribution,
                                                              const std::vector<sampling::Range>& ranges,
                                                              const std::vector<double>& values) {
  Laws laws(context, nodes, symbol);
  const std::uint64_t errors = context.diagnostics.error_count();
  const std::uint32_t count = context.model.symbols[symbol].count;
  std::vector<sampling::InputSpec> specs(count);
  const Equation written = spread(context, symbol, distribution);
  for (std::uint32_t which = 0; which < written.values.size(); ++which) {
    const syntax::Expr& expr = *written.values[which];
    const auto* call = try_as<syntax::CallExpr>(&expr);
    if (!call) {
      context.report("E1204", expr.span, "a distribution is needed after ~")
          .with_help("e.g. `~ uniform(0.1, 0.6)`; a range without a probability is `in [0.1, 0.6]`");
      continue;
    }
    if (call->function.text == "dirichlet") {
      if (written.values.size() > 1) {
        context.report("E1204", expr.span, "dirichlet stands for the whole array");
      } else {
        dirichlet(context, laws, symbol, *call, values, specs);
      }
      continue;
    }
    const auto family = laws.family(*call);
    if (!family) continue;
    const auto arguments = laws.arguments(*call, *family);
    if (!arguments) continue;
    for (std::uint32_t i = 0; i < count; ++i) {
      if (written.which[i] != which) continue;
      const auto law = laws.at(*family, *arguments, i, ranges.empty() ? sampling::Range() : ranges[i]);
      if (law) {
        specs[i].law = *law;
        continue;
      }
      context.report(code_of(law.error().fault), expr.span, law.error().message)
          .with_help(base::cat("write ", sampling::usage(*family)));
      break;
    }
  }
  if (context.diagnostics.error_count() != errors) return std::nullopt;
  for (std::uint32_t i = 0; i < count; ++i) {
    specs[i].stream = base::cat("parameter ", context.cell_name(symbol, context.elements_of_cell(symbol, i)));
  }
  return specs;
}

}  // namespace detente::model
