// `detente fmt`: the one canonical layout of model texts, in place.
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <memory>

#include "base/cat.h"
#include "cli/program.h"
#include "driver/files.h"
#include "syntax/format.h"

namespace detente::cli {
namespace {

using base::cat;

constexpr const char* kExamples = R"(  detente fmt race.detente models/canon/*.detente
  detente fmt --check race.detente
  detente fmt - < race.detente > tidy.detente
)";

struct Flags {
  std::vector<std::string> files;
  bool check = false;
};

std::string read(const Program& program, const std::string& path) {
  if (path == "-") return {std::istreambuf_iterator<char>(std::cin), {}};
  auto text = driver::read_file(path);
  if (!text) {
    base::Diagnostic unreadable{"E0905", {}, cat("`", path, "` cannot be read")};
    program.fail(ExitCode::Io, unreadable.with_help("name .detente files, or - for the standard input"));
  }
  return std::move(*text);
}

// Beside the file and renamed, so that a full disk leaves the old text.
void write(const Program& program, const std::string& path, const std::string& text) {
  const std::string beside = path + ".formatted";
  std::error_code error;
  {
    std::ofstream out(beside, std::ios::binary | std::ios::trunc);
    out << text << std::flush;
    if (!out) error = std::make_error_code(std::errc::io_error);
  }
  if (!error) {
    const auto permissions = std::filesystem::status(path, error).permissions();
    if (!error) std::filesystem::permissions(beside, permissions, error);
  }
  if (!error) std::filesystem::rename(beside, std::filesystem::canonical(path, error), error);
  if (!error) return;
  std::error_code ignored;
  std::filesystem::remove(beside, ignored);
  base::Diagnostic unwritable{"E1304", {}, cat("`", path, "` cannot be written: ", error.message())};
  program.fail(ExitCode::Io, unwritable.with_help("check the space left and the permissions"));
}

ExitCode fmt(const Program& program, const Flags& flags) {
  report::Json files = report::Json::array();
  bool differs = false;
  for (const std::string& path : flags.files) {
    base::SourceMap sources;
    const base::SourceId id = sources.add(path == "-" ? "<stdin>" : path, read(program, path));
    const auto formatted = syntax::format(sources, id);
    if (!formatted.ok()) program.fail(ExitCode::Model, formatted.diagnostics, sources);
    const bool changed = *formatted != sources.text(id);
    differs = differs || changed;
    files.push_back({{"file", sources.name(id)}, {"changed", changed}});
    if (flags.check) {
      if (changed && !program.json) program.print(cat(sources.name(id), "\n"));
    } else if (path == "-") {
      if (!program.json) program.print(*formatted);
      files.back()["text"] = *formatted;
    } else if (changed) {
      write(program, path, *formatted);
    }
  }
  if (program.json) program.print_json(report::Json{{"files", std::move(files)}});
  return flags.check && differs ? ExitCode::Refused : ExitCode::Ok;
}

}  // namespace

void add_fmt(CLI::App& app, Program& program) {
  auto flags = std::make_shared<Flags>();
  CLI::App* verb = add_verb(app, program, "fmt", "lay model texts out in the one canonical way, in place", kExamples,
                            [&program, flags] { return fmt(program, *flags); });
  verb->add_option("FILE", flags->files, "model texts; - reads the standard input and prints")->required();
  verb->add_flag("--check", flags->check, "change nothing; name the files that would change, and exit with 1");
}

}  // namespace detente::cli
