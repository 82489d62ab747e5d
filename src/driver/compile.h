// From a model's text to its plan, in the order in which the folders stand: text, syntax, model, lower.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/diagnostics.h"
#include "base/source.h"
#include "driver/files.h"
#include "model/model.h"
#include "plan/plan.h"
#include "syntax/ast.h"

namespace detente::driver {

struct CompileOptions {
  std::string preset;             // empty: the whole model
  std::vector<std::string> save;  // quantities to record along the run, besides those the model saves
  bool fuse = true;
};

// Everything that was made on the way; a later part is missing when an earlier one had errors. The diagnostics hold
// warnings, too, when all went well.
struct Compiled {
  base::SourceMap sources;
  std::string bundle;  // all texts as one: driver/bundle.h
  base::Diagnostics diagnostics;
  std::vector<syntax::Ast> files;  // the root first
  std::optional<model::Model> model;
  std::optional<plan::Plan> plan;

  bool ok() const { return plan.has_value() && !diagnostics.has_errors(); }
};

// `name` is what messages call the text.
Compiled compile_text(std::string name, std::string text, const CompileOptions& options,
                      const model::FileReader& read = no_files());

// A model file, or the folder of one; a file that cannot be read is the only diagnostic then.
Compiled compile(std::string_view path, const CompileOptions& options = {});

// The plan of the part of a compiled model that payoffs depend on (model/payoffs.h): it runs faster.
plan::Plan payoff_plan(const Compiled& compiled);

}  // namespace detente::driver
