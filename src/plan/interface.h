// What a plan shows to people and to analyses: its inputs, players, scenarios, metrics and claims, by name and unit.
// Everything that may differ between two runs is an Input. A scenario, a `--set`, a candidate policy and a signed deal
// are lists of (input, value): none of them ever needs the compiler.
// Values are in the units of the model's coherent base (time in years); `unit` and `scale` say how a person reads them:
// shown = value / scale.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "sampling/spec.h"

namespace detente::plan {

using Slot = uint32_t;
inline constexpr Slot kNoSlot = 0xFFFFFFFFu;
inline constexpr uint32_t kNone = 0xFFFFFFFFu;

// A quantity's name with its element, e.g. `arms[a]`; `base` and `labels` are the parts.
struct QuantityName {
  std::string full;
  std::string base;
  std::vector<std::string> labels;
  std::vector<std::string> sets;  // the sets the labels come from, in index order
};

struct Quantity {
  QuantityName name;
  std::string title;
  std::string unit;
  double scale = 1;
};

struct Place {  // where in the model text; resolved, so that a plan needs no source map
  std::string file;
  uint32_t line = 0;
  uint32_t column = 0;
};

enum class InputKind : uint8_t {
  Parameter,
  InitialValue,     // of a stock; NaN = as the model computes it
  Alternative,      // the number of the chosen branch, from 0
  LeverDefault,     // the lever's value until somebody moves it
  LeverRule,        // 0 = its player's hands or its default; n = rules[n - 1] of the lever
  RuleCoefficient,  // of a lever's affine rule
  EventSwitch,      // 1 = the event may happen
  AgreementTerm,
  SignTime,    // [year]; +huge = never
  BreachTime,  // [year] per signatory; +huge = never
  Membership   // 1 = this party of an open agreement joins
};

inline constexpr double kNever = 1e300;

struct Input {
  Quantity quantity;
  InputKind kind = InputKind::Parameter;
  Slot slot = kNoSlot;
  double value = 0;          // when nothing says otherwise
  sampling::InputSpec spec;  // Fixed when it is not uncertain
  bool has_bounds = false;   // values outside [low, high] are refused in overrides
  double low = 0, high = 0;
  bool integral = false;             // alternatives, switches, rules
  std::vector<std::string> choices;  // names of the values 0, 1, .. of an alternative or a rule
  std::string source;                // citation key, or "assumed"
  std::string grade;
  Place place;
};

struct Override {
  uint32_t input = kNone;
  double value = 0;
  bool redraw = false;  // draw from `spec` instead of fixing `value`
  sampling::InputSpec spec;
};

struct Scenario {
  std::string name;
  std::string title;
  std::vector<Override> overrides;  // flattened: the parent's come first, the last one on an input counts
  bool has_range = false;
  double start = 0, end = 0;  // [year], when the scenario moves the time range
};

// One way a lever can be steered besides its default: a scenario's expression, a named policy, or the player's affine
// rule clamp(c0 + sum_j c_j seen_j + c_t (time - start), bounds), whose coefficients are inputs.
struct LeverRule {
  std::string name;
  bool at_decisions = true;  // false: followed at every step
  bool affine = false;
  std::vector<uint32_t> coefficients;  // inputs: c0, one per observation of the owner, c_t
};

struct Lever {
  Quantity quantity;
  uint32_t owner = kNone;  // player
  double low = 0, high = 0;
  std::vector<double> choices;  // a listed set; empty = the whole range
  uint32_t default_input = kNone;
  uint32_t rule_input = kNone;  // kNone: it has no rules
  std::vector<LeverRule> rules;
  Slot slot = kNoSlot;  // held: its value in force
};

struct Belief {  // what a player takes a deep input to be
  uint32_t input = kNone;
  sampling::InputSpec spec;
};

struct Player {
  std::string name;
  std::vector<uint32_t> levers;
  std::vector<Quantity> observations;
  std::vector<Slot> seen;   // beside observations: held, as seen last; kNoSlot when nothing reads it
  double period = 0;        // [year] between decisions; 0 = only after events
  double discount = 0;      // [1/year]
  uint32_t payoff = kNone;  // metric, integrated and discounted, end value included
  std::vector<Belief> beliefs;
  std::vector<uint32_t> constraints;  // metrics: time [year] during which a `subject to` is broken
};

struct Party {
  std::string player;
  uint32_t breach_input = kNone;
  uint32_t member_input = kNone;  // kNone for founding parties
};

struct Agreement {
  std::string name;
  std::string title;
  std::vector<uint32_t> terms;  // inputs
  std::vector<Party> parties;
  uint32_t sign_input = kNone;
  Place place;
};

struct Metric {
  Quantity quantity;
  Slot slot = kNoSlot;  // read after the finish phase
  Place place;
  std::string warning;  // a code such as "W0802": not declared, but counts how often something to be told happened
};

enum class Expectation : uint8_t { Probability, ShareOfFutures, Worlds, Correlation, FirstOrder, TotalOrder, Mean };

inline constexpr uint32_t kBaseline = 0xFFFFFFFEu;  // as a scenario: none at all

// A number of one future that takes an analysis of the players to find: what they would accept, answer or gain,
// knowing the inputs of their future but not its chance.
enum class StrategicKind : uint8_t {
  Overlap,       // share of an agreement's terms under which it would be signed, kept, and stand
  BestReply,     // how far a lever's best value moves, in its range, when another rises by a fifth of its own
  DeviationGain  // what a player gains [year] by following one of the model's policies
};
struct Strategic {
  StrategicKind kind = StrategicKind::Overlap;
  std::string text;            // as the model writes it, elements put in
  uint32_t agreement = kNone;  // Overlap
  uint32_t reply = kNone;      // BestReply: lever that answers
  uint32_t against = kNone;    // BestReply: lever that is moved
  uint32_t player = kNone;     // DeviationGain
  std::string policy;          // DeviationGain
};

// A number of one future, read by a claim's formula: a metric, a column of a monitor, or a strategic one, in one arm.
struct ArmValue {
  enum class Kind : uint8_t { Metric, Truth, RobustLow, RobustHigh, FirstTime, Given, Strategic } kind = Kind::Metric;
  uint32_t scenario = kNone;  // kNone = the claim's own arm; kBaseline; or a scenario
  uint32_t index = 0;         // metric, monitor, or Interface::strategic
};

// A formula over ArmValues: straight-line code of its own small slot space, evaluated once a future after its runs.
// Truth values follow Kleene's logic (and = min, or = max, not = 1 - x); a run with a NaN among its inputs has faulted.
struct FormulaInstr {
  uint16_t op = 0;  // kernels::Op
  uint32_t dst = kNone, a = kNone, b = kNone, c = kNone;
};
struct Formula {
  std::vector<ArmValue> inputs;   // slots 0 .. inputs.size()-1
  std::vector<double> constants;  // the slots after them
  uint32_t slot_count = 0;        // inputs, constants, then temporaries
  std::vector<FormulaInstr> code;
  uint32_t result = kNone;      // slot: the value of a quantity; of a condition 1 true, 0 false, 0.5 undecided
  uint32_t robustness = kNone;  // slot: of a condition, how far from flipping at least; kNone = not defined
};

struct Claim {
  std::string name;
  std::string title;
  std::vector<std::string> sources;
  bool by_construction = false;  // follows from the sign of an equation: listed apart, never counted
  std::string text;              // the claim as formatted model text
  Expectation expectation = Expectation::ShareOfFutures;
  bool at_least = true;       // estimate >= threshold is claimed; false: <=
  bool strict = false;        // the threshold itself does not count
  double threshold = 0;       // share, probability or coefficient; of a mean in base units
  double world_share = 1;     // Worlds: in at least this share of worlds
  uint32_t scenario = kNone;  // the arm the claim is placed in; kNone = the one that is run
  bool conditional = false;   // formula is judged only where `given` is true
  Formula formula;            // of a share or probability: the condition that is counted
  Formula given;
  std::string robustness_unit;  // of formula.robustness
  double robustness_scale = 1;  // shown = value / scale
  // Correlation: rank correlation of x and y (given z); orders: sensitivity of `x` to the inputs of `group`;
  // Mean: of `x` over futures.
  Formula x, y;
  std::vector<Formula> z;
  uint32_t group = kNone;
  std::string subject;  // Mean: x in the words of the text
  // Claimed of every equilibrium between these players, who choose these levers (none: all of theirs).
  std::vector<uint32_t> equilibrium_players, equilibrium_levers;
  Place place;
};

struct Group {
  std::string name;
  std::vector<uint32_t> inputs;
};

struct Observed {  // a series of the world beside a quantity of the model
  std::string name;
  std::string signal;                 // saved signal
  std::vector<double> times, values;  // [year], in base units
  bool log_scale = false;             // on it, both spreads are of the natural logarithm
  double noise_sd = 0;                // of the measurement; above 0 where a calibration uses the series
  // How far off even the best setting of the model is allowed to be.
  double discrepancy_sd = 0;
  bool discrepancy_assumed = false;  // nobody declared it: as large as the noise
};

// `calibrate`: which observed series a fit may use and which ones judge it, in which years.
struct CalibrationTarget {
  uint32_t observed = kNone;
  double from = -kNever, to = kNever;  // [year]
};
struct Calibration {
  std::string name;
  uint32_t scenario = kBaseline;
  std::vector<CalibrationTarget> fits, scores;
  std::vector<std::string> rivals;  // naive forecasts the scores are set against, e.g. "persistence"
  Place place;
};

struct Interface {
  std::string model;  // name
  std::string title;
  std::string hash;  // of all sources, 32 hex digits
  std::vector<Input> inputs;
  std::vector<Scenario> scenarios;
  std::vector<Lever> levers;
  std::vector<Player> players;
  std::vector<Agreement> agreements;
  std::vector<Metric> metrics;
  std::vector<Claim> claims;
  std::vector<Strategic> strategic;
  std::vector<Group> groups;
  std::vector<Observed> observed;
  std::vector<Calibration> calibrations;
  sampling::Correlations correlations;
  bool deep = false;  // some input is a range without a probability
};

}  // namespace detente::plan
