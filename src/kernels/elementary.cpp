#include "kernels/elementary.h"

#define DETENTE_VECTOR_BYTES 16
#include "kernels/exponential.h"
#include "kernels/normal.h"
#include "kernels/trigonometric.h"

namespace detente::kernels {

double exp(double x) { return exp(splat(x))[0]; }
double expm1(double x) { return expm1(splat(x))[0]; }
double ln(double x) { return ln(splat(x))[0]; }
double log1p(double x) { return log1p(splat(x))[0]; }
double log10(double x) { return log10(splat(x))[0]; }
double pow(double base, double exponent) { return pow(splat(base), splat(exponent))[0]; }
double sin(double angle) { return sin(splat(angle))[0]; }
double cos(double angle) { return cos(splat(angle))[0]; }
double tan(double angle) { return tan(splat(angle))[0]; }
double tanh(double x) { return tanh(splat(x))[0]; }
double atan(double x) { return atan(splat(x))[0]; }
double logistic(double x) { return logistic(splat(x))[0]; }
double normal_cdf(double x) { return normal_cdf(splat(x))[0]; }
double normal_quantile(double probability) { return normal_quantile(splat(probability))[0]; }

}  // namespace detente::kernels
