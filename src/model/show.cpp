#include "model/show.h"

#include <map>

#include "base/cat.h"
#include "base/number_text.h"
#include "kernels/ops.h"
#include "plan/print.h"

namespace detente::model {
namespace {

using base::cat;
using base::number_text;

const char* kind_name(SymbolKind kind) {
  switch (kind) {
    case SymbolKind::Unit: return "unit";
    case SymbolKind::Set: return "set";
    case SymbolKind::Constant: return "constant";
    case SymbolKind::Parameter: return "parameter";
    case SymbolKind::Alternative: return "alternative";
    case SymbolKind::Data: return "data";
    case SymbolKind::Lookup: return "lookup";
    case SymbolKind::Stock: return "stock";
    case SymbolKind::Flow: return "flow";
    case SymbolKind::Aux: return "aux";
    case SymbolKind::Noise: return "noise";
    case SymbolKind::Event: return "event";
    case SymbolKind::Function: return "function";
    case SymbolKind::Lever: return "lever";
    case SymbolKind::Policy: return "policy";
    case SymbolKind::Player: return "player";
    case SymbolKind::Agreement: return "agreement";
    case SymbolKind::Term: return "term";
    case SymbolKind::Scenario: return "scenario";
    case SymbolKind::Metric: return "metric";
    case SymbolKind::Claim: return "claim";
    case SymbolKind::Group: return "group";
    case SymbolKind::Observed: return "observed";
    case SymbolKind::Calibrate: return "calibrate";
    case SymbolKind::Input: return "input";
    case SymbolKind::Preset: return "preset";
  }
  return "";
}

std::string node_name(NodeId node) { return node == kNoNode ? "-" : cat("n", node); }

class Shower {
 public:
  explicit Shower(const Model& model) : model_(model) {
    for (std::uint32_t c = 0; c < model.cells.size(); ++c) call(model.cells[c].value, cell_name(c));
    for (std::uint32_t m = 0; m < model.metric_values.size(); ++m) {
      call(model.metric_values[m], cat("metric ", model.interface.metrics[m].quantity.name.full));
    }
  }

  std::string text() {
    out_ = cat("model ", model_.interface.model, " \"", model_.interface.title, "\"\n");
    if (model_.time.has_time) {
      out_ += cat("time ", number_text(model_.time.start), " to ", number_text(model_.time.end), " year, ",
                  model_.time.steps, " steps using ", plan::name(model_.time.method), "\n");
    }
    sets();
    symbols();
    nodes();
    stocks();
    held();
    return std::move(out_);
  }

 private:
  void call(NodeId node, std::string name) {
    if (node != kNoNode) names_[node].push_back(std::move(name));
  }

  std::string cell_name(std::uint32_t cell) const {
    const Symbol& symbol = model_.symbols[model_.cells[cell].symbol];
    std::uint32_t position = cell - symbol.first_cell;
    std::string labels;
    for (std::size_t i = symbol.sets.size(); i-- > 0;) {  // the last index runs fastest
      const auto& elements = model_.sets[symbol.sets[i]].elements;
      const auto size = static_cast<std::uint32_t>(elements.size());
      labels = cat(model_.elements[elements[position % size]].label, labels.empty() ? "" : ",", labels);
      position /= size;
    }
    return labels.empty() ? symbol.name : cat(symbol.name, "[", labels, "]");
  }

  void sets() {
    if (!model_.sets.empty()) out_ += "\nsets\n";
    for (const Set& set : model_.sets) {
      std::string elements;
      for (const std::uint32_t element : set.elements) {
        elements += cat(elements.empty() ? "" : ", ", model_.elements[element].label);
      }
      out_ += cat("  ", set.name, " = { ", elements, " }\n");
    }
  }

  void symbols() {
    out_ += "\nnames\n";
    for (const Symbol& symbol : model_.symbols) {
      std::string indices;
      for (const std::uint32_t set : symbol.sets) indices += cat(indices.empty() ? "" : ", ", model_.sets[set].name);
      out_ += cat("  ", kind_name(symbol.kind), " ", symbol.name, indices.empty() ? "" : cat("[", indices, "]"));
      if (symbol.count > 0) out_ += cat(": ", model_.units.text(symbol.unit));
      out_ += '\n';
    }
  }

  std::string leaf_text(const Node& node) const {
    switch (node.leaf) {
      case Leaf::None: break;
      case Leaf::Constant: return number_text(node.value);
      case Leaf::Input: return cat("input ", model_.interface.inputs[node.index].quantity.name.full);
      case Leaf::Stock: return cat("stock ", model_.stocks[node.index].quantity.name.full);
      case Leaf::Held: return cat("held ", node.index);
      case Leaf::RepeatSum: {
        const RepeatSum& sum = model_.repeat_sums[node.index];
        return cat("sum of ", node_name(sum.term), " over ", node_name(sum.count), " arrivals");
      }
      case Leaf::Time: return "time";
      case Leaf::StepIndex: return "step";
      case Leaf::Start: return "start";
      case Leaf::End: return "end";
      case Leaf::Dt: return "dt";
      case Leaf::Iteration: return "iteration";
      case Leaf::Outcome: return cat("outcome ", node.index);
    }
    return "";
  }

  void nodes() {
    out_ += "\nequations\n";
    for (NodeId id = 0; id < model_.graph.size(); ++id) {
      const Node& node = model_.graph[id];
      std::string line = cat("  ", node_name(id), " = ");
      if (node.leaf != Leaf::None) {
        line += leaf_text(node);
      } else {
        const kernels::OpInfo& info = kernels::op_info(node.op);
        line += info.name;
        const NodeId operands[] = {node.a, node.b, node.c};
        for (int i = 0; i < info.arity; ++i) line += cat(" ", node_name(operands[i]));
        if (info.uses_imm) line += cat(" #", node.index);
      }
      if (const auto named = names_.find(id); named != names_.end()) {
        for (std::size_t i = 0; i < named->second.size(); ++i) line += cat(i == 0 ? "  : " : ", ", named->second[i]);
      }
      out_ += line + "\n";
    }
  }

  void stocks() {
    if (!model_.stocks.empty()) out_ += "\nstocks\n";
    for (const StockCell& stock : model_.stocks) {
      out_ += cat("  ", stock.quantity.name.full, stock.log_scale ? " on log scale" : "", ": start ",
                  node_name(stock.initial), ", rate ", node_name(stock.rate));
      if (stock.diffusion != kNoNode) out_ += cat(", diffusion ", node_name(stock.diffusion));
      if (stock.after_events != kNoNode) out_ += cat(", after events ", node_name(stock.after_events));
      out_ += '\n';
    }
  }

  void held() {
    if (!model_.held.empty()) out_ += "\nheld\n";
    constexpr const char* kPhases[] = {"events", "observe", "decide", "record"};
    for (std::uint32_t h = 0; h < model_.held.size(); ++h) {
      const HeldCell& cell = model_.held[h];
      out_ += cat("  ", h, " ", cell.name, ": start ", node_name(cell.initial), ", then ", node_name(cell.update),
                  " in ", kPhases[static_cast<int>(cell.phase)], "\n");
    }
  }

  const Model& model_;
  std::map<NodeId, std::vector<std::string>> names_;
  std::string out_;
};

}  // namespace

std::string show(const Model& model) { return Shower(model).text(); }

}  // namespace detente::model
