// Declarations as written, one struct a kind; the rules of expr.h hold here too.
// The parser checks shape only: whether a name is known, a unit fits or a required
// value is there is the model stage's business.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "syntax/expr.h"

namespace detente::syntax {

enum class DeclKind {
  Model,
  Import,
  Time,
  Save,
  Preset,
  Unit,
  Set,
  Constant,
  Parameter,
  Correlate,
  Alternative,
  Input,
  Data,
  Lookup,
  Stock,
  Flow,
  Aux,
  Noise,
  Event,
  Function,
  Lever,
  Player,
  Policy,
  Agreement,
  Scenario,
  Metric,
  Claim,
  Group,
  Observed,
  Calibrate,
};

// source richardson1960, gate2025 "eq. 13" grade C        source assumed "why"
struct SourceClause {
  Span span;
  std::vector<Name> keys;  // of references.bib; empty when assumed
  bool assumed = false;
  String text;  // the reason when assumed, else an optional locator
  Name grade;   // optional: A, B, C or D
};

struct Decl {
  DeclKind kind;
  Span span;        // from the opening word to the end of the last clause
  std::string doc;  // the `##` lines above, without marks, joined by line feeds
  Name name;        // empty for import, time, save, correlate
  String title;     // optional quoted text after the name
  std::vector<SourceClause> sources;
};

// for us, cn: e — replaces the equation above it at these elements. An item is an element, a set or, with
// several indices, a tuple of those.
struct ElementEquation {
  std::vector<const Expr*> elements;
  const Expr* value;
  Span span;
};

struct Equation {
  const Expr* value = nullptr;  // null when none was written
  std::vector<ElementEquation> exceptions;
};

// What carries a value: NAME[i in set, set2]: unit = value
struct VariableDecl : Decl {
  std::vector<Binder> indices;
  const Expr* unit = nullptr;  // null when not written
  Equation value;
};

// in [lo, hi] log, or in {0, 1}
struct Bounds {
  Span span;
  const Expr* low = nullptr;
  const Expr* high = nullptr;
  bool log = false;
  const ListExpr* choices = nullptr;  // set instead of low and high
};

struct ModelDecl : Decl {
  static constexpr DeclKind kKind = DeclKind::Model;
};

struct ImportDecl : Decl {
  static constexpr DeclKind kKind = DeclKind::Import;
  String path;
};

// time 2026 to 2046 year step 1/12 using rk4; also a clause of scenarios
struct TimeRange {
  Span span;
  const Expr* start = nullptr;
  const Expr* end = nullptr;
  const Expr* unit = nullptr;  // optional
};

struct TimeDecl : Decl {
  static constexpr DeclKind kKind = DeclKind::Time;
  TimeRange range;
  const Expr* step = nullptr;  // optional
  Name method;                 // optional
};

struct SaveDecl : Decl {
  static constexpr DeclKind kKind = DeclKind::Save;
  const Expr* every;
};

// preset core: bloc = { us, cn }, layer = { chips }
struct PresetSet {
  Name set;
  const Expr* elements;
};

struct PresetDecl : Decl {
  static constexpr DeclKind kKind = DeclKind::Preset;
  std::vector<PresetSet> sets;
};

// unit USD, chip "an H100 equivalent"      unit MUSD = 1e6 USD
struct UnitItem {
  Name name;
  String title;
  const Expr* definition = nullptr;  // optional
};

// The declaration's own name is that of its first item.
struct UnitDecl : Decl {
  static constexpr DeclKind kKind = DeclKind::Unit;
  std::vector<UnitItem> units;
};

// set pair = power * power where first != second
struct SetDecl : Decl {
  static constexpr DeclKind kKind = DeclKind::Set;
  const Expr* value;
  const Expr* where = nullptr;  // optional
};

struct ConstantDecl : VariableDecl {
  static constexpr DeclKind kKind = DeclKind::Constant;
};

// parameter reaction: 1/year = 0.35 ~ uniform(0.10, 0.60) in [0, 1]
struct ParameterDecl : VariableDecl {
  static constexpr DeclKind kKind = DeclKind::Parameter;
  const Expr* distribution = nullptr;  // optional
  std::optional<Bounds> bounds;        // without a distribution: deep
};

// correlate x, y[us] = 0.6
struct CorrelateDecl : Decl {
  static constexpr DeclKind kKind = DeclKind::Correlate;
  std::vector<const Expr*> variables;  // two or more; all pairs
  const Expr* value;
};

// alternative threat_form = { linear "as in 1935" 60 %, saturating 40 % }
struct Option {
  Name name;
  String title;
  const Expr* weight = nullptr;  // optional; none anywhere: deep
};

struct AlternativeDecl : Decl {
  static constexpr DeclKind kKind = DeclKind::Alternative;
  std::vector<Option> options;
};

// input x[..]: unit = stand-in
struct InputDecl : VariableDecl {
  static constexpr DeclKind kKind = DeclKind::Input;
};

enum class Interpolation { None, Linear, Step };

struct Point {
  const Expr* x;
  const Expr* y;
  Span span;
};

// index actor as { us: "US", cn: "China" }: the column that holds an index, and how it spells elements
struct DataIndex {
  Name column;  // a column may be written as a word or quoted
  std::vector<std::pair<Name, String>> spellings;
};

// data x[bloc]: unit from "f.csv" where series == "S" index actor as { us: "US" } time year value value linear
struct DataDecl : VariableDecl {
  static constexpr DeclKind kKind = DeclKind::Data;
  String file;                // absent: the points stand in the model
  std::vector<Point> points;  // (2015, 3), (2016, 4)
  const Expr* where = nullptr;
  std::vector<DataIndex> columns;
  Name time_column;   // optional: a table without time
  Name value_column;  // optional
  Interpolation interpolation = Interpolation::None;
  bool missing_allowed = false;
};

// lookup f: unit -> unit = (0, 1), (1, 3) linear
struct LookupDecl : Decl {
  static constexpr DeclKind kKind = DeclKind::Lookup;
  const Expr* input_unit = nullptr;
  const Expr* unit = nullptr;
  std::vector<Point> points;
  Interpolation interpolation = Interpolation::None;
  bool extrapolate = false;
};

enum class StockTermKind { Inflow, Outflow, Change, Growth, Diffusion };

struct StockTerm {
  StockTermKind kind;
  Equation equation;
  Span span;
};

// `value` is the start value.
struct StockDecl : VariableDecl {
  static constexpr DeclKind kKind = DeclKind::Stock;
  bool log_scale = false;
  bool non_negative = false;
  std::vector<StockTerm> terms;
};

// flow F: unit/year = e from A to B
struct FlowDecl : VariableDecl {
  static constexpr DeclKind kKind = DeclKind::Flow;
  const Expr* from = nullptr;  // optional
  const Expr* to = nullptr;    // optional
};

struct AuxDecl : VariableDecl {
  static constexpr DeclKind kKind = DeclKind::Aux;
};

// noise w[p in power]; no unit, no value
struct NoiseDecl : VariableDecl {
  static constexpr DeclKind kKind = DeclKind::Noise;
};

enum class AssignOp { Set, Add };  // := +=

// x[i in s where c] += e      x := e
struct Assignment {
  Name target;
  std::vector<Binder> indices;
  const Expr* where = nullptr;  // optional
  AssignOp op;
  const Expr* value;
  Span span;
};

enum class TriggerKind {
  At,     // at 2029, 2033            times
  Every,  // every 4 year from 2029   amount; from is optional and in times
  Rate,   // at rate 0.05/year        amount
  When,   // when c once              amount is the condition
  After,  // after 2 year from E2     amount; the event
};

struct Trigger {
  TriggerKind kind;
  std::vector<const Expr*> times;
  const Expr* amount = nullptr;
  const Expr* event = nullptr;  // E2 or E2[p]
  bool once = false;
};

struct EventDecl : Decl {
  static constexpr DeclKind kKind = DeclKind::Event;
  std::vector<Binder> indices;
  std::optional<Trigger> trigger;     // empty when none was written
  const Expr* probability = nullptr;  // optional
  std::vector<Assignment> assignments;
};

// One name in brackets of a function, agreement or policy: depth: unit in [0, 1] = 0.5
struct Term {
  Name name;
  const Expr* unit = nullptr;           // optional
  std::optional<Bounds> bounds;         // not in functions
  const Expr* default_value = nullptr;  // optional, not in functions
  Span span;
};

// function f(x: unit, y): unit = e
struct FunctionDecl : Decl {
  static constexpr DeclKind kKind = DeclKind::Function;
  std::vector<Term> parameters;
  const Expr* unit = nullptr;
  const Expr* value = nullptr;
};

// lever restraint[p in power]: fraction in [0, 1] = 0; `value` is the default
struct LeverDecl : VariableDecl {
  static constexpr DeclKind kKind = DeclKind::Lever;
  std::optional<Bounds> bounds;
};

// controls a[p], b[p] every 1 year or after scare
struct ControlsClause {
  Span span;
  std::vector<const Expr*> levers;
  const Expr* every = nullptr;
  std::vector<const Expr*> after;  // events
};

// observes rival[p], x with error 10 % delay 0.5 year
struct ObservesClause {
  Span span;
  std::vector<const Expr*> variables;
  const Expr* error = nullptr;  // optional
  const Expr* delay = nullptr;  // optional
};

// believes x ~ D
struct BelievesClause {
  Span span;
  const Expr* variable;
  const Expr* distribution;
};

// player p in power, or player NAME
struct PlayerDecl : Decl {
  static constexpr DeclKind kKind = DeclKind::Player;
  const Expr* set = nullptr;  // optional; `name` is then the binder
  std::vector<ControlsClause> controls;
  std::vector<const Expr*> subject_to;
  std::vector<ObservesClause> observes;
  std::vector<BelievesClause> believes;
  const Expr* maximises = nullptr;
  const Expr* at_end = nullptr;
  const Expr* discounts = nullptr;
};

// restraint[a] = e
struct Rule {
  Name lever;
  std::vector<Binder> indices;
  const Expr* value;
  Span span;
};

// policy tit_for_tat(gain in [0, 3] = 1.2) for a; `for p in power` gives the rule to each
struct PolicyDecl : Decl {
  static constexpr DeclKind kKind = DeclKind::Policy;
  std::vector<Term> coefficients;
  std::optional<Binder> owner;
  std::vector<Rule> rules;
};

// monitors breach at rate R, false alarms at rate R
struct MonitorsClause {
  Span span;
  const Expr* breach_rate = nullptr;
  const Expr* false_alarm_rate = nullptr;
};

// punishes by suspending for 3 year      punishes by ending
struct PunishesClause {
  Span span;
  bool ending = false;
  const Expr* suspension = nullptr;
};

// open to followers by join[f]
struct OpenClause {
  Span span;
  const Expr* set;
  const Expr* lever = nullptr;  // optional
};

struct AgreementDecl : Decl {
  static constexpr DeclKind kKind = DeclKind::Agreement;
  std::vector<Term> terms;
  std::vector<const Expr*> parties;
  std::vector<const Expr*> requirements;
  std::optional<MonitorsClause> monitors;
  std::optional<PunishesClause> punishes;
  std::optional<OpenClause> open;
};

// x = e, x[a] = e, x ~ D: fixes or redraws
struct Override {
  Name target;
  std::vector<Binder> indices;
  bool redraws = false;
  const Expr* value;
  Span span;
};

// at 2030: arms[b] += 1 effort
struct TimedAssignment {
  const Expr* time;
  Assignment assignment;
};

// sign freeze(depth: 0.5) at 2028
struct SignClause {
  Name agreement;
  std::vector<Argument> terms;
  const Expr* time = nullptr;  // optional: the start of the run
  Span span;
};

// scare off, scare on
struct SwitchClause {
  const Expr* event;
  bool on;
  Span span;
};

// us follows tit_for_tat(gain: 1)
struct FollowsClause {
  const Expr* player;
  Name policy;
  std::vector<Argument> coefficients;
  Span span;
};

// us breaches freeze from 2030
struct BreachesClause {
  const Expr* player;
  Name agreement;
  const Expr* time = nullptr;  // optional
  Span span;
};

struct ScenarioDecl : Decl {
  static constexpr DeclKind kKind = DeclKind::Scenario;
  Name parent;  // optional: extends
  std::optional<TimeRange> time;
  std::vector<Override> overrides;  // in order: later beats earlier
  std::vector<TimedAssignment> at;
  std::vector<SignClause> signs;
  std::vector<SwitchClause> switches;
  std::vector<FollowsClause> follows;
  std::vector<BreachesClause> breaches;
};

struct MetricDecl : VariableDecl {
  static constexpr DeclKind kKind = DeclKind::Metric;
};

enum class Measure {
  Probability,     // expect probability >= p: f
  ShareOfFutures,  // expect share of futures >= p: f
  Condition,       // expect f, a statement about statistics of the whole ensemble
};

struct Level {
  BinaryOp op;  // a comparison
  const Expr* value;
};

// expect probability >= p in >= q of worlds: f
struct Expectation {
  Measure measure;
  std::optional<Level> level;   // unless Condition
  std::optional<Level> worlds;  // Probability only
  const Expr* body = nullptr;   // optional: the claim's own formula is meant
  Span span;
};

struct ClaimDecl : Decl {
  static constexpr DeclKind kKind = DeclKind::Claim;
  std::vector<Binder> indices;
  const Expr* formula = nullptr;  // optional: the statement about a trajectory
  std::optional<Expectation> expect;
  Name under;                   // optional scenario
  const Expr* given = nullptr;  // optional condition
  // in every equilibrium of us, cn choosing sharing, posture
  std::vector<const Expr*> every_equilibrium, choosing;
  bool by_construction = false;
};

// group technology = h0, eta
struct GroupDecl : Decl {
  static constexpr DeclKind kKind = DeclKind::Group;
  std::vector<const Expr*> members;
};

// observed y = bias * u against series on log scale noise normal(sd: 0.12) discrepancy normal(sd: 0.2)
struct ObservedDecl : VariableDecl {
  static constexpr DeclKind kKind = DeclKind::Observed;
  const Expr* against = nullptr;
  bool log_scale = false;
  const Expr* noise = nullptr;
  const Expr* discrepancy = nullptr;  // optional
};

// fits y in [2015, 2022]      scores y in [2022, 2026] against persistence, trend
struct FitClause {
  Span span;
  std::vector<const Expr*> targets;
  const Window* window = nullptr;  // optional
  std::vector<Name> against;       // scores only
};

// calibrate past under history
struct CalibrateDecl : Decl {
  static constexpr DeclKind kKind = DeclKind::Calibrate;
  Name under;  // optional scenario
  std::vector<FitClause> fits;
  std::vector<FitClause> scores;
};

template <class T>
const T& as(const Decl& decl) {
  DETENTE_CHECK(decl.kind == T::kKind);
  return static_cast<const T&>(decl);
}

template <class T>
const T* try_as(const Decl* decl) {
  return decl && decl->kind == T::kKind ? static_cast<const T*>(decl) : nullptr;
}

}  // namespace detente::syntax
