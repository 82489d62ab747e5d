// The part of plan verification that follows values through the phases; see verify.h for the rules.
#pragma once

#include <string>

#include "base/diagnostics.h"
#include "plan/plan.h"

namespace detente::plan {

// What verify() and its parts report into.
class Problems {
 public:
  static constexpr uint64_t kMaxKept = 100;

  void add(std::string what) {
    if (found_.error_count() >= kMaxKept) return;
    found_.add("E1312", {}, "not a valid plan: " + std::move(what))
        .with_help("make the plan again from its model; if that gives the same, report it as a fault of Detente");
  }
  bool none() const { return found_.empty(); }
  base::Diagnostics take() { return std::move(found_); }

 private:
  base::Diagnostics found_;
};

// Slot kinds, tables, rings and every index outside of code are already valid.
void verify_code(const Plan& plan, Problems& problems);

// Names, inputs, scenarios, metrics and claims refer to each other correctly; formulas are well formed.
void verify_interface(const Plan& plan, Problems& problems);

}  // namespace detente::plan
