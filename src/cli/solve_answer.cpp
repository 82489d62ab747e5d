#include "cli/solve_answer.h"

#include <cmath>

#include "base/cat.h"
#include "base/utf8.h"
#include "cli/strategy.h"
#include "report/words.h"

namespace detente::cli {

using base::cat;
using report::Json;
using report::percent_text;
using report::value_text;
namespace games = analysis::games;

namespace {

constexpr const char* kAverage = "they do not know the future they are in and weigh all alike";
constexpr const char* kKnown = "they know the future they are in";

std::string interval_text(const stats::Interval& of) {
  return of.low == of.high ? value_text(of.high) : cat("[", value_text(of.low), ", ", value_text(of.high), "]");
}

std::string payoff_text(const games::Payoff& of) {
  return of.standard_error > 0 ? cat(value_text(of.mean), " +- ", value_text(of.standard_error)) : value_text(of.mean);
}

}  // namespace

// --- What every answer begins and ends with --------------------------------------------------------------------------

std::string SolveAnswer::head(const std::string& reading) const {
  const plan::Interface& interface = arena_.oracle().interface();
  std::string players;
  for (std::uint32_t p = 0; p < arena_.player_count(); ++p) players += cat(p == 0 ? "" : ", ", arena_.player_name(p));
  const std::string title = interface.title.empty() ? "" : cat("  ", base::escape_for_display(interface.title));
  return cat(style_.paint(interface.model, report::Colour::Bold), title, "\nplayers ", players, ", choosing ",
             arena_.policies(0).name(), "; ", reading, "; ",
             arena_.oracle().certain()
                 ? std::string("nothing is drawn, so one future says it all")
                 : cat("judged on ", report::count_of(futures(), "future", "futures"), " that nobody optimised on"),
             "\n\n");
}

Json SolveAnswer::json_head(const char* reading) const {
  const plan::Interface& interface = arena_.oracle().interface();
  return {{"model", interface.model}, {"hash", interface.hash},         {"seed", options_.seed},
          {"futures", futures()},     {"runs", arena_.oracle().runs()}, {"policies", arena_.policies(0).name()},
          {"reading", reading}};
}

std::string SolveAnswer::runs() const { return cat(report::count_of(arena_.oracle().runs(), "run", "runs"), "\n"); }

std::uint32_t SolveAnswer::futures() const { return arena_.oracle().certain() ? 1 : options_.futures; }

// --- Policies and what is known about them ---------------------------------------------------------------------------

std::string SolveAnswer::mixture(std::uint32_t player, const games::Mixture& mixture) const {
  const games::PolicyClass& policies = arena_.policies(player);
  if (mixture.is_pure()) return policy_text(policies, mixture.policies[0]);
  std::string text;
  for (std::size_t k = 0; k < mixture.policies.size(); ++k) {
    text += cat(k == 0 ? "" : "; ", percent_text(mixture.weights[k]), " ", policy_text(policies, mixture.policies[k]));
  }
  return text;
}

Json SolveAnswer::mixture_json(std::uint32_t player, const games::Mixture& mixture) const {
  Json list = Json::array();
  for (std::size_t k = 0; k < mixture.policies.size(); ++k) {
    list.push_back(
        {{"weight", mixture.weights[k]}, {"policy", policy_json(arena_.policies(player), mixture.policies[k])}});
  }
  return list;
}

std::string SolveAnswer::gain(std::uint32_t player, const games::PlayerCertificate& of) const {
  const std::string share = cat(value_text(100 * of.share), " % of its payoff range");
  const std::string where = of.futures > 1 ? cat(", on ", report::count_of(of.futures, "future", "futures")) : "";
  switch (of.grade) {
    case games::Grade::Exact: return cat("no policy of its class gains more than ", value_text(of.gain), ", exactly");
    case games::Grade::Sampled:
      return cat("none of ", of.tried, " policies gains more than ", value_text(of.interval.high),
                 " (95 %, all at once", where, "; ", share, ")");
    case games::Grade::Bounded:
      return cat("no policy gains more than ", value_text(of.bound),
                 " on these futures, if the payoff changes by at most ", value_text(of.slope),
                 " over a lever's range; best of ", of.tried, " tried: ", interval_text(of.interval), where);
    case games::Grade::Searched:
      return cat("searched ", of.tried, " policies, best gain ", interval_text(of.interval), where, " (", share, ")",
                 of.share > options_.certify.tolerance && !of.deviation.empty()
                     ? cat(", by ", policy_text(arena_.policies(player), of.deviation))
                     : std::string());
    case games::Grade::Local:
      return cat("small steps of one lever gain at most ", interval_text(of.interval), where, " (", share, ")");
  }
  return "";
}

Json SolveAnswer::gain_json(std::uint32_t player, const games::PlayerCertificate& of) const {
  Json json = {{"grade", games::grade_name(of.grade)},
               {"gain", of.gain},
               {"interval", {of.interval.low, of.interval.high}},
               {"bound", std::isnan(of.bound) ? Json() : Json(of.bound)},
               {"slope", of.grade == games::Grade::Bounded ? Json(of.slope) : Json()},
               {"share_of_range", of.share},
               {"futures", of.futures},
               {"policies_tried", of.tried}};
  json["deviation"] = of.deviation.empty() ? Json() : policy_json(arena_.policies(player), of.deviation);
  return json;
}

std::string SolveAnswer::profile(const games::Profile& profile, const std::vector<games::Payoff>& payoffs,
                                 const games::Certificate& certificate) const {
  std::string text;
  for (std::uint32_t p = 0; p < arena_.player_count(); ++p) {
    text += cat("  ", style_.paint(arena_.player_name(p), report::Colour::Bold), "  ", mixture(p, profile[p]),
                "\n      payoff ", payoff_text(payoffs[p]), "; ", gain(p, certificate.players[p]), "\n");
  }
  return text;
}

Json SolveAnswer::profile_json(const games::Profile& profile, const std::vector<games::Payoff>& payoffs,
                               const games::Certificate& certificate) const {
  Json players = Json::object();
  for (std::uint32_t p = 0; p < arena_.player_count(); ++p) {
    players[arena_.player_name(p)] = {{"strategy", mixture_json(p, profile[p])},
                                      {"payoff", payoffs[p].mean},
                                      {"standard_error", payoffs[p].standard_error},
                                      {"certificate", gain_json(p, certificate.players[p])}};
  }
  return players;
}

// --- How others answer -----------------------------------------------------------------------------------------------

// "raises posture[us] by 20 points, from 0 % to 20 %"
std::string SolveAnswer::move(const std::string& mover, std::uint32_t player, std::uint32_t axis, double from,
                              double to) const {
  const games::PolicyClass& policies = arena_.policies(player);
  const games::Axis& of = policies.axes()[axis];
  const bool share = of.unit == "fraction" && of.scale == 1;
  const auto shown = [&](double coordinate) {
    const double value = policies.value(axis, coordinate) / of.scale * (share ? 100 : 1);
    return std::floor(value * 1000 + 0.5) / 1000;
  };
  const std::string unit = share                                                        ? " %"
                           : of.unit.empty() || of.unit == "1" || of.unit == "fraction" ? ""
                                                                                        : " " + of.unit;
  const std::string by = value_text(std::floor(std::fabs(shown(to) - shown(from)) * 1000 + 0.5) / 1000);
  return cat(mover, to > from ? "raises " : "lowers ", of.name, " by ", by,
             share ? by == "1" ? " point" : " points" : unit, ", from ", value_text(shown(from)), unit, " to ",
             value_text(shown(to)), unit);
}

// One sentence.
std::string SolveAnswer::reply(const games::Answer& of) const {
  std::vector<std::string> moves;
  for (std::uint32_t a = 0; a < arena_.policies(of.responder).dimension(); ++a) {
    if (std::fabs(of.after[a] - of.before[a]) < 0.01) continue;
    moves.push_back(move("", of.responder, a, of.before[a], of.after[a]));
  }
  std::string reply = moves.empty() ? "stays as it is (within a hundredth of each lever's range)" : "";
  for (std::size_t m = 0; m < moves.size(); ++m) {
    reply += cat(m == 0 ? "" : m + 1 == moves.size() ? "; and " : "; ", moves[m]);
  }
  return cat("  if ", move(arena_.player_name(of.mover) + " ", of.mover, of.axis, of.from, of.to), ", ",
             arena_.player_name(of.responder), "'s best reply ", reply, "\n");
}

Json SolveAnswer::reply_json(const games::Answer& of) const {
  const games::PolicyClass& mover = arena_.policies(of.mover);
  const games::Axis& axis = mover.axes()[of.axis];
  return {{"mover", arena_.player_name(of.mover)},
          {"moves", axis.name},
          {"from", mover.value(of.axis, of.from) / axis.scale},
          {"to", mover.value(of.axis, of.to) / axis.scale},
          {"responder", arena_.player_name(of.responder)},
          {"before", policy_json(arena_.policies(of.responder), of.before)},
          {"after", policy_json(arena_.policies(of.responder), of.after)}};
}

// --- Equilibria ------------------------------------------------------------------------------------------------------

std::string SolveAnswer::text(const games::Solution& of, const Replies& replies) const {
  std::string text = cat(head(kAverage), "as the model stands:");
  for (std::uint32_t p = 0; p < arena_.player_count(); ++p) {
    text += cat("  ", arena_.player_name(p), " ", payoff_text(of.standing[p]));
  }
  text += "\n";
  for (std::size_t e = 0; e < of.equilibria.size(); ++e) {
    const games::Equilibrium& found = of.equilibria[e];
    text += cat("\nequilibrium ", e + 1, " of ", of.equilibria.size(), ", ", found.is_pure() ? "pure" : "mixed",
                ", grade ", games::grade_name(found.certificate.grade), ", by ", found.found, "\n",
                profile(found.profile, found.payoffs, found.certificate));
    for (const games::Answer& answer : replies[e]) text += reply(answer);
  }
  if (of.equilibria.empty()) text += "\nnothing found that a certificate holds\n";
  for (const games::Equilibrium& found : of.rejected) {
    text += cat(found.certificate.undecided
                    ? "\nnot decided, the gain may be above the tolerance or below (more --futures or "
                      "a larger --budget would tell), by "
                    : "\nrejected, by ",
                found.found, ":\n", profile(found.profile, found.payoffs, found.certificate));
  }
  text += cat("\nother equilibria: ", of.complete ? "none (" : "not excluded (", of.proof, ")\n");
  for (const std::string& remark : of.remarks) text += cat("note: ", remark, "\n");
  return text + runs();
}

Json SolveAnswer::json(const games::Solution& of, const Replies& replies) const {
  Json json = json_head("average");
  for (const bool holds : {true, false}) {
    const auto& list = holds ? of.equilibria : of.rejected;
    Json& entries = json[holds ? "equilibria" : "rejected"] = Json::array();
    for (std::size_t e = 0; e < list.size(); ++e) {
      const games::Certificate& certificate = list[e].certificate;
      Json entry = {{"kind", list[e].is_pure() ? "pure" : "mixed"}, {"found_by", list[e].found}};
      entry["players"] = profile_json(list[e].profile, list[e].payoffs, certificate);
      entry["certificate"] = {{"grade", games::grade_name(certificate.grade)},
                              {"holds", certificate.holds},
                              {"undecided", certificate.undecided},
                              {"tolerance", options_.certify.tolerance}};
      if (holds) {
        entry["replies"] = Json::array();
        for (const games::Answer& answer : replies[e]) entry["replies"].push_back(reply_json(answer));
      }
      entries.push_back(std::move(entry));
    }
  }
  json["complete"] = of.complete;
  json["proof"] = of.proof;
  json["remarks"] = of.remarks;
  json["exploitability"] = of.exploitability;
  json["standing"] = Json::object();
  for (std::uint32_t p = 0; p < arena_.player_count(); ++p) {
    json["standing"][arena_.player_name(p)] = {{"payoff", of.standing[p].mean},
                                               {"standard_error", of.standing[p].standard_error},
                                               {"range_seen", of.ranges[p]}};
  }
  return json;
}

// --- One commits first -----------------------------------------------------------------------------------------------

bool SolveAnswer::replies_hold(const games::Commitment& of) const {
  bool hold = true;
  for (std::uint32_t p = 0; p < arena_.player_count(); ++p) {
    hold = hold && (p == of.leader || of.followers.players[p].share <= options_.certify.tolerance);
  }
  return hold;
}

std::string SolveAnswer::text(const games::Commitment& of) const {
  const std::string& leader = arena_.player_name(of.leader);
  return cat(head(kAverage), "commitment of ", leader, ": it chooses first and keeps its word, the others reply best\n",
             profile(of.profile, of.payoffs, of.followers), "better commitments of ", leader,
             " were searched for and not found; there may be some\n", "what ", leader,
             " could gain is what breaking its word would bring\n",
             replies_hold(of) ? "" : "note: a follower's reply did not stand the check; more --evaluations may help\n");
}

Json SolveAnswer::json(const games::Commitment& of) const {
  Json json = json_head("average");
  json["commitment"] = {{"leader", arena_.player_name(of.leader)},
                        {"players", profile_json(of.profile, of.payoffs, of.followers)},
                        {"replies_hold", replies_hold(of)}};
  return json;
}

// --- Each future by itself -------------------------------------------------------------------------------------------

std::string SolveAnswer::text(const games::KnownFutures& of) const {
  const auto share = [&](std::uint32_t count) { return percent_text(1.0 * count / futures()); };
  std::string text =
      cat(head(kKnown),
          "equilibria in pure policies, every deviation of the finite game computed in each future (grade E0 there)\n",
          "  exactly one in ", share(of.counts[1]), " of futures, several in ", share(of.counts[2]), ", none in ",
          share(of.counts[0]), "\n");
  for (std::uint32_t p = 0; p < arena_.player_count(); ++p) {
    text += cat("\n  ", arena_.player_name(p), "  plays, in some equilibrium of\n");
    for (std::size_t s = 0; s < of.policies[p].size(); ++s) {
      if (of.played[p][s] == 0) continue;
      text += cat("    ", percent_text(of.played[p][s]), " of futures  ",
                  policy_text(arena_.policies(p), of.policies[p][s]), "\n");
    }
  }
  return text + "\n" + runs();
}

Json SolveAnswer::json(const games::KnownFutures& of) const {
  Json json = json_head("known");
  json["futures_without"] = of.counts[0];
  json["futures_with_one"] = of.counts[1];
  json["futures_with_several"] = of.counts[2];
  json["played"] = Json::object();
  for (std::uint32_t p = 0; p < arena_.player_count(); ++p) {
    Json& list = json["played"][arena_.player_name(p)] = Json::array();
    for (std::size_t s = 0; s < of.policies[p].size(); ++s) {
      list.push_back({{"policy", policy_json(arena_.policies(p), of.policies[p][s])}, {"share", of.played[p][s]}});
    }
  }
  return json;
}

// --- Players who do not think all the way back -----------------------------------------------------------------------

std::string SolveAnswer::text(const std::vector<games::Level>& of) const {
  std::string text =
      cat(head(kAverage), "thinking in steps: at each level everybody replies best to the others at the level below\n");
  for (std::size_t k = 0; k < of.size(); ++k) {
    text += cat("\nlevel ", k, k == 0 ? ", as the model stands, or next to it in the class" : "", "\n");
    for (std::uint32_t p = 0; p < arena_.player_count(); ++p) {
      text += cat("  ", arena_.player_name(p), "  ", policy_text(arena_.policies(p), of[k].profile[p].policies[0]),
                  "  payoff ", payoff_text(of[k].payoffs[p]), "\n");
    }
  }
  return cat(text, "\npayoffs are those of everybody at one level; these are replies, not certified for anything\n",
             runs());
}

Json SolveAnswer::json(const std::vector<games::Level>& of) const {
  Json json = json_head("average");
  json["levels"] = Json::array();
  for (std::size_t k = 0; k < of.size(); ++k) {
    Json players = Json::object();
    for (std::uint32_t p = 0; p < arena_.player_count(); ++p) {
      players[arena_.player_name(p)] = {{"policy", policy_json(arena_.policies(p), of[k].profile[p].policies[0])},
                                        {"payoff", of[k].payoffs[p].mean},
                                        {"standard_error", of[k].payoffs[p].standard_error}};
    }
    json["levels"].push_back({{"level", k}, {"players", std::move(players)}});
  }
  return json;
}

std::string SolveAnswer::text(const games::NoisyReplies& of, double precision) const {
  std::string text = cat(head(kAverage), "noisy replies: a policy is chosen in proportion to exp(",
                         value_text(precision), " * payoff / payoff range), given that the others choose likewise\n");
  for (std::uint32_t p = 0; p < arena_.player_count(); ++p) {
    text += cat("\n  ", arena_.player_name(p), "  payoff ", value_text(of.payoffs[p]), "; its best policy would gain ",
                value_text(100 * of.regrets[p]), " % of its payoff range\n");
    for (std::size_t k = 0; k < of.profile[p].policies.size(); ++k) {
      text += cat("    ", percent_text(of.profile[p].weights[k]), "  ",
                  policy_text(arena_.policies(p), of.profile[p].policies[k]), "\n");
    }
  }
  return text + "\n" + runs();
}

Json SolveAnswer::json(const games::NoisyReplies& of, double precision) const {
  Json json = json_head("average");
  json["precision"] = precision;
  json["players"] = Json::object();
  for (std::uint32_t p = 0; p < arena_.player_count(); ++p) {
    json["players"][arena_.player_name(p)] = {
        {"strategy", mixture_json(p, of.profile[p])}, {"payoff", of.payoffs[p]}, {"regret_share", of.regrets[p]}};
  }
  return json;
}

}  // namespace detente::cli
