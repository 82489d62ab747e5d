// `detente export`: a study as CSV or NetCDF-4.
#include <cstdio>
#include <memory>

#include "base/cat.h"
#include "cli/program.h"
#include "store/csv.h"
#include "store/netcdf.h"
#include "store/study_file.h"

namespace detente::cli {
namespace {

using base::cat;

constexpr const char* kExamples = R"(  detente export race.sqlite -o race.nc
  detente export race.sqlite -o race.csv
  detente export race.sqlite --table claims > claims.csv
)";

struct Flags {
  std::string study, output = "-", table = "metrics";
};

void require(const Program& program, const base::Diagnostics& said) {
  if (said.has_errors()) program.fail(code_for(said), said, base::SourceMap());
}

// Writes beside the file and renames, so that a failed export leaves what was there.
base::Diagnostics write_csv_file(store::StudyFile& study, store::CsvTable table, const std::string& path) {
  const std::string beside = path + ".partial";
  std::FILE* file = std::fopen(beside.c_str(), "wb");
  base::Diagnostics said;
  if (file) {
    said = store::write_csv(study, table, [&](std::string_view piece) {
      return std::fwrite(piece.data(), 1, piece.size(), file) == piece.size();
    });
    const bool closed = std::fclose(file) == 0;
    if (!said.has_errors() && closed && std::rename(beside.c_str(), path.c_str()) == 0) return said;
    std::remove(beside.c_str());
  }
  if (!said.has_errors()) {
    said.add("E1304", {}, cat("`", path, "` cannot be written"))
        .with_help("check the folder, the space and the permissions");
  }
  return said;
}

ExitCode run_export(const Program& program, const Flags& flags) {
  auto study = store::StudyFile::open(flags.study);
  require(program, study.diagnostics);
  const store::CsvTable table = flags.table == "claims"         ? store::CsvTable::Claims
                                : flags.table == "trajectories" ? store::CsvTable::Trajectories
                                                                : store::CsvTable::Metrics;
  const bool netcdf = flags.output.ends_with(".nc");
  if (flags.output == "-") {
    if (program.json) {
      program.fail(ExitCode::Usage, base::Diagnostic{"E1601", {}, "--json reports on a file", {}, "name one with -o"});
    }
    require(program, store::write_csv(*study, table, [&](std::string_view piece) {
              return std::fwrite(piece.data(), 1, piece.size(), stdout) == piece.size();
            }));
    program.print("");
  } else if (netcdf) {
    require(program, store::write_netcdf(*study, flags.output));
  } else if (flags.output.ends_with(".csv")) {
    require(program, write_csv_file(*study, table, flags.output));
  } else {
    program.fail(
        ExitCode::Usage,
        base::Diagnostic{"E1601", {}, cat("`", flags.output, "` says no format"), {}, "end the name in .csv or .nc"});
  }
  if (program.json) {
    const store::Header& header = study->header();
    program.print_json(report::Json{{"study", flags.study},
                                    {"output", flags.output},
                                    {"format", netcdf ? "netcdf" : "csv"},
                                    {"model", header.model},
                                    {"runs", header.runs},
                                    {"arms", header.arms.size()}});
  }
  return ExitCode::Ok;
}

}  // namespace

void add_export(CLI::App& app, Program& program) {
  auto flags = std::make_shared<Flags>();
  CLI::App* verb = add_verb(app, program, "export", "write a study as CSV (tidy, with units) or NetCDF-4 (CF names)",
                            kExamples, [&program, flags] { return run_export(program, *flags); });
  verb->add_option("STUDY", flags->study, "a file made by `detente run -o`")->required();
  verb->add_option("-o,--output", flags->output, "a .csv or .nc file; - prints CSV")->capture_default_str();
  verb->add_option("--table", flags->table, "which table as CSV; NetCDF holds all")
      ->check(CLI::IsMember({"metrics", "claims", "trajectories"}))
      ->capture_default_str();
}

}  // namespace detente::cli
