// `detente game`: finite games from files .nfg and .efg, solved, evolved or written anew.
#include <algorithm>
#include <fstream>
#include <memory>

#include "base/cat.h"
#include "base/number_text.h"
#include "cli/game_answer.h"
#include "cli/program.h"
#include "driver/files.h"
#include "games/efg.h"
#include "games/evolution.h"
#include "games/lemke_howson.h"
#include "games/lp.h"
#include "games/nfg.h"
#include "games/pure.h"
#include "games/table.h"
#include "games/zero_sum.h"
#include "report/words.h"

namespace detente::cli {
namespace {

using base::cat;
using games::Game;
using games::Rational;

constexpr const char* kExamples = R"(  detente game solve chicken.nfg
  detente game solve chicken.nfg --method correlated --objective welfare
  detente game solve poker.efg --json
  detente game evolve race.nfg --population 100 --intensity 0.1
  detente game convert poker.efg -o poker.nfg
)";
constexpr const char* kSolveExamples = R"(  detente game solve chicken.nfg
  detente game solve chicken.nfg --method qre --lambda 1,2,5
  detente game solve chicken.nfg --method correlated --objective worst
  detente game solve poker.efg --json
)";
constexpr const char* kEvolveExamples = R"(  detente game evolve race.nfg --population 100 --intensity 0.1
  detente game evolve hawk_dove.nfg --start 0.9,0.1 --time 50
)";
constexpr const char* kConvertExamples = R"(  detente game convert poker.efg -o poker.nfg
  detente game convert chicken.nfg -o chicken.csv
)";

struct Flags {
  std::string file, method, objective = "welfare", player, output;
  bool all = false, minimise = false;
  std::uint32_t label = 1;
  std::vector<double> lambdas, start;
  games::Population population;
  double time = 100;
};

// A normal form, with the tree it comes from if there is one.
struct Read {
  base::SourceMap sources;
  std::optional<games::Tree> tree;
  std::optional<games::ReducedForm> reduced;
  std::optional<Game> normal;
  const Game* game() const { return reduced ? &reduced->game : normal ? &*normal : nullptr; }
};

std::string text_of_file(const Program& program, const std::string& path) {
  auto text = driver::read_file(path);
  if (!text) {
    base::Diagnostic unreadable{"E0905", {}, cat("`", path, "` cannot be read")};
    program.fail(ExitCode::Io, unreadable.with_help("name a game file, .nfg or .efg"));
  }
  return std::move(*text);
}

std::unique_ptr<Read> read(const Program& program, const std::string& path) {
  auto result = std::make_unique<Read>();
  const base::SourceId id = result->sources.add(path, text_of_file(program, path));
  const std::string_view text = result->sources.text(id);
  const std::size_t start = text.find_first_not_of(" \t\r\n");
  if (start != std::string_view::npos && text.substr(start).starts_with("EFG")) {
    auto tree = games::read_efg(result->sources, id);
    if (!tree.ok()) program.fail(ExitCode::Model, tree.diagnostics, result->sources);
    result->tree = std::move(*tree.value);
    result->reduced = games::reduced_form(*result->tree);
  } else {
    auto game = games::read_nfg(result->sources, id);
    if (!game.ok()) program.fail(ExitCode::Model, game.diagnostics, result->sources);
    result->normal = std::move(*game.value);
  }
  return result;
}

[[noreturn]] void refuse(const Program& program, std::string message, std::string help) {
  base::Diagnostic diagnostic{"E1708", {}, std::move(message)};
  program.fail(ExitCode::Usage, diagnostic.with_help(std::move(help)));
}

const Game& normal_form(const Program& program, const Read& read) {
  if (!read.game()) {
    base::Diagnostic diagnostic{"E1705", {}, "the tree has too many strategies for a normal form"};
    program.fail(ExitCode::Model, diagnostic.with_help("constant-sum games of two players are solved without one"));
  }
  return *read.game();
}

constexpr std::uint64_t kMostCells = 1'000'000;      // of an exact linear programme
constexpr std::uint32_t kMostLabels = 100;           // strategies of both, when nobody asked for Lemke-Howson
constexpr std::uint64_t kMostProducts = 10'000'000;  // for one point of a logit branch

void require_at_most(const Program& program, std::uint64_t cost, std::uint64_t most) {
  if (cost <= most) return;
  base::Diagnostic diagnostic{"E1705", {}, "the game is too large for this method"};
  program.fail(ExitCode::Model, diagnostic.with_help("eliminate strategies, or try --method pure"));
}

// --- Solving -------------------------------------------------------------------------------------------------------

class Solve {
 public:
  Solve(const Program& program, const Flags& flags, const Read& read) : program_(program), flags_(flags), read_(read) {}

  GameAnswer answer() {
    describe();
    const std::string method = flags_.method.empty() ? "all" : flags_.method;
    answer_.method = method;
    if (method == "all") all();
    if (method == "pure") pure();
    if (method == "dominance") dominance();
    if (method == "lemke_howson") lemke_howson();
    if (method == "zero_sum") zero_sum();
    if (method == "qre") qre();
    if (method == "correlated") correlated(games::CorrelatedKind::Correlated);
    if (method == "coarse") correlated(games::CorrelatedKind::Coarse);
    if (method == "supports") supports();
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

  Listed& list_behaviour(const games::Behaviour& behaviour) {
    games::TreeCertificate certificate = games::certify(*read_.tree, behaviour);
    return answer_.equilibria.emplace_back(Listed{behaviour,
                                                  std::move(certificate.payoff),
                                                  std::move(certificate.regret),
                                                  std::move(certificate.share),
                                                  {},
                                                  {},
                                                  {},
                                                  {}});
  }

  Listed& list(const games::MixedProfile& strategies) {
    if (read_.tree) return list_behaviour(games::behaviour_of(*read_.tree, *read_.reduced, strategies));
    games::Certificate certificate = games::certify(game(), strategies);
    return answer_.equilibria.emplace_back(Listed{strategies,
                                                  std::move(certificate.payoff),
                                                  std::move(certificate.regret),
                                                  std::move(certificate.share),
                                                  {},
                                                  {},
                                                  {},
                                                  {}});
  }

  void all() {
    if (!read_.game()) return zero_sum();
    if (game().player_count() > 2) return supports();
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
    if (!found.complete) return one_of_many(found.proof);
    if (read_.tree) answer_.notes.push_back("found as equilibria of the reduced normal form, shown as behaviour");
  }

  // Too large for all: one equilibrium of two players, or the pure ones.
  void one_of_many(const std::string& why) {
    const bool two = game().player_count() == 2;
    if (is_constant_sum()) {
      zero_sum();
    } else if (two && game().strategy_count(0) + game().strategy_count(1) <= kMostLabels) {
      lemke_howson();
    } else {
      pure();
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
    for (const std::uint32_t p : games::pure_equilibria(game())) list(games::pure_profile(game(), p));
    answer_.proof = "every pure profile was looked at; mixed equilibria were not looked for";
  }

  void dominance() {
    for (std::uint32_t i = 0; i < game().player_count(); ++i) {
      const std::uint64_t own = game().strategy_count(i);
      require_at_most(program_, games::tableau_cells(game().profile_count() / own, own) * own, 10 * kMostCells);
    }
    answer_.dominance = games::eliminate_dominated(game(), games::Dominators::Mixed);
  }

  void lemke_howson() {
    answer_.method = "lemke_howson";
    if (game().player_count() != 2) refuse(program_, "Lemke-Howson is for two players", "leave --method out");
    const std::uint32_t labels = game().strategy_count(0) + game().strategy_count(1);
    answer_.proof = "complementary pivoting does not reach every equilibrium of every game";
    if (flags_.all) {
      for (const games::MixedProfile& each : games::reachable_by_lemke_howson(game())) list(each);
      return;
    }
    if (flags_.label < 1 || flags_.label > labels) {
      refuse(program_, cat("there is no label ", flags_.label), cat("labels run from 1 to ", labels));
    }
    const auto path = games::lemke_howson(game(), flags_.label - 1);
    if (!path) refuse(program_, "the path is too long", "try another --label");
    list(path->strategies);
    answer_.notes.push_back(
        cat(report::count_of(path->pivots, "pivot", "pivots"), " after dropping label ", flags_.label));
  }

  void zero_sum() {
    answer_.method = "zero_sum";
    answer_.proof = "one optimal strategy for each player, by linear programming; there may be others";
    if (!is_constant_sum()) {
      if (!read_.game()) normal_form(program_, read_);
      refuse(program_, "not a constant-sum game of two players", "leave --method out");
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
    require_at_most(program_, games::tableau_cells(game().strategy_count(1), game().strategy_count(0)), kMostCells);
    const games::ZeroSumSolution found = games::solve_zero_sum(game());
    answer_.value = found.value;
    list(found.strategies);
  }

  void qre() {
    std::uint64_t strategies = 0;
    const std::uint64_t players = game().player_count();
    for (std::uint32_t i = 0; i < players; ++i) strategies += game().strategy_count(i);
    require_at_most(program_,
                    game().profile_count() * players * players * players + strategies * strategies * strategies,
                    kMostProducts);
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
      if (flags_.minimise) refuse(program_, "the least payoff is only maximised", "leave --minimise out");
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
  const Flags& flags_;
  const Read& read_;
  GameAnswer answer_;
};

ExitCode solve(const Program& program, const Flags& flags) {
  const auto read_game = read(program, flags.file);
  const GameAnswer answer = Solve(program, flags, *read_game).answer();
  if (program.json) {
    program.print_json(json_of(answer));
  } else {
    program.print(text_of(answer, program.out_style()));
  }
  return ExitCode::Ok;
}

// --- Evolution -----------------------------------------------------------------------------------------------------

ExitCode evolve(const Program& program, const Flags& flags) {
  const auto read_game = read(program, flags.file);
  const Game& game = normal_form(program, *read_game);
  games::PayoffMatrix payoffs;
  for (const auto& row : games::symmetric_payoffs(game)) {
    std::vector<double>& numbers = payoffs.emplace_back();
    for (const Rational& payoff : row) numbers.push_back(payoff.number());
  }
  if (payoffs.empty()) {
    refuse(program, "not a symmetric game of two players", "both need the same choices and the same payoffs");
  }
  const std::vector<std::string>& names = game.players()[0].strategies;
  const std::uint32_t n = static_cast<std::uint32_t>(names.size());
  if (!flags.start.empty()) {
    double sum = 0;
    bool valid = flags.start.size() == n;
    for (const double share : flags.start) {
      valid = valid && share >= 0;
      sum += share;
    }
    if (!valid || !(sum > 1 - 1e-9 && sum < 1 + 1e-9)) {
      refuse(program, cat("--start needs ", n, " shares that add up to 1"), cat("such as 1/", n, " each, as decimals"));
    }
    constexpr std::uint32_t kSteps = 4096;
    const auto path = games::replicate(payoffs, flags.start, flags.time, kSteps);
    report::Table table({{"strategy"}, {"start", report::Align::Right}, {"end", report::Align::Right}});
    for (std::uint32_t s = 0; s < n; ++s) {
      table.add({names[s], base::number_text(path.front()[s], 6), base::number_text(path.back()[s], 6)});
    }
    if (program.json) {
      program.print_json(report::Json{{"title", game.title()},
                                      {"dynamics", "replicator"},
                                      {"strategies", names},
                                      {"time", flags.time},
                                      {"start", path.front()},
                                      {"end", path.back()}});
    } else {
      program.print(table.text(program.out_style()));
    }
    return ExitCode::Ok;
  }
  std::vector<std::vector<double>> fixation(n, std::vector<double>(n, 0.0));
  report::Table table(
      {{"mutant"}, {"resident"}, {"takes over", report::Align::Right}, {"neutral", report::Align::Right}});
  for (std::uint32_t m = 0; m < n; ++m) {
    for (std::uint32_t r = 0; r < n; ++r) {
      if (m == r) continue;
      fixation[m][r] = games::fixation(payoffs, m, r, flags.population);
      table.add({names[m], names[r], base::number_text(fixation[m][r], 6),
                 base::number_text(1.0 / flags.population.size, 6)});
    }
  }
  const std::vector<double> shares = games::rare_mutation_shares(payoffs, flags.population);
  if (program.json) {
    program.print_json(report::Json{{"title", game.title()},
                                    {"dynamics", "imitation"},
                                    {"strategies", names},
                                    {"population", flags.population.size},
                                    {"intensity", flags.population.intensity},
                                    {"fixation", fixation},
                                    {"shares", shares}});
    return ExitCode::Ok;
  }
  report::Table long_run({{"strategy"}, {"long-run share", report::Align::Right}});
  for (std::uint32_t s = 0; s < n; ++s) long_run.add({names[s], base::number_text(shares[s], 6)});
  program.print(cat(table.text(program.out_style()), "\n", long_run.text(program.out_style())));
  return ExitCode::Ok;
}

// --- Conversion ----------------------------------------------------------------------------------------------------

ExitCode convert(const Program& program, const Flags& flags) {
  const auto read_game = read(program, flags.file);
  const Game& game = normal_form(program, *read_game);
  std::string text;
  if (flags.output.ends_with(".nfg")) {
    text = games::write_nfg(game);
  } else if (flags.output.ends_with(".csv")) {
    text = games::write_csv(game);
  } else if (flags.output.ends_with(".json")) {
    report::Json json = {
        {"title", game.title()}, {"source", flags.file}, {"program", cat("detente ", DETENTE_VERSION)}};
    json["players"] = report::Json::array();
    for (const games::Player& player : game.players()) {
      json["players"].push_back({{"name", player.name}, {"strategies", player.strategies}});
    }
    json["payoffs"] = report::Json::array();
    for (std::uint32_t p = 0; p < game.profile_count(); ++p) {
      report::Json profile = report::Json::array(), payoffs = report::Json::array();
      for (std::uint32_t i = 0; i < game.player_count(); ++i) {
        profile.push_back(game.strategy(p, i));
        payoffs.push_back(game.payoff(p, i).text());
      }
      json["payoffs"].push_back({{"profile", std::move(profile)}, {"payoff", std::move(payoffs)}});
    }
    text = report::json_text(json);
  } else {
    base::Diagnostic unknown{"E1601", {}, cat("`", flags.output, "` has an ending that says no format")};
    program.fail(ExitCode::Usage, unknown.with_help("end it with .nfg, .csv or .json"));
  }
  std::ofstream out(flags.output, std::ios::binary | std::ios::trunc);
  out << text << std::flush;
  if (!out) {
    base::Diagnostic unwritable{"E1304", {}, cat("`", flags.output, "` cannot be written")};
    program.fail(ExitCode::Io, unwritable.with_help("check the folder, the space and the permissions"));
  }
  if (program.json) {
    program.print_json(
        report::Json{{"output", flags.output}, {"players", game.player_count()}, {"profiles", game.profile_count()}});
  }
  return ExitCode::Ok;
}

}  // namespace

void add_game(CLI::App& app, Program& program) {
  auto flags = std::make_shared<Flags>();
  CLI::App* game = app.add_subcommand("game", "finite games from .nfg and .efg files: all equilibria, certified");
  game->require_subcommand(1);
  game->footer(cat("\nExamples:\n", kExamples));

  CLI::App* solving = add_verb(*game, program, "solve", "find equilibria; each carries its exact regrets",
                               kSolveExamples, [&program, flags] { return solve(program, *flags); });
  solving->add_option("FILE", flags->file, "a game, .nfg or .efg")->required();
  solving->add_option("--method", flags->method, "default: all equilibria, with a proof where there is one")
      ->check(CLI::IsMember(
          {"all", "pure", "dominance", "supports", "lemke_howson", "zero_sum", "qre", "correlated", "coarse"}));
  solving->add_flag("--all", flags->all, "all equilibria (the default); with lemke_howson all that it reaches");
  solving->add_option("--label", flags->label, "strategy that a Lemke-Howson path drops first, from 1");
  solving->add_option("--lambda", flags->lambdas, "precisions at which quantal responses are reported [1 / payoff]")
      ->delimiter(',');
  solving
      ->add_option("--objective", flags->objective, "of correlated equilibria: the sum of payoffs, one, or the least")
      ->check(CLI::IsMember({"welfare", "player", "worst"}));
  solving->add_option("--player", flags->player, "with --objective player: which");
  solving->add_flag("--minimise", flags->minimise, "the worst correlated equilibrium instead of the best");

  CLI::App* evolving =
      add_verb(*game, program, "evolve", "populations that imitate success, in a symmetric game of two",
               kEvolveExamples, [&program, flags] { return evolve(program, *flags); });
  evolving->add_option("FILE", flags->file, "a game, .nfg or .efg")->required();
  evolving->add_option("--population", flags->population.size, "individuals")->check(CLI::Range(2, 1'000'000));
  evolving->add_option("--intensity", flags->population.intensity, "of selection [1 / payoff]")
      ->check(CLI::Range(0.0, 1e9));
  evolving->add_option("--start", flags->start, "shares of an infinite population: the replicator equation")
      ->delimiter(',');
  evolving->add_option("--time", flags->time, "of the replicator equation [1 / payoff]")->check(CLI::Range(0.0, 1e9));

  CLI::App* converting = add_verb(*game, program, "convert", "write the normal form as .nfg, .csv or .json",
                                  kConvertExamples, [&program, flags] { return convert(program, *flags); });
  converting->add_option("FILE", flags->file, "a game, .nfg or .efg")->required();
  converting->add_option("-o,--output", flags->output, "file to write")->required();
}

}  // namespace detente::cli
