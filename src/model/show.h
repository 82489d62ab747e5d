// A checked model as text: what `detente show model` prints.
// Names, sets and units, then the graph in its own order, one node a line; a node that is the value of declared
// quantities says which. The same text for the same model, on every machine.
#pragma once

#include <string>

#include "model/model.h"

namespace detente::model {

std::string show(const Model& model);

}  // namespace detente::model
