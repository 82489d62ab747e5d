// Random models: a plan, fused or not, gives the bits and the faults that its equations give when they are evaluated
// directly.
#include <gtest/gtest.h>

#include <bit>

#include "lower/direct_test.h"
#include "plan/verify.h"

namespace detente::lower {
namespace {

class RandomModel {
 public:
  explicit RandomModel(uint64_t seed) : state_(seed * 0x9E3779B97F4A7C15u + 1) {
    model_.set_time(4, 1, below(2) == 0 ? plan::Method::Euler : plan::Method::Rk4);
    for (const double value : {0.0, 1.0, 2.0, -1.0, 0.5, 3.0, 1e200, -7.25}) pool_.push_back(model_.constant(value));
    for (int i = 0; i < 4; ++i) pool_.push_back(model_.input(any_value()));
    const uint32_t stream = model_.stream("outer");
    inner_stream_ = model_.stream("inner");
    for (int i = 0; i < 3; ++i) pool_.push_back(model_.stock(pool_[below(static_cast<uint32_t>(pool_.size()))]));
    for (const auto phase : {model::HeldPhase::Events, model::HeldPhase::Observe, model::HeldPhase::Decide,
                             model::HeldPhase::Record, model::HeldPhase::Record})
      pool_.push_back(model_.held(model_.constant(below(4)), phase));
    for (const Leaf leaf : {Leaf::Time, Leaf::StepIndex, Leaf::Start, Leaf::End, Leaf::Dt})
      pool_.push_back(model_.leaf(leaf));
    pool_.push_back(model_.op(Op::Uniform, kNoNode, kNoNode, kNoNode, stream));
    pool_.push_back(model_.op(Op::RingRead, model_.constant(1 + below(2)), model_.constant(5), kNoNode, 0));
    model_.model.rings.push_back({"ring", 2, kNoNode});

    for (int i = 0; i < 25; ++i) grow(pool_);
    add_repeat();
    for (int i = 0; i < 25; ++i) grow(pool_);

    model_.model.rings[0].recorded = pick();
    for (model::StockCell& stock : model_.model.stocks) {
      stock.rate = pick();
      if (below(2) == 0) stock.after_events = pick();
    }
    for (model::HeldCell& held : model_.model.held)
      if (below(4) != 0) held.update = pick();
    for (int i = 0; i < 3; ++i) model_.metric(pick_without_sums());
    for (const char* name : {"u", "v"}) model_.named(name, pick());
  }

  TestModel& model() { return model_; }
  uint32_t below(uint32_t bound) {
    state_ ^= state_ << 13;
    state_ ^= state_ >> 7;
    state_ ^= state_ << 17;
    return static_cast<uint32_t>((state_ >> 20) % bound);
  }

 private:
  double any_value() {
    constexpr double kValues[] = {0, 1, -1, 0.25, 2, 3.5, 1e-3, -4, 1e160, 0.1};
    return kValues[below(10)];
  }
  NodeId pick(const std::vector<NodeId>& pool) {
    return pool[pool.size() - 1 - below(static_cast<uint32_t>(pool.size()))];
  }
  NodeId pick() { return pick(pool_); }
  // The finish repeats nothing.
  NodeId pick_without_sums() { return pool_[below(first_with_sums_)]; }

  void grow(std::vector<NodeId>& pool) {
    constexpr Op kOps[] = {Op::Add,      Op::Sub,   Op::Mul,  Op::Div,    Op::Neg,    Op::Abs,    Op::Min,
                           Op::Max,      Op::Sqrt,  Op::Exp,  Op::Ln,     Op::Pow,    Op::Sin,    Op::Tanh,
                           Op::Logistic, Op::Floor, Op::Sign, Op::Lt,     Op::Le,     Op::Eq,     Op::Ne,
                           Op::And,      Op::Or,    Op::Not,  Op::Select, Op::Select, Op::Select, Op::Select,
                           Op::Clamp,    Op::Add,   Op::Mul,  Op::Sub,    Op::Div,    Op::Mul,    Op::Add};
    const Op op = kOps[below(std::size(kOps))];
    const int arity = kernels::op_info(op).arity;
    const NodeId a = pick(pool), b = arity > 1 ? pick(pool) : kNoNode, c = arity > 2 ? pick(pool) : kNoNode;
    pool.push_back(model_.op(op, a, b, c));
  }

  void add_repeat() {
    first_with_sums_ = static_cast<uint32_t>(pool_.size());
    std::vector<NodeId> inner = pool_;
    inner.push_back(model_.leaf(Leaf::Iteration));
    inner.push_back(model_.op(Op::Uniform, kNoNode, kNoNode, kNoNode, inner_stream_));
    for (int i = 0; i < 12; ++i) grow(inner);
    const NodeId bounded = model_.op(Op::Clamp, pick(), model_.constant(0), model_.constant(3));
    const NodeId count = model_.op(Op::Floor, bounded);
    for (int i = 0; i < 2; ++i) {
      model_.model.repeat_sums.push_back({count, inner[inner.size() - 1 - below(6)]});
      pool_.push_back(model_.leaf(Leaf::RepeatSum, static_cast<uint32_t>(i)));
    }
  }

  TestModel model_;
  uint64_t state_;
  uint32_t inner_stream_ = 0;
  uint32_t first_with_sums_ = 0;
  std::vector<NodeId> pool_;
};

using Bits = std::vector<uint64_t>;
Bits bits(const std::vector<double>& values) {
  Bits result;
  for (const double value : values)
    result.push_back(std::isnan(value) ? 0x7FF8000000000000u : std::bit_cast<uint64_t>(value));
  return result;
}

TEST(RandomModels, PlansGiveTheBitsAndFaultsOfTheEquations) {
  uint32_t faulted = 0, finished = 0, set_aside = 0;
  for (uint64_t seed = 1; seed <= 4000; ++seed) {
    SCOPED_TRACE(seed);
    RandomModel random(seed);
    TestModel& m = random.model();
    const plan::Plan fused = m.plan(true, {"u", "v"}), plain = m.plan(false, {"u", "v"});
    for (const plan::Plan* plan : {&fused, &plain}) {
      const base::Diagnostics problems = plan::verify(*plan);
      ASSERT_TRUE(problems.empty()) << problems.sorted()[0]->message;
    }
    for (uint64_t future = 0; future < 3; ++future) {
      for (plan::Input& input : m.model.interface.inputs)
        if (future > 0) input.value = random.below(5) * 0.5 - 1;
      plan::ReferenceRequest request;
      request.seed = seed;
      request.future = future;
      request.grid = fused.time;
      for (const plan::Input& input : m.model.interface.inputs) request.inputs.push_back(input.value);
      const plan::ReferenceRun one = plan::run_reference(fused, request);
      const plan::ReferenceRun two = plan::run_reference(plain, request);
      ASSERT_EQ(one.fault_site, two.fault_site);
      ASSERT_EQ(one.fault_step, two.fault_step);
      ASSERT_EQ(bits(one.metrics), bits(two.metrics));

      std::vector<NodeId> signals;
      for (const model::Cell& cell : m.model.cells) signals.push_back(cell.value);
      const DirectRun direct = Direct(m.model, signals, seed, future).run();
      const bool plan_faulted = one.fault_site != plan::kNone;
      // What the integrator would need after the last step is computed all the same.
      const bool at_end = plan_faulted && one.fault_step == fused.time.steps && direct.fault_step != one.fault_step;
      if (direct.debatable || at_end) {
        ++set_aside;
        continue;
      }
      ASSERT_EQ(plan_faulted, direct.fault_step.has_value());
      if (plan_faulted) {
        ++faulted;
        ASSERT_EQ(one.fault_step, *direct.fault_step);
        continue;
      }
      ++finished;
      ASSERT_EQ(bits(one.metrics), bits(direct.metrics));
      for (std::size_t i = 0; i < signals.size(); ++i) ASSERT_EQ(bits(one.signals[i]), bits(direct.signals[i]));
    }
  }
  EXPECT_GT(faulted, 500u);
  EXPECT_GT(finished, 1000u);
  EXPECT_LT(set_aside, 1500u);
}

}  // namespace
}  // namespace detente::lower
