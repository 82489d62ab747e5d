#include "guide/layout.h"

#include <algorithm>
#include <cmath>

#include "base/check.h"
#include "kernels/elementary.h"

namespace detente::guide {

namespace {

constexpr double kGapX = 64, kGapY = 10, kMargin = 16;
constexpr double kLead = 2;  // height of a passing edge
constexpr int kSweeps = 8;

class Layers {
 public:
  Layers(const std::vector<Box>& boxes, const Edges& edges)
      : boxes_(boxes), edges_(edges), layer_(boxes.size(), 0), out_(boxes.size()), in_(boxes.size()) {
    for (const auto& [from, to] : edges) {
      if (from != to) connect(from, to);
    }
  }

  Drawing place(std::vector<Box>& result) {
    assign_layers();
    lead_long_edges();
    for (const auto& layer : layers_) stack(layer);
    for (int sweep = 0; sweep < kSweeps; ++sweep) order(sweep % 2 == 0 ? in_ : out_);
    for (int sweep = 0; sweep < kSweeps; ++sweep) {
      settle(in_);
      settle(out_);
    }
    Drawing drawing = frame();
    for (const auto& [from, to] : edges_) drawing.routes.push_back(route(from, to));
    std::copy_n(boxes_.begin(), result.size(), result.begin());
    return drawing;
  }

 private:
  void connect(std::uint32_t from, std::uint32_t to) {
    out_[from].push_back(to);
    in_[to].push_back(from);
  }

  // The layer counts steps to the last reader; then it is turned around, so that sinks stand at the right.
  void assign_layers() {
    std::vector<std::uint32_t> waits(boxes_.size());
    std::vector<std::uint32_t> ready;
    for (std::uint32_t b = 0; b < boxes_.size(); ++b) {
      waits[b] = static_cast<std::uint32_t>(out_[b].size());
      if (waits[b] == 0) ready.push_back(b);
    }
    std::uint32_t deepest = 0;
    for (std::size_t next = 0; next < ready.size(); ++next) {
      const std::uint32_t b = ready[next];
      deepest = std::max(deepest, layer_[b]);
      for (const std::uint32_t from : in_[b]) {
        layer_[from] = std::max(layer_[from], layer_[b] + 1);
        if (--waits[from] == 0) ready.push_back(from);
      }
    }
    DETENTE_CHECK(ready.size() == boxes_.size());  // no circle
    layers_.resize(boxes_.empty() ? 0 : deepest + 1);
    for (std::uint32_t b = 0; b < boxes_.size(); ++b) {
      layer_[b] = deepest - layer_[b];
      layers_[layer_[b]].push_back(b);
    }
  }

  // A thin box in every column that an edge passes; those of one source are shared. Then all edges are short.
  void lead_long_edges() {
    const std::uint32_t real = static_cast<std::uint32_t>(boxes_.size());
    leads_.resize(real);
    std::vector<std::vector<std::uint32_t>> targets = std::move(out_);
    out_.assign(real, {});
    in_.assign(real, {});
    for (std::uint32_t from = 0; from < real; ++from) {
      for (const std::uint32_t to : targets[from]) {
        while (layer_[from] + leads_[from].size() + 1 < layer_[to]) {
          const std::uint32_t lead = static_cast<std::uint32_t>(boxes_.size());
          boxes_.push_back({0, kLead, 0, 0});
          layer_.push_back(layer_[from] + static_cast<std::uint32_t>(leads_[from].size()) + 1);
          layers_[layer_.back()].push_back(lead);
          out_.emplace_back();
          in_.emplace_back();
          connect(leads_[from].empty() ? from : leads_[from].back(), lead);
          leads_[from].push_back(lead);
        }
        const std::uint32_t between = layer_[to] - layer_[from] - 1;
        connect(between == 0 ? from : leads_[from][between - 1], to);
      }
    }
  }

  std::vector<Point> route(std::uint32_t from, std::uint32_t to) const {
    std::vector<Point> points;
    for (std::uint32_t i = 0; from != to && i + layer_[from] + 1 < layer_[to]; ++i) {
      const Box& lead = boxes_[leads_[from][i]];
      const double half = widths_[layer_[from] + i + 1] / 2;
      points.push_back({lead.x - half, lead.y});
      points.push_back({lead.x + half, lead.y});
    }
    return points;
  }

  void stack(const std::vector<std::uint32_t>& layer) {
    double y = 0;
    for (const std::uint32_t b : layer) {
      boxes_[b].y = y + boxes_[b].height / 2;
      y += boxes_[b].height + kGapY;
    }
    for (const std::uint32_t b : layer) boxes_[b].y -= y / 2;
  }

  double wish(std::uint32_t b, const std::vector<std::vector<std::uint32_t>>& neighbours) const {
    if (neighbours[b].empty()) return boxes_[b].y;
    double sum = 0;
    for (const std::uint32_t other : neighbours[b]) sum += boxes_[other].y;
    return sum / static_cast<double>(neighbours[b].size());
  }

  // Each column by the mean place of what its boxes are tied to; ties keep their order.
  void order(const std::vector<std::vector<std::uint32_t>>& neighbours) {
    for (auto& layer : layers_) {
      std::vector<std::pair<double, std::uint32_t>> wishes;
      for (std::uint32_t i = 0; i < layer.size(); ++i) wishes.emplace_back(wish(layer[i], neighbours), i);
      std::sort(wishes.begin(), wishes.end());  // total order: the number tells ties apart
      std::vector<std::uint32_t> sorted;
      for (const auto& [place, i] : wishes) sorted.push_back(layer[i]);
      layer = std::move(sorted);
      stack(layer);
    }
  }

  // As near to the wishes as the order and the gaps allow, in the sense of least squares: pool adjacent violators.
  void settle(const std::vector<std::vector<std::uint32_t>>& neighbours) {
    struct Pool {
      double sum;
      std::uint32_t count;
      double mean() const { return sum / count; }
    };
    for (const auto& layer : layers_) {
      std::vector<double> offsets;
      std::vector<Pool> pools;
      double offset = 0;
      for (std::size_t i = 0; i < layer.size(); ++i) {
        const Box& box = boxes_[layer[i]];
        if (i > 0) offset += kGapY + (boxes_[layer[i - 1]].height + box.height) / 2;
        offsets.push_back(offset);
        pools.push_back({wish(layer[i], neighbours) - offset, 1});
        while (pools.size() > 1 && pools[pools.size() - 2].mean() > pools.back().mean()) {
          const Pool last = pools.back();
          pools.pop_back();
          pools.back().sum += last.sum;
          pools.back().count += last.count;
        }
      }
      std::size_t i = 0;
      for (const Pool& pool : pools) {
        for (std::uint32_t k = 0; k < pool.count; ++k, ++i) boxes_[layer[i]].y = pool.mean() + offsets[i];
      }
    }
  }

  Drawing frame() {
    double x = kMargin, top = 0, bottom = 0;
    bool any = false;
    for (const auto& layer : layers_) {
      double width = 0;
      for (const std::uint32_t b : layer) width = std::max(width, boxes_[b].width);
      widths_.push_back(width);
      for (const std::uint32_t b : layer) {
        Box& box = boxes_[b];
        box.x = x + width / 2;
        top = any ? std::min(top, box.y - box.height / 2) : box.y - box.height / 2;
        bottom = any ? std::max(bottom, box.y + box.height / 2) : box.y + box.height / 2;
        any = true;
      }
      x += width + kGapX;
    }
    for (Box& box : boxes_) box.y += kMargin - top;
    return {std::max(0.0, x - kGapX) + kMargin, bottom - top + 2 * kMargin, {}};
  }

  std::vector<Box> boxes_;  // those of the drawing, then the leads
  const Edges& edges_;
  std::vector<std::uint32_t> layer_;
  std::vector<std::vector<std::uint32_t>> out_, in_, layers_;
  std::vector<std::vector<std::uint32_t>> leads_;  // of each source, by column
  std::vector<double> widths_;                     // of the columns
};

constexpr double kRingGap = 26;

bool crowd(const Box& a, const Box& b) {
  return std::fabs(a.x - b.x) < (a.width + b.width) / 2 + kRingGap &&
         std::fabs(a.y - b.y) < (a.height + b.height) / 2 + kRingGap;
}

}  // namespace

Drawing place_in_layers(std::vector<Box>& boxes, const Edges& edges) { return Layers(boxes, edges).place(boxes); }

// The ellipse grows until nothing overlaps.
Drawing place_on_ring(std::vector<Box>& boxes) {
  constexpr double kFlat = 0.62;  // height of the ellipse against its width
  constexpr double kTurn = 6.283185307179586;
  double widest = 0, highest = 0;
  for (const Box& box : boxes) {
    widest = std::max(widest, box.width);
    highest = std::max(highest, box.height);
  }
  double radius = boxes.size() < 2 ? 0 : 90;
  for (bool clear = false; !clear; radius *= 1.08) {
    for (std::size_t i = 0; i < boxes.size(); ++i) {
      const double angle = kTurn * static_cast<double>(i) / static_cast<double>(boxes.size());
      boxes[i].x = radius * kernels::sin(angle);
      boxes[i].y = -radius * kFlat * kernels::cos(angle);
    }
    clear = true;
    for (std::size_t i = 0; i < boxes.size() && clear; ++i) {
      for (std::size_t j = 0; j < i && clear; ++j) clear = !crowd(boxes[i], boxes[j]);
    }
    if (clear) break;
  }
  const double half_width = radius + widest / 2 + kMargin;
  const double half_height = radius * kFlat + highest / 2 + kMargin;
  for (Box& box : boxes) {
    box.x += half_width;
    box.y += half_height;
  }
  return {2 * half_width, 2 * half_height, {}};
}

}  // namespace detente::guide
