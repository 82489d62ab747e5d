// detente show: what each step of the way from text to plan makes.
#include "syntax/show.h"
#include "base/cat.h"
#include "cli/command.h"
#include "plan/print.h"
#include "text/tokenize.h"

namespace detente::cli {

namespace {

struct ShowOptions {
  std::string what;
  ModelOptions model;
};

std::string tokens_of(const driver::Compiled& compiled) {
  base::Diagnostics diagnostics;
  std::string text;
  for (std::uint32_t i = 0; i < compiled.sources.size(); ++i) {
    const text::TokenList tokens = text::tokenize(compiled.sources, base::SourceId(i), {}, diagnostics);
    text += syntax::show_tokens(tokens, compiled.sources);
  }
  return text;
}

std::string model_of(const model::Model& model) {
  std::string text;
  for (const model::Set& set : model.sets) {
    text += base::cat("set ", set.name, " =");
    for (const std::uint32_t element : set.elements) text += base::cat(" ", model.elements[element].label);
    text += "\n";
  }
  for (const model::Symbol& symbol : model.symbols) {
    if (symbol.count == 0) continue;
    text += symbol.name;
    for (std::size_t i = 0; i < symbol.sets.size(); ++i)
      text += base::cat(i == 0 ? "[" : ", ", model.sets[symbol.sets[i]].name);
    text += base::cat(symbol.sets.empty() ? "" : "]", ": ", model.units.text(symbol.unit), ", ", symbol.count,
                      symbol.count == 1 ? " cell\n" : " cells\n");
  }
  return text + base::cat(model.stocks.size(), " stocks, ", model.held.size(), " held values, ", model.graph.size(),
                          " nodes\n");
}

void show(const ShowOptions& options) {
  const driver::Compiled compiled =
      driver::compile(options.model.path, {.preset = options.model.preset, .save = options.model.trace});
  print_diagnostics(compiled.diagnostics, compiled.sources, false);
  if (options.what == "tokens") {
    print(tokens_of(compiled));
  } else if (options.what == "ast") {
    for (const syntax::Ast& file : compiled.files) print(syntax::show_ast(file, compiled.sources));
  } else if (options.what == "model" && compiled.model) {
    print(model_of(*compiled.model));
  } else if (options.what == "plan" && compiled.plan) {
    print(plan::print(*compiled.plan));
  }
  if (!compiled.ok()) throw Exit{kModelError};
}

}  // namespace

void add_show(CLI::App& app) {
  CLI::App* verb = app.add_subcommand("show", "Print what a step of the compiler makes: tokens, ast, model or plan");
  const auto options = std::make_shared<ShowOptions>();
  verb->add_option("what", options->what, "tokens, ast, model or plan")
      ->required()
      ->check(CLI::IsMember({"tokens", "ast", "model", "plan"}));
  add_model_options(*verb, options->model);
  verb->footer("Example:\n  detente show plan models/canon/richardson.detente");
  verb->callback([options] { show(*options); });
}

}  // namespace detente::cli
