// What all chapters of a guide read from, and the pieces of text they share.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "guide/bibliography.h"
#include "guide/causes.h"
#include "guide/guide.h"
#include "guide/html.h"
#include "guide/math.h"
#include "guide/structure.h"

namespace detente::guide {

struct Book {
  const Subject& subject;
  Names names;
  Structure structure;
  std::vector<Link> links;  // of the whole model
  std::vector<Reference> references;
  std::map<std::string_view, std::uint32_t> reference_of;            // by key
  std::map<std::string_view, std::vector<std::uint32_t>> inputs_of;  // by base name: interface.inputs

  explicit Book(const Subject& about);
  Book(const Book&) = delete;  // holds views of itself
};

// --- References (text.cpp) ---
std::string variable_link(const Book& book, std::string_view name);  // plain code when it is no variable
std::string variable_links(const Book& book, const std::vector<std::uint32_t>& variables);
std::string sources_html(const Book& book, const std::vector<syntax::SourceClause>& sources);
std::string grades_html(const std::vector<syntax::SourceClause>& sources);
std::string unit_html(const Book& book, const syntax::Expr* unit);
// "b ∈ bloc"
std::string over_html(const Book& book, const std::vector<syntax::Binder>& indices);
std::string expr_html(const Book& book, const syntax::Expr& expr, const std::vector<syntax::Binder>& indices = {});
std::string list_html(const Book& book, const std::vector<const syntax::Expr*>& list,
                      const std::vector<syntax::Binder>& indices = {});
std::string title_html(const syntax::String& title, std::string_view name);
std::string count_of(std::uint64_t count, std::string_view one, std::string_view many);

// --- Numbers (numbers.cpp) ---
enum class Knowledge : std::uint8_t { Fixed, Probabilistic, Deep };

// Elements of a declared quantity that share one value and one law.
struct ValueRow {
  std::vector<std::string> elements;  // labels; empty for a scalar or when all elements agree
  std::string value;                  // in the declaration's unit; empty when it depends on the run
  Knowledge knowledge = Knowledge::Fixed;
  std::string law;    // "lognormal"
  std::string range;  // markup: "2 to 8", or three quantiles
};
std::vector<ValueRow> value_rows(const Book& book, const Variable& variable);
std::string_view knowledge_text(Knowledge knowledge);
// Whether the written value is a number or a table of numbers, so that a table of values says it all.
bool is_literal(const syntax::Expr* expr);

// --- Chapters, each a complete piece of markup ---
std::string submodel_html(const Book& book, std::uint32_t chapter);    // submodel.cpp
std::string quantities_html(const Book& book, std::uint32_t chapter);  // quantities.cpp: constants, parameters, levers
std::string entry_html(const Book& book, const Variable& variable);    // entries.cpp: what has equations
std::string map_html(const Book& book);                                // connections.cpp
std::string loops_html(const Book& book);
std::string strategy_html(const Book& book);   // strategy.cpp
std::string scenarios_html(const Book& book);  // scenarios.cpp
std::string claims_html(const Book& book);     // claims.cpp
std::string facts_html(const Book& book);      // overview.cpp
std::string actors_html(const Book& book);
std::string overview_html(const Book& book);
std::string assumptions_html(const Book& book);
std::string bibliography_html(const Book& book);

}  // namespace detente::guide
