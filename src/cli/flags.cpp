#include "cli/flags.h"

#include <algorithm>
#include <utility>

#include "base/cat.h"
#include "cli/machine.h"
#include "model/set_value.h"

namespace detente::cli {

using base::cat;

namespace {

// Replicates of a quasi-random design when nobody says: enough for an interval, few enough to stay well spread.
constexpr std::uint32_t kReplicates = 16;
constexpr std::uint64_t kRuns = 1000;

base::Diagnostic usage_error(std::string message, std::string help) {
  return base::Diagnostic{"E1601", {}, std::move(message), {}, std::move(help)};
}

bool is_settled(const plan::Interface& interface, const std::vector<plan::Override>& settings,
                const analysis::claims::Needs& needs, bool streams) {
  plan::Interface settled = interface;
  for (const plan::Override& setting : settings) settled.inputs[setting.input].spec.law = sampling::Fixed();
  return analysis::claims::is_certain(settled, needs, streams);
}

}  // namespace

void add_names(CLI::App& verb, const std::string& flag, std::vector<std::string>& names, const std::string& purpose) {
  const auto split = [&names](const std::vector<std::string>& given) {
    for (const std::string& text : given) {
      int depth = 0;
      std::string name;
      for (const char c : text) {
        depth += c == '[' ? 1 : c == ']' ? -1 : 0;
        if (c == ',' && depth == 0) {
          names.push_back(std::exchange(name, {}));
        } else {
          name += c;
        }
      }
      names.push_back(std::move(name));
    }
  };
  verb.add_option_function<std::vector<std::string>>(flag, split, purpose)
      ->expected(1)
      ->take_all()
      ->type_name("NAME,...");
}

void add_model_flags(CLI::App& verb, ModelFlags& flags) {
  verb.add_option("MODEL", flags.path, "a .detente file, or a folder that holds one of the same name")->required();
  verb.add_option("--preset", flags.preset, "a smaller variant that the model declares");
}

driver::Compiled compile(const Program& program, const ModelFlags& flags) {
  driver::Compiled compiled = driver::compile(flags.path, {.preset = flags.preset, .save = flags.traces});
  if (!compiled.ok()) {
    // What --trace or --preset asked for has no place in the text.
    const ExitCode code = code_for(compiled.diagnostics);
    const bool asked = code == ExitCode::Model && compiled.diagnostics.sorted().front()->span.source.is_none();
    program.fail(asked ? ExitCode::Usage : code, compiled.diagnostics, compiled.sources);
  }
  program.warn(compiled.diagnostics, compiled.sources);
  return compiled;
}

void add_ensemble_flags(CLI::App& verb, EnsembleFlags& flags) {
  verb.add_option("-n,--runs", flags.runs, "futures (default 1000; 1 when the model draws nothing)")
      ->check(CLI::Range(std::uint64_t{1}, std::uint64_t{1} << 40));
  verb.add_option("--seed", flags.seed, "of everything drawn")->capture_default_str();
  verb.add_option("--set", flags.settings,
                  "in every arm; beats scenarios; may be repeated; quote it when it has a unit")
      ->expected(1)
      ->take_all()
      ->type_name("NAME=VALUE");
  verb.add_option("--design", flags.design, "how futures are drawn")
      ->check(CLI::IsMember({"monte_carlo", "latin_hypercube", "sobol"}))
      ->capture_default_str();
  verb.add_option("--replicates", flags.replicates, "independent scrambles of a quasi-random design (default 16)")
      ->check(CLI::Range(1u, 1u << 16));
  verb.add_flag("--cross", flags.cross, "run every combination of the alternatives without weights on the same draws");
  verb.add_option("--draws-per-world", flags.draws_per_world,
                  "draws that share one world, where a claim asks for worlds")
      ->check(CLI::Range(2u, 1u << 20))
      ->capture_default_str();
  verb.add_flag("--central", flags.central, "one run with every input at its central value");
  verb.add_option("--fault-limit", flags.fault_limit, "exit with 4 when a larger share of an arm's runs faults")
      ->check(CLI::Range(0.0, 1.0))
      ->capture_default_str();
  add_engine_flags(verb, flags);
}

void add_engine_flags(CLI::App& verb, EnsembleFlags& flags) {
  verb.add_option("-j,--threads", flags.threads, "threads (default: as many as the machine has)")
      ->check(CLI::Range(1u, 1024u));
  verb.add_option("--isa", flags.isa, "instruction set; changes no result")
      ->check(CLI::IsMember({"baseline", "avx2", "avx512"}))
      ->group("Expert");
  verb.add_option("--width", flags.width, "lanes of a block; changes no result")
      ->check(CLI::IsMember({8, 64}))
      ->group("Expert");
}

exec::EngineOptions engine_options(const Program& program, const EnsembleFlags& flags) {
  exec::EngineOptions options{.threads = flags.threads, .width = flags.width, .isa = std::nullopt};
  options.memory_limit = usable_memory();
  if (!flags.isa.empty()) {
    const kernels::Isa isa = flags.isa == "avx2"     ? kernels::Isa::Avx2
                             : flags.isa == "avx512" ? kernels::Isa::Avx512
                                                     : kernels::Isa::Baseline;
    if (!kernels::isa_available(isa)) {
      program.fail(ExitCode::Usage,
                   usage_error(cat("this machine has no ", flags.isa), "leave --isa out; the results are the same"));
    }
    options.isa = isa;
  }
  return options;
}

driver::EnsembleOptions ensemble_options(const Program& program, const EnsembleFlags& flags,
                                         const driver::Compiled& compiled, const analysis::claims::Needs& needs) {
  driver::EnsembleOptions options;
  for (const std::string& setting : flags.settings) {
    auto changes = model::set_value(compiled.plan->interface, compiled.model->units, setting);
    if (!changes) program.fail(ExitCode::Usage, changes.error());
    options.settings.insert(options.settings.end(), changes->begin(), changes->end());
  }
  options.central = flags.central;
  options.engine = engine_options(program, flags);

  sampling::Design& design = options.design;
  design.kind = flags.design == "sobol"             ? sampling::DesignKind::Sobol
                : flags.design == "latin_hypercube" ? sampling::DesignKind::LatinHypercube
                                                    : sampling::DesignKind::MonteCarlo;
  const bool quasi = design.kind != sampling::DesignKind::MonteCarlo;
  if (flags.replicates && !quasi) {
    program.fail(ExitCode::Usage, usage_error("--replicates needs a quasi-random design",
                                              "add --design sobol or --design latin_hypercube"));
  }
  design.seed = flags.seed;
  design.replicates = quasi ? flags.replicates.value_or(kReplicates) : 1;
  design.draws_per_world = needs.worlds ? flags.draws_per_world : 1;
  design.crosses_alternatives = flags.cross;
  const bool certain = is_settled(compiled.plan->interface, options.settings, needs, !compiled.plan->streams.empty());
  design.futures = flags.runs.value_or(certain ? 1 : kRuns);
  if (flags.central) {
    if (flags.runs.value_or(1) != 1) {
      program.fail(ExitCode::Usage, usage_error("--central is one run", "leave -n or --central out"));
    }
    design = {.kind = sampling::DesignKind::MonteCarlo, .seed = flags.seed, .futures = 1};
  }
  return options;
}

driver::Ensemble make_ensemble(const Program& program, const driver::Compiled& compiled, analysis::claims::Needs needs,
                               const driver::EnsembleOptions& options) {
  auto ensemble = driver::Ensemble::make(*compiled.plan, std::move(needs), options);
  if (!ensemble.ok()) program.fail(code_for(ensemble.diagnostics), ensemble.diagnostics, compiled.sources);
  return std::move(*ensemble);
}

std::uint32_t find_scenario(const Program& program, const plan::Interface& interface, std::string_view name) {
  if (name.empty() || name == kBaselineName) return plan::kBaseline;
  std::vector<std::string_view> known;
  for (std::uint32_t s = 0; s < interface.scenarios.size(); ++s) {
    if (interface.scenarios[s].name == name) return s;
    known.push_back(interface.scenarios[s].name);
  }
  known.push_back(kBaselineName);
  program.fail(ExitCode::Usage, unknown_name("scenario", name, known));
}

std::string scenario_name(const plan::Interface& interface, std::uint32_t scenario) {
  return scenario < interface.scenarios.size() ? interface.scenarios[scenario].name : std::string(kBaselineName);
}

std::vector<std::uint32_t> find_metrics(const Program& program, const plan::Interface& interface,
                                        const std::vector<std::string>& names) {
  std::vector<std::uint32_t> found;
  for (const std::string& name : names) {
    const std::size_t before = found.size();
    std::vector<std::string_view> known;
    for (std::uint32_t m = 0; m < interface.metrics.size(); ++m) {
      const plan::QuantityName& own = interface.metrics[m].quantity.name;
      if (!interface.metrics[m].warning.empty()) continue;
      if (own.full == name || own.base == name) found.push_back(m);
      if (known.empty() || known.back() != own.base) known.push_back(own.base);
    }
    if (found.size() == before) program.fail(ExitCode::Usage, unknown_name("metric", name, known));
  }
  return found;
}

}  // namespace detente::cli
