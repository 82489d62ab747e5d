// Flags and words that `solve` and `overlap` share: who plays, with which policies, on which futures.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "analysis/games/arena.h"
#include "analysis/games/solve.h"
#include "cli/flags.h"
#include "cli/progress.h"

namespace detente::cli {

struct StrategyFlags {
  ModelFlags model;
  std::vector<std::string> players, levers;
  std::string scenario;
  std::string policy = "constant";
  std::uint32_t grid = 0;
  std::uint32_t futures = 1000;
  std::uint32_t search_futures = 0;
  std::optional<std::uint32_t> chance;
  std::uint64_t budget = 500;
  std::uint64_t evaluations = 400;
  double tolerance = 1e-3;
  EnsembleFlags engine;  // seed, settings, threads, width, instruction set
};

void add_strategy_flags(CLI::App& verb, StrategyFlags& flags);

// Positions in the interface, all of them with a payoff; none named: every player with a payoff and a lever.
std::vector<std::uint32_t> find_players(const Program& program, const plan::Interface& interface,
                                        const std::vector<std::string>& names);

analysis::games::Oracle make_oracle(const Program& program, const StrategyFlags& flags,
                                    const driver::Compiled& compiled, std::vector<std::uint32_t> players,
                                    const std::atomic<bool>* stop, RunCount* count);
analysis::games::Arena make_arena(const Program& program, const StrategyFlags& flags, const driver::Compiled& compiled,
                                  analysis::games::Oracle& oracle);
analysis::games::SolveOptions solve_options(const StrategyFlags& flags);

// A result, or the end of the verb.
template <class T>
T take(const Program& program, const driver::Compiled& compiled, base::Result<T> result) {
  if (result.diagnostics.has_errors()) {
    program.fail(code_for(result.diagnostics), result.diagnostics, compiled.sources);
  }
  if (!result.value) throw Failure{ExitCode::Interrupted, "interrupted: nothing was finished\n"};
  return std::move(*result.value);
}

std::string policy_text(const analysis::games::PolicyClass& policies, const search::Point& point);
report::Json policy_json(const analysis::games::PolicyClass& policies, const search::Point& point);

}  // namespace detente::cli
