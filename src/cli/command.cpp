#include "cli/command.h"

#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <nlohmann/json.hpp>

#include "base/render.h"

namespace detente::cli {

bool is_terminal(int descriptor) { return isatty(descriptor) == 1; }

bool color_on(int descriptor) {
  const char* no_color = std::getenv("NO_COLOR");
  return is_terminal(descriptor) && (no_color == nullptr || *no_color == '\0');
}

void print(std::string_view text) {
  const bool written = std::fwrite(text.data(), 1, text.size(), stdout) == text.size() && std::fflush(stdout) == 0;
  if (!written) throw Exit{kInputOutput};
}

void warn(std::string_view text) { std::fwrite(text.data(), 1, text.size(), stderr); }

void add_model_options(CLI::App& verb, ModelOptions& options) {
  verb.add_option("model", options.path, "A .detente file, or a folder that holds one of the same name")->required();
  verb.add_option("--preset", options.preset, "Use a preset of the model: smaller sets");
  verb.add_option("--trace", options.trace, "Record a quantity along the run: `arms[a]`, or `arms` for every element")
      ->take_all();
  verb.add_flag("--json", options.json, "Write JSON");
}

namespace {

nlohmann::json json_of(const base::PlainPlace& place) {
  return {{"file", place.file},
          {"line", place.start.line},
          {"column", place.start.column},
          {"end_line", place.end.line},
          {"end_column", place.end.column}};
}

}  // namespace

void print_diagnostics(const base::Diagnostics& diagnostics, const base::SourceMap& sources, bool json) {
  if (!json) {
    if (!diagnostics.empty()) warn(base::render(diagnostics, sources, color_on(STDERR_FILENO)));
    return;
  }
  nlohmann::json all = nlohmann::json::array();
  for (const base::PlainDiagnostic& one : base::plain(diagnostics, sources)) {
    nlohmann::json notes = nlohmann::json::array();
    for (const base::PlainNote& note : one.notes)
      notes.push_back({{"place", json_of(note.place)}, {"text", note.text}});
    all.push_back({{"code", one.code},
                   {"severity", one.severity},
                   {"place", json_of(one.place)},
                   {"message", one.message},
                   {"notes", notes},
                   {"help", one.help}});
  }
  const nlohmann::json document = {{"ok", !diagnostics.has_errors()},
                                   {"errors", diagnostics.error_count()},
                                   {"warnings", diagnostics.warning_count()},
                                   {"diagnostics", all}};
  print(document.dump(2, ' ', false, nlohmann::json::error_handler_t::replace) + "\n");
}

driver::Compiled compile_or_exit(const ModelOptions& options) {
  driver::Compiled compiled = driver::compile(options.path, {.preset = options.preset, .save = options.trace});
  const bool failed = !compiled.ok();
  print_diagnostics(compiled.diagnostics, compiled.sources, options.json && failed);
  if (failed) throw Exit{kModelError};
  return compiled;
}

}  // namespace detente::cli
