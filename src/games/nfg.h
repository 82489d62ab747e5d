// The file format .nfg of normal-form games, as Gambit and others write it: both bodies (a list of payoffs; a list of
// outcomes and which of them each profile leads to), numbers read exactly.
//   NFG 1 R "title" { "Row" "Column" } { { "up" "down" } { "left" "right" } }
//   "a comment may stand here"
//   3 3  0 5  5 0  1 1        the payoffs of each profile, the first player's strategy running fastest
// Strategies may be given as numbers of them, { 2 2 }; empty names are replaced by numbers.
#pragma once

#include <string>

#include "base/result.h"
#include "base/source.h"
#include "games/game.h"

namespace detente::games {

// E1701 to E1705.
base::Result<Game> read_nfg(const base::SourceMap& sources, base::SourceId source);

// `comment`: where it comes from; empty for none.
std::string write_nfg(const Game& game, const std::string& comment = {});

}  // namespace detente::games
