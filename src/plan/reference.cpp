#include "plan/reference.h"

#include <cmath>
#include <limits>

#include "kernels/apply.h"
#include "kernels/elementary.h"
#include "kernels/philox.h"
#include "plan/grid.h"
#include "plan/verify.h"

namespace detente::plan {
namespace {

using kernels::Op;

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

double least(double a, double b) { return a < b ? a : b; }
double greatest(double a, double b) { return a > b ? a : b; }
double truth(bool holds) { return holds ? 1 : 0; }
double sign(double x) { return x > 0 ? 1 : x < 0 ? -1 : x == 0 ? 0 : x; }

double round_even(double x) {
  if (!(std::fabs(x) < 0x1p52)) return x;
  double whole = std::floor(std::fabs(x));
  const double rest = std::fabs(x) - whole;
  const bool odd = whole != 2 * std::floor(whole / 2);
  if (rest > 0.5 || (rest == 0.5 && odd)) whole += 1;
  return std::signbit(x) ? -whole : whole;
}

double poisson_quantile(double p, double mean) {
  if (!(mean >= 0 && mean <= 500 && p > 0 && p < 1)) return kernels::apply(Op::PoissonQuantile, p, mean);
  double term = kernels::exp(-mean);
  double sum = term;
  double k = 0;
  while (sum < p && !(k > mean && term < 0x1p-60)) {
    k += 1;
    term = term * (mean / k);
    sum = sum + term;
  }
  return k;
}

double lookup(const Table& table, double a) {
  const size_t last = table.x.size() - 1;
  if (std::isnan(a)) return a;
  const bool bounded = table.mode != kernels::TableMode::Extrapolate;
  if (last == 0 || (bounded && a < table.x[0])) return table.y[0];
  if (a == table.x[last] || (bounded && a > table.x[last])) return table.y[last];
  size_t i = 0;
  while (i + 1 < last && table.x[i + 1] <= a) ++i;
  if (table.mode == kernels::TableMode::Step) return table.y[i];
  return table.y[i] + (table.y[i + 1] - table.y[i]) * ((a - table.x[i]) / (table.x[i + 1] - table.x[i]));
}

class Evaluator {
 public:
  Evaluator(const Plan& plan, const ReferenceRequest& request)
      : plan_(plan), request_(request), grid_(request.grid), values_(plan.slots.size(), 0), rings_(plan.rings.size()) {
    for (size_t i = 0; i < rings_.size(); ++i) rings_[i].assign(plan.rings[i].depth, 0);
  }

  ReferenceRun run() {
    result_.signals.resize(plan_.signals.size());
    result_.truth.resize(plan_.atoms.size());
    result_.robustness.resize(plan_.atoms.size());
    const bool good = simulate();
    for (const Metric& metric : plan_.interface.metrics) result_.metrics.push_back(good ? values_[metric.slot] : kNan);
    return std::move(result_);
  }

 private:
  // Every part below returns false as soon as the run has faulted.
  bool simulate() {
    fill();
    set_clock(0, 0);
    if (!run_phase(plan_.setup) || !run_phase(plan_.init)) return false;
    for (step_ = 0;; ++step_) {
      set_clock(step_, 0);
      const bool good = run_phase(plan_.events) && run_phase(plan_.observe) && run_phase(plan_.decide) &&
                        run_phase(plan_.step) && run_phase(plan_.record);
      if (!good) return false;
      record();
      if (step_ == grid_.steps) return run_phase(plan_.finish);
      if (!integrate()) return false;
    }
  }

  void fill() {
    for (size_t i = 0; i < values_.size(); ++i) values_[i] = plan_.slots[i].value;
    const std::vector<Input>& inputs = plan_.interface.inputs;
    for (size_t i = 0; i < inputs.size(); ++i) {
      if (inputs[i].slot == kNoSlot) continue;
      values_[inputs[i].slot] = request_.inputs.empty() ? inputs[i].value : request_.inputs[i];
    }
    set(plan_.clock.start, grid_.start);
    set(plan_.clock.end, grid_.end);
    set(plan_.clock.dt, grid_.step);
  }

  void set(Slot slot, double value) {
    if (slot != kNoSlot) values_[slot] = value;
  }
  void set_clock(uint32_t step, double stage) {
    set(plan_.clock.time, grid_time(grid_, step, stage));
    set(plan_.clock.step, step);
    set(plan_.clock.iteration, 0);
  }

  bool run_phase(const Phase& phase) {
    for (const Program& program : phase.programs) {
      if (program.repeat == kNoSlot) {
        if (!run_code(program.code, 0)) return false;
        continue;
      }
      const double count = values_[program.repeat];
      for (uint32_t iteration = 0; iteration < count && iteration < kMaxRepeats; ++iteration) {
        set(plan_.clock.iteration, iteration);
        if (!run_code(program.code, iteration)) return false;
      }
      set(plan_.clock.iteration, 0);
    }
    std::vector<double> moved;
    for (const Commit& commit : phase.commits) moved.push_back(values_[commit.from]);
    for (size_t i = 0; i < moved.size(); ++i) values_[phase.commits[i].to] = moved[i];
    return true;
  }

  bool run_code(const std::vector<Instr>& code, uint32_t iteration) {
    for (size_t i = 0; i < code.size(); ++i) {
      const Instr& instr = code[i];
      if (instr.op == Op::SkipIfNone) {
        if (values_[instr.a] == 0) i += instr.imm;
      } else if (instr.op == Op::Check && std::isfinite(values_[instr.a])) {
        continue;
      } else if (instr.op == Op::Check) {
        result_.fault_site = instr.site;
        result_.fault_step = step_;
        return false;
      } else if (instr.op == Op::RingWrite) {
        std::vector<double>& ring = rings_[instr.imm];
        ring[step_ % ring.size()] = values_[instr.a];
      } else {
        values_[instr.dst] = compute(instr, iteration);
      }
    }
    return true;
  }

  double compute(const Instr& instr, uint32_t iteration) const {
    const auto operand = [this](Slot slot) { return slot == kNoSlot ? 0 : values_[slot]; };
    const double a = operand(instr.a), b = operand(instr.b), c = operand(instr.c);
    switch (instr.op) {
      case Op::Move: return a;
      case Op::Add: return a + b;
      case Op::Sub: return a - b;
      case Op::Mul: return a * b;
      case Op::Div: return a / b;
      case Op::Neg: return -a;
      case Op::Abs: return std::fabs(a);
      case Op::Min: return least(a, b);
      case Op::Max: return greatest(a, b);
      case Op::Sqrt: return std::sqrt(a);
      case Op::Exp: return kernels::exp(a);
      case Op::Ln: return kernels::ln(a);
      case Op::Log10: return kernels::log10(a);
      case Op::Pow: return kernels::pow(a, b);
      case Op::Sin: return kernels::sin(a);
      case Op::Cos: return kernels::cos(a);
      case Op::Tan: return kernels::tan(a);
      case Op::Tanh: return kernels::tanh(a);
      case Op::Atan: return kernels::atan(a);
      case Op::Logistic: return kernels::logistic(a);
      case Op::Floor: return std::floor(a);
      case Op::Round: return round_even(a);
      case Op::Sign: return sign(a);
      case Op::Lt: return truth(a < b);
      case Op::Le: return truth(a <= b);
      case Op::Eq: return truth(a == b);
      case Op::Ne: return truth(a != b);
      case Op::And: return truth(a != 0 && b != 0);
      case Op::Or: return truth(a != 0 || b != 0);
      case Op::Not: return truth(a == 0);
      case Op::Select: return a != 0 ? b : c;
      case Op::IfSet: return std::isnan(a) ? b : a;
      case Op::Clamp: return least(greatest(a, b), c);
      case Op::MulAdd: return a * b + c;
      case Op::MulSub: return a * b - c;
      case Op::SubMul: return c - a * b;
      case Op::AddMul: return (a + b) * c;
      case Op::DiffMul: return (a - b) * c;
      case Op::MulMul: return a * b * c;
      case Op::AddAdd: return a + b + c;
      case Op::MulDiv: return a * b / c;
      case Op::DivAdd: return a / b + c;
      case Op::AddDiv: return (a + b) / c;
      case Op::DiffDiv: return (a - b) / c;
      case Op::ExpMul: return kernels::exp(a * b);
      case Op::Lookup: return lookup(plan_.tables[instr.imm], a);
      case Op::RingRead: return ring_read(rings_[instr.imm], round_even(a), b);
      case Op::Uniform: return uniform(instr.imm, iteration);
      case Op::Normal: return kernels::normal_quantile(uniform(instr.imm, iteration));
      case Op::NormalQuantile: return kernels::normal_quantile(a);
      case Op::PoissonQuantile: return poisson_quantile(a, b);
      default: return kNan;  // Check, RingWrite and SkipIfNone have no value
    }
  }

  double ring_read(const std::vector<double>& ring, double age, double before_start) const {
    if (age > step_) return before_start;
    if (!(age >= 1 && age <= static_cast<double>(ring.size()))) return kNan;
    return ring[(step_ - static_cast<uint32_t>(age)) % ring.size()];
  }

  double uniform(uint32_t stream, uint32_t iteration) const {
    return kernels::uniform(kernels::stream_key(request_.seed, plan_.streams[stream].key),
                            {request_.future, step_, iteration});
  }

  void record() {
    for (size_t i = 0; i < plan_.signals.size(); ++i) {
      result_.signals[i].push_back(values_[plan_.signals[i].slot]);
    }
    for (size_t i = 0; i < plan_.atoms.size(); ++i) {
      const Atom& atom = plan_.atoms[i];
      const double by_truth = values_[atom.truth] != 0 ? kInfinity : -kInfinity;
      result_.truth[i].push_back(values_[atom.truth]);
      result_.robustness[i].push_back(atom.robustness != kNoSlot ? values_[atom.robustness] : by_truth);
    }
  }

  std::vector<double> read(Slot Stock::* which) const {
    std::vector<double> all;
    for (const Stock& stock : plan_.stocks) all.push_back(values_[stock.*which]);
    return all;
  }
  // Stocks become start + rate * time, and diffusion where there is some.
  bool move(const std::vector<double>& start, const std::vector<double>& rate, double time) {
    for (size_t i = 0; i < plan_.stocks.size(); ++i) {
      double& stock = values_[plan_.stocks[i].slot];
      stock = rate[i] * time + start[i];
      if (plan_.stocks[i].diffusion != kNoSlot) stock = stock + values_[plan_.stocks[i].diffusion];
    }
    return true;
  }

  bool run_rates(double stage) {
    set_clock(step_, stage);
    return run_phase(plan_.rates);
  }

  bool integrate() {
    const double h = grid_.step;
    const std::vector<double> start = read(&Stock::slot);
    if (!run_rates(0)) return false;
    std::vector<double> sum = read(&Stock::rate);
    const auto add = [this, &sum](double weight) {
      for (size_t i = 0; i < sum.size(); ++i) sum[i] = values_[plan_.stocks[i].rate] * weight + sum[i];
    };
    switch (grid_.method) {
      case Method::Euler:
      case Method::EulerMaruyama: return move(start, sum, h);
      case Method::Rk2:  // midpoint
        move(start, sum, h / 2);
        if (!run_rates(0.5)) return false;
        return move(start, read(&Stock::rate), h);
      case Method::Heun:  // trapezoidal drift
        move(start, sum, h);
        if (!run_rates(1)) return false;
        add(1);
        return move(start, sum, h / 2);
      case Method::Rk4:
        for (const double stage : {0.5, 0.5, 1.0}) {
          move(start, read(&Stock::rate), stage * h);
          if (!run_rates(stage)) return false;
          add(stage == 1 ? 1 : 2);
        }
        return move(start, sum, h / 6);
    }
    return false;
  }

  const Plan& plan_;
  const ReferenceRequest& request_;
  const TimeGrid& grid_;
  std::vector<double> values_;
  std::vector<std::vector<double>> rings_;
  uint32_t step_ = 0;
  ReferenceRun result_;
};

}  // namespace

ReferenceRun run_reference(const Plan& plan, const ReferenceRequest& request) { return Evaluator(plan, request).run(); }

}  // namespace detente::plan
