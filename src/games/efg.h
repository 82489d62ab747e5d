// The file format .efg of games in extensive form, as Gambit and others write it: nodes in preorder,
//   c "" 1 "deal" { "King" 1/2 "Queen" 1/2 } 0          chance: information set, moves with probabilities, outcome
//   p "" 1 1 "holds King" { "bet" "fold" } 0            player, information set, moves, outcome
//   t "" 1 "wins" { 1, -1 }                             leaf: outcome with payoffs, which are said once
// Outcomes on the way add to those at the leaf. Games without perfect recall are refused.
#pragma once

#include "base/result.h"
#include "base/source.h"
#include "games/tree.h"

namespace detente::games {

// E1701 to E1707, E1709.
base::Result<Tree> read_efg(const base::SourceMap& sources, base::SourceId source);

}  // namespace detente::games
