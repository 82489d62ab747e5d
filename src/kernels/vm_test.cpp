#include "kernels/vm.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>
#include <vector>

#include "kernels/accuracy_test.h"
#include "kernels/elementary.h"
#include "kernels/lookup.h"
#include "kernels/philox.h"

namespace detente::kernels {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
constexpr uint32_t kWidths[] = {8, 64};

std::vector<Isa> available() {
  std::vector<Isa> isas;
  for (Isa isa : {Isa::Baseline, Isa::Avx2, Isa::Avx512}) {
    if (isa_available(isa)) isas.push_back(isa);
  }
  return isas;
}

// A slot on a 64-byte line.
class Lanes {
 public:
  explicit Lanes(uint32_t width) : lines_(width / kLine) {}
  double* data() { return lines_[0].value; }
  double& operator[](uint32_t lane) { return data()[lane]; }

 private:
  struct alignas(64) Line {
    double value[kLine] = {};
  };
  std::vector<Line> lines_;
};

void expect_same_bits(double computed, double expected, const std::string& what) {
  if (std::isnan(expected)) {
    ASSERT_TRUE(std::isnan(computed)) << what << " gave " << computed;
  } else {
    ASSERT_EQ(std::bit_cast<uint64_t>(computed), std::bit_cast<uint64_t>(expected))
        << what << " gave " << computed << ", not " << expected;
  }
}

double truth(bool b) { return b ? 1 : 0; }

// Summed from 0 in doubles; the mean is below 500.
double poisson_quantile(double p, double mean) {
  if (!(mean >= 0 && mean <= 1e5 && p > 0 && p < 1)) return kNan;
  double term = exp(-mean), sum = term, k = 0;
  while (sum < p && !(mean < k && term < 0x1p-60)) sum += term *= mean / ++k;
  return k;
}

double expected(Op op, double a, double b, double c) {
  switch (op) {
    case Op::Move: return a;
    case Op::Add: return a + b;
    case Op::Sub: return a - b;
    case Op::Mul: return a * b;
    case Op::Div: return a / b;
    case Op::Neg: return -a;
    case Op::Abs: return std::fabs(a);
    case Op::Min: return a < b ? a : b;
    case Op::Max: return a > b ? a : b;
    case Op::Sqrt: return std::sqrt(a);
    case Op::Exp: return exp(a);
    case Op::Ln: return ln(a);
    case Op::Log10: return log10(a);
    case Op::Pow: return pow(a, b);
    case Op::Sin: return sin(a);
    case Op::Cos: return cos(a);
    case Op::Tan: return tan(a);
    case Op::Tanh: return tanh(a);
    case Op::Atan: return atan(a);
    case Op::Logistic: return logistic(a);
    case Op::Floor: return std::floor(a);
    case Op::Round: return std::nearbyint(a);
    case Op::Sign: return std::isnan(a) ? a : truth(a > 0) - truth(a < 0);
    case Op::Lt: return truth(a < b);
    case Op::Le: return truth(a <= b);
    case Op::Eq: return truth(a == b);
    case Op::Ne: return truth(a != b);
    case Op::And: return truth(a != 0 && b != 0);
    case Op::Or: return truth(a != 0 || b != 0);
    case Op::Not: return truth(a == 0);
    case Op::Select: return a != 0 ? b : c;
    case Op::IfSet: return std::isnan(a) ? b : a;
    case Op::Clamp: {
      const double at_least = a > b ? a : b;
      return at_least < c ? at_least : c;
    }
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
    case Op::ExpMul: return exp(a * b);
    case Op::NormalQuantile: return normal_quantile(a);
    case Op::PoissonQuantile: return poisson_quantile(a, b);
    case Op::Check:
    case Op::Lookup:
    case Op::RingRead:
    case Op::RingWrite:
    case Op::Uniform:
    case Op::Normal:
    case Op::SkipIfNone:
    case Op::kCount: break;
  }
  ADD_FAILURE() << "not a function of its operands alone";
  return kNan;
}

bool is_function(Op op) {
  return op != Op::Check && op != Op::Lookup && op != Op::RingRead && op != Op::RingWrite && op != Op::Uniform &&
         op != Op::Normal && op != Op::SkipIfNone;
}

// Operands of every kind: ordinary, special, equal to each other, and inside [0, 1] for the quantiles.
double operand(Points& points) {
  static constexpr double kSpecial[] = {
      0.0, -0.0,  1.0,    -1.0,   0.5,      -0.5,   1.5,      2.5,    kInfinity, -kInfinity, kNan,
      1e6, 1e300, -1e300, 5e-324, 2.3e-308, 0x1p52, 0x1.8p51, -745.0, 709.5,     -0.3,       0.49999999999999994};
  switch (points.bits() % 6) {
    case 0: return kSpecial[points.bits() % std::size(kSpecial)];
    case 1: return points.any();
    case 2: return points.uniform(0, 1);
    case 3: return points.uniform(-800, 800);
    default: return points.uniform(-10, 10);
  }
}

LoadedInstr instruction(Op op, uint32_t lanes) {
  LoadedInstr in{};
  in.op = op;
  in.lanes = lanes;
  in.mask_a = in.mask_b = in.mask_c = kLaneMask;
  return in;
}

Context context_of(uint32_t width) {
  Context context{};
  context.width = width;
  return context;
}

TEST(Vm, EveryFunctionGivesTheSameBitsEverywhere) {
  for (Isa isa : available()) {
    for (uint32_t width : kWidths) {
      for (int code = 0; code < int(Op::kCount); ++code) {
        const Op op = Op(code);
        if (!is_function(op)) continue;
        Points points(17);
        for (int round = 0; round < 60; ++round) {
          Lanes operands[3] = {Lanes(width), Lanes(width), Lanes(width)}, result(width);
          LoadedInstr in = instruction(op, width);
          const double** pointers[] = {&in.a, &in.b, &in.c};
          uint32_t* masks[] = {&in.mask_a, &in.mask_b, &in.mask_c};
          for (int i = 0; i < 3; ++i) {
            const bool uniform = (round >> i) & 1;
            *pointers[i] = operands[i].data();
            *masks[i] = uniform ? 0 : kLaneMask;
            for (uint32_t lane = 0; lane < width; ++lane) {
              operands[i][lane] = uniform && lane > 0 ? operands[i][0] : operand(points);
            }
          }
          if (op == Op::PoissonQuantile) {
            for (uint32_t lane = 0; lane < width; ++lane) {
              if (operands[1][lane] > 500) operands[1][lane] = 1e6;
            }
          }
          in.dst = result.data();
          code_runner(isa)(&in, 1, context_of(width));
          for (uint32_t lane = 0; lane < width; ++lane) {
            const double a = operands[0][lane], b = operands[1][lane], c = operands[2][lane];
            expect_same_bits(result[lane], expected(op, a, b, c),
                             std::string(isa_name(isa)) + " " + op_info(op).name + "(" + std::to_string(a) + ", " +
                                 std::to_string(b) + ", " + std::to_string(c) + ")");
          }
        }
      }
    }
  }
}

TEST(Vm, OneLineIsWrittenForAUniformResult) {
  for (Isa isa : available()) {
    Lanes a(8), result(16);
    for (uint32_t lane = 0; lane < 16; ++lane) result[lane] = -1;
    LoadedInstr in = instruction(Op::Neg, kLine);
    in.a = a.data();
    in.mask_a = 0;
    in.dst = result.data();
    a[0] = a[1] = a[2] = a[3] = a[4] = a[5] = a[6] = a[7] = 3;
    code_runner(isa)(&in, 1, context_of(64));
    for (uint32_t lane = 0; lane < 16; ++lane) EXPECT_EQ(result[lane], lane < 8 ? -3 : -1) << isa_name(isa);
  }
}

TEST(Vm, LargePoissonMeansMatchTheDistribution) {
  for (Isa isa : available()) {
    Points points(3);
    for (int round = 0; round < 40; ++round) {
      Lanes p(8), mean(8), result(8);
      for (uint32_t lane = 0; lane < 8; ++lane) {
        p[lane] = lane % 4 == 0 ? std::ldexp(points.uniform(0, 1), -int(points.bits() % 40)) : points.uniform(0, 1);
        mean[lane] = points.uniform(500, lane % 2 ? 1e5 : 2e3);
      }
      LoadedInstr in = instruction(Op::PoissonQuantile, 8);
      in.a = p.data();
      in.b = mean.data();
      in.dst = result.data();
      code_runner(isa)(&in, 1, context_of(8));
      for (uint32_t lane = 0; lane < 8; ++lane) {
        // P(K <= k) = sum of exp(k ln mean - mean - ln k!), in long double.
        const auto cdf = [&](double k) {
          long double sum = 0;
          for (double j = k; j >= 0; --j) {
            const long double term =
                std::exp(j * std::log((long double)mean[lane]) - mean[lane] - std::lgamma(j + 1.0L));
            sum += term;
            if (j < mean[lane] && term < sum * 1e-22L) break;
          }
          return sum;
        };
        const long double slack = 1e-9L * p[lane];
        EXPECT_GE(cdf(result[lane]), p[lane] - slack) << isa_name(isa) << " mean " << mean[lane];
        EXPECT_LT(cdf(result[lane] - 1), p[lane] + slack) << isa_name(isa) << " mean " << mean[lane];
      }
    }
  }
}

TEST(Vm, ChecksRaiseTheFaultFlagAndKeepIt) {
  for (Isa isa : available()) {
    for (uint32_t width : kWidths) {
      Lanes a(width), flag(width);
      for (uint32_t lane = 0; lane < width; ++lane) a[lane] = lane % 2 ? 1e308 : (lane % 4 ? kNan : -kInfinity);
      flag[1] = 1;
      LoadedInstr in = instruction(Op::Check, width);
      in.a = a.data();
      in.dst = flag.data();
      code_runner(isa)(&in, 1, context_of(width));
      for (uint32_t lane = 0; lane < width; ++lane) EXPECT_EQ(flag[lane], lane % 2 == 0 || lane == 1 ? 1 : 0) << lane;
    }
  }
}

TEST(Vm, LookupsHoldTheirPointsAndTheirModes) {
  const double x[] = {-1, 0, 0.1, 2, 5, 5.5, 7, 8, 9.25, 20};
  const double y[] = {3, -1, 0.3, 7, 7, 2, 1e3, -4, 0.1, 0.7};
  EXPECT_EQ(lookup({x, y, 10, TableMode::Linear}, -3), 3);
  EXPECT_EQ(lookup({x, y, 10, TableMode::Linear}, 1e9), 0.7);
  EXPECT_EQ(lookup({x, y, 10, TableMode::Linear}, 3.5), 7);
  EXPECT_EQ(lookup({x, y, 10, TableMode::Linear}, -0.5), 1);
  EXPECT_EQ(lookup({x, y, 10, TableMode::Step}, 4.999), 7);
  EXPECT_EQ(lookup({x, y, 10, TableMode::Step}, 5.5), 2);
  EXPECT_EQ(lookup({x, y, 10, TableMode::Step}, -2), 3);
  EXPECT_EQ(lookup({x, y, 10, TableMode::Extrapolate}, -2), 7);
  EXPECT_EQ(lookup({x, y, 1, TableMode::Extrapolate}, 5), 3);
  EXPECT_TRUE(std::isnan(lookup({x, y, 10, TableMode::Step}, kNan)));
  for (int i = 0; i < 10; ++i) EXPECT_EQ(lookup({x, y, 10, TableMode::Linear}, x[i]), y[i]);
}

TEST(Vm, LookupsGiveTheSameBitsEverywhere) {
  std::vector<double> x, y;
  Points points(21);
  for (int i = 0; i < 100; ++i) {
    x.push_back((i ? x.back() : -10) + points.uniform(0.01, 1));
    y.push_back(points.uniform(-5, 5));
  }
  for (uint32_t count : {1u, 2u, 3u, 5u, 8u, 9u, 33u, 100u}) {
    for (TableMode mode : {TableMode::Linear, TableMode::Step, TableMode::Extrapolate}) {
      const Table table = {x.data(), y.data(), count, mode};
      for (Isa isa : available()) {
        for (uint32_t width : kWidths) {
          for (bool uniform : {false, true}) {
            Lanes a(width), result(width);
            for (uint32_t lane = 0; lane < width; ++lane) {
              switch (points.bits() % 4) {
                case 0: a[lane] = x[points.bits() % count]; break;
                case 1: a[lane] = operand(points); break;
                default: a[lane] = points.uniform(-12, x[count - 1] + 2);
              }
              if (uniform) a[lane] = a[0];
            }
            LoadedInstr in = instruction(Op::Lookup, width);
            in.a = a.data();
            in.mask_a = uniform ? 0 : kLaneMask;
            in.dst = result.data();
            Context context = context_of(width);
            context.tables = &table;
            code_runner(isa)(&in, 1, context);
            for (uint32_t lane = 0; lane < width; ++lane) {
              expect_same_bits(result[lane], lookup(table, a[lane]), "lookup at " + std::to_string(a[lane]));
            }
          }
        }
      }
    }
  }
}

TEST(Vm, RingsGiveBackWhatWasRecorded) {
  for (Isa isa : available()) {
    for (uint32_t width : kWidths) {
      for (bool uniform_age : {false, true}) {
        const uint32_t depth = 5;
        Lanes data(width * depth), value(width), age(width), before(width), result(width);
        const Ring ring = {data.data(), depth};
        Context context = context_of(width);
        context.rings = &ring;
        LoadedInstr code[2] = {instruction(Op::RingRead, width), instruction(Op::RingWrite, width)};
        code[0].a = age.data();
        code[0].mask_a = uniform_age ? 0 : kLaneMask;
        code[0].b = before.data();
        code[0].dst = result.data();
        code[1].a = value.data();
        for (uint32_t step = 0; step < 12; ++step) {
          context.step = step;
          for (uint32_t lane = 0; lane < width; ++lane) {
            value[lane] = step * 100 + lane;
            before[lane] = -double(lane) - 1;
            const uint32_t steps = uniform_age ? step % 7 : (lane + step) % 7;
            age[lane] = steps == 0 && step % 2 ? kNan : steps + 0.25;
          }
          code_runner(isa)(code, 2, context);
          for (uint32_t lane = 0; lane < width; ++lane) {
            const uint32_t steps = uniform_age ? step % 7 : (lane + step) % 7;
            const double recorded = (double(step) - steps) * 100 + lane;
            const double wanted = steps == 0 ? kNan : steps > step ? before[lane] : steps > depth ? kNan : recorded;
            expect_same_bits(result[lane], wanted, isa_name(isa));
          }
        }
      }
    }
  }
}

TEST(Vm, DrawsAreThoseOfPhilox) {
  const uint64_t streams[] = {11, 0xFFFF'0000'1234'5678u};
  for (Isa isa : available()) {
    for (uint32_t width : kWidths) {
      Points points(4);
      std::vector<uint64_t> future(width);
      for (uint64_t& run : future) run = points.bits() >> (points.bits() % 64);
      Context context = context_of(width);
      context.streams = streams;
      context.future = future.data();
      context.seed = 99;
      context.step = 1234567;
      context.iteration = 3;
      Lanes uniforms(width), normals(width);
      LoadedInstr code[2] = {instruction(Op::Uniform, width), instruction(Op::Normal, width)};
      code[0].dst = uniforms.data();
      code[1].dst = normals.data();
      for (uint32_t stream : {0, 1}) {
        code[0].imm = code[1].imm = stream;
        code_runner(isa)(code, 2, context);
        for (uint32_t lane = 0; lane < width; ++lane) {
          const double u = uniform(stream_key(99, streams[stream]), {future[lane], 1234567, 3});
          expect_same_bits(uniforms[lane], u, isa_name(isa));
          expect_same_bits(normals[lane], normal_quantile(u), isa_name(isa));
        }
      }
    }
  }
}

TEST(Vm, SkipsOnlyWhenNoLaneNeedsTheCode) {
  for (Isa isa : available()) {
    for (uint32_t width : kWidths) {
      for (bool needed : {false, true}) {
        Lanes condition(width), one(width), result(width);
        for (uint32_t lane = 0; lane < width; ++lane) one[lane] = 1;
        if (needed) condition[width - 1] = 1;
        LoadedInstr code[4] = {instruction(Op::SkipIfNone, width), instruction(Op::Add, width),
                               instruction(Op::Add, width), instruction(Op::Add, width)};
        code[0].a = condition.data();
        code[0].imm = 2;
        for (int i = 1; i < 4; ++i) {
          code[i].a = code[i].dst = result.data();
          code[i].b = one.data();
        }
        code_runner(isa)(code, 4, context_of(width));
        for (uint32_t lane = 0; lane < width; ++lane) EXPECT_EQ(result[lane], needed ? 3 : 1) << isa_name(isa);
      }
    }
  }
}

}  // namespace
}  // namespace detente::kernels
