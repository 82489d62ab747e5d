// Monitors against worked examples, against closed forms, and against a slow reference that follows the definitions.
#include "exec/monitor.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <random>

namespace detente::exec {
namespace {

using plan::EdgeKind;
using plan::Monitor;
using plan::MonitorInstr;
using plan::MonitorOp;
using plan::Window;
using plan::WindowEdge;

constexpr double kInf = std::numeric_limits<double>::infinity();

WindowEdge steps(double n) { return {EdgeKind::Steps, n}; }
WindowEdge year(double y) { return {EdgeKind::Year, y}; }
WindowEdge end() { return {EdgeKind::End, 0}; }

// A formula under construction: builds monitor code from the inside out.
struct Builder {
  Monitor monitor;
  uint32_t emit(MonitorOp op, uint32_t a = 0, uint32_t b = 0, Window window = {}, double value = 0) {
    MonitorInstr instr;
    instr.op = op;
    instr.dst = monitor.traces++;
    instr.a = a;
    instr.b = b;
    instr.window = window;
    instr.value = value;
    monitor.code.push_back(instr);
    monitor.result = instr.dst;
    return instr.dst;
  }
  uint32_t atom(uint32_t number) { return emit(MonitorOp::Atom, number); }
  uint32_t always(WindowEdge from, WindowEdge to, uint32_t a) { return emit(MonitorOp::Always, a, 0, {from, to}); }
  uint32_t eventually(WindowEdge from, WindowEdge to, uint32_t a) {
    return emit(MonitorOp::Eventually, a, 0, {from, to});
  }
  uint32_t until(uint32_t a, WindowEdge from, WindowEdge to, uint32_t b) {
    return emit(MonitorOp::Until, a, b, {from, to});
  }
};

struct Verdict {
  double truth, low, high, first_time, given;
};

using Signal = std::vector<double>;
struct AtomValues {
  Signal truth, robustness;
};

AtomValues at_least(const Signal& x, const std::function<double(size_t)>& bound) {
  AtomValues atom;
  for (size_t t = 0; t < x.size(); ++t) {
    atom.robustness.push_back(x[t] - bound(t));
    atom.truth.push_back(x[t] >= bound(t) ? 1 : 0);
  }
  return atom;
}
AtomValues at_least(const Signal& x, double bound) {
  return at_least(x, [=](size_t) { return bound; });
}
AtomValues at_least(const Signal& x, const Signal& y) {
  return at_least(x, [&](size_t t) { return y[t]; });
}
AtomValues quantity(const Signal& x) { return {Signal(x.size(), 1), x}; }

plan::TimeGrid grid_of(size_t points, double start = 0, double step = 1) {
  plan::TimeGrid grid;
  grid.start = start;
  grid.step = step;
  grid.steps = static_cast<uint32_t>(points - 1);
  grid.end = start + grid.steps * step;
  grid.has_time = true;
  return grid;
}

// All lanes hold the same signals.
Verdict judge(const Monitor& monitor, const std::vector<AtomValues>& atoms, plan::TimeGrid grid) {
  AtomTraces traces;
  traces.resize(static_cast<uint32_t>(atoms.size()), grid.steps + 1, 16);
  for (uint32_t a = 0; a < atoms.size(); ++a) {
    for (uint32_t t = 0; t <= grid.steps; ++t) {
      std::fill_n(traces.truth(a, t), 16, atoms[a].truth[t]);
      std::fill_n(traces.robustness(a, t), 16, atoms[a].robustness[t]);
    }
  }
  const std::vector<Monitor> monitors = {monitor};
  Verdicts verdicts;
  MonitorBank(monitors).judge(traces, grid, verdicts);
  return {verdicts.truth[11], verdicts.robust_low[11], verdicts.robust_high[11], verdicts.first_time[11],
          verdicts.given[11]};
}

// --- Trace A ---------------------------------------------------------------------------------------------------------

class TraceA : public testing::Test {
 protected:
  const Signal x = {.5, 1.25, 3, 2.25, 5.5, 4, 6.75, 6};
  const Signal y = {6, 5, 4, 3.5, 2, 1, .25, 0};
  Builder claim;

  void expect(const std::vector<AtomValues>& atoms, double truth, double low, double high) {
    const Verdict verdict = judge(claim.monitor, atoms, grid_of(x.size()));
    EXPECT_EQ(verdict.truth, truth);
    EXPECT_EQ(verdict.low, low);
    EXPECT_EQ(verdict.high, high);
  }
  void expect(const std::vector<AtomValues>& atoms, bool truth, double robustness) {
    expect(atoms, truth ? 1 : 0, robustness, robustness);
  }
};

TEST_F(TraceA, AlwaysOverTheWholeRun) {
  claim.always(steps(0), steps(7), claim.atom(0));
  expect({at_least(x, 0.25)}, true, 0.25);
}

TEST_F(TraceA, EventuallyMissedByOneStep) {
  claim.eventually(steps(0), steps(3), claim.atom(0));
  expect({at_least(x, 4.0)}, false, -1);
}

TEST_F(TraceA, EventuallyReachedAtTheWindowsEnd) {
  claim.eventually(steps(0), steps(4), claim.atom(0));
  expect({at_least(x, 4.0)}, true, 1.5);
}

TEST_F(TraceA, AlwaysInAnInnerWindow) {
  claim.always(steps(2), steps(4), claim.atom(0));
  expect({at_least(x, 2.0)}, true, 0.25);
}

TEST_F(TraceA, CalendarWindowIsTheSame) {
  claim.always(year(2), year(4), claim.atom(0));
  expect({at_least(x, 2.0)}, true, 0.25);
}

TEST_F(TraceA, Until) {
  claim.until(claim.atom(0), steps(0), steps(4), claim.atom(1));
  expect({at_least(y, x), at_least(x, 5.0)}, true, 0.5);
}

TEST_F(TraceA, UntilBrokenBeforeTheEvent) {
  claim.until(claim.atom(0), steps(0), steps(5), claim.atom(1));
  expect({at_least(y, x), at_least(x, 6.0)}, false, -0.5);
}

TEST_F(TraceA, NestedEventuallyAlways) {
  claim.eventually(steps(0), steps(4), claim.always(steps(0), steps(2), claim.atom(0)));
  expect({at_least(x, y)}, true, 3);
}

TEST_F(TraceA, ResponseWithinTwo) {
  const uint32_t not_high = claim.emit(MonitorOp::Not, claim.atom(0));
  const uint32_t soon = claim.eventually(steps(0), steps(2), claim.atom(1));
  claim.always(steps(0), steps(5), claim.emit(MonitorOp::Or, not_high, soon));
  expect({at_least(x, 2.0), at_least(x, 5.0)}, true, 0.5);
}

TEST_F(TraceA, RisesAndFalls) {
  claim.emit(MonitorOp::Rises, claim.atom(0), 0, {steps(0), end()});
  expect({quantity(x)}, false, -1.5);
  Signal falling;
  for (double value : y) falling.push_back(-value);
  expect({quantity(falling)}, true, 0.25);
}

TEST_F(TraceA, WindowLeavingTheRunIsUndecided) {
  claim.always(steps(0), steps(10), claim.atom(0));
  expect({at_least(x, 0.0)}, 0.5, -kInf, 0.5);
}

TEST_F(TraceA, WindowBeyondTheRunIsUndecided) {
  claim.eventually(steps(9), steps(12), claim.atom(0));
  expect({at_least(x, 0.0)}, 0.5, -kInf, kInf);
}

TEST_F(TraceA, WindowLeavingTheRunIsDecidedWhenWhatIsSeenDecides) {
  claim.always(steps(0), steps(10), claim.atom(0));
  expect({at_least(x, 1.0)}, 0, -kInf, -0.5);
}

TEST_F(TraceA, RobustnessZeroDoesNotDecide) {
  claim.eventually(steps(4), steps(4), claim.atom(0));
  AtomValues weak = at_least(x, 5.5), strict = weak;
  for (size_t t = 0; t < x.size(); ++t) strict.truth[t] = x[t] > 5.5 ? 1 : 0;
  expect({strict}, false, 0);
  expect({weak}, true, 0);
}

TEST_F(TraceA, ImplicationIsTrueWhenItsConditionNeverHolds) {
  claim.always(steps(0), end(), claim.emit(MonitorOp::Or, claim.emit(MonitorOp::Not, claim.atom(0)), claim.atom(1)));
  AtomValues below = at_least(y, 0.0);
  for (double& truth : below.truth) truth = 1 - truth;
  for (double& robustness : below.robustness) robustness = -robustness;
  const Verdict verdict = judge(claim.monitor, {at_least(x, 100.0), below}, grid_of(x.size()));
  EXPECT_EQ(verdict.truth, 1);
}

TEST(Monitor, StepSignalUntilItsJump) {
  Builder claim;
  claim.until(claim.atom(0), year(0), year(1), claim.atom(1));
  const Signal h = {0, 0, 1, 1, 1};
  AtomValues low = at_least({1, 1, 0, 0, 0}, 0.5);
  const Verdict verdict = judge(claim.monitor, {low, at_least(h, 0.5)}, grid_of(5, 0, 0.25));
  EXPECT_EQ(verdict.truth, 1);
  EXPECT_EQ(verdict.low, 0.5);
}

// --- Closed forms ----------------------------------------------------------------------------------------------------

Signal sample(const plan::TimeGrid& grid, const std::function<double(double)>& f) {
  Signal x;
  for (uint32_t k = 0; k <= grid.steps; ++k) x.push_back(f(grid.start + k * grid.step));
  return x;
}

TEST(Monitor, ConvergingGap) {
  const plan::TimeGrid grid = grid_of(121, 2025, 1.0 / 12);
  const Signal gap = sample(grid, [](double t) { return 8 * std::exp(-0.3 * (t - 2025)); });
  Signal room;
  for (double g : gap) room.push_back(1 - g);
  Builder claim;
  claim.monitor.first_of = claim.atom(0);
  claim.eventually(steps(0), year(2035), claim.monitor.first_of);
  const Verdict by_2035 = judge(claim.monitor, {at_least(room, 0.0)}, grid);
  EXPECT_EQ(by_2035.truth, 1);
  EXPECT_NEAR(by_2035.first_time, 2031.9315, 1e-3);
  claim.monitor.code.back().window.to = year(2031);
  EXPECT_EQ(judge(claim.monitor, {at_least(room, 0.0)}, grid).truth, 0);
}

TEST(Monitor, LogisticOnAYearlyGridIsSeenAtTheNextPointAndDatedByAStraightLine) {
  const plan::TimeGrid grid = grid_of(21, 2020, 1);
  const Signal x = sample(grid, [](double t) { return 1 / (1 + std::exp(-(t - 2030) / 2)); });
  Builder claim;
  claim.monitor.first_of = claim.atom(0);
  claim.eventually(steps(0), year(2035), claim.monitor.first_of);
  const Verdict by_2035 = judge(claim.monitor, {at_least(x, 0.9)}, grid);
  EXPECT_EQ(by_2035.truth, 1);
  EXPECT_NEAR(by_2035.first_time, 2034.443, 1e-3);
  claim.monitor.code.back().window.to = year(2034);
  EXPECT_EQ(judge(claim.monitor, {at_least(x, 0.9)}, grid).truth, 0);
}

TEST(Monitor, ExponentialOvertakes) {
  const plan::TimeGrid grid = grid_of(30 * 64 + 1, 0, 1.0 / 64);
  const Signal leader = sample(grid, [](double t) { return 100 * std::exp(.04 * t); });
  const Signal chaser = sample(grid, [](double t) { return 60 * std::exp(.07 * t); });
  Builder claim;
  claim.monitor.first_of = claim.atom(0);
  claim.emit(MonitorOp::And, claim.atom(1), claim.eventually(steps(0), year(20), claim.monitor.first_of));
  AtomValues behind = at_least(leader, chaser);
  const Verdict verdict = judge(claim.monitor, {at_least(chaser, leader), behind}, grid);
  EXPECT_EQ(verdict.truth, 1);
  EXPECT_NEAR(verdict.first_time, 17.0275, 1e-4);
}

TEST(Monitor, StaysAndTips) {
  const Signal x = {-1, 0.5, -0.2, 0.3, 0.4, 0.6};
  Builder claim;
  claim.eventually(steps(0), year(3), claim.always(steps(0), end(), claim.atom(0)));
  const Verdict verdict = judge(claim.monitor, {at_least(x, 0.0)}, grid_of(x.size()));
  EXPECT_EQ(verdict.truth, 1);
  EXPECT_EQ(verdict.low, 0.3);
  claim.monitor.code.back().window.to = year(2);
  EXPECT_EQ(judge(claim.monitor, {at_least(x, 0.0)}, grid_of(x.size())).truth, 0);
}

TEST(Monitor, AfterJudgesAtTheFirstTimeOfItsCondition) {
  const Signal shock = {0, 0, 1, 0, 1, 0}, x = {9, 9, 1, 2, 3, 4};
  Builder claim;
  const uint32_t g = claim.atom(0);
  claim.monitor.given = claim.eventually(steps(0), end(), g);
  claim.emit(MonitorOp::After, claim.eventually(steps(0), steps(2), claim.atom(1)), g);
  Verdict verdict = judge(claim.monitor, {at_least(shock, 0.5), at_least(x, 2.5)}, grid_of(6));
  EXPECT_EQ(verdict.truth, 1);
  EXPECT_EQ(verdict.low, 0.5);
  EXPECT_EQ(verdict.given, 1);
  verdict = judge(claim.monitor, {at_least(shock, 0.5), at_least(x, 3.5)}, grid_of(6));
  EXPECT_EQ(verdict.truth, 0);
  verdict = judge(claim.monitor, {at_least(shock, 1.5), at_least(x, 2.5)}, grid_of(6));
  EXPECT_EQ(verdict.given, 0);
  EXPECT_EQ(verdict.truth, 0.5);
}

TEST(Monitor, CalendarWindowFollowsARunThatStartsLater) {
  const Signal x = {0, 1, 2, 3, 4, 5};
  Builder claim;
  claim.eventually(year(2030), year(2032), claim.atom(0));
  EXPECT_EQ(judge(claim.monitor, {at_least(x, 2.5)}, grid_of(6, 2029)).truth, 1);    // 2032 is point 3
  EXPECT_EQ(judge(claim.monitor, {at_least(x, 2.5)}, grid_of(6, 2030)).truth, 0);    // 2032 is point 2
  EXPECT_EQ(judge(claim.monitor, {at_least(x, 2.5)}, grid_of(6, 2031)).truth, 0.5);  // 2030 is before the run
}

// --- Against the definitions -----------------------------------------------------------------------------------------

struct Cell {
  double truth, low, high;
};
Cell least(Cell a, Cell b) { return {std::min(a.truth, b.truth), std::min(a.low, b.low), std::min(a.high, b.high)}; }
Cell greatest(Cell a, Cell b) { return {std::max(a.truth, b.truth), std::max(a.low, b.low), std::max(a.high, b.high)}; }

// Every operation by its definition, a loop over its window at every point. `far` points beyond the run are unknown.
std::vector<std::vector<Cell>> reference(const Monitor& monitor, const std::vector<AtomValues>& atoms, int64_t points) {
  const Cell unknown = {0.5, -kInf, kInf}, yes = {1, kInf, kInf}, no = {0, -kInf, -kInf};
  std::vector<std::vector<Cell>> traces(monitor.traces);
  const auto at = [&](const std::vector<Cell>& trace, int64_t t) { return t >= 0 && t < points ? trace[t] : unknown; };
  const auto edge = [&](const WindowEdge& e, int64_t t) {
    return e.kind == EdgeKind::Steps  ? t + static_cast<int64_t>(e.value)
           : e.kind == EdgeKind::Year ? static_cast<int64_t>(e.value)
                                      : points - 1;
  };
  for (const MonitorInstr& instr : monitor.code) {
    std::vector<Cell> dst(points, unknown);
    for (int64_t t = 0; t < points; ++t) {
      const int64_t from = edge(instr.window.from, t), to = edge(instr.window.to, t);
      switch (instr.op) {
        case MonitorOp::Atom: {
          const AtomValues& atom = atoms[instr.a];
          dst[t] = {atom.truth[t], atom.robustness[t], atom.robustness[t]};
          break;
        }
        case MonitorOp::Not: {
          const Cell a = traces[instr.a][t];
          dst[t] = {1 - a.truth, -a.high, -a.low};
          break;
        }
        case MonitorOp::And: dst[t] = least(traces[instr.a][t], traces[instr.b][t]); break;
        case MonitorOp::Or: dst[t] = greatest(traces[instr.a][t], traces[instr.b][t]); break;
        case MonitorOp::Always:
          dst[t] = yes;
          for (int64_t s = from; s <= to; ++s) dst[t] = least(dst[t], at(traces[instr.a], s));
          break;
        case MonitorOp::Eventually:
          dst[t] = no;
          for (int64_t s = from; s <= to; ++s) dst[t] = greatest(dst[t], at(traces[instr.a], s));
          break;
        case MonitorOp::Until: {
          dst[t] = no;
          Cell before = yes;
          for (int64_t s = t; s <= to; ++s) {
            if (s >= from) dst[t] = greatest(dst[t], least(before, at(traces[instr.b], s)));
            before = least(before, at(traces[instr.a], s));
          }
          break;
        }
        case MonitorOp::Rises:
          dst[t] = yes;
          for (int64_t s = from; s < to; ++s) {
            if (s < 0 || s + 1 >= points) {
              dst[t] = least(dst[t], unknown);
            } else {
              const double climb = traces[instr.a][s + 1].low - traces[instr.a][s].low;
              dst[t] = least(dst[t], {climb >= 0 ? 1.0 : 0.0, climb, climb});
            }
          }
          break;
        case MonitorOp::After:
        case MonitorOp::Constant: break;
      }
    }
    traces[instr.dst] = dst;
  }
  return traces;
}

TEST(Monitor, AgreesWithTheDefinitionsOnRandomFormulas) {
  std::mt19937 random(20260101);
  const auto pick = [&](int low, int high) { return std::uniform_int_distribution<int>(low, high)(random); };
  for (int round = 0; round < 600; ++round) {
    const int64_t points = pick(1, 40);
    std::vector<AtomValues> atoms(3);
    for (AtomValues& atom : atoms) {
      for (int64_t t = 0; t < points; ++t) {
        atom.robustness.push_back(pick(-6, 6));
        atom.truth.push_back(atom.robustness.back() > 0 || (atom.robustness.back() == 0 && pick(0, 1)) ? 1 : 0);
      }
    }
    Builder claim;
    for (uint32_t a = 0; a < 3; ++a) claim.atom(a);
    for (int extra = 0; extra < 5; ++extra) {
      static constexpr MonitorOp kOps[] = {MonitorOp::Not,        MonitorOp::And,   MonitorOp::Or,   MonitorOp::Always,
                                           MonitorOp::Eventually, MonitorOp::Until, MonitorOp::Rises};
      const MonitorOp op = kOps[pick(0, 6)];
      Window window;
      const int first = pick(0, 8);
      window.from = pick(0, 3) ? steps(first) : year(first);
      const int kind = pick(0, 3);
      window.to = kind == 0 ? end() : kind == 1 ? year(pick(0, 45)) : steps(first + pick(-1, 12));
      // A difference of an unknown robustness is not a number, so only atoms rise.
      const uint32_t a = op == MonitorOp::Rises ? static_cast<uint32_t>(pick(0, 2)) : pick(0, claim.monitor.traces - 1);
      claim.emit(op, a, pick(0, claim.monitor.traces - 1), window);
    }
    const auto expected = reference(claim.monitor, atoms, points);
    for (uint32_t trace = 0; trace < claim.monitor.traces; ++trace) {
      Monitor monitor = claim.monitor;
      monitor.result = trace;
      const Verdict verdict = judge(monitor, atoms, grid_of(points));
      const Cell cell = expected[trace][0];
      ASSERT_EQ(verdict.truth, cell.truth) << "round " << round << " trace " << trace;
      ASSERT_EQ(verdict.low, cell.low) << "round " << round << " trace " << trace;
      ASSERT_EQ(verdict.high, cell.high) << "round " << round << " trace " << trace;
    }
  }
}

TEST(Monitor, LanesAreIndependent) {
  constexpr uint32_t kWidth = 64, kPoints = 50;
  AtomTraces traces;
  traces.resize(1, kPoints, kWidth);
  for (uint32_t t = 0; t < kPoints; ++t) {
    for (uint32_t lane = 0; lane < kWidth; ++lane) {
      const double x = t == lane % kPoints ? 1.0 + lane : 0.0;
      traces.robustness(0, t)[lane] = x - 0.5;
      traces.truth(0, t)[lane] = x >= 0.5 ? 1 : 0;
    }
  }
  Builder claim;
  claim.eventually(steps(10), steps(20), claim.atom(0));
  const std::vector<Monitor> monitors = {claim.monitor};
  Verdicts verdicts;
  MonitorBank(monitors).judge(traces, grid_of(kPoints), verdicts);
  for (uint32_t lane = 0; lane < kWidth; ++lane) {
    const uint32_t when = lane % kPoints;
    EXPECT_EQ(verdicts.truth[lane], when >= 10 && when <= 20 ? 1 : 0);
    EXPECT_EQ(verdicts.robust_low[lane], when >= 10 && when <= 20 ? 0.5 + lane : -0.5);
  }
}

}  // namespace
}  // namespace detente::exec
