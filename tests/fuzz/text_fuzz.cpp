// Any bytes through tokenizer, layout, parser, printers and formatter: no crash, no hang, and what formats is a fixed
// point of formatting.
#include <cstddef>
#include <cstdint>
#include <string>

#include "base/check.h"
#include "base/render.h"
#include "syntax/format.h"
#include "syntax/parser.h"
#include "syntax/show.h"
#include "text/tokenize.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace detente;
  if (size > (1u << 16)) return 0;
  base::SourceMap sources;
  const base::SourceId id = sources.add("fuzz", std::string(reinterpret_cast<const char*>(data), size));
  const auto parsed = syntax::parse(sources, id);
  base::render(parsed.diagnostics, sources);
  base::plain(parsed.diagnostics, sources);
  syntax::show_ast(*parsed, sources);

  base::Diagnostics diagnostics;
  syntax::show_tokens(text::layout(text::tokenize(sources, id, {}, diagnostics), diagnostics), sources);

  const auto once = syntax::format(sources, id);
  DETENTE_CHECK(once.value.has_value() == !parsed.diagnostics.has_errors());
  if (!once.value) return 0;
  const auto twice = syntax::format(sources, sources.add("formatted", *once.value));
  DETENTE_CHECK(twice.value.has_value() && *twice.value == *once.value);
  return 0;
}
