// A model's documentation, made from the model itself: one self-contained HTML page that cannot disagree with what
// runs. The same model gives the same bytes on every machine.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/source.h"
#include "model/model.h"
#include "syntax/ast.h"

namespace detente::guide {

struct Subject {
  const base::SourceMap& sources;
  const std::vector<syntax::Ast>& files;  // the root first
  const model::Model& model;
  std::string preset;        // empty: the whole model
  std::string bibliography;  // BibTeX; may be empty
};

// A section made elsewhere, such as how well the model fits the past. `html` is markup that is well-formed XML; its
// headings start at <h3>.
struct Section {
  std::string id;
  std::string title;
  std::string html;
};

// What the model alone does not know. Sections come before the assumptions, in this order.
struct GuideParts {
  std::vector<Section> sections;
};

std::string write(const Subject& subject, const GuideParts& parts = {});

// How much of the model rests on what: each element of a parameter, constant or lever default is one number.
struct Numbers {
  std::uint64_t sourced = 0, assumed = 0, unsourced = 0;  // add up to all numbers
  std::uint64_t deep = 0, probabilistic = 0, fixed = 0;   // add up to all numbers
};

struct Counts {
  std::uint64_t submodels = 0, sets = 0, stocks = 0, flows = 0, auxiliaries = 0, events = 0;  // as declared
  std::uint64_t stock_elements = 0, equations = 0;  // after spreading arrays: states; stocks, flows and auxiliaries
  std::uint64_t parameters = 0, constants = 0, levers = 0, metrics = 0;
  Numbers numbers;
};

Counts count(const Subject& subject);

}  // namespace detente::guide
