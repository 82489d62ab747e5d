#include "cli/program.h"

#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <utility>

#include "base/cat.h"
#include "base/near_names.h"
#include "base/render.h"

namespace detente::cli {

using base::cat;

namespace {

bool wants_colour(int descriptor) {
  const char* no_color = std::getenv("NO_COLOR");
  const char* terminal = std::getenv("TERM");
  if (no_color && *no_color) return false;
  if (terminal && std::string_view(terminal) == "dumb") return false;
  return isatty(descriptor) == 1;
}

}  // namespace

report::Style Program::out_style() const { return {wants_colour(STDOUT_FILENO)}; }
report::Style Program::error_style() const { return {wants_colour(STDERR_FILENO)}; }
bool Program::error_is_terminal() const { return isatty(STDERR_FILENO) == 1; }

void Program::print(const std::string& text) const {
  const bool written = std::fwrite(text.data(), 1, text.size(), stdout) == text.size() && std::fflush(stdout) == 0;
  if (!written) throw Failure{ExitCode::Io, "error: the output cannot be written\n"};
}

void Program::print_json(const report::Json& value) const { print(report::json_text(value)); }

void Program::say(const std::string& text) const {
  std::fwrite(text.data(), 1, text.size(), stderr);
  std::fflush(stderr);
}

void Program::end(const Failure& failure) const {
  if (json && !failure.diagnostics.empty()) {
    print_json(report::Json{{"diagnostics", failure.diagnostics}});
  } else {
    say(failure.text);
  }
}

void Program::fail(ExitCode code, const base::Diagnostics& diagnostics, const base::SourceMap& sources) const {
  throw Failure{code, base::render(diagnostics, sources, error_style().colour), report::json_of(diagnostics, sources)};
}

void Program::fail(ExitCode code, base::Diagnostic diagnostic) const {
  base::Diagnostics diagnostics;
  diagnostics.add(std::move(diagnostic));
  fail(code, diagnostics, base::SourceMap());
}

void Program::warn(const base::Diagnostics& diagnostics, const base::SourceMap& sources) const {
  if (!json && !diagnostics.empty()) say(base::render(diagnostics, sources, error_style().colour));
}

CLI::App* add_verb(CLI::App& app, Program& program, const std::string& name, const std::string& purpose,
                   const std::string& examples, std::function<ExitCode()> run) {
  CLI::App* verb = app.add_subcommand(name, purpose);
  verb->footer(cat("\nExamples:\n", examples));
  verb->add_flag("--json", program.json, "print one JSON object (shapes: docs/json.md)");
  verb->callback([&program, run = std::move(run)] { program.chosen = run; });
  return verb;
}

ExitCode code_for(const base::Diagnostics& diagnostics) {
  for (const base::Diagnostic* diagnostic : diagnostics.sorted()) {
    if (diagnostic->severity() != base::Severity::Error) continue;
    if (diagnostic->code == "E0799") return ExitCode::Faults;
    if (diagnostic->code == "E1301" || diagnostic->code == "E1307") return ExitCode::Model;
    if (diagnostic->code.starts_with("E13")) return ExitCode::Io;
    if (diagnostic->span.source.is_none() && diagnostic->code.starts_with("E09")) return ExitCode::Io;
    return ExitCode::Model;
  }
  return ExitCode::Ok;
}

base::Diagnostic unknown_name(std::string_view kind, std::string_view name, std::span<const std::string_view> known) {
  base::Diagnostic diagnostic{"E1602", {}, cat("the model has no ", kind, " `", name, "`")};
  const std::string_view near = base::nearest_name(name, known);
  if (!near.empty()) return diagnostic.with_help(cat("did you mean `", near, "`?"));
  if (known.empty()) return diagnostic.with_help(cat("it has none at all"));
  std::string list;
  constexpr std::size_t kMostListed = 20;
  for (std::size_t i = 0; i < known.size() && i < kMostListed; ++i) list += cat(i == 0 ? "" : ", ", known[i]);
  if (known.size() > kMostListed) list += ", ...";
  return diagnostic.with_help(cat("it has ", list));
}

std::string quoted(const std::string& word) {
  constexpr std::string_view kPlain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-+=./:,@%^";
  if (!word.empty() && word.find_first_not_of(kPlain) == std::string::npos) return word;
  std::string result = "'";
  for (const char c : word) result += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return result + "'";
}

}  // namespace detente::cli
