#include <algorithm>

#include "base/cat.h"
#include "guide/book.h"
#include "guide/ranges.h"

namespace detente::guide {

using base::cat;

Book::Book(const Subject& about)
    : subject(about),
      names(about.model),
      structure(names, about.files, about.sources),
      links(causal_links(structure, Ranges(structure))),
      references(read_bibliography(about.bibliography)) {
  for (std::uint32_t r = 0; r < references.size(); ++r) reference_of.emplace(references[r].key, r);
  const auto& inputs = about.model.interface.inputs;
  for (std::uint32_t i = 0; i < inputs.size(); ++i) inputs_of[inputs[i].quantity.name.base].push_back(i);
}

std::string variable_link(const Book& book, std::string_view name) {
  const std::string code = cat("<code>", escape(name), "</code>");
  return book.structure.variable(name) == kNobody ? code : link(id_of("v", name), code);
}

std::string variable_links(const Book& book, const std::vector<std::uint32_t>& variables) {
  std::vector<std::string> links;
  for (const std::uint32_t v : variables) {
    links.push_back(variable_link(book, book.structure.variables()[v].symbol->name));
  }
  return join(links, ", ");
}

std::string sources_html(const Book& book, const std::vector<syntax::SourceClause>& sources) {
  std::vector<std::string> all;
  for (const syntax::SourceClause& clause : sources) {
    if (clause.assumed) {
      all.push_back(cat("<span class=\"assumed\">assumed:</span> ", escape(clause.text.text)));
      continue;
    }
    std::vector<std::string> keys;
    for (const syntax::Name& key : clause.keys) {
      const auto found = book.reference_of.find(key.text);
      keys.push_back(found == book.reference_of.end()
                         ? cat("<code>", escape(key.text), "</code>")
                         : link(id_of("ref", key.text), escape(short_citation(book.references[found->second]))));
    }
    all.push_back(cat(join(keys, "; "), clause.text.present ? cat(": ", escape(clause.text.text)) : ""));
  }
  return join(all, "; ");
}

std::string grades_html(const std::vector<syntax::SourceClause>& sources) {
  std::vector<std::string> grades;
  for (const syntax::SourceClause& clause : sources) {
    if (!clause.grade.empty()) grades.push_back(escape(clause.grade.text));
  }
  return join(grades, ", ");
}

std::string expr_html(const Book& book, const syntax::Expr& expr, const std::vector<syntax::Binder>& indices) {
  return formula(Typesetter(book.names, indices).set(expr));
}

std::string list_html(const Book& book, const std::vector<const syntax::Expr*>& list,
                      const std::vector<syntax::Binder>& indices) {
  std::vector<std::string> items;
  for (const syntax::Expr* expr : list) items.push_back(expr_html(book, *expr, indices));
  return join(items, ", ");
}

std::string unit_html(const Book& book, const syntax::Expr* unit) { return unit ? expr_html(book, *unit) : ""; }

std::string over_html(const Book& book, const std::vector<syntax::Binder>& indices) {
  return indices.empty() ? "" : formula(Typesetter(book.names).binders(indices));
}

std::string title_html(const syntax::String& title, std::string_view name) {
  return escape(title.present ? title.text : name);
}

std::string count_of(std::uint64_t count, std::string_view one, std::string_view many) {
  return cat(count, " ", count == 1 ? one : many);
}

}  // namespace detente::guide
