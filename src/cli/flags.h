// Flags that several verbs share, and what they mean for a model.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "cli/program.h"
#include "driver/compile.h"
#include "driver/ensemble.h"

namespace detente::cli {

struct ModelFlags {
  std::string path;
  std::string preset;
  std::vector<std::string> traces;
};

void add_model_flags(CLI::App& verb, ModelFlags& flags);
// Prints the warnings; a model with errors is a Failure.
driver::Compiled compile(const Program& program, const ModelFlags& flags);

// A flag for a list of names; it may be repeated. A comma parts names unless it stands in brackets: a,gap[us,cn].
void add_names(CLI::App& verb, const std::string& flag, std::vector<std::string>& names, const std::string& purpose);

struct EnsembleFlags {
  std::optional<std::uint64_t> runs;
  std::uint64_t seed = 1;
  std::vector<std::string> settings;
  std::string design = "monte_carlo";
  std::optional<std::uint32_t> replicates;
  std::uint32_t draws_per_world = 50;
  bool cross = false;
  bool central = false;
  std::uint32_t threads = 0;
  std::string isa;
  std::uint32_t width = 0;
  double fault_limit = 1;
};

void add_ensemble_flags(CLI::App& verb, EnsembleFlags& flags);
void add_engine_flags(CLI::App& verb, EnsembleFlags& flags);  // the part of them that changes no result

// `needs` are the arms it will be asked for.
driver::EnsembleOptions ensemble_options(const Program& program, const EnsembleFlags& flags,
                                         const driver::Compiled& compiled, const analysis::claims::Needs& needs);
exec::EngineOptions engine_options(const Program& program, const EnsembleFlags& flags);
driver::Ensemble make_ensemble(const Program& program, const driver::Compiled& compiled, analysis::claims::Needs needs,
                               const driver::EnsembleOptions& options);

inline constexpr std::string_view kBaselineName = "baseline";
// Its number in the plan, or plan::kBaseline for "" and "baseline"; an unknown name is a Failure.
std::uint32_t find_scenario(const Program& program, const plan::Interface& interface, std::string_view name);
std::string scenario_name(const plan::Interface& interface, std::uint32_t scenario);

// Positions of metrics by name: `threshold`, or every element of it; an unknown name is a Failure.
std::vector<std::uint32_t> find_metrics(const Program& program, const plan::Interface& interface,
                                        const std::vector<std::string>& names);

}  // namespace detente::cli
