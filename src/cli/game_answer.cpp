#include "cli/game_answer.h"

#include <algorithm>

#include "base/cat.h"
#include "base/number_text.h"
#include "base/utf8.h"
#include "report/words.h"

namespace detente::cli {

using base::cat;
using games::Rational;
using report::Json;

namespace {

constexpr std::size_t kMostListed = 100;
constexpr std::size_t kMostColumns = 4;  // of choices; with more, each equilibrium gets a table of its own

Json numbers(const std::vector<Rational>& values) {
  Json list = Json::array();
  for (const Rational& value : values) list.push_back(value.number());
  return list;
}

Json texts(const std::vector<Rational>& values) {
  Json list = Json::array();
  for (const Rational& value : values) list.push_back(value.text());
  return list;
}

bool is_exact(const Listed& listed) {
  return std::all_of(listed.regret.begin(), listed.regret.end(), [](const Rational& r) { return r.is_zero(); });
}

bool is_pure(const Listed& listed) {
  for (const auto& row : listed.strategies) {
    for (const Rational& p : row) {
      if (!p.is_zero() && p != Rational(1)) return false;
    }
  }
  return true;
}

// What is proven of a profile: E0, an equilibrium exactly; "enclosed", a proven one is next to it; "approximate",
// nobody gains more than the regret; "response", a quantal response.
std::string grade(const GameAnswer& answer, const Listed& listed) {
  if (is_exact(listed)) return "E0";
  if (listed.within) return "enclosed";
  return answer.is_response ? "response" : "approximate";
}

Json json_of(const GameAnswer& answer, const Listed& listed) {
  Json json = {{"kind", is_pure(listed) ? "pure" : "mixed"}, {"strategies", Json::array()}, {"exact", Json::array()}};
  for (const auto& row : listed.strategies) {
    json["strategies"].push_back(numbers(row));
    json["exact"].push_back(texts(row));
  }
  json["payoff"] = numbers(listed.payoff);
  json["regret"] = numbers(listed.regret);
  json["regret_exact"] = texts(listed.regret);
  json["regret_share"] = listed.share;
  json["grade"] = grade(answer, listed);
  json["within"] = listed.within ? Json(*listed.within) : Json();
  json["index"] = listed.index ? Json(*listed.index) : Json();
  if (listed.component) json["component"] = *listed.component;
  if (listed.lambda) json["lambda"] = *listed.lambda;
  return json;
}

Json json_of(const games::Component& component) {
  Json json = {{"extreme", component.extreme}, {"kind", component.is_point() ? "point" : "continuum"}};
  json["subsets"] = Json::array();
  for (const games::NashSubset& subset : component.subsets) {
    Json first = Json::array(), second = Json::array();
    for (const auto& x : subset.first) first.push_back(texts(x));
    for (const auto& y : subset.second) second.push_back(texts(y));
    json["subsets"].push_back({{"first", std::move(first)}, {"second", std::move(second)}});
  }
  return json;
}

std::string short_text(const Rational& value) {
  std::string exact = value.text();
  return exact.size() <= 9 ? exact : base::number_text(value.number(), 6);
}

std::string list_text(const std::vector<Rational>& values) {
  std::string text;
  for (const Rational& value : values) text += cat(text.empty() ? "" : ", ", short_text(value));
  return text;
}

// "up", or "up: 1/3, down: 2/3"
std::string mixture_text(const std::vector<std::string>& options, const std::vector<Rational>& mixture) {
  std::string text;
  for (std::size_t s = 0; s < mixture.size(); ++s) {
    if (mixture[s].is_zero()) continue;
    const std::string name = base::escape_for_display(options[s]);
    if (mixture[s] == Rational(1)) return name;
    text += cat(text.empty() ? "" : ", ", name, ": ", short_text(mixture[s]));
  }
  return text;
}

std::string heading(const Choice& choice) {
  return base::escape_for_display(choice.set.empty() ? choice.player : cat(choice.player, ": ", choice.set));
}

std::string one_by_one_text(const GameAnswer& answer, const report::Style& style) {
  std::string text;
  for (std::size_t e = 0; e < answer.equilibria.size() && e < kMostListed; ++e) {
    const Listed& listed = answer.equilibria[e];
    report::Table table({{cat(e + 1)},
                         {cat("payoff ", list_text(listed.payoff), "; regret ", list_text(listed.regret), "; ",
                              grade(answer, listed))}});
    for (std::size_t c = 0; c < answer.choices.size(); ++c) {
      table.add({heading(answer.choices[c]), mixture_text(answer.choices[c].options, listed.strategies[c])});
    }
    text += cat(text.empty() ? "" : "\n", table.text(style));
  }
  return text;
}

std::string table_text(const GameAnswer& answer, const report::Style& style) {
  using report::Align;
  std::vector<report::Table::Column> columns = {{"", Align::Right}, {"lambda", Align::Right}};
  for (const Choice& choice : answer.choices) {
    columns.push_back({heading(choice)});
  }
  columns.insert(columns.end(), {{"payoff"}, {"regret"}, {"grade"}, {"index", Align::Right}});
  report::Table table(std::move(columns));
  for (std::size_t e = 0; e < answer.equilibria.size() && e < kMostListed; ++e) {
    const Listed& listed = answer.equilibria[e];
    std::vector<report::Cell> row = {std::to_string(e + 1),
                                     listed.lambda ? base::number_text(*listed.lambda, 6) : std::string()};
    for (std::size_t c = 0; c < answer.choices.size(); ++c) {
      row.push_back(mixture_text(answer.choices[c].options, listed.strategies[c]));
    }
    row.push_back(list_text(listed.payoff));
    row.push_back(list_text(listed.regret));
    const std::string shown = grade(answer, listed);
    row.push_back({shown, shown == "E0" || shown == "enclosed" ? report::Colour::Good : report::Colour::Doubtful});
    row.push_back(listed.index ? cat(*listed.index > 0 ? "+" : "-", 1) : std::string());
    table.add(std::move(row));
  }
  return table.text(style);
}

std::string equilibria_text(const GameAnswer& answer, const report::Style& style) {
  std::string text = answer.choices.size() > kMostColumns ? one_by_one_text(answer, style) : table_text(answer, style);
  if (answer.equilibria.size() > kMostListed) {
    text += cat("and ", answer.equilibria.size() - kMostListed, " more; --json lists all\n");
  }
  return text;
}

std::string components_text(const GameAnswer& answer) {
  std::string text;
  for (const games::Component& component : answer.components) {
    if (component.is_point()) continue;
    std::string members;
    for (const std::uint32_t e : component.extreme) members += cat(members.empty() ? "" : ", ", e + 1);
    text += cat("a continuum spanned by ", members, ": ",
                component.subsets.empty() ? "more sets than are listed"
                                          : report::count_of(component.subsets.size(), "set", "sets"),
                " whose mixtures are all equilibria\n");
  }
  return text;
}

std::string dominance_text(const GameAnswer& answer, const report::Style& style) {
  const games::DominanceSolution& found = *answer.dominance;
  if (found.eliminated.empty()) return "no strategy is strictly dominated\n";
  report::Table table({{"round", report::Align::Right}, {"player"}, {"eliminated"}, {"always worse than"}});
  for (const games::Elimination& each : found.eliminated) {
    const Choice& choice = answer.choices[each.player];
    table.add({std::to_string(each.round), base::escape_for_display(choice.player),
               base::escape_for_display(choice.options[each.strategy]), mixture_text(choice.options, each.dominator)});
  }
  std::string text = table.text(style);
  for (std::size_t i = 0; i < found.keep.size(); ++i) {
    std::string left;
    for (const std::uint32_t s : found.keep[i]) {
      left += cat(left.empty() ? "" : ", ", base::escape_for_display(answer.choices[i].options[s]));
    }
    text += cat("left to ", base::escape_for_display(answer.choices[i].player), ": ", left, "\n");
  }
  return text;
}

std::string correlated_text(const GameAnswer& answer, const report::Style& style) {
  const games::CorrelatedSolution& found = *answer.correlated;
  report::Table table({{"profile"}, {"probability", report::Align::Right}});
  for (std::size_t p = 0; p < found.distribution.size(); ++p) {
    if (!found.distribution[p].is_zero()) table.add({answer.profiles[p], short_text(found.distribution[p])});
  }
  return cat(table.text(style), "payoff ", list_text(found.payoff), "; regret ", list_text(found.regret), "\n");
}

}  // namespace

Json json_of(const GameAnswer& answer) {
  Json json = {{"title", answer.title}, {"method", answer.method}, {"players", answer.players}};
  json["choices"] = Json::array();
  for (const Choice& choice : answer.choices) {
    json["choices"].push_back({{"player", choice.player},
                               {"set", choice.set.empty() ? Json() : Json(choice.set)},
                               {"options", choice.options}});
  }
  json["equilibria"] = Json::array();
  for (const Listed& listed : answer.equilibria) json["equilibria"].push_back(json_of(answer, listed));
  json["complete"] = answer.complete;
  json["proof"] = answer.proof;
  json["value"] = answer.value ? Json(answer.value->number()) : Json();
  json["value_exact"] = answer.value ? Json(answer.value->text()) : Json();
  json["components"] = Json::array();
  for (const games::Component& component : answer.components) json["components"].push_back(json_of(component));
  if (answer.correlated) {
    const games::CorrelatedSolution& found = *answer.correlated;
    Json support = Json::array();
    for (std::size_t p = 0; p < found.distribution.size(); ++p) {
      if (found.distribution[p].is_zero()) continue;
      support.push_back({{"profile", answer.profiles[p]},
                         {"probability", found.distribution[p].number()},
                         {"exact", found.distribution[p].text()}});
    }
    json["distribution"] = std::move(support);
    json["payoff"] = numbers(found.payoff);
    json["regret"] = numbers(found.regret);
  }
  if (answer.dominance) {
    json["eliminated"] = Json::array();
    for (const games::Elimination& each : answer.dominance->eliminated) {
      json["eliminated"].push_back({{"round", each.round},
                                    {"player", each.player},
                                    {"strategy", each.strategy},
                                    {"dominator", texts(each.dominator)}});
    }
    json["left"] = answer.dominance->keep;
  }
  json["notes"] = answer.notes;
  return json;
}

std::string text_of(const GameAnswer& answer, const report::Style& style) {
  std::string text =
      style.paint(base::escape_for_display(answer.title.empty() ? "a game" : answer.title), report::Colour::Bold);
  text += "\n";
  if (answer.value)
    text += cat(answer.correlated ? "objective " : "value to the first player ", short_text(*answer.value), "\n");
  text += "\n";
  if (answer.dominance) text += dominance_text(answer, style);
  if (answer.correlated) text += correlated_text(answer, style);
  if (!answer.equilibria.empty()) text += equilibria_text(answer, style);
  const std::string components = components_text(answer);
  if (!components.empty()) text += cat("\n", components);
  if (!answer.notes.empty()) text += "\n";
  for (const std::string& note : answer.notes) text += cat(base::escape_for_display(note), "\n");
  if (!answer.dominance && !answer.correlated) {
    const char* noun = answer.is_response ? "point" : "equilibrium";
    const char* nouns = answer.is_response ? "points" : answer.components.empty() ? "equilibria" : "extreme equilibria";
    text += cat("\n", report::count_of(answer.equilibria.size(), noun, nouns),
                "; complete: ", answer.complete ? "proven" : "not proven", "\n  ", answer.proof, "\n");
  }
  return text;
}

}  // namespace detente::cli
