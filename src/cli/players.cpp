#include "cli/players.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include "analysis/claims/judge.h"
#include "analysis/games/columns.h"
#include "analysis/games/solve.h"
#include "base/cat.h"
#include "base/number_text.h"
#include "cli/interrupt.h"
#include "report/words.h"

namespace detente::cli {
namespace {

using analysis::claims::Finding;
using analysis::claims::Verdict;
using base::cat;
namespace claims = analysis::claims;
namespace games = analysis::games;

constexpr std::uint64_t kMostProfiles = 512;  // of a game that is simulated whole to find all equilibria
constexpr std::uint32_t kMostValues = 9;      // of a lever in it
constexpr double kTolerance = 0.01;          // of payoff range: what a player may gain in what is called an equilibrium
constexpr std::uint64_t kConductTries = 48;  // policies tried for the conduct of a party in breach
constexpr std::uint32_t kConductFutures = 16;

// What happens in a share of the futures besides the scenario.
struct Play {
  double weight = 1;
  games::Candidate settings;
};

class PlayerClaims {
 public:
  PlayerClaims(const Program& program, const driver::Compiled& compiled, std::uint32_t asked,
               driver::EnsembleOptions ensemble, const PlayersBudget& budget, std::uint32_t tested_elsewhere)
      : program_(program),
        plan_(*compiled.plan),
        payoffs_(driver::payoff_plan(compiled)),
        asked_(asked),
        ensemble_(std::move(ensemble)),
        budget_(budget) {
    for (std::uint32_t number = 0; number < plan_.interface.claims.size(); ++number) {
      if (claims::is_about_players(plan_.interface.claims[number])) wanted_.push_back(number);
    }
    elsewhere_ = tested_elsewhere;
    const std::uint64_t futures = std::min<std::uint64_t>(budget.futures, ensemble_.design.futures);
    ensemble_.design = {
        .seed = ensemble_.design.seed, .futures = futures, .draws_per_world = ensemble_.design.draws_per_world};
    ensemble_.record = exec::Record::Nothing;
  }

  std::vector<Finding> run() {
    std::vector<Finding> findings;
    for (const std::uint32_t number : wanted_) {
      const plan::Claim& claim = plan_.interface.claims[number];
      say(cat("solving for `", claim.name, "` ..."));
      Finding finding = claim.equilibrium_players.empty() ? judge(number, {{}}) : in_every_equilibrium(number);
      finding.claim = number;
      findings.push_back(std::move(finding));
    }
    say("");
    return findings;
  }

 private:
  void say(const std::string& what) {
    if (program_.error_is_terminal()) program_.say(cat("\r\x1b[K", what));
  }

  static Finding unsolved(std::string why) {
    Finding finding;
    finding.verdict = finding.corrected = Verdict::NotSolved;
    finding.estimate = std::nan("");
    finding.note = std::move(why);
    return finding;
  }

  // A result, or nothing and the reason.
  template <class T>
  std::optional<T> found(base::Result<T> result) {
    if (result.diagnostics.has_errors()) {
      why_ = result.diagnostics.sorted().front()->message;
      return std::nullopt;
    }
    if (!result.value) throw Failure{ExitCode::Interrupted, "interrupted: nothing was finished\n"};
    return std::move(result.value);
  }

  // The claim by itself, where players do what `plays` say; the weights add up to 1.
  Finding judge(std::uint32_t number, const std::vector<Play>& plays) {
    plan::Plan alone = plan_;
    alone.interface.claims = {plan_.interface.claims[number]};
    const claims::Needs needs = claims::needs(alone.interface, asked_, true);
    std::vector<results::Chunk> arms;
    double below = 0;
    bool certain = true;
    for (const Play& play : plays) {
      driver::EnsembleOptions options = ensemble_;
      for (const games::Setting& setting : play.settings)
        options.settings.push_back({setting.input, setting.value, false, {}});
      auto ensemble = found(driver::Ensemble::make(alone, needs, options));
      if (!ensemble) return unsolved(why_);
      certain = certain && driver::is_certain(*ensemble);
      auto chunks = found(ensemble->compute(0, interrupt_.drop()));
      if (!chunks) return unsolved(why_);
      for (std::uint32_t arm = 0; arm < chunks->size(); ++arm) {
        if (!add_columns(*ensemble, arm, play.settings.empty(), (*chunks)[arm])) return unsolved(why_);
      }
      if (arms.empty()) {
        arms = std::move(*chunks);
      } else {
        for (std::uint32_t arm = 0; arm < arms.size(); ++arm) take_futures(arms[arm], (*chunks)[arm], below);
      }
      below += play.weight;
    }
    claims::Judge judge(alone.interface, needs,
                        {.design = ensemble_.design,
                         .certain = certain,
                         .tested_elsewhere = elsewhere_ + static_cast<std::uint32_t>(wanted_.size()) - 1});
    judge.add(arms);
    return judge.findings()[0];
  }

  // Futures of `to` whose place in a sequence that fills [0, 1] evenly lies above `from` are taken over from `other`.
  static void take_futures(results::Chunk& to, const results::Chunk& other, double from) {
    constexpr double kGoldenRatio = 0.6180339887498949;
    for (std::uint32_t run = 0; run < to.runs; ++run) {
      const double place = (run + 0.5) * kGoldenRatio - std::floor((run + 0.5) * kGoldenRatio);
      if (place < from) continue;
      const auto take = [&](auto& column, const auto& others) {
        for (std::size_t at = run; at < column.size(); at += to.runs) column[at] = others[at];
      };
      take(to.metrics, other.metrics);
      take(to.truth, other.truth);
      take(to.robust_low, other.robust_low);
      take(to.robust_high, other.robust_high);
      take(to.first_time, other.first_time);
      take(to.given, other.given);
      take(to.strategic, other.strategic);
      take(to.faults, other.faults);
    }
  }

  games::OracleOptions oracle_options(std::uint32_t scenario, const std::vector<plan::Override>& settings,
                                      std::vector<std::uint32_t> players) const {
    games::OracleOptions options;
    options.scenario = scenario;
    options.settings = settings;
    options.players = std::move(players);
    options.engine = ensemble_.engine;
    options.stop = interrupt_.finish();
    return options;
  }

  // Of the claim that is being judged, in one arm.
  std::set<std::uint32_t> strategic_read(const driver::Ensemble& ensemble, std::uint32_t scenario) const {
    std::set<std::uint32_t> read;
    const plan::Claim& claim = ensemble.plan().interface.claims[0];
    for (const plan::Formula* formula : claims::formulas_of(claim)) {
      for (const plan::ArmValue& value : formula->inputs) {
        const bool here = claims::scenario_of(claim, value, asked_) == scenario;
        if (here && value.kind == plan::ArmValue::Kind::Strategic) read.insert(value.index);
      }
    }
    return read;
  }

  // The strategic quantities that the claim reads in this arm, in the very futures of its chunk. Where players do
  // nothing but what the arm says, other claims may have found them before.
  bool add_columns(const driver::Ensemble& ensemble, std::uint32_t arm, bool standing, results::Chunk& chunk) {
    const plan::Interface& interface = plan_.interface;
    chunk.strategic.assign(interface.strategic.size() * chunk.runs, std::nan(""));
    const claims::Arm& which = ensemble.needs().arms[arm];
    const bool shared = standing && which.mix == plan::kNone;
    std::optional<games::Oracle> oracle;
    games::Sample sample;
    for (const std::uint32_t index : strategic_read(ensemble, which.scenario)) {
      const auto known = columns_.find({which.scenario, index});
      if (shared && known != columns_.end()) {
        put(chunk, index, known->second);
        continue;
      }
      if (!oracle) {
        oracle = found(
            games::Oracle::make(payoffs_, oracle_options(which.scenario, ensemble.options().settings, with_payoff())));
        if (!oracle) return false;
        sample = sample_of(ensemble, arm, *oracle);
      }
      auto column = found(games::strategic_column(*oracle, interface.strategic[index], sample, column_options(sample)));
      if (!column) return false;
      put(chunk, index, *column);
      if (shared) columns_[{which.scenario, index}] = std::move(*column);
    }
    return true;
  }

  std::vector<std::uint32_t> with_payoff() const {
    std::vector<std::uint32_t> players;
    for (std::uint32_t p = 0; p < plan_.interface.players.size(); ++p) {
      if (plan_.interface.players[p].payoff != plan::kNone) players.push_back(p);
    }
    return players;
  }

  games::ColumnOptions column_options(const games::Sample& sample) const {
    games::ColumnOptions options;
    options.overlap.seed = sample.seed;
    options.overlap.chance = sample.chance;
    options.overlap.terms_per_future = budget_.terms;
    options.overlap.search_draws = kConductFutures;
    options.overlap.evaluations = kConductTries;
    options.overlap.curve_points = 0;
    return options;
  }

  static void put(results::Chunk& chunk, std::uint32_t index, const std::vector<double>& column) {
    std::copy(column.begin(), column.end(), chunk.strategic.begin() + std::ptrdiff_t{index} * chunk.runs);
  }

  // The arm's futures, for candidates to be compared in.
  games::Sample sample_of(const driver::Ensemble& ensemble, std::uint32_t arm, const games::Oracle& oracle) const {
    const std::uint32_t futures = ensemble.runs_in(0);
    games::Sample sample{
        .seed = ensemble.design().seed, .futures = futures, .chance = oracle.has_chance() ? budget_.chance : 1};
    const std::vector<double> all = ensemble.inputs(0, arm);
    for (std::uint32_t i = 0; i < plan_.interface.inputs.size(); ++i) {
      const auto column = std::span(all).subspan(std::size_t{i} * futures, futures);
      const double standing = oracle.standing(i);
      const auto stands = [&](double value) {
        return value == standing || (std::isnan(value) && std::isnan(standing));
      };
      if (std::all_of(column.begin(), column.end(), stands)) continue;
      sample.drawn.push_back(i);
      sample.values.emplace_back(column.begin(), column.end());
    }
    return sample;
  }

  // As many values per lever as the game can have to be simulated whole; 0: too many levers for that.
  static std::uint32_t values_per_lever(std::size_t levers) {
    for (std::uint32_t values = kMostValues; values >= 3; --values) {
      std::uint64_t profiles = 1;
      for (std::size_t lever = 0; lever < levers && profiles <= kMostProfiles; ++lever) profiles *= values;
      if (profiles <= kMostProfiles) return values;
    }
    return 0;
  }

  std::optional<games::Arena> arena_of(const plan::Claim& claim, games::Oracle& oracle, std::uint32_t& values) {
    std::vector<games::PolicyClass> classes;
    games::PolicyOptions options;
    std::size_t levers = 0;
    for (const std::uint32_t lever : claim.equilibrium_levers) {
      options.levers.push_back(plan_.interface.levers[lever].quantity.name.full);
    }
    for (const std::uint32_t player : claim.equilibrium_players) {
      levers += options.levers.empty() ? plan_.interface.players[player].levers.size() : 0;
    }
    values = values_per_lever(levers + options.levers.size());
    options.steps = values;
    for (const std::uint32_t player : claim.equilibrium_players) {
      auto made = games::PolicyClass::make(oracle, player, options);
      if (!made) {
        why_ = made.error();
        return std::nullopt;
      }
      classes.push_back(std::move(*made));
    }
    return games::Arena(oracle, std::move(classes));
  }

  Finding in_every_equilibrium(std::uint32_t number) {
    const plan::Claim& claim = plan_.interface.claims[number];
    const std::uint32_t scenario = claim.scenario == plan::kNone ? asked_ : claim.scenario;
    auto oracle =
        found(games::Oracle::make(payoffs_, oracle_options(scenario, ensemble_.settings, claim.equilibrium_players)));
    if (!oracle) return unsolved(why_);
    std::uint32_t values = 0;
    std::optional<games::Arena> arena = arena_of(claim, *oracle, values);
    if (!arena) return unsolved(why_);
    games::SolveOptions options;
    options.seed = ensemble_.design.seed;
    options.futures = static_cast<std::uint32_t>(ensemble_.design.futures);
    options.chance = oracle->has_chance() ? budget_.chance : 1;
    options.certify.tolerance = kTolerance;
    const auto solution = found(games::solve(*arena, options));
    if (!solution) return unsolved(why_);
    if (solution->equilibria.empty()) {
      double least = std::numeric_limits<double>::infinity();
      for (const games::Equilibrium& of : solution->rejected) {
        double most = 0;
        for (const games::PlayerCertificate& player : of.certificate.players) most = std::max(most, player.share);
        least = std::min(least, most);
      }
      return unsolved(solution->rejected.empty() ? std::string("no equilibrium was found")
                                                 : cat("no equilibrium was found: in each of ",
                                                       solution->rejected.size(), " looked at, somebody may gain ",
                                                       report::percent_text(least), " of its payoff's range or more"));
    }

    std::optional<Finding> weakest;
    std::string differences;
    const std::size_t count = solution->equilibria.size();
    for (std::size_t e = 0; e < count; ++e) {
      const games::Equilibrium& equilibrium = solution->equilibria[e];
      std::vector<Play> plays;
      for (const games::Weighted& weighted : arena->all(equilibrium.profile)) {
        plays.push_back({weighted.weight, weighted.settings});
      }
      Finding finding = judge(number, plays);
      differences += cat(e == 0 ? "" : "; ", count == 1 ? "" : cat("equilibrium ", e + 1, " "), "(grade ",
                         games::grade_name(equilibrium.certificate.grade), ") ", words_for(*arena, equilibrium), ": ",
                         claims::verdict_name(finding.verdict),
                         count == 1 ? "" : cat(" ", base::number_text(finding.estimate, 3)));
      if (!weakest || rank(finding.verdict) < rank(weakest->verdict) ||
          (finding.verdict == weakest->verdict && finding.margin < weakest->margin)) {
        weakest = std::move(finding);
      }
    }
    Finding result = std::move(*weakest);
    const std::string looked = values == 0 ? std::string() : cat(", each lever at ", values, " values");
    if (!solution->complete && result.verdict == Verdict::Supported) {
      result.verdict = result.corrected = Verdict::Unresolved;
      differences += "; there may be other equilibria, so that the claim is not supported of all";
    }
    result.note =
        cat(count == 1 ? "one equilibrium" : cat(count, " equilibria"), looked, solution->complete ? ", no other" : "",
            ": ", differences, result.note.empty() ? "" : cat("; ", result.note));
    return result;
  }

  static int rank(Verdict verdict) { return verdict == Verdict::Refuted ? 0 : verdict == Verdict::Supported ? 2 : 1; }

  static std::string words_for(const games::Arena& arena, const games::Equilibrium& equilibrium) {
    if (!equilibrium.is_pure()) return "in mixed policies";
    std::string words;
    for (std::uint32_t p = 0; p < arena.player_count(); ++p) {
      words += cat(p == 0 ? "" : " ", games::policy_name(arena.policies(p), equilibrium.profile[p].policies[0]));
    }
    return words;
  }

  const Program& program_;
  const plan::Plan& plan_;
  const plan::Plan payoffs_;  // runs what players' payoffs need, and nothing else
  std::uint32_t asked_;
  driver::EnsembleOptions ensemble_;
  PlayersBudget budget_;
  std::uint32_t elsewhere_ = 0;
  std::vector<std::uint32_t> wanted_;  // claims
  // By scenario and strategic quantity, where players do nothing but what the arm says.
  std::map<std::pair<std::uint32_t, std::uint32_t>, std::vector<double>> columns_;
  std::string why_;  // the last thing could not be done
  const Interrupt interrupt_;
};

}  // namespace

std::vector<Finding> judge_players(const Program& program, const driver::Compiled& compiled, std::uint32_t asked,
                                   const driver::EnsembleOptions& ensemble, const PlayersBudget& budget,
                                   std::uint32_t tested_elsewhere) {
  return PlayerClaims(program, compiled, asked, ensemble, budget, tested_elsewhere).run();
}

}  // namespace detente::cli
