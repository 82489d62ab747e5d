#include "base/cat.h"
#include "guide/book.h"
#include "guide/diagram.h"

namespace detente::guide {

using base::cat;

std::string submodel_html(const Book& book, std::uint32_t chapter) {
  const Chapter& about = book.structure.chapters()[chapter];
  std::string html = cat("<section class=\"chapter\" id=\"", id_of("m", about.name), "\">\n<h3>", escape(about.title),
                         " <span class=\"file\">", escape(about.name), ".detente</span></h3>\n", prose(about.about));
  html += stock_flow_figure(book.structure, chapter) + loop_figure(book.structure, chapter, book.links);
  std::string entries;
  for (const Variable& variable : book.structure.variables()) {
    if (variable.chapter == chapter) entries += entry_html(book, variable);
  }
  for (const syntax::Decl* decl : about.declarations) {
    const auto* input = syntax::try_as<syntax::InputDecl>(decl);
    if (!input) continue;
    const std::uint32_t given = book.structure.variable(input->name.text);
    if (given == kNobody || book.structure.variables()[given].decl == decl) continue;
    const Chapter& from = book.structure.chapters()[book.structure.variables()[given].chapter];
    entries += cat("<p class=\"meta\">Takes ", variable_link(book, input->name.text), " from ",
                   link(id_of("m", from.name), escape(from.title)), "; alone, it runs with a stand-in.</p>\n");
  }
  return cat(html, entries, quantities_html(book, chapter), "</section>\n");
}

}  // namespace detente::guide
