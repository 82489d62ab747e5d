// Rewrites equations: puts other nodes in place of some, and rebuilds what stands above them.
#pragma once

#include <functional>
#include <utility>
#include <vector>

#include "model/model.h"

namespace detente::lower {

class Rewriter {
 public:
  // What to put in place of a node, kNoNode to keep it. What it gives is rewritten in turn, so it must not lead back.
  using Replace = std::function<model::NodeId(const model::Node&)>;

  Rewriter(model::Graph& graph, Replace replace) : graph_(graph), replace_(std::move(replace)) {}
  model::NodeId operator()(model::NodeId root);

 private:
  model::NodeId& memory(model::NodeId node);
  model::Graph& graph_;
  Replace replace_;
  std::vector<model::NodeId> rewritten_;  // by node; kNoNode = not yet
};

// The equations at the start of a run: stocks and held values replaced by what starts them, time by the first grid
// time, rings by what they give before anything was recorded, arrivals by none.
Rewriter at_start(const model::Model& model, model::Graph& graph);

}  // namespace detente::lower
