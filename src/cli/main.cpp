// The command line: `detente VERB ...`. Every verb is a file of src/cli.
#include <exception>
#include <new>

#include "base/cat.h"
#include "base/near_names.h"
#include "cli/program.h"

namespace detente::cli {
namespace {

constexpr const char* kVerbs = R"(
Exit codes: 0 ok, 1 a claim fails under `claim --gate`, 2 wrong usage, 3 model error, 4 too many runs faulted,
5 a file cannot be read or written, 130 interrupted.
Data goes to stdout, progress and messages to stderr. NO_COLOR turns colours off.
)";

int usage(const Program& program, const CLI::App& app, const std::string& message) {
  base::Diagnostic diagnostic{"E1601", {}, message};
  std::string verb = "detente";
  for (const CLI::App* chosen : app.get_subcommands()) verb += base::cat(" ", chosen->get_name());
  diagnostic.help = base::cat("`", verb, " --help` shows how");
  try {
    program.fail(ExitCode::Usage, std::move(diagnostic));
  } catch (const Failure& failure) {
    program.end(failure);
    return static_cast<int>(failure.code);
  }
}

// A mistyped verb is what CLI11 cannot name.
std::string verb_message(const CLI::App& app, const std::string& word) {
  std::vector<std::string> names;
  for (const CLI::App* verb : app.get_subcommands({})) names.push_back(verb->get_name());
  const std::vector<std::string_view> views(names.begin(), names.end());
  const std::string_view near = base::nearest_name(word, views);
  return base::cat("there is no verb `", word, "`", near.empty() ? "" : base::cat("; did you mean `", near, "`?"));
}

int run(int argc, char** argv) {
  Program program;
  CLI::App app("Detente: models of rivalry and agreement, run over thousands of futures", "detente");
  app.set_version_flag("--version", base::cat("detente ", DETENTE_VERSION));
  app.require_subcommand(1);
  app.footer(kVerbs);
  app.get_formatter()->column_width(34);
  for (const auto add : {add_check, add_run, add_compare, add_claim, add_show, add_fmt, add_explain, add_export,
                         add_resume, add_doctor}) {
    add(app, program);
  }

  try {
    app.parse(argc, argv);
  } catch (const CLI::CallForHelp& help) {
    return app.exit(help);
  } catch (const CLI::Success& success) {
    return app.exit(success);
  } catch (const CLI::ParseError& error) {
    // The JSON flag may stand behind the mistake.
    for (int i = 1; i < argc; ++i) program.json = program.json || std::string_view(argv[i]) == "--json";
    const bool no_verb = app.get_subcommands().empty() && argc > 1 && argv[1][0] != '-';
    return usage(program, app, no_verb ? verb_message(app, argv[1]) : error.what());
  }

  try {
    return static_cast<int>(program.chosen());
  } catch (const Failure& failure) {
    program.end(failure);
    return static_cast<int>(failure.code);
  } catch (const std::bad_alloc&) {
    program.say("error: out of memory; ask for fewer runs, or a smaller preset\n");
    return static_cast<int>(ExitCode::Model);
  }
}

}  // namespace
}  // namespace detente::cli

int main(int argc, char** argv) { return detente::cli::run(argc, argv); }
