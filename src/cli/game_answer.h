// What `detente game solve` found, in one shape for every method and both forms of games, and how it is printed.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "games/correlated.h"
#include "games/dominance.h"
#include "games/qre.h"
#include "games/supports.h"
#include "games/tree.h"
#include "report/json.h"
#include "report/table.h"

namespace detente::cli {

// Where a player chooses: a player of a normal form, or an information set of a tree.
struct Choice {
  std::string player;
  std::string set;  // empty in a normal form
  std::vector<std::string> options;
};

struct Listed {
  std::vector<std::vector<games::Rational>> strategies;  // a row for each Choice
  std::vector<games::Rational> payoff, regret;           // per player
  std::vector<double> share;                             // regret by payoff range
  std::optional<double> within;                          // how near the true equilibrium is; none: nothing proven
  std::optional<int> index;
  std::optional<double> lambda;
  std::optional<std::uint32_t> component;
};

struct GameAnswer {
  std::string title, method;
  std::vector<std::string> players;
  std::vector<Choice> choices;
  std::vector<Listed> equilibria;
  bool complete = false;
  std::string proof;
  std::vector<games::Component> components;  // of a game of two players
  std::optional<games::Rational> value;      // of a constant-sum game, or of the objective
  std::optional<games::CorrelatedSolution> correlated;
  std::vector<std::string> profiles;  // names, when `correlated`
  std::optional<games::DominanceSolution> dominance;
  bool is_response = false;  // quantal responses: regrets are not zero, and are not meant to be
  std::vector<std::string> notes;
};

report::Json json_of(const GameAnswer& answer);
std::string text_of(const GameAnswer& answer, const report::Style& style);

}  // namespace detente::cli
