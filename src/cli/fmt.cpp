// detente fmt: lays a model's text out in the one canonical way.
#include <cstdio>
#include <fstream>

#include "base/render.h"
#include "cli/command.h"
#include "driver/files.h"
#include "syntax/format.h"

namespace detente::cli {

namespace {

struct FmtOptions {
  std::vector<std::string> paths;
  bool check = false;
  bool to_stdout = false;
};

// Written beside the file and renamed, so that a failure leaves the text as it was.
bool replace_file(const std::string& path, const std::string& text) {
  const std::string beside = path + ".fmt";
  {
    std::ofstream out(beside, std::ios::binary | std::ios::trunc);
    out << text;
    if (!out.flush()) return false;
  }
  return std::rename(beside.c_str(), path.c_str()) == 0;
}

void fmt(const FmtOptions& options) {
  bool changed = false, failed = false;
  for (const std::string& path : options.paths) {
    auto text = driver::read_file(path);
    if (!text) {
      warn("detente: cannot read " + path + "\n");
      throw Exit{kInputOutput};
    }
    base::SourceMap sources;
    const base::SourceId source = sources.add(path, *text);
    const auto formatted = syntax::format(sources, source);
    if (!formatted.value) {
      print_diagnostics(formatted.diagnostics, sources, false);
      failed = true;
      continue;
    }
    if (options.to_stdout) {
      print(*formatted);
      continue;
    }
    if (*formatted == *text) continue;
    changed = true;
    if (options.check) {
      print(path + "\n");
    } else if (!replace_file(path, *formatted)) {
      warn("detente: cannot write " + path + "\n");
      throw Exit{kInputOutput};
    }
  }
  if (failed) throw Exit{kModelError};
  if (options.check && changed) throw Exit{kClaimRefuted};
}

}  // namespace

void add_fmt(CLI::App& app) {
  CLI::App* verb = app.add_subcommand("fmt", "Lay out model texts, in place");
  const auto options = std::make_shared<FmtOptions>();
  verb->add_option("files", options->paths, "Model texts")->required();
  verb->add_flag("--check", options->check, "Change nothing; name the files that would change and exit with 1");
  verb->add_flag("--stdout", options->to_stdout, "Write to stdout instead");
  verb->footer("Example:\n  detente fmt --check models/us_china_ai/*.detente");
  verb->callback([options] { fmt(*options); });
}

}  // namespace detente::cli
