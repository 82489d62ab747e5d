// The units of one model: the built-in ones and those it declares, by name.
// Time is measured in years of 365.25 days; `year` is base dimension 0. Built in besides it are month
// (1/12 year), week, day, fraction (1) and % (1/100).
// Names are unique; earlier declarations win where a printed unit could be spelled in several ways.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/typed_index.h"
#include "units/unit.h"

namespace detente::units {

struct NamedUnit {
  std::string name;
  Unit unit;
  std::optional<BaseId> base;  // set if this name is a base dimension of its own
};

class UnitTable {
 public:
  static constexpr BaseId kYear = BaseId(0);

  UnitTable();  // the built-in units

  // Both need a name that find() does not know. A derived unit has a valid size.
  Unit declare_base(std::string_view name);
  void declare_derived(std::string_view name, const Unit& unit);

  const Unit* find(std::string_view name) const;
  const std::vector<NamedUnit>& units() const { return units_; }  // built-in first, then as declared
  const std::string& base_name(BaseId base) const { return base_names_[base]; }

  static Unit year();
  static Unit dimensionless() { return {}; }

  // As a person would write it: "chip/year", "MUSD/month", "USD^(1/2)", "1/year", "fraction", "1e6 USD".
  std::string text(const Unit& unit) const;
  std::string text(const Dimension& dimension) const { return text(Unit{dimension, Factor()}); }

 private:
  struct Spelling;
  Spelling base_spelling(const Unit& unit) const;
  void improve(Spelling& best, const Unit& unit, const Spelling& lead, int leads_left) const;

  std::vector<NamedUnit> units_;
  base::IndexedVector<BaseId, std::string> base_names_;
};

}  // namespace detente::units
