#include "driver/ensemble.h"

#include <algorithm>
#include <numeric>
#include <utility>

namespace detente::driver {
namespace {

using analysis::claims::Arm;
using analysis::claims::Needs;

std::vector<sampling::InputSpec> specs(const plan::Interface& interface, bool central) {
  std::vector<sampling::InputSpec> result;
  result.reserve(interface.inputs.size());
  for (const plan::Input& input : interface.inputs) {
    result.push_back(input.spec);
    if (central || input.spec.is_fixed()) result.back().law = sampling::Fixed{input.value};
  }
  return result;
}

base::Diagnostics cannot_draw(const std::string& reason) {
  base::Diagnostics diagnostics;
  diagnostics.add("E1210", base::Span(), "the inputs cannot be drawn: " + reason);
  return diagnostics;
}

}  // namespace

base::Result<Ensemble> Ensemble::make(const plan::Plan& plan, Needs needs, const EnsembleOptions& options) {
  auto engine = exec::Engine::load(plan, options.engine);
  if (!engine.ok()) return {std::nullopt, std::move(engine.diagnostics)};
  const plan::Interface& interface = plan.interface;
  const auto base_specs = specs(interface, options.central);
  const sampling::Correlations none;
  const sampling::Correlations& correlations = options.central ? none : interface.correlations;
  auto first = sampling::InputTable::make(base_specs, correlations, options.design);
  if (!first) return {std::nullopt, cannot_draw(first.error())};

  Ensemble result(plan, std::move(needs), options, std::move(*engine), std::move(*first));
  if (!result.needs_.mixes.empty()) {
    sampling::Design second = options.design;
    second.seed = analysis::claims::second_seed(second.seed);
    auto table = sampling::InputTable::make(base_specs, correlations, second);
    if (!table) return {std::nullopt, cannot_draw(table.error())};
    result.second_ = std::move(*table);
  }

  const std::size_t inputs = interface.inputs.size();
  for (const Arm& arm : result.needs_.arms) {
    ArmInputs made;
    made.fixed.resize(inputs);
    made.takes_redrawn.assign(inputs, false);
    made.takes_second.assign(inputs, false);
    auto arm_specs = base_specs;
    bool redraws = false;
    const auto apply = [&](const plan::Override& change) {
      if (change.redraw && !options.central) {
        made.fixed[change.input].reset();
        made.takes_redrawn[change.input] = true;
        arm_specs[change.input].law = change.spec.law;
        redraws = true;
      } else {
        made.takes_redrawn[change.input] = false;
        made.fixed[change.input] = change.value;
      }
    };
    if (arm.scenario != plan::kBaseline) {
      const plan::Scenario& scenario = interface.scenarios[arm.scenario];
      for (const plan::Override& change : scenario.overrides) apply(change);
      if (scenario.has_range) made.range = exec::TimeRange{scenario.start, scenario.end};
    }
    for (const plan::Override& change : options.settings) apply(change);
    if (redraws) {
      auto table = sampling::InputTable::make(std::move(arm_specs), correlations, options.design);
      if (!table) return {std::nullopt, cannot_draw(table.error())};
      made.redrawn = std::move(*table);
    }
    if (arm.mix != plan::kNone) {
      const analysis::claims::Mix& mix = result.needs_.mixes[arm.mix];
      if (mix.everything) {
        made.takes_second.assign(inputs, true);
      } else {
        for (std::uint32_t input : interface.groups[mix.group].inputs) made.takes_second[input] = true;
      }
    }
    result.arms_.push_back(std::move(made));
  }
  return {std::move(result), {}};
}

std::uint32_t Ensemble::crossed() const { return static_cast<std::uint32_t>(first_.combinations()); }

std::uint64_t Ensemble::chunk_count() const {
  return (options_.design.futures + results::kChunkRuns - 1) / results::kChunkRuns;
}

std::uint32_t Ensemble::runs_in(std::uint64_t chunk) const {
  const std::uint64_t first = chunk * results::kChunkRuns;
  return static_cast<std::uint32_t>(std::min<std::uint64_t>(results::kChunkRuns, options_.design.futures - first));
}

std::string Ensemble::arm_name(std::uint32_t arm) const {
  const Arm& which = needs_.arms[arm];
  std::string name = which.scenario == plan::kBaseline ? "" : plan_->interface.scenarios[which.scenario].name;
  if (which.mix != plan::kNone) {
    const analysis::claims::Mix& mix = needs_.mixes[which.mix];
    name += "+" + (mix.everything ? std::string("second draw") : plan_->interface.groups[mix.group].name);
  }
  return name;
}

std::vector<double> Ensemble::inputs(std::uint64_t number, std::uint32_t arm) const {
  const std::uint64_t first_run = number * results::kChunkRuns;
  const std::uint32_t runs = runs_in(number);
  const ArmInputs& made = arms_[arm];
  std::vector<double> values = first_.draw(first_run, runs);
  const auto take = [&](const sampling::InputTable& from, const std::vector<bool>& which) {
    const std::vector<double> other = from.draw(first_run, runs);
    for (std::size_t i = 0; i < which.size(); ++i) {
      if (which[i])
        std::copy_n(other.begin() + static_cast<std::ptrdiff_t>(i * runs), runs,
                    values.begin() + static_cast<std::ptrdiff_t>(i * runs));
    }
  };
  if (made.redrawn) take(*made.redrawn, made.takes_redrawn);
  if (second_) take(*second_, made.takes_second);
  for (std::size_t i = 0; i < made.fixed.size(); ++i) {
    if (made.fixed[i]) std::fill_n(values.begin() + static_cast<std::ptrdiff_t>(i * runs), runs, *made.fixed[i]);
  }
  return values;
}

base::Result<std::vector<results::Chunk>> Ensemble::compute(std::uint64_t number,
                                                            const std::vector<std::uint32_t>& arms,
                                                            const std::atomic<bool>* stop) {
  const std::uint64_t first_run = number * results::kChunkRuns;
  const std::uint32_t runs = runs_in(number);
  const std::size_t inputs = plan_->interface.inputs.size();
  const std::vector<double> first = first_.draw(first_run, runs);
  const std::vector<double> second = second_ ? second_->draw(first_run, runs) : std::vector<double>();

  std::vector<std::vector<double>> redrawn(arms.size());
  std::vector<std::vector<exec::InputColumn>> columns(arms.size());
  std::vector<exec::RunRequest> requests(arms.size());
  for (std::size_t k = 0; k < arms.size(); ++k) {
    const ArmInputs& arm = arms_[arms[k]];
    if (arm.redrawn) redrawn[k] = arm.redrawn->draw(first_run, runs);
    columns[k].resize(inputs);
    for (std::size_t i = 0; i < inputs; ++i) {
      const std::vector<double>& drawn = arm.takes_second[i] ? second : arm.takes_redrawn[i] ? redrawn[k] : first;
      if (arm.fixed[i]) {
        columns[k][i].fixed = *arm.fixed[i];
      } else {
        columns[k][i].values = std::span(drawn).subspan(i * runs, runs);
      }
    }
    requests[k] = {.seed = options_.design.seed,
                   .first_run = first_run,
                   .runs = runs,
                   .inputs = columns[k],
                   .range = arm.range,
                   .record = options_.record};
  }
  return engine_.run(requests, stop);
}

base::Result<std::vector<results::Chunk>> Ensemble::compute(std::uint64_t number, const std::atomic<bool>* stop) {
  std::vector<std::uint32_t> all(arms_.size());
  std::iota(all.begin(), all.end(), 0u);
  return compute(number, all, stop);
}

bool is_certain(const Ensemble& ensemble) {
  plan::Interface settled = ensemble.plan().interface;
  for (const plan::Override& setting : ensemble.options().settings) {
    settled.inputs[setting.input].spec.law = sampling::Fixed();
  }
  return analysis::claims::is_certain(settled, ensemble.needs(), !ensemble.plan().streams.empty());
}

}  // namespace detente::driver
