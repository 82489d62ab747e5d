// `--set name=value unit`: one change of inputs, said outside the model's text.
// A name without brackets means every element. A value is a number in the input's own unit, a number with a unit that
// converts to it, or the name of a choice (`threat_form=saturating`, `scare=off`). Setting a lever takes it out of its
// player's hands, as in a scenario.
#pragma once

#include <expected>
#include <string_view>
#include <vector>

#include "base/diagnostic.h"
#include "plan/interface.h"
#include "units/unit_table.h"

namespace detente::model {

std::expected<std::vector<plan::Override>, base::Diagnostic> set_value(const plan::Interface& interface,
                                                                       const units::UnitTable& units,
                                                                       std::string_view text);

}  // namespace detente::model
