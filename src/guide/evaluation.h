// An expression over intervals: its value, and its derivative by one variable.
#pragma once

#include <map>
#include <string_view>
#include <vector>

#include "guide/interval.h"
#include "guide/structure.h"

namespace detente::guide {

class Evaluation {
 public:
  // `ranges` beside structure.variables(). `by` may be kNobody: values only.
  Evaluation(const Structure& structure, const std::vector<Interval>& ranges, std::uint32_t by)
      : structure_(structure), ranges_(ranges), by_(by) {}

  Slope of(const syntax::Expr& expr);
  // Of a declaration's value: bare numbers are in its unit, one of which is `scale` base units.
  Slope declared(const syntax::Expr& expr, double scale);

 private:
  Slope binary(const syntax::BinaryExpr& binary);
  Slope call(const syntax::CallExpr& call);
  Slope aggregate(const syntax::AggregateExpr& aggregate);
  Slope name(std::string_view name);
  Slope lookup(const syntax::LookupDecl& lookup, const Slope& at);
  Slope expand(const syntax::FunctionDecl& function, const syntax::CallExpr& call);
  // A value in `range` that follows `by` in a way that cannot be told, if it reads it at all.
  Slope opaque(const syntax::Expr& expr, Interval range);
  bool reads(const syntax::Expr* expr) const;
  Interval times(const std::vector<syntax::Binder>& binders) const;  // how many elements a sum has

  const Structure& structure_;
  const std::vector<Interval>& ranges_;
  std::uint32_t by_;
  std::map<std::string_view, Slope> arguments_;  // of the function that is expanded
};

}  // namespace detente::guide
