// Every model below tests/models and models whose comments say what must come out, and every example of the language
// reference, run and compared. A script without a `# run` line is run once with every input at its central value: by
// the reference evaluator, and by the engine on every instruction set and block width of this machine, all of which
// must give the same bits.
#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <map>
#include <tuple>

#include "analysis/claims/judge.h"
#include "base/cat.h"
#include "base/render.h"
#include "driver/compile.h"
#include "driver/ensemble.h"
#include "driver/files.h"
#include "model/set_value.h"
#include "plan/grid.h"
#include "plan/print.h"
#include "plan/reference.h"
#include "report/summary.h"
#include "script.h"

namespace detente::tests {
namespace {

namespace fs = std::filesystem;

std::vector<std::string> model_files(const char* folder) {
  std::vector<std::string> files;
  for (const fs::directory_entry& entry : fs::recursive_directory_iterator(folder))
    if (entry.path().extension() == ".detente") files.push_back(entry.path().string());
  std::sort(files.begin(), files.end());
  return files;
}

// A folder of this process alone, gone with it: two test runs at once do not share their examples.
const fs::path& example_folder() {
  static const struct Folder {
    fs::path path = fs::path(testing::TempDir()) / base::cat("detente_examples_", getpid());
    Folder() { fs::create_directories(path); }
    ~Folder() {
      std::error_code ignored;
      fs::remove_all(path, ignored);
    }
  } folder;
  return folder.path;
}

// The ```detente blocks of a page, each written to a file of its own.
std::vector<std::string> examples(const fs::path& page) {
  const fs::path& folder = example_folder();
  const std::string text = *driver::read_file(page.string());
  const std::string open = "\n```detente\n";
  std::vector<std::string> files;
  for (std::size_t at = text.find(open); at != std::string::npos; at = text.find(open, at)) {
    at += open.size();
    const fs::path file = folder / base::cat(page.stem().string(), "_", files.size() + 1, ".detente");
    std::ofstream(file) << std::string_view(text).substr(at, text.find("```", at) - at);
    files.push_back(file.string());
  }
  return files;
}

std::vector<std::string> scripts() {
  std::vector<std::string> found = model_files("tests/models");
  for (const char* page : {"docs/language/reference.md", "tests/README.md"})
    for (const std::string& file : examples(page)) found.push_back(file);
  for (const std::string& file : model_files("models"))
    if (driver::read_file(file)->find("\n# expect ") != std::string::npos) found.push_back(file);
  return found;
}

std::string name_of(const testing::TestParamInfo<std::string>& info) {
  const fs::path path = fs::path(info.param).replace_extension("");
  std::string name =
      path.parent_path() == example_folder() ? base::cat("examples/", path.stem().string()) : path.string();
  for (char& c : name)
    if (!std::isalnum(static_cast<unsigned char>(c))) c = '_';
  return name;
}

uint64_t bits(double x) { return std::bit_cast<uint64_t>(std::isnan(x) ? std::nan("") : x); }

class Scripts : public testing::TestWithParam<std::string> {
 protected:
  void check(const Expectation& expected) {
    const driver::Compiled& compiled = compile(expected);
    ASSERT_TRUE(compiled.ok()) << base::render(compiled.diagnostics, compiled.sources);
    plan_ = &*compiled.plan;
    if (expected.kind == Expectation::Kind::Warning) return check_warning(expected, compiled);
    scenario_ = plan::kBaseline;
    if (!expected.run.scenario.empty() && expected.run.scenario != "baseline") {
      const auto& all = plan_->interface.scenarios;
      const auto is_it = [&](const plan::Scenario& s) { return s.name == expected.run.scenario; };
      const auto at = std::find_if(all.begin(), all.end(), is_it);
      ASSERT_NE(at, all.end()) << "no scenario " << expected.run.scenario;
      scenario_ = static_cast<uint32_t>(at - all.begin());
    }
    settings_.clear();
    for (const std::string& text : expected.run.settings) {
      auto changes = model::set_value(plan_->interface, compiled.model->units, text);
      ASSERT_TRUE(changes.has_value()) << text << ": " << changes.error().message;
      settings_.insert(settings_.end(), changes->begin(), changes->end());
    }
    if (expected.run.ensemble || expected.kind == Expectation::Kind::Claim) {
      check_ensemble(expected);
    } else {
      check_central(expected);
    }
  }

  // Compiled once for each preset and list of quantities to record.
  const driver::Compiled& compile(const Expectation& expected) {
    std::vector<std::string> save;
    if (expected.kind == Expectation::Kind::Value) save.push_back(expected.name);
    const auto key = std::pair(expected.run.preset, save);
    const auto [at, is_new] = compiled_.try_emplace(key);
    if (is_new) at->second = driver::compile(GetParam(), {.preset = expected.run.preset, .save = save});
    return at->second;
  }

  void check_warning(const Expectation& expected, const driver::Compiled& compiled) {
    for (const base::Diagnostic* one : compiled.diagnostics.sorted())
      if (one->code == expected.name) return;
    FAIL() << "no " << expected.name << " among the warnings";
  }

  plan::ReferenceRequest request() const {
    plan::ReferenceRequest request;
    request.grid = plan_->time;
    for (const plan::Input& input : plan_->interface.inputs) request.inputs.push_back(input.value);
    const auto apply = [&](const std::vector<plan::Override>& changes) {
      for (const plan::Override& change : changes)
        if (!change.redraw) request.inputs[change.input] = change.value;
    };
    if (scenario_ != plan::kBaseline) {
      const plan::Scenario& scenario = plan_->interface.scenarios[scenario_];
      apply(scenario.overrides);
      if (scenario.has_range) request.grid = *plan::with_range(plan_->time, scenario.start, scenario.end);
    }
    apply(settings_);
    return request;
  }

  void check_central(const Expectation& expected) {
    const plan::ReferenceRequest asked = request();
    const plan::ReferenceRun& run = run_once(asked);
    if (expected.kind == Expectation::Kind::Fault) {
      ASSERT_NE(run.fault_site, plan::kNone) << "the run does not fault";
      EXPECT_EQ(plan_->sites[run.fault_site].variable, expected.name);
      return;
    }
    ASSERT_EQ(run.fault_site, plan::kNone)
        << "the run faults in step " << run.fault_step << ": " << plan_->sites[run.fault_site].variable << ", "
        << plan::name(plan_->sites[run.fault_site].kind);
    if (expected.kind == Expectation::Kind::Metric) {
      const uint32_t metric = metric_of(expected);
      ASSERT_NE(metric, plan::kNone) << "no metric " << expected.name;
      return compare(expected, run.metrics[metric] / plan_->interface.metrics[metric].quantity.scale);
    }
    const double at = (expected.time - asked.grid.start) / asked.grid.step;
    const auto step = static_cast<uint32_t>(std::llround(at));
    ASSERT_NEAR(at, step, 1e-6) << "not a grid time";
    ASSERT_EQ(plan_->signals.size(), 1u);
    ASSERT_LT(step, run.signals[0].size());
    compare(expected, run.signals[0][step] / plan_->signals[0].quantity.scale);
  }

  // Expectations about the same run share it: one for each plan, inputs and range of time.
  const plan::ReferenceRun& run_once(const plan::ReferenceRequest& asked) {
    std::vector<uint64_t> inputs;  // by their bits: a start value that the model computes is NaN
    for (const double value : asked.inputs) inputs.push_back(bits(value));
    const auto [at, is_new] = runs_.try_emplace({plan_, inputs, asked.grid.start, asked.grid.end});
    if (is_new) {
      at->second = plan::run_reference(*plan_, asked);
      compare_engines(asked, at->second);
    }
    return at->second;
  }

  // The engine on every instruction set and width: the bits of the reference.
  void compare_engines(const plan::ReferenceRequest& asked, const plan::ReferenceRun& reference) {
    std::vector<exec::InputColumn> inputs;
    for (const double value : asked.inputs) inputs.push_back({.values = {}, .fixed = value});
    for (const kernels::Isa isa : {kernels::Isa::Baseline, kernels::Isa::Avx2, kernels::Isa::Avx512}) {
      if (!kernels::isa_available(isa)) continue;
      for (const uint32_t width : {8u, 64u}) {
        auto engine = exec::Engine::load(*plan_, {.threads = 1, .width = width, .isa = isa});
        ASSERT_TRUE(engine.ok()) << engine.diagnostics.sorted()[0]->message;
        exec::RunRequest one;
        one.seed = asked.seed;
        one.runs = 1;
        one.inputs = inputs;
        if (plan_->time.has_time) one.range = exec::TimeRange{asked.grid.start, asked.grid.end};
        one.record = exec::Record::EveryStep;
        auto chunk = engine->run(one);
        ASSERT_TRUE(chunk.ok()) << chunk.diagnostics.sorted()[0]->message;
        ASSERT_EQ(chunk->faults[0].site, reference.fault_site);
        for (std::size_t i = 0; i < reference.metrics.size(); ++i)
          ASSERT_EQ(bits(chunk->metrics[i]), bits(reference.metrics[i]))
              << plan_->interface.metrics[i].quantity.name.full;
        if (reference.fault_site != plan::kNone) continue;
        for (std::size_t s = 0; s < reference.signals.size(); ++s)
          for (std::size_t p = 0; p < reference.signals[s].size(); ++p)
            ASSERT_EQ(bits(chunk->traces[s * chunk->points + p]), bits(reference.signals[s][p]));
      }
    }
  }

  // What an ensemble shows. Expectations about the same one share it.
  struct Shown {
    std::vector<report::Summary> metrics;
    std::vector<analysis::claims::Finding> findings;
    report::FaultSummary faults;
  };

  void run_ensemble(const RunLine& line, Shown& shown) {
    driver::EnsembleOptions options;
    options.design.seed = line.seed;
    options.design.futures = line.ensemble ? line.runs : 1;
    options.central = !line.ensemble;
    if (line.design == "sobol") options.design.kind = sampling::DesignKind::Sobol;
    if (line.design == "lhs") options.design.kind = sampling::DesignKind::LatinHypercube;
    if (options.design.kind != sampling::DesignKind::MonteCarlo) options.design.replicates = 16;
    options.settings = settings_;
    const auto needs = analysis::claims::needs(plan_->interface, scenario_);
    auto ensemble = driver::Ensemble::make(*plan_, needs, options);
    ASSERT_TRUE(ensemble.ok()) << ensemble.diagnostics.sorted()[0]->message;
    const bool certain =
        options.central || analysis::claims::is_certain(plan_->interface, needs, !plan_->streams.empty());
    analysis::claims::Judge judge(plan_->interface, needs,
                                  {.design = ensemble->design(), .crossed = ensemble->crossed(), .certain = certain});
    report::MetricColumns columns(*plan_);
    report::FaultCount faults(*plan_);
    for (uint64_t number = 0; number < ensemble->chunk_count(); ++number) {
      auto chunks = ensemble->compute(number);
      ASSERT_TRUE(chunks.ok()) << chunks.diagnostics.sorted()[0]->message;
      judge.add(*chunks);
      columns.add((*chunks)[0]);
      faults.add((*chunks)[0]);
    }
    shown = {columns.summaries(), judge.findings(), faults.summary()};
  }

  void check_ensemble(const Expectation& expected) {
    const RunLine& line = expected.run;
    std::string key = base::cat(line.ensemble ? line.runs : 0, ' ', line.seed, ' ', line.design);
    for (const std::string& setting : line.settings) key += base::cat(' ', setting);
    const auto [at, is_new] = ensembles_.try_emplace({plan_, scenario_, key});
    if (is_new) run_ensemble(line, at->second);
    if (HasFatalFailure()) return;
    const Shown& shown = at->second;
    if (expected.kind == Expectation::Kind::Claim) return check_claim(expected, shown.findings);
    if (expected.kind == Expectation::Kind::Fault) {
      ASSERT_FALSE(shown.faults.causes.empty()) << "no run faults";
      EXPECT_EQ(plan_->sites[shown.faults.causes[0].site].variable, expected.name);
      return;
    }
    ASSERT_EQ(expected.kind, Expectation::Kind::Metric) << "a value at a time needs a single run";
    const uint32_t metric = metric_of(expected);
    ASSERT_NE(metric, plan::kNone) << "no metric " << expected.name;
    const report::Summary& s = shown.metrics[metric];
    const std::map<std::string, double> values = {{"", s.mean},   {"mean", s.mean}, {"sd", s.sd},   {"p05", s.p05},
                                                  {"p25", s.p25}, {"p50", s.p50},   {"p75", s.p75}, {"p95", s.p95}};
    compare(expected, values.at(expected.statistic));
  }

  void check_claim(const Expectation& expected, const std::vector<analysis::claims::Finding>& findings) {
    for (const analysis::claims::Finding& finding : findings) {
      const plan::Claim& claim = plan_->interface.claims[finding.claim];
      if (claim.name != expected.name) continue;
      const std::map<std::string, double> values = {{"share", finding.estimate},
                                                    {"robustness", finding.robustness.median / claim.robustness_scale},
                                                    {"undecided", static_cast<double>(finding.undecided)}};
      if (!expected.statistic.empty()) return compare(expected, values.at(expected.statistic));
      EXPECT_EQ(analysis::claims::verdict_name(finding.verdict), expected.words) << "estimate " << finding.estimate;
      return;
    }
    FAIL() << "no claim " << expected.name;
  }

  uint32_t metric_of(const Expectation& expected) const {
    for (uint32_t i = 0; i < plan_->interface.metrics.size(); ++i)
      if (plan_->interface.metrics[i].quantity.name.full == expected.name) return i;
    return plan::kNone;
  }

  void compare(const Expectation& expected, double found) {
    if (std::isnan(expected.value) && std::isnan(found)) return;
    if (expected.tolerance == 0) {
      EXPECT_EQ(found, expected.value);
    } else {
      EXPECT_NEAR(found, expected.value, expected.tolerance);
    }
  }

  std::map<std::pair<std::string, std::vector<std::string>>, driver::Compiled> compiled_;
  std::map<std::tuple<const plan::Plan*, std::vector<uint64_t>, double, double>, plan::ReferenceRun> runs_;
  std::map<std::tuple<const plan::Plan*, uint32_t, std::string>, Shown> ensembles_;
  const plan::Plan* plan_ = nullptr;
  uint32_t scenario_ = plan::kBaseline;
  std::vector<plan::Override> settings_;
};

TEST_P(Scripts, GiveWhatTheySay) {
  const Script script = read_script(*driver::read_file(GetParam()));
  for (const std::string& mistake : script.mistakes) ADD_FAILURE() << GetParam() << " " << mistake;
  EXPECT_FALSE(script.expectations.empty()) << GetParam() << " expects nothing";
  for (const Expectation& expected : script.expectations) {
    SCOPED_TRACE(base::cat(GetParam(), ":", expected.line, " ", expected.name));
    check(expected);
  }
}

INSTANTIATE_TEST_SUITE_P(All, Scripts, testing::ValuesIn(scripts()), name_of);

TEST(ReadScript, KnowsEveryLine) {
  const Script script = read_script(
      "model x\n"
      "# expect arms[a, b] @ 2030 = 1.5 +- 1e-9 under calm\n"
      "# expect metric peak = 3\n"
      "# expect fault ratio[a] set reaction=0\n"
      "# run -n 500 --seed 7 --set \"x = 3 year\"\n"
      "# expect p95 peak = 4 +- 0.1\n"
      "# expect claim spiral = no evidence\n"
      "# expect share spiral = 0.25 +- 0.01 set x=4\n"
      "# expect nothing at all\n");
  ASSERT_EQ(script.expectations.size(), 6u);
  EXPECT_EQ(script.expectations[0].name, "arms[a,b]");
  EXPECT_EQ(script.expectations[0].time, 2030);
  EXPECT_EQ(script.expectations[0].run.scenario, "calm");
  EXPECT_FALSE(script.expectations[1].run.ensemble);
  EXPECT_EQ(script.expectations[2].run.settings, std::vector<std::string>{"reaction=0"});
  EXPECT_EQ(script.expectations[3].run.runs, 500u);
  EXPECT_EQ(script.expectations[3].run.settings, std::vector<std::string>{"x = 3 year"});
  EXPECT_EQ(script.expectations[4].words, "no evidence");
  EXPECT_EQ(script.expectations[5].kind, Expectation::Kind::Claim);
  EXPECT_EQ(script.expectations[5].statistic, "share");
  EXPECT_EQ(script.mistakes.size(), 1u);
}

}  // namespace
}  // namespace detente::tests
