// The models of bench/models as code for the virtual machine, and as straight-line SIMD and scalar code to compare
// with.
//
// Values 0-23 are stocks, 24-34 parameters that differ between runs, 35-47 parameters and constants that do not.
#pragma once

#include <stdint.h>

#include <array>
#include <cstddef>
#include <vector>

#include "kernels/vm.h"

namespace detente::bench {

using kernels::Op;

inline constexpr int kStocks = 24, kFirstUniform = 35, kInputs = 48;

struct Line {
  Op op;
  int dst, a, b, c;
};

struct Model {
  const char* name;
  std::vector<Line> lines;
  std::array<int, kStocks> rates;  // value numbers
  std::array<double, kInputs - kFirstUniform> uniform;
};

Model mathematics_model();
Model arithmetic_model();

// The same model with pairs of operations joined into the superinstructions of kernels/ops.h.
Model joined(const Model& model);

double input_value(const Model& model, int value, int run);  // between 0.5 and 2

// A model loaded for a block of runs: slots are reused once their value is no longer needed.
class LoadedModel {
 public:
  LoadedModel(const Model& model, uint32_t width);
  void rates(kernels::RunCode run);                              // of all stocks at their present values
  void integrate(kernels::RunCode run, int steps, double step);  // Runge-Kutta of order 4
  double* slot(int value) { return memory_.data() + offset_[value]; }
  uint32_t width() const { return width_; }

 private:
  struct alignas(64) Storage {
    double value[8];
  };
  class Memory {
   public:
    void resize(std::size_t doubles) { lines_.resize((doubles + 7) / 8); }
    double* data() { return lines_.data()->value; }

   private:
    std::vector<Storage> lines_;
  };

  uint32_t width_;
  std::vector<std::size_t> offset_;  // of a value's slot
  Memory memory_;
  std::vector<kernels::LoadedInstr> code_;
  std::array<double*, kStocks> stock_, rate_;
  std::vector<double> start_, sum_;
};

// Rates of change of a block of `width` runs: inputs[value * width + run] for values below kFirstUniform,
// inputs[kFirstUniform * width + (value - kFirstUniform) * 8] repeated over a line for the others.
using StraightLine = void (*)(const double* inputs, double* rates, uint32_t width);

void straight_mathematics_baseline(const double* inputs, double* rates, uint32_t width);
void straight_mathematics_avx2(const double* inputs, double* rates, uint32_t width);
void straight_mathematics_avx512(const double* inputs, double* rates, uint32_t width);
void straight_arithmetic_baseline(const double* inputs, double* rates, uint32_t width);
void straight_arithmetic_avx2(const double* inputs, double* rates, uint32_t width);
void straight_arithmetic_avx512(const double* inputs, double* rates, uint32_t width);

// One run in ordinary C++ with the functions of <cmath>: what a tool that generates scalar code reaches.
void scalar_mathematics(const double* inputs, double* rates);
void scalar_arithmetic(const double* inputs, double* rates);

}  // namespace detente::bench
