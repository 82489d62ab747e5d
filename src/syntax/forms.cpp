#include "syntax/forms.h"

namespace detente::syntax {
namespace {

constexpr std::string_view kFor = "for ELEMENTS: VALUE";

// clang-format off
constexpr Form kForms[] = {
    {"model", "", "model NAME \"title\""},
    {"import", "", "import \"file.detente\""},
    {"time", "", "time START to END UNIT step STEP using METHOD"},
    {"save", "", "save every PERIOD"},
    {"preset", "", "preset NAME: SET = { ELEMENT, ELEMENT }"},
    {"preset", "SET", "SET = { ELEMENT, ELEMENT }"},
    {"unit", "", "unit NAME, NAME \"title\", or unit NAME = 1e6 UNIT"},
    {"set", "", "set NAME = { ELEMENT \"title\", ELEMENT }"},
    {"constant", "", "constant NAME[SET]: UNIT = VALUE"},
    {"constant", "for", kFor},
    {"parameter", "", "parameter NAME[SET]: UNIT = VALUE ~ DISTRIBUTION in [LOW, HIGH]"},
    {"parameter", "for", kFor},
    {"correlate", "", "correlate PARAMETER, PARAMETER = 0.6"},
    {"alternative", "", "alternative NAME = { OPTION 60 %, OPTION 40 % }"},
    {"input", "", "input NAME[SET]: UNIT = VALUE"},
    {"input", "for", kFor},
    {"data", "", "data NAME[SET]: UNIT from \"file.csv\" index COLUMN time COLUMN value COLUMN linear"},
    {"data", "from", "from \"file.csv\""},
    {"data", "where", "where COLUMN == \"text\""},
    {"data", "index", "index COLUMN as { ELEMENT: \"spelling in the file\" }"},
    {"data", "time", "time COLUMN"},
    {"data", "value", "value COLUMN"},
    {"data", "linear", "linear"},
    {"data", "step", "step"},
    {"data", "missing allowed", "missing allowed"},
    {"lookup", "", "lookup NAME: UNIT -> UNIT = (X, Y), (X, Y) linear"},
    {"lookup", "linear", "linear"},
    {"lookup", "step", "step"},
    {"lookup", "extrapolate", "extrapolate"},
    {"stock", "", "stock NAME[INDEX in SET]: UNIT = START"},
    {"stock", "inflow", "inflow RATE"},
    {"stock", "outflow", "outflow RATE"},
    {"stock", "change", "change RATE"},
    {"stock", "growth", "growth RATE"},
    {"stock", "diffusion", "diffusion SIZE * NOISE"},
    {"stock", "non negative", "non negative"},
    {"stock", "on log scale", "on log scale"},
    {"stock", "for", kFor},
    {"flow", "", "flow NAME[INDEX in SET]: UNIT/year = RATE from STOCK to STOCK"},
    {"flow", "from", "from STOCK"},
    {"flow", "to", "to STOCK"},
    {"flow", "for", kFor},
    {"aux", "", "aux NAME[INDEX in SET]: UNIT = EXPRESSION"},
    {"aux", "for", kFor},
    {"noise", "", "noise NAME[SET]"},
    {"event", "", "event NAME at TIME | every PERIOD | at rate RATE | when CONDITION | after DELAY from EVENT"},
    {"event", "at rate", "at rate RATE"},
    {"event", "at", "at TIME, TIME"},
    {"event", "every", "every PERIOD from TIME"},
    {"event", "when", "when CONDITION once"},
    {"event", "after", "after DELAY from EVENT"},
    {"event", "with probability", "with probability P"},
    {"event", "STOCK", "STOCK := VALUE, or STOCK += VALUE"},
    {"function", "", "function NAME(ARGUMENT: UNIT, ARGUMENT): UNIT = EXPRESSION"},
    {"lever", "", "lever NAME[INDEX in SET]: UNIT in [LOW, HIGH] = DEFAULT"},
    {"lever", "for", kFor},
    {"player", "", "player NAME, or player INDEX in SET"},
    {"player", "controls", "controls LEVER, LEVER every PERIOD or after EVENT"},
    {"player", "subject to", "subject to CONDITION"},
    {"player", "observes", "observes VARIABLE with error 10 % delay 0.5 year"},
    {"player", "believes", "believes PARAMETER ~ DISTRIBUTION"},
    {"player", "maximises", "maximises RATE"},
    {"player", "at end", "at end VALUE"},
    {"player", "discounts", "discounts 3 %/year"},
    {"policy", "", "policy NAME(COEFFICIENT in [LOW, HIGH] = DEFAULT) for PLAYER"},
    {"policy", "LEVER", "LEVER[ELEMENT] = EXPRESSION"},
    {"agreement", "", "agreement NAME(TERM in [LOW, HIGH], TERM: UNIT in [LOW, HIGH])"},
    {"agreement", "between", "between PLAYER, PLAYER"},
    {"agreement", "requires", "requires LEVER >= BOUND"},
    {"agreement", "monitors", "monitors breach at rate RATE, false alarms at rate RATE"},
    {"agreement", "punishes", "punishes by suspending for TIME, or punishes by ending"},
    {"agreement", "open to", "open to SET by LEVER"},
    {"scenario", "", "scenario NAME \"title\" extends SCENARIO"},
    {"scenario", "at", "at TIME: STOCK += VALUE"},
    {"scenario", "sign", "sign AGREEMENT(TERM: VALUE) at TIME"},
    {"scenario", "time", "time START to END UNIT"},
    {"scenario", "NAME", "NAME = VALUE, NAME ~ DISTRIBUTION, EVENT off, PLAYER follows POLICY, or "
                         "PLAYER breaches AGREEMENT from TIME"},
    {"metric", "", "metric NAME[INDEX in SET]: UNIT = EXPRESSION"},
    {"metric", "for", kFor},
    {"claim", "", "claim NAME \"title\""},
    {"claim", "expect share", "expect share of futures >= 0.7: STATEMENT"},
    {"claim", "expect probability", "expect probability >= 0.7 in >= 0.9 of worlds: STATEMENT"},
    {"claim", "expect", "expect STATEMENT"},
    {"claim", "under", "under SCENARIO"},
    {"claim", "given", "given CONDITION"},
    {"claim", "in every equilibrium of", "in every equilibrium of PLAYER, PLAYER choosing LEVER, LEVER"},
    {"claim", "by construction", "by construction"},
    {"claim", "always", "always [FROM, TO]: STATEMENT"},
    {"claim", "eventually", "eventually [FROM, TO]: STATEMENT"},
    {"claim", "by", "by TIME: STATEMENT"},
    {"claim", "after", "after CONDITION: STATEMENT"},
    {"claim", "STATEMENT", "x overtakes y by T, x and y converge to within e by T, x rises on [FROM, TO], x tips over c by T, "
                           "f until g, or f by T and stays"},
    {"group", "", "group NAME = PARAMETER, PARAMETER"},
    {"observed", "", "observed NAME: UNIT = EXPRESSION against DATA on log scale noise normal(sd: SIZE)"},
    {"observed", "against", "against DATA"},
    {"observed", "on log scale", "on log scale"},
    {"observed", "noise", "noise normal(sd: SIZE)"},
    {"observed", "discrepancy", "discrepancy normal(sd: SIZE)"},
    {"calibrate", "", "calibrate NAME under SCENARIO"},
    {"calibrate", "under", "under SCENARIO"},
    {"calibrate", "fits", "fits OBSERVED in [FROM, TO]"},
    {"calibrate", "scores", "scores OBSERVED in [FROM, TO] against persistence, trend"},
};
// clang-format on

constexpr std::string_view kSource = "source KEY grade B, or source assumed \"why\"";

bool is_placeholder(std::string_view clause) { return clause[0] >= 'A' && clause[0] <= 'Z'; }

bool starts_with_words(std::string_view line, std::string_view words) {
  if (!line.starts_with(words)) return false;
  return line.size() == words.size() || line[words.size()] == ' ' || line[words.size()] == '\n';
}

}  // namespace

std::span<const Form> forms() { return kForms; }

std::string_view form_of(std::string_view declaration, std::string_view line) {
  if (starts_with_words(line, declaration)) line = "";
  if (starts_with_words(line, "source")) return kSource;
  std::string_view head, general;
  for (const Form& form : kForms) {
    if (form.declaration != declaration) continue;
    if (form.clause.empty()) {
      head = form.form;
    } else if (is_placeholder(form.clause)) {
      general = form.form;
    } else if (starts_with_words(line, form.clause)) {
      return form.form;
    }
  }
  return line.empty() || general.empty() ? head : general;
}

std::string clauses_of(std::string_view declaration) {
  std::string list;
  for (const Form& form : kForms) {
    if (form.declaration != declaration || form.clause.empty()) continue;
    list += is_placeholder(form.clause) ? std::string(form.form) : std::string(form.clause);
    list += ", ";
  }
  return list + "source";
}

}  // namespace detente::syntax
