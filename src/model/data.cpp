// `data` read from CSV files: which rows, which element, which time, which value.
#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "base/cat.h"
#include "base/near_names.h"
#include "base/number_text.h"
#include "model/calendar.h"
#include "model/declare.h"
#include "model/sets.h"
#include "model/tables.h"

namespace detente::model {

using kernels::Op;
using syntax::BinaryOp;
using syntax::try_as;

namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

struct Value {
  double time = 0;
  double value = 0;
  base::Span span;
};

std::optional<double> date_or_number(std::string_view text) {
  if (text.size() == 10 && text[4] == '-' && text[7] == '-') {
    const auto year = base::parse_number(text.substr(0, 4)), month = base::parse_number(text.substr(5, 2)),
               day = base::parse_number(text.substr(8, 2));
    if (year && month && day && *month >= 1 && *month <= 12 && *day >= 1 && *day <= 31) {
      return year_of_date(static_cast<int>(*year), static_cast<int>(*month), static_cast<int>(*day));
    }
  }
  return base::parse_number(text);
}

class Rows {
 public:
  Rows(Context& context, const Csv& csv, const syntax::DataDecl& decl, SymbolId symbol)
      : context_(context), csv_(csv), decl_(decl), symbol_(symbol), owner_(context.model.symbols[symbol]) {}

  // The values of each cell, in the order of rows; nothing after a report.
  std::optional<std::vector<std::vector<Value>>> values() {
    const auto value_column = column(decl_.value_column.empty() ? "value" : decl_.value_column.text,
                                     decl_.value_column.empty() ? decl_.name.span : decl_.value_column.span);
    std::optional<std::uint32_t> time_column;
    if (!decl_.time_column.empty()) time_column = column(decl_.time_column.text, decl_.time_column.span);
    if (!value_column || (!decl_.time_column.empty() && !time_column)) return std::nullopt;
    if (decl_.columns.size() != owner_.sets.size()) {
      context_
          .report("E0921", decl_.name.span,
                  base::cat("`", owner_.name, "` has ", owner_.sets.size(), " indices, its data name ",
                            decl_.columns.size(), " index columns"))
          .with_help("write one `index COLUMN` for each, in order");
      return std::nullopt;
    }
    std::vector<std::uint32_t> index_columns;
    std::vector<std::map<std::string, ElementId, std::less<>>> elements;
    for (std::size_t i = 0; i < decl_.columns.size(); ++i) {
      const auto found = column(decl_.columns[i].column.text, decl_.columns[i].column.span);
      if (!found) return std::nullopt;
      index_columns.push_back(*found);
      elements.push_back(spellings(i));
    }
    const std::uint64_t errors = context_.diagnostics.error_count();
    std::vector<std::vector<Value>> result(owner_.count);
    for (const std::vector<CsvCell>& row : csv_.rows) {
      const bool picked = !decl_.where || holds(*decl_.where, row);
      if (context_.diagnostics.error_count() != errors) return std::nullopt;  // the next rows would say the same
      if (!picked) continue;
      std::vector<ElementId> at;
      for (std::size_t i = 0; i < index_columns.size(); ++i) {
        const auto found = elements[i].find(row[index_columns[i]].text);
        if (found != elements[i].end()) at.push_back(found->second);
      }
      if (at.size() != index_columns.size()) continue;  // not an element of ours
      const std::uint32_t cell = context_.cell_at(symbol_, at);
      if (cell == kNoId) continue;
      add(row, *value_column, time_column, result[cell - owner_.first_cell]);
    }
    return context_.diagnostics.error_count() == errors ? std::optional(std::move(result)) : std::nullopt;
  }

 private:
  std::optional<std::uint32_t> column(std::string_view name, base::Span span) {
    if (const auto found = csv_.column(name)) return found;
    std::vector<std::string_view> names;
    std::string list;
    for (const CsvCell& cell : csv_.header) {
      names.push_back(cell.text);
      list += base::cat(list.empty() ? "" : ", ", cell.text);
    }
    const std::string_view near = base::nearest_name(name, names);
    context_.report("E0915", span, base::cat("the file has no column `", name, "`"))
        .with_help(near.empty() ? base::cat("its columns are ", list) : base::cat("did you mean `", near, "`?"));
    return std::nullopt;
  }

  // How the file spells the elements of the i-th index.
  std::map<std::string, ElementId, std::less<>> spellings(std::size_t i) {
    std::map<std::string, ElementId, std::less<>> result;
    const SetId set = owner_.sets[i];
    if (decl_.columns[i].spellings.empty()) {
      for (const ElementId element : context_.model.sets[set].elements) {
        result.emplace(context_.model.elements[element].label, element);
      }
    }
    for (const auto& [label, text] : decl_.columns[i].spellings) {
      const ElementId element = context_.find_element(label.text);
      if (element == kNoId || (context_.position(set, element) == kNoId && !is_lost(context_, element))) {
        report_not_member(context_, label.text, set, label.span);
      } else {
        result.emplace(text.text, element);
      }
    }
    return result;
  }

  void add(const std::vector<CsvCell>& row, std::uint32_t value_column, std::optional<std::uint32_t> time_column,
           std::vector<Value>& to) {
    const CsvCell& cell = row[value_column];
    Value value;
    value.span = cell.span;
    if (time_column) {
      const auto time = date_or_number(row[*time_column].text);
      if (!time) {
        context_.report("E0912", row[*time_column].span, "not a time").with_help("write a year or an ISO date");
        return;
      }
      value.time = *time;
    }
    if (cell.text.empty() || cell.text == "NA" || cell.text == "NaN" || cell.text == "nan") {
      if (!decl_.missing_allowed) {
        context_.report("E0914", cell.span, "missing value").with_help("fill it, or write `missing allowed`");
      }
      return;
    }
    const auto number = base::parse_number(cell.text);
    if (!number || !std::isfinite(*number)) {
      context_.report("E0912", cell.span, "not a number").with_help("use a decimal point and no thousands marks");
      return;
    }
    value.value = owner_.unit.size.apply(*number);
    to.push_back(value);
  }

  // A condition on the cells of a row; columns stand as names.
  bool holds(const syntax::Expr& expr, const std::vector<CsvCell>& row) {
    if (const auto* unary = try_as<syntax::UnaryExpr>(&expr); unary && unary->op == syntax::UnaryOp::Not) {
      return !holds(*unary->operand, row);
    }
    const auto* binary = try_as<syntax::BinaryExpr>(&expr);
    if (!binary) return refuse(expr);
    const BinaryOp op = binary->rest[0].op;
    if (op == BinaryOp::And || op == BinaryOp::Or) {
      bool result = holds(*binary->first, row);
      for (const syntax::Operand& operand : binary->rest) {
        const bool next = holds(*operand.expr, row);
        result = operand.op == BinaryOp::And ? result && next : result || next;
      }
      return result;
    }
    const auto* name = try_as<syntax::NameExpr>(binary->first);
    if (!name || op > BinaryOp::GreaterEqual) return refuse(expr);
    const auto found = column(name->name.text, name->span);
    if (!found) return false;
    const std::string& cell = row[*found].text;
    if (const auto* text = try_as<syntax::StringExpr>(binary->rest[0].expr)) {
      if (op == BinaryOp::Equal) return cell == text->value.text;
      if (op == BinaryOp::NotEqual) return cell != text->value.text;
      return refuse(expr);
    }
    const auto* number = try_as<syntax::NumberExpr>(binary->rest[0].expr);
    if (!number) return refuse(expr);
    const auto value = date_or_number(cell);
    if (!value) return false;
    switch (op) {
      case BinaryOp::Equal: return *value == number->value;
      case BinaryOp::NotEqual: return *value != number->value;
      case BinaryOp::Less: return *value < number->value;
      case BinaryOp::LessEqual: return *value <= number->value;
      case BinaryOp::Greater: return *value > number->value;
      default: return *value >= number->value;
    }
  }

  bool refuse(const syntax::Expr& expr) {
    context_.report("E0922", expr.span, "this condition cannot pick rows")
        .with_help("compare columns with texts or numbers, e.g. `series == \"S\" and year >= 2015`");
    return false;
  }

  Context& context_;
  const Csv& csv_;
  const syntax::DataDecl& decl_;
  SymbolId symbol_;
  const Symbol owner_;
};

void set_tables(Context& context, SymbolId symbol, std::vector<plan::Table> tables) {
  const auto first = static_cast<std::uint32_t>(context.model.tables.size());
  context.model.symbols[symbol].index = first;
  for (plan::Table& table : tables) context.model.tables.push_back(std::move(table));
  context.definitions[symbol].compute = [symbol, first](Instantiator& nodes, std::span<const ElementId> at,
                                                        Phase phase) {
    constexpr double kTolerance = 1e-6;  // of a step
    const Environment environment = nodes.environment(symbol, at, phase);
    const Context& in = nodes.context();
    const std::uint32_t table = first + in.cell_at(symbol, at) - in.model.symbols[symbol].first_cell;
    NodeId when = nodes.graph().leaf(phase == Phase::Run ? Leaf::Time : Leaf::Start);
    if (in.model.tables[table].mode == kernels::TableMode::Step) {  // jumps happen on the grid
      const NodeId slack =
          nodes.op(Op::Mul, environment, nodes.graph().constant(kTolerance), nodes.graph().leaf(Leaf::Dt));
      when = nodes.op(Op::Add, environment, nodes.grid_time(environment), slack);
    }
    return nodes.op(Op::Lookup, environment, when, Instantiator::kAbsent, Instantiator::kAbsent, table);
  };
  context.definitions[symbol].has_time = true;
}

// Drops repetitions; a second value for one time is an error.
bool single_valued(Context& context, std::vector<Value>& values, bool has_time) {
  for (std::size_t i = 1; i < values.size(); ++i) {
    if (values[i].time != values[i - 1].time || values[i].value == values[i - 1].value) continue;
    context
        .report("E0913", values[i].span,
                has_time ? base::cat("time ", base::number_text(values[i].time), " appears again with another value")
                         : std::string("a second value for one element"))
        .with_note(values[i - 1].span, "the first")
        .with_help("narrow the rows with `where`");
    return false;
  }
  const auto same = [](const Value& a, const Value& b) { return a.time == b.time; };
  values.erase(std::unique(values.begin(), values.end(), same), values.end());
  return true;
}

kernels::TableMode mode_of(syntax::Interpolation interpolation) {
  return interpolation == syntax::Interpolation::Step ? kernels::TableMode::Step : kernels::TableMode::Linear;
}

}  // namespace

const Csv* DataFiles::read(const syntax::String& path) {
  if (path.text.find("://") != std::string_view::npos) {
    context_.report("E0904", path.span, "data cannot come from the network")
        .with_help("save the file in the model's folder");
    return nullptr;
  }
  if (path.text.ends_with(".gz") || path.text.ends_with(".zip")) {
    context_.report("E0910", path.span, "compressed data files are not read").with_help("decompress the file yourself");
    return nullptr;
  }
  auto file = context_.read(context_.sources.name(path.span.source), path.text);
  if (!file) {
    report_file_fault(context_.diagnostics, file.error(), path);
    return nullptr;
  }
  const auto [place, is_new] = files_.try_emplace(file->name);
  if (is_new) {
    const base::SourceId source = context_.sources.add(file->name, std::move(file->text));
    place->second = read_csv(context_.sources, source, context_.diagnostics);
  }
  return place->second ? &*place->second : nullptr;
}

void build_data(Context& context, Instantiator& nodes, DataFiles& files, SymbolId symbol,
                const syntax::DataDecl& decl) {
  const Symbol owner = context.model.symbols[symbol];
  context.definitions[symbol].interpolated = decl.interpolation != syntax::Interpolation::None;
  if (!decl.file.present) {
    if (!owner.sets.empty() || decl.points.empty()) {
      context.report("E0923", decl.name.span, base::cat("data `", owner.name, "` need a file or points"))
          .with_help("write `from \"file.csv\" ..`, or `= (2015, 3), (2016, 4) linear`");
      return;
    }
    auto table = table_of_points(context, nodes, decl.points, units::UnitTable::year(), owner.unit, owner.name);
    if (!table) return;
    table->mode = mode_of(decl.interpolation);
    return set_tables(context, symbol, {std::move(*table)});
  }
  const Csv* csv = files.read(decl.file);
  if (!csv) return;
  auto values = Rows(context, *csv, decl, symbol).values();
  if (!values) return;
  std::vector<plan::Table> tables;
  std::vector<double> constants;
  for (std::uint32_t i = 0; i < owner.count; ++i) {
    std::vector<Value>& cell = (*values)[i];
    const std::string name = context.cell_name(symbol, context.elements_of_cell(symbol, i));
    if (cell.empty()) {
      if (!decl.missing_allowed) {
        context.report("E0917", decl.name.span, base::cat("no row of the file gives `", name, "`"))
            .with_note(decl.file.span, "the file")
            .with_help("check `where` and the spellings after `as`, or write `missing allowed`");
        return;
      }
      cell.push_back({0, kNaN, decl.name.span});
    }
    // total order: two values never come from one place
    std::sort(cell.begin(), cell.end(),
              [](const Value& a, const Value& b) { return a.time != b.time ? a.time < b.time : a.span < b.span; });
    if (!single_valued(context, cell, !decl.time_column.empty())) return;
    if (decl.time_column.empty()) {
      constants.push_back(cell[0].value);
      continue;
    }
    plan::Table table;
    table.name = name;
    table.mode = mode_of(decl.interpolation);
    for (const Value& value : cell) {
      table.x.push_back(value.time);
      table.y.push_back(value.value);
    }
    tables.push_back(std::move(table));
  }
  if (!decl.time_column.empty()) return set_tables(context, symbol, std::move(tables));
  context.definitions[symbol].compute = [symbol, constants = std::move(constants)](
                                            Instantiator& at, std::span<const ElementId> elements, Phase) {
    const Context& in = at.context();
    return at.graph().constant(constants[in.cell_at(symbol, elements) - in.model.symbols[symbol].first_cell]);
  };
}

}  // namespace detente::model
