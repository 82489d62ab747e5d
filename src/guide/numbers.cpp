// Values of declared quantities, and how they are known, as the model has them after checking.
#include <algorithm>

#include "base/cat.h"
#include "base/number_text.h"
#include "guide/book.h"

namespace detente::guide {

using base::cat;

namespace {

constexpr int kDigits = 4;  // of quantiles; values are shown as exactly as people write them
constexpr int kValueDigits = 10;

std::string shown(double value, int digits) { return base::number_text(value, digits); }

std::string_view family_name(sampling::Family family) {
  switch (family) {
    case sampling::Family::Point: return "point";
    case sampling::Family::Uniform: return "uniform";
    case sampling::Family::LogUniform: return "loguniform";
    case sampling::Family::Normal: return "normal";
    case sampling::Family::LogNormal: return "lognormal";
    case sampling::Family::Beta: return "beta";
    case sampling::Family::Gamma: return "gamma";
    case sampling::Family::Exponential: return "exponential";
    case sampling::Family::Triangular: return "triangular";
    case sampling::Family::Pert: return "pert";
    case sampling::Family::Weibull: return "weibull";
    case sampling::Family::StudentT: return "Student’s t";
    case sampling::Family::Cauchy: return "Cauchy";
    case sampling::Family::LogitNormal: return "logit-normal";
    case sampling::Family::Bernoulli: return "Bernoulli";
    case sampling::Family::Poisson: return "Poisson";
    case sampling::Family::Discrete: return "discrete";
  }
  return "";
}

void describe(ValueRow& row, const sampling::InputSpec& spec, double scale) {
  row.knowledge = spec.is_fixed() ? Knowledge::Fixed : spec.is_deep() ? Knowledge::Deep : Knowledge::Probabilistic;
  if (const auto* deep = std::get_if<sampling::Deep>(&spec.law)) {
    row.law = deep->log ? "deep, logarithmic" : "deep";
    row.range = cat(shown(deep->low / scale, kDigits), " to ", shown(deep->high / scale, kDigits));
  } else if (const auto* law = std::get_if<sampling::Distribution>(&spec.law)) {
    row.law = family_name(law->family());
    const auto quantile = [&](double u) { return shown(law->quantile(u) / scale, kDigits); };
    row.range = cat(quantile(0.05), " · ", quantile(0.5), " · ", quantile(0.95));
  } else if (const auto* share = std::get_if<sampling::Share>(&spec.law)) {
    row.law = cat("Dirichlet, weight ", shown(share->alpha, kDigits));
  }
}

std::string labels_of(const plan::QuantityName& name) {
  std::string text;
  for (const std::string& label : name.labels) text += cat(text.empty() ? "" : ", ", label);
  return text;
}

std::string label_of_cell(const model::Model& model, const model::Symbol& symbol, std::uint32_t position) {
  std::string text;
  for (std::size_t s = symbol.sets.size(); s-- > 0;) {
    const model::Set& set = model.sets[symbol.sets[s]];
    const std::uint32_t size = static_cast<std::uint32_t>(set.elements.size());
    const std::string& label = model.elements[set.elements[position % size]].label;
    text = text.empty() ? label : cat(label, ", ", text);
    position /= size;
  }
  return text;
}

}  // namespace

std::vector<ValueRow> value_rows(const Book& book, const Variable& variable) {
  const model::Model& model = book.subject.model;
  const model::Symbol& symbol = *variable.symbol;
  std::vector<ValueRow> rows;
  const auto add = [&](ValueRow row, std::string element) {
    for (ValueRow& known : rows) {
      if (known.value != row.value || known.law != row.law || known.range != row.range) continue;
      known.elements.push_back(std::move(element));
      return;
    }
    row.elements = {std::move(element)};
    rows.push_back(std::move(row));
  };
  const auto inputs = book.inputs_of.find(symbol.name);
  const auto is_value = [](plan::InputKind kind) {
    return kind == plan::InputKind::Parameter || kind == plan::InputKind::LeverDefault;
  };
  if (inputs != book.inputs_of.end()) {
    for (const std::uint32_t i : inputs->second) {
      const plan::Input& input = model.interface.inputs[i];
      if (!is_value(input.kind)) continue;
      ValueRow row;
      row.value = shown(input.value / input.quantity.scale, kValueDigits);
      describe(row, input.spec, input.quantity.scale);
      if (input.kind == plan::InputKind::LeverDefault && input.has_bounds) {
        row.range = cat(shown(input.low / input.quantity.scale, kDigits), " to ",
                        shown(input.high / input.quantity.scale, kDigits));
      }
      add(std::move(row), labels_of(input.quantity.name));
    }
  } else {
    for (std::uint32_t c = 0; c < symbol.count; ++c) {
      const model::NodeId node = model.cells[symbol.first_cell + c].value;
      ValueRow row;
      if (node != model::kNoNode && model.graph.is_constant(node)) {
        row.value = shown(model.graph[node].value / symbol.unit.size.value(), kValueDigits);
      }
      add(std::move(row), label_of_cell(model, symbol, c));
    }
  }
  if (rows.size() == 1) rows.front().elements.clear();
  return rows;
}

std::string_view knowledge_text(Knowledge knowledge) {
  switch (knowledge) {
    case Knowledge::Fixed: return "fixed";
    case Knowledge::Probabilistic: return "probability";
    case Knowledge::Deep: return "deep";
  }
  return "";
}

bool is_literal(const syntax::Expr* expr) {
  if (!expr) return true;
  switch (expr->kind) {
    case syntax::ExprKind::Number:
    case syntax::ExprKind::Quantity: return true;
    case syntax::ExprKind::Unary: return is_literal(syntax::as<syntax::UnaryExpr>(*expr).operand);
    case syntax::ExprKind::Array: {
      const auto& entries = syntax::as<syntax::ArrayExpr>(*expr).entries;
      return std::all_of(entries.begin(), entries.end(), [](const auto& entry) { return is_literal(entry.value); });
    }
    default: return false;
  }
}

}  // namespace detente::guide
