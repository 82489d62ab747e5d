// Diagrams of loops and of who reads whom.
#include "guide/diagram.h"

#include <algorithm>
#include <cmath>

#include "base/cat.h"
#include "guide/html.h"
#include "guide/svg.h"

namespace detente::guide {

using base::cat;

namespace {

// Variables that can reach themselves.
std::vector<bool> on_loops(const std::vector<Link>& links, const std::vector<bool>& inside) {
  const std::size_t count = inside.size();
  std::vector<std::vector<std::uint32_t>> out(count);
  for (const Link& link : links) {
    if (inside[link.from] && inside[link.to]) out[link.from].push_back(link.to);
  }
  std::vector<bool> found(count, false);
  for (std::uint32_t start = 0; start < count; ++start) {
    if (out[start].empty()) continue;
    std::vector<bool> seen(count, false);
    std::vector<std::uint32_t> front = {start};
    while (!front.empty() && !found[start]) {
      const std::uint32_t at = front.back();
      front.pop_back();
      for (const std::uint32_t next : out[at]) {
        if (next == start) found[start] = true;
        if (!seen[next]) front.push_back(next);
        seen[next] = true;
      }
    }
  }
  return found;
}

// Along the links, so that neighbours on the ring tend to be neighbours in a loop.
std::vector<std::uint32_t> ring_order(const std::vector<Link>& links, const std::vector<bool>& on) {
  std::vector<std::uint32_t> order;
  std::vector<bool> taken(on.size(), false);
  const auto follow = [&](std::uint32_t at, const auto& self) -> void {
    taken[at] = true;
    order.push_back(at);
    for (const Link& link : links) {
      if (link.from == at && on[link.to] && !taken[link.to]) self(link.to, self);
    }
  };
  for (std::uint32_t v = 0; v < on.size(); ++v) {
    if (on[v] && !taken[v]) follow(v, follow);
  }
  return order;
}

// Where the ray from the centre of a box towards a point leaves the box, a little outside.
Point leave(const Box& box, Point towards) {
  const double dx = towards.x - box.x, dy = towards.y - box.y;
  const double half_width = box.width / 2 + 3, half_height = box.height / 2 + 2;
  const double t = std::min(dx == 0 ? 1e9 : half_width / std::fabs(dx), dy == 0 ? 1e9 : half_height / std::fabs(dy));
  return {box.x + t * dx, box.y + t * dy};
}

std::string curve(const Box& from, const Box& to, Sign sign) {
  const char* colour = sign == Sign::Plus ? " plus" : sign == Sign::Minus ? " minus" : "";
  const double dx = to.x - from.x, dy = to.y - from.y;
  const Point control{(from.x + to.x) / 2 + 0.16 * dy, (from.y + to.y) / 2 - 0.16 * dx};
  const Point start = leave(from, control), end = leave(to, control);
  const double ux = end.x - control.x, uy = end.y - control.y;
  const double length = std::sqrt(ux * ux + uy * uy);
  const Point stop = length == 0 ? end : Point{end.x - 5 * ux / length, end.y - 5 * uy / length};
  const Point mark =
      length == 0 ? end : Point{end.x - 16 * ux / length - 8 * uy / length, end.y - 16 * uy / length + 8 * ux / length};
  const std::string d =
      cat("M", px(start.x), " ", px(start.y), "Q", px(control.x), " ", px(control.y), " ", px(stop.x), " ", px(stop.y));
  const char* text = sign == Sign::Plus ? "+" : sign == Sign::Minus ? "−" : "?";
  return cat(svg_path(cat("link", colour), d), arrow_tip(cat("tip", colour), end, ux, uy),
             svg_text(mark, Anchor::Middle, sign == Sign::Unknown ? "quiet" : colour + 1, text), "\n");
}

constexpr std::size_t kMostOnRing = 26;  // more names make a ring that nobody can read

}  // namespace

std::string loop_figure(const Structure& structure, std::uint32_t chapter, const std::vector<Link>& links) {
  std::vector<bool> inside(structure.variables().size());
  for (std::size_t v = 0; v < inside.size(); ++v) inside[v] = structure.variables()[v].chapter == chapter;
  const std::vector<bool> on = on_loops(links, inside);
  const std::vector<std::uint32_t> order = ring_order(links, on);
  if (order.empty() || order.size() > kMostOnRing) return "";
  std::vector<Box> boxes;
  std::vector<std::size_t> place(inside.size());
  for (const std::uint32_t v : order) {
    place[v] = boxes.size();
    const bool stock = structure.variables()[v].decl->kind == syntax::DeclKind::Stock;
    boxes.push_back({text_width(structure.variables()[v].symbol->name) + (stock ? 14 : 4), stock ? 24.0 : 18.0});
  }
  const Drawing drawing = place_on_ring(boxes);
  std::string body;
  for (const Link& link : links) {
    if (on[link.from] && on[link.to]) body += curve(boxes[place[link.from]], boxes[place[link.to]], link.sign);
  }
  for (const std::uint32_t v : order) {
    const Box& box = boxes[place[v]];
    const std::string& name = structure.variables()[v].symbol->name;
    if (structure.variables()[v].decl->kind == syntax::DeclKind::Stock) {
      body += cat("<rect class=\"box\" x=\"", px(box.x - box.width / 2), "\" y=\"", px(box.y - box.height / 2),
                  "\" width=\"", px(box.width), "\" height=\"", px(box.height), "\" rx=\"2\"/>");
    }
    body += cat("<a href=\"#", id_of("v", name), "\">", svg_text({box.x, box.y}, Anchor::Middle, "", name), "</a>\n");
  }
  const std::string& title = structure.chapters()[chapter].title;
  return svg_figure(
      drawing.width, drawing.height, cat("Causal loops of ", title), body,
      cat("Causal loops inside <b>", escape(title),
          "</b>. At an arrow, + means that more of the cause makes more of the effect, − less, everywhere in the "
          "declared ranges; ? that the direction is not the same everywhere, or could not be shown."));
}

std::string reading_figure(const Structure& structure) {
  const auto& variables = structure.variables();
  std::vector<std::uint32_t> shown;
  for (std::uint32_t c = 0; c < structure.chapters().size(); ++c) {
    if (has_content(structure.chapters()[c])) shown.push_back(c);
  }
  if (shown.size() < 2) return "";
  std::vector<std::vector<std::uint32_t>> read(structure.chapters().size(),
                                               std::vector<std::uint32_t>(structure.chapters().size(), 0));
  std::uint32_t most = 1;
  for (const Variable& variable : variables) {
    std::vector<bool> counted(structure.chapters().size(), false);
    for (const std::uint32_t reader : variable.read_by) {
      const std::uint32_t by = variables[reader].chapter;
      if (by == variable.chapter || counted[by]) continue;
      counted[by] = true;
      most = std::max(most, ++read[by][variable.chapter]);
    }
  }
  constexpr double kCell = 22;
  double labels = 0;
  for (const std::uint32_t c : shown) labels = std::max(labels, text_width(structure.chapters()[c].title) + 30);
  std::string body;
  for (std::size_t row = 0; row < shown.size(); ++row) {
    const Chapter& reader = structure.chapters()[shown[row]];
    const double y = 30 + kCell * static_cast<double>(row);
    body += cat("<a href=\"#", id_of("m", reader.name), "\">",
                svg_text({labels, y + kCell / 2}, Anchor::End, "", cat(reader.title, "  ", row + 1)), "</a>\n");
    body +=
        svg_text({labels + 10 + kCell * (static_cast<double>(row) + 0.5), 18}, Anchor::Middle, "quiet", cat(row + 1));
    for (std::size_t column = 0; column < shown.size(); ++column) {
      const double x = labels + 10 + kCell * static_cast<double>(column);
      const std::uint32_t number = read[shown[row]][shown[column]];
      const double shade = 0.1 + 0.5 * static_cast<double>(number) / static_cast<double>(most);
      body += cat("<rect class=\"",
                  row == column ? "self"
                  : number > 0  ? "reads"
                                : "none",
                  "\" x=\"", px(x), "\" y=\"", px(y), "\" width=\"", px(kCell), "\" height=\"", px(kCell), "\"",
                  number > 0 ? cat(" fill-opacity=\"", px(shade), "\"") : "", "/>");
      if (number > 0) body += svg_text({x + kCell / 2, y + kCell / 2}, Anchor::Middle, "", cat(number));
    }
    body += "\n";
  }
  const double side = kCell * static_cast<double>(shown.size());
  return svg_figure(labels + side + 26, side + 46, "Which submodel reads which", body,
                    "Which submodel (row) reads how many variables of which other (column).");
}

}  // namespace detente::guide
