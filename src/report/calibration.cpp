#include "report/calibration.h"

#include <algorithm>
#include <cmath>

#include "base/cat.h"
#include "base/number_text.h"
#include "report/run_text.h"
#include "report/words.h"

namespace detente::report {

using analysis::calibrate::Coverage;
using analysis::calibrate::Finding;
using analysis::calibrate::kViews;
using analysis::calibrate::Narrowing;
using analysis::calibrate::RivalScores;
using analysis::calibrate::Scores;
using analysis::calibrate::Series;
using analysis::calibrate::SeriesFinding;
using analysis::calibrate::View;
using base::cat;
using base::number_text;

namespace {

constexpr std::size_t kMostInputs = 12;
constexpr double kEdge = 0.1;  // a kept median this near the end of what was drawn

View view_at(std::size_t number) { return static_cast<View>(number); }

std::uint64_t count(std::int64_t value) { return static_cast<std::uint64_t>(value); }

std::string signed_text(double value) {
  return std::isnan(value) ? "" : cat(value > 0 ? "+" : "", number_text(value, 2));
}

Cell reading(const Scores& scores) {
  switch (coverage(scores)) {
    case Coverage::NoPoints: return {""};
    case Coverage::TooNarrow: return {"too narrow", Colour::Bad};
    case Coverage::TooWide: return {"too wide", Colour::Bad};
    case Coverage::CannotTell:
      return {cat(count_of(scores.points, "point", "points"), " cannot tell 80 % coverage from 60 %"),
              Colour::Doubtful};
    case Coverage::Consistent: return {"as it should", Colour::Good};
  }
  return {""};
}

std::string inside_text(const Scores& scores) { return cat(scores.inside, " of ", scores.points); }

std::string shares_text(const std::vector<std::string>& names, const std::vector<double>& shares) {
  std::string text;
  for (std::size_t i = 0; i < shares.size(); ++i) {
    text += cat(text.empty() ? "" : ", ", names[i], " ", percent_text(shares[i]));
  }
  return text;
}

std::string quantiles_text(const Narrowing::Quantiles& q, double scale) {
  const auto shown = [&](double value) { return number_text(value / scale, 3); };
  return cat(shown(q.p50), " [", shown(q.p05), ", ", shown(q.p95), "]");
}

class Text {
 public:
  Text(const plan::Plan& plan, const Finding& finding, const Style& style)
      : plan_(plan), finding_(finding), style_(style) {}

  std::vector<Passage> all(const CalibrationParts& parts) const {
    std::vector<Passage> passages = {{{}, heading(), {}, {}}, history(), held_out()};
    if (parts.points) passages.push_back(points());
    passages.push_back(inputs());
    passages.push_back({{}, {}, {}, caveats()});
    return passages;
  }

 private:
  const std::string& name(std::size_t s) const {
    return plan_.interface.observed[finding_.evidence.series[s].observed].name;
  }

  std::string heading() const {
    std::size_t scored = 0, outside = 0;
    for (const Series& series : finding_.evidence.series) {
      scored += series.scores.size();
      outside += series.outside;
    }
    std::string text = cat(
        "calibration ", style_.paint(plan_.interface.calibrations[finding_.calibration].name, Colour::Bold), ": ",
        finding_.evidence.series.size(), " series, ", count_of(finding_.history.points, "point", "points"), " fitted");
    if (finding_.history.points > 0) text += cat(" (up to ", number_text(finding_.evidence.known_until), ")");
    text += cat(", ", count_of(scored, "point", "points"), " held out\n");
    if (outside > 0) text += cat("not used, outside the run: ", count_of(outside, "point", "points"), "\n");
    if (finding_.faulted > 0) text += cat(count_of(count(finding_.faulted), "future", "futures"), " faulted\n");
    if (finding_.without_value > 0) {
      text += cat(count_of(count(finding_.without_value), "future has", "futures have"),
                  " no value above 0 where a logarithm is compared: ruled out\n");
    }
    return text;
  }

  Passage history() const {
    const auto& found = finding_.history;
    if (found.points == 0) return {{}, "nothing is fitted: no future can be ruled out\n", {}, {}};
    std::string text;
    const std::string rule = found.forgives_two ? cat("the third worst of ", found.points, " fitted points")
                                                : std::string("the worst fitted point");
    if (found.kept == 0) {
      text += cat(style_.paint(cat("all ", count_of(count(finding_.futures), "future is", "futures are"),
                                   " ruled out: nothing that was drawn makes this past"),
                               Colour::Bad),
                  "\n", "by ", rule, " the closest future is ", number_text(found.closest, 3),
                  " spreads off; 3 are allowed (share kept at most ",
                  share_text(found.kept_share.high, count(finding_.futures)), ")\n");
    } else {
      text += cat(
          "kept: ", count_text(count(found.kept)), " of ", count_of(count(finding_.futures), "future", "futures"),
          ", a share of ",
          share_text(static_cast<double>(found.kept) / static_cast<double>(finding_.futures), count(finding_.futures)),
          " ", interval_text(found.kept_share, count(finding_.futures)), "; ", rule, " lies within 3 spreads\n");
      if (!finding_.kept_enough()) {
        text += cat(style_.paint("too few futures are kept to be scored or compared: 50 are needed", Colour::Doubtful),
                    "\n");
      }
    }
    text += cat("weighted by likelihood: ", number_text(found.effective, 3), " effective futures",
                finding_.weighted() ? "\n" : ": fewer than 50, no weighted result is shown\n");
    Table table({{"series", Align::Left},
                 {"unit", Align::Left},
                 {"noise", Align::Right},
                 {"discrepancy", Align::Left},
                 {"fitted", Align::Right},
                 {"kept by it alone", Align::Right},
                 {"closest future, spreads", Align::Right},
                 {"in 80 % band, drawn", Align::Right},
                 {"kept", Align::Right},
                 {"weighted", Align::Right}});
    for (std::size_t s = 0; s < finding_.series.size(); ++s) {
      const Series& series = finding_.evidence.series[s];
      const SeriesFinding& of = finding_.series[s];
      if (series.fits.empty()) continue;
      const bool impossible = of.kept_alone == 0;
      std::vector<Cell> row = {name(s),
                               series.log_scale ? cat("ln(", series.unit, ")") : series.unit,
                               number_text(series.noise, 3),
                               cat(number_text(series.discrepancy, 3), series.discrepancy_assumed ? " assumed" : ""),
                               std::to_string(series.fits.size()),
                               {percent_text(of.kept_alone), impossible ? Colour::Bad : Colour::None},
                               {number_text(of.closest, 3), impossible ? Colour::Bad : Colour::None}};
      for (const Scores& scores : of.fitted) row.push_back(scores.points > 0 ? inside_text(scores) : "");
      table.add(std::move(row));
    }
    return {"what the past rules out", text, std::move(table), {}};
  }

  std::vector<Cell> score_row(const std::string& series, const std::string& forecast, const Scores& scores) const {
    return {series,
            forecast,
            value_text(scores.log_score),
            value_text(scores.crps),
            inside_text(scores),
            interval_text(scores.coverage, scores.points),
            reading(scores)};
  }

  static Cell against(const Scores& model, const std::vector<RivalScores>& rivals, std::size_t number) {
    if (number >= rivals.size()) return {""};
    const double skill = analysis::calibrate::skill(model, rivals[number].scores);
    if (std::isnan(skill)) return {"past too short", Colour::Dim};
    return {cat(signed_text(skill), " (", signed_text(model.log_score - rivals[number].scores.log_score), ")"),
            skill > 0 ? Colour::Good : Colour::Bad};
  }

  Passage held_out() const {
    std::vector<Table::Column> columns = {{"series", Align::Left},        {"futures", Align::Left},
                                          {"log score", Align::Right},    {"CRPS", Align::Right},
                                          {"in 80 % band", Align::Right}, {"95 % interval", Align::Left},
                                          {"coverage", Align::Left}};
    for (const auto rival : finding_.evidence.rivals)
      columns.push_back({cat("against ", rival_name(rival)), Align::Right});
    Table table(columns);
    std::vector<std::array<std::uint32_t, 2>> beaten(kViews * finding_.evidence.rivals.size());
    for (std::size_t s = 0; s < finding_.series.size(); ++s) {
      const SeriesFinding& of = finding_.series[s];
      for (std::size_t view = 0; view < kViews; ++view) {
        if (of.held_out[view].points == 0) continue;
        std::vector<Cell> row = score_row(view == 0 ? name(s) : "", view_name(view_at(view)), of.held_out[view]);
        for (std::size_t r = 0; r < finding_.evidence.rivals.size(); ++r) {
          row.push_back(against(of.held_out[view], of.rivals, r));
          const double skill = analysis::calibrate::skill(of.held_out[view], of.rivals[r].scores);
          auto& [won, met] = beaten[view * finding_.evidence.rivals.size() + r];
          won += skill > 0;
          met += !std::isnan(skill);
        }
        table.add(std::move(row));
      }
    }
    if (table.empty()) return {{}, "nothing is held out: no forecast is scored\n", {}, {}};
    for (std::size_t view = 0; view < kViews; ++view) {
      const Scores& all = finding_.held_out[view];
      if (all.points == 0) continue;
      std::vector<Cell> row = score_row(view == 0 ? "all series" : "", view_name(view_at(view)), all);
      row[2] = row[3] = Cell("");
      for (std::size_t r = 0; r < finding_.evidence.rivals.size(); ++r) {
        const auto [won, met] = beaten[view * finding_.evidence.rivals.size() + r];
        row.push_back(cat("better in ", won, " of ", met));
      }
      table.add(std::move(row));
    }
    return {"held out: what the fit never saw",
            {},
            std::move(table),
            "against: share of the rival's CRPS saved (and log score gained); below 0 the rival is better\n"};
  }

  Passage points() const {
    Table table({{"series", Align::Left},
                 {"time", Align::Right},
                 {"measured", Align::Right},
                 {"", Align::Left},
                 {"futures", Align::Left},
                 {"median", Align::Right},
                 {"80 % band", Align::Left},
                 {"rank", Align::Right}});
    for (std::size_t s = 0; s < finding_.series.size(); ++s) {
      for (const auto& point : finding_.series[s].points) {
        for (std::size_t view = 0; view < kViews; ++view) {
          const auto& all = point.scored ? finding_.series[s].held_out : finding_.series[s].fitted;
          if (all[view].points == 0) continue;
          const auto& forecast = point.forecast[view];
          const bool out = forecast.rank < 0.1 || forecast.rank > 0.9;
          table.add({name(s), number_text(point.time, 7), number_text(point.measured, 4),
                     point.scored ? "held out" : "fitted", view_name(view_at(view)), number_text(forecast.p50, 4),
                     cat("[", number_text(forecast.p10, 4), ", ", number_text(forecast.p90, 4), "]"),
                     Cell(number_text(forecast.rank, 3), out ? Colour::Bad : Colour::None)});
        }
      }
    }
    if (table.empty()) return {};
    return {"every point", {}, std::move(table), {}};
  }

  Passage inputs() const {
    if (finding_.inputs.empty()) return {};
    const auto learned = std::count_if(finding_.inputs.begin(), finding_.inputs.end(),
                                       [](const Narrowing& each) { return each.learned(); });
    Table table({{"input", Align::Left},
                 {"unit", Align::Left},
                 {"drawn", Align::Left},
                 {"kept", Align::Left},
                 {"width left", Align::Right},
                 {"moved", Align::Right},
                 {"by chance", Align::Right},
                 {"", Align::Left}});
    for (std::size_t i = 0; i < std::min(kMostInputs, finding_.inputs.size()); ++i) {
      const Narrowing& each = finding_.inputs[i];
      const plan::Input& input = plan_.interface.inputs[each.input];
      const bool choice = !input.choices.empty();
      std::string word = each.learned() ? "" : "may be chance";
      if (each.learned() && !choice && (each.median_rank < kEdge || each.median_rank > 1 - kEdge)) {
        word = "at the edge of what was drawn";
      }
      table.add(
          {input.quantity.name.full, choice ? "" : input.quantity.unit,
           choice ? shares_text(input.choices, each.drawn_shares) : quantiles_text(each.drawn, input.quantity.scale),
           choice ? shares_text(input.choices, each.kept_shares) : quantiles_text(each.kept, input.quantity.scale),
           choice ? "" : percent_text(each.width), number_text(each.moved, 2), number_text(each.chance, 2),
           Cell(word, each.learned() ? Colour::Bad : Colour::Dim)});
    }
    return {"inputs: all futures drawn and those kept, median [5 %, 95 %]",
            {},
            std::move(table),
            cat(count_of(static_cast<std::uint64_t>(learned), "input", "inputs"), " of ", finding_.inputs.size(),
                " moved by more than chance would move one of them\n")};
  }

  std::string caveats() const {
    std::string text = "intervals count points as independent; points of one series are not, so they are too short\n";
    if (finding_.kept_enough() || finding_.weighted()) {
      text += "kept and weighted futures were chosen by the fitted points: only what is held out can speak for them\n";
    }
    return text;
  }

  const plan::Plan& plan_;
  const Finding& finding_;
  const Style& style_;
};

const char* word_of(Coverage coverage) {
  switch (coverage) {
    case Coverage::NoPoints: return "no points";
    case Coverage::TooNarrow: return "too narrow";
    case Coverage::TooWide: return "too wide";
    case Coverage::CannotTell: return "cannot tell";
    case Coverage::Consistent: return "consistent";
  }
  return "";
}

Json json_of(const Scores& scores) {
  if (scores.points == 0) return nullptr;
  return {{"points", scores.points},
          {"log_score", scores.log_score},
          {"crps", scores.crps},
          {"inside", scores.inside},
          {"low", scores.coverage.low},
          {"high", scores.coverage.high},
          {"coverage", word_of(coverage(scores))}};
}

Json json_of(const std::array<Scores, kViews>& views) {
  Json json = Json::object();
  for (std::size_t view = 0; view < kViews; ++view) json[view_name(view_at(view))] = json_of(views[view]);
  return json;
}

Json json_of(const plan::Plan& plan, const Series& series, const SeriesFinding& found) {
  Json json = {{"name", plan.interface.observed[series.observed].name},
               {"unit", series.unit},
               {"log_scale", series.log_scale},
               {"noise", series.noise},
               {"discrepancy", series.discrepancy},
               {"discrepancy_assumed", series.discrepancy_assumed},
               {"outside", series.outside},
               {"kept_alone", found.kept_alone},
               {"closest", found.closest},
               {"fitted", json_of(found.fitted)},
               {"held_out", json_of(found.held_out)},
               {"rivals", Json::object()},
               {"points", Json::array()}};
  for (const RivalScores& rival : found.rivals) json["rivals"][rival_name(rival.rival)] = json_of(rival.scores);
  for (const auto& point : found.points) {
    Json made = {{"time", point.time}, {"measured", point.measured}, {"scored", point.scored}};
    for (std::size_t view = 0; view < kViews; ++view) {
      const auto& forecast = point.forecast[view];
      const bool there = (point.scored ? found.held_out : found.fitted)[view].points > 0;
      made[view_name(view_at(view))] =
          there ? Json{{"p10", forecast.p10}, {"p50", forecast.p50}, {"p90", forecast.p90}, {"rank", forecast.rank}}
                : Json();
    }
    json["points"].push_back(std::move(made));
  }
  return json;
}

Json json_of(const plan::Plan& plan, const Narrowing& found) {
  const plan::Input& input = plan.interface.inputs[found.input];
  const auto quantiles = [&](const Narrowing::Quantiles& of) {
    const double scale = input.quantity.scale;
    return Json{{"p05", of.p05 / scale}, {"p50", of.p50 / scale}, {"p95", of.p95 / scale}};
  };
  const bool choice = !input.choices.empty();
  return {{"name", input.quantity.name.full},
          {"unit", input.quantity.unit},
          {"choices", input.choices},
          {"drawn", choice ? Json(found.drawn_shares) : quantiles(found.drawn)},
          {"kept", choice ? Json(found.kept_shares) : quantiles(found.kept)},
          {"width", found.width},
          {"moved", found.moved},
          {"chance", found.chance},
          {"learned", found.learned()},
          {"median_rank", found.median_rank}};
}

}  // namespace

std::vector<Passage> calibration_passages(const plan::Plan& plan, const Finding& finding, const CalibrationParts& parts,
                                          const Style& style) {
  return Text(plan, finding, style).all(parts);
}

std::string calibration_text(const plan::Plan& plan, const Finding& finding, const CalibrationParts& parts,
                             const Style& style) {
  std::string text;
  for (const Passage& passage : calibration_passages(plan, finding, parts, style)) {
    std::string shown;
    if (!passage.title.empty()) shown += cat(style.paint(passage.title, Colour::Bold), "\n");
    shown += passage.before;
    if (passage.table) shown += cat(passage.before.empty() ? "" : "\n", passage.table->text(style));
    shown += passage.after;
    if (!shown.empty()) text += cat(text.empty() ? "" : "\n", shown);
  }
  return text;
}

Json json_of(const plan::Plan& plan, const Finding& finding) {
  const auto& history = finding.history;
  Json json = {{"calibration", plan.interface.calibrations[finding.calibration].name},
               {"futures", finding.futures},
               {"faulted", finding.faulted},
               {"without_value", finding.without_value},
               {"history",
                {{"points", history.points},
                 {"forgives_two", history.forgives_two},
                 {"threshold", analysis::calibrate::kImplausible},
                 {"kept", history.kept},
                 {"kept_share", static_cast<double>(history.kept) / static_cast<double>(finding.futures)},
                 {"low", history.kept_share.low},
                 {"high", history.kept_share.high},
                 {"closest", history.closest},
                 {"effective", history.effective}}},
               {"fitted", json_of(finding.fitted)},
               {"held_out", json_of(finding.held_out)},
               {"series", Json::array()},
               {"inputs", Json::array()}};
  for (std::size_t s = 0; s < finding.series.size(); ++s) {
    json["series"].push_back(json_of(plan, finding.evidence.series[s], finding.series[s]));
  }
  for (const Narrowing& each : finding.inputs) json["inputs"].push_back(json_of(plan, each));
  return json;
}

}  // namespace detente::report
