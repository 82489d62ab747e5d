// Solving a finite game by the method asked for, or the one that fits it best.
#include "cli/game_solve.h"

#include <algorithm>

#include "base/cat.h"
#include "games/lemke_howson.h"
#include "games/lp.h"
#include "games/pure.h"
#include "games/symmetry.h"
#include "games/zero_sum.h"
#include "report/words.h"

namespace detente::cli {

using base::cat;
using games::Game;

namespace {

constexpr std::uint64_t kMostCells = 1'000'000;      // of an exact linear programme
constexpr std::uint64_t kMostZeroSumCells = 30'000;  // of the one of a constant-sum table; beyond, a path is faster
constexpr std::uint64_t kMostLemkeCells = 200'000;   // of a path over sequences
constexpr std::uint32_t kMostLabels = 800;           // strategies of both, when nobody asked for Lemke-Howson
constexpr std::size_t kMostPure = 1000;              // pure equilibria listed
constexpr std::size_t kMostListed = 4'000'000;       // payoffs looked at to certify them
constexpr std::uint64_t kMostProducts = 10'000'000;  // for one point of a logit branch

void require_at_most(const Program& program, std::uint64_t cost, std::uint64_t most) {
  if (cost <= most) return;
  base::Diagnostic diagnostic{"E1705", {}, "the game is too large for this method"};
  program.fail(ExitCode::Model, diagnostic.with_help("eliminate strategies, or try --method pure"));
}

class Solve {
 public:
  Solve(const Program& program, const GameFlags& flags, const GameRead& read)
      : program_(program), flags_(flags), read_(read) {}

  GameAnswer answer() {
    describe();
    const std::string method = flags_.method.empty() ? "all" : flags_.method;
    answer_.method = method;
    if (method == "all") all();
    if (method == "pure") pure();
    if (method == "dominance") dominance();
    if (method == "lemke_howson") lemke_howson();
    if (method == "lemke") lemke();
    if (method == "zero_sum") zero_sum();
    if (method == "qre") qre();
    if (method == "correlated") correlated(games::CorrelatedKind::Correlated);
    if (method == "coarse") correlated(games::CorrelatedKind::Coarse);
    if (method == "supports") supports();
    if (!read_.tree) {
      for (const auto& group : games::interchangeable(game())) {
        answer_.notes.push_back(games::symmetry_text(game(), group));
      }
    }
    return std::move(answer_);
  }

 private:
  const Game& game() const { return normal_form(program_, read_); }

  // Trees are answered by information set, but for what is a statement about strategies.
  bool by_set() const {
    return read_.tree && flags_.method != "dominance" && flags_.method != "correlated" && flags_.method != "coarse";
  }

  void describe() {
    if (by_set()) {
      answer_.title = read_.tree->title();
      answer_.players = read_.tree->players();
      for (const games::InformationSet& set : read_.tree->sets()) {
        answer_.choices.push_back({answer_.players[set.player], set.name, set.actions});
      }
      return;
    }
    answer_.title = game().title();
    for (const games::Player& player : game().players()) {
      answer_.players.push_back(player.name);
      answer_.choices.push_back({player.name, "", player.strategies});
    }
  }

  Listed& list(std::vector<std::vector<games::Rational>> strategies, std::vector<games::Rational> payoff,
               std::vector<games::Rational> regret, std::vector<double> share) {
    return answer_.equilibria.emplace_back(
        Listed{std::move(strategies), std::move(payoff), std::move(regret), std::move(share), {}, {}, {}, {}});
  }

  Listed& list_behaviour(const games::Behaviour& behaviour) {
    games::TreeCertificate found = games::certify(*read_.tree, behaviour);
    return list(behaviour, std::move(found.payoff), std::move(found.regret), std::move(found.share));
  }

  Listed& list(const games::MixedProfile& strategies) {
    if (read_.tree) return list_behaviour(games::behaviour_of(*read_.tree, *read_.reduced, strategies));
    if (!certify_) certify_.emplace(game());
    games::Certificate found = (*certify_)(strategies);
    return list(strategies, std::move(found.payoff), std::move(found.regret), std::move(found.share));
  }

  void all() {
    if (!read_.game()) return is_constant_sum() ? zero_sum() : lemke();
    if (game().player_count() > 2 && games::condensed(game(), games::AlikeOnes::Merged).players.size() > 2) {
      return supports();
    }
    const games::TwoPlayerSolution found = games::solve_two_player(game());
    for (std::size_t e = 0; e < found.extreme.size(); ++e) {
      Listed& listed = list(found.extreme[e].strategies);
      if (!found.index.empty()) listed.index = found.index[e];
    }
    for (std::uint32_t c = 0; c < found.components.size(); ++c) {
      for (const std::uint32_t e : found.components[c].extreme) answer_.equilibria[e].component = c;
    }
    answer_.components = found.components;
    answer_.complete = found.complete;
    answer_.proof = found.proof;
    if (!found.complete && found.extreme.empty()) return one_of_many(found.proof);
    note(found.alike);
    if (read_.tree) answer_.notes.push_back("found as equilibria of the reduced normal form, shown as behaviour");
  }

  void note(const std::vector<games::Alike>& alike) {
    constexpr std::size_t kMostNotes = 20;
    for (std::size_t k = 0; k < alike.size() && k < kMostNotes; ++k) {
      answer_.notes.push_back(games::text_of(game(), alike[k]));
    }
    if (alike.size() > kMostNotes) answer_.notes.push_back(cat(alike.size() - kMostNotes, " more sets are alike"));
  }

  // Too large for all: one equilibrium of two players, or the pure ones.
  void one_of_many(const std::string& why) {
    const bool two = game().player_count() == 2;
    if (is_constant_sum()) {
      zero_sum();
    } else if (two && read_.tree) {
      lemke();
    } else if (two && game().strategy_count(0) + game().strategy_count(1) <= kMostLabels) {
      short_path();
    } else {
      pure();
      if (answer_.equilibria.empty() && qre_cost() <= kMostProducts) qre();
    }
    answer_.notes.push_back(cat("not all equilibria: ", why));
  }

  bool is_constant_sum() const {
    if (answer_.players.size() != 2) return false;
    return read_.tree ? games::constant_sum(*read_.tree).has_value() : games::constant_sum(game()).has_value();
  }

  void supports() {
    const games::SupportsSolution found = games::solve_by_supports(game());
    for (const games::ProvenEquilibrium& each : found.equilibria) {
      list(each.equilibrium.strategies).within = each.within;
    }
    answer_.complete = found.complete;
    answer_.proof = found.proof;
    note(found.alike);
    if (!found.searched && flags_.method.empty()) return one_of_many(found.proof);
    for (const auto& used : found.unresolved) {
      if (answer_.notes.size() == 10) break;
      std::string text = "unresolved:";
      for (std::uint32_t i = 0; i < used.size(); ++i) {
        text += cat(i == 0 ? " " : "; ", answer_.players[i]);
        for (std::size_t k = 0; k < used[i].size(); ++k) {
          text += cat(k == 0 ? " " : ", ", game().players()[i].strategies[used[i][k]]);
        }
      }
      answer_.notes.push_back(std::move(text));
    }
  }

  void pure() {
    answer_.method = "pure";
    const std::vector<std::uint32_t> found = games::pure_equilibria(game());
    std::size_t strategies = 0;
    for (const games::Player& player : game().players()) strategies += player.strategies.size();
    const std::size_t most = std::min(kMostPure, 1 + kMostListed / (strategies * game().player_count()));
    for (std::size_t k = 0; k < found.size() && k < most; ++k) list(games::pure_profile(game(), found[k]));
    answer_.proof = "every pure profile was looked at; mixed equilibria were not looked for";
    if (found.size() > most) {
      answer_.notes.push_back(cat(found.size(), " pure equilibria, of which the first ", most, " are listed"));
    }
  }

  void dominance() {
    for (std::uint32_t i = 0; i < game().player_count(); ++i) {
      const std::uint64_t own = game().strategy_count(i);
      require_at_most(program_, games::tableau_cells(game().profile_count() / own, own) * own, 10 * kMostCells);
    }
    answer_.dominance = games::eliminate_dominated(game(), games::Dominators::Mixed);
  }

  void short_path() {
    answer_.method = "lemke_howson";
    answer_.proof = "complementary pivoting does not reach every equilibrium of every game";
    const auto path = games::shortest_lemke_howson(game());
    if (!path) return pure();
    list(path->strategies);
  }

  void lemke_howson() {
    if (game().player_count() != 2) refuse_method(program_, "Lemke-Howson is for two players", "leave --method out");
    const std::uint32_t labels = game().strategy_count(0) + game().strategy_count(1);
    answer_.proof = "complementary pivoting does not reach every equilibrium of every game";
    if (flags_.all) {
      for (const games::MixedProfile& each : games::reachable_by_lemke_howson(game())) list(each);
      return;
    }
    if (flags_.label < 1 || flags_.label > labels) {
      refuse_method(program_, cat("there is no label ", flags_.label), cat("labels run from 1 to ", labels));
    }
    const auto path = games::lemke_howson(game(), flags_.label - 1);
    if (!path) refuse_method(program_, "the path is too long", "try another --label");
    list(path->strategies);
    answer_.notes.push_back(
        cat(report::count_of(path->pivots, "pivot", "pivots"), " after dropping label ", flags_.label));
  }

  void lemke() {
    answer_.method = "lemke";
    answer_.proof = "one equilibrium, by complementary pivoting over sequences; there may be others";
    if (!read_.tree || answer_.players.size() != 2) {
      if (!read_.game()) normal_form(program_, read_);
      refuse_method(program_, "Lemke's path is for trees of two players", "leave --method out");
    }
    require_at_most(program_, games::lemke_cells(*read_.tree), kMostLemkeCells);
    const auto behaviour = games::solve_by_lemke(*read_.tree);
    if (!behaviour) {
      base::Diagnostic diagnostic{
          "E1705", {}, "the tree is too large: the path over sequences reached its limit of work"};
      program_.fail(ExitCode::Model, diagnostic.with_help("solve smaller parts of it, or merge information sets"));
    }
    list_behaviour(*behaviour);
  }

  void zero_sum() {
    answer_.method = "zero_sum";
    answer_.proof = "one optimal strategy for each player, by linear programming; there may be others";
    if (!is_constant_sum()) {
      if (!read_.game()) normal_form(program_, read_);
      refuse_method(program_, "not a constant-sum game of two players", "leave --method out");
    }
    if (read_.tree) {
      const games::Tree& tree = *read_.tree;
      require_at_most(program_,
                      games::tableau_cells(tree.sequence_count(1) + tree.sets().size(),
                                           tree.sequence_count(0) + 2 * tree.sets().size()),
                      kMostCells);
      const games::TreeSolution found = games::solve_zero_sum(tree);
      answer_.value = found.value;
      list_behaviour(found.behaviour);
      return;
    }
    const std::uint64_t cells = games::tableau_cells(game().strategy_count(1), game().strategy_count(0));
    if (cells > kMostZeroSumCells) {
      require_at_most(program_, game().strategy_count(0) + game().strategy_count(1), kMostLabels);
      short_path();
      answer_.method = "zero_sum";
      if (answer_.equilibria.empty() || answer_.equilibria[0].regret != std::vector<games::Rational>(2)) return;
      answer_.value = answer_.equilibria[0].payoff[0];
      answer_.proof = "an equilibrium by complementary pivoting, and so optimal for both; there may be others";
      return;
    }
    const games::ZeroSumSolution found = games::solve_zero_sum(game());
    answer_.value = found.value;
    list(found.strategies);
  }

  std::uint64_t qre_cost() const {
    std::uint64_t strategies = 0;
    const std::uint64_t players = game().player_count();
    for (std::uint32_t i = 0; i < players; ++i) strategies += game().strategy_count(i);
    return game().profile_count() * players * players * players + strategies * strategies * strategies;
  }

  void qre() {
    answer_.method = "qre";
    require_at_most(program_, qre_cost(), kMostProducts);
    games::QreOptions options;
    options.stops = flags_.lambdas;
    std::sort(options.stops.begin(), options.stops.end());  // total order: numbers
    const games::QreBranch branch = games::follow_qre(game(), options);
    for (const games::QrePoint& point : branch.stops) {
      list(games::exact_profile(point.strategies)).lambda = point.lambda;
    }
    list(games::exact_profile(branch.end.strategies)).lambda = branch.end.lambda;
    answer_.is_response = true;
    answer_.proof = branch.converged
                        ? "the principal branch of logit responses, followed until its regret was below "
                          "1e-6 of the payoff range; other equilibria were not looked for"
                        : "the principal branch of logit responses; it could not be followed to an equilibrium";
    if (branch.turned) answer_.notes.push_back("lambda turned back on the way");
    if (branch.crossings > 0) {
      answer_.notes.push_back(cat("the branch crosses ", report::count_of(branch.crossings, "other", "others"),
                                  ", as symmetric games have them; it was followed straight on"));
    }
  }

  void correlated(games::CorrelatedKind kind) {
    std::uint64_t rows = 2;
    for (std::uint32_t i = 0; i < game().player_count(); ++i) {
      const std::uint64_t own = game().strategy_count(i);
      rows += kind == games::CorrelatedKind::Coarse ? own : own * (own - 1);
    }
    require_at_most(program_, games::tableau_cells(rows, game().profile_count()), kMostCells);
    games::CorrelatedObjective objective;
    objective.maximise = !flags_.minimise;
    if (flags_.objective == "player") {
      objective.of = games::CorrelatedObjective::Of::Player;
      const auto& names = answer_.players;
      const auto place = std::find(names.begin(), names.end(), flags_.player);
      if (place == names.end()) {
        std::string list;
        for (const std::string& name : names) list += cat(list.empty() ? "" : ", ", name);
        base::Diagnostic unknown{"E1602", {}, cat("the game has no player `", flags_.player, "`")};
        program_.fail(ExitCode::Usage, unknown.with_help(cat("--player is one of ", list)));
      }
      objective.player = static_cast<std::uint32_t>(place - names.begin());
    } else if (flags_.objective == "worst") {
      objective.of = games::CorrelatedObjective::Of::Worst;
      if (flags_.minimise) refuse_method(program_, "the least payoff is only maximised", "leave --minimise out");
    }
    answer_.correlated = games::solve_correlated(game(), kind, objective);
    answer_.value = answer_.correlated->value;
    answer_.proof = "the best one for the objective, proven by the dual of the linear programme; there may be others";
    for (std::uint32_t p = 0; p < game().profile_count(); ++p) {
      std::string name;
      for (std::uint32_t i = 0; i < game().player_count(); ++i) {
        name += cat(i == 0 ? "" : ", ", game().players()[i].strategies[game().strategy(p, i)]);
      }
      answer_.profiles.push_back(std::move(name));
    }
  }

  const Program& program_;
  const GameFlags& flags_;
  const GameRead& read_;
  std::optional<games::Certifier> certify_;  // once something of the normal form is listed
  GameAnswer answer_;
};

}  // namespace

const Game& normal_form(const Program& program, const GameRead& read) {
  if (!read.game()) {
    base::Diagnostic diagnostic{"E1705", {}, "the tree has too many strategies for a normal form"};
    program.fail(ExitCode::Model, diagnostic.with_help("games of two players are solved without one"));
  }
  return *read.game();
}

void refuse_method(const Program& program, std::string message, std::string help) {
  base::Diagnostic diagnostic{"E1708", {}, std::move(message)};
  program.fail(ExitCode::Usage, diagnostic.with_help(std::move(help)));
}

GameAnswer solve_game(const Program& program, const GameFlags& flags, const GameRead& read) {
  return Solve(program, flags, read).answer();
}

}  // namespace detente::cli
