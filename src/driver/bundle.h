// All texts a model was compiled from as one text: what a study keeps, and what the model's hash goes over.
// Layout: "#detente bundle PRESET", then per text "#file BYTES NAME" and its bytes, the root first, without a name.
// Names are relative to the root's folder, so the same model has the same bundle wherever it lies.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "base/source.h"
#include "model/build.h"

namespace detente::driver {

struct Bundle {
  std::string preset;
  std::string root;
  std::map<std::string, std::string> files;  // by name
};

std::string bundle_text(const base::SourceMap& sources, std::string_view preset);
std::string bundle_hash(std::string_view bundle_text);  // 32 hex digits

// Of a text from anywhere; nothing when it is not a bundle.
std::optional<Bundle> read_bundle(std::string_view text);
// Finds what the root (under a name without a folder) imports. The reader keeps its own copy.
model::FileReader reader_for(const Bundle& bundle);

}  // namespace detente::driver
