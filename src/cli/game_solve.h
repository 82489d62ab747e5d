// What the verbs of `detente game` share: their flags, the game they read, and solving it by the method asked for.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "cli/game_answer.h"
#include "cli/program.h"
#include "games/evolution.h"
#include "games/tree.h"

namespace detente::cli {

struct GameFlags {
  std::string file, method, objective = "welfare", player, output;
  bool all = false, minimise = false;
  std::uint32_t label = 1, fictitious = 0;
  std::vector<double> lambdas, start;
  std::vector<std::uint32_t> first;
  games::Population population;
  double time = 100;
};

// A normal form, with the tree it comes from if there is one.
struct GameRead {
  base::SourceMap sources;
  std::optional<games::Tree> tree;
  std::optional<games::ReducedForm> reduced;
  std::optional<games::Game> normal;
  const games::Game* game() const { return reduced ? &reduced->game : normal ? &*normal : nullptr; }
};

// The normal form; a tree too large for one is a Failure.
const games::Game& normal_form(const Program& program, const GameRead& read);

// Ends the verb with E1708: the method does not fit the game.
[[noreturn]] void refuse_method(const Program& program, std::string message, std::string help);

// A method that does not fit, or would take too long, is a Failure.
GameAnswer solve_game(const Program& program, const GameFlags& flags, const GameRead& read);

}  // namespace detente::cli
