#include "model/claims.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>

#include "base/cat.h"
#include "base/number_text.h"
#include "model/declare.h"
#include "model/dependence.h"
#include "model/walk.h"

namespace detente::model {

using plan::Expectation;
using syntax::as;
using syntax::BinaryOp;
using syntax::try_as;

namespace {

// Whether a strategic quantity stands anywhere in the expression.
bool is_strategic(const syntax::Expr& expr) {
  bool found = false;
  walk(&expr, [&](const syntax::Expr& inner) {
    const auto* call = try_as<syntax::CallExpr>(&inner);
    found = found || (call && strategic_named(call->function.text));
    return !found;
  });
  return found;
}

std::optional<Expectation> statistic_named(std::string_view name) {
  if (name == "rank correlation") return Expectation::Correlation;
  if (name == "first order") return Expectation::FirstOrder;
  if (name == "total order") return Expectation::TotalOrder;
  return std::nullopt;
}

}  // namespace

void Claims::define() {
  define_groups();
  define_observed();
  for (const syntax::Decl* decl : context_.declarations) {
    const auto* claim = try_as<syntax::ClaimDecl>(decl);
    if (claim && symbol_of(context_, *decl) != kNoId) define_claim(*claim);
  }
  define_calibrations();
}

void Claims::define_groups() {
  for (const syntax::Decl* decl : context_.declarations) {
    const auto* written = try_as<syntax::GroupDecl>(decl);
    if (!written || symbol_of(context_, *decl) == kNoId) continue;
    plan::Group group;
    group.name = written->name.text;
    for (const syntax::Expr* member : written->members) {
      const auto* index = try_as<syntax::IndexExpr>(member);
      const auto* name = try_as<syntax::NameExpr>(index ? index->base : member);
      const SymbolId symbol = name ? context_.find_read(name->name.text) : kNoId;
      const std::size_t before = group.inputs.size();
      if (symbol != kNoId && context_.model.symbols[symbol].kind == SymbolKind::Alternative && !index) {
        group.inputs.push_back(context_.model.symbols[symbol].index);
      } else if (symbol != kNoId && context_.model.symbols[symbol].kind == SymbolKind::Parameter) {
        std::vector<syntax::Binder> binders;
        if (index) {
          for (const syntax::Expr* place : index->indices) binders.push_back({{}, place, place->span});
        }
        Scope scope;
        const Target target = resolve_target(context_, at_, checker_, name->name, binders, member->span, scope, {});
        const Symbol& parameter = context_.model.symbols[symbol];
        for (const Target::Cell& each : target.cells) {
          group.inputs.push_back(parameter.index + each.cell - parameter.first_cell);
        }
        if (target.cells.empty()) continue;  // reported
      }
      if (group.inputs.size() == before) {
        context_
            .report("E1113", member->span,
                    base::cat('`', context_.sources.text(member->span), "` is no parameter or alternative"))
            .with_help("a group lists what is uncertain");
      }
    }
    group_of_[group.name] = static_cast<std::uint32_t>(context_.model.interface.groups.size());
    context_.model.interface.groups.push_back(std::move(group));
  }
}

void Claims::define_claim(const syntax::ClaimDecl& decl) {
  const SymbolId symbol = symbol_of(context_, decl);
  const Symbol& owner = context_.model.symbols[symbol];
  scope_ = {};
  checker_.bind(decl.indices, scope_);
  std::vector<std::vector<ElementId>> elements = {{}};
  for (const SetId set : owner.sets) {
    std::vector<std::vector<ElementId>> longer;
    for (const std::vector<ElementId>& start : elements) {
      for (const ElementId element : context_.model.sets[set].elements) {
        longer.push_back(start);
        longer.back().push_back(element);
      }
    }
    elements = std::move(longer);
  }
  for (const std::vector<ElementId>& at : elements) {
    const std::uint64_t errors = context_.diagnostics.error_count();
    environment_ = {};
    environment_.bound = at;
    name_ = context_.cell_name(symbol, at);
    environment_.origin = context_.origin(base::cat("claim ", name_), decl.name.span);
    define_element(decl, name_);
    if (context_.diagnostics.error_count() != errors) break;  // the other elements would say the same
  }
}

void Claims::define_element(const syntax::ClaimDecl& decl, const std::string& name) {
  plan::Claim claim;
  claim.name = name;
  claim.title = decl.title.text;
  for (const syntax::SourceClause& source : decl.sources) {
    for (const syntax::Name& key : source.keys) claim.sources.emplace_back(key.text);
  }
  claim.by_construction = decl.by_construction;
  claim.text = context_.sources.text(decl.span);
  claim.place = context_.resolved(decl.name.span);
  if (!decl.under.empty()) claim.scenario = strategy_.scenario_named(decl.under);
  arm_ = plan::kNone;
  unit_ = {};
  in_every_equilibrium(claim, decl);
  if (decl.expect && decl.expect->body && decl.formula) {
    context_.report("E1109", decl.expect->body->span, "this claim states two things")
        .with_note(decl.formula->span, "the other one")
        .with_help("join them by `and`, or declare two claims");
  }
  const bool is_share = !decl.expect || decl.expect->measure != syntax::Measure::Condition;
  if (is_share) {
    expect_share(claim, decl);
  } else if (decl.expect->body) {
    expect_statistic(claim, *decl.expect->body);
  }
  if (decl.given) set_aside_unless(claim, *decl.given);
  if (is_share) forbid_deep(claim, decl);
  if (unit_.usable()) {
    claim.robustness_unit = context_.unit_text(unit_.unit);
    claim.robustness_scale = unit_.unit.size.value();
  }
  context_.model.interface.claims.push_back(std::move(claim));
}

void Claims::set_aside_unless(plan::Claim& claim, const syntax::Expr& given) {
  if (claim.expectation == Expectation::FirstOrder || claim.expectation == Expectation::TotalOrder) {
    context_.report("E1120", given.span, "a sensitivity is of all futures")
        .with_help("leave out `given`, or give the metric a value of its own where the condition fails");
    return;
  }
  if (claim.conditional) {
    context_.report("E1107", given.span, "a claim has one condition: `after` or `given`")
        .with_help("join the two by `and` after `given`");
  }
  RobustnessUnit kept = unit_;
  const Judged judged = condition(given, nullptr);
  unit_ = kept;
  claim.conditional = true;
  claim.given = formula(judged.truth, kNoNode, given.span);
}

double Claims::level_value(const syntax::Expr& expr, bool is_share) {
  Scope scope;
  const Expression* checked =
      checker_.quantity(expr, scope, {.unit = {}, .what = is_share ? "a share" : "a coefficient", .subject = "this"});
  const double value =
      checked->form == Form::Poison ? std::numeric_limits<double>::quiet_NaN() : at_.number(*checked, {});
  if (is_share && (value < 0 || value > 1)) {
    context_.report("E1102", expr.span, base::cat("probability must lie in 0..1, is ", base::number_text(value, 6)))
        .with_help("e.g. `>= 0.7` or `>= 70 %`");
  }
  return value;
}

bool Claims::set_direction(plan::Claim& claim, const syntax::Level& level) {
  const bool more = level.op == BinaryOp::GreaterEqual || level.op == BinaryOp::Greater;
  const bool less = level.op == BinaryOp::LessEqual || level.op == BinaryOp::Less;
  if (!more && !less) {
    context_.report("E1114", level.value->span, "an expectation is a bound").with_help("write `>=` or `<=`");
    return false;
  }
  claim.at_least = more;
  claim.strict = level.op == BinaryOp::Greater || level.op == BinaryOp::Less;
  return true;
}

bool Claims::set_level(plan::Claim& claim, const syntax::Level& level, bool is_share) {
  if (!set_direction(claim, level)) return false;
  claim.threshold = level_value(*level.value, is_share);
  return true;
}

void Claims::expect_share(plan::Claim& claim, const syntax::ClaimDecl& decl) {
  claim.expectation = Expectation::ShareOfFutures;
  claim.threshold = 1;  // without an expectation: in every future
  const syntax::Expr* body = decl.formula;
  if (decl.expect) {
    if (decl.expect->measure == syntax::Measure::Probability) claim.expectation = Expectation::Probability;
    if (decl.expect->level) set_level(claim, *decl.expect->level, true);
    if (decl.expect->worlds) {
      const syntax::Level& worlds = *decl.expect->worlds;
      claim.expectation = Expectation::Worlds;
      if (worlds.op != BinaryOp::GreaterEqual && worlds.op != BinaryOp::Greater) {
        context_.report("E1114", worlds.value->span, "a share of worlds is claimed from below")
            .with_help("write `in >= q of worlds`");
      }
      claim.world_share = level_value(*worlds.value, true);
    }
    if (decl.expect->body) body = decl.expect->body;
  }
  if (!body) {
    context_.report("E1110", decl.name.span, base::cat("claim `", decl.name.text, "` states nothing"))
        .with_help("e.g. `by 2035: x > 2`, or `expect share of futures >= 0.7: metric > 2`");
    return;
  }
  const Judged judged = condition(*body, &claim);
  claim.formula = formula(judged.truth, unit_.usable() ? judged.low : kNoNode, body->span);
}

void Claims::expect_statistic(plan::Claim& claim, const syntax::Expr& body) {
  const auto* binary = try_as<syntax::BinaryExpr>(&body);
  const auto* call = binary ? try_as<syntax::CallExpr>(binary->first) : nullptr;
  const std::optional<Expectation> statistic = call ? statistic_named(call->function.text) : std::nullopt;
  if (!statistic) {
    if (binary && is_strategic(*binary->first)) return expect_mean(claim, *binary);
    context_.report("E1115", body.span, "this is no statement about the whole ensemble")
        .with_help(
            "write `expect share of futures >= 0.7: ..`, `expect rank correlation(x, y) > 0.5`, "
            "`expect first order(m, GROUP) > 0.2`");
    return;
  }
  claim.expectation = *statistic;
  if (!set_level(claim, {binary->rest.front().op, binary->rest.front().expr}, false)) return;
  const auto& arguments = call->arguments;
  if (*statistic == Expectation::Correlation) {
    std::vector<plan::Formula> formulas;
    for (const syntax::Argument& argument : arguments) {
      formulas.push_back(formula(quantity(*argument.value), kNoNode, argument.value->span));
      const bool is_given = argument.label.text == "given";
      if (is_given != (formulas.size() > 2)) {
        context_.report("E0804", call->span, "`rank correlation` takes two quantities, and others after `given`")
            .with_help("write `rank correlation(x, y given z)`");
        return;
      }
    }
    if (formulas.size() < 2) {
      context_.report("E0804", call->span, "`rank correlation` takes two quantities")
          .with_help("write `rank correlation(x, y)`");
      return;
    }
    claim.x = std::move(formulas[0]);
    claim.y = std::move(formulas[1]);
    claim.z.assign(std::make_move_iterator(formulas.begin() + 2), std::make_move_iterator(formulas.end()));
    return;
  }
  const auto* group = arguments.size() == 2 ? try_as<syntax::NameExpr>(arguments[1].value) : nullptr;
  const auto found = group ? group_of_.find(std::string(group->name.text)) : group_of_.end();
  if (found == group_of_.end()) {
    context_.report("E1113", group ? group->span : call->span, "a sensitivity is of a metric, to a group of inputs")
        .with_help("declare `group NAME = parameter, ..` and write `first order(metric, NAME)`");
    return;
  }
  context_.find_read(group->name.text);
  claim.x = formula(quantity(*arguments[0].value), kNoNode, arguments[0].value->span);
  claim.group = found->second;
}

// overlap(A) >= 0.5: the mean of a strategic quantity over futures, against a fixed number of its unit.
void Claims::expect_mean(plan::Claim& claim, const syntax::BinaryExpr& body) {
  claim.expectation = Expectation::Mean;
  if (!set_direction(claim, {body.rest.front().op, body.rest.front().expr})) return;
  Scope scope = outcome_scope(), plain;
  const Expression* mean = checker_.any(*body.first, scope);
  const Expression* level = checker_.quantity(
      *body.rest.front().expr, plain, {.unit = mean->unit, .what = "a mean", .subject = "this", .bare_numbers = true});
  if (mean->form == Form::Poison || level->form == Form::Poison) return;
  claim.threshold = at_.number(*level, {});
  claim.subject = context_.sources.text(body.first->span);
  claim.x = formula(at_.value(*mean, environment_), kNoNode, body.first->span);
}

// A probability over deep ranges would be one over guesses.
void Claims::forbid_deep(const plan::Claim& claim, const syntax::ClaimDecl& decl) {
  if (claim.expectation != Expectation::Probability || !context_.model.interface.deep) return;
  if (context_.diagnostics.has_errors()) return;
  at_.run_later();  // what a claim reads is complete now
  std::vector<NodeId> read;
  for (const plan::Formula* formula : {&claim.formula, &claim.given}) {
    for (const plan::ArmValue& value : formula->inputs) {
      if (value.kind == plan::ArmValue::Kind::Metric) {
        read.push_back(context_.model.metric_values[value.index]);
        continue;
      }
      if (value.kind == plan::ArmValue::Kind::Strategic) {  // what players do depends on what they want
        for (const plan::Player& player : context_.model.interface.players) {
          if (player.payoff != plan::kNone) read.push_back(context_.model.metric_values[player.payoff]);
        }
        continue;
      }
      for (const plan::MonitorInstr& instr : context_.model.monitors[value.index].code) {
        if (instr.op == plan::MonitorOp::Atom) read.push_back(context_.model.atoms[instr.a].truth);
      }
    }
  }
  const std::vector<bool> reached = reach(context_.model, read).inputs;
  const std::vector<plan::Input>& inputs = context_.model.interface.inputs;
  for (std::uint32_t i = 0; i < inputs.size(); ++i) {
    bool deep = reached[i] && inputs[i].spec.is_deep();
    if (deep && claim.scenario != plan::kNone) {
      for (const plan::Override& change : context_.model.interface.scenarios[claim.scenario].overrides) {
        if (change.input == i) deep = change.redraw && change.spec.is_deep();
      }
    }
    if (!deep) continue;
    context_
        .report("E1103", decl.expect->span,
                base::cat("`", inputs[i].quantity.name.full,
                          "` has a range but no probability, and this claim depends on it"))
        .with_help("write `share of futures`, or `probability >= p in >= q of worlds`");
    return;
  }
}

}  // namespace detente::model
