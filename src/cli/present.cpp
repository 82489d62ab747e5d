#include "cli/present.h"

#include "base/cat.h"
#include "base/utf8.h"
#include "cli/flags.h"
#include "driver/record.h"
#include "report/run_text.h"
#include "report/words.h"
#include "study/describe.h"

namespace detente::cli {

using base::cat;

namespace {

std::string shown_arm(const driver::Ensemble& ensemble, std::uint32_t arm) {
  const std::string name = ensemble.arm_name(arm);
  if (name.empty()) return std::string(kBaselineName);
  return name.starts_with('+') ? cat(kBaselineName, name) : name;
}

// "; set: reaction = 0.5 1/year, form = linear"
std::string settings_text(const driver::Ensemble& ensemble) {
  std::string text;
  for (const plan::Override& setting : ensemble.options().settings) {
    const plan::Input& input = ensemble.plan().interface.inputs[setting.input];
    if (input.kind == plan::InputKind::LeverRule) continue;
    text +=
        cat(text.empty() ? "; set: " : ", ", input.quantity.name.full, " = ", report::input_text(input, setting.value));
    if (!input.integral && input.quantity.unit != "fraction") text += cat(" ", input.quantity.unit);
  }
  return text;
}

// Faults of the arms that only claims asked for.
std::string other_faults(const driver::Ensemble& ensemble, const Answer& answer) {
  std::string list;
  for (std::uint32_t arm = 1; arm < answer.faults.size(); ++arm) {
    if (answer.faults[arm].runs == 0) continue;
    list += cat(list.empty() ? "" : ", ", shown_arm(ensemble, arm), " ", report::count_text(answer.faults[arm].runs));
  }
  return list.empty() ? "" : cat("faults in other arms: ", list, "\n");
}

std::string text_of(const Program& program, const driver::Ensemble& ensemble, const Answer& answer,
                    const Presentation& presentation) {
  const plan::Plan& plan = ensemble.plan();
  const report::Style style = program.out_style();
  const plan::TimeGrid grid = report::grid_of(plan, ensemble.needs().arms[0].scenario);
  std::vector<std::string> parts;
  const std::string title =
      plan.interface.title.empty() ? "" : cat("  ", base::escape_for_display(plan.interface.title));
  parts.push_back(
      cat(style.paint(plan.interface.model, report::Colour::Bold), title, "\n", headline(ensemble, answer.runs), "\n"));
  if (presentation.part == Part::Everything) {
    const report::MetricColumns& columns = answer.columns[0];
    parts.push_back(report::metrics_text(plan, columns.summaries(), presentation.metrics, style));
    parts.push_back(report::bands_text(answer.bands, style));
    parts.push_back(report::warnings_text(plan, columns, style));
  }
  parts.push_back(
      cat(report::faults_text(plan, grid, answer.faults[0], answer.runs, style), other_faults(ensemble, answer)));
  if (!answer.findings.empty()) {
    parts.push_back(report::scoreboard_text(plan.interface, answer.findings, style));
  } else if (!plan.interface.claims.empty()) {
    parts.push_back("claims speak of an ensemble: one central run judges none\n");
  }
  parts.push_back(cat("digest ", answer.digest, "\n"));
  std::string text;
  for (const std::string& part : parts) {
    if (!part.empty()) text += cat(text.empty() ? "" : "\n", part);
  }
  return text;
}

report::Json json_of(const driver::Ensemble& ensemble, const Wanted& wanted, const Answer& answer,
                     const Presentation& presentation) {
  const plan::Plan& plan = ensemble.plan();
  const plan::TimeGrid grid = report::grid_of(plan, ensemble.needs().arms[0].scenario);
  report::Json json = {{"model", plan.interface.model},
                       {"title", plan.interface.title},
                       {"hash", plan.interface.hash},
                       {"digest", answer.digest},
                       {"seed", ensemble.design().seed},
                       {"design", study::describe(ensemble).design},
                       {"runs", answer.runs},
                       {"interrupted", answer.interrupted},
                       {"scenario", shown_arm(ensemble, 0)}};
  json["arms"] = report::Json::array();
  for (std::uint32_t arm = 0; arm < answer.faults.size(); ++arm) {
    json["arms"].push_back({{"name", shown_arm(ensemble, arm)}, {"faults", answer.faults[arm].runs}});
  }
  json["faults"] = report::json_of(plan, grid, answer.faults[0]);
  if (presentation.part == Part::Everything) {
    report::Json metrics = report::json_of(plan, answer.columns[0].summaries());
    if (presentation.metrics.empty()) {
      json["metrics"] = std::move(metrics);
    } else {
      json["metrics"] = report::Json::object();
      for (const std::uint32_t m : presentation.metrics) {
        const std::string& name = plan.interface.metrics[m].quantity.name.full;
        json["metrics"][name] = std::move(metrics[name]);
      }
    }
    json["traces"] = report::json_of(answer.bands);
  }
  json["claims"] = report::json_of(plan.interface, answer.findings);
  json["score"] = report::json_of(report::score(plan.interface, answer.findings));
  json["diagnostics"] = report::json_of(wanted.compiled->diagnostics, wanted.compiled->sources);
  return json;
}

}  // namespace

std::string headline(const driver::Ensemble& ensemble, std::uint64_t runs) {
  const plan::Interface& interface = ensemble.plan().interface;
  std::string text = cat(report::count_of(runs, "future", "futures"), " of ", driver::design_text(ensemble.design()));
  if (runs < ensemble.design().futures)
    text += cat(" (interrupted: ", report::count_text(ensemble.design().futures), " were asked for)");
  text += cat(settings_text(ensemble), ensemble.options().central ? "; central values; " : "; ");
  const std::size_t arms = ensemble.needs().arms.size();
  constexpr std::size_t kMostNamed = 6;
  const std::size_t named = arms <= kMostNamed + 1 ? arms : kMostNamed;
  text += cat(arms == 1 ? "arm: " : "arms: ", shown_arm(ensemble, 0));
  for (std::uint32_t arm = 1; arm < named; ++arm) text += cat(", ", shown_arm(ensemble, arm));
  if (named < arms) text += cat(" and ", arms - named, " more");
  if (interface.deep && runs > 1) {
    text += "\nsome inputs are ranges without a probability: figures are over the futures explored, no forecasts";
  }
  return text;
}

Presented run_and_print(const Program& program, const Wanted& wanted, driver::Ensemble& ensemble,
                        const Presentation& presentation) {
  Presented result{answer(program, wanted, ensemble)};
  const Answer& found = result.answer;
  if (found.runs == 0) {  // interrupted with nothing to show
    result.code = ExitCode::Interrupted;
    const std::string resume = wanted.output.empty() ? "" : cat("detente resume ", quoted(wanted.output));
    if (program.json)
      program.print(
          report::Json{{"interrupted", true}, {"resume", resume.empty() ? report::Json() : report::Json(resume)}});
    program.say(
        resume.empty()
            ? std::string("interrupted before the first chunk was finished; with -o FILE what is finished is kept\n")
            : cat("interrupted; everything finished is kept. Go on with:\n  ", resume, "\n"));
    return result;
  }
  result.code = judge_faults(program, ensemble, found, presentation.fault_limit);
  if (program.json) {
    program.print_json(json_of(ensemble, wanted, found, presentation));
  } else {
    program.print(text_of(program, ensemble, found, presentation));
  }
  if (found.interrupted) {
    program.say("interrupted; these are the futures that were finished. With -o FILE they are kept\n");
    result.code = ExitCode::Interrupted;
  }
  return result;
}

}  // namespace detente::cli
