// Numbers of single futures that claims about players ask for (plan::Strategic), as columns beside a sample: the share
// of its terms under which an agreement stands, how far a best reply moves, what a deviation gains.
// Players know the inputs of their future, not its chance; others stay as they stand.
#pragma once

#include <cstdint>
#include <vector>

#include "analysis/games/oracle.h"
#include "analysis/games/overlap.h"

namespace detente::analysis::games {

struct ColumnOptions {
  OverlapOptions overlap;           // budget of zones; seed and standing policies of all
  std::uint32_t reply_values = 17;  // of the lever that answers, evenly spaced; the best one is then refined
  double reply_shift = 0.2;         // by how much of its range the other lever rises
};

// One value per future; NaN where a run that it needs faulted. Levers count in parts of their ranges, gains in [year].
// The oracle knows the players concerned.
base::Result<std::vector<double>> strategic_column(Oracle& oracle, const plan::Strategic& wanted, const Sample& sample,
                                                   const ColumnOptions& options);

}  // namespace detente::analysis::games
