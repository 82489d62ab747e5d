#include "games/table.h"

#include "base/cat.h"
#include "base/number_text.h"

namespace detente::games {

using base::cat;

namespace {

std::string cell(const std::string& text) {
  if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
  std::string quoted = "\"";
  for (const char c : text) quoted += c == '"' ? std::string("\"\"") : std::string(1, c);
  return quoted + "\"";
}

// `number(profile, player)` and, if there are any, `error(profile, player)` as texts.
template <class NumberText, class ErrorText>
std::string write(const Game& game, NumberText number, ErrorText error, bool has_errors) {
  std::string text;
  for (const Player& player : game.players()) text += cat(text.empty() ? "" : ",", cell(player.name));
  for (const Player& player : game.players()) {
    text += cat(",", cell(cat("payoff of ", player.name)));
    if (has_errors) text += cat(",", cell(cat("standard error of ", player.name)));
  }
  text += "\n";
  for (std::uint32_t p = 0; p < game.profile_count(); ++p) {
    for (std::uint32_t i = 0; i < game.player_count(); ++i) {
      text += cat(i == 0 ? "" : ",", cell(game.players()[i].strategies[game.strategy(p, i)]));
    }
    for (std::uint32_t i = 0; i < game.player_count(); ++i) {
      text += cat(",", number(p, i));
      if (has_errors) text += cat(",", error(p, i));
    }
    text += "\n";
  }
  return text;
}

}  // namespace

std::string write_csv(const Game& game) {
  const auto exact = [&](std::uint32_t p, std::uint32_t i) { return game.payoff(p, i).text(); };
  return write(game, exact, exact, false);
}

std::string write_csv(const SimulatedGame& game) {
  const auto mean = [&](std::uint32_t p, std::uint32_t i) {
    return base::number_text(game.means.payoff(p, i).number());
  };
  const auto error = [&](std::uint32_t p, std::uint32_t i) {
    return base::number_text(game.standard_errors[p * game.means.player_count() + i]);
  };
  return write(game.means, mean, error, true);
}

}  // namespace detente::games
