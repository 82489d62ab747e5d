#include "games/game.h"

#include <algorithm>

#include "base/check.h"

namespace detente::games {

bool Game::fits(const std::vector<Player>& players) {
  if (players.empty() || players.size() > kMaxPlayers) return false;
  std::uint64_t profiles = 1;
  for (const Player& player : players) {
    if (player.strategies.empty() || player.strategies.size() > kMaxProfiles) return false;
    profiles *= player.strategies.size();
    if (profiles > kMaxProfiles) return false;
  }
  return profiles * players.size() <= kMaxPayoffs;
}

Game::Game(std::string title, std::vector<Player> players) : title_(std::move(title)), players_(std::move(players)) {
  DETENTE_CHECK(fits(players_));
  profiles_ = 1;
  for (const Player& player : players_) {
    strides_.push_back(profiles_);
    profiles_ *= static_cast<std::uint32_t>(player.strategies.size());
  }
  payoffs_.resize(std::size_t{profiles_} * players_.size());
}

Game Game::bimatrix(const std::vector<std::vector<Rational>>& row_payoffs,
                    const std::vector<std::vector<Rational>>& column_payoffs) {
  DETENTE_CHECK(!row_payoffs.empty() && row_payoffs.size() == column_payoffs.size());
  std::vector<Player> players = {{"row", {}}, {"column", {}}};
  for (std::size_t i = 0; i < row_payoffs.size(); ++i) players[0].strategies.push_back(std::to_string(i + 1));
  for (std::size_t j = 0; j < row_payoffs[0].size(); ++j) players[1].strategies.push_back(std::to_string(j + 1));
  Game game("", std::move(players));
  for (std::uint32_t i = 0; i < game.strategy_count(0); ++i) {
    DETENTE_CHECK(row_payoffs[i].size() == row_payoffs[0].size() && column_payoffs[i].size() == row_payoffs[0].size());
    for (std::uint32_t j = 0; j < game.strategy_count(1); ++j) {
      const std::uint32_t at = game.profile({i, j});
      game.payoff(at, 0) = row_payoffs[i][j];
      game.payoff(at, 1) = column_payoffs[i][j];
    }
  }
  return game;
}

std::uint32_t Game::profile(const std::vector<std::uint32_t>& strategies) const {
  DETENTE_CHECK(strategies.size() == players_.size());
  std::uint32_t result = 0;
  for (std::uint32_t i = 0; i < player_count(); ++i) {
    DETENTE_CHECK(strategies[i] < strategy_count(i));
    result += strategies[i] * strides_[i];
  }
  return result;
}

Rational Game::range(std::uint32_t player) const {
  const Rational* low = &payoff(0, player);
  const Rational* high = low;
  for (std::uint32_t p = 1; p < profiles_; ++p) {
    const Rational& value = payoff(p, player);
    if (value < *low) low = &value;
    if (value > *high) high = &value;
  }
  return *high - *low;
}

Game Game::restricted(const std::vector<std::vector<std::uint32_t>>& keep) const {
  DETENTE_CHECK(keep.size() == players_.size());
  std::vector<Player> players;
  for (std::uint32_t i = 0; i < player_count(); ++i) {
    Player& player = players.emplace_back(Player{players_[i].name, {}});
    for (const std::uint32_t s : keep[i]) player.strategies.push_back(players_[i].strategies[s]);
  }
  Game result(title_, std::move(players));
  for (std::uint32_t p = 0; p < result.profiles_; ++p) {
    std::uint32_t here = 0;
    for (std::uint32_t i = 0; i < player_count(); ++i) here += keep[i][result.strategy(p, i)] * strides_[i];
    for (std::uint32_t i = 0; i < player_count(); ++i) result.payoff(p, i) = payoff(here, i);
  }
  return result;
}

MixedProfile pure_profile(const Game& game, std::uint32_t profile) {
  MixedProfile result(game.player_count());
  for (std::uint32_t i = 0; i < game.player_count(); ++i) {
    result[i].resize(game.strategy_count(i));
    result[i][game.strategy(profile, i)] = 1;
  }
  return result;
}

MixedProfile exact_profile(const Profile<double>& profile) {
  MixedProfile result;
  for (const std::vector<double>& mixed : profile) {
    std::vector<Rational>& exact = result.emplace_back();
    Rational sum;
    for (const double p : mixed) {
      exact.push_back(p > 0 ? Rational::exactly(p) : Rational());
      sum += exact.back();
    }
    DETENTE_CHECK(sum.sign() > 0);
    for (Rational& p : exact) p /= sum;
  }
  return result;
}

Profile<double> numbers(const MixedProfile& profile) {
  Profile<double> result;
  for (const std::vector<Rational>& mixed : profile) {
    std::vector<double>& row = result.emplace_back();
    for (const Rational& p : mixed) row.push_back(p.number());
  }
  return result;
}

}  // namespace detente::games
