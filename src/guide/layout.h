// Where the boxes of a diagram stand: layers from left to right for what depends on what, a ring for loops.
// Geometry only: names, colours and arrows are guide/diagram.h's. The same input gives the same places, everywhere;
// boxes never overlap. All lengths in pixels.
#pragma once

#include <cstdint>
#include <utility>
#include <vector>

namespace detente::guide {

struct Box {
  double width = 0, height = 0;
  double x = 0, y = 0;  // of the centre; made by the layout
};

struct Point {
  double x = 0, y = 0;
};

using Edges = std::vector<std::pair<std::uint32_t, std::uint32_t>>;  // from, to: indices of boxes

struct Drawing {
  double width = 0, height = 0;
  // Beside the edges: where each passes the columns between its ends, two points a column, left to right. Edges from
  // one box share their way as long as they can.
  std::vector<std::vector<Point>> routes;
};

// Boxes in columns so that every edge goes to the right; the edges form no circle. A box stands as far to the right as
// its readers allow, and as near to its neighbours as the order in its column, which lessens crossings, allows.
Drawing place_in_layers(std::vector<Box>& boxes, const Edges& edges);

// Boxes on an ellipse, clockwise from the top in the given order.
Drawing place_on_ring(std::vector<Box>& boxes);

}  // namespace detente::guide
