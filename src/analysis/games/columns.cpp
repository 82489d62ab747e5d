#include "analysis/games/columns.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "analysis/games/policy.h"
#include "base/check.h"

namespace detente::analysis::games {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

std::uint32_t position_of(const Oracle& oracle, std::uint32_t player) {
  const auto players = oracle.players();
  const auto at = std::find(players.begin(), players.end(), player);
  DETENTE_CHECK(at != players.end());
  return static_cast<std::uint32_t>(at - players.begin());
}

// A lever by itself, held at one value all run long.
PolicyClass held(const Oracle& oracle, std::uint32_t lever) {
  const plan::Lever& of = oracle.interface().levers[lever];
  auto policies = PolicyClass::make(oracle, of.owner, {.levers = {of.quantity.name.full}});
  DETENTE_CHECK(policies.has_value());
  return std::move(*policies);
}

// Where the best value lies, from values at evenly spaced coordinates: the vertex of the parabola through the best
// point and its neighbours. The first of equals counts; faulted values never do.
double best_coordinate(std::span<const double> values, bool refine) {
  std::size_t best = values.size();
  for (std::size_t k = 0; k < values.size(); ++k) {
    if (!std::isnan(values[k]) && (best == values.size() || values[k] > values[best])) best = k;
  }
  if (best == values.size()) return kNaN;
  if (values.size() == 1) return 0;  // a lever with one listed value
  const double step = 1.0 / static_cast<double>(values.size() - 1);
  double at = static_cast<double>(best) * step;
  if (!refine || best == 0 || best + 1 == values.size()) return at;
  const double below = values[best] - values[best - 1], above = values[best] - values[best + 1];
  if (below + above > 0) at += 0.5 * step * (below - above) / (below + above);
  return at;  // NaN if a neighbour is
}

base::Result<std::vector<double>> best_reply(Oracle& oracle, const plan::Strategic& wanted, const Sample& sample,
                                             const ColumnOptions& options) {
  const PolicyClass reply = held(oracle, wanted.reply), other = held(oracle, wanted.against);
  const std::vector<double>& choices = reply.axes()[0].choices;
  const std::size_t values = choices.empty() ? options.reply_values : choices.size();
  const double high = std::min(1.0, other.standing()[0] + options.reply_shift);
  search::Point low_point = other.rounded({std::max(0.0, high - options.reply_shift)}),
                high_point = other.rounded({high});
  if (low_point == high_point) {  // listed values that lie further apart
    low_point = other.rounded({0.0});
    high_point = other.rounded({1.0});
  }
  std::vector<Candidate> candidates;
  for (const search::Point& moved : {low_point, high_point}) {
    for (std::size_t k = 0; k < values; ++k) {
      const search::Point answer = {values == 1 ? 0.0 : static_cast<double>(k) / static_cast<double>(values - 1)};
      candidates.push_back(options.overlap.standing + other.settings(moved) + reply.settings(answer));
    }
  }
  auto payoffs = oracle.evaluate(sample, candidates);
  base::Result<std::vector<double>> result;
  result.diagnostics = std::move(payoffs.diagnostics);
  if (!payoffs.value) return result;
  const std::uint32_t player = position_of(oracle, oracle.interface().levers[wanted.reply].owner);
  result.value.emplace();
  std::vector<double> seen(values);
  for (std::uint32_t f = 0; f < sample.futures; ++f) {
    double best[2];
    for (std::size_t side = 0; side < 2; ++side) {
      for (std::size_t k = 0; k < values; ++k) {
        const auto candidate = static_cast<std::uint32_t>(side * values + k);
        const bool allowed = payoffs->broken[candidate * payoffs->players + player] == 0;
        seen[k] = allowed ? payoffs->of(candidate, player)[f] : kNaN;
      }
      best[side] = best_coordinate(seen, choices.empty());
    }
    result.value->push_back(best[1] - best[0]);
  }
  return result;
}

base::Result<std::vector<double>> deviation_gain(Oracle& oracle, const plan::Strategic& wanted, const Sample& sample,
                                                 const ColumnOptions& options) {
  const plan::Interface& interface = oracle.interface();
  Candidate follows;
  for (const std::uint32_t lever : interface.players[wanted.player].levers) {
    const plan::Lever& of = interface.levers[lever];
    for (std::size_t rule = 0; rule < of.rules.size(); ++rule) {
      if (of.rules[rule].name == wanted.policy) follows.push_back({of.rule_input, static_cast<double>(rule + 1)});
    }
  }
  const Candidate candidates[] = {options.overlap.standing, options.overlap.standing + follows};
  auto payoffs = oracle.evaluate(sample, candidates);
  base::Result<std::vector<double>> result;
  result.diagnostics = std::move(payoffs.diagnostics);
  if (!payoffs.value) return result;
  const std::uint32_t player = position_of(oracle, wanted.player);
  result.value.emplace();
  for (std::uint32_t f = 0; f < sample.futures; ++f) {
    result.value->push_back(payoffs->of(1, player)[f] - payoffs->of(0, player)[f]);
  }
  return result;
}

base::Result<std::vector<double>> zone(Oracle& oracle, const plan::Strategic& wanted, const Sample& sample,
                                       const ColumnOptions& options) {
  OverlapOptions of = options.overlap;
  of.judged = sample;
  auto view = overlap(oracle, wanted.agreement, of);
  base::Result<std::vector<double>> result;
  result.diagnostics = std::move(view.diagnostics);
  if (!view.value) return result;
  result.value = std::move(view->open);
  for (std::size_t f = 0; f < result.value->size(); ++f) {
    if (view->faulted_in[f]) (*result.value)[f] = kNaN;
  }
  return result;
}

}  // namespace

base::Result<std::vector<double>> strategic_column(Oracle& oracle, const plan::Strategic& wanted, const Sample& sample,
                                                   const ColumnOptions& options) {
  switch (wanted.kind) {
    case plan::StrategicKind::Overlap: return zone(oracle, wanted, sample, options);
    case plan::StrategicKind::BestReply: return best_reply(oracle, wanted, sample, options);
    case plan::StrategicKind::DeviationGain: return deviation_gain(oracle, wanted, sample, options);
  }
  return {};
}

}  // namespace detente::analysis::games
