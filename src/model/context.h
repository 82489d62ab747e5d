// What every part of the model stage shares while a model is being built: the texts, the model so far, the table of
// declared names, and the places that turn syntax into checked expressions (Checker) and those into nodes
// (Instantiator). Parts report to `diagnostics` and go on; nothing is thrown or returned early.
#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/diagnostics.h"
#include "base/source.h"
#include "model/build.h"
#include "model/expression.h"
#include "model/model.h"
#include "syntax/decl.h"

namespace detente::model {

class Instantiator;
struct Scope;

enum class Phase : std::uint8_t {
  Run,     // the value at the present time
  Initial  // the value at the start, before events
};

// The node of one element of a symbol. `at` holds an element per index set. May return kNoNode while cells it reads
// are not there yet; it is then called again.
using Compute = std::function<NodeId(Instantiator&, std::span<const ElementId> at, Phase)>;

// What a symbol's value comes from; beside Model::symbols.
struct Definition {
  const syntax::Decl* decl = nullptr;           // null for symbols made by the compiler
  std::vector<std::string_view> variables;      // names bound by its indices, "" where none
  std::vector<units::Unit> argument_units;      // of a function or lookup
  const Expression* body = nullptr;             // of a function
  std::vector<const syntax::Decl*> yielded_to;  // `input` declarations of that name
  Compute compute;
  bool used = false;          // some expression reads it
  bool dropped = false;       // by the preset
  bool unit_unknown = false;  // its unit was reported: what reads it says nothing more
  bool must_be_constant = false;
  bool has_time = false;      // data over time: Symbol::index is the table of the first cell
  bool interpolated = false;  // data that say what holds between their times
  bool moves_stock = false;   // a flow with an end
};

class Context {
 public:
  Context(base::SourceMap& source_map, const Options& chosen, const FileReader& reader)
      : sources(source_map), options(chosen), read(reader) {
    origin("", base::Span());
  }
  Context(const Context&) = delete;

  base::SourceMap& sources;  // data files are added
  const Options& options;
  const FileReader& read;
  base::Diagnostics diagnostics;
  Model model;
  std::vector<Definition> definitions;                         // beside model.symbols
  std::vector<Compute> words;                                  // of Form::Word
  std::vector<const syntax::Decl*> declarations;               // of all files, imports merged, without what was dropped
  std::vector<std::shared_ptr<const syntax::Decl>> rewritten;  // declarations shortened by the preset
  base::SourceId root;                                         // the file that imports the others
  // What `payoff` and the like mean in metrics; set before build_metrics.
  std::function<const Expression*(const syntax::Expr&, Scope&)> metric_words;
  std::uint32_t share_groups = 0;        // dirichlet draws so far
  double first_start = 0, last_end = 0;  // of all declared time ranges [year]

  base::Diagnostic& report(std::string_view code, base::Span span, std::string message) {
    return diagnostics.add(code, span, std::move(message));
  }
  // "2:7", with the file's name when it is not the one of `from`.
  std::string place(base::Span span, base::Span from) const;
  std::string unit_text(const units::Unit& unit) const { return model.units.text(unit); }
  plan::Place resolved(base::Span span) const;

  // --- Names (names.cpp) ---
  // The symbol of that name, or kNoId. The reading one marks it used.
  SymbolId find(std::string_view name) const;
  SymbolId find_read(std::string_view name);
  ElementId find_element(std::string_view label) const;
  // Adds a symbol; a name that is taken is reported (E0301) and gives kNoId.
  SymbolId declare(SymbolKind kind, std::string_view name, base::Span span, const syntax::Decl* decl);
  // A symbol of the compiler's own, found by no text.
  SymbolId declare_hidden(SymbolKind kind, std::string name, base::Span span);
  ElementId element(std::string_view label, base::Span span);  // found or made
  ElementId product_element(std::vector<ElementId> parts, base::Span span);
  // E0302 with the nearest declared name as help.
  void report_unknown(std::string_view name, base::Span span);

  // --- Sets and cells (sets.cpp) ---
  // Position of an element in a set, or kNoId.
  std::uint32_t position(SetId set, ElementId element) const;
  void forget_positions() { positions_.clear(); }  // after elements of a set changed
  std::uint32_t set_size(SetId set) const { return static_cast<std::uint32_t>(model.sets[set].elements.size()); }
  // Gives the symbol its index sets and its cells.
  void give_cells(SymbolId symbol, std::vector<SetId> sets);
  // The cell at these elements, or kNoId when one is not in its set.
  std::uint32_t cell_at(SymbolId symbol, std::span<const ElementId> at) const;
  std::vector<ElementId> elements_of_cell(SymbolId symbol, std::uint32_t position) const;
  std::string cell_name(SymbolId symbol, std::span<const ElementId> at) const;  // "arms[a]"
  plan::Quantity quantity(SymbolId symbol, std::span<const ElementId> at) const;
  std::uint32_t origin(std::string variable, base::Span span);

  const Expression* keep(Expression expression) { return &expressions_.emplace_back(std::move(expression)); }

 private:
  std::deque<Expression> expressions_;
  std::unordered_map<std::string, SymbolId> symbol_of_;    // looked up, never iterated
  std::unordered_map<std::string, ElementId> element_of_;  // looked up, never iterated
  // Beside model.sets; filled when first asked for.
  mutable std::vector<std::unordered_map<ElementId, std::uint32_t>> positions_;
};

}  // namespace detente::model
