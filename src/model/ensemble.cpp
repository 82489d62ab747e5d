// Observed series, and which of them calibrations fit and score.
#include <cmath>
#include <limits>

#include "base/cat.h"
#include "base/number_text.h"
#include "model/claims.h"
#include "model/declare.h"
#include "model/equations.h"

namespace detente::model {

using syntax::try_as;

namespace {

const syntax::Expr* argument_named(const syntax::CallExpr& call, std::string_view name) {
  for (const syntax::Argument& argument : call.arguments) {
    if (argument.label.text == name) return argument.value;
  }
  return call.arguments.size() == 1 && call.arguments[0].label.empty() ? call.arguments[0].value : nullptr;
}

}  // namespace

void Claims::define_observed() {
  for (const syntax::Decl* decl : context_.declarations) {
    const auto* observed = try_as<syntax::ObservedDecl>(decl);
    const SymbolId symbol = observed ? symbol_of(context_, *decl) : kNoId;
    if (symbol == kNoId) continue;
    context_.definitions[symbol].used = true;
    const Symbol owner = context_.model.symbols[symbol];
    const Equation written = spread(context_, symbol, observed->value);
    Scope scope = scope_of(context_, symbol);
    const Requirement required{.unit = owner.unit,
                               .what = base::cat("observed `", owner.name, '`'),
                               .subject = "the equation",
                               .bare_numbers = true};
    const CheckedEquation equation = checked(written, scope, [&](const syntax::Expr& expr, Scope& inner) {
      return checker_.quantity(expr, inner, required);
    });
    if (written.values.empty() || !observed->against) {
      context_.report("E1116", decl->name.span, base::cat("observed `", owner.name, "` needs an equation and a series"))
          .with_help("write `observed y: unit = x against series`");
      continue;
    }
    context_.definitions[symbol].compute = [equation, symbol](Instantiator& in, std::span<const ElementId> at,
                                                              Phase phase) {
      return node_at(in, equation, symbol, at, phase);
    };
    const Expression* series = checker_.quantity(*observed->against, scope, required);
    Requirement of_spread = required;
    if (observed->log_scale) of_spread.unit = {};
    const double noise = spread_of(observed->noise, "noise", of_spread);
    const double discrepancy = spread_of(observed->discrepancy, "discrepancy", of_spread);
    first_observed_[symbol] = static_cast<std::uint32_t>(context_.model.interface.observed.size());
    for (std::uint32_t i = 0; i < owner.count; ++i) {
      const std::vector<ElementId> at = context_.elements_of_cell(symbol, i);
      plan::Observed made;
      made.name = made.signal = context_.cell_name(symbol, at);
      made.log_scale = observed->log_scale;
      made.noise_sd = noise;
      made.discrepancy_assumed = !observed->discrepancy;
      made.discrepancy_sd = made.discrepancy_assumed ? noise : discrepancy;
      const Graph& graph = at_.graph();
      const Node& node = graph[at_.value(*series, at_.environment(symbol, at, Phase::Run))];
      const bool is_series =
          node.leaf == Leaf::None && node.op == kernels::Op::Lookup && graph[node.a].leaf == Leaf::Time;
      if (is_series) {
        made.times = context_.model.tables[node.index].x;
        made.values = context_.model.tables[node.index].y;
        if (made.log_scale && !require_positive(made, observed->against->span)) break;
      } else if (series->form != Form::Poison) {
        context_
            .report("E1116", observed->against->span,
                    base::cat('`', context_.sources.text(observed->against->span), "` is not a series over time"))
            .with_help("declare it with `data .. time YEAR_COLUMN`");
        break;
      }
      context_.model.interface.observed.push_back(std::move(made));
    }
  }
}

double Claims::spread_of(const syntax::Expr* written, std::string_view what, const Requirement& required) {
  if (!written) return 0;
  const auto* law = try_as<syntax::CallExpr>(written);
  const syntax::Expr* sd = law && law->function.text == "normal" ? argument_named(*law, "sd") : nullptr;
  double value = -1;
  if (sd) {
    Requirement of_sd = required;
    of_sd.subject = "the spread";
    Scope none;
    const Expression* checked = checker_.quantity(*sd, none, of_sd);
    if (checked->form == Form::Poison) return 0;
    value = at_.number(*checked, {});
  }
  if (value > 0 || (value == 0 && what == "discrepancy")) return value;
  context_
      .report("E1117", sd ? sd->span : written->span,
              sd ? base::cat("the spread of the ", what, " must be above 0")
                 : base::cat("the ", what, " of an observed series is `normal(sd: ..)`"))
      .with_help("give its standard deviation, on a log scale as a pure number");
  return 0;
}

bool Claims::require_positive(const plan::Observed& series, base::Span span) {
  for (std::size_t i = 0; i < series.values.size(); ++i) {
    if (series.values[i] > 0) continue;
    context_
        .report("E1119", span,
                base::cat("`", series.name, "` is on a log scale, and its series is ",
                          base::number_text(series.values[i]), " at ", base::number_text(series.times[i])))
        .with_help("leave out `on log scale`, or what is not above 0");
    return false;
  }
  return true;
}

double Claims::year_of(const syntax::Expr& expr) {
  Scope scope;
  const Expression* checked = checker_.calendar(expr, scope);
  return checked->form == Form::Poison ? std::numeric_limits<double>::quiet_NaN() : at_.number(*checked, {});
}

void Claims::define_calibrations() {
  for (const syntax::Decl* decl : context_.declarations) {
    const auto* written = try_as<syntax::CalibrateDecl>(decl);
    if (!written || symbol_of(context_, *decl) == kNoId) continue;
    plan::Calibration made;
    made.name = written->name.text;
    made.place = context_.resolved(written->name.span);
    if (!written->under.empty()) made.scenario = strategy_.scenario_named(written->under);
    const auto targets = [&](const syntax::FitClause& clause, std::vector<plan::CalibrationTarget>& list) {
      plan::CalibrationTarget target;
      if (clause.window && clause.window->kind == syntax::WindowKind::Calendar) {
        target.from = year_of(*clause.window->from);
        target.to = year_of(*clause.window->to);
      } else if (clause.window && clause.window->kind == syntax::WindowKind::By) {
        target.to = year_of(*clause.window->to);
      } else if (clause.window) {
        context_.report("E1118", clause.window->span, "the years of a fit are calendar years")
            .with_help("write `in [2015, 2022]`");
      }
      for (const syntax::Expr* expr : clause.targets) {
        const auto* index = try_as<syntax::IndexExpr>(expr);
        const auto* name = try_as<syntax::NameExpr>(index ? index->base : expr);
        const SymbolId symbol = name ? context_.find(name->name.text) : kNoId;
        const auto first = first_observed_.find(symbol);
        if (first == first_observed_.end()) {
          context_.report("E1118", expr->span, base::cat('`', context_.sources.text(expr->span), "` is not observed"))
              .with_help("fits and scores name what is declared with `observed`");
          continue;
        }
        std::vector<syntax::Binder> binders;
        if (index) {
          for (const syntax::Expr* place : index->indices) binders.push_back({{}, place, place->span});
        }
        const auto& all = context_.model.interface.observed;
        if (first->second >= all.size()) continue;  // its series has been refused
        if (all[first->second].noise_sd <= 0) {
          context_
              .report("E1117", expr->span,
                      base::cat("`", context_.sources.text(expr->span), "` is observed without noise"))
              .with_help("a calibration needs `noise normal(sd: ..)` behind the series");
          continue;
        }
        Scope scope;
        const Target cells = resolve_target(context_, at_, checker_, name->name, binders, expr->span, scope, {});
        for (const Target::Cell& each : cells.cells) {
          target.observed = first->second + each.cell - context_.model.symbols[symbol].first_cell;
          list.push_back(target);
        }
      }
    };
    for (const syntax::FitClause& clause : written->fits) targets(clause, made.fits);
    for (const syntax::FitClause& clause : written->scores) {
      targets(clause, made.scores);
      for (const syntax::Name& rival : clause.against) {
        if (rival.text != "persistence" && rival.text != "trend") {
          context_.report("E1118", rival.span, base::cat('`', rival.text, "` is no naive forecast"))
              .with_help("scores stand against `persistence`, `trend`, or both");
        } else {
          made.rivals.emplace_back(rival.text);
        }
      }
    }
    context_.model.interface.calibrations.push_back(std::move(made));
  }
}

}  // namespace detente::model
