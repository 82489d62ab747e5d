// The syntax tree of one source file and the storage of all its nodes.
// Nodes live as long as the Ast and are destroyed flat, whatever their nesting.
// The SourceMap must outlive the Ast: names view its texts.
#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "syntax/decl.h"
#include "syntax/expr.h"

namespace detente::syntax {

class Ast {
 public:
  explicit Ast(base::SourceId source) : source_(source) {}
  Ast(Ast&&) = default;
  Ast& operator=(Ast&&) = default;
  Ast(const Ast&) = delete;
  Ast& operator=(const Ast&) = delete;

  base::SourceId source() const { return source_; }
  const std::vector<const Decl*>& declarations() const { return declarations_; }
  std::uint64_t node_count() const { return node_count_; }

  // Building: for the parser only.
  template <class T>
  T& make(T node) {
    ++node_count_;
    return std::get<std::deque<T>>(nodes_).emplace_back(std::move(node));
  }
  void add(const Decl& decl) { declarations_.push_back(&decl); }
  std::string_view keep(std::string text) { return texts_.emplace_back(std::move(text)); }

 private:
  template <class... Nodes>
  using Storage = std::tuple<std::deque<Nodes>...>;

  Storage<NumberExpr, QuantityExpr, DateExpr, StringExpr, NameExpr, MemberExpr, IndexExpr, CallExpr, AggregateExpr,
          UnaryExpr, BinaryExpr, IfExpr, MatchExpr, ListExpr, ArrayExpr, TupleExpr, AtExpr, OverExpr, UnderExpr,
          TemporalExpr, Window, ModelDecl, ImportDecl, TimeDecl, SaveDecl, PresetDecl, UnitDecl, SetDecl, ConstantDecl,
          ParameterDecl, CorrelateDecl, AlternativeDecl, InputDecl, DataDecl, LookupDecl, StockDecl, FlowDecl, AuxDecl,
          NoiseDecl, EventDecl, FunctionDecl, LeverDecl, PlayerDecl, PolicyDecl, AgreementDecl, ScenarioDecl,
          MetricDecl, ClaimDecl, GroupDecl, ObservedDecl, CalibrateDecl>
      nodes_;
  std::deque<std::string> texts_;
  std::vector<const Decl*> declarations_;
  std::uint64_t node_count_ = 0;
  base::SourceId source_;
};

}  // namespace detente::syntax
