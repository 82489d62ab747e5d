// The fields of every part of a plan, in the order in which its bytes hold them: the one list that the writer and the
// reader of bytes.cpp share. A field added to a struct is added here, and kBytesVersion goes up.
#pragma once

#include "plan/plan.h"

namespace detente::plan {

// An archive is called with fields of any type listed here, with numbers, text, enums, vectors and input laws;
// Archive::Ref<T> is T& when reading and const T& when writing.
template <class Archive, class T>
using Ref = typename Archive::template Ref<T>;

template <class A>
void fields(A& a, Ref<A, QuantityName> x) {
  a(x.full, x.base, x.labels, x.sets);
}
template <class A>
void fields(A& a, Ref<A, Quantity> x) {
  a(x.name, x.title, x.unit, x.scale);
}
template <class A>
void fields(A& a, Ref<A, Place> x) {
  a(x.file, x.line, x.column);
}
template <class A>
void fields(A& a, Ref<A, sampling::Fixed> x) {
  a(x.value);
}
template <class A>
void fields(A& a, Ref<A, sampling::Deep> x) {
  a(x.low, x.high, x.log);
}
template <class A>
void fields(A& a, Ref<A, sampling::Choice> x) {
  a(x.count, x.weights);
}
template <class A>
void fields(A& a, Ref<A, sampling::Share> x) {
  a(x.alpha, x.group);
}
template <class A>
void fields(A& a, Ref<A, sampling::InputSpec> x) {
  a(x.stream, x.law);
}
template <class A>
void fields(A& a, Ref<A, sampling::CorrelationGroup> x) {
  a(x.inputs, x.matrix);
}
template <class A>
void fields(A& a, Ref<A, Input> x) {
  a(x.quantity, x.kind, x.slot, x.value, x.spec, x.has_bounds, x.low, x.high, x.integral, x.choices, x.source, x.grade,
    x.place);
}
template <class A>
void fields(A& a, Ref<A, Override> x) {
  a(x.input, x.value, x.redraw, x.spec);
}
template <class A>
void fields(A& a, Ref<A, Scenario> x) {
  a(x.name, x.title, x.overrides, x.has_range, x.start, x.end);
}
template <class A>
void fields(A& a, Ref<A, LeverRule> x) {
  a(x.name, x.at_decisions, x.affine, x.coefficients);
}
template <class A>
void fields(A& a, Ref<A, Lever> x) {
  a(x.quantity, x.owner, x.low, x.high, x.choices, x.default_input, x.rule_input, x.rules, x.slot);
}
template <class A>
void fields(A& a, Ref<A, Belief> x) {
  a(x.input, x.spec);
}
template <class A>
void fields(A& a, Ref<A, Player> x) {
  a(x.name, x.levers, x.observations, x.seen, x.period, x.discount, x.payoff, x.beliefs, x.constraints);
}
template <class A>
void fields(A& a, Ref<A, Party> x) {
  a(x.player, x.breach_input, x.member_input);
}
template <class A>
void fields(A& a, Ref<A, Agreement> x) {
  a(x.name, x.title, x.terms, x.parties, x.sign_input, x.place);
}
template <class A>
void fields(A& a, Ref<A, Metric> x) {
  a(x.quantity, x.slot, x.place, x.warning);
}
template <class A>
void fields(A& a, Ref<A, Strategic> x) {
  a(x.kind, x.text, x.agreement, x.reply, x.against, x.player, x.policy);
}
template <class A>
void fields(A& a, Ref<A, ArmValue> x) {
  a(x.kind, x.scenario, x.index);
}
template <class A>
void fields(A& a, Ref<A, FormulaInstr> x) {
  a(x.op, x.dst, x.a, x.b, x.c);
}
template <class A>
void fields(A& a, Ref<A, Formula> x) {
  a(x.inputs, x.constants, x.slot_count, x.code, x.result, x.robustness);
}
template <class A>
void fields(A& a, Ref<A, Claim> x) {
  a(x.name, x.title, x.sources, x.by_construction, x.text, x.expectation, x.at_least, x.strict, x.threshold,
    x.world_share, x.scenario, x.conditional, x.formula, x.given, x.robustness_unit, x.robustness_scale, x.x, x.y, x.z,
    x.group, x.subject, x.equilibrium_players, x.equilibrium_levers, x.place);
}
template <class A>
void fields(A& a, Ref<A, Group> x) {
  a(x.name, x.inputs);
}
template <class A>
void fields(A& a, Ref<A, Observed> x) {
  a(x.name, x.signal, x.times, x.values, x.log_scale, x.noise_sd, x.discrepancy_sd, x.discrepancy_assumed);
}
template <class A>
void fields(A& a, Ref<A, CalibrationTarget> x) {
  a(x.observed, x.from, x.to);
}
template <class A>
void fields(A& a, Ref<A, Calibration> x) {
  a(x.name, x.scenario, x.fits, x.scores, x.rivals, x.place);
}
template <class A>
void fields(A& a, Ref<A, Interface> x) {
  a(x.model, x.title, x.hash, x.inputs, x.scenarios, x.levers, x.players, x.agreements, x.metrics, x.claims,
    x.strategic, x.groups, x.observed, x.calibrations, x.correlations, x.deep);
}

template <class A>
void fields(A& a, Ref<A, SlotInfo> x) {
  a(x.kind, x.uniform, x.value);
}
template <class A>
void fields(A& a, Ref<A, Instr> x) {
  a(x.op, x.dst, x.a, x.b, x.c, x.imm, x.site);
}
template <class A>
void fields(A& a, Ref<A, Program> x) {
  a(x.code, x.repeat);
}
template <class A>
void fields(A& a, Ref<A, Commit> x) {
  a(x.to, x.from);
}
template <class A>
void fields(A& a, Ref<A, Phase> x) {
  a(x.programs, x.commits);
}
template <class A>
void fields(A& a, Ref<A, TimeGrid> x) {
  a(x.start, x.end, x.step, x.steps, x.save_every, x.method, x.has_time);
}
template <class A>
void fields(A& a, Ref<A, ClockSlots> x) {
  a(x.time, x.step, x.start, x.end, x.dt, x.iteration);
}
template <class A>
void fields(A& a, Ref<A, Stock> x) {
  a(x.quantity, x.slot, x.rate, x.diffusion, x.log_scale);
}
template <class A>
void fields(A& a, Ref<A, Stream> x) {
  a(x.name, x.key);
}
template <class A>
void fields(A& a, Ref<A, Table> x) {
  a(x.name, x.x, x.y, x.mode);
}
template <class A>
void fields(A& a, Ref<A, Ring> x) {
  a(x.name, x.depth);
}
template <class A>
void fields(A& a, Ref<A, Site> x) {
  a(x.variable, x.kind, x.place, x.help);
}
template <class A>
void fields(A& a, Ref<A, Signal> x) {
  a(x.quantity, x.slot, x.saved);
}
template <class A>
void fields(A& a, Ref<A, Atom> x) {
  a(x.truth, x.robustness);
}
template <class A>
void fields(A& a, Ref<A, WindowEdge> x) {
  a(x.kind, x.value);
}
template <class A>
void fields(A& a, Ref<A, Window> x) {
  a(x.from, x.to);
}
template <class A>
void fields(A& a, Ref<A, MonitorInstr> x) {
  a(x.op, x.dst, x.a, x.b, x.value, x.window);
}
template <class A>
void fields(A& a, Ref<A, Monitor> x) {
  a(x.name, x.code, x.traces, x.result, x.given, x.first_of, x.place);
}
template <class A>
void fields(A& a, Ref<A, Plan> x) {
  a(x.interface, x.time, x.clock, x.fault, x.slots, x.stocks, x.streams, x.tables, x.rings, x.signals, x.atoms,
    x.monitors, x.sites);
  for (const PhaseName& phase : kPhases) a(x.*phase.member);
}

// The last value of each enum, so that a reader refuses bytes beyond it.
constexpr InputKind last_of(InputKind) { return InputKind::Membership; }
constexpr Expectation last_of(Expectation) { return Expectation::Mean; }
constexpr StrategicKind last_of(StrategicKind) { return StrategicKind::DeviationGain; }
constexpr ArmValue::Kind last_of(ArmValue::Kind) { return ArmValue::Kind::Strategic; }
constexpr SlotKind last_of(SlotKind) { return SlotKind::Flag; }
constexpr kernels::Op last_of(kernels::Op) { return kernels::Op::SkipIfNone; }
constexpr Method last_of(Method) { return Method::Heun; }
constexpr kernels::TableMode last_of(kernels::TableMode) { return kernels::TableMode::Extrapolate; }
constexpr FaultKind last_of(FaultKind) { return FaultKind::NotFinite; }
constexpr EdgeKind last_of(EdgeKind) { return EdgeKind::End; }
constexpr MonitorOp last_of(MonitorOp) { return MonitorOp::Rises; }
constexpr sampling::Family last_of(sampling::Family) { return sampling::Family::Discrete; }

}  // namespace detente::plan
