// Units as the text writes them: `unit` declarations and unit expressions such as MUSD/year.
#pragma once

#include <optional>

#include "model/context.h"
#include "syntax/expr.h"

namespace detente::model {

// Declares every unit of the model, in the order they need each other, after the built-in ones.
void declare_units(Context& context);

// The unit an expression writes; dimensionless after a report.
units::Unit unit_of(Context& context, const syntax::Expr& expr);

// An exact exponent: 2, -1, 0.5, (1/3); nothing when it is no such literal.
std::optional<units::Rational> exponent_of(const syntax::Expr& expr);

// E0406 with the nearest unit as help.
void report_unknown_unit(Context& context, std::string_view name, base::Span span);

// E0408 or E0411.
void report_unit_error(Context& context, units::UnitError error, base::Span span);

}  // namespace detente::model
