// Writing a file that a verb was asked for: beside it and renamed, so that a failure leaves what stood there.
#pragma once

#include <string>

#include "cli/program.h"

namespace detente::cli {

// Failure Io when it cannot be written.
void write_file(const Program& program, const std::string& path, const std::string& text);

}  // namespace detente::cli
