// Runs an ensemble and prints all that it says about the arm asked for: what `run`, `resume` and `claim` have in
// common.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "cli/answer.h"
#include "cli/program.h"

namespace detente::cli {

enum class Part { Everything, Claims };

struct Presentation {
  Part part = Part::Everything;
  std::vector<std::uint32_t> metrics;  // positions in the interface; empty: all
  double fault_limit = 1;
};

// The answer is handed back for what a verb adds to it; `code` is how the verb ends if it adds nothing.
struct Presented {
  Answer answer;
  ExitCode code = ExitCode::Ok;
};

Presented run_and_print(const Program& program, const Wanted& wanted, driver::Ensemble& ensemble,
                        const Presentation& presentation);

// "1,000 futures of monte_carlo seed=1; arms: baseline, calm"
std::string headline(const driver::Ensemble& ensemble, std::uint64_t runs);

}  // namespace detente::cli
