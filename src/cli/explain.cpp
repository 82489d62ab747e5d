// `detente explain CODE`: the page of a diagnostic.
#include "base/explain.h"

#include <cctype>
#include <memory>

#include "base/cat.h"
#include "cli/program.h"

namespace detente::cli {
namespace {

constexpr const char* kExamples = R"(  detente explain E0402
  detente explain            (lists every code)
)";

std::string_view heading(std::string_view page) {
  std::string_view line = page.substr(0, page.find('\n'));
  while (line.starts_with('#') || line.starts_with(' ')) line.remove_prefix(1);
  return line;
}

ExitCode list(const Program& program) {
  report::Json pages = report::Json::array();
  std::string text;
  for (const base::DiagnosticPage& page : base::diagnostic_pages()) {
    text += base::cat(heading(page.text), "\n");
    pages.push_back({{"code", page.code}, {"heading", heading(page.text)}});
  }
  if (program.json) {
    program.print_json(report::Json{{"pages", std::move(pages)}});
  } else {
    program.print(text);
  }
  return ExitCode::Ok;
}

ExitCode explain(const Program& program, std::string code) {
  if (code.empty()) return list(program);
  for (char& c : code) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  const std::string_view page = base::diagnostic_page(code);
  if (page.empty()) {
    base::Diagnostic unknown{"E1602", {}, base::cat("there is no diagnostic `", code, "`")};
    program.fail(ExitCode::Usage, unknown.with_help("`detente explain` lists every code"));
  }
  if (program.json) {
    program.print_json(report::Json{{"code", code}, {"heading", heading(page)}, {"text", page}});
  } else {
    program.print(std::string(page));
  }
  return ExitCode::Ok;
}

}  // namespace

void add_explain(CLI::App& app, Program& program) {
  auto code = std::make_shared<std::string>();
  CLI::App* verb = add_verb(app, program, "explain", "explain a diagnostic code, with an example", kExamples,
                            [&program, code] { return explain(program, *code); });
  verb->add_option("CODE", *code, "such as E0402");
}

}  // namespace detente::cli
