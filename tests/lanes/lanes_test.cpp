// Every model of the repository gives the same bits on every instruction set, block width, number of runs and number
// of threads, and the bits of the reference evaluator run by run. Futures are drawn, so lanes of a block differ.
#include <gtest/gtest.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <filesystem>

#include "driver/compile.h"
#include "driver/ensemble.h"
#include "plan/reference.h"

namespace detente {
namespace {

namespace fs = std::filesystem;

constexpr uint32_t kFew[] = {1, 63, 64, 65};
constexpr uint32_t kMany = 1000, kManyOfLarge = 130;
constexpr std::size_t kLarge = 1500;  // slots: beyond it a run takes milliseconds

std::vector<std::string> models() {
  std::vector<std::string> found;
  for (const char* folder : {"tests/models", "models/canon"})
    for (const fs::directory_entry& entry : fs::recursive_directory_iterator(folder))
      if (entry.path().extension() == ".detente") found.push_back(entry.path().string());
  std::sort(found.begin(), found.end());
  found.push_back("models/us_china_ai");
  return found;
}

std::string name_of(const testing::TestParamInfo<std::string>& info) {
  std::string name = fs::path(info.param).stem().string();
  std::replace_if(name.begin(), name.end(), [](unsigned char c) { return !std::isalnum(c); }, '_');
  return name;
}

uint64_t bits(double x) { return std::bit_cast<uint64_t>(std::isnan(x) ? std::nan("") : x); }

std::vector<uint64_t> bits(const std::vector<double>& values) {
  std::vector<uint64_t> result;
  for (const double value : values) result.push_back(bits(value));
  return result;
}

class Lanes : public testing::TestWithParam<std::string> {
 protected:
  void SetUp() override {
    compiled_ = driver::compile(GetParam());
    ASSERT_TRUE(compiled_.ok()) << GetParam();
  }
  const plan::Plan& plan() const { return *compiled_.plan; }

  results::Chunk run(uint32_t runs, const exec::EngineOptions& engine) {
    analysis::claims::Needs needs;
    needs.arms.emplace_back();
    driver::EnsembleOptions options;
    options.design.seed = 11;
    options.design.futures = runs;
    options.engine = engine;
    auto ensemble = driver::Ensemble::make(plan(), needs, options);
    EXPECT_TRUE(ensemble.ok());
    auto chunks = ensemble->compute(0);
    EXPECT_TRUE(chunks.ok());
    return std::move((*chunks)[0]);
  }

  // Column by column, the runs that both have.
  void expect_same(const results::Chunk& some, const results::Chunk& all) {
    ASSERT_LE(some.runs, all.runs);
    for (uint32_t run = 0; run < some.runs; ++run) {
      ASSERT_EQ(some.faults[run].site, all.faults[run].site) << "run " << run;
      ASSERT_EQ(some.faults[run].step, all.faults[run].step) << "run " << run;
    }
    for (const auto column : {&results::Chunk::metrics, &results::Chunk::truth, &results::Chunk::robust_low,
                              &results::Chunk::robust_high, &results::Chunk::first_time, &results::Chunk::given}) {
      const std::size_t count = (some.*column).size() / some.runs;
      for (std::size_t q = 0; q < count; ++q)
        for (uint32_t run = 0; run < some.runs; ++run)
          ASSERT_EQ(bits((some.*column)[q * some.runs + run]), bits((all.*column)[q * all.runs + run]))
              << "column " << q << ", run " << run;
    }
  }

  driver::Compiled compiled_;
};

TEST_P(Lanes, GiveTheSameBits) {
  const uint32_t many = plan().slots.size() > kLarge ? kManyOfLarge : kMany;
  const results::Chunk all = run(many, {.threads = 2});
  for (const kernels::Isa isa : {kernels::Isa::Baseline, kernels::Isa::Avx2, kernels::Isa::Avx512}) {
    if (!kernels::isa_available(isa)) continue;
    const auto compare = [&](uint32_t runs, uint32_t threads, uint32_t width) {
      SCOPED_TRACE(testing::Message() << kernels::isa_name(isa) << ", " << runs << " runs, width " << width);
      expect_same(run(runs, {.threads = threads, .width = width, .isa = isa}), all);
    };
    for (const uint32_t runs : kFew) {
      for (const uint32_t width : {8u, 64u}) compare(runs, 2, width);
    }
    compare(many, 1, 64);
    if (HasFatalFailure()) return;
  }
}

TEST_P(Lanes, GiveTheBitsOfTheReference) {
  constexpr uint32_t kCompared = 12;
  const results::Chunk all = run(kCompared, {});
  std::vector<sampling::InputSpec> specs;
  for (const plan::Input& input : plan().interface.inputs) {
    specs.push_back(input.spec);
    if (input.spec.is_fixed()) specs.back().law = sampling::Fixed{input.value};
  }
  sampling::Design design;
  design.seed = 11;
  design.futures = kCompared;
  const auto table = sampling::InputTable::make(specs, plan().interface.correlations, design);
  ASSERT_TRUE(table.has_value());
  const std::vector<double> drawn = table->draw(0, kCompared);
  for (uint32_t run = 0; run < kCompared; ++run) {
    plan::ReferenceRequest request;
    request.seed = design.seed;
    request.future = run;
    request.grid = plan().time;
    for (std::size_t i = 0; i < specs.size(); ++i) request.inputs.push_back(drawn[i * kCompared + run]);
    const plan::ReferenceRun reference = plan::run_reference(plan(), request);
    ASSERT_EQ(all.faults[run].site, reference.fault_site) << "run " << run;
    std::vector<double> metrics;
    for (std::size_t m = 0; m < reference.metrics.size(); ++m) metrics.push_back(all.metrics[m * kCompared + run]);
    ASSERT_EQ(bits(metrics), bits(reference.metrics)) << "run " << run;
  }
}

INSTANTIATE_TEST_SUITE_P(All, Lanes, testing::ValuesIn(models()), name_of);

}  // namespace
}  // namespace detente
