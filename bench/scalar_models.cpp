#include <algorithm>
#include <cmath>

#include "model.h"

#define RUN(k) const double v##k = inputs[k];
#define UNIFORM(k, x) const double v##k = inputs[k];
#define X(op, dst, a, b) const double v##dst = op(v##a, v##b);
#define RATE(stock, k) rates[stock] = v##k;

namespace detente::bench {
namespace {

double Add(double a, double b) { return a + b; }
double Sub(double a, double b) { return a - b; }
double Mul(double a, double b) { return a * b; }
double Div(double a, double b) { return a / b; }
double Min(double a, double b) { return std::min(a, b); }
double Max(double a, double b) { return std::max(a, b); }
[[maybe_unused]] double Exp(double a, double) { return std::exp(a); }
[[maybe_unused]] double Ln(double a, double) { return std::log(a); }
[[maybe_unused]] double Pow(double a, double b) { return std::pow(a, b); }

}  // namespace

void scalar_mathematics(const double* inputs, double* rates) {
#include "models/mathematics.inc"
}

void scalar_arithmetic(const double* inputs, double* rates) {
#include "models/arithmetic.inc"
}

}  // namespace detente::bench
