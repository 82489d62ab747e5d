#include "analysis/games/solve.h"

#include <algorithm>
#include <cmath>

#include "analysis/games/double_oracle.h"
#include "analysis/games/stakes.h"
#include "base/cat.h"
#include "base/number_text.h"
#include "games/certificate.h"
#include "games/symmetry.h"
#include "kernels/philox.h"

namespace detente::analysis::games {

using search::Point;

namespace {

constexpr std::uint32_t kSearchFutures = 128;
constexpr std::uint32_t kFirstFutures = 32;   // on which most of the way is made
constexpr std::uint32_t kCheckFutures = 32;   // on which certificates look for deviations
constexpr double kMostTableRuns = 1 << 17;    // of a finite game that is simulated whole
constexpr std::uint32_t kAttempts = 2;        // a rejected profile's best deviations are where the next one starts
constexpr std::uint32_t kTurns = 6;           // rounds of best replies in turn
constexpr std::uint32_t kDampedRounds = 12;   // of best-response iteration, where those do not settle
constexpr std::uint32_t kFewCoordinates = 2;  // of a player: searches are cheap, so all methods look
constexpr double kSameEquilibrium = 3e-3;     // coordinates closer than this are one equilibrium
constexpr double kSameWhereDrawn = 0.03;      // the same where futures are drawn and policies are pinned down less
constexpr double kOnePolicy = 3e-3;           // policies of a mixture closer than this are one policy

// Neighbours of a mixture that only the search's precision parts.
Mixture merged(const Mixture& mixture) {
  Mixture result;
  for (std::size_t k = 0; k < mixture.policies.size(); ++k) {
    bool found = false;
    for (std::size_t j = 0; j < result.policies.size() && !found; ++j) {
      double distance = 0;
      for (std::size_t d = 0; d < mixture.policies[k].size(); ++d) {
        distance = std::max(distance, std::fabs(mixture.policies[k][d] - result.policies[j][d]));
      }
      if (distance > kOnePolicy) continue;
      found = true;
      const double weight = result.weights[j] + mixture.weights[k];
      for (std::size_t d = 0; d < result.policies[j].size(); ++d) {
        result.policies[j][d] += (mixture.policies[k][d] - result.policies[j][d]) * mixture.weights[k] / weight;
      }
      result.weights[j] = weight;
    }
    if (found) continue;
    result.weights.push_back(mixture.weights[k]);
    result.policies.push_back(mixture.policies[k]);
  }
  return result;
}

bool same(const Profile& a, const Profile& b, double distance) {
  for (std::size_t p = 0; p < a.size(); ++p) {
    if (a[p].policies.size() != b[p].policies.size()) return false;
    for (std::size_t k = 0; k < a[p].policies.size(); ++k) {
      if (std::fabs(a[p].weights[k] - b[p].weights[k]) > distance) return false;
      for (std::size_t d = 0; d < a[p].policies[k].size(); ++d) {
        if (std::fabs(a[p].policies[k][d] - b[p].policies[k][d]) > distance) return false;
      }
    }
  }
  return true;
}

class Solver {
 public:
  Solver(Arena& arena, const SolveOptions& options) : arena_(arena), options_(options) {
    search_ = search_sample(arena, options);
    first_ = arena.oracle().draw(search_.seed, std::min(search_.futures, kFirstFutures), options.chance);
    solution_.judged = judging_sample(arena, options);
    reply_.evaluations = options.evaluations;
    reply_.key = sample_seed(options.seed, SampleUse::Search);
  }

  base::Result<Solution> run() {
    const bool done = stand() && (table_fits() ? solve_table() : solve_search());
    base::Result<Solution> result;
    result.diagnostics = std::move(diagnostics_);
    if (!done) return result;
    for (std::uint32_t p = 0; p < arena_.player_count(); ++p) solution_.ranges.push_back(arena_.range(p));
    result.value = std::move(solution_);
    return result;
  }

 private:
  template <class T>
  bool take(base::Result<T>& from) {
    diagnostics_.append(from.diagnostics);
    return from.value.has_value() && !diagnostics_.has_errors();
  }

  bool stand() {
    auto stakes = find_stakes(arena_, options_);
    if (!take(stakes)) return false;
    solution_.standing = std::move(stakes->standing);
    solution_.remarks = std::move(stakes->remarks);
    return true;
  }

  // A finite game as a whole, on the judging futures: nothing is optimised, so nothing needs to be held back. Where
  // that takes too many runs, on fewer futures of its own.
  bool table_fits() const { return arena_.profiles() <= static_cast<double>(options_.most_profiles); }

  bool solve_table() {
    const double affordable = kMostTableRuns / arena_.profiles() / solution_.judged.chance;
    const bool whole = affordable >= solution_.judged.futures;
    const auto few = std::max(kFirstFutures, static_cast<std::uint32_t>(std::min(affordable, 1e6)));
    const Sample fewer = arena_.oracle().draw(search_.seed, few, search_.chance);
    if (!whole) {
      solution_.remarks.push_back(
          base::cat("the game as a whole is that of ", fewer.futures, " futures; what it holds was judged on others"));
    }
    PayoffTable table(arena_, whole ? solution_.judged : fewer);
    for (std::uint32_t p = 0; p < arena_.player_count(); ++p) {
      for (const Point& policy : arena_.policies(p).all(options_.most_profiles)) table.add(p, policy);
    }
    if (!table.fill(diagnostics_)) return false;
    if (table.has_gaps()) {
      solution_.remarks.push_back(
          "some combinations of policies have no payoff (faults or broken constraints): "
          "they count as worse than all others");
    }
    solution_.game = table.game();
    for (std::uint32_t p = 0; p < arena_.player_count(); ++p) arena_.measure(p, table.means(p));
    for (const auto& group : detente::games::interchangeable(*solution_.game)) {
      solution_.remarks.push_back(detente::games::symmetry_text(*solution_.game, group));
    }
    const TableSolution found = equilibria_of(*solution_.game);
    solution_.complete = found.complete;
    solution_.proof = found.proof;
    for (const auto& mixed : found.equilibria) {
      Equilibrium equilibrium{.profile = table.profile_of(mixed), .found = "the whole table"};
      const auto exact = detente::games::certify(*solution_.game, mixed);
      if (!judge(equilibrium)) return false;
      if (arena_.oracle().certain() && !table.has_gaps()) {
        // Exact payoffs: the certificate in rationals replaces the one in floating point.
        equilibrium.certificate.grade = Grade::Exact;
        equilibrium.certificate.holds = exact.worst_share() <= options_.certify.tolerance;
        for (std::uint32_t p = 0; p < arena_.player_count(); ++p) {
          PlayerCertificate& player = equilibrium.certificate.players[p];
          player.grade = Grade::Exact;
          player.gain = exact.regret[p].number();
          player.interval = {player.gain, player.gain};
          player.share = exact.share[p];
        }
      }
      place(std::move(equilibrium));
    }
    if (!solution_.rejected.empty()) {  // an equilibrium of the table that is not certified may be one all the same
      solution_.complete = false;
      solution_.proof += "; those that hold no certificate are listed apart";
    }
    return true;
  }

  bool solve_search() {
    PayoffTable table(arena_, search_);
    bool few = true;
    for (std::uint32_t p = 0; p < arena_.player_count(); ++p) {
      few = few && arena_.policies(p).dimension() <= kFewCoordinates;
    }
    // Payoffs are flat around their peaks: where nothing is drawn, policies are pinned down far below the tolerance.
    // On drawn futures a smaller gain than this only fits the sample.
    const double enough = 0.25 * options_.certify.tolerance;
    const bool certain = arena_.oracle().certain();
    IterateOptions iterate_options{.reply = reply_, .rounds = options_.rounds};
    iterate_options.tolerance = few && certain ? 1e-11 : certain ? 1e-5 : enough;
    iterate_options.enough = certain ? iterate_options.tolerance : enough;
    if (!few) iterate_options.reply.precision = certain ? 1e-4 : 1e-3;
    if (!certain) iterate_options.reply.enough = 0.2 * enough;
    auto starts = common_places(arena_);
    if (!few) starts.resize(1);
    for (const std::vector<Point>& start : starts) {
      for (std::uint32_t p = 0; p < arena_.player_count(); ++p) table.add(p, start[p]);
      if (!approach(start, iterate_options, table)) return false;
    }
    if (worst_ > 1) {
      solution_.remarks.push_back(base::cat("plain best replies move apart here (by ",
                                            base::number_text(std::floor(worst_ * 100 + 0.5) / 100),
                                            " a round): steps were damped"));
    }
    if (unsettled_ > 0) {
      solution_.remarks.push_back(
          base::cat("best-response iteration did not settle from ", unsettled_, " of ", starts.size(), " starts"));
    }
    // Where nothing is drawn a look for mixtures costs next to nothing.
    const bool several = arena_.player_count() > 1;
    if (several && certain && (few || unsettled_ == starts.size()) && !mix(table, iterate_options)) return false;
    for (std::uint32_t attempt = 0; attempt < kAttempts; ++attempt) {
      std::vector<std::vector<Point>> better;
      if (!judge_new(attempt, better)) return false;
      if (!solution_.equilibria.empty()) break;
      for (const std::vector<Point>& start : better) {
        if (attempt + 1 < kAttempts && !approach(start, iterate_options, table)) return false;
      }
    }
    if (several && !certain && solution_.equilibria.empty() && unsettled_ > 0) {
      std::vector<std::vector<Point>> better;
      if (!mix(table, iterate_options) || !judge_new(kAttempts, better)) return false;
    }
    if (options_.game) {
      if (!table.fill(diagnostics_)) return false;
      solution_.game = table.game();
    }
    solution_.proof = arena_.finite() ? base::cat("the game has ", base::number_text(arena_.profiles()),
                                                  " joint profiles and was searched, not simulated whole: there may be "
                                                  "others; a coarser --grid or fewer --levers would prove it")
                                      : "the classes are continuous and were searched: there may be others";
    return true;
  }

  // From a start to where nobody finds a better reply. Where futures are drawn most of the way is made on few of them.
  bool approach(const std::vector<Point>& start, IterateOptions options, PayoffTable& table) {
    std::vector<Point> at = start;
    bool settled = false;
    const auto walk = [&](base::Result<Iteration> walked) {
      if (!take(walked)) return false;
      if (walked->amplification > 1) worst_ = std::max(worst_, walked->amplification);
      settled = walked->converged;
      at = std::move(walked->policies);
      return true;
    };
    const char* found = "best replies in turn";
    if (arena_.oracle().certain()) {
      found = "best-response iteration";
      if (!walk(iterate(arena_, search_, start, options))) return false;
    } else {
      options.rounds = std::min(options.rounds, kTurns);
      if (!walk(take_turns(arena_, first_, start, options))) return false;
      if (!settled) {
        found = "best-response iteration";
        options.rounds = std::min(options_.rounds, kDampedRounds);
        if (!walk(iterate(arena_, first_, start, options))) return false;
      }
      options.rounds = kTurns;
      options.reply.wide = false;
      if (search_.futures > first_.futures && !walk(take_turns(arena_, search_, at, options))) return false;
    }
    for (std::uint32_t p = 0; p < arena_.player_count(); ++p) table.add(p, at[p]);
    if (!settled) ++unsettled_;
    // On drawn futures what is left of gains may be noise: the certificate says.
    if (settled || !arena_.oracle().certain()) consider(arena_.pure(at), found);
    return true;
  }

  // The double oracle, from the policies found so far.
  bool mix(PayoffTable& table, const IterateOptions& options) {
    auto oracle = double_oracle(
        arena_, search_, table,
        {.reply = options.reply, .tolerance = arena_.oracle().certain() ? 1e-7 : 0.25 * options_.certify.tolerance});
    if (!take(oracle)) return false;
    solution_.exploitability = oracle->exploitability;
    if (!oracle->converged) {
      solution_.remarks.push_back(
          "the double oracle stopped at its limit of rounds or profiles: mixtures that it "
          "was still improving are not listed");
    }
    for (Profile& profile : oracle->candidates) {
      for (Mixture& mixture : profile) mixture = merged(mixture);
      consider(std::move(profile), "double oracle");
    }
    return true;
  }

  // Certifies the candidates that nobody has judged; `better` are profiles to try in place of those rejected.
  bool judge_new(std::uint32_t attempt, std::vector<std::vector<Point>>& better) {
    for (; judged_ < candidates_.size(); ++judged_) {
      Equilibrium equilibrium{.profile = candidates_[judged_].first, .found = candidates_[judged_].second};
      if (!judge(equilibrium, attempt)) return false;
      const Certificate& certificate = equilibrium.certificate;
      if (!certificate.holds && !certificate.undecided && equilibrium.is_pure()) {
        better.push_back(improved(equilibrium));
      }
      place(std::move(equilibrium));
    }
    return true;
  }

  void consider(Profile profile, const char* found) {
    const double distance = arena_.oracle().certain() ? kSameEquilibrium : kSameWhereDrawn;
    const bool known = std::any_of(candidates_.begin(), candidates_.end(),
                                   [&](const auto& candidate) { return same(candidate.first, profile, distance); });
    if (!known) candidates_.emplace_back(std::move(profile), found);
  }

  // The profile with the deviations that its certificate found in place of what they gain over.
  static std::vector<Point> improved(const Equilibrium& rejected) {
    std::vector<Point> policies;
    for (std::size_t p = 0; p < rejected.profile.size(); ++p) {
      const PlayerCertificate& player = rejected.certificate.players[p];
      policies.push_back(player.gain > 0 && !player.deviation.empty() ? player.deviation
                                                                      : rejected.profile[p].policies[0]);
    }
    return policies;
  }

  // Every attempt is certified on futures of its own.
  bool judge(Equilibrium& equilibrium, std::uint32_t attempt = 0) {
    const auto seed_of = [&](SampleUse use) {
      const std::uint64_t seed = sample_seed(options_.seed, use);
      return attempt == 0 ? seed : kernels::stream_key(seed, attempt);
    };
    const Sample check =
        arena_.oracle().draw(seed_of(SampleUse::Check), std::min(search_.futures, kCheckFutures), options_.chance);
    Sample judged = solution_.judged;
    judged.seed = seed_of(SampleUse::Judge);
    CertifyOptions wanted = options_.certify;
    wanted.key = seed_of(SampleUse::Check);
    auto certificate = certify(arena_, equilibrium.profile, check, judged, wanted);
    if (!take(certificate)) return false;
    equilibrium.certificate = std::move(*certificate);
    auto columns = arena_.columns(solution_.judged, equilibrium.profile);
    if (!take(columns)) return false;
    for (const auto& column : *columns) {
      equilibrium.payoffs.push_back(payoff_of(column));
      if (std::isnan(equilibrium.payoffs.back().mean)) equilibrium.certificate.holds = false;
    }
    return true;
  }

  void place(Equilibrium equilibrium) {
    auto& list = equilibrium.certificate.holds ? solution_.equilibria : solution_.rejected;
    list.push_back(std::move(equilibrium));
  }

  Arena& arena_;
  const SolveOptions& options_;
  Sample search_, first_;  // the first of the search futures
  ReplyOptions reply_;
  Solution solution_;
  base::Diagnostics diagnostics_;
  std::vector<std::pair<Profile, const char*>> candidates_;  // with what found them
  std::size_t judged_ = 0;                                   // of these
  double worst_ = 0;
  std::uint32_t unsettled_ = 0;
};

}  // namespace

bool Equilibrium::is_pure() const {
  return std::all_of(profile.begin(), profile.end(), [](const Mixture& mixture) { return mixture.is_pure(); });
}

std::uint64_t sample_seed(std::uint64_t seed, SampleUse use) {
  return kernels::stream_key(seed, static_cast<std::uint64_t>(use));
}

Sample search_sample(const Arena& arena, const SolveOptions& options) {
  const std::uint32_t futures =
      options.search_futures > 0 ? options.search_futures : std::min(options.futures, kSearchFutures);
  return arena.oracle().draw(sample_seed(options.seed, SampleUse::Search), futures, options.chance);
}

Sample judging_sample(const Arena& arena, const SolveOptions& options) {
  return arena.oracle().draw(sample_seed(options.seed, SampleUse::Judge), options.futures, options.chance);
}

bool is_small(const Arena& arena, const SolveOptions& options, base::Diagnostics& diagnostics) {
  const double profiles = arena.profiles();
  if (profiles <= static_cast<double>(options.most_profiles)) return true;
  const std::string count =
      std::isinf(profiles) ? "policies are continuous" : base::cat("there are ", base::number_text(profiles));
  diagnostics
      .add("E1804", {},
           base::cat("this needs a finite game of at most ", options.most_profiles, " joint profiles, and ", count))
      .with_help("give each coordinate a few values with --grid, or choose fewer levers with --levers");
  return false;
}

base::Result<Solution> solve(Arena& arena, const SolveOptions& options) { return Solver(arena, options).run(); }

}  // namespace detente::analysis::games
