// Series and points as tables of the plan.
#pragma once

#include <map>
#include <string>

#include "model/csv.h"
#include "model/instantiate.h"
#include "syntax/decl.h"

namespace detente::model {

// Reads the file of a data declaration, each file once.
class DataFiles {
 public:
  explicit DataFiles(Context& context) : context_(context) {}
  const Csv* read(const syntax::String& path);  // null after a report

 private:
  Context& context_;
  std::map<std::string, std::optional<Csv>> files_;
};

// The values of a data declaration: with time a table per cell (Symbol::index is the first), without time constants.
void build_data(Context& context, Instantiator& nodes, DataFiles& files, SymbolId symbol, const syntax::DataDecl& decl);

// Points of a lookup or of a series; ascending x, else E0801. Nothing after a report.
std::optional<plan::Table> table_of_points(Context& context, Instantiator& nodes,
                                           const std::vector<syntax::Point>& points, const units::Unit& x_unit,
                                           const units::Unit& y_unit, std::string_view name);

}  // namespace detente::model
