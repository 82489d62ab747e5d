#include "plan/examples.h"

#include <string>

#include "kernels/elementary.h"
#include "plan/builder.h"

namespace detente::plan {

using kernels::Op;

Plan richardson(Method method, double step) {
  Builder b({.start = 2026, .end = 2046, .step = step, .save_every = 12, .method = method});
  const Slot reaction = b.input("reaction", 0.35), fatigue = b.input("fatigue", 0.4);
  const Slot grievance_a = b.input("grievance[a]", 0.05), grievance_b = b.input("grievance[b]", 0.05);
  const Slot one = b.constant(1), two = b.constant(2);
  const Slot x = b.stock("arms[a]", one), y = b.stock("arms[b]", one);
  const Slot peak = b.held(0), sum = b.held(0);

  b.in(&Plan::record);
  const Slot both = b(Op::Add, x, y);
  const Slot new_peak = b(Op::Max, peak, both);
  const Slot new_sum = b(Op::MulAdd, both, b.clock().dt, sum);
  const Slot above = b(Op::Lt, two, x);
  const Slot margin = b(Op::Sub, x, two);
  b.check(both, "arms[a]", FaultKind::Overflow);
  b.commit(peak, new_peak);
  b.commit(sum, new_sum);

  b.in(&Plan::rates);
  b.rate(x, b(Op::MulAdd, reaction, y, b(Op::SubMul, fatigue, x, grievance_a)));
  b.rate(y, b(Op::MulAdd, reaction, x, b(Op::SubMul, fatigue, y, grievance_b)));

  b.metric("final", x);
  b.metric("peak", peak);
  b.metric("integral", sum);
  b.signal("arms[a]", x);
  b.signal("arms[b]", y);
  b.atom(above, margin);
  Monitor spiral{.name = "spiral", .traces = 2, .result = 1, .first_of = 0};
  spiral.code = {{.op = MonitorOp::Atom, .dst = 0, .a = 0}, {.op = MonitorOp::Eventually, .dst = 1, .a = 0}};
  b.monitor(spiral);
  return b.take();
}

Plan shocks() {
  Builder b({.start = 0, .end = 10, .step = 0.25, .method = Method::Euler});
  const Slot rate = b.input("rate", 1), decay = b.input("decay", 0.5);
  const Slot zero = b.constant(0), mean = b.constant(-0.3);
  const Slot stress = b.stock("stress", zero);
  const Slot count = b.held(0);
  const uint32_t arrivals = b.stream("arrivals"), sizes = b.stream("sizes");

  b.in(&Plan::events);
  const Slot expected = b(Op::Mul, rate, b.clock().dt);
  const Slot number = b(Op::PoissonQuantile, b(Op::Uniform, kNoSlot, kNoSlot, kNoSlot, arrivals), expected);
  b.check(number, "shock", FaultKind::OutOfRange);
  const Slot lift = b(Op::Mul, zero, number);
  b.repeat(number);
  const Slot arrives = b(Op::Lt, b.clock().iteration, number);
  const Slot size = b(Op::Mul, mean, b(Op::Ln, b(Op::Uniform, kNoSlot, kNoSlot, kNoSlot, sizes)));
  const Slot masked = b(Op::Select, arrives, size, zero);
  b.check(masked, "size");
  b.to(lift, Op::Add, lift, masked);
  b.once();
  const Slot raised = b(Op::Move, stress);
  b.skip_if_none(number);
  const Slot more = b(Op::Add, stress, lift);
  b.to(raised, Op::Select, number, more, raised);
  b.end_skip();
  const Slot counted = b(Op::Add, count, number);
  b.commit(stress, raised);
  b.commit(count, counted);

  b.in(&Plan::rates);
  b.rate(stress, b(Op::Neg, b(Op::Mul, decay, stress)));
  b.metric("stress", stress);
  b.metric("shocks", count);
  b.signal("stress", stress);
  return b.take();
}

Plan steering() {
  Builder b({.start = 2030, .end = 2040, .step = 0.125, .save_every = 4, .method = Method::Rk4});
  const Slot growth = b.input("growth", 0.2), delay = b.input("delay", 0.5), noise = b.input("noise", 0.1);
  const Slot zero = b.constant(0), one = b.constant(1), four = b.constant(4), quarter = b.constant(0.25);
  const Slot x = b.stock("x", one);
  const Slot lever = b.held(0.1), sum = b.held(0), previous = b.held(1);
  const uint32_t past = b.ring(17), errors = b.stream("errors");

  b.in(&Plan::setup);
  const Slot steps = b(Op::Div, delay, b.clock().dt);
  b.in(&Plan::observe);
  const Slot seen = b(Op::RingRead, steps, x, kNoSlot, past);
  const Slot error = b(Op::MulAdd, noise, b(Op::Normal, kNoSlot, kNoSlot, kNoSlot, errors), one);
  const Slot observed = b(Op::Mul, seen, error);
  b.in(&Plan::decide);
  const Slot phase = b(Op::MulSub, b(Op::Floor, b(Op::Mul, b.clock().step, quarter)), four, b.clock().step);
  const Slot due = b(Op::Eq, phase, zero);
  const Slot choice = b(Op::Clamp, b(Op::Mul, observed, quarter), zero, one);
  b.commit(lever, b(Op::Select, due, choice, lever));
  b.in(&Plan::record);
  b.ring_write(past, x);
  b.commit(sum, b(Op::MulAdd, lever, b.clock().dt, sum));
  b.commit(previous, x);
  b.in(&Plan::rates);
  b.rate(x, b(Op::SubMul, lever, x, b(Op::Mul, growth, x)));
  b.in(&Plan::finish);
  b.metric("x", x);
  b.metric("mean lever", b(Op::Div, sum, b(Op::Sub, b.clock().end, b.clock().start)));
  b.metric("previous", previous);
  b.signal("x", x);
  b.signal("lever", lever);
  b.signal("unsaved", seen, false);
  return b.take();
}

Plan ornstein_uhlenbeck(Method method, double step) {
  Builder b({.start = 0, .end = 4, .step = step, .method = method});
  const Slot speed = b.input("speed", 1), level = b.input("level", 1), sigma = b.input("sigma", 0.5);
  const Slot x = b.stock("x", b.constant(0));
  const Slot sum = b.held(0);
  const uint32_t noise = b.stream("w");

  b.in(&Plan::step);
  const Slot root = b(Op::Sqrt, b.clock().dt);
  const Slot jump = b(Op::MulMul, b(Op::Normal, kNoSlot, kNoSlot, kNoSlot, noise), sigma, root);
  b.in(&Plan::record);
  b.commit(sum, b(Op::MulAdd, x, b.clock().dt, sum));
  b.in(&Plan::rates);
  b.rate(x, b(Op::DiffMul, level, x, speed), jump);
  b.metric("x", x);
  b.metric("sum", sum);
  return b.take();
}

Plan geometric_brownian() {
  Builder b({.start = 0, .end = 5, .step = 0.125, .method = Method::EulerMaruyama});
  const Slot growth = b.input("growth", 0.05), sigma = b.input("sigma", 0.2), half = b.constant(0.5);
  const Slot log_x = b.stock("x", b.constant(0));
  const uint32_t noise = b.stream("w");
  b.in(&Plan::setup);
  const Slot drift = b(Op::SubMul, b(Op::Mul, sigma, sigma), half, growth);
  b.in(&Plan::step);
  const Slot root = b(Op::Sqrt, b.clock().dt);
  b.rate(log_x, drift, b(Op::MulMul, b(Op::Normal, kNoSlot, kNoSlot, kNoSlot, noise), sigma, root));
  b.in(&Plan::finish);
  b.metric("x", b(Op::Exp, log_x));
  return b.take();
}

Plan faulting() {
  Builder b({.start = 0, .end = 20, .step = 0.5, .method = Method::Rk4});
  const Slot limit = b.input("limit", -1), root = b.input("root", 1);
  const Slot zero = b.constant(0), one = b.constant(1), hundred = b.constant(100);
  const Slot x = b.stock("x", zero), y = b.stock("y", one);
  const Slot sum = b.held(0);

  b.in(&Plan::record);
  const Slot quotient = b(Op::Div, one, b(Op::Sub, x, limit));
  const Slot square = b(Op::Sqrt, root);
  b.check(quotient, "quotient", FaultKind::DivisionByZero);
  b.check(square, "root", FaultKind::RootOfNegative);
  b.commit(sum, b(Op::AddAdd, sum, quotient, square));
  b.in(&Plan::rates);
  // y falls by 1 a year where limit is 100, and the middle of its second step is the first to see it at 0.25.
  const Slot falls = b(Op::Eq, limit, hundred);
  const Slot logarithm = b(Op::Ln, b(Op::Sub, y, b.constant(0.5)));
  b.check(b(Op::Select, falls, logarithm, zero), "y", FaultKind::LogOfNonPositive);
  b.rate(x, one);
  b.rate(y, b(Op::Neg, falls));
  b.metric("sum", sum);
  b.metric("y", y);
  b.signal("x", x);
  return b.take();
}

Plan every_operation() {
  Builder b({.start = 0, .end = 4, .step = 0.25, .method = Method::Rk2});
  const Slot inputs[] = {b.input("x", 0.5), b.input("y", -1.5), b.input("z", 2)};
  const Slot zero = b.constant(0);
  const Slot stock = b.stock("s", inputs[0]);
  const uint32_t draws = b.stream("draws"), past = b.ring(5);
  const uint32_t tables[] = {
      b.table({-1, 0, 0.5, 2}, {1, -1, 3, 2}),
      b.table({-1, 0, 0.5, 2}, {1, -1, 3, 2}, kernels::TableMode::Step),
      b.table({-1, 0, 0.5, 2}, {1, -1, 3, 2}, kernels::TableMode::Extrapolate),
  };

  b.in(&Plan::record);
  // Operands move with time, differently in every lane; the last ones are uniform.
  const Slot wave = b(Op::Sin, b(Op::MulMul, b.clock().time, b.constant(1.7), b.constant(1.1)));
  const Slot positive = b(Op::Add, b(Op::Abs, wave), b.constant(0.125));
  Slot operands[3][3];
  for (int i = 0; i < 3; ++i) {
    operands[0][i] = b(Op::MulAdd, inputs[i], wave, b(Op::Mul, inputs[(i + 1) % 3], b.constant(0.25)));
    operands[1][i] = i == 1 ? positive : inputs[i];
    operands[2][i] = i == 0 ? wave : positive;
  }
  b.ring_write(past, operands[0][0]);
  for (uint16_t op = 0; op < static_cast<uint16_t>(Op::kCount); ++op) {
    const auto& info = kernels::op_info(static_cast<Op>(op));
    if (static_cast<Op>(op) == Op::Check || !kernels::writes_dst(static_cast<Op>(op))) continue;
    for (int mixture = 0; mixture < 3; ++mixture) {
      uint32_t imm = 0;
      if (static_cast<Op>(op) == Op::Lookup) imm = tables[mixture];
      if (static_cast<Op>(op) == Op::RingRead) imm = past;
      if (static_cast<Op>(op) == Op::Uniform || static_cast<Op>(op) == Op::Normal) imm = draws;
      const Slot* from = operands[mixture];
      const Slot value = b(static_cast<Op>(op), info.arity > 0 ? from[0] : kNoSlot, info.arity > 1 ? from[1] : kNoSlot,
                           info.arity > 2 ? from[2] : kNoSlot, imm);
      // A value that is not finite counts one: the metric keeps a trace of every step.
      const Slot known = b(Op::Le, b(Op::Abs, value), b.constant(1e300));
      const Slot sum = b.held(0);
      b.commit(sum, b(Op::Add, sum, b(Op::Select, known, value, b.constant(1))));
      b.metric(std::string(info.name) + "/" + std::to_string(mixture), sum);
    }
  }
  b.in(&Plan::rates);
  b.rate(stock, stock);
  b.metric("s", stock);
  b.metric("zero", zero);
  return b.take();
}

}  // namespace detente::plan
