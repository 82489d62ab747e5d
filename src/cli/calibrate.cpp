// `detente calibrate`: a model beside its past, with naive forecasts as rivals.
#include <memory>

#include "base/cat.h"
#include "base/utf8.h"
#include "cli/flags.h"
#include "cli/interrupt.h"
#include "cli/present.h"
#include "cli/progress.h"
#include "cli/write_file.h"
#include "driver/calibrate.h"
#include "driver/record.h"
#include "report/calibration.h"

namespace detente::cli {
namespace {

using base::cat;

constexpr const char* kExamples = R"(  detente calibrate models/us_china_ai/history.detente past -n 2000
  detente calibrate growth.detente --points                (every forecast beside what was measured)
  detente calibrate growth.detente past --json -o calibration.json
)";

struct Flags {
  ModelFlags model;
  EnsembleFlags ensemble;
  std::string name, scenario, output;
  bool points = false;
};

std::uint32_t find_calibration(const Program& program, const plan::Interface& interface, const std::string& name) {
  std::vector<std::string_view> known;
  for (std::uint32_t c = 0; c < interface.calibrations.size(); ++c) {
    if (interface.calibrations[c].name == name) return c;
    known.push_back(interface.calibrations[c].name);
  }
  if (name.empty() && known.size() == 1) return 0;
  if (!name.empty()) program.fail(ExitCode::Usage, unknown_name("calibration", name, known));
  std::string list;
  for (const std::string_view each : known) list += cat(list.empty() ? "" : ", ", each);
  base::Diagnostic missing{"E1601", {}, known.empty() ? "the model declares no calibration" : "which calibration?"};
  program.fail(ExitCode::Usage, missing.with_help(known.empty() ? "declare one with `calibrate NAME under SCENARIO`"
                                                                : cat("one of ", list)));
}

ExitCode calibrate(const Program& program, const Flags& flags) {
  const driver::Compiled compiled = compile(program, flags.model);
  const plan::Plan& plan = *compiled.plan;
  const plan::Interface& interface = plan.interface;
  const std::uint32_t calibration = find_calibration(program, interface, flags.name);
  const std::uint32_t scenario = flags.scenario.empty() ? interface.calibrations[calibration].scenario
                                                        : find_scenario(program, interface, flags.scenario);
  analysis::claims::Needs needs = {.arms = {{scenario}}};
  driver::EnsembleOptions options = ensemble_options(program, flags.ensemble, compiled, needs);
  options.record = exec::Record::EveryStep;
  driver::Ensemble ensemble = make_ensemble(program, compiled, std::move(needs), options);

  base::Result<analysis::calibrate::Finding> found;
  bool interrupted = false;
  {
    const Interrupt interrupt;
    Progress progress(program, ensemble, 0);
    found =
        driver::calibrate(ensemble, calibration,
                          {.stop = interrupt.finish(), .on_chunk = [&](const auto& chunk) { progress.add(chunk); }});
    interrupted = interrupt.happened();
  }
  if (found.diagnostics.has_errors()) program.fail(code_for(found.diagnostics), found.diagnostics, compiled.sources);
  if (!found.value) {
    program.say("interrupted before the first chunk was finished\n");
    return ExitCode::Interrupted;
  }
  const auto runs = static_cast<std::uint64_t>(found->futures);
  if (program.json || !flags.output.empty()) {
    report::Json json = {{"model", interface.model},
                         {"title", interface.title},
                         {"hash", interface.hash},
                         {"seed", ensemble.design().seed},
                         {"design", driver::design_text(ensemble)},
                         {"runs", runs},
                         {"interrupted", interrupted},
                         {"scenario", scenario_name(interface, scenario)}};
    json.update(report::json_of(plan, *found));
    json["diagnostics"] = report::json_of(compiled.diagnostics, compiled.sources);
    if (!flags.output.empty()) write_file(program, flags.output, report::json_text(json));
    if (program.json) program.print_json(json);
  }
  if (!program.json) {
    const report::Style style = program.out_style();
    program.print(cat(style.paint(interface.model, report::Colour::Bold), "  ",
                      base::escape_for_display(interface.title), "\n", headline(ensemble, runs), "\n\n",
                      report::calibration_text(plan, *found, {.points = flags.points}, style)));
  }
  return interrupted ? ExitCode::Interrupted : ExitCode::Ok;
}

}  // namespace

void add_calibrate(CLI::App& app, Program& program) {
  auto flags = std::make_shared<Flags>();
  CLI::App* verb =
      add_verb(app, program, "calibrate",
               "set the model beside its past: what history rules out, and how held-out years are forecast", kExamples,
               [&program, flags] { return calibrate(program, *flags); });
  add_model_flags(*verb, flags->model);
  verb->add_option("CALIBRATION", flags->name, "its name; may be left out when the model declares one");
  verb->add_option("--scenario", flags->scenario, "instead of the calibration's own");
  verb->add_flag("--points", flags->points, "also print every forecast beside what was measured");
  verb->add_option("-o,--output", flags->output, "file to write the finding into, as JSON");
  add_ensemble_flags(*verb, flags->ensemble);
}

}  // namespace detente::cli
