#include "sampling/spec.h"

namespace detente::sampling {

bool InputSpec::is_deep() const {
  if (std::holds_alternative<Deep>(law)) return true;
  const auto* choice = std::get_if<Choice>(&law);
  return choice && choice->weights.empty();
}

}  // namespace detente::sampling
