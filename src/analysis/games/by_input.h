// Shares that pass the filters by the value of an input, in bins of equally many futures, or one for each choice of an
// alternative: of the inputs asked for, of those in the model's group `hazard_weight`, and of the few along which the
// zone changes most.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "analysis/games/overlap.h"

namespace detente::analysis::games {

// `asked` holds names or base names; the view has its shares by future. Empty below ten futures a bin.
std::vector<InputCurve> curves_by_input(const plan::Interface& interface, const Sample& sample,
                                        const AgreementView& view, std::span<const std::string> asked);

}  // namespace detente::analysis::games
