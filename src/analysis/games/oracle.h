// What policies are worth: payoffs of many candidates in the same futures, in one batch.
//
// A candidate is a list of (input, value) beside the plan's defaults, the scenario and the settings: policies of
// players, a signed agreement, a breach. Every candidate meets the same futures with the same noise (common random
// numbers), so differences between candidates are paired.
// A future's chance (noise, events, alarms) may be repeated: its payoff is then the mean over `chance` runs that share
// all inputs. A run that faults makes its future NaN; so does a candidate that breaks a player's `subject to`, for that
// player (`broken` says for how long). Payoffs are the plan's, pure numbers, discounted to the start of the run.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/result.h"
#include "exec/engine.h"
#include "plan/plan.h"
#include "sampling/spec.h"
#include "stats/accumulate.h"

namespace detente::analysis::games {

struct Setting {
  std::uint32_t input = 0;
  double value = 0;
  friend bool operator==(const Setting&, const Setting&) = default;
};
using Candidate = std::vector<Setting>;  // the last one on an input counts

Candidate operator+(Candidate left, const Candidate& right);

// Futures drawn once; candidates are compared in them.
struct Sample {
  std::uint64_t seed = 1;  // of inputs and noise
  std::uint32_t futures = 1;
  std::uint32_t chance = 1;                 // runs per future
  std::vector<std::uint32_t> drawn;         // inputs that differ between futures
  std::vector<std::vector<double>> values;  // beside `drawn`: one per future
};

// Columns of one value per future, by candidate and player (in the oracle's order of players). A future that was not
// asked for is NaN.
struct Payoffs {
  std::uint32_t players = 0, futures = 0;
  std::vector<double> values;
  std::vector<double> broken;  // by candidate and player: mean time [year] of broken constraints

  std::uint32_t candidates() const { return static_cast<std::uint32_t>(broken.size() / players); }
  std::span<const double> of(std::uint32_t candidate, std::uint32_t player) const {
    return std::span(values).subspan((std::size_t{candidate} * players + player) * futures, futures);
  }
  double& value(std::uint32_t candidate, std::uint32_t player, std::uint32_t future) {
    return values[(std::size_t{candidate} * players + player) * futures + future];
  }
  // Whether the player keeps its constraints, in all futures.
  bool keeps(std::uint32_t candidate, std::uint32_t player) const;
  // Mean over futures: NaN if some future faulted, and if the player breaks its constraints.
  double mean(std::uint32_t candidate, std::uint32_t player) const;
};

struct OracleOptions {
  std::uint32_t scenario = plan::kBaseline;
  std::vector<plan::Override> settings;  // hold in every candidate, beat the scenario
  std::vector<std::uint32_t> players;    // whose payoffs are wanted; each of them has one
  sampling::DesignKind design = sampling::DesignKind::MonteCarlo;
  exec::EngineOptions engine;
  const std::atomic<bool>* stop = nullptr;
  std::function<void(std::uint64_t runs)> tell;  // called now and then with runs made since
};

class Oracle {
 public:
  // Everything that the plan computes is computed in each run: best of a plan that holds payoffs alone.
  static base::Result<Oracle> make(plan::Plan plan, OracleOptions options);

  const plan::Interface& interface() const { return plan_->interface; }
  const plan::TimeGrid& grid() const { return grid_; }
  std::span<const std::uint32_t> players() const { return options_.players; }
  // Every future is like every other: one is enough, and exact.
  bool certain() const { return specs_fixed_ && plan_->streams.empty(); }
  bool draws_inputs() const { return !specs_fixed_; }
  bool has_chance() const { return !plan_->streams.empty(); }
  std::uint64_t runs() const { return runs_; }  // made so far

  // The value of an input where no candidate sets it: default, scenario, setting. Drawn inputs: the central one.
  double standing(std::uint32_t input) const { return standing_[input]; }

  Sample draw(std::uint64_t seed, std::uint32_t futures, std::uint32_t chance = 1) const;

  // Every value that the player saw of each observation, over `sample` and the run, as the model stands.
  base::Result<std::vector<std::vector<double>>> seen_by(std::uint32_t player, const Sample& sample);
  // Whether lever k leaves the value at which candidate k holds it, at any grid time; in the sample's first future.
  base::Result<std::vector<bool>> moves(std::span<const std::uint32_t> levers, std::span<const double> held_at,
                                        std::span<const Candidate> candidates, const Sample& sample);

  // No value, and no error either, once `stop` is set. `only`, beside the candidates: the futures in which each is
  // wanted; empty: all of the sample.
  base::Result<Payoffs> evaluate(const Sample& sample, std::span<const Candidate> candidates,
                                 std::span<const std::vector<std::uint32_t>> only = {});

 private:
  Oracle(std::unique_ptr<plan::Plan> plan, exec::Engine engine, OracleOptions options)
      : plan_(std::move(plan)), engine_(std::move(engine)), options_(std::move(options)) {}

  // Whole traces of slots: [slot][grid time * runs + run].
  base::Result<std::vector<std::vector<double>>> record(const std::vector<plan::Signal>& signals,
                                                        std::span<const exec::InputColumn> columns, std::uint64_t seed,
                                                        std::uint32_t runs);
  struct Cell {  // one run: of a candidate, in a future, under a draw of chance
    std::uint32_t candidate, future, chance;
  };
  bool batch(const Sample& sample, std::span<const Candidate> candidates, std::span<const Cell> cells, Payoffs& sums,
             base::Diagnostics& diagnostics);

  std::unique_ptr<plan::Plan> plan_;  // the engine refers to it
  exec::Engine engine_;
  OracleOptions options_;
  plan::TimeGrid grid_;
  std::optional<exec::TimeRange> range_;
  std::vector<sampling::InputSpec> specs_;
  std::vector<double> standing_;
  bool specs_fixed_ = true;
  std::vector<std::uint32_t> payoff_metric_;                // beside players
  std::vector<std::vector<std::uint32_t>> broken_metrics_;  // beside players
  std::uint64_t runs_ = 0;
};

}  // namespace detente::analysis::games
