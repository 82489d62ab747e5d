// The part of a model that players and what they get depend on: all that a search among their policies has to run.
#pragma once

#include "model/model.h"

namespace detente::model {

// The same inputs, levers, players, agreements and random streams, so payoffs have the same bits. Of the metrics,
// payoffs and broken constraints are left; claims, observed series, calibrations and what only they need are gone, and
// with them the faults of what nobody's payoff depends on. Symbols and cells are gone too: nothing is to be named.
Model payoff_model(const Model& model);

}  // namespace detente::model
