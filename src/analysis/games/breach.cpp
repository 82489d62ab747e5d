#include "analysis/games/breach.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>
#include <utility>

#include "analysis/games/participation.h"
#include "analysis/games/policy.h"
#include "analysis/games/table.h"
#include "search/cma_es.h"
#include "search/section.h"

namespace detente::analysis::games {

using search::Point;

namespace {

constexpr std::uint32_t kFirstGrid = 9;  // points of a search of one lever
constexpr double kPrecision = 0.06;      // of a lever's range

bool find_conduct(DealRuns& runs, std::uint32_t party, Conduct& conduct) {
  const Deal& deal = runs.deal();
  const std::vector<double> terms = deal.terms(deal.standing_terms());
  auto bound = bound_levers(runs.oracle(), deal, party, terms, runs.searched());
  runs.diagnostics.append(bound.diagnostics);
  if (!bound.value) return false;
  conduct.bound = std::move(*bound);
  if (conduct.bound.empty()) return true;
  PolicyOptions wanted;
  for (const std::uint32_t lever : conduct.bound) {
    wanted.levers.push_back(runs.oracle().interface().levers[lever].quantity.name.full);
  }
  const auto policies = PolicyClass::make(runs.oracle(), runs.player(party), wanted);
  if (!policies) return true;
  const Candidate signed_deal = deal.signed_deal(terms, deal.everybody());
  std::unique_ptr<search::Searcher> searcher;
  if (policies->dimension() == 1) {
    searcher =
        std::make_unique<search::SectionSearch>(kFirstGrid, kPrecision, std::vector<Point>{policies->standing()});
  } else {
    search::CmaOptions cma{.start = policies->standing(), .most_evaluations = runs.options().evaluations};
    cma.precision = kPrecision;
    searcher = std::make_unique<search::CmaEs>(std::move(cma));
  }
  for (auto points = searcher->ask(); !points.empty(); points = searcher->ask()) {
    std::vector<Candidate> candidates;
    for (const Point& point : points) {
      candidates.push_back(signed_deal + policies->settings(policies->rounded(point)) +
                           deal.breach(party, runs.breach_dates()[0]));
    }
    const auto columns = runs.payoffs(runs.searched(), std::move(candidates));
    if (!columns) return false;
    std::vector<double> values;
    for (const Columns& column : *columns) values.push_back(mean_of(column[party]));
    searcher->tell(values);
  }
  if (searcher->best().empty()) return true;
  const Point best = policies->rounded(searcher->best());
  conduct.settings = policies->settings(best);
  conduct.text = policy_name(*policies, best);
  return true;
}

}  // namespace

std::optional<std::vector<Conduct>> conducts_in_breach(DealRuns& runs) {
  std::vector<Conduct> conducts(runs.party_count());
  for (const std::uint32_t p : runs.founders()) {
    if (!find_conduct(runs, p, conducts[p])) return std::nullopt;
  }
  return conducts;
}

std::optional<std::vector<Columns>> temptations(DealRuns& runs, std::span<const Conduct> conducts, const Sample& sample,
                                                std::span<const BreachCase> cases) {
  struct Try {
    std::size_t of;  // case
    std::uint32_t party;
    bool honest;  // the conduct as far as the agreement allows it
  };
  std::vector<Try> tries;
  std::vector<Candidate> candidates;
  std::vector<std::vector<std::uint32_t>> only;
  const auto add = [&](const Try& wanted, Candidate candidate) {
    tries.push_back(wanted);
    candidates.push_back(std::move(candidate));
    only.push_back(cases[wanted.of].futures);
  };
  for (std::size_t c = 0; c < cases.size(); ++c) {
    if (cases[c].futures.empty()) continue;
    for (const std::uint32_t p : runs.founders()) {
      const Candidate conduct = cases[c].signed_deal + conducts[p].settings;
      for (const double from : runs.breach_dates()) add({c, p, false}, conduct + runs.deal().breach(p, from));
      if (!conducts[p].settings.empty()) add({c, p, true}, conduct);
    }
  }
  const auto tried = runs.payoffs(sample, std::move(candidates), only);
  if (!tried) return std::nullopt;
  // Each best value, NaN where one of them has none.
  const auto raise = [](double& best, double value) {
    best = std::isnan(best) || std::isnan(value) ? best + value : std::max(best, value);
  };
  std::vector<Columns> result(cases.size(), Columns(runs.party_count()));
  std::vector<Columns> kept;
  for (std::size_t c = 0; c < cases.size(); ++c) {
    kept.push_back(*cases[c].kept);
    for (const std::uint32_t p : runs.founders()) {
      result[c][p].assign(sample.futures, std::numeric_limits<double>::quiet_NaN());
      for (const std::uint32_t f : cases[c].futures) result[c][p][f] = -std::numeric_limits<double>::infinity();
    }
  }
  for (std::size_t t = 0; t < tries.size(); ++t) {
    const auto& [c, p, honest] = tries[t];
    for (const std::uint32_t f : cases[c].futures) raise((honest ? kept : result)[c][p][f], (*tried)[t][p][f]);
  }
  for (std::size_t c = 0; c < cases.size(); ++c) {
    for (const std::uint32_t p : runs.founders()) {
      for (const std::uint32_t f : cases[c].futures) result[c][p][f] -= kept[c][p][f];
    }
  }
  return result;
}

bool enforce(DealRuns& runs, std::span<const Conduct> conducts, std::span<Outcome> outcomes) {
  std::vector<BreachCase> cases;
  for (const Outcome& outcome : outcomes) {
    cases.push_back({runs.deal().signed_deal(outcome.terms, outcome.members), &outcome.kept, accepted_in(outcome)});
  }
  auto found = temptations(runs, conducts, runs.judged(), cases);
  if (!found) return false;
  for (std::size_t k = 0; k < outcomes.size(); ++k) {
    outcomes[k].temptation = std::move((*found)[k]);
    outcomes[k].passes[1] = outcomes[k].passes[0];
    for (const std::uint32_t p : runs.founders()) {
      for (const std::uint32_t f : cases[k].futures) {
        if (!(outcomes[k].temptation[p][f] <= 0)) outcomes[k].passes[1][f] = 0;
      }
    }
  }
  return true;
}

}  // namespace detente::analysis::games
