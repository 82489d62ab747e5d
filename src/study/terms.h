// What was drawn and run, read back from a study's header: the inverse of describe().
#pragma once

#include <optional>
#include <vector>

#include "plan/interface.h"
#include "sampling/spec.h"
#include "store/header.h"

namespace detente::study {

struct Terms {
  sampling::Design design;
  std::vector<plan::Override> settings;
  bool central = false;
  bool trajectories = false;
};

// Nothing when the header is not what describe() writes for this model: files come from anywhere.
std::optional<Terms> read_terms(const store::Header& header, const plan::Interface& interface);

}  // namespace detente::study
