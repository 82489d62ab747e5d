#include "units/unit.h"

#include <gtest/gtest.h>

#include "units/unit_table.h"

namespace detente::units {
namespace {

Rational fraction(std::int64_t numerator, std::int64_t denominator) { return *Rational::make(numerator, denominator); }

class Units : public testing::Test {
 protected:
  UnitTable table;
  const Unit chip = table.declare_base("chip");
  const Unit usd = table.declare_base("USD");
  const Unit year = UnitTable::year();
  const Unit month = *table.find("month");
  const Unit day = *table.find("day");
};

TEST_F(Units, MultiplyAndDivideCancel) {
  const Unit rate = *divide(chip, year);
  EXPECT_FALSE(convertible(rate, chip));
  EXPECT_EQ(*multiply(rate, year), chip);
  EXPECT_EQ(*divide(chip, chip), UnitTable::dimensionless());
  EXPECT_EQ(*multiply(chip, usd), *multiply(usd, chip));
}

TEST_F(Units, HalfPowersAreExact) {
  const Unit root = *power(year, fraction(1, 2));
  EXPECT_EQ(*multiply(root, root), year);
  EXPECT_EQ(*power(*power(chip, fraction(2, 3)), fraction(3, 2)), chip);
}

TEST_F(Units, ExponentsHaveALimit) {
  const Unit third = *power(chip, fraction(1, 3));
  EXPECT_EQ(power(third, Rational(999'999'999)).error(), UnitError::ExponentRange);
  EXPECT_TRUE(power(chip, Rational(64)));
  EXPECT_EQ(power(chip, Rational(65)).error(), UnitError::ExponentRange);
  EXPECT_EQ(multiply(*power(chip, Rational(64)), chip).error(), UnitError::ExponentRange);
  EXPECT_EQ(power(chip, fraction(1, 65)).error(), UnitError::ExponentRange);
  EXPECT_EQ(power(*table.find("%"), Rational(1'000'000)).error(), UnitError::ExponentRange);
}

TEST_F(Units, SizesStayFinite) {
  const Unit huge = *scale(usd, Factor(1e300));
  EXPECT_EQ(multiply(huge, huge).error(), UnitError::SizeRange);
  EXPECT_EQ(power(huge, Rational(-3)).error(), UnitError::SizeRange);
  EXPECT_EQ(scale(usd, Factor(0.0)).error(), UnitError::SizeRange);
  EXPECT_EQ(scale(usd, Factor(-1.0)).error(), UnitError::SizeRange);
}

TEST_F(Units, ConvertExactly) {
  EXPECT_EQ(conversion(month, year).value(), 1.0 / 12.0);
  EXPECT_EQ(conversion(year, day).apply(1), 365.25);
  EXPECT_EQ(*conversion(*table.find("week"), day).exact(), Rational(7));
  EXPECT_EQ(conversion(*divide(UnitTable::dimensionless(), month), *divide(UnitTable::dimensionless(), year)).apply(3),
            36);
  EXPECT_EQ(conversion(*table.find("%"), UnitTable::dimensionless()).apply(7), 0.07);
  EXPECT_EQ(conversion(month, day).apply(12), 365.25);
}

TEST_F(Units, PowersOfFactorsAreExactWhereTheyCanBe) {
  EXPECT_EQ(*power(Factor(100.0), fraction(1, 2)).exact(), Rational(10));
  EXPECT_EQ(*power(Factor(fraction(8, 27)), fraction(-2, 3)).exact(), fraction(9, 4));
  EXPECT_FALSE(power(Factor(2.0), fraction(1, 2)).exact());
  EXPECT_EQ(power(Factor(2.0), fraction(1, 2)).value(), 1.4142135623730951);
  EXPECT_EQ(power(Factor(2.5e-200), Rational(-1)).value(), 1 / 2.5e-200);
  EXPECT_DOUBLE_EQ(power(Factor(10.0), fraction(-1, 3)).value(), 0.46415888336127786);
}

TEST_F(Units, AreSpelledReadably) {
  EXPECT_EQ(table.text(UnitTable::dimensionless()), "fraction");
  EXPECT_EQ(table.text(*table.find("%")), "%");
  EXPECT_EQ(table.text(*divide(chip, year)), "chip/year");
  EXPECT_EQ(table.text(*multiply(year, chip)), "chip*year");
  EXPECT_EQ(table.text(*divide(usd, *multiply(chip, year))), "USD/(chip*year)");
  EXPECT_EQ(table.text(*divide(UnitTable::dimensionless(), year)), "1/year");
  EXPECT_EQ(table.text(*divide(UnitTable::dimensionless(), month)), "1/month");
  EXPECT_EQ(table.text(*power(usd, fraction(1, 2))), "USD^(1/2)");
  EXPECT_EQ(table.text(*power(year, fraction(-1, 2))), "1/year^(1/2)");
  EXPECT_EQ(table.text(*power(chip, Rational(2))), "chip^2");
  EXPECT_EQ(table.text(*divide(chip, day)), "chip/day");
  EXPECT_EQ(table.text(*scale(usd, Factor(1e6))), "1000000 USD");
  EXPECT_EQ(table.text(*scale(UnitTable::dimensionless(), Factor(3.0))), "3");
  EXPECT_EQ(table.text(*scale(*divide(UnitTable::dimensionless(), chip), Factor(3.0))), "3/chip");
}

TEST_F(Units, PreferTheNamesAModelDeclares) {
  const Unit musd = *scale(usd, Factor(1e6));
  table.declare_derived("MUSD", musd);
  table.declare_derived("throughput", *divide(chip, year));
  EXPECT_EQ(table.text(musd), "MUSD");
  EXPECT_EQ(table.text(*divide(musd, year)), "MUSD/year");
  EXPECT_EQ(table.text(*divide(musd, month)), "MUSD/month");
  EXPECT_EQ(table.text(*divide(usd, year)), "USD/year");
  EXPECT_EQ(table.text(*divide(chip, year)), "throughput");
  EXPECT_EQ(table.text(*multiply(chip, year)), "chip*year");
  EXPECT_EQ(table.text(*power(musd, Rational(2))), "MUSD^2");
}

}  // namespace
}  // namespace detente::units
