// `detente resume`: goes on with a study, from the texts and settings kept in its file.
#include <memory>

#include "analysis/claims/needs.h"
#include "base/cat.h"
#include "cli/flags.h"
#include "cli/present.h"
#include "driver/bundle.h"
#include "store/study_file.h"
#include "study/terms.h"

namespace detente::cli {
namespace {

using base::cat;

constexpr const char* kExamples = R"(  detente resume race.sqlite
  detente resume race.sqlite -n 100000     (and adds futures up to 100,000)
)";

struct Flags {
  std::string study;
  EnsembleFlags ensemble;  // runs and engine flags only
};

base::Diagnostic cannot_resume(const Flags& flags, std::string why) {
  return {"E1302",
          {},
          cat("`", flags.study, "` cannot be gone on with: ", why),
          {},
          "begin the study anew in another file"};
}

// The model as the study keeps it, with the same quantities saved.
driver::Compiled compile_kept(const Program& program, const Flags& flags, const store::StudyFile& study) {
  const auto bundle = driver::read_bundle(study.model_text());
  if (!bundle) program.fail(ExitCode::Io, cannot_resume(flags, "its model text is not whole"));
  driver::CompileOptions options{.preset = bundle->preset};
  for (const plan::Quantity& signal : study.header().signals) options.save.push_back(signal.name.full);
  driver::Compiled compiled =
      driver::compile_text(study.header().model + ".detente", bundle->root, options, driver::reader_for(*bundle));
  if (!compiled.ok()) program.fail(ExitCode::Model, compiled.diagnostics, compiled.sources);
  return compiled;
}

ExitCode resume(const Program& program, const Flags& flags) {
  driver::Compiled compiled;
  study::Terms terms;
  std::string scenario;
  {
    const auto study = store::StudyFile::open(flags.study);
    if (!study.ok()) program.fail(code_for(study.diagnostics), study.diagnostics, base::SourceMap());
    compiled = compile_kept(program, flags, *study);
    const auto read = study::read_terms(study->header(), compiled.plan->interface);
    if (!read) program.fail(ExitCode::Io, cannot_resume(flags, "its design cannot be read"));
    terms = *read;
    scenario = study->header().arms.empty() ? "" : study->header().arms[0];
  }
  const std::uint64_t kept_runs = terms.design.futures;
  terms.design.futures = flags.ensemble.runs.value_or(kept_runs);

  const plan::Interface& interface = compiled.plan->interface;
  auto needs = analysis::claims::needs(interface, find_scenario(program, interface, scenario));
  if (terms.central) needs = {.arms = {needs.arms[0]}};
  const driver::EnsembleOptions options{.design = terms.design,
                                        .settings = terms.settings,
                                        .central = terms.central,
                                        .engine = engine_options(program, flags.ensemble),
                                        .record = terms.trajectories ? exec::Record::Saved : exec::Record::Nothing};
  driver::Ensemble ensemble = make_ensemble(program, compiled, std::move(needs), options);
  const Wanted wanted{.compiled = &compiled,
                      .output = flags.study,
                      .command = cat("detente resume ", quoted(flags.study)),
                      .keep = {0},
                      .judge = !terms.central};
  return run_and_print(program, wanted, ensemble, {Part::Everything, {}, flags.ensemble.fault_limit}).code;
}

}  // namespace

void add_resume(CLI::App& app, Program& program) {
  auto flags = std::make_shared<Flags>();
  CLI::App* verb = add_verb(app, program, "resume", "go on with an interrupted study, or add futures to it", kExamples,
                            [&program, flags] { return resume(program, *flags); });
  verb->add_option("STUDY", flags->study, "a file made by `detente run -o`")->required();
  verb->add_option("-n,--runs", flags->ensemble.runs, "futures in all (default: as many as it was begun with)")
      ->check(CLI::Range(std::uint64_t{1}, std::uint64_t{1} << 40));
  verb->add_option("--fault-limit", flags->ensemble.fault_limit,
                   "exit with 4 when a larger share of an arm's runs faults")
      ->check(CLI::Range(0.0, 1.0))
      ->capture_default_str();
  add_engine_flags(*verb, flags->ensemble);
}

}  // namespace detente::cli
