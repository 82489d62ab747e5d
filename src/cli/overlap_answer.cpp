#include "cli/overlap_answer.h"

#include <cmath>

#include "base/cat.h"
#include "base/utf8.h"
#include "report/words.h"

namespace detente::cli {

using base::cat;
using report::Json;
using report::percent_text;
using report::value_text;
namespace games = analysis::games;

namespace {

std::string short_name(const plan::Agreement& agreement, const plan::Input& term) {
  const std::string& full = term.quantity.name.full;
  return full.starts_with(agreement.name + ".") ? full.substr(agreement.name.size() + 1) : full;
}

std::string interval_text(const stats::Interval& of) {
  return cat("[", percent_text(of.low), ", ", percent_text(of.high), "]");
}

// "+3 %" of the difference of two shares.
std::string points_text(double difference) {
  return cat(difference < 0 ? "-" : "+", percent_text(std::fabs(difference)));
}

Json pair(const stats::Interval& of) { return Json::array({of.low, of.high}); }

}  // namespace

std::string OverlapAnswer::value(const plan::Input& input, double at) const {
  const double shown = at / input.quantity.scale;
  if (!input.choices.empty() && shown >= 0 && shown < static_cast<double>(input.choices.size())) {
    return input.choices[static_cast<std::size_t>(shown)];
  }
  const std::string& unit = input.quantity.unit;
  const bool pure = unit.empty() || unit == "fraction" || unit == "1";
  return cat(value_text(shown), pure ? "" : " ", pure ? "" : unit);
}

std::string OverlapAnswer::terms(const games::AgreementView& view, std::uint32_t point) const {
  std::string text;
  for (std::uint32_t t = 0; t < agreement(view).terms.size(); ++t) {
    text += cat(t == 0 ? "" : ", ", short_name(agreement(view), term(view, t)), " = ",
                value(term(view, t), view.terms[point].terms[t]));
  }
  return text.empty() ? "no terms" : text;
}

std::string OverlapAnswer::members(const games::AgreementView& view, const std::vector<std::uint32_t>& of) const {
  std::string text;
  for (const std::uint32_t p : of) text += cat(text.empty() ? "" : ", ", party(view.parties[p]));
  return text;
}

// --- Text ------------------------------------------------------------------------------------------------------------

std::string OverlapAnswer::table(const std::vector<games::AgreementView>& views) const {
  report::Table table({{"agreement"},
                       {"signed", report::Align::Right},
                       {"and kept", report::Align::Right},
                       {"and stable", report::Align::Right},
                       {"95 %"},
                       {"blocker"},
                       {"binding"}});
  for (const games::AgreementView& view : views) {
    table.add({agreement(view).name, percent_text(view.pass1), percent_text(view.pass12), percent_text(view.pass123),
               interval_text(view.interval123), view.blocker ? party(view.parties[*view.blocker]) : "", view.binding});
  }
  return table.text(style_);
}

std::string OverlapAnswer::founder(const games::PartyView& of) const {
  std::string text = cat("  ", party(of), "  refuses in ", percent_text(of.refuses), ", tempted to break in ",
                         percent_text(of.tempted), " of what all accept; gains ", value_text(of.gain), " on average",
                         std::isnan(of.best_breach)
                             ? std::string()
                             : cat(", where all accept ", value_text(of.best_breach), " more by the best breach found"),
                         "\n");
  if (!std::isnan(of.side_payment)) {
    text += cat("      where it refuses, ", value_text(of.side_payment),
                " of its payoff would win it (median); the others gain more than that in ", percent_text(of.affordable),
                " of those cases\n");
  }
  if (!of.conduct.empty()) text += cat("      best conduct in breach: ", of.conduct, "\n");
  if (of.bound.empty()) text += "      the agreement moves none of its levers\n";
  if (of.deterrence) {
    const games::Deterrence& q = *of.deterrence;
    if (q.needed_high == 0) return text + "      would not break it even if nobody found out\n";
    text += cat("      finding out and stopping a breach with probability ", percent_text(q.needed),
                " (5 to 95 %: ", percent_text(q.needed_low), " to ", percent_text(q.needed_high),
                ") would deter it; standing detection ",
                std::isnan(q.standing) ? std::string() : cat("amounts to ", percent_text(q.standing), " and "),
                "deters it in ", percent_text(q.deterred), " of futures\n");
  }
  return text;
}

std::string OverlapAnswer::payments(const games::AgreementView& view) const {
  const games::Transfers& of = view.transfers;
  if (of.wanted == 0) return {};
  std::string text = cat("  payments among the founding parties would win whoever refuses in ",
                         percent_text(of.possible), " of those cases");
  if (!std::isnan(of.total)) {
    text += cat(", ", value_text(of.total), " in all (median); with them ", percent_text(of.pass1), " would be signed");
  }
  return text + "\n";
}

std::string OverlapAnswer::coalitions(const games::AgreementView& view) const {
  if (!view.stability) return {};
  std::string text =
      cat("  nobody would leave in ", percent_text(view.stability->internal), ", nobody would join in ",
          percent_text(view.stability->external), "; transfers among members would hold the coalition in ",
          percent_text(view.stability->potential), "\n");
  if (!view.all_coalitions) return text + "      too many coalitions to look at all: one walk from everybody\n";
  text += view.coalitions.empty() ? "      no coalition is stable on average at the standing terms\n"
                                  : "      stable on average at the standing terms, of all coalitions:\n";
  for (const games::CoalitionView& of : view.coalitions) {
    text += cat("        ", members(view, of.members));
    if (of.alike > 1) text += cat(" and ", report::count_of(of.alike - 1, "coalition", "coalitions"), " like it");
    text += cat(": stable in ", percent_text(of.stable), " of futures\n");
  }
  return text;
}

std::string OverlapAnswer::bargaining(const games::AgreementView& view) const {
  const games::Bargaining& of = view.bargaining;
  if (!of.nash) return "  bargaining: under no terms tried does every party gain on average\n";
  return cat("  bargaining among the terms tried, against no deal:\n      Nash: ", terms(view, *of.nash),
             "\n      Kalai-Smorodinsky: ", terms(view, *of.kalai_smorodinsky),
             "\n      equal gains: ", terms(view, *of.egalitarian),
             "\n      largest sum: ", terms(view, *of.utilitarian), "\n");
}

std::string OverlapAnswer::verification(const games::AgreementView& view) const {
  const games::Verification& of = view.verification;
  if (of.detection_term == plan::kNone) return {};
  if (of.futures == 0) return "  verification: at the standing terms nobody would sign\n";
  const plan::Input& detection = term(view, of.detection_term);
  const std::string name = short_name(agreement(view), detection);
  std::string text =
      of.needed ? cat("  verification: nobody is tempted on average from ", name, " = ", value(detection, *of.needed))
                : cat("  verification: somebody is tempted on average all the way to ", name, " = ",
                      value(detection, detection.high));
  text += cat(" (", report::count_of(of.futures, "future", "futures"), " in which all accept)\n");
  for (const games::CurvePoint& point : of.curve) {
    text += cat("      ", value(detection, point.at), ": signed in ", percent_text(point.pass1), ", kept in ",
                percent_text(point.pass12), "\n");
  }
  for (const games::DetectionAtLag& at : of.by_lag) {
    const plan::Input& lag = term(view, of.lag_term);
    text += cat("      at ", short_name(agreement(view), lag), " = ", value(lag, at.lag), ": ",
                at.needed ? cat("from ", value(detection, *at.needed)) : std::string("out of reach"), "\n");
  }
  return text;
}

std::string OverlapAnswer::details(const games::AgreementView& view) const {
  const std::string& described = agreement(view).title;
  const std::string title = described.empty() ? "" : cat("  ", base::escape_for_display(described));
  std::string text = cat("\n", style_.paint(agreement(view).name, report::Colour::Bold), title, "\n");
  for (const games::PartyView& of : view.parties) {
    text += of.founding
                ? founder(of)
                : cat("  ", party(of), "  may join; a member under ", percent_text(of.member), " of the terms\n");
  }
  text += payments(view) + coalitions(view) + bargaining(view) + verification(view);
  for (const games::InputCurve& curve : view.by) {
    const plan::Input& input = interface_.inputs[curve.input];
    text += cat("  by ", input.quantity.name.full, ":");
    for (std::size_t b = 0; b < curve.bins.size(); ++b) {
      text += cat(b == 0 ? " " : "; ", value(input, curve.bins[b].at), " ", percent_text(curve.bins[b].pass123));
    }
    text += "\n";
  }
  if (view.faulted > 0) {
    text += cat("  ", percent_text(view.faulted), " of futures faulted in some arm and pass nothing\n");
  }
  return text;
}

std::string OverlapAnswer::shifts(const std::vector<games::AgreementView>& from,
                                  const std::vector<games::AgreementView>& to) const {
  report::Table table({{"agreement"},
                       {"signed", report::Align::Right},
                       {"change"},
                       {"and kept", report::Align::Right},
                       {"change"},
                       {"and stable", report::Align::Right},
                       {"change"}});
  for (std::size_t k = 0; k < from.size(); ++k) {
    const auto changes = games::shifts(from[k], to[k]);
    std::vector<report::Cell> row = {agreement(to[k]).name};
    const double shares[3] = {to[k].pass1, to[k].pass12, to[k].pass123};
    for (std::size_t filter = 0; filter < 3; ++filter) {
      const games::Shift& shift = changes[filter];
      row.push_back(percent_text(shares[filter]));
      row.push_back(cat(points_text(shift.mean), " [", points_text(shift.interval.low), ", ",
                        points_text(shift.interval.high), "]"));
    }
    table.add(row);
  }
  return table.text(style_);
}

// --- JSON ------------------------------------------------------------------------------------------------------------

Json OverlapAnswer::party_json(const games::PartyView& of) const {
  Json one = {{"name", party(of)}, {"founding", of.founding}, {"member_share", of.member}};
  if (!of.founding) return one;
  one["refuses"] = of.refuses;
  one["tempted"] = of.tempted;
  one["gain"] = of.gain;
  one["breach_gain"] = of.best_breach;
  one["side_payment"] = of.side_payment;
  one["affordable"] = of.affordable;
  one["conduct_in_breach"] = of.conduct;
  one["bound_levers"] = Json::array();
  for (const std::uint32_t lever : of.bound) {
    one["bound_levers"].push_back(interface_.levers[lever].quantity.name.full);
  }
  one["deterrence"] = Json();
  if (of.deterrence) {
    one["deterrence"] = {{"needed", of.deterrence->needed},
                         {"needed_interval", Json::array({of.deterrence->needed_low, of.deterrence->needed_high})},
                         {"standing", of.deterrence->standing},
                         {"deterred", of.deterrence->deterred}};
  }
  return one;
}

Json OverlapAnswer::terms_json(const games::AgreementView& view) const {
  Json all = Json::array();
  for (const games::TermsView& of : view.terms) {
    Json values = Json::object();
    for (std::uint32_t t = 0; t < agreement(view).terms.size(); ++t) {
      values[short_name(agreement(view), term(view, t))] = of.terms[t] / term(view, t).quantity.scale;
    }
    all.push_back({{"values", values},
                   {"futures", of.futures},
                   {"pass1", of.pass1},
                   {"pass12", of.pass12},
                   {"pass123", of.pass123},
                   {"interval123", pair(of.interval)},
                   {"gains", of.gains}});
  }
  return all;
}

Json OverlapAnswer::coalitions_json(const games::AgreementView& view) const {
  Json all = Json::array();
  for (const games::CoalitionView& of : view.coalitions) {
    Json names = Json::array();
    for (const std::uint32_t p : of.members) names.push_back(party(view.parties[p]));
    all.push_back({{"members", names},
                   {"payoffs", of.payoffs},
                   {"stable", of.stable},
                   {"potential", of.potential},
                   {"alike", of.alike}});
  }
  return all;
}

Json OverlapAnswer::verification_json(const games::AgreementView& view) const {
  const games::Verification& of = view.verification;
  if (of.detection_term == plan::kNone) return {};
  const plan::Input& detection = term(view, of.detection_term);
  const auto shown = [&](const std::optional<double>& at) {
    return at ? Json(*at / detection.quantity.scale) : Json();
  };
  Json result = {{"term", short_name(agreement(view), detection)},
                 {"unit", detection.quantity.unit},
                 {"futures", of.futures},
                 {"needed", shown(of.needed)},
                 {"curve", Json::array()},
                 {"lag", Json()}};
  for (const games::CurvePoint& point : of.curve) {
    result["curve"].push_back({{"at", point.at / detection.quantity.scale},
                               {"pass1", point.pass1},
                               {"pass12", point.pass12},
                               {"temptation", point.temptation}});
  }
  if (of.by_lag.empty()) return result;
  const plan::Input& lag = term(view, of.lag_term);
  result["lag"] = {{"term", short_name(agreement(view), lag)}, {"unit", lag.quantity.unit}, {"curve", Json::array()}};
  for (const games::DetectionAtLag& at : of.by_lag) {
    result["lag"]["curve"].push_back({{"at", at.lag / lag.quantity.scale}, {"needed", shown(at.needed)}});
  }
  return result;
}

Json OverlapAnswer::curves_json(const games::AgreementView& view) const {
  Json all = Json::array();
  for (const games::InputCurve& curve : view.by) {
    const plan::Input& input = interface_.inputs[curve.input];
    Json bins = Json::array();
    for (const games::CurvePoint& of : curve.bins) {
      bins.push_back(
          {{"at", of.at / input.quantity.scale}, {"pass1", of.pass1}, {"pass12", of.pass12}, {"pass123", of.pass123}});
    }
    all.push_back({{"input", input.quantity.name.full}, {"unit", input.quantity.unit}, {"bins", bins}});
  }
  return all;
}

Json OverlapAnswer::json(const games::AgreementView& view) const {
  const auto point = [](const std::optional<std::uint32_t>& at) { return at ? Json(*at) : Json(); };
  Json entry = {{"name", agreement(view).name},
                {"title", agreement(view).title},
                {"pass1", view.pass1},
                {"pass12", view.pass12},
                {"pass123", view.pass123},
                {"interval1", pair(view.interval1)},
                {"interval12", pair(view.interval12)},
                {"interval123", pair(view.interval123)},
                {"blocker", view.blocker ? Json(party(view.parties[*view.blocker])) : Json()},
                {"binding", view.binding.empty() ? Json() : Json(view.binding)},
                {"faulted", view.faulted},
                {"breach_dates", view.breach_dates}};
  entry["parties"] = Json::array();
  for (const games::PartyView& of : view.parties) entry["parties"].push_back(party_json(of));
  entry["transfers"] = {{"wanted", view.transfers.wanted},
                        {"possible", view.transfers.possible},
                        {"total", view.transfers.total},
                        {"pass1", view.transfers.pass1}};
  entry["stability"] = Json();
  if (view.stability) {
    entry["stability"] = {{"internal", view.stability->internal},
                          {"external", view.stability->external},
                          {"potential", view.stability->potential}};
  }
  entry["all_coalitions"] = view.all_coalitions;
  entry["coalitions"] = coalitions_json(view);
  entry["terms"] = terms_json(view);
  entry["bargaining"] = {{"nash", point(view.bargaining.nash)},
                         {"kalai_smorodinsky", point(view.bargaining.kalai_smorodinsky)},
                         {"egalitarian", point(view.bargaining.egalitarian)},
                         {"utilitarian", point(view.bargaining.utilitarian)},
                         {"frontier", view.bargaining.frontier}};
  entry["verification"] = verification_json(view);
  entry["by"] = curves_json(view);
  return entry;
}

Json OverlapAnswer::shift_json(const games::AgreementView& from, const games::AgreementView& to) const {
  const auto changes = games::shifts(from, to);
  return {{"name", agreement(to).name},
          {"pass1", to.pass1},
          {"pass12", to.pass12},
          {"pass123", to.pass123},
          {"change1", changes[0].mean},
          {"change12", changes[1].mean},
          {"change123", changes[2].mean},
          {"change_interval1", pair(changes[0].interval)},
          {"change_interval12", pair(changes[1].interval)},
          {"change_interval123", pair(changes[2].interval)}};
}

}  // namespace detente::cli
