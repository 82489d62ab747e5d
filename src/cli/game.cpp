// `detente game`: finite games from files .nfg and .efg, solved, evolved or written anew.
#include <memory>

#include "base/cat.h"
#include "base/number_text.h"
#include "cli/game_solve.h"
#include "cli/interrupt.h"
#include "cli/write_file.h"
#include "driver/files.h"
#include "games/efg.h"
#include "games/fictitious.h"
#include "games/nfg.h"
#include "games/table.h"
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
  detente game evolve shapley.nfg --fictitious 100000 --first 1,2
)";
constexpr const char* kConvertExamples = R"(  detente game convert poker.efg -o poker.nfg
  detente game convert chicken.nfg -o chicken.csv
)";

std::string text_of_file(const Program& program, const std::string& path) {
  auto text = driver::read_file(path);
  if (!text) {
    base::Diagnostic unreadable{"E0905", {}, cat("`", path, "` cannot be read")};
    program.fail(ExitCode::Io, unreadable.with_help("name a game file, .nfg or .efg"));
  }
  return std::move(*text);
}

std::unique_ptr<GameRead> read(const Program& program, const std::string& path) {
  auto result = std::make_unique<GameRead>();
  const base::SourceId id = result->sources.add(path, text_of_file(program, path));
  const std::string_view text = result->sources.text(id);
  const std::size_t start = text.find_first_not_of(" \t\r\n\xEF\xBB\xBF");
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

// --- Solving -------------------------------------------------------------------------------------------------------

ExitCode solve(const Program& program, const GameFlags& flags) {
  end_when_interrupted();
  const auto read_game = read(program, flags.file);
  const GameAnswer answer = solve_game(program, flags, *read_game);
  if (program.json) {
    program.print_json(json_of(answer));
  } else {
    program.print(text_of(answer, program.out_style()));
  }
  return ExitCode::Ok;
}

// --- Evolution -----------------------------------------------------------------------------------------------------

ExitCode play_fictitiously(const Program& program, const GameFlags& flags, const Game& game) {
  std::vector<std::uint32_t> first(game.player_count(), 0);
  for (std::uint32_t i = 0; i < game.player_count() && !flags.first.empty(); ++i) {
    if (flags.first.size() != first.size() || flags.first[i] < 1 || flags.first[i] > game.strategy_count(i)) {
      refuse_method(program, "--first needs a strategy of each player, counted from 1",
                    cat("such as ", first.size() > 2 ? "1,2,1" : "1,2"));
    }
    first[i] = flags.first[i] - 1;
  }
  const std::vector<games::PlayedSoFar> seen = games::fictitious_play(game, std::move(first), flags.fictitious);
  if (program.json) {
    report::Json json = {{"title", game.title()}, {"dynamics", "fictitious play"}};
    json["players"] = report::Json::array();
    for (const games::Player& player : game.players()) {
      json["players"].push_back({{"name", player.name}, {"strategies", player.strategies}});
    }
    json["played"] = report::Json::array();
    for (const games::PlayedSoFar& so_far : seen) {
      json["played"].push_back(
          {{"rounds", so_far.rounds}, {"frequencies", so_far.frequencies}, {"regret_share", so_far.regret_share}});
    }
    program.print_json(json);
    return ExitCode::Ok;
  }
  report::Table path({{"rounds", report::Align::Right}, {"largest regret, of the payoffs' range"}});
  for (const games::PlayedSoFar& so_far : seen) {
    path.add({report::count_text(so_far.rounds), cat(base::number_text(100 * so_far.regret_share, 4), " %")});
  }
  report::Table end({{"player"}, {"strategy"}, {"played", report::Align::Right}});
  for (std::uint32_t i = 0; i < game.player_count(); ++i) {
    const games::Player& player = game.players()[i];
    for (std::uint32_t s = 0; s < player.strategies.size(); ++s) {
      end.add({player.name, player.strategies[s], base::number_text(seen.back().frequencies[i][s], 6)});
    }
  }
  program.print(cat(path.text(program.out_style()), "\n", end.text(program.out_style())));
  return ExitCode::Ok;
}

ExitCode evolve(const Program& program, const GameFlags& flags) {
  const auto read_game = read(program, flags.file);
  const Game& game = normal_form(program, *read_game);
  if (flags.fictitious > 0) return play_fictitiously(program, flags, game);
  games::PayoffMatrix payoffs;
  for (const auto& row : games::symmetric_payoffs(game)) {
    std::vector<double>& numbers = payoffs.emplace_back();
    for (const Rational& payoff : row) numbers.push_back(payoff.number());
  }
  if (payoffs.empty()) {
    refuse_method(program, "not a symmetric game of two players", "both need the same choices and the same payoffs");
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
      refuse_method(program, cat("--start needs ", n, " shares that add up to 1"),
                    cat("such as 1/", n, " each, as decimals"));
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

ExitCode convert(const Program& program, const GameFlags& flags) {
  const auto read_game = read(program, flags.file);
  const Game& game = normal_form(program, *read_game);
  std::string text;
  if (flags.output.ends_with(".nfg")) {
    text = games::write_nfg(game, cat("from ", flags.file, " by detente ", DETENTE_VERSION));
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
  write_file(program, flags.output, text);
  if (program.json) {
    program.print_json(
        report::Json{{"output", flags.output}, {"players", game.player_count()}, {"profiles", game.profile_count()}});
  }
  return ExitCode::Ok;
}

}  // namespace

void add_game(CLI::App& app, Program& program) {
  auto flags = std::make_shared<GameFlags>();
  CLI::App* game = app.add_subcommand("game", "finite games from .nfg and .efg files: all equilibria, certified");
  game->require_subcommand(1);
  game->footer(cat("\nExamples:\n", kExamples));

  CLI::App* solving = add_verb(*game, program, "solve", "find equilibria; each carries its exact regrets",
                               kSolveExamples, [&program, flags] { return solve(program, *flags); });
  solving->add_option("FILE", flags->file, "a game, .nfg or .efg")->required();
  solving->add_option("--method", flags->method, "default: all equilibria, with a proof where there is one")
      ->check(CLI::IsMember({"all", "pure", "dominance", "supports", "lemke_howson", "lemke", "zero_sum", "qre",
                             "correlated", "coarse"}));
  solving->add_flag("--all", flags->all, "all equilibria (the default); with lemke_howson all that it reaches");
  solving->add_option("--label", flags->label, "strategy that a Lemke-Howson path drops first, from 1");
  solving->add_option("--lambda", flags->lambdas, "precisions at which quantal responses are reported [1 / payoff]")
      ->delimiter(',');
  solving
      ->add_option("--objective", flags->objective, "of correlated equilibria: the sum of payoffs, one, or the least")
      ->check(CLI::IsMember({"welfare", "player", "worst"}));
  solving->add_option("--player", flags->player, "with --objective player: which");
  solving->add_flag("--minimise", flags->minimise, "the worst correlated equilibrium instead of the best");

  CLI::App* evolving = add_verb(*game, program, "evolve",
                                "populations that imitate success, in a symmetric game of two; fictitious play",
                                kEvolveExamples, [&program, flags] { return evolve(program, *flags); });
  evolving->add_option("FILE", flags->file, "a game, .nfg or .efg")->required();
  evolving->add_option("--population", flags->population.size, "individuals")->check(CLI::Range(2, 1'000'000));
  evolving->add_option("--intensity", flags->population.intensity, "of selection [1 / payoff]")
      ->check(CLI::Range(0.0, 1e9));
  evolving->add_option("--start", flags->start, "shares of an infinite population: the replicator equation")
      ->delimiter(',');
  evolving->add_option("--time", flags->time, "of the replicator equation [1 / payoff]")->check(CLI::Range(0.0, 1e9));

  evolving
      ->add_option("--fictitious", flags->fictitious,
                   "rounds in which all answer what the others have played so far, in any game")
      ->check(CLI::Range(1u, 1u << 30));
  evolving->add_option("--first", flags->first, "each player's strategy in the first of these rounds (default: 1)")
      ->delimiter(',');

  CLI::App* converting = add_verb(*game, program, "convert", "write the normal form as .nfg, .csv or .json",
                                  kConvertExamples, [&program, flags] { return convert(program, *flags); });
  converting->add_option("FILE", flags->file, "a game, .nfg or .efg")->required();
  converting->add_option("-o,--output", flags->output, "file to write")->required();
}

}  // namespace detente::cli
