#include "exec/monitor.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>

#include "base/check.h"

namespace detente::exec {
namespace {

using plan::EdgeKind;
using plan::MonitorInstr;
using plan::MonitorOp;

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr uint32_t kLanes = 8;  // judged together: one cache line a row, and a whole trace stays in the cache
constexpr int kChannels = 3;    // truth, lowest, highest robustness

// What is known of a time outside the run, and what an empty window gives.
constexpr double kOutside[kChannels] = {0.5, -kInfinity, kInfinity};
constexpr double kFalse[kChannels] = {0, -kInfinity, -kInfinity};
constexpr double kTrue[kChannels] = {1, kInfinity, kInfinity};

// Two lanes: what every instruction set has, so that compilers need not find the vectors by themselves.
typedef double Pair __attribute__((vector_size(16)));

Pair load(const double* from) {
  Pair pair;
  std::memcpy(&pair, from, sizeof pair);
  return pair;
}
void store(double* to, Pair pair) { std::memcpy(to, &pair, sizeof pair); }

struct Least {
  static constexpr const double* kEmpty = kTrue;
  static Pair of(Pair a, Pair b) { return a < b ? a : b; }
};
struct Greatest {
  static constexpr const double* kEmpty = kFalse;
  static Pair of(Pair a, Pair b) { return a > b ? a : b; }
};

// One channel of one trace.
struct Row {
  double* data;
  double* operator[](int64_t point) const { return data + point * kLanes; }
};

template <class Combine>
void combine(double* to, const double* a, const double* b) {
  for (uint32_t lane = 0; lane < kLanes; lane += 2) store(to + lane, Combine::of(load(a + lane), load(b + lane)));
}

void copy(double* to, const double* from) { std::memcpy(to, from, kLanes * sizeof(double)); }
void fill(double* to, double value) { std::fill_n(to, kLanes, value); }

// Number of the grid point that a calendar time stands for: the next one, a rounding error below it included.
int64_t grid_point(const plan::TimeGrid& grid, double year) {
  const double steps = (year - grid.start) / grid.step;
  const double limited = std::min(std::max(steps, -1e15), 1e15);
  const double nearest = std::floor(limited + 0.5);
  return static_cast<int64_t>(std::fabs(limited - nearest) <= 1e-6 ? nearest : std::ceil(limited));
}

// A window of the plan against one run's grid. Ends may lie outside [0, last].
class Edges {
 public:
  Edges(const plan::Window& window, const plan::TimeGrid& grid, int64_t last)
      : from_(resolve(window.from, grid, last)), to_(resolve(window.to, grid, last)) {}

  int64_t from(int64_t point) const { return from_.offset + (from_.moves ? point : 0); }
  int64_t to(int64_t point) const { return to_.offset + (to_.moves ? point : 0); }

 private:
  struct Edge {
    int64_t offset;
    bool moves;
  };
  static Edge resolve(const plan::WindowEdge& edge, const plan::TimeGrid& grid, int64_t last) {
    switch (edge.kind) {
      case EdgeKind::Steps: return {static_cast<int64_t>(std::min(std::max(edge.value, -1e15), 1e15)), true};
      case EdgeKind::Year: return {grid_point(grid, edge.value), false};
      case EdgeKind::End: return {last, false};
    }
    return {last, false};
  }
  Edge from_, to_;
};

// Minimum or maximum over a window that moves forward, in constant time a point: a queue of two stacks. Points
// [head, middle) are held as running results towards `middle`, points [middle, tail) as one running result.
template <class Combine>
class Slider {
 public:
  Slider(Row values, Row stack, double empty) : values_(values), stack_(stack), empty_(empty) { fill(recent_, empty_); }

  // Result over [from, to], both within the run or empty; neither end ever moves back.
  void over(int64_t from, int64_t to, double* result) {
    if (from > tail_) {
      head_ = middle_ = tail_ = from;
      fill(recent_, empty_);
    }
    for (; tail_ <= to; ++tail_) combine<Combine>(recent_, recent_, values_[tail_]);
    if (from > head_) head_ = from;
    if (head_ >= middle_ && middle_ < tail_) turn_over();
    if (head_ < middle_) {
      combine<Combine>(result, stack_[head_], recent_);
    } else {
      copy(result, recent_);
    }
  }

 private:
  void turn_over() {
    fill(recent_, empty_);
    for (int64_t point = tail_ - 1; point >= head_; --point) {
      combine<Combine>(stack_[point], values_[point], point + 1 < tail_ ? stack_[point + 1] : recent_);
    }
    middle_ = tail_;
  }

  Row values_, stack_;
  double empty_;
  alignas(64) double recent_[kLanes];
  int64_t head_ = 0, middle_ = 0, tail_ = 0;
};

// Grid times [first, final] of a trace; empty when first > final.
struct Span {
  int64_t first = 0, final = -1;

  void include(int64_t from, int64_t to) {
    if (from > to) return;
    *this = first > final ? Span{from, to} : Span{std::min(first, from), std::max(final, to)};
  }
};

// For every instruction the times at which somebody reads what it gives: a claim is judged at the start of the run, so
// most windows need one look.
void find_needed(const plan::Monitor& monitor, const plan::TimeGrid& grid, int64_t last, std::vector<Span>& needed) {
  needed.assign(monitor.traces, {});
  needed[monitor.result].include(0, 0);
  if (monitor.given != plan::kNone) needed[monitor.given].include(0, 0);
  if (monitor.first_of != plan::kNone) needed[monitor.first_of].include(0, last);
  for (auto instr = monitor.code.rbegin(); instr != monitor.code.rend(); ++instr) {
    const Span span = needed[instr->dst];
    if (span.first > span.final) continue;
    switch (instr->op) {
      case MonitorOp::Atom:
      case MonitorOp::Constant: break;
      case MonitorOp::Not: needed[instr->a].include(span.first, span.final); break;
      case MonitorOp::And:
      case MonitorOp::Or:
        needed[instr->a].include(span.first, span.final);
        needed[instr->b].include(span.first, span.final);
        break;
      case MonitorOp::Always:
      case MonitorOp::Eventually:
      case MonitorOp::Rises: {
        const Edges edges(instr->window, grid, last);
        needed[instr->a].include(std::max<int64_t>(edges.from(span.first), 0), std::min(edges.to(span.final), last));
        break;
      }
      case MonitorOp::Until:
      case MonitorOp::After:
        needed[instr->a].include(span.first, last);
        needed[instr->b].include(span.first, last);
        break;
    }
  }
}

// Runs the code of one monitor over kLanes lanes.
class Judge {
 public:
  Judge(const AtomTraces& atoms, const plan::TimeGrid& grid, uint32_t first_lane, const std::vector<Span>& needed,
        std::vector<double>& traces, std::vector<double>& scratch)
      : atoms_(atoms),
        grid_(grid),
        first_lane_(first_lane),
        points_(atoms.points()),
        last_(points_ - 1),
        needed_(needed),
        traces_(traces),
        scratch_(scratch) {}

  void run(const plan::Monitor& monitor) {
    for (const MonitorInstr& instr : monitor.code) run(instr, needed_[instr.dst]);
  }

  Row row(uint32_t trace, int channel) const {
    return {traces_.data() + (int64_t{trace} * kChannels + channel) * points_ * kLanes};
  }

  // The first time at which a trace is true.
  double first_time(uint32_t trace, uint32_t lane) const {
    const Row truth = row(trace, 0), low = row(trace, 1);
    for (int64_t point = 0; point < points_; ++point) {
      if (truth[point][lane] != 1) continue;
      const double here = grid_.start + static_cast<double>(point) * grid_.step;
      if (point == 0) return here;
      const double before = low[point - 1][lane], after = low[point][lane];
      const bool crosses = before <= 0 && after >= 0 && before < after && std::isfinite(before) && std::isfinite(after);
      return crosses ? here - grid_.step * (after / (after - before)) : here;
    }
    return std::numeric_limits<double>::quiet_NaN();
  }

 private:
  void run(const MonitorInstr& instr, Span span) {
    if (span.first > span.final) return;
    switch (instr.op) {
      case MonitorOp::Atom: return read_atom(instr, span);
      case MonitorOp::Constant:
        for (int64_t point = span.first; point <= span.final; ++point) {
          fill(row(instr.dst, 0)[point], instr.value);
          fill(row(instr.dst, 1)[point], instr.value == 1 ? kInfinity : -kInfinity);
          fill(row(instr.dst, 2)[point], instr.value == 0 ? -kInfinity : kInfinity);
        }
        return;
      case MonitorOp::Not: return negate(instr, span);
      case MonitorOp::And: return pointwise<Least>(instr, span);
      case MonitorOp::Or: return pointwise<Greatest>(instr, span);
      case MonitorOp::Always: return slide<Least>(instr, span);
      case MonitorOp::Eventually: return slide<Greatest>(instr, span);
      case MonitorOp::Until: return until(instr, span);
      case MonitorOp::After: return after(instr, span);
      case MonitorOp::Rises: return rises(instr, span);
    }
  }

  void read_atom(const MonitorInstr& instr, Span span) {
    for (int64_t point = span.first; point <= span.final; ++point) {
      const double* truth = atoms_.truth(instr.a, static_cast<uint32_t>(point)) + first_lane_;
      const double* robustness = atoms_.robustness(instr.a, static_cast<uint32_t>(point)) + first_lane_;
      copy(row(instr.dst, 0)[point], truth);
      copy(row(instr.dst, 1)[point], robustness);
      copy(row(instr.dst, 2)[point], robustness);
    }
  }

  void negate(const MonitorInstr& instr, Span span) {
    const double* truth = row(instr.a, 0).data;
    const double* low = row(instr.a, 1).data;
    const double* high = row(instr.a, 2).data;
    double* to_truth = row(instr.dst, 0).data;
    double* to_low = row(instr.dst, 1).data;
    double* to_high = row(instr.dst, 2).data;
    for (int64_t i = span.first * kLanes; i < (span.final + 1) * kLanes; ++i) {
      const double lowest = -high[i], highest = -low[i];
      to_truth[i] = 1 - truth[i];
      to_low[i] = lowest;
      to_high[i] = highest;
    }
  }

  template <class Combine>
  void pointwise(const MonitorInstr& instr, Span span) {
    for (int channel = 0; channel < kChannels; ++channel) {
      const Row a = row(instr.a, channel), b = row(instr.b, channel), to = row(instr.dst, channel);
      for (int64_t point = span.first; point <= span.final; ++point) combine<Combine>(to[point], a[point], b[point]);
    }
  }

  // `known` points of `values` lie in the run; what a window covers beyond them is unknown.
  template <class Combine, class From, class To>
  void slide_over(Row values, int64_t known, int channel, Row to, Span span, From from_of, To to_of) {
    Slider<Combine> slider(values, {scratch_.data()}, Combine::kEmpty[channel]);
    for (int64_t point = span.first; point <= span.final; ++point) {
      const int64_t first = from_of(point), final = to_of(point);
      if (first > final) {
        fill(to[point], Combine::kEmpty[channel]);
        continue;
      }
      alignas(64) double result[kLanes];
      fill(result, Combine::kEmpty[channel]);
      const int64_t inside_first = std::max<int64_t>(first, 0), inside_final = std::min(final, known - 1);
      if (inside_first <= inside_final) slider.over(inside_first, inside_final, result);
      if (first < 0 || final >= known) {
        alignas(64) double outside[kLanes];
        fill(outside, kOutside[channel]);
        combine<Combine>(result, result, outside);
      }
      copy(to[point], result);
    }
  }

  template <class Combine>
  void slide(const MonitorInstr& instr, Span span) {
    const Edges edges(instr.window, grid_, last_);
    for (int channel = 0; channel < kChannels; ++channel) {
      slide_over<Combine>(
          row(instr.a, channel), points_, channel, row(instr.dst, channel), span,
          [&](int64_t t) { return edges.from(t); }, [&](int64_t t) { return edges.to(t); });
    }
  }

  // a until b in [from, to] = (eventually b in [from, to]) and (a on [t, from)) and (a until b, without a window, at
  // from): true in every chain of truth values, so channel by channel (Donze, Ferrere and Maler 2013).
  void until(const MonitorInstr& instr, Span span) {
    const Edges edges(instr.window, grid_, last_);
    const bool ends_with_run = instr.window.to.kind == EdgeKind::End;
    const auto from = [&](int64_t t) { return std::max(edges.from(t), t); };
    for (int channel = 0; channel < kChannels; ++channel) {
      const Row a = row(instr.a, channel), b = row(instr.b, channel), to = row(instr.dst, channel);
      const Row open{scratch_.data() + points_ * kLanes};  // a until b, without a window
      const Row other{scratch_.data() + 2 * points_ * kLanes};
      alignas(64) double beyond[kLanes];
      fill(beyond, ends_with_run ? kFalse[channel] : kOutside[channel]);
      for (int64_t t = last_; t >= span.first; --t) {
        combine<Least>(open[t], a[t], t == last_ ? beyond : open[t + 1]);
        combine<Greatest>(open[t], open[t], b[t]);
      }
      slide_over<Greatest>(b, points_, channel, other, span, from, [&](int64_t t) { return edges.to(t); });
      slide_over<Least>(
          a, points_, channel, to, span, [](int64_t t) { return t; }, [&](int64_t t) { return from(t) - 1; });
      for (int64_t t = span.first; t <= span.final; ++t) {
        combine<Least>(to[t], to[t], other[t]);
        combine<Least>(to[t], to[t], from(t) <= last_ ? open[from(t)] : beyond);
      }
    }
  }

  void after(const MonitorInstr& instr, Span span) {
    const Row when = row(instr.b, 0);
    for (int channel = 0; channel < kChannels; ++channel) {
      const Row a = row(instr.a, channel), to = row(instr.dst, channel);
      for (int64_t t = last_; t >= span.first; --t) {
        for (uint32_t lane = 0; lane < kLanes; ++lane) {
          const double later = t == last_ ? kOutside[channel] : to[t + 1][lane];
          const double now = a[t][lane];
          double value = later;
          if (when[t][lane] == 1) {
            value = now;
          } else if (when[t][lane] != 0) {  // it may be now, it may be later
            value = channel == 0   ? (now == later ? now : 0.5)
                    : channel == 1 ? std::min(now, later)
                                   : std::max(now, later);
          }
          to[t][lane] = value;
        }
      }
    }
  }

  void rises(const MonitorInstr& instr, Span span) {
    const Edges edges(instr.window, grid_, last_);
    const Row x = row(instr.a, 1);
    const Row climb{scratch_.data() + points_ * kLanes};
    const int64_t first = std::max<int64_t>(edges.from(span.first), 0);
    const int64_t final = std::min(edges.to(span.final), last_);
    for (int channel = 0; channel < kChannels; ++channel) {
      for (int64_t t = first; t < final; ++t) {
        for (uint32_t lane = 0; lane < kLanes; ++lane) {
          const double step = x[t + 1][lane] - x[t][lane];
          climb[t][lane] = channel == 0 ? (step >= 0 ? 1 : 0) : step;
        }
      }
      slide_over<Least>(
          climb, last_, channel, row(instr.dst, channel), span, [&](int64_t t) { return edges.from(t); },
          [&](int64_t t) { return edges.to(t) - 1; });
    }
  }

  const AtomTraces& atoms_;
  const plan::TimeGrid& grid_;
  uint32_t first_lane_;
  int64_t points_, last_;
  const std::vector<Span>& needed_;
  std::vector<double>& traces_;
  std::vector<double>& scratch_;
};

}  // namespace

void MonitorBank::judge(const AtomTraces& traces, const plan::TimeGrid& grid, Verdicts& verdicts) {
  const uint32_t width = traces.width();
  DETENTE_CHECK(width % kLanes == 0 && traces.points() == grid.steps + 1);
  const size_t cells = size_t{width} * monitors_.size();
  for (std::vector<double>* column :
       {&verdicts.truth, &verdicts.robust_low, &verdicts.robust_high, &verdicts.first_time, &verdicts.given}) {
    column->resize(cells);
  }
  const size_t row_size = size_t{traces.points()} * kLanes;
  scratch_.resize(3 * row_size);
  std::vector<Span> needed;
  for (uint32_t number = 0; number < monitors_.size(); ++number) {
    const plan::Monitor& monitor = monitors_[number];
    traces_.resize(monitor.traces * kChannels * row_size);
    find_needed(monitor, grid, int64_t{grid.steps}, needed);
    for (uint32_t first_lane = 0; first_lane < width; first_lane += kLanes) {
      Judge judge(traces, grid, first_lane, needed, traces_, scratch_);
      judge.run(monitor);
      for (uint32_t lane = 0; lane < kLanes; ++lane) {
        const size_t cell = size_t{number} * width + first_lane + lane;
        verdicts.truth[cell] = judge.row(monitor.result, 0)[0][lane];
        verdicts.robust_low[cell] = judge.row(monitor.result, 1)[0][lane];
        verdicts.robust_high[cell] = judge.row(monitor.result, 2)[0][lane];
        verdicts.first_time[cell] = monitor.first_of == plan::kNone ? std::numeric_limits<double>::quiet_NaN()
                                                                    : judge.first_time(monitor.first_of, lane);
        verdicts.given[cell] = monitor.given == plan::kNone ? 1 : judge.row(monitor.given, 0)[0][lane];
      }
    }
  }
}

}  // namespace detente::exec
