// Small plans written by hand, for tests and benchmarks: between them they use every operation and every phase.
#pragma once

#include "plan/plan.h"

namespace detente::plan {

// Two rivals whose arms answer each other's, 20 years. Inputs: reaction, fatigue, grievance a, grievance b [per year].
// Metrics: final a, peak of a + b, its integral. Signals: a, b. One monitor: at some time a > 2.
Plan richardson(Method method = Method::Rk4, double step = 1.0 / 12);

// Shocks arrive at rate `rate` [1/year] and each lifts a decaying stock by an exponential amount of mean 0.3; the
// bodies run once per arrival. Inputs: rate, decay. Metrics: final stock, number of shocks.
Plan shocks();

// A player looks at a stock every half year with an error and a delay of `delay` years and sets a lever that holds it
// down. Inputs: growth, delay, noise. Metrics: final stock, mean lever. Signals: stock, lever.
Plan steering();

// dx = speed (level - x) dt + sigma dw. Inputs: speed, level, sigma. Metric: x at the end, its mean over time.
Plan ornstein_uhlenbeck(Method method, double step = 1.0 / 64);

// Geometric Brownian motion on log scale: d ln x = (growth - sigma^2 / 2) dt + sigma dw. Inputs: growth, sigma.
// Metric: x after 5 years.
Plan geometric_brownian();

// 1 / (x - limit) where x counts up by one a year: a run faults in the step in which they meet, if it does, and where
// `root` is negative it faults at the start. Inputs: limit, root. Metric: sum of the quotients. Sites: 0 the quotient,
// 1 the root, 2 the logarithm of a stock that becomes negative between grid times when `limit` is 100.
Plan faulting();

// Every operation on mixtures of lane and uniform operands, each summed over the steps into a metric of its own.
// Inputs: x, y, z.
Plan every_operation();

}  // namespace detente::plan
