// Diagrams as inline SVG: the same bytes for the same model. Every array is one node. Names link to their entries.
#pragma once

#include <string>
#include <vector>

#include "guide/causes.h"
#include "guide/structure.h"

namespace detente::guide {

// Stocks as boxes with their valves and clouds, auxiliaries as text, what a chapter takes from elsewhere in angle
// brackets; constants and parameters are left out. A stock stands once, at the right; where its level is read, its name
// stands in angle brackets, too, so that all arrows go to the right. Empty when the chapter has no stock and no flow.
std::string stock_flow_figure(const Structure& structure, std::uint32_t chapter);

// The variables of a chapter that lie on loops inside it, on a ring, with signs at the arrows. Empty without loops.
std::string loop_figure(const Structure& structure, std::uint32_t chapter, const std::vector<Link>& links);

// Which chapters read which: a square per pair with the number of variables that are read. Empty for one chapter.
std::string reading_figure(const Structure& structure);

}  // namespace detente::guide
