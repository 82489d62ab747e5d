#include "stats/special.h"

#include <gtest/gtest.h>

#include <cmath>

namespace detente::stats {
namespace {

// Reference values: SciPy 1.17.1.

void expect_close(double actual, double expected, double relative = 1e-12) {
  EXPECT_NEAR(actual, expected, std::fabs(expected) * relative);
}

TEST(Special, LogGamma) {
  const double rows[][2] = {{1e-05, 11.512919692895826}, {0.1, 2.252712651734206},    {0.5, 0.5723649429247},
                            {1.5, -0.12078223763524526}, {3.7, 1.428072326665388},    {9.99, 12.779315214350195},
                            {10, 12.801827480081469},    {100.5, 361.43554046777757}, {1e6, 12815504.569147611}};
  for (const auto& [x, expected] : rows) expect_close(log_gamma(x), expected, 3e-14);
  EXPECT_NEAR(log_gamma(1), 0, 1e-14);
  EXPECT_NEAR(log_gamma(2), 0, 1e-14);
  EXPECT_TRUE(std::isnan(log_gamma(0)));
  expect_close(log_beta(2.5, 4), log_gamma(2.5) + log_gamma(4) - log_gamma(6.5), 1e-13);
}

TEST(Special, GammaTails) {
  const double rows[][4] = {
      {0.1, 0.5, 0.34527915398142317, 0.6547208460185768},   {1, 0.01, 0.9977837653767717, 0.00221623462322799},
      {3, 2.5, 0.6937810815867212, 0.30621891841327875},     {0.5, 10, 1.709670029348906e-10, 0.999999999829033},
      {40, 10, 0.9999999960740678, 3.925932226286184e-09},   {110, 100, 0.8417213299399129, 0.15827867006008706},
      {1e-8, 0.3, 0.0044358793136453295, 0.9955641206863547}};
  for (const auto& [x, shape, lower, upper] : rows) {
    expect_close(gamma_tails(x, shape).lower, lower);
    expect_close(gamma_tails(x, shape).upper, upper);
  }
  expect_close(gamma_tails(1'002'000, 1e6).upper, 0.022804095898769836, 1e-10);
  EXPECT_EQ(gamma_tails(-1, 2).lower, 0);
  EXPECT_TRUE(std::isnan(gamma_tails(1, 0).lower));
}

TEST(Special, GammaQuantile) {
  const double rows[][3] = {{1e-10, 0.5, 7.85398163397448e-21}, {0.05, 0.1, 5.930711291414248e-14},
                            {0.5, 1, 0.6931471805599455},       {0.95, 2.5, 5.535248846758176},
                            {0.999999, 10, 32.710340517484816}, {0.025, 100, 81.36399125092314},
                            {0.3, 1e6, 999475.3579172359},      {0.9, 1e-2, 1.5035936230702928e-05}};
  for (const auto& [p, shape, expected] : rows) expect_close(gamma_quantile(p, shape), expected, 2e-12);
}

TEST(Special, BetaTails) {
  const double rows[][5] = {{0.1, 0.5, 0.5, 0.20483276469913345, 0.7951672353008665},
                            {0.3, 2, 5, 0.5798250000000003, 0.420175},
                            {0.999, 3, 0.2, 0.6685414839010846, 0.33145851609891536},
                            {0.01, 10, 100, 1.7323924973080236e-07, 0.9999998267607503},
                            {1e-10, 0.1, 3, 0.11549999999789998, 0.8845000000021},
                            {0.8, 0.6, 2.4, 0.9899329743146098, 0.010067025685390231}};
  for (const auto& [x, a, b, lower, upper] : rows) {
    expect_close(beta_tails(x, a, b).lower, lower);
    expect_close(beta_tails(x, a, b).upper, upper);
  }
  expect_close(beta_tails(0.5, 1e5, 1e5).lower, 0.5, 1e-12);
  expect_close(beta_tails(0.501, 1e5, 1e5).upper, 0.18554674455757676, 1e-10);
  EXPECT_EQ(beta_tails(0, 2, 2).lower, 0);
  EXPECT_EQ(beta_tails(1, 2, 2).upper, 0);
}

TEST(Special, BetaQuantile) {
  const double rows[][4] = {{0.05, 0.5, 0.5, 0.0061558297024311365}, {0.5, 2, 5, 0.26444998329566005},
                            {0.975, 0.6, 2.4, 0.7116011643505624},   {1e-12, 3, 4, 3.684133294738866e-05},
                            {0.025, 1000, 1, 0.9963179161031344},    {0.975, 9, 2, 0.9747892736731666},
                            {0.2, 0.05, 8, 8.138283099229112e-16},   {0.3, 1e5, 2e5, 0.33288173258053805}};
  for (const auto& [p, a, b, expected] : rows) expect_close(beta_quantile(p, a, b), expected, 2e-12);
}

TEST(Special, QuantilesAreExactInTheUpperTail) {
  const double rows[][4] = {{1e-15, 400, 900, 0.4142649313115001},
                            {1e-10, 400, 900, 0.3924064576071659},
                            {1e-30, 2, 5, 0.9999993011727998},
                            {1e-5, 900, 400, 0.7450414252629625},
                            {1e-20, 0.3, 0.4, 1}};
  for (const auto& [upper, a, b, expected] : rows) {
    const BetaPoint point = beta_point({1 - upper, upper}, a, b);
    expect_close(beta_tails(point.rest, b, a).lower, upper, 1e-11);
    EXPECT_NEAR(point.x, expected, 1e-10);
  }
  expect_close(gamma_tails(gamma_quantile({1 - 1e-40, 1e-40}, 3), 3).upper, 1e-40, 1e-11);
  expect_close(student_t_tails(student_t_quantile({1 - 1e-40, 1e-40}, 7), 7).upper, 1e-40, 1e-11);
}

TEST(Special, StudentT) {
  const double tails[][4] = {{1, 1, 0.75, 0.25},
                             {-2.5, 3, 0.04385332350403278, 0.9561466764959672},
                             {0.001, 5, 0.5003796066139012, 0.4996203933860988},
                             {-40, 2.5, 7.09781714524669e-05, 0.9999290218285475},
                             {2, 1e3, 0.9771148267533741, 0.02288517324662583},
                             {-3, 1e7, 0.0013499013555185817, 0.9986500986444814},
                             {-6, 30, 6.971384383602382e-07, 0.9999993028615617}};
  for (const auto& [x, degrees, lower, upper] : tails) {
    expect_close(student_t_tails(x, degrees).lower, lower, 2e-12);
    expect_close(student_t_tails(x, degrees).upper, upper, 2e-12);
  }
  const double quantiles[][3] = {{0.975, 1, 12.706204736174694},    {0.975, 15, 2.131449545559776},
                                 {0.6, 2.5, 0.2814595127485477},    {1e-9, 4, -234.02761040611892},
                                 {0.025, 1e7, -1.9599642217672055}, {0.001, 999, -3.0984103617533125}};
  for (const auto& [p, degrees, expected] : quantiles) expect_close(student_t_quantile(p, degrees), expected, 2e-12);
  expect_close(student_t_quantile(0.4999, 3), -0.00027206990911051864, 1e-11);
  // The expansion for many degrees of freedom meets the exact function.
  expect_close(student_t_quantile(0.01, 1e6), student_t_quantile(0.01, 1.0000001e6), 1e-11);
  expect_close(student_t_tails(-3, 1e6).lower, student_t_tails(-3, 1.0000001e6).lower, 5e-11);
}

TEST(Special, PoissonAndBinomial) {
  const double poisson[][4] = {{0, 0.5, 0.6065306597126334, 0.3934693402873665},
                               {3, 2.5, 0.7575761331330662, 0.2424238668669339},
                               {20, 10, 0.998411739338142, 0.0015882606618580573},
                               {100, 120, 0.03466803469442497, 0.965331965305575}};
  for (const auto& [count, mean, lower, upper] : poisson) {
    expect_close(poisson_tails(count, mean).lower, lower);
    expect_close(poisson_tails(count, mean).upper, upper);
  }
  const double binomial[][4] = {{8, 10, 0.5, -3.1248093158291335},
                                {0, 30, 0.1, -3.160815469734789},
                                {738, 1000, 0.7, -7.08005962695438},
                                {499000, 1000000, 0.5, -9.133546215482056},
                                {1, 10, 0.9, -18.526041259610192}};
  for (const auto& [k, n, p, expected] : binomial) expect_close(log_binomial_mass(k, n, p), expected, 1e-9);
}

TEST(Special, QuantilesInvertTheirTails) {
  for (const double shape : {0.02, 0.3, 1.0, 4.0, 70.0, 3e4}) {
    double last_gamma = 0, last_beta = 0;
    for (double p = 0.0005; p < 1; p += 0.001) {
      const double x = gamma_quantile(p, shape);
      EXPECT_GE(x, last_gamma);
      last_gamma = x;
      if (x > 1e-290) expect_close(gamma_tails(x, shape).lower, p, 1e-11);
      const double y = beta_quantile(p, shape, 2.5);
      EXPECT_GE(y, last_beta);
      last_beta = y;
      if (y > 1e-290) expect_close(beta_tails(y, shape, 2.5).lower, p, 1e-10);
    }
  }
}

}  // namespace
}  // namespace detente::stats
