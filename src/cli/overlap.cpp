// `detente overlap`: which agreements would be signed, kept, and stand; for which terms, in which futures.
#include <algorithm>
#include <cmath>
#include <memory>

#include "analysis/games/overlap.h"
#include "base/cat.h"
#include "base/utf8.h"
#include "cli/interrupt.h"
#include "cli/strategy.h"
#include "report/words.h"

namespace detente::cli {
namespace {

using base::cat;
using report::Json;
using report::percent_text;
using report::value_text;
namespace games = analysis::games;

constexpr const char* kExamples =
    R"(  detente overlap models/us_china_ai --agreement all --futures 2000
  detente overlap race.detente --agreement freeze --terms 16 --by hazard_weight
  detente overlap race.detente --disagreement equilibrium --players us,cn --levers posture
)";

// What "narrow" means: some agreement passes all filters in half of the futures, and none that limits capability
// passes them in this share.
constexpr double kHalf = 0.5, kSeldom = 0.15;
constexpr std::uint32_t kChanceRuns = 8;  // of each draw, when nobody says
constexpr std::uint32_t kMostBins = 5;

struct Flags {
  StrategyFlags strategy;
  std::vector<std::string> agreements = {"all"};
  std::vector<std::string> by, limits;
  std::uint32_t terms = 8, dates = 2, curve = 5;
  double until = 0.5;
  std::optional<double> sign_at;
  std::string detection = "detection", disagreement = "standing";
};

std::vector<std::uint32_t> find_agreements(const Program& program, const plan::Interface& interface,
                                           const std::vector<std::string>& names) {
  std::vector<std::string_view> known;
  for (const plan::Agreement& agreement : interface.agreements) known.push_back(agreement.name);
  if (known.empty()) {
    program.fail(
        ExitCode::Usage,
        base::Diagnostic{
            "E1805", {}, "the model has no agreements", {}, "declare one: `agreement freeze`, with `between a, b`"});
  }
  std::vector<std::uint32_t> found;
  for (const std::string& name : names) {
    if (name == "all") {
      for (std::uint32_t a = 0; a < known.size(); ++a) {
        if (std::find(found.begin(), found.end(), a) == found.end()) found.push_back(a);
      }
      continue;
    }
    const auto at = std::find(known.begin(), known.end(), name);
    if (at == known.end()) program.fail(ExitCode::Usage, unknown_name("agreement", name, known));
    const auto agreement = static_cast<std::uint32_t>(at - known.begin());
    if (std::find(found.begin(), found.end(), agreement) == found.end()) found.push_back(agreement);
  }
  return found;
}

std::uint32_t player_named(const plan::Interface& interface, const std::string& name) {
  std::uint32_t player = 0;
  while (interface.players[player].name != name) ++player;
  return player;
}

// Parties whose payoff is needed, and those that think at the disagreement point.
std::vector<std::uint32_t> parties_of(const Program& program, const plan::Interface& interface,
                                      const std::vector<std::uint32_t>& agreements) {
  std::vector<std::uint32_t> players;
  for (const std::uint32_t a : agreements) {
    const plan::Agreement& agreement = interface.agreements[a];
    bool founded = false;
    for (const plan::Party& party : agreement.parties) {
      const std::uint32_t player = player_named(interface, party.player);
      const bool founding = party.member_input == plan::kNone;
      founded = founded || founding;
      if (interface.players[player].payoff == plan::kNone) {
        if (!founding) continue;
        program.fail(ExitCode::Usage,
                     base::Diagnostic{"E1801",
                                      {},
                                      cat("`", party.player, "`, party to `", agreement.name, "`, wants nothing"),
                                      {},
                                      "nobody can say whether it gains: give it `maximises ..`"});
      }
      if (std::find(players.begin(), players.end(), player) == players.end()) players.push_back(player);
    }
    if (!founded) {
      program.fail(ExitCode::Usage,
                   base::Diagnostic{"E1805",
                                    {},
                                    cat("agreement `", agreement.name, "` has nobody who could sign it"),
                                    {},
                                    "name founding parties: `between a, b`"});
    }
  }
  return players;
}

struct Shown {
  const plan::Interface& interface;
  const report::Style style;

  std::string party(const games::PartyView& of) const { return interface.players[of.player].name; }

  std::string value(const plan::Input& input, double at) const {
    const double shown = at / input.quantity.scale;
    if (!input.choices.empty() && shown >= 0 && shown < static_cast<double>(input.choices.size())) {
      return input.choices[static_cast<std::size_t>(shown)];
    }
    const std::string& unit = input.quantity.unit;
    return cat(value_text(shown), unit.empty() || unit == "fraction" || unit == "1" ? "" : " ",
               unit == "fraction" || unit == "1" ? "" : unit);
  }

  std::string terms(const games::AgreementView& view, std::uint32_t point) const {
    const plan::Agreement& agreement = interface.agreements[view.agreement];
    std::string text;
    for (std::size_t t = 0; t < agreement.terms.size(); ++t) {
      const plan::Input& term = interface.inputs[agreement.terms[t]];
      text += cat(t == 0 ? "" : ", ", short_name(agreement, term), " = ", value(term, view.terms[point].terms[t]));
    }
    return text.empty() ? "no terms" : text;
  }

  static std::string short_name(const plan::Agreement& agreement, const plan::Input& term) {
    const std::string& full = term.quantity.name.full;
    return full.starts_with(agreement.name + ".") ? full.substr(agreement.name.size() + 1) : full;
  }

  static std::string interval(const stats::Interval& of) {
    return cat("[", percent_text(of.low), ", ", percent_text(of.high), "]");
  }

  std::string details(const games::AgreementView& view) const {
    const plan::Agreement& agreement = interface.agreements[view.agreement];
    const std::string title = agreement.title.empty() ? "" : cat("  ", base::escape_for_display(agreement.title));
    std::string text = cat("\n", style.paint(agreement.name, report::Colour::Bold), title, "\n");
    for (const games::PartyView& party_view : view.parties) {
      if (!party_view.founding) {
        text += cat("  ", party(party_view), "  may join; a member under ", percent_text(party_view.member),
                    " of the terms\n");
        continue;
      }
      text += cat("  ", party(party_view), "  refuses in ", percent_text(party_view.refuses), ", tempted to break in ",
                  percent_text(party_view.tempted), " of what all accept; gains ", value_text(party_view.gain),
                  " on average",
                  std::isnan(party_view.best_breach)
                      ? std::string()
                      : cat(", ", value_text(party_view.best_breach), " more by the best breach found"),
                  "\n");
      if (!std::isnan(party_view.side_payment)) {
        text += cat("      where it refuses, ", value_text(party_view.side_payment),
                    " of its payoff would win it (median); the others gain more than that in ",
                    percent_text(party_view.affordable), " of those cases\n");
      }
      if (!party_view.conduct.empty()) text += cat("      best conduct in breach: ", party_view.conduct, "\n");
      if (party_view.bound.empty()) text += "      the agreement moves none of its levers\n";
    }
    if (view.bargaining.nash) {
      text +=
          cat("  bargaining among the terms tried, against no deal:\n      Nash: ", terms(view, *view.bargaining.nash),
              "\n      Kalai-Smorodinsky: ", terms(view, *view.bargaining.kalai_smorodinsky),
              "\n      equal gains: ", terms(view, *view.bargaining.egalitarian),
              "\n      largest sum: ", terms(view, *view.bargaining.utilitarian), "\n");
    } else {
      text += "  bargaining: under no terms tried does every party gain on average\n";
    }
    if (view.detection_term != plan::kNone && !view.verification.empty()) {
      const plan::Input& term = interface.inputs[agreement.terms[view.detection_term]];
      text += cat("  verification: ");
      if (view.detection_needed) {
        text += cat("nobody is tempted on average from ", short_name(agreement, term), " = ",
                    value(term, *view.detection_needed), "\n");
      } else {
        text += cat("somebody is tempted on average all the way to ", short_name(agreement, term), " = ",
                    value(term, term.high), "\n");
      }
      for (const games::CurvePoint& point : view.verification) {
        text += cat("      ", value(term, point.at), ": signed in ", percent_text(point.pass1), ", kept in ",
                    percent_text(point.pass12), "\n");
      }
    }
    for (const games::InputCurve& curve : view.by) {
      const plan::Input& input = interface.inputs[curve.input];
      text += cat("  by ", input.quantity.name.full, ":");
      for (std::size_t b = 0; b < curve.bins.size() && b < kMostBins; ++b) {
        text += cat(b == 0 ? " " : "; ", value(input, curve.bins[b].at), " ", percent_text(curve.bins[b].pass123));
      }
      text += "\n";
    }
    if (view.faulted > 0)
      text += cat("  ", percent_text(view.faulted), " of futures faulted in some arm and pass nothing\n");
    return text;
  }

  Json json(const games::AgreementView& view) const {
    const plan::Agreement& agreement = interface.agreements[view.agreement];
    const auto pair = [](const stats::Interval& of) { return Json::array({of.low, of.high}); };
    Json entry = {{"name", agreement.name},
                  {"title", agreement.title},
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
    for (const games::PartyView& of : view.parties) {
      Json one = {{"name", party(of)}, {"founding", of.founding}, {"member_share", of.member}};
      if (of.founding) {
        one["refuses"] = of.refuses;
        one["tempted"] = of.tempted;
        one["gain"] = of.gain;
        one["breach_gain"] = of.best_breach;
        one["side_payment"] = of.side_payment;
        one["affordable"] = of.affordable;
        one["conduct_in_breach"] = of.conduct;
        one["bound_levers"] = Json::array();
        for (const std::uint32_t lever : of.bound)
          one["bound_levers"].push_back(interface.levers[lever].quantity.name.full);
      }
      entry["parties"].push_back(std::move(one));
    }
    entry["terms"] = Json::array();
    for (const games::TermsView& of : view.terms) {
      Json values = Json::object();
      for (std::size_t t = 0; t < agreement.terms.size(); ++t) {
        const plan::Input& term = interface.inputs[agreement.terms[t]];
        values[short_name(agreement, term)] = of.terms[t] / term.quantity.scale;
      }
      entry["terms"].push_back({{"values", values},
                                {"pass1", of.pass1},
                                {"pass12", of.pass12},
                                {"pass123", of.pass123},
                                {"interval123", pair(of.interval)},
                                {"gains", of.gains}});
    }
    const auto point = [](const std::optional<std::uint32_t>& at) { return at ? Json(*at) : Json(); };
    entry["bargaining"] = {{"nash", point(view.bargaining.nash)},
                           {"kalai_smorodinsky", point(view.bargaining.kalai_smorodinsky)},
                           {"egalitarian", point(view.bargaining.egalitarian)},
                           {"utilitarian", point(view.bargaining.utilitarian)},
                           {"frontier", view.bargaining.frontier}};
    Json verification;
    if (view.detection_term != plan::kNone) {
      const plan::Input& term = interface.inputs[agreement.terms[view.detection_term]];
      verification = {{"term", short_name(agreement, term)},
                      {"unit", term.quantity.unit},
                      {"needed", view.detection_needed ? Json(*view.detection_needed / term.quantity.scale) : Json()}};
      verification["curve"] = Json::array();
      for (const games::CurvePoint& of : view.verification) {
        verification["curve"].push_back({{"at", of.at / term.quantity.scale},
                                         {"pass1", of.pass1},
                                         {"pass12", of.pass12},
                                         {"temptation", of.temptation}});
      }
    }
    entry["verification"] = std::move(verification);
    entry["by"] = Json::array();
    for (const games::InputCurve& curve : view.by) {
      const plan::Input& input = interface.inputs[curve.input];
      Json bins = Json::array();
      for (const games::CurvePoint& of : curve.bins) {
        bins.push_back({{"at", of.at / input.quantity.scale},
                        {"pass1", of.pass1},
                        {"pass12", of.pass12},
                        {"pass123", of.pass123}});
      }
      entry["by"].push_back({{"input", input.quantity.name.full}, {"unit", input.quantity.unit}, {"bins", bins}});
    }
    return entry;
  }
};

// The policies that hold without a deal: as the model stands, or at an equilibrium of the players.
games::Candidate disagreement(const Program& program, const Flags& flags, const driver::Compiled& compiled,
                              games::Oracle& oracle, std::string& words) {
  words = "every player as the model stands";
  if (flags.disagreement == "standing") return {};
  games::Arena arena = make_arena(program, flags.strategy, compiled, oracle);
  const games::Solution solution = take(program, compiled, games::solve(arena, solve_options(flags.strategy)));
  for (const games::Equilibrium& equilibrium : solution.equilibria) {
    if (!equilibrium.is_pure()) continue;
    words = cat("an equilibrium without a deal (grade ", games::grade_name(equilibrium.certificate.grade), ", ",
                solution.equilibria.size(), " found):");
    for (std::uint32_t p = 0; p < arena.player_count(); ++p) {
      words += cat(p == 0 ? " " : "; ", arena.player_name(p), " ",
                   policy_text(arena.policies(p), equilibrium.profile[p].policies[0]));
    }
    return arena.all(equilibrium.profile).front().settings;
  }
  program.fail(ExitCode::Usage,
               base::Diagnostic{"E1806",
                                {},
                                "no pure equilibrium was found to disagree at",
                                {},
                                "`detente solve` says more; --disagreement standing takes the model as it stands"});
}

ExitCode overlap(const Program& program, const Flags& flags) {
  const driver::Compiled compiled = compile(program, flags.strategy.model);
  const plan::Interface& interface = compiled.plan->interface;
  const auto agreements = find_agreements(program, interface, flags.agreements);
  auto players = parties_of(program, interface, agreements);
  for (const std::uint32_t player : flags.strategy.players.empty()
                                        ? std::vector<std::uint32_t>()
                                        : find_players(program, interface, flags.strategy.players)) {
    if (std::find(players.begin(), players.end(), player) == players.end()) players.push_back(player);
  }
  const std::vector<std::uint32_t> limits =
      flags.limits.empty() ? std::vector<std::uint32_t>() : find_agreements(program, interface, flags.limits);
  for (const std::string& name : flags.by) {
    std::vector<std::string_view> known;
    bool is_known = false;
    for (const plan::Input& input : interface.inputs) {
      if (input.spec.is_fixed()) continue;
      is_known = is_known || input.quantity.name.full == name || input.quantity.name.base == name;
      if (known.empty() || known.back() != input.quantity.name.base) known.push_back(input.quantity.name.base);
    }
    if (!is_known) program.fail(ExitCode::Usage, unknown_name("uncertain input", name, known));
  }
  const Interrupt interrupt;
  games::Oracle oracle = make_oracle(program, flags.strategy, compiled, std::move(players), interrupt.finish());

  games::OverlapOptions options;
  options.seed = flags.strategy.engine.seed;
  options.chance =
      oracle.has_chance() ? std::min(flags.strategy.chance.value_or(kChanceRuns), flags.strategy.futures) : 1;
  if (oracle.has_chance() && !oracle.draws_inputs()) options.chance = flags.strategy.futures;
  options.draws = std::max(1u, flags.strategy.futures / options.chance);
  options.term_points = flags.terms;
  options.breach_dates = flags.dates;
  options.breach_until = flags.until;
  options.sign_at = flags.sign_at;
  options.curve_points = flags.curve;
  options.detection = flags.detection;
  options.by = flags.by;
  if (flags.strategy.search_futures > 0) options.search_draws = flags.strategy.search_futures;
  options.evaluations = std::min<std::uint64_t>(options.evaluations, flags.strategy.evaluations);
  std::string words;
  options.standing = disagreement(program, flags, compiled, oracle, words);

  std::vector<games::AgreementView> views;
  for (const std::uint32_t agreement : agreements) {
    views.push_back(take(program, compiled, games::overlap(oracle, agreement, options)));
  }
  const auto passes = [&](std::uint32_t agreement) {
    const auto at =
        std::find_if(views.begin(), views.end(), [&](const auto& view) { return view.agreement == agreement; });
    return at == views.end() ? std::nan("") : at->pass123;
  };
  const bool some_pass =
      std::any_of(views.begin(), views.end(), [](const auto& view) { return view.pass123 >= kHalf; });
  const bool none_limits =
      std::all_of(limits.begin(), limits.end(), [&](std::uint32_t a) { return passes(a) < kSeldom; });

  if (program.json) {
    Json json = {{"model", interface.model},
                 {"hash", interface.hash},
                 {"seed", options.seed},
                 {"futures", options.draws * options.chance},
                 {"draws", options.draws},
                 {"chance", options.chance},
                 {"runs", oracle.runs()},
                 {"disagreement", words},
                 {"narrow", limits.empty() ? Json() : Json(some_pass && none_limits)}};
    json["agreements"] = Json::array();
    const Shown shown{interface, {}};
    for (const games::AgreementView& view : views) json["agreements"].push_back(shown.json(view));
    json["diagnostics"] = report::json_of(compiled.diagnostics, compiled.sources);
    program.print_json(json);
    return ExitCode::Ok;
  }

  const Shown shown{interface, program.out_style()};
  const std::string title = interface.title.empty() ? "" : cat("  ", base::escape_for_display(interface.title));
  std::string text = cat(program.out_style().paint(interface.model, report::Colour::Bold), title, "\n",
                         report::count_of(options.draws * options.chance, "future", "futures"), ": ",
                         report::count_of(options.draws, "draw", "draws"), " of all inputs, ",
                         report::count_of(options.chance, "run", "runs"), " of chance each; ",
                         report::count_of(flags.terms, "choice", "choices"),
                         " of terms per agreement\nparties know the draw, not its chance; no deal: ", words, "\n\n");
  report::Table table({{"agreement"},
                       {"signed", report::Align::Right},
                       {"and kept", report::Align::Right},
                       {"and stable", report::Align::Right},
                       {"95 %"},
                       {"blocker"},
                       {"binding"}});
  for (const games::AgreementView& view : views) {
    table.add({interface.agreements[view.agreement].name, percent_text(view.pass1), percent_text(view.pass12),
               percent_text(view.pass123), Shown::interval(view.interval123),
               view.blocker ? shown.party(view.parties[*view.blocker]) : "", view.binding});
  }
  text += table.text(program.out_style());
  if (!limits.empty()) {
    text += cat("the zone is ", some_pass && none_limits ? "narrow" : "not narrow", ": ",
                some_pass ? "some agreement passes" : "no agreement passes", " in half of the futures, and ",
                none_limits ? "none" : "one", " of those that limit capability passes in 15 %\n");
  }
  for (const games::AgreementView& view : views) text += shown.details(view);
  text += cat("\nbreach from ");
  for (std::size_t k = 0; k < views[0].breach_dates.size(); ++k) {
    text += cat(k == 0 ? "" : ", ", value_text(std::floor(views[0].breach_dates[k] * 100) / 100));
  }
  text += cat("; later breaches profit from the end of the run and are left out\n",
              report::count_of(oracle.runs(), "run", "runs"), "\n");
  program.print(text);
  return ExitCode::Ok;
}

}  // namespace

void add_overlap(CLI::App& app, Program& program) {
  auto flags = std::make_shared<Flags>();
  CLI::App* verb = add_verb(app, program, "overlap", "find the agreements that would be signed, kept and stable",
                            kExamples, [&program, flags] { return overlap(program, *flags); });
  add_strategy_flags(*verb, flags->strategy);
  verb->add_option_function<std::vector<std::string>>(
          "--agreement", [flags](const std::vector<std::string>& names) { flags->agreements = names; },
          "one, several, or all")
      ->delimiter(',')
      ->take_all()
      ->type_name("NAME,...");
  verb->add_option("--terms", flags->terms, "choices of terms tried per agreement")
      ->check(CLI::Range(1u, 1u << 16))
      ->capture_default_str();
  verb->add_option("--breach-dates", flags->dates, "dates from which breach is tried")
      ->check(CLI::Range(1u, 64u))
      ->capture_default_str();
  verb->add_option("--breach-until", flags->until, "they lie in this share of the time after signing")
      ->check(CLI::Range(0.01, 1.0))
      ->capture_default_str();
  verb->add_option("--sign-at", flags->sign_at, "year of signing (default: the start)");
  verb->add_option("--detection", flags->detection, "the term that says how breach is detected")->capture_default_str();
  verb->add_option("--curve", flags->curve, "points of the curve over it; 0: none")
      ->check(CLI::Range(0u, 257u))
      ->capture_default_str();
  add_names(*verb, "--by", flags->by, "show shares by the value of these inputs, besides those that matter most");
  add_names(*verb, "--limits", flags->limits, "agreements that limit capability: decides whether the zone is narrow");
  verb->add_option("--disagreement", flags->disagreement, "what holds without a deal: standing or equilibrium")
      ->check(CLI::IsMember({"standing", "equilibrium"}))
      ->capture_default_str();
}

}  // namespace detente::cli
