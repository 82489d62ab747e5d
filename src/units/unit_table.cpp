#include "units/unit_table.h"

#include <algorithm>

#include "base/cat.h"
#include "base/check.h"
#include "base/number_text.h"

namespace detente::units {
namespace {

struct SpelledTerm {
  std::string_view name;
  Rational exponent;
  bool is_time;
};

std::string term_text(std::string_view name, const Rational& exponent) {
  if (exponent == Rational(1)) return std::string(name);
  if (exponent.is_whole()) return base::cat(name, '^', exponent.numerator());
  return base::cat(name, "^(", rational_text(exponent), ')');
}

}  // namespace

// A product of named units, and the factor that is left over.
struct UnitTable::Spelling {
  std::vector<SpelledTerm> terms;
  Factor left_over;

  // Fewer words are better; a bare number costs more than another name.
  std::size_t cost() const { return terms.size() + (left_over.is_one() ? 0 : 2); }
};

UnitTable::UnitTable() {
  const Unit one_year = declare_base("year");
  const auto part = [&](std::int64_t numerator, std::int64_t denominator) {
    return *scale(one_year, Factor(*Rational::make(numerator, denominator)));
  };
  declare_derived("month", part(1, 12));
  declare_derived("week", part(28, 1461));
  declare_derived("day", part(4, 1461));
  declare_derived("fraction", dimensionless());
  declare_derived("%", Unit{Dimension(), Factor(*Rational::make(1, 100))});
}

Unit UnitTable::declare_base(std::string_view name) {
  DETENTE_CHECK(!find(name));
  const BaseId base = base_names_.push_back(std::string(name));
  const Unit unit{Dimension::of(base), Factor()};
  units_.push_back({std::string(name), unit, base});
  return unit;
}

void UnitTable::declare_derived(std::string_view name, const Unit& unit) {
  DETENTE_CHECK(!find(name));
  DETENTE_CHECK(unit.size.is_valid());
  units_.push_back({std::string(name), unit, std::nullopt});
}

const Unit* UnitTable::find(std::string_view name) const {
  for (const NamedUnit& named : units_) {
    if (named.name == name) return &named.unit;
  }
  return nullptr;
}

Unit UnitTable::year() { return {Dimension::of(kYear), Factor()}; }

UnitTable::Spelling UnitTable::base_spelling(const Unit& unit) const {
  Spelling spelling;
  spelling.left_over = unit.size;
  for (const DimensionTerm& term : unit.dimension.terms()) {
    spelling.terms.push_back({base_names_[term.base], term.exponent, term.base == kYear});
  }
  return spelling;
}

// Tries every derived unit as the next word before the base units, at most `leads_left` words deep.
void UnitTable::improve(Spelling& best, const Unit& unit, const Spelling& lead, int leads_left) const {
  Spelling plain = base_spelling(unit);
  plain.terms.insert(plain.terms.begin(), lead.terms.begin(), lead.terms.end());
  if (plain.cost() < best.cost()) best = plain;
  if (leads_left == 0 || lead.terms.size() + 1 >= best.cost()) return;

  for (const NamedUnit& named : units_) {
    if (named.base) continue;
    std::vector<Rational> exponents;
    if (named.unit.dimension.is_dimensionless()) {
      if (unit.dimension.is_dimensionless()) exponents = {Rational(1)};
    } else {
      exponents = {Rational(1), Rational(-1)};
      const DimensionTerm& first = named.unit.dimension.terms().front();
      const auto proportional = divide(unit.dimension.exponent_of(first.base), first.exponent);
      if (proportional && *proportional != Rational(0) && *proportional != Rational(1) &&
          *proportional != Rational(-1)) {
        exponents.push_back(*proportional);
      }
    }
    for (const Rational& exponent : exponents) {
      const auto raised = power(named.unit, exponent);
      const auto rest = raised ? divide(unit, *raised) : raised;
      if (!rest) continue;
      Spelling next = lead;
      const bool is_time = named.unit.dimension == year().dimension;
      next.terms.push_back({named.name, exponent, is_time});
      improve(best, *rest, next, leads_left - 1);
    }
  }
}

std::string UnitTable::text(const Unit& unit) const {
  if (unit == dimensionless()) return "fraction";

  Spelling best = base_spelling(unit);
  if (best.cost() > 1) improve(best, unit, Spelling(), 2);
  // Time last: chip*year, USD/(chip*year).
  std::stable_sort(best.terms.begin(), best.terms.end(),
                   [](const SpelledTerm& a, const SpelledTerm& b) { return a.is_time < b.is_time; });

  std::string above, below;
  int below_count = 0;
  for (const SpelledTerm& term : best.terms) {
    const bool is_above = term.exponent > Rational(0);
    std::string& side = is_above ? above : below;
    if (!side.empty()) side += '*';
    side += term_text(term.name, is_above ? term.exponent : negate(term.exponent));
    if (!is_above) ++below_count;
  }
  std::string result;
  if (!best.left_over.is_one()) result = base::number_text(best.left_over.value());
  if (!result.empty() && !above.empty()) result += ' ';
  result += above;
  if (result.empty()) result += '1';
  if (below_count > 1) return result + "/(" + below + ")";
  return below_count == 1 ? result + "/" + below : result;
}

}  // namespace detente::units
