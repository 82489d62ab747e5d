// detente: one verb per job. Each verb lives in the file of its name.
#include "cli/command.h"

int main(int argc, char** argv) {
  using namespace detente::cli;
  CLI::App app("Detente: simulate agreements between rivals, and check claims about them.", "detente");
  app.set_version_flag("--version", DETENTE_VERSION);
  app.require_subcommand(1);
  app.footer("`detente VERB --help` explains a verb, with examples.");
  add_check(app);
  add_show(app);
  add_fmt(app);
  add_doctor(app);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? kOk : kUsage;
  } catch (const Exit& exit) {
    return exit.code;
  }
  return kOk;
}
