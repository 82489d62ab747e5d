// A plan as text: the same text for the same plan, on every machine. What `detente show plan` prints.
#pragma once

#include <string>

#include "plan/plan.h"

namespace detente::plan {

// Slots are shown as what they hold: a constant by its value, the clock, inputs, stocks and levers by name, held
// values as h<slot>, temporaries as t<slot> (u<slot> when uniform). The plan may be invalid.
std::string print(const Plan& plan);

std::string_view name(Method method);
std::string_view name(FaultKind kind);  // "division by zero"

}  // namespace detente::plan
