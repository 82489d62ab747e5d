#include "base/explain.h"

namespace detente::base {

std::string_view diagnostic_page(std::string_view code) {
  for (const DiagnosticPage& page : diagnostic_pages()) {
    if (page.code == code) return page.text;
  }
  return "";
}

}  // namespace detente::base
