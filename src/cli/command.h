// What every verb of the command line shares: exit codes, the terminal, and the options that mean the same everywhere.
// Results go to stdout; messages and progress to stderr.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "driver/compile.h"

namespace detente::cli {

enum ExitCode : int {
  kOk = 0,
  kClaimRefuted = 1,  // under --gate
  kUsage = 2,
  kModelError = 3,  // limits and a changed model included
  kFaultRate = 4,   // more runs faulted than --fault-limit allows
  kInputOutput = 5,
  kInterrupted = 130
};

// Ends a verb with a code; everything to be said has been said.
struct Exit {
  ExitCode code;
};

// Whether output may be coloured: a terminal, and no NO_COLOR.
bool color_on(int descriptor);
bool is_terminal(int descriptor);

// Writes to stdout or throws Exit{kInputOutput}.
void print(std::string_view text);
void warn(std::string_view text);  // to stderr

// The options of one verb, filled by CLI11; kept alive by its callback.
struct ModelOptions {
  std::string path;
  std::string preset;
  std::vector<std::string> trace;
  bool json = false;
};

void add_model_options(CLI::App& verb, ModelOptions& options);

// Compiles, prints the diagnostics, and throws Exit{kModelError} when there is no plan. With --json the diagnostics of
// a model with errors go to stdout as JSON.
driver::Compiled compile_or_exit(const ModelOptions& options);
// Prints diagnostics as text to stderr, or as JSON to stdout.
void print_diagnostics(const base::Diagnostics& diagnostics, const base::SourceMap& sources, bool json);

// Each verb adds itself to the program; its file has its name.
void add_check(CLI::App& app);
void add_doctor(CLI::App& app);
void add_fmt(CLI::App& app);
void add_show(CLI::App& app);

}  // namespace detente::cli
