// The page of every diagnostic code, docs/diagnostics/<code>.md, embedded at build
// time: what `detente explain E0402` prints. Pages ascend by code.
#pragma once

#include <span>
#include <string_view>

namespace detente::base {

struct DiagnosticPage {
  std::string_view code;
  std::string_view text;  // Markdown
};

std::span<const DiagnosticPage> diagnostic_pages();

// Empty if there is no such code.
std::string_view diagnostic_page(std::string_view code);

}  // namespace detente::base
