#include "analysis/games/overlap.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "analysis/games/breach.h"
#include "analysis/games/by_input.h"
#include "analysis/games/coalition.h"
#include "analysis/games/hands.h"
#include "analysis/games/participation.h"
#include "analysis/games/solve.h"
#include "analysis/games/stability.h"
#include "analysis/games/verification.h"
#include "base/check.h"
#include "search/scan.h"
#include "stats/mean_interval.h"

namespace detente::analysis::games {
namespace {

using Outcomes = std::vector<Outcome>;

stats::Interval share_interval(const std::vector<double>& shares) {
  const stats::Moments moments = stats::column_moments(shares);
  if (shares.size() == 1) return {moments.mean, moments.mean};
  if (std::all_of(shares.begin(), shares.end(), [](double x) { return x == 0 || x == 1; })) {
    const auto successes = static_cast<std::int64_t>(std::count(shares.begin(), shares.end(), 1.0));
    return stats::proportion_interval(stats::ProportionMethod::Wilson, successes,
                                      static_cast<std::int64_t>(shares.size()));
  }
  stats::Interval interval = stats::mean_interval(moments);
  interval.low = std::max(0.0, interval.low);
  interval.high = std::min(1.0, interval.high);
  return interval;
}

std::optional<Outcomes> outcomes_of(DealRuns& runs) {
  const Deal& deal = runs.deal();
  const std::uint64_t key = sample_seed(runs.options().seed, SampleUse::Check);
  const OverlapOptions& options = runs.options();
  std::uint32_t points = options.term_points;
  if (points == 0) points = usual_terms(runs.judged().futures, options.terms_per_future);
  if (!runs.joiners().empty()) points = std::min(points, options.terms_per_future);
  if (deal.term_count() == 0) points = 1;
  Outcomes outcomes(points);
  const auto futures_of = futures_of_terms(points, runs.judged().futures, options.terms_per_future, key);
  std::vector<Candidate> signed_deals;
  for (std::uint32_t k = 0; k < points; ++k) {
    if (deal.term_count() > 0) outcomes[k].terms = deal.terms(search::sobol_point(deal.term_count(), k, key));
    auto members = who_joins(runs, outcomes[k].terms);
    if (!members) return std::nullopt;
    outcomes[k].members = std::move(*members);
    outcomes[k].futures = futures_of[k];
    signed_deals.push_back(deal.signed_deal(outcomes[k].terms, outcomes[k].members));
  }
  auto kept = runs.payoffs(runs.judged(), std::move(signed_deals), futures_of);
  if (!kept) return std::nullopt;
  for (std::uint32_t k = 0; k < points; ++k) outcomes[k].kept = std::move((*kept)[k]);
  return outcomes;
}

// Each future's share, over the terms that it meets, of what `holds` gives for them.
template <class Holds>
std::vector<double> by_future(const Outcomes& outcomes, const Holds& holds) {
  std::vector<double> shares(holds(outcomes[0]).size(), 0.0), met(shares.size(), 0.0);
  for (const Outcome& outcome : outcomes) {
    for (const std::uint32_t f : outcome.futures) {
      shares[f] += holds(outcome)[f];
      ++met[f];
    }
  }
  for (std::size_t f = 0; f < shares.size(); ++f) shares[f] /= met[f];
  return shares;
}

// What one choice of terms gives in the futures that it is judged in.
std::vector<double> judged_only(const Outcome& outcome, const std::vector<double>& column) {
  std::vector<double> values;
  for (const std::uint32_t f : outcome.futures) values.push_back(column[f]);
  return values;
}

// By future: some arm that was run has no value.
std::vector<bool> faulted_futures(const DealRuns& runs, const Outcomes& outcomes) {
  std::vector<bool> faulted(runs.judged().futures);
  for (const Outcome& outcome : outcomes) {
    for (const std::uint32_t f : outcome.futures) {
      for (const std::uint32_t p : runs.founders()) {
        const bool broken = outcome.passes[0][f] != 0 && std::isnan(outcome.temptation[p][f]);
        if (broken || std::isnan(outcome.gain[p][f])) faulted[f] = true;
      }
    }
  }
  return faulted;
}

void sum_up_terms(const DealRuns& runs, const Outcomes& outcomes, AgreementView& view) {
  std::vector<std::vector<std::uint32_t>> futures_of;
  for (const Outcome& outcome : outcomes) {
    TermsView& shown = view.terms.emplace_back();
    shown.terms = outcome.terms;
    shown.futures = static_cast<std::uint32_t>(outcome.futures.size());
    shown.pass1 = mean_of(judged_only(outcome, outcome.passes[0]));
    shown.pass12 = mean_of(judged_only(outcome, outcome.passes[1]));
    const std::vector<double> open = judged_only(outcome, outcome.passes[2]);
    shown.pass123 = mean_of(open);
    shown.interval = share_interval(open);
    futures_of.push_back(outcome.futures);
  }
  for (const std::uint32_t p : runs.founders()) {
    std::vector<const std::vector<double>*> columns;
    for (const Outcome& outcome : outcomes) columns.push_back(&outcome.gain[p]);
    const std::vector<double> means = comparable_means(columns, futures_of);
    for (std::size_t k = 0; k < means.size(); ++k) view.terms[k].gains.push_back(means[k]);
  }
  std::vector<std::vector<double>> gains;
  for (const TermsView& of : view.terms) gains.push_back(of.gains);
  view.bargaining = bargain(gains);
}

void sum_up_parties(const DealRuns& runs, const Outcomes& outcomes, std::span<const Conduct> conducts,
                    AgreementView& view) {
  double in_the_way = 0;
  for (std::uint32_t p = 0; p < runs.party_count(); ++p) {
    PartyView& party = view.parties.emplace_back();
    party.player = runs.player(p);
    party.founding = !runs.deal().is_open(p);
    for (const Outcome& outcome : outcomes) party.member += outcome.members[p] ? 1.0 : 0.0;
    party.member /= static_cast<double>(outcomes.size());
    if (!party.founding) continue;
    party.bound = conducts[p].bound;
    party.conduct = conducts[p].text;
    const double blocked = look_at(runs, outcomes, p, party);
    if (blocked <= in_the_way) continue;
    in_the_way = blocked;
    view.blocker = p;
  }
}

void sum_up(const DealRuns& runs, const Outcomes& outcomes, std::span<const Conduct> conducts, AgreementView& view) {
  view.breach_dates = runs.breach_dates();
  view.signed_in = by_future(outcomes, [](const Outcome& of) -> const auto& { return of.passes[0]; });
  view.kept_in = by_future(outcomes, [](const Outcome& of) -> const auto& { return of.passes[1]; });
  view.open = by_future(outcomes, [](const Outcome& of) -> const auto& { return of.passes[2]; });
  view.pass1 = mean_of(view.signed_in);
  view.pass12 = mean_of(view.kept_in);
  view.pass123 = mean_of(view.open);
  view.interval1 = share_interval(view.signed_in);
  view.interval12 = share_interval(view.kept_in);
  view.interval123 = share_interval(view.open);
  const double lost[3] = {1 - view.pass1, view.pass1 - view.pass12, view.pass12 - view.pass123};
  constexpr const char* kFilters[3] = {"participation", "self-enforcement", "stability"};
  const auto most = std::max_element(lost, lost + 3) - lost;
  if (lost[most] > 0) view.binding = kFilters[most];
  if (!runs.joiners().empty()) {
    view.stability = {
        .internal = mean_of(by_future(outcomes, [](const Outcome& of) -> const auto& { return of.internal; })),
        .external = mean_of(by_future(outcomes, [](const Outcome& of) -> const auto& { return of.external; })),
        .potential = mean_of(by_future(outcomes, [](const Outcome& of) -> const auto& { return of.potential; }))};
  }
  sum_up_parties(runs, outcomes, conducts, view);
  sum_up_terms(runs, outcomes, view);
  view.transfers = transfers_of(runs, outcomes);
  view.faulted_in = faulted_futures(runs, outcomes);
  view.faulted = static_cast<double>(std::count(view.faulted_in.begin(), view.faulted_in.end(), true)) /
                 static_cast<double>(view.faulted_in.size());
}

// The steps for one agreement, in their order; nothing once stopped or after an error.
std::optional<AgreementView> view_of(DealRuns& runs, std::uint32_t agreement) {
  const auto without = runs.without(runs.judged());
  if (!without) return std::nullopt;
  const auto conducts = conducts_in_breach(runs);
  if (!conducts) return std::nullopt;
  auto outcomes = outcomes_of(runs);
  if (!outcomes) return std::nullopt;
  for (Outcome& outcome : *outcomes) participate(runs, *without, outcome);
  if (!enforce(runs, *conducts, *outcomes) || !stand(runs, *without, *outcomes)) return std::nullopt;

  AgreementView view{.agreement = agreement};
  sum_up(runs, *outcomes, *conducts, view);
  const std::vector<double> standing = runs.deal().terms(runs.deal().standing_terms());
  const auto members = who_joins(runs, standing);
  if (!members) return std::nullopt;
  auto verified = verify(runs, *conducts, *without, *members);
  if (!verified) return std::nullopt;
  view.verification = std::move(verified->verification);
  for (const std::uint32_t p : runs.founders()) view.parties[p].deterrence = verified->deterrence[p];
  view.all_coalitions = looks_at_all_coalitions(runs);
  auto coalitions = stable_coalitions(runs, standing);
  if (!coalitions) return std::nullopt;
  view.coalitions = std::move(*coalitions);
  view.by = curves_by_input(runs.oracle().interface(), runs.judged(), view, runs.options().by);
  return view;
}

}  // namespace

base::Result<std::vector<AgreementView>> overlap(Oracle& oracle, std::span<const std::uint32_t> agreements,
                                                 const OverlapOptions& options) {
  base::Result<std::vector<AgreementView>> result;
  SharedFutures futures(oracle, options);
  std::vector<AgreementView> views;
  for (const std::uint32_t agreement : agreements) {
    if (options.begin) options.begin(agreement);
    DealRuns runs(oracle, agreement, options, futures);
    auto view = view_of(runs, agreement);
    result.diagnostics.append(runs.diagnostics);
    if (!view) return result;
    views.push_back(std::move(*view));
  }
  result.value = std::move(views);
  return result;
}

base::Result<AgreementView> overlap(Oracle& oracle, std::uint32_t agreement, const OverlapOptions& options) {
  auto views = overlap(oracle, std::span(&agreement, 1), options);
  base::Result<AgreementView> result;
  result.diagnostics = std::move(views.diagnostics);
  if (views.value) result.value = std::move(views.value->front());
  return result;
}

std::array<Shift, 3> shifts(const AgreementView& from, const AgreementView& to) {
  DETENTE_CHECK(from.open.size() == to.open.size());
  std::array<Shift, 3> result;
  const std::vector<double>* const columns[3][2] = {
      {&from.signed_in, &to.signed_in}, {&from.kept_in, &to.kept_in}, {&from.open, &to.open}};
  for (std::size_t filter = 0; filter < 3; ++filter) {
    const auto& [before, after] = columns[filter];
    std::vector<double> differences;
    for (std::size_t f = 0; f < before->size(); ++f) differences.push_back((*after)[f] - (*before)[f]);
    const stats::Moments moments = stats::column_moments(differences);
    result[filter].mean = moments.mean;
    result[filter].interval =
        differences.size() == 1 ? stats::Interval{moments.mean, moments.mean} : stats::mean_interval(moments);
  }
  return result;
}

}  // namespace detente::analysis::games
