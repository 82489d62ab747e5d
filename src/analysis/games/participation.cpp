#include "analysis/games/participation.h"

#include <cmath>
#include <limits>

#include "stats/accumulate.h"
#include "stats/quantile.h"

namespace detente::analysis::games {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

double mean_or_nan(const std::vector<double>& values) {
  return values.empty() ? kNaN : stats::column_moments(values).mean;
}

double median_or_nan(const std::vector<double>& values) {
  return values.empty() ? kNaN : stats::SortedColumn(values).median();
}

}  // namespace

void participate(const DealRuns& runs, const Columns& without, Outcome& outcome) {
  const std::uint32_t futures = runs.judged().futures;
  outcome.passes[0].assign(futures, 0.0);
  for (const std::uint32_t f : outcome.futures) outcome.passes[0][f] = 1;
  outcome.gain.assign(runs.party_count(), {});
  for (const std::uint32_t p : runs.founders()) {
    outcome.gain[p].assign(futures, kNaN);
    for (const std::uint32_t f : outcome.futures) {
      outcome.gain[p][f] = outcome.kept[p][f] - without[p][f];
      if (!(outcome.gain[p][f] > 0)) outcome.passes[0][f] = 0;
    }
  }
}

std::vector<std::uint32_t> accepted_in(const Outcome& outcome) {
  std::vector<std::uint32_t> futures;
  for (std::uint32_t f = 0; f < outcome.passes[0].size(); ++f) {
    if (outcome.passes[0][f] != 0) futures.push_back(f);
  }
  return futures;
}

Transfers transfers_of(const DealRuns& runs, std::span<const Outcome> outcomes) {
  Transfers result;
  double all = 0, wanted = 0, possible = 0, accepted = 0;
  std::vector<double> totals;
  for (const Outcome& outcome : outcomes) {
    for (const std::uint32_t f : outcome.futures) {
      ++all;
      double surplus = 0, missing = 0;
      for (const std::uint32_t p : runs.founders()) {
        surplus += outcome.gain[p][f];
        if (outcome.gain[p][f] < 0) missing -= outcome.gain[p][f];
      }
      if (outcome.passes[0][f] != 0) {
        ++accepted;
        continue;
      }
      ++wanted;
      if (!(surplus > 0)) continue;
      ++possible;
      totals.push_back(missing);
    }
  }
  result.wanted = wanted / all;
  result.possible = wanted > 0 ? possible / wanted : 0;
  result.total = median_or_nan(totals);
  result.pass1 = (accepted + possible) / all;
  return result;
}

double look_at(const DealRuns& runs, std::span<const Outcome> outcomes, std::uint32_t party, PartyView& view) {
  double refused = 0, passed = 0, tempted = 0, affordable = 0, all = 0;
  std::vector<double> needed, gains, temptations;
  for (const Outcome& outcome : outcomes) {
    for (const std::uint32_t f : outcome.futures) {
      ++all;
      const double gain = outcome.gain[party][f];
      gains.push_back(gain);
      if (!(gain > 0)) {
        ++refused;
        needed.push_back(-gain);
        double others = 0;
        for (const std::uint32_t q : runs.founders()) {
          if (q != party) others += outcome.gain[q][f];
        }
        if (others > -gain) ++affordable;
      }
      if (outcome.passes[0][f] == 0) continue;
      ++passed;
      temptations.push_back(outcome.temptation[party][f]);
      if (!(outcome.temptation[party][f] <= 0)) ++tempted;
    }
  }
  view.refuses = refused / all;
  view.tempted = passed > 0 ? tempted / passed : 0;
  view.gain = stats::column_moments(gains).mean;
  view.best_breach = mean_or_nan(temptations);
  view.side_payment = median_or_nan(needed);
  view.affordable = refused > 0 ? affordable / refused : 0;
  return (refused + tempted) / all;
}

}  // namespace detente::analysis::games
