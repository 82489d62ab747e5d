// Players who could swap places: with strategies in the order given, exchanging two of them exchanges their payoffs and
// leaves everybody else's as they are. That is an equivalence, so players fall into groups; a game is symmetric (von
// Neumann and Morgenstern 1944) when there is one. Every equilibrium then has the swapped one beside it, and one that
// is its own mirror image exists for each group (Nash 1951). Strategies in another order are not tried.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "games/game.h"

namespace detente::games {

// Groups of two and more, players ascending.
std::vector<std::vector<std::uint32_t>> interchangeable(const Game& game);

// "a, b and c are interchangeable: whatever holds of one holds of the others in its place"
std::string symmetry_text(const Game& game, const std::vector<std::uint32_t>& group);

}  // namespace detente::games
