#include "report/json.h"

#include "base/render.h"
#include "plan/grid.h"
#include "plan/print.h"

namespace detente::report {

using analysis::claims::Finding;
using analysis::claims::Verdict;

namespace {

Json place_json(const plan::Place& place) {
  return {{"file", place.file}, {"line", place.line}, {"column", place.column}};
}

Json place_json(const base::PlainPlace& place) {
  if (place.file.empty()) return nullptr;
  return {{"file", place.file},
          {"line", place.start.line},
          {"column", place.start.column},
          {"end_line", place.end.line},
          {"end_column", place.end.column}};
}

Json interval_json(const stats::Interval& interval) { return {interval.low, interval.high}; }

const char* expectation_name(plan::Expectation expectation) {
  switch (expectation) {
    case plan::Expectation::Probability: return "probability";
    case plan::Expectation::ShareOfFutures: return "share_of_futures";
    case plan::Expectation::Worlds: return "worlds";
    case plan::Expectation::Correlation: return "rank_correlation";
    case plan::Expectation::FirstOrder: return "first_order";
    case plan::Expectation::TotalOrder: return "total_order";
    case plan::Expectation::Mean: return "mean";
  }
  return "";
}

const char* kind_name(plan::InputKind kind) {
  switch (kind) {
    case plan::InputKind::Parameter: return "parameter";
    case plan::InputKind::InitialValue: return "initial_value";
    case plan::InputKind::Alternative: return "alternative";
    case plan::InputKind::LeverDefault: return "lever";
    case plan::InputKind::LeverRule: return "lever_rule";
    case plan::InputKind::RuleCoefficient: return "rule_coefficient";
    case plan::InputKind::EventSwitch: return "event_switch";
    case plan::InputKind::AgreementTerm: return "agreement_term";
    case plan::InputKind::SignTime: return "sign_time";
    case plan::InputKind::BreachTime: return "breach_time";
    case plan::InputKind::Membership: return "membership";
  }
  return "";
}

const char* law_name(const sampling::InputSpec& spec) {
  if (spec.is_fixed()) return "fixed";
  return spec.is_deep() ? "deep" : "probability";
}

Json finding_json(const plan::Interface& interface, const Finding& finding) {
  const plan::Claim& claim = interface.claims[finding.claim];
  Json json = {{"name", claim.name},
               {"title", claim.title},
               {"sources", claim.sources},
               {"by_construction", claim.by_construction},
               {"verdict", analysis::claims::verdict_name(finding.verdict)},
               {"corrected", analysis::claims::verdict_name(finding.corrected)},
               {"tested_together", finding.tested_together},
               {"expectation", expectation_name(claim.expectation)},
               {"at_least", claim.at_least},
               {"strict", claim.strict},
               {"threshold", claim.threshold}};
  if (claim.expectation == plan::Expectation::Worlds) json["world_share"] = claim.world_share;
  json["estimate"] = finding.estimate;
  const bool judged = finding.verdict != Verdict::NotSolved;
  json["low"] = judged ? Json(finding.interval.low) : Json();
  json["high"] = judged ? Json(finding.interval.high) : Json();
  json["kind"] = judged ? Json(interval_kind(finding)) : Json();
  json["n"] = finding.tally.trials();
  json["successes"] = finding.tally.successes;
  json["failures"] = finding.tally.failures;
  json["undecided"] = finding.undecided;
  json["faulted"] = finding.faulted;
  json["set_aside"] = finding.set_aside;
  json["margin"] = judged ? Json(finding.margin) : Json();
  json["condition"] = nullptr;
  if (finding.conditional) {
    json["condition"] = {{"estimate", finding.condition},
                         {"low", finding.condition_interval.low},
                         {"high", finding.condition_interval.high}};
  }
  json["robustness"] = nullptr;
  if (finding.robustness.count > 0) {
    json["robustness"] = {{"p05", finding.robustness.p05 / claim.robustness_scale},
                          {"p50", finding.robustness.median / claim.robustness_scale},
                          {"p95", finding.robustness.p95 / claim.robustness_scale},
                          {"unit", claim.robustness_unit}};
  }
  json["note"] = finding.note;
  json["text"] = claim.text;
  json["place"] = place_json(claim.place);
  return json;
}

}  // namespace

std::string json_text(const Json& value) { return value.dump(2, ' ', false, Json::error_handler_t::replace) + "\n"; }

Json json_of(const base::Diagnostics& diagnostics, const base::SourceMap& sources) {
  Json list = Json::array();
  for (const base::PlainDiagnostic& d : base::plain(diagnostics, sources)) {
    Json notes = Json::array();
    for (const base::PlainNote& note : d.notes) {
      notes.push_back({{"place", place_json(note.place)}, {"text", note.text}});
    }
    list.push_back({{"code", d.code},
                    {"severity", d.severity},
                    {"place", place_json(d.place)},
                    {"message", d.message},
                    {"notes", std::move(notes)},
                    {"help", d.help}});
  }
  return list;
}

Json json_of(const Summary& s, const plan::Quantity& quantity) {
  return {{"unit", quantity.unit},
          {"title", quantity.title},
          {"count", s.count},
          {"mean", s.mean},
          {"sd", s.sd},
          {"p05", s.p05},
          {"p25", s.p25},
          {"p50", s.p50},
          {"p75", s.p75},
          {"p95", s.p95}};
}

Json json_of(const plan::Plan& plan, std::span<const Summary> metrics) {
  Json json = Json::object();
  for (std::size_t m = 0; m < metrics.size(); ++m) {
    const plan::Metric& metric = plan.interface.metrics[m];
    Json& entry = json[metric.quantity.name.full] = json_of(metrics[m], metric.quantity);
    if (!metric.warning.empty()) entry["warning"] = metric.warning;
  }
  return json;
}

Json json_of(const plan::Plan& plan, const plan::TimeGrid& grid, const FaultSummary& faults) {
  Json causes = Json::array();
  for (const FaultCause& cause : faults.causes) {
    const plan::Site& site = plan.sites[cause.site];
    causes.push_back({{"variable", site.variable},
                      {"cause", plan::name(site.kind)},
                      {"place", place_json(site.place)},
                      {"runs", cause.runs},
                      {"first_run", cause.first_run},
                      {"first_step", cause.first_step},
                      {"first_time", grid.has_time ? Json(plan::grid_time(grid, cause.first_step)) : Json()},
                      {"help", site.help}});
  }
  return {{"count", faults.runs}, {"causes", std::move(causes)}};
}

Json json_of(const plan::Interface& interface, std::span<const Finding> findings) {
  Json list = Json::array();
  for (const Finding& finding : findings) list.push_back(finding_json(interface, finding));
  return list;
}

Json json_of(const Score& score) {
  return {{"supported", score.supported},   {"refuted", score.refuted},
          {"unresolved", score.unresolved}, {"no_evidence", score.no_evidence},
          {"not_solved", score.not_solved}, {"by_construction", score.by_construction}};
}

Json json_of(const Bands& bands) {
  Json json = Json::object();
  for (const Band& band : bands.signals) {
    Json& entry = json[band.quantity.name.full];
    entry = {{"unit", band.quantity.unit}, {"time", bands.times}};
    for (const char* column : {"mean", "p05", "p50", "p95"}) entry[column] = Json::array();
    for (const Summary& point : band.points) {
      entry["mean"].push_back(point.mean);
      entry["p05"].push_back(point.p05);
      entry["p50"].push_back(point.p50);
      entry["p95"].push_back(point.p95);
    }
  }
  return json;
}

Json json_of(const Difference& d, const plan::Quantity& quantity) {
  return {{"unit", quantity.unit},    {"count", d.summary.count}, {"not_compared", d.excluded},
          {"base_mean", d.base_mean}, {"mean", d.summary.mean},   {"interval", interval_json(d.interval)},
          {"rises", d.rises},         {"falls", d.falls},         {"sd", d.summary.sd},
          {"p05", d.summary.p05},     {"p25", d.summary.p25},     {"p50", d.summary.p50},
          {"p75", d.summary.p75},     {"p95", d.summary.p95}};
}

Json json_of(const plan::Input& input) {
  const double scale = input.quantity.scale;
  Json json = {{"name", input.quantity.name.full}, {"kind", kind_name(input.kind)}, {"title", input.quantity.title},
               {"unit", input.quantity.unit},      {"value", input.value / scale},  {"law", law_name(input.spec)}};
  json["bounds"] = input.has_bounds ? Json{input.low / scale, input.high / scale} : Json();
  json["choices"] = input.choices;
  json["source"] = input.source;
  json["grade"] = input.grade;
  return json;
}

}  // namespace detente::report
