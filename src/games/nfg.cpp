#include "games/nfg.h"

#include "base/cat.h"
#include "games/scan.h"

namespace detente::games {

using base::cat;

namespace {

constexpr std::uint64_t kFewProfiles = 10'000;

std::string name_or_number(std::string name, std::size_t number) {
  return name.empty() ? std::to_string(number) : name;
}

void report_size(Scanner& scan) {
  scan.fault("E1705", "the game is too large")
      .with_help(cat("at most ", Game::kMaxPlayers, " players, ", Game::kMaxProfiles, " profiles of strategies and ",
                     Game::kMaxPayoffs, " payoffs"));
}

void read_counts(Scanner& scan, std::vector<Player>& players) {
  std::uint64_t profiles = 1;
  for (std::size_t i = 0; i < players.size() && !scan.failed(); ++i) {
    const std::uint32_t count = scan.whole("the number of strategies", 1, std::uint32_t{Game::kMaxProfiles});
    profiles *= count;
    if (profiles > Game::kMaxProfiles) return report_size(scan);
    for (std::uint32_t s = 1; s <= count; ++s) players[i].strategies.push_back(std::to_string(s));
  }
}

void read_names(Scanner& scan, std::vector<Player>& players) {
  for (std::size_t i = 0; i < players.size() && !scan.failed(); ++i) {
    scan.expect('{', cat("before the strategies of player ", i + 1));
    std::vector<std::string>& names = players[i].strategies;
    while (scan.sees('"')) names.push_back(name_or_number(scan.text("a strategy"), names.size() + 1));
    scan.expect('}', "after the strategies of a player");
    if (!scan.failed() && names.empty()) {
      scan.fault("E1704", cat("player ", i + 1, " has no strategy")).with_help("every player has at least one");
    }
  }
}

std::vector<Player> read_players(Scanner& scan) {
  std::vector<Player> players;
  scan.expect('{', "before the players");
  while (scan.sees('"')) players.push_back({name_or_number(scan.text("a player"), players.size() + 1), {}});
  scan.expect('}', "after the players");
  if (!scan.failed() && players.empty()) scan.fault("E1704", "the game has no players").with_help("name at least one");
  scan.expect('{', "before the strategies");
  if (scan.failed()) return players;
  if (scan.sees('{')) {
    read_names(scan, players);
  } else {
    read_counts(scan, players);
  }
  scan.expect('}', cat("after the strategies of ", players.size(), " players"));
  return players;
}

void read_payoffs(Scanner& scan, Game& game) {
  for (std::uint32_t p = 0; p < game.profile_count(); ++p) {
    for (std::uint32_t i = 0; i < game.player_count(); ++i) {
      if (scan.at_end() && !scan.failed()) {
        scan.fault("E1704", cat("the file ends after ", p * game.player_count() + i, " payoffs; ",
                                std::uint64_t{game.profile_count()} * game.player_count(), " are needed"))
            .with_help("one for each player in each profile, the first player's strategy running fastest");
      }
      game.payoff(p, i) = scan.number("a payoff");
      scan.take(',');
      if (scan.failed()) return;
    }
  }
}

void read_outcomes(Scanner& scan, Game& game) {
  std::vector<std::vector<Rational>> outcomes(1, std::vector<Rational>(game.player_count()));  // 0: nothing for anybody
  scan.expect('{', "before the outcomes");
  while (scan.take('{')) {
    scan.text("the name of an outcome");
    std::vector<Rational>& payoffs = outcomes.emplace_back();
    for (std::uint32_t i = 0; i < game.player_count(); ++i) {
      payoffs.push_back(scan.number("a payoff"));
      scan.take(',');
    }
    scan.expect('}', "after the payoffs of an outcome, one for each player");
    if (scan.failed()) return;
  }
  scan.expect('}', "after the outcomes");
  for (std::uint32_t p = 0; p < game.profile_count() && !scan.failed(); ++p) {
    if (scan.at_end()) {
      scan.fault("E1704",
                 cat("the file ends after ", p, " outcomes; ", game.profile_count(), " profiles need one each"))
          .with_help("one for each profile, the first player's strategy running fastest; 0 is no outcome");
      return;
    }
    const std::uint32_t outcome =
        scan.whole("the outcome of a profile", 0, static_cast<std::uint32_t>(outcomes.size() - 1));
    for (std::uint32_t i = 0; i < game.player_count(); ++i) game.payoff(p, i) = outcomes[outcome][i];
  }
}

std::string quoted(const std::string& text) {
  std::string result = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') result += '\\';
    result += c;
  }
  return result + "\"";
}

}  // namespace

base::Result<Game> read_nfg(const base::SourceMap& sources, base::SourceId source) {
  base::Result<Game> result;
  Scanner scan(sources, source, result.diagnostics);
  const bool is_nfg = scan.sees_number() && scan.word("NFG") == "NFG" && scan.sees_number() && scan.word("1") == "1";
  if (!is_nfg) {
    scan.fault("E1701", "not a game in normal form").with_help("such a file begins with NFG 1 R \"title\"");
    return result;
  }
  scan.word("R or D");  // how numbers are written; every number is read exactly
  std::string title = scan.text("the title");
  std::vector<Player> players = read_players(scan);
  if (scan.failed()) return result;
  if (!Game::fits(players)) {
    report_size(scan);
    return result;
  }
  if (scan.sees('"')) scan.text("the comment");
  std::uint64_t profiles = 1;
  for (const Player& player : players) profiles *= player.strategies.size();
  if (profiles > kFewProfiles && scan.bytes_left() < 2 * profiles) {  // before memory is taken for them
    scan.fault("E1704", cat("the file is too short for ", profiles, " profiles"))
        .with_help("check the numbers of strategies");
    return result;
  }
  Game game(std::move(title), std::move(players));
  if (scan.sees('{')) {
    read_outcomes(scan, game);
  } else {
    read_payoffs(scan, game);
  }
  if (!scan.failed() && !scan.at_end()) {
    scan.word("");
    scan.fault("E1704", cat("the file goes on after the last of ", game.profile_count(), " profiles"))
        .with_help("check the numbers of strategies and the payoffs");
  }
  if (!scan.failed()) result.value = std::move(game);
  return result;
}

std::string write_nfg(const Game& game, const std::string& comment) {
  std::string text = cat("NFG 1 R ", quoted(game.title()), "\n{");
  for (const Player& player : game.players()) text += cat(" ", quoted(player.name));
  text += " }\n{";
  for (const Player& player : game.players()) {
    text += " {";
    for (const std::string& strategy : player.strategies) text += cat(" ", quoted(strategy));
    text += " }";
  }
  text += " }\n";
  if (!comment.empty()) text += quoted(comment) + "\n";
  text += "\n";
  for (std::uint32_t p = 0; p < game.profile_count(); ++p) {
    for (std::uint32_t i = 0; i < game.player_count(); ++i) {
      text += cat(i == 0 ? "" : " ", game.payoff(p, i).text());
    }
    text += "\n";
  }
  return text;
}

}  // namespace detente::games
