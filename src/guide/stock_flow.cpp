// The stock-and-flow diagram of one chapter.
#include <algorithm>
#include <map>
#include <utility>

#include "base/cat.h"
#include "guide/diagram.h"
#include "guide/html.h"
#include "guide/svg.h"

namespace detente::guide {

using base::cat;
using namespace syntax;

namespace {

constexpr double kTextHeight = 18, kRow = 30, kPipes = 76;  // kPipes: room for valve and cloud left of a stock
constexpr std::uint32_t kMostColumns = 5;                   // as many names as fit side by side on a printed page

bool is_drawn(DeclKind kind) {
  return kind == DeclKind::Stock || kind == DeclKind::Flow || kind == DeclKind::Aux || kind == DeclKind::Event ||
         kind == DeclKind::Lever || kind == DeclKind::Input;
}

// What a link ends at.
enum class Port { Plain, In, Out };

struct Node {
  std::uint32_t variable = 0;
  bool ghost = false;                        // a name that stands for something drawn elsewhere
  bool flows_in = false, flows_out = false;  // of a stock
};

bool is_out(StockTermKind kind) { return kind == StockTermKind::Outflow; }

class StockFlow {
 public:
  StockFlow(const Structure& structure, std::uint32_t chapter) : structure_(structure), chapter_(chapter) {}

  std::string figure() {
    make_nodes();
    if (std::none_of(nodes_.begin(), nodes_.end(), [&](const Node& node) {
          const DeclKind kind = decl(node).kind;
          return !node.ghost && (kind == DeclKind::Stock || kind == DeclKind::Flow);
        })) {
      return "";
    }
    make_links();
    for (const Node& node : nodes_) boxes_.push_back(size(node));
    const Drawing drawing = place_in_layers(boxes_, edges_);
    std::string links, pipes, nodes;
    for (std::size_t e = 0; e < edges_.size(); ++e) {
      std::string& under = pipe_[e] ? pipes : links;
      under += pipe_[e] ? pipe(edges_[e], drawing.routes[e]) : link(edges_[e], ports_[e], drawing.routes[e]);
    }
    for (std::size_t n = 0; n < nodes_.size(); ++n) nodes += draw(nodes_[n], boxes_[n]);
    const std::string& title = structure_.chapters()[chapter_].title;
    return svg_figure(drawing.width, drawing.height, cat("Stocks and flows of ", title), links + pipes + nodes,
                      cat("Stocks and flows of <b>", escape(title),
                          "</b>. ⟨Names in brackets⟩ stand for what is drawn elsewhere in the diagram or computed by "
                          "other submodels; levers are italic. Constants and parameters are left out."));
  }

 private:
  const Variable& of(const Node& node) const { return structure_.variables()[node.variable]; }
  const Decl& decl(const Node& node) const { return *of(node).decl; }

  void make_nodes() {
    const auto& variables = structure_.variables();
    for (std::uint32_t v = 0; v < variables.size(); ++v) {
      if (variables[v].chapter != chapter_ || !is_drawn(variables[v].decl->kind)) continue;
      const auto& readers = variables[v].read_by;
      const bool read_here = std::any_of(readers.begin(), readers.end(), [&](std::uint32_t reader) {
        return variables[reader].chapter == chapter_ && is_drawn(variables[reader].decl->kind);
      });
      if (variables[v].decl->kind == DeclKind::Lever && !read_here) continue;
      Node node{v};
      if (const auto* stock = try_as<StockDecl>(variables[v].decl)) {
        for (const StockTerm& term : stock->terms) (is_out(term.kind) ? node.flows_out : node.flows_in) = true;
      }
      home_[v] = static_cast<std::uint32_t>(nodes_.size());
      nodes_.push_back(node);
    }
  }

  bool leads(std::uint32_t from, std::uint32_t to) const {
    if (from == to) return true;
    return std::any_of(edges_.begin(), edges_.end(),
                       [&](const auto& edge) { return edge.first == from && leads(edge.second, to); });
  }

  // Steps from a node to the last of its readers.
  std::uint32_t depth(std::uint32_t node) const {
    std::uint32_t deepest = 0;
    for (const auto& [from, to] : edges_) {
      if (from == node) deepest = std::max(deepest, depth(to) + 1);
    }
    return deepest;
  }

  // The longest way from a node back to what it reads.
  std::uint32_t height(std::uint32_t node) const {
    std::uint32_t highest = 0;
    for (const auto& [from, to] : edges_) {
      if (to == node) highest = std::max(highest, height(from) + 1);
    }
    return highest;
  }

  // The node that a reader's arrow starts from. Stocks, what is foreign, what would close a circle (through a delay, or
  // through different elements) and what would make the diagram too wide get a ghost, one for each column of readers.
  std::uint32_t origin(std::uint32_t variable, std::uint32_t reader) {
    const auto home = home_.find(variable);
    if (home != home_.end() && decl(nodes_[home->second]).kind != DeclKind::Stock && !leads(reader, home->second) &&
        height(home->second) + 1 + depth(reader) < kMostColumns) {
      return home->second;
    }
    const auto [ghost, fresh] =
        ghosts_.try_emplace({variable, depth(reader)}, static_cast<std::uint32_t>(nodes_.size()));
    if (fresh) nodes_.push_back({variable, true});
    return ghost->second;
  }

  void add(std::uint32_t from, std::uint32_t to, Port port, bool is_pipe) {
    for (std::size_t e = 0; e < edges_.size(); ++e) {
      if (edges_[e] == std::pair(from, to) && ports_[e] == port) return;
    }
    edges_.emplace_back(from, to);
    ports_.push_back(port);
    pipe_.push_back(is_pipe);
  }

  void make_links() {
    const std::size_t own = nodes_.size();
    for (std::uint32_t n = 0; n < own; ++n) {
      const std::uint32_t to = nodes_[n].variable;
      for (const std::uint32_t from : of(nodes_[n]).reads) {
        const Variable& cause = structure_.variables()[from];
        if (!is_drawn(cause.decl->kind)) continue;
        const auto* stock = try_as<StockDecl>(of(nodes_[n]).decl);
        if (stock && cause.decl->kind == DeclKind::Flow && ends_at(as<FlowDecl>(*cause.decl), *stock)) {
          add(origin(from, n), n, Port::Plain, true);
          continue;
        }
        bool in = false, out = false, plain = false;
        for (const Part& part : parts_of(decl(nodes_[n]))) {
          if (part.role == Role::Start || part.role == Role::Range) continue;
          if (!reads(structure_.names(), part.expr, cause.symbol->name)) continue;
          (!stock ? plain : part.role == Role::Outflow ? out : in) = true;
        }
        plain = plain || cause.decl->kind == DeclKind::Event;
        if (to == from) continue;
        if (in) add(origin(from, n), n, Port::In, false);
        if (out) add(origin(from, n), n, Port::Out, false);
        if (plain && !in && !out) add(origin(from, n), n, Port::Plain, false);
      }
    }
  }

  bool ends_at(const FlowDecl& flow, const StockDecl& stock) const {
    return reads(structure_.names(), flow.from, stock.name.text) || reads(structure_.names(), flow.to, stock.name.text);
  }

  std::string label(const Node& node) const {
    return node.ghost ? cat("⟨", of(node).symbol->name, "⟩") : of(node).symbol->name;
  }

  Box size(const Node& node) const {
    const double text = text_width(label(node));
    if (node.ghost || decl(node).kind != DeclKind::Stock) {
      return {text + (decl(node).kind == DeclKind::Flow && !node.ghost ? 26 : 6), kTextHeight};
    }
    const int rows = (node.flows_in ? 1 : 0) + (node.flows_out ? 1 : 0);
    return {text + 24 + (rows > 0 ? kPipes : 0), std::max(1, rows) * kRow + 8};
  }

  // Where the pipe of a stock's row lies.
  double row_y(const Node& node, const Box& box, Port port) const {
    if (!node.flows_in || !node.flows_out) return box.y;
    return box.y + (port == Port::Out ? kRow / 2 : -kRow / 2);
  }

  Point end_of(const Node& node, const Box& box, Port port) const {
    const double left = box.x - box.width / 2;
    if (decl(node).kind != DeclKind::Stock) return {left - 1, box.y};
    const bool rows = node.flows_in || node.flows_out;
    if (port == Port::Plain) return {left + (rows ? kPipes : 0), box.y};
    return {left + 40, row_y(node, box, port) + (port == Port::Out ? 9 : -9)};
  }

  std::vector<Point> course(const std::pair<std::uint32_t, std::uint32_t>& edge, Point end,
                            const std::vector<Point>& route) const {
    const Box& from = boxes_[edge.first];
    std::vector<Point> points = {{from.x + from.width / 2 + 1, from.y}};
    points.insert(points.end(), route.begin(), route.end());
    points.push_back(end);
    return points;
  }

  std::string link(const std::pair<std::uint32_t, std::uint32_t>& edge, Port port,
                   const std::vector<Point>& route) const {
    const Point end = end_of(nodes_[edge.second], boxes_[edge.second], port);
    return cat(svg_path("link", way(course(edge, {end.x - 5, end.y}, route))), arrow_tip("tip", end, 1, 0), "\n");
  }

  std::string pipe(const std::pair<std::uint32_t, std::uint32_t>& edge, const std::vector<Point>& route) const {
    const auto& flow = as<FlowDecl>(decl(nodes_[edge.first]));
    const Point end = end_of(nodes_[edge.second], boxes_[edge.second], Port::Plain);
    const bool into = reads(structure_.names(), flow.to, of(nodes_[edge.second]).symbol->name);
    return cat(svg_path("pipe", way(course(edge, {into ? end.x - 6 : end.x, end.y}, route))),
               into ? arrow_tip("solid", end, 1, 0) : "", "\n");
  }

  static std::string valve(Point at) {
    return svg_path("valve", cat("M", px(at.x - 7), " ", px(at.y - 6), "L", px(at.x + 7), " ", px(at.y + 6), "V",
                                 px(at.y - 6), "L", px(at.x - 7), " ", px(at.y + 6), "Z"));
  }

  static std::string cloud(Point at) {
    return svg_path("cloud",
                    cat("M", px(at.x - 9), " ", px(at.y + 6), "a5 5 0 0 1 0 -9 a7 7 0 0 1 13 -2 a6 6 0 0 1 4 11 z"));
  }

  std::string row(const Node& node, const Box& box, Port port) const {
    const double left = box.x - box.width / 2, y = row_y(node, box, port);
    const bool out = port == Port::Out;
    const double edge = left + kPipes;
    const std::string line =
        svg_path("pipe", cat("M", px(left + (out ? 24 : 20)), " ", px(y), "H", px(out ? edge : edge - 6)));
    const std::string tip = out ? arrow_tip("solid", {left + 18, y}, -1, 0) : arrow_tip("solid", {edge, y}, 1, 0);
    return cat(line, tip, cloud({left + 9, y}), valve({left + 46, y}));
  }

  std::string draw(const Node& node, const Box& box) const {
    const DeclKind kind = decl(node).kind;
    std::string drawn;
    Point at{box.x, box.y};
    Anchor anchor = Anchor::Middle;
    if (!node.ghost && kind == DeclKind::Stock) {
      const double left = box.x - box.width / 2 + (node.flows_in || node.flows_out ? kPipes : 0);
      const double right = box.x + box.width / 2;
      if (node.flows_in) drawn += row(node, box, Port::In);
      if (node.flows_out) drawn += row(node, box, Port::Out);
      drawn += cat("<rect class=\"box\" x=\"", px(left), "\" y=\"", px(box.y - box.height / 2), "\" width=\"",
                   px(right - left), "\" height=\"", px(box.height), "\" rx=\"2\"/>");
      at.x = (left + right) / 2;
    } else if (!node.ghost && kind == DeclKind::Flow) {
      drawn += valve({box.x - box.width / 2 + 9, box.y});
      at.x = box.x - box.width / 2 + 22;
      anchor = Anchor::Start;
    }
    const std::string classes = node.ghost ? "quiet" : kind == DeclKind::Lever ? "lever" : "";
    return cat(drawn, "<a href=\"#", id_of("v", of(node).symbol->name), "\">",
               svg_text(at, anchor, classes, label(node)), "</a>\n");
  }

  const Structure& structure_;
  std::uint32_t chapter_;
  std::vector<Node> nodes_;
  std::map<std::uint32_t, std::uint32_t> home_;                              // by variable: nodes
  std::map<std::pair<std::uint32_t, std::uint32_t>, std::uint32_t> ghosts_;  // by variable and depth: nodes
  std::vector<Box> boxes_;
  Edges edges_;
  std::vector<Port> ports_;  // beside the edges
  std::vector<bool> pipe_;
};

}  // namespace

std::string stock_flow_figure(const Structure& structure, std::uint32_t chapter) {
  return StockFlow(structure, chapter).figure();
}

}  // namespace detente::guide
