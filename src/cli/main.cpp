// The command line: `detente VERB ...`. Every verb is a file of src/cli.
#include <algorithm>
#include <new>
#include <string>
#include <vector>

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

std::string with_near_name(std::string message, const std::string& word, const std::vector<std::string>& names) {
  const std::vector<std::string_view> views(names.begin(), names.end());
  const std::string_view near = base::nearest_name(word, views);
  return near.empty() ? message : base::cat(message, "; did you mean `", near, "`?");
}

// What CLI11 says, and for mistyped verbs and flags what was probably meant.
std::string message_of(const CLI::App& app, const CLI::ParseError& error, const std::vector<std::string>& words) {
  if (app.get_subcommands().empty()) {
    if (words.empty() || words[0].starts_with('-')) return error.what();
    std::vector<std::string> names;
    for (const CLI::App* verb : app.get_subcommands({})) names.push_back(verb->get_name());
    return with_near_name(base::cat("there is no verb `", words[0], "`"), words[0], names);
  }
  const CLI::App* verb = app.get_subcommands().front();
  while (!verb->get_subcommands().empty()) verb = verb->get_subcommands().front();  // `game solve`
  for (const std::string& word : words) {
    const std::string flag = word.substr(0, word.find('='));
    if (!flag.starts_with("--") || flag == "--" || verb->get_option_no_throw(flag)) continue;
    std::vector<std::string> names;
    for (const CLI::Option* option : verb->get_options()) {
      for (const std::string& name : option->get_lnames()) names.push_back(base::cat("--", name));
    }
    return with_near_name(base::cat("`", verb->get_name(), "` has no flag `", flag, "`"), flag, names);
  }
  return error.what();
}

int run(int argc, char** argv) {
  Program program;
  CLI::App app("Detente: models of rivalry and agreement, run over thousands of futures", "detente");
  app.set_version_flag("--version", base::cat("detente ", DETENTE_VERSION));
  app.require_subcommand(1);
  app.footer(kVerbs);
  app.get_formatter()->column_width(34);
  for (const auto add : {add_check, add_run, add_compare, add_claim, add_show, add_fmt, add_explain, add_calibrate,
                         add_export, add_guide, add_resume, add_solve, add_overlap, add_game, add_doctor}) {
    add(app, program);
  }

  try {
    app.parse(argc, argv);
  } catch (const CLI::CallForHelp& help) {
    return app.exit(help);
  } catch (const CLI::Success& success) {
    return app.exit(success);
  } catch (const CLI::ParseError& error) {
    const std::vector<std::string> words(argv + 1, argv + argc);
    // The flag may stand behind the mistake.
    program.json = std::find(words.begin(), words.end(), "--json") != words.end();
    return usage(program, app, message_of(app, error, words));
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
