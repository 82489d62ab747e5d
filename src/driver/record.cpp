#include "driver/record.h"

#include "base/cat.h"
#include "base/check.h"
#include "base/number_text.h"
#include "report/json.h"

namespace detente::driver {

using base::cat;

namespace {

// What holds in every arm, as text.
std::vector<std::string> settings_text(const Ensemble& ensemble) {
  std::vector<std::string> texts;
  if (ensemble.options().central) texts.emplace_back(kCentralText);
  for (const plan::Override& setting : ensemble.options().settings) {
    const plan::Input& input = ensemble.plan().interface.inputs[setting.input];
    const std::string value = setting.redraw ? "as its scenario draws it" : base::number_text(setting.value);
    texts.push_back(cat(setting_name(input), " = ", value));
  }
  return texts;
}

}  // namespace

std::string setting_name(const plan::Input& input) {
  const bool rule = input.kind == plan::InputKind::LeverRule;
  return rule ? cat("rule of ", input.quantity.name.full) : input.quantity.name.full;
}

std::string_view kind_text(sampling::DesignKind kind) {
  switch (kind) {
    case sampling::DesignKind::MonteCarlo: return "monte_carlo";
    case sampling::DesignKind::LatinHypercube: return "latin_hypercube";
    case sampling::DesignKind::Sobol: return "sobol";
  }
  DETENTE_CHECK(false);
}

std::string design_text(const sampling::Design& design, const std::vector<std::string>& settings) {
  std::string text = cat(kind_text(design.kind), " seed=", design.seed);
  if (design.kind == sampling::DesignKind::LatinHypercube) text += cat(" futures=", design.futures);
  if (design.replicates != 1) text += cat(" replicates=", design.replicates);
  if (design.draws_per_world != 1) text += cat(" draws_per_world=", design.draws_per_world);
  if (design.crosses_alternatives) text += " crossed";
  for (const std::string& setting : settings) text += cat("; ", setting);
  return text;
}

std::string design_text(const Ensemble& ensemble) { return design_text(ensemble.design(), settings_text(ensemble)); }

std::string finding_text(const plan::Interface& interface, const analysis::claims::Finding& finding) {
  const report::Json found = report::json_of(interface, {&finding, 1})[0];
  report::Json kept;
  for (const char* field : {"verdict", "estimate", "low", "high", "n", "kind"}) kept[field] = found[field];
  return kept.dump(-1, ' ', false, report::Json::error_handler_t::replace);
}

}  // namespace detente::driver
