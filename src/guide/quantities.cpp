// Tables of what is given rather than computed: constants, parameters, levers, alternatives, metrics.
#include "base/cat.h"
#include "base/number_text.h"
#include "guide/book.h"

namespace detente::guide {

using base::cat;
using namespace syntax;

namespace {

std::string name_cell(const Book& book, const VariableDecl& decl) {
  const std::string over = over_html(book, decl.indices);
  const std::string name = cat("<code>", escape(decl.name.text), "</code>");
  return cat(name, over.empty() ? "" : cat(" <span class=\"over\">", over, "</span>"),
             decl.doc.empty() ? "" : cat("<br/><span class=\"doc\">", inline_prose(decl.doc), "</span>"));
}

std::string elements_text(const ValueRow& row) {
  std::vector<std::string> labels;
  for (const std::string& label : row.elements) labels.push_back(escape(label));
  return join(labels, labels.empty() || labels.front().find(',') == std::string::npos ? ", " : "; ");
}

// One row per value that differs; names and sources stand in the first. A value that is computed from others is
// written as it is.
void add_rows(const Book& book, HtmlTable& table, const Variable& variable, const VariableDecl& decl) {
  const std::vector<ValueRow> rows = value_rows(book, variable);
  bool first = true;
  for (const ValueRow& row : rows) {
    const bool computed = first && !is_literal(decl.value.value);
    std::string value = row.value;
    if (computed) value += cat(value.empty() ? "" : "<br/>", "= ", expr_html(book, *decl.value.value, decl.indices));
    table.add({first ? name_cell(book, decl) : "", elements_text(row), value, first ? unit_html(book, decl.unit) : "",
               row.law.empty() ? "" : row.law, row.range, first ? sources_html(book, decl.sources) : "",
               first ? grades_html(decl.sources) : ""},
              first ? id_of("v", variable.symbol->name) : "");
    first = false;
  }
}

template <class T>
std::string value_table(const Book& book, std::uint32_t chapter, std::string caption,
                        std::vector<HtmlTable::Column> columns) {
  HtmlTable table(std::move(caption), std::move(columns));
  for (const Variable& variable : book.structure.variables()) {
    if (variable.chapter != chapter) continue;
    if (const T* decl = try_as<T>(variable.decl)) add_rows(book, table, variable, *decl);
  }
  return table.html();
}

std::string alternatives_table(const Book& book, std::uint32_t chapter) {
  HtmlTable table("Alternatives: choices between equations",
                  {{"Name"}, {"Option"}, {"Weight", true}, {"Meaning"}, {"Source"}});
  for (const Variable& variable : book.structure.variables()) {
    const auto* decl = variable.chapter == chapter ? try_as<AlternativeDecl>(variable.decl) : nullptr;
    if (!decl) continue;
    bool first = true;
    for (const Option& option : decl->options) {
      table.add(
          {first ? cat("<code>", escape(decl->name.text), "</code>",
                       decl->doc.empty() ? "" : cat("<br/>", inline_prose(decl->doc)))
                 : "",
           cat("<code>", escape(option.name.text), "</code>"), option.weight ? expr_html(book, *option.weight) : "deep",
           escape(option.title.text), first ? sources_html(book, decl->sources) : ""},
          first ? id_of("v", variable.symbol->name) : "");
      first = false;
    }
  }
  return table.html();
}

std::string metrics_table(const Book& book, std::uint32_t chapter) {
  HtmlTable table("Metrics: one number a run", {{"Name"}, {"Definition"}, {"Unit"}});
  for (const Variable& variable : book.structure.variables()) {
    const auto* decl = variable.chapter == chapter ? try_as<MetricDecl>(variable.decl) : nullptr;
    if (!decl) continue;
    table.add({name_cell(book, *decl), decl->value.value ? expr_html(book, *decl->value.value, decl->indices) : "",
               unit_html(book, decl->unit)},
              id_of("v", variable.symbol->name));
  }
  return table.html();
}

}  // namespace

std::string quantities_html(const Book& book, std::uint32_t chapter) {
  const HtmlTable::Column value{"Value", true};
  std::string html = value_table<ParameterDecl>(
      book, chapter, "Parameters: what is uncertain. Ranges of deep parameters; else 5 · 50 · 95 % quantiles",
      {{"Name"}, {"For"}, value, {"Unit"}, {"Known as"}, {"Range"}, {"Source"}, {"Grade"}});
  html += value_table<ConstantDecl>(
      book, chapter, "Constants", {{"Name"}, {"For"}, value, {"Unit"}, {"Known as"}, {"Range"}, {"Source"}, {"Grade"}});
  html += value_table<LeverDecl>(
      book, chapter, "Levers: what players may move",
      {{"Name"}, {"For"}, {"Default", true}, {"Unit"}, {"Known as"}, {"Bounds"}, {"Source"}, {"Grade"}});
  html += alternatives_table(book, chapter);
  html += metrics_table(book, chapter);
  return html;
}

}  // namespace detente::guide
