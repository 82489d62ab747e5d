#include "guide/layout.h"

#include <gtest/gtest.h>

#include <cmath>

namespace detente::guide {
namespace {

bool overlap(const Box& a, const Box& b) {
  return std::fabs(a.x - b.x) < (a.width + b.width) / 2 - 1e-6 &&
         std::fabs(a.y - b.y) < (a.height + b.height) / 2 - 1e-6;
}

void expect_clear(const std::vector<Box>& boxes, const Drawing& drawing) {
  for (std::size_t i = 0; i < boxes.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) EXPECT_FALSE(overlap(boxes[i], boxes[j])) << i << " and " << j;
    EXPECT_GE(boxes[i].x - boxes[i].width / 2, 0);
    EXPECT_GE(boxes[i].y - boxes[i].height / 2, 0);
    EXPECT_LE(boxes[i].x + boxes[i].width / 2, drawing.width);
    EXPECT_LE(boxes[i].y + boxes[i].height / 2, drawing.height);
  }
}

// Boxes of many sizes; each reads some of those before it.
std::pair<std::vector<Box>, Edges> web(std::uint32_t count) {
  std::vector<Box> boxes;
  Edges edges;
  std::uint32_t seed = 1;
  const auto next = [&](std::uint32_t below) {
    seed = seed * 1664525u + 1013904223u;
    return (seed >> 8) % below;
  };
  for (std::uint32_t b = 0; b < count; ++b) {
    boxes.push_back({20.0 + next(150), 14.0 + next(60)});
    for (std::uint32_t k = next(4); k > 0 && b > 0; --k) edges.emplace_back(next(b), b);
  }
  return {boxes, edges};
}

TEST(Layout, LayersNeverOverlapAndEdgesGoRight) {
  for (const std::uint32_t count : {0u, 1u, 2u, 7u, 40u, 120u}) {
    auto [boxes, edges] = web(count);
    const Drawing drawing = place_in_layers(boxes, edges);
    expect_clear(boxes, drawing);
    ASSERT_EQ(drawing.routes.size(), edges.size());
    for (std::size_t e = 0; e < edges.size(); ++e) {
      double x = boxes[edges[e].first].x + boxes[edges[e].first].width / 2;
      for (const Point& point : drawing.routes[e]) {
        EXPECT_GE(point.x, x - 1e-6);
        x = point.x;
      }
      EXPECT_LT(x, boxes[edges[e].second].x - boxes[edges[e].second].width / 2);
    }
  }
}

TEST(Layout, LongEdgesPassBetweenBoxes) {
  auto [boxes, edges] = web(60);
  const Drawing drawing = place_in_layers(boxes, edges);
  for (const std::vector<Point>& route : drawing.routes) {
    for (std::size_t i = 0; i + 1 < route.size(); i += 2) {
      for (const Box& box : boxes) {
        const bool beside = box.x + box.width / 2 < route[i].x + 1e-6 || box.x - box.width / 2 > route[i + 1].x - 1e-6;
        EXPECT_TRUE(beside || std::fabs(box.y - route[i].y) >= box.height / 2);
      }
    }
  }
}

TEST(Layout, RingsNeverOverlap) {
  for (const std::uint32_t count : {1u, 2u, 3u, 9u, 26u}) {
    auto [boxes, edges] = web(count);
    const Drawing drawing = place_on_ring(boxes);
    expect_clear(boxes, drawing);
  }
}

TEST(Layout, IsTheSameEachTime) {
  auto [first, edges] = web(50);
  std::vector<Box> second = first;
  place_in_layers(first, edges);
  place_in_layers(second, edges);
  for (std::size_t b = 0; b < first.size(); ++b) {
    EXPECT_EQ(first[b].x, second[b].x);
    EXPECT_EQ(first[b].y, second[b].y);
  }
}

}  // namespace
}  // namespace detente::guide
