#include "analysis/games/oracle.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <utility>

#include "base/cat.h"
#include "base/check.h"
#include "plan/grid.h"
#include "sampling/table.h"

namespace detente::analysis::games {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr std::size_t kMostRuns = 1u << 13;  // in one call of the engine
// A constraint is kept when it is broken for less than this: one rounding of a time [year].
constexpr double kBrokenSlack = 1e-9;

}  // namespace

Candidate operator+(Candidate left, const Candidate& right) {
  left.insert(left.end(), right.begin(), right.end());
  return left;
}

bool Payoffs::keeps(std::uint32_t candidate, std::uint32_t player) const {
  return broken[std::size_t{candidate} * players + player] <= kBrokenSlack;
}

double Payoffs::mean(std::uint32_t candidate, std::uint32_t player) const {
  if (!keeps(candidate, player)) return kNaN;
  const stats::Moments moments = stats::column_moments(of(candidate, player));
  return moments.excluded > 0 ? kNaN : moments.mean;
}

base::Result<Oracle> Oracle::make(plan::Plan plan, OracleOptions options) {
  auto own = std::make_unique<plan::Plan>(std::move(plan));
  const plan::Interface& interface = own->interface;
  auto engine = exec::Engine::load(*own, options.engine);
  if (!engine.ok()) return {std::nullopt, std::move(engine.diagnostics)};
  Oracle oracle(std::move(own), std::move(*engine), std::move(options));
  for (const std::uint32_t player : oracle.options_.players) {
    DETENTE_CHECK(interface.players[player].payoff != plan::kNone);
    oracle.payoff_metric_.push_back(interface.players[player].payoff);
    oracle.broken_metrics_.push_back(interface.players[player].constraints);
  }

  for (const plan::Input& input : interface.inputs) {
    oracle.specs_.push_back(input.spec);
    if (input.spec.is_fixed()) oracle.specs_.back().law = sampling::Fixed{input.value};
    oracle.standing_.push_back(input.value);
  }
  const auto apply = [&](const plan::Override& change) {
    if (change.redraw) {
      oracle.specs_[change.input].law = change.spec.law;
    } else {
      oracle.specs_[change.input].law = sampling::Fixed{change.value};
      oracle.standing_[change.input] = change.value;
    }
  };
  oracle.grid_ = oracle.plan_->time;
  if (oracle.options_.scenario != plan::kBaseline) {
    const plan::Scenario& scenario = interface.scenarios[oracle.options_.scenario];
    for (const plan::Override& change : scenario.overrides) apply(change);
    if (scenario.has_range) {
      oracle.range_ = exec::TimeRange{scenario.start, scenario.end};
      if (const auto moved = plan::with_range(oracle.grid_, scenario.start, scenario.end)) oracle.grid_ = *moved;
    }
  }
  for (const plan::Override& change : oracle.options_.settings) apply(change);
  for (const sampling::InputSpec& spec : oracle.specs_) oracle.specs_fixed_ = oracle.specs_fixed_ && spec.is_fixed();
  const auto drawable = sampling::InputTable::make(oracle.specs_, interface.correlations, {.futures = 1});
  if (!drawable) {
    base::Diagnostics diagnostics;
    diagnostics.add("E1210", {}, base::cat("the inputs cannot be drawn: ", drawable.error()));
    return {std::nullopt, std::move(diagnostics)};
  }
  return {std::move(oracle), {}};
}

Sample Oracle::draw(std::uint64_t seed, std::uint32_t futures, std::uint32_t chance) const {
  if (certain()) futures = 1;
  Sample sample{.seed = seed, .futures = futures, .chance = has_chance() ? chance : 1};
  sampling::Design design{.kind = options_.design, .seed = seed, .futures = futures};
  const auto table = sampling::InputTable::make(specs_, plan_->interface.correlations, design);
  DETENTE_CHECK(table.has_value());
  const std::vector<double> all = table->draw(0, futures);
  for (std::uint32_t i = 0; i < specs_.size(); ++i) {
    if (specs_[i].is_fixed()) continue;
    sample.drawn.push_back(i);
    const auto from = all.begin() + static_cast<std::ptrdiff_t>(std::size_t{i} * futures);
    sample.values.emplace_back(from, from + futures);
  }
  return sample;
}

base::Result<std::vector<std::vector<double>>> Oracle::record(const std::vector<plan::Signal>& signals,
                                                              std::span<const exec::InputColumn> columns,
                                                              std::uint64_t seed, std::uint32_t runs) {
  // What payoffs do not need is not recorded: a plan of its own records it.
  plan::Plan recording = *plan_;
  recording.signals = signals;
  base::Result<std::vector<std::vector<double>>> result;
  auto engine = exec::Engine::load(recording, options_.engine);
  result.diagnostics = std::move(engine.diagnostics);
  if (!engine.value) return result;
  const exec::RunRequest request{.seed = seed,
                                 .first_run = 0,
                                 .runs = runs,
                                 .inputs = columns,
                                 .range = range_,
                                 .record = exec::Record::EveryStep};
  auto chunks = engine->run(std::span(&request, 1), options_.stop);
  result.diagnostics.append(chunks.diagnostics);
  if (!chunks.value) return result;
  const results::Chunk& chunk = chunks->front();
  const std::size_t length = std::size_t{chunk.points} * chunk.runs;
  result.value.emplace();
  for (std::size_t s = 0; s < signals.size(); ++s) {
    const auto first = chunk.traces.begin() + static_cast<std::ptrdiff_t>(s * length);
    result.value->emplace_back(first, first + static_cast<std::ptrdiff_t>(length));
  }
  return result;
}

base::Result<std::vector<std::vector<double>>> Oracle::seen_by(std::uint32_t player, const Sample& sample) {
  const plan::Player& who = plan_->interface.players[player];
  std::vector<plan::Signal> signals;
  for (std::size_t i = 0; i < who.seen.size(); ++i) {
    if (who.seen[i] != plan::kNoSlot) signals.push_back({who.observations[i], who.seen[i], false});
  }
  std::vector<exec::InputColumn> columns(specs_.size());
  for (std::size_t i = 0; i < specs_.size(); ++i) columns[i].fixed = standing_[i];
  for (std::size_t d = 0; d < sample.drawn.size(); ++d) columns[sample.drawn[d]].values = sample.values[d];
  auto traces = record(signals, columns, sample.seed, sample.futures);
  base::Result<std::vector<std::vector<double>>> result;
  result.diagnostics = std::move(traces.diagnostics);
  if (!traces.value) return result;
  result.value.emplace(who.observations.size());
  std::size_t next = 0;
  for (std::size_t i = 0; i < who.seen.size(); ++i) {
    if (who.seen[i] != plan::kNoSlot) (*result.value)[i] = std::move((*traces)[next++]);
  }
  return result;
}

base::Result<std::vector<bool>> Oracle::moves(std::span<const std::uint32_t> levers, std::span<const double> held_at,
                                              std::span<const Candidate> candidates, const Sample& sample) {
  const auto runs = static_cast<std::uint32_t>(candidates.size());
  std::vector<plan::Signal> signals;
  for (const std::uint32_t lever : levers) {
    const plan::Lever& of = plan_->interface.levers[lever];
    // A lever that nothing reads has no slot, and nothing to move; any slot stands in for it.
    signals.push_back({of.quantity, of.slot == plan::kNoSlot ? plan_->clock.time : of.slot, false});
  }
  std::vector<double> first_future = standing_;
  for (std::size_t d = 0; d < sample.drawn.size(); ++d) first_future[sample.drawn[d]] = sample.values[d][0];
  std::map<std::uint32_t, std::vector<double>> data;
  for (std::uint32_t run = 0; run < runs; ++run) {
    for (const Setting& setting : candidates[run]) {
      auto [column, is_new] = data.try_emplace(setting.input);
      if (is_new) column->second.assign(runs, first_future[setting.input]);
      column->second[run] = setting.value;
    }
  }
  std::vector<exec::InputColumn> columns(specs_.size());
  for (std::size_t i = 0; i < specs_.size(); ++i) columns[i].fixed = first_future[i];
  for (const auto& [input, column] : data) columns[input].values = column;
  auto traces = record(signals, columns, sample.seed, runs);
  base::Result<std::vector<bool>> result;
  result.diagnostics = std::move(traces.diagnostics);
  if (!traces.value) return result;
  result.value.emplace(runs, false);
  for (std::uint32_t run = 0; run < runs; ++run) {
    if (plan_->interface.levers[levers[run]].slot == plan::kNoSlot) continue;
    const std::vector<double>& trace = (*traces)[run];
    for (std::size_t at = run; at < trace.size(); at += runs) {
      if (trace[at] != held_at[run]) (*result.value)[run] = true;
    }
  }
  return result;
}

base::Result<Payoffs> Oracle::evaluate(const Sample& sample, std::span<const Candidate> candidates,
                                       std::span<const std::vector<std::uint32_t>> only) {
  DETENTE_CHECK(only.empty() || only.size() == candidates.size());
  const auto players = static_cast<std::uint32_t>(options_.players.size());
  Payoffs out{.players = players, .futures = sample.futures};
  out.values.resize(candidates.size() * players * sample.futures, only.empty() ? 0 : kNaN);
  out.broken.resize(candidates.size() * players);
  base::Result<Payoffs> result;
  std::vector<Cell> cells;
  const auto run_cells = [&] {
    if (cells.empty()) return true;
    const bool done = batch(sample, candidates, cells, out, result.diagnostics);
    cells.clear();
    return done;
  };
  const auto futures_of = [&](std::size_t c) {
    return only.empty() ? sample.futures : static_cast<std::uint32_t>(only[c].size());
  };
  for (std::uint32_t c = 0; c < candidates.size(); ++c) {
    for (std::uint32_t i = 0; i < futures_of(c); ++i) {
      const std::uint32_t future = only.empty() ? i : only[c][i];
      for (std::uint32_t p = 0; p < players; ++p) out.value(c, p, future) = 0;
      for (std::uint32_t k = 0; k < sample.chance; ++k) {
        cells.push_back({c, future, k});
        if (cells.size() == kMostRuns && !run_cells()) return result;
      }
    }
  }
  if (!run_cells()) return result;
  for (std::uint32_t c = 0; c < candidates.size(); ++c) {
    for (std::uint32_t p = 0; p < players; ++p) {
      for (std::uint32_t f = 0; f < sample.futures; ++f) out.value(c, p, f) /= sample.chance;
      out.broken[std::size_t{c} * players + p] /= static_cast<double>(futures_of(c)) * sample.chance;
    }
  }
  result.value = std::move(out);
  return result;
}

// Adds what each run gives to `sums`; false when stopped. Runs of all candidates stand side by side and fill lanes:
// the number of a run, which keys its noise, is that of its future and chance whatever its place.
bool Oracle::batch(const Sample& sample, std::span<const Candidate> candidates, std::span<const Cell> cells,
                   Payoffs& sums, base::Diagnostics& diagnostics) {
  const auto runs = static_cast<std::uint32_t>(cells.size());
  std::vector<std::uint64_t> numbers;
  for (const Cell& cell : cells) numbers.push_back(std::uint64_t{cell.future} * sample.chance + cell.chance);
  std::map<std::uint32_t, std::vector<double>> data;
  for (std::size_t d = 0; d < sample.drawn.size(); ++d) {
    std::vector<double>& column = data[sample.drawn[d]];
    for (const Cell& cell : cells) column.push_back(sample.values[d][cell.future]);
  }
  for (std::size_t run = 0; run < runs;) {
    const std::size_t first = run;
    while (run < runs && cells[run].candidate == cells[first].candidate) ++run;
    for (const Setting& setting : candidates[cells[first].candidate]) {
      auto [column, is_new] = data.try_emplace(setting.input);
      if (is_new) column->second.assign(runs, standing_[setting.input]);
      std::fill(column->second.begin() + static_cast<std::ptrdiff_t>(first),
                column->second.begin() + static_cast<std::ptrdiff_t>(run), setting.value);
    }
  }
  std::vector<exec::InputColumn> columns(specs_.size());
  for (std::size_t i = 0; i < specs_.size(); ++i) columns[i].fixed = standing_[i];
  for (const auto& [input, column] : data) columns[input].values = column;
  const exec::RunRequest request{.seed = sample.seed,
                                 .runs = runs,
                                 .numbers = numbers,
                                 .inputs = columns,
                                 .range = range_,
                                 .record = exec::Record::Nothing};
  auto chunks = engine_.run(std::span(&request, 1), options_.stop);
  diagnostics.append(chunks.diagnostics);
  if (!chunks.value) return false;
  runs_ += runs;
  if (options_.tell) options_.tell(runs);

  const results::Chunk& chunk = chunks->front();
  const auto players = static_cast<std::uint32_t>(options_.players.size());
  for (std::uint32_t run = 0; run < runs; ++run) {
    const auto metric = [&](std::uint32_t m) { return chunk.metrics[std::size_t{m} * chunk.runs + run]; };
    const auto& [c, future, chance] = cells[run];
    for (std::uint32_t p = 0; p < players; ++p) {
      sums.value(c, p, future) += metric(payoff_metric_[p]);
      for (const std::uint32_t m : broken_metrics_[p]) sums.broken[std::size_t{c} * players + p] += metric(m);
    }
  }
  return true;
}

}  // namespace detente::analysis::games
