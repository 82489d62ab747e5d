#include "model.h"

#include <algorithm>

namespace detente::bench {
namespace {

using kernels::Op;

// Each list of the files in turn.
#define RUN(value)
#define UNIFORM(value, x)
#define RATE(stock, value)
#define X(op, dst, a, b) {Op::op, dst, a, b, a},
const Line kMathematics[] = {
#include "models/mathematics.inc"
};
const Line kArithmetic[] = {
#include "models/arithmetic.inc"
};
#undef X
#define X(op, dst, a, b)

#undef RATE
#define RATE(stock, value) value,
constexpr std::array<int, kStocks> kMathematicsRates = {
#include "models/mathematics.inc"
};
constexpr std::array<int, kStocks> kArithmeticRates = {
#include "models/arithmetic.inc"
};
#undef RATE
#define RATE(stock, value)

#undef UNIFORM
#define UNIFORM(value, x) x,
constexpr std::array<double, kInputs - kFirstUniform> kMathematicsUniforms = {
#include "models/mathematics.inc"
};
constexpr std::array<double, kInputs - kFirstUniform> kArithmeticUniforms = {
#include "models/arithmetic.inc"
};
#undef X
#undef RATE
#undef RUN
#undef UNIFORM

bool is_unary(Op op) { return kernels::op_arity(op) == 1; }
bool is_ternary(Op op) { return kernels::op_arity(op) == 3; }

// The joined form of `outer` with the result of `inner` as its left (or right) operand; kCount if there is none.
Op join(Op inner, Op outer, bool left) {
  if (inner == Op::Mul && outer == Op::Add) return Op::MulAdd;
  if (inner == Op::Mul && outer == Op::Sub) return left ? Op::MulSub : Op::SubMul;
  if (inner == Op::Add && outer == Op::Mul) return Op::AddMul;
  if (inner == Op::Sub && outer == Op::Mul) return Op::DiffMul;
  if (inner == Op::Mul && outer == Op::Mul) return Op::MulMul;
  if (inner == Op::Add && outer == Op::Add) return Op::AddAdd;
  if (inner == Op::Div && outer == Op::Add) return Op::DivAdd;
  if (inner == Op::Mul && outer == Op::Exp) return Op::ExpMul;
  if (!left) return Op::kCount;
  if (inner == Op::Mul && outer == Op::Div) return Op::MulDiv;
  if (inner == Op::Add && outer == Op::Div) return Op::AddDiv;
  if (inner == Op::Sub && outer == Op::Div) return Op::DiffDiv;
  if (inner == Op::Max && outer == Op::Min) return Op::Clamp;
  return Op::kCount;
}

}  // namespace

Model mathematics_model() {
  return {"mathematics", {std::begin(kMathematics), std::end(kMathematics)}, kMathematicsRates, kMathematicsUniforms};
}

Model arithmetic_model() {
  return {"arithmetic", {std::begin(kArithmetic), std::end(kArithmetic)}, kArithmeticRates, kArithmeticUniforms};
}

Model joined(const Model& model) {
  const int values = kInputs + int(model.lines.size());
  std::vector<int> uses(values), writer(values, -1);
  for (std::size_t i = 0; i < model.lines.size(); ++i) {
    const Line& line = model.lines[i];
    ++uses[line.a];
    if (!is_unary(line.op)) ++uses[line.b];
    writer[line.dst] = int(i);
  }
  for (int rate : model.rates) ++uses[rate];
  std::vector<Line> lines = model.lines;
  std::vector<bool> gone(lines.size());
  for (Line& line : lines) {
    for (bool left : {true, false}) {
      if (!left && is_unary(line.op)) break;
      const int value = left ? line.a : line.b;
      if (writer[value] < 0 || uses[value] != 1) continue;
      const Line& inner = lines[writer[value]];
      if (is_ternary(inner.op) || is_ternary(line.op)) continue;
      const Op op = join(inner.op, line.op, left);
      if (op == Op::kCount) continue;
      gone[writer[value]] = true;
      line = {op, line.dst, inner.a, inner.b, left ? line.b : line.a};
      break;
    }
  }
  Model result = {model.name, {}, model.rates, model.uniform};
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (!gone[i]) result.lines.push_back(lines[i]);
  }
  return result;
}

double input_value(const Model& model, int value, int run) {
  if (value >= kFirstUniform) return model.uniform[value - kFirstUniform];
  uint32_t hash = uint32_t(value + 1) * 2654435761u + uint32_t(run) * 40503u;
  hash = (hash ^ (hash >> 15)) * 2246822519u;
  hash ^= hash >> 13;
  return 0.6 + 1.3 * (hash * 0x1p-32);
}

LoadedModel::LoadedModel(const Model& model, uint32_t width) : width_(width) {
  std::vector<int> last_use(kInputs + 2 * model.lines.size(), -1);
  for (std::size_t i = 0; i < model.lines.size(); ++i) {
    for (int value : {model.lines[i].a, model.lines[i].b, model.lines[i].c}) last_use[value] = int(i);
  }
  for (int rate : model.rates) last_use[rate] = int(model.lines.size());

  offset_.resize(last_use.size());
  std::size_t size = 0;
  for (int value = 0; value < kInputs; ++value) {
    offset_[value] = size;
    size += value < kFirstUniform ? width : kernels::kLine;
  }
  std::vector<std::size_t> free;
  for (std::size_t i = 0; i < model.lines.size(); ++i) {
    const Line& line = model.lines[i];
    std::array<int, 3> operands = {line.a, line.b, line.c};
    std::sort(operands.begin(), operands.end());
    for (int k = 0; k < 3; ++k) {
      if (k > 0 && operands[k] == operands[k - 1]) continue;
      if (operands[k] >= kInputs && last_use[operands[k]] == int(i)) free.push_back(offset_[operands[k]]);
    }
    if (free.empty()) {
      free.push_back(size);
      size += width;
    }
    offset_[line.dst] = free.back();
    free.pop_back();
  }
  memory_.resize(size);

  for (int value = 0; value < kInputs; ++value) {
    const uint32_t count = value < kFirstUniform ? width : kernels::kLine;
    for (uint32_t run = 0; run < count; ++run) slot(value)[run] = input_value(model, value, int(run));
  }
  for (const Line& line : model.lines) {
    kernels::LoadedInstr in{};
    in.op = line.op;
    in.lanes = width;
    in.dst = slot(line.dst);
    in.a = slot(line.a);
    in.b = slot(line.b);
    in.c = slot(line.c);
    in.mask_a = line.a >= kFirstUniform && line.a < kInputs ? 0 : kernels::kLaneMask;
    in.mask_b = line.b >= kFirstUniform && line.b < kInputs ? 0 : kernels::kLaneMask;
    in.mask_c = line.c >= kFirstUniform && line.c < kInputs ? 0 : kernels::kLaneMask;
    code_.push_back(in);
  }
  for (int stock = 0; stock < kStocks; ++stock) {
    stock_[stock] = slot(stock);
    rate_[stock] = slot(model.rates[stock]);
  }
  start_.resize(kStocks * width);
  sum_.resize(kStocks * width);
}

void LoadedModel::rates(kernels::RunCode run) {
  kernels::Context context{};
  context.width = width_;
  run(code_.data(), uint32_t(code_.size()), context);
}

void LoadedModel::integrate(kernels::RunCode run, int steps, double step) {
  const double weight[] = {step / 6, step / 3, step / 3, step / 6};
  const double ahead[] = {step / 2, step / 2, step};
  for (int k = 0; k < steps; ++k) {
    for (int stage = 0; stage < 4; ++stage) {
      rates(run);
      for (int stock = 0; stock < kStocks; ++stock) {
        double* __restrict x = stock_[stock];
        const double* __restrict rate = rate_[stock];
        double* __restrict start = start_.data() + stock * width_;
        double* __restrict sum = sum_.data() + stock * width_;
        if (stage == 0) {
          for (uint32_t i = 0; i < width_; ++i) start[i] = sum[i] = x[i];
        }
        for (uint32_t i = 0; i < width_; ++i) sum[i] += weight[stage] * rate[i];
        for (uint32_t i = 0; i < width_; ++i) x[i] = stage < 3 ? start[i] + ahead[stage] * rate[i] : sum[i];
      }
    }
  }
}

}  // namespace detente::bench
