#include "driver/compile.h"

#include <utility>

#include "base/check.h"
#include "driver/bundle.h"
#include "lower/lower.h"
#include "model/build.h"
#include "model/payoffs.h"

namespace detente::driver {
namespace {

const char* fault_text(model::FileFault fault) {
  switch (fault) {
    case model::FileFault::NotFound: return "there is no such model";
    case model::FileFault::OutsideFolder: return "the path leaves the model's folder";
    case model::FileFault::NotRegular: return "this is not a regular file";
    case model::FileFault::TooLarge: return "the file is too large";
    case model::FileFault::Unreadable: return "the file cannot be read";
  }
  return "";
}

Compiled unreadable(std::string_view path, model::FileFault fault) {
  Compiled result;
  result.diagnostics.add("E0905", base::Span(), std::string(path) + ": " + fault_text(fault))
      .with_help("name a .detente file, or a folder that holds one of the same name");
  return result;
}

}  // namespace

Compiled compile_text(std::string name, std::string text, const CompileOptions& options,
                      const model::FileReader& read) {
  Compiled result;
  const base::SourceId root = result.sources.add(std::move(name), std::move(text));

  auto parsed = model::parse_with_imports(result.sources, root, read);
  result.diagnostics.append(parsed.diagnostics);
  if (!parsed.ok()) return result;
  result.files = std::move(*parsed);

  auto built = model::build(result.files, result.sources, {.preset = options.preset}, read);
  result.diagnostics.append(built.diagnostics);
  if (!built.ok()) return result;
  result.model = std::move(*built);
  result.bundle = bundle_text(result.sources, options.preset);
  result.model->interface.hash = bundle_hash(result.bundle);

  auto lowered = lower::lower(*result.model, result.sources, {.save = options.save, .fuse = options.fuse});
  result.diagnostics.append(lowered.diagnostics);
  if (lowered.ok()) result.plan = std::move(*lowered);
  return result;
}

Compiled compile(std::string_view path, const CompileOptions& options) {
  const auto file = find_model(path);
  if (!file) return unreadable(path, file.error());
  auto text = read_file(file->path);
  if (!text) return unreadable(path, text.error());
  return compile_text(file->path, std::move(*text), options, reader_for(*file));
}

plan::Plan payoff_plan(const Compiled& compiled) {
  auto lowered = lower::lower(model::payoff_model(*compiled.model), compiled.sources);
  DETENTE_CHECK(lowered.ok());  // it fails on names to save only
  return std::move(*lowered);
}

}  // namespace detente::driver
