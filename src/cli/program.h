// What every verb shares: how the program ends, where it prints, and how a verb is added.
// Data goes to stdout, everything else to stderr. A verb that cannot go on throws a Failure; main() prints it.
#pragma once

#include <CLI/CLI.hpp>
#include <functional>
#include <string>

#include "base/diagnostics.h"
#include "base/source.h"
#include "report/json.h"
#include "report/table.h"

namespace detente::cli {

enum class ExitCode : int {
  Ok = 0,
  Refused = 1,  // a claim under `claim --gate`, a layout under `fmt --check`
  Usage = 2,    // the command line is wrong
  Model = 3,    // the model has errors, or asks for more than the limits allow
  Faults = 4,   // more runs faulted than --fault-limit allows, or all of them
  Io = 5,       // a file could not be read or written
  Interrupted = 130
};

// Ends a verb. The diagnostics are written out at once, so that a Failure outlives the texts they point into.
struct Failure {
  ExitCode code = ExitCode::Usage;
  std::string text;
  report::Json diagnostics = report::Json::array();
};

struct Program {
  bool json = false;
  std::function<ExitCode()> chosen;  // the verb on the command line

  report::Style out_style() const;  // of what goes to stdout
  report::Style error_style() const;
  bool error_is_terminal() const;

  void print(const std::string& text) const;         // to stdout; Failure Io when that fails
  void print_json(const report::Json& value) const;  // to stdout
  void say(const std::string& text) const;           // to stderr
  void end(const Failure& failure) const;            // prints it
  [[noreturn]] void fail(ExitCode code, const base::Diagnostics& diagnostics, const base::SourceMap& sources) const;
  [[noreturn]] void fail(ExitCode code, base::Diagnostic diagnostic) const;
  // Warnings, in text mode; in JSON they are part of the object.
  void warn(const base::Diagnostics& diagnostics, const base::SourceMap& sources) const;
};

// A subcommand with --json and a footer of examples; `run` is called after parsing.
CLI::App* add_verb(CLI::App& app, Program& program, const std::string& name, const std::string& purpose,
                   const std::string& examples, std::function<ExitCode()> run);

// The exit code that fits errors of reading, compiling or storing.
ExitCode code_for(const base::Diagnostics& diagnostics);

// A name on the command line that the model does not have; `kind` is "scenario", ...
base::Diagnostic unknown_name(std::string_view kind, std::string_view name, std::span<const std::string_view> known);

// The command line as a shell reads it.
std::string quoted(const std::string& word);

void add_check(CLI::App& app, Program& program);
void add_run(CLI::App& app, Program& program);
void add_compare(CLI::App& app, Program& program);
void add_claim(CLI::App& app, Program& program);
void add_show(CLI::App& app, Program& program);
void add_fmt(CLI::App& app, Program& program);
void add_explain(CLI::App& app, Program& program);
void add_calibrate(CLI::App& app, Program& program);
void add_export(CLI::App& app, Program& program);
void add_guide(CLI::App& app, Program& program);
void add_resume(CLI::App& app, Program& program);
void add_solve(CLI::App& app, Program& program);
void add_overlap(CLI::App& app, Program& program);
void add_game(CLI::App& app, Program& program);
void add_doctor(CLI::App& app, Program& program);

}  // namespace detente::cli
