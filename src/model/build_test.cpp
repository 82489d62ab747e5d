// Models from their text, as far as nodes: what folds to a number is compared as a number, the rest by its shape.
// What a model does over time is said by the scripts of tests/models.
#include "model/build.h"

#include <gtest/gtest.h>

#include <cmath>
#include <string>

#include "base/render.h"

namespace detente::model {
namespace {

std::expected<File, FileFault> no_files(std::string_view, std::string_view) {
  return std::unexpected(FileFault::NotFound);
}

class Built {
 public:
  explicit Built(std::string text, const FileReader& read = no_files, std::string preset = "") {
    const base::SourceId root = sources_.add("m.detente", std::move(text));
    auto files = parse_with_imports(sources_, root, read);
    if (!files.ok()) {
      messages = base::render(files.diagnostics, sources_);
      return;
    }
    Options options;
    options.preset = std::move(preset);
    auto built = build(*files.value, sources_, options, read);
    messages = base::render(built.diagnostics, sources_);
    EXPECT_TRUE(built.ok()) << messages;
    if (built.value) model = std::move(*built.value);
  }

  NodeId metric_node(std::string_view name) const {
    for (std::size_t i = 0; i < model.interface.metrics.size(); ++i) {
      if (model.interface.metrics[i].quantity.name.full == name) return model.metric_values[i];
    }
    ADD_FAILURE() << "no metric " << name << "\n" << messages;
    return kNoNode;
  }

  // A metric that the compiler can work out by itself.
  double metric(std::string_view name) const {
    const NodeId node = metric_node(name);
    if (node == kNoNode) return std::nan("");
    EXPECT_TRUE(model.graph.is_constant(node)) << name;
    return model.graph[node].value;
  }

  const plan::Input* input(std::string_view name) const {
    for (const plan::Input& input : model.interface.inputs) {
      if (input.quantity.name.full == name) return &input;
    }
    ADD_FAILURE() << "no input " << name << "\n" << messages;
    return nullptr;
  }

  const StockCell* stock(std::string_view name) const {
    for (const StockCell& stock : model.stocks) {
      if (stock.quantity.name.full == name) return &stock;
    }
    ADD_FAILURE() << "no stock " << name << "\n" << messages;
    return nullptr;
  }

  Model model;
  std::string messages;

 private:
  base::SourceMap sources_;
};

// --- Units ---------------------------------------------------------------------------------------------------------

TEST(Units, ConvertExactly) {
  const Built built(
      "model m\nunit USD\nunit MUSD = 1e6 USD\nconstant rent: USD/year = 1000 USD/month\n"
      "metric a: USD/year = rent\nmetric b: MUSD/year = 3 * rent\nmetric c: 1/year = 6 / 2 year\n"
      "metric d: fraction = 50 %\n");
  EXPECT_EQ(built.metric("a"), 12000);
  EXPECT_EQ(built.metric("b"), 36000);
  EXPECT_EQ(built.metric("c"), 3);
  EXPECT_EQ(built.metric("d"), 0.5);
}

TEST(Units, BareNumbersTakeTheDeclaredUnitAtTheEndsOfAValue) {
  const Built built(
      "model m\nunit chip\nunit kchip = 1000 chip\nconstant a: kchip = 5\nconstant b: kchip = 2 * 3 - 1\n"
      "constant c: kchip = if 1 < 2 then 7 else a\nmetric x: chip = a\nmetric y: chip = b\nmetric z: chip = c\n");
  EXPECT_EQ(built.metric("x"), 5000);
  EXPECT_EQ(built.metric("y"), 5000);
  EXPECT_EQ(built.metric("z"), 7000);
}

TEST(Units, PowersAndRootsCarryUnits) {
  const Built built(
      "model m\nunit km\nconstant side: km = 3\nmetric area: km^2 = side^2\nmetric back: km = sqrt(side^2)\n"
      "metric inverse: 1/km = side^(-1)\nmetric half: km^(1/2) = side^0.5\n");
  EXPECT_EQ(built.metric("area"), 9);
  EXPECT_EQ(built.metric("back"), 3);
  EXPECT_EQ(built.metric("inverse"), 1.0 / 3);
  EXPECT_EQ(built.metric("half"), std::sqrt(3.0));
}

// --- Sets ----------------------------------------------------------------------------------------------------------

TEST(Sets, CombineAndThin) {
  const Built built(
      "model m\nset bloc = { us \"United States\", cn, eu }\nset major = bloc - { eu }\n"
      "set pair = major * major where first != second\nset all = major + { jp }\n"
      "constant size[bloc]: fraction = { us: 0.5, cn: 0.3, else: 0.2 }\n"
      "constant w[pair]: fraction = { us: { cn: 1 }, cn: { us: 2 } }\n"
      "metric n: fraction = count(p in pair: true_for_all(1) > 0)\n"
      "function true_for_all(x: fraction): fraction = x\n"
      "metric total: fraction = sum(b in bloc: size[b])\n"
      "metric of_pair: fraction = w[cn, us]\n"
      "metric through_pairs: fraction = sum(p in pair: w[p] * size[p.first])\n"
      "metric two: fraction = sum(i in major, j in major where i != j: w[i, j])\n"
      "metric blocs: fraction = sum(b in all: 1)\n");
  EXPECT_EQ(built.metric("n"), 2);
  EXPECT_DOUBLE_EQ(built.metric("total"), 1);
  EXPECT_EQ(built.metric("of_pair"), 2);
  EXPECT_DOUBLE_EQ(built.metric("through_pairs"), 1 * 0.5 + 2 * 0.3);
  EXPECT_EQ(built.metric("two"), 3);
  EXPECT_EQ(built.metric("blocs"), 3);
}

TEST(Sets, ConditionsOnElementsFoldBeforeMembershipIsAsked) {
  const Built built(
      "model m\nset bloc = { us, cn, eu }\nset major = { us, cn }\nconstant c[major]: fraction = { us: 1, cn: 2 }\n"
      "aux x[s in bloc]: fraction = if s in major then c[s] else 0\n"
      "metric all: fraction = sum(s in bloc: x[s])\n"
      "metric some: fraction = sum(s in bloc where s in major: c[s])\n");
  EXPECT_EQ(built.metric("all"), 3);
  EXPECT_EQ(built.metric("some"), 3);
}

TEST(Sets, LinesReplaceEquationsAtElements) {
  const Built built(
      "model m\nset bloc = { us, cn, eu }\nset layer = { chips, network }\n"
      "aux x[b in bloc]: fraction = 1\n    for us, cn: 2\n"
      "aux y[b in bloc, l in layer]: fraction = 1\n    for (us, chips): 5\n    for (cn, layer): 7\n"
      "metric total_x: fraction = sum(b in bloc: x[b])\n"
      "metric total_y: fraction = sum(i in bloc, l in layer: y[i, l])\n");
  EXPECT_EQ(built.metric("total_x"), 5);
  EXPECT_EQ(built.metric("total_y"), 5 + 1 + 7 + 7 + 1 + 1);
}

TEST(Sets, Aggregates) {
  const Built built(
      "model m\nset s = { a, b, c }\nconstant x[s]: fraction = { a: 1, b: 2, c: 4 }\n"
      "metric product: fraction = product(i in s: x[i])\nmetric mean: fraction = mean(i in s: x[i])\n"
      "metric least: fraction = min(i in s: x[i])\nmetric most: fraction = max(i in s where i != c: x[i])\n"
      "metric many: fraction = count(i in s where x[i] > 1.5)\n"
      "metric conditional: fraction = max(i in s where x[i] < 3: x[i])\n"
      "metric some: fraction = if any(i in s: x[i] > 3) and not all(i in s: x[i] > 1) then 1 else 0\n"
      "metric nothing: fraction = sum(i in s where i != i: x[i])\n"
      "metric share: fraction = softmax(i in s: ln(x[i]))[c]\n");
  EXPECT_EQ(built.metric("product"), 8);
  EXPECT_DOUBLE_EQ(built.metric("mean"), 7.0 / 3);
  EXPECT_EQ(built.metric("least"), 1);
  EXPECT_EQ(built.metric("most"), 2);
  EXPECT_EQ(built.metric("many"), 2);
  EXPECT_EQ(built.metric("conditional"), 2);
  EXPECT_EQ(built.metric("some"), 1);
  EXPECT_EQ(built.metric("nothing"), 0);
  EXPECT_NEAR(built.metric("share"), 4.0 / 7, 1e-14);
}

// --- Inputs --------------------------------------------------------------------------------------------------------

TEST(Parameters, DrawPerElementAndKeepTheirUnits) {
  const Built built(
      "model m\nset s = { a, b }\nunit effort\n"
      "parameter k[s]: effort/year = { a: 0.5, b: 0.6 } in [0, 1]\n"
      "parameter q: 1/month = 0.1 ~ uniform(0, 0.2) in [0.05, 0.15]\n"
      "parameter d: fraction ~ beta(mean: 0.2, sd: 0.1)\nparameter l: fraction in [1, 100] log\n"
      "metric x: effort/year = k[a] + k[b]\nmetric y: 1/year = q * d * l\n");
  EXPECT_EQ(built.input("k[b]")->value, 0.6);
  EXPECT_TRUE(built.input("k[b]")->spec.is_deep());
  EXPECT_DOUBLE_EQ(built.input("q")->value, 1.2);
  EXPECT_DOUBLE_EQ(built.input("q")->high, 1.8);
  EXPECT_TRUE(std::holds_alternative<sampling::Distribution>(built.input("q")->spec.law));
  EXPECT_NEAR(built.input("d")->value, 0.19, 0.02);
  EXPECT_DOUBLE_EQ(built.input("l")->value, 10);
  EXPECT_TRUE(built.model.interface.deep);
}

TEST(Parameters, DirichletSharesTheLastIndex) {
  const Built built(
      "model m\nset s = { a, b }\nset k = { x, y, z }\n"
      "parameter share[s, k]: fraction = { a: { x: 0.5, y: 0.3, z: 0.2 }, b: { x: 0.6, y: 0.2, z: 0.2 } } ~ "
      "dirichlet(concentration: 10)\n"
      "metric m1: fraction = share[a, x]\n");
  const auto& first = std::get<sampling::Share>(built.input("share[a,x]")->spec.law);
  const auto& last = std::get<sampling::Share>(built.input("share[b,z]")->spec.law);
  EXPECT_DOUBLE_EQ(first.alpha, 5);
  EXPECT_DOUBLE_EQ(last.alpha, 2);
  EXPECT_NE(first.group, last.group);
}

TEST(Parameters, Correlate) {
  const Built built(
      "model m\nparameter a: fraction = 0 ~ normal(mean: 0, sd: 1)\nparameter b: fraction = 0 ~ normal(mean: 0, sd: "
      "1)\n"
      "correlate a, b = 0.6\nmetric x: fraction = a + b\n");
  ASSERT_EQ(built.model.interface.correlations.size(), 1u);
  EXPECT_EQ(built.model.interface.correlations[0].inputs.size(), 2u);
}

TEST(Alternatives, AreInputsThatMatchChooses) {
  const Built built(
      "model m\nalternative form = { linear 40 %, saturating 60 % }\n"
      "aux x: fraction = match form { linear: 1, saturating: 2 }\nmetric y: fraction = x\n");
  EXPECT_EQ(built.input("form")->value, 1);
  EXPECT_EQ(built.input("form")->choices.size(), 2u);
  EXPECT_EQ(built.model.graph[built.metric_node("y")].op, kernels::Op::Select);
}

// --- Functions and tables --------------------------------------------------------------------------------------------

TEST(Functions, Expand) {
  const Built built(
      "model m\nfunction hill(x: fraction, n: fraction): fraction = x^n / (1 + x^n)\n"
      "metric a: fraction = hill(1, 4)\nmetric b: fraction = hill(n: 2, x: 2)\n");
  EXPECT_EQ(built.metric("a"), 0.5);
  EXPECT_EQ(built.metric("b"), 0.8);
}

TEST(Functions, SharedExpansionsDoNotMultiply) {
  std::string text = "model m\nfunction f0(x: fraction): fraction = x + 1\n";
  for (int i = 1; i < 30; ++i) {
    const std::string callee = "f" + std::to_string(i - 1);
    text += "function f" + std::to_string(i) + "(x: fraction): fraction = " + callee + "(x) + " + callee + "(x)\n";
  }
  const Built built(text + "metric y: fraction = f29(1)\n");
  EXPECT_EQ(built.metric("y"), std::ldexp(2.0, 29));
}

TEST(Lookups, AreFunctionsWithUnitsThatCountWhatLiesOutside) {
  const Built built(
      "model m\nunit USD\nparameter p: USD = 3 in [0, 9]\nlookup f: USD -> fraction = (0, 0), (5, 10) linear\n"
      "metric y: fraction = f(p)\n");
  EXPECT_EQ(built.model.graph[built.metric_node("y")].op, kernels::Op::Lookup);
  EXPECT_EQ(built.model.interface.metrics.back().warning, "W0802");
}

TEST(Data, ReadsRowsByIndexAndTime) {
  const FileReader read = [](std::string_view, std::string_view path) -> std::expected<File, FileFault> {
    if (path != "d.csv") return std::unexpected(FileFault::NotFound);
    return File{"d.csv",
                "series,actor,year,value\nS,US,2020,1\nS,US,2022,3\nS,CN,2020,2\n\"T, x\",US,2020,9\nS,CN,2021,\n"};
  };
  const Built built(
      "model m\ntime 2020 to 2023 year step 1\nset bloc = { us, cn }\nunit USD\nunit kUSD = 1000 USD\n"
      "data x[bloc]: kUSD from \"d.csv\" where series == \"S\" index actor as { us: \"US\", cn: \"CN\" } "
      "time year value value missing allowed linear\n"
      "data t[bloc]: fraction from \"d.csv\" where series == \"T, x\" index actor as { us: \"US\", cn: \"CN\" } "
      "value value missing allowed\n"
      "metric a: USD = final(x[us])\nmetric b: fraction = t[us]\n",
      read);
  EXPECT_EQ(built.metric("b"), 9);
  ASSERT_EQ(built.model.tables.size(), 2u);
  EXPECT_EQ(built.model.tables[0].x, (std::vector<double>{2020, 2022}));
  EXPECT_EQ(built.model.tables[0].y, (std::vector<double>{1000, 3000}));
}

// --- Stocks ----------------------------------------------------------------------------------------------------------

TEST(Stocks, StartFromOneAnotherAndFromAuxiliaries) {
  const Built built(
      "model m\ntime 0 to 1 year step 1\nstock a: fraction = 2\nstock b: fraction = 3 * x\naux x: fraction = a + 1\n"
      "metric i: fraction = initial(b)\n");
  // initial(b) depends on the start values as inputs, so it does not fold; it is where the stock starts.
  EXPECT_EQ(built.metric_node("i"), built.stock("b")->initial);
  EXPECT_EQ(built.model.graph[built.stock("a")->initial].op, kernels::Op::IfSet);
}

TEST(Stocks, NetRateOfTermsAndFlows) {
  const Built built(
      "model m\ntime 0 to 1 year step 1\nstock a: fraction = 2\n    inflow 3/year\n    outflow 1/year\n"
      "stock b: fraction = 0\nflow f: 1/year = 5 /year from a to b\n");
  const Graph& graph = built.model.graph;
  ASSERT_TRUE(graph.is_constant(built.stock("a")->rate));
  EXPECT_EQ(graph[built.stock("a")->rate].value, -3);
  EXPECT_EQ(graph[built.stock("b")->rate].value, 5);
}

TEST(Stocks, LogScaleGrows) {
  const Built built(
      "model m\ntime 0 to 1 year step 1\nunit chip\nstock k: chip = 15e6 on log scale\n    growth 0.3/year\n"
      "metric end: chip = final(k)\n");
  EXPECT_TRUE(built.stock("k")->log_scale);
  EXPECT_EQ(built.model.graph[built.stock("k")->rate].value, 0.3);
  EXPECT_EQ(built.model.graph[built.metric_node("end")].op, kernels::Op::Exp);
}

TEST(Stocks, NonNegativeScalesWhatLeaves) {
  const Built built(
      "model m\ntime 0 to 1 year step 1\nstock a: fraction = 2 non negative\n    outflow 9/year\n"
      "stock b: fraction = 0\nflow f: 1/year = 5 /year from a to b\nmetric moved: 1/year = final(f)\n");
  EXPECT_FALSE(built.model.graph.is_constant(built.metric_node("moved")));
  EXPECT_EQ(built.model.interface.metrics.back().warning, "W0705");
}

// --- Events, delays, measures
// ------------------------------------------------------------------------------------------

TEST(Events, ChangeStocksAndNameTheirStreams) {
  const Built built(
      "model m\ntime 2026 to 2030 year step 1/4\nset s = { a, b }\nstock x[s]: fraction = 0\n"
      "event scare[i in s] at rate 0.05/year\n    x[i] += exponential(0.3)\n"
      "event reset when x[a] > 1 once\n    x[j in s where j != a] := 0\n"
      "event echo after 1 year from scare[a] with probability 50 %\n    x[b] += 0.1\n");
  EXPECT_NE(built.stock("x[a]")->after_events, kNoNode);
  bool arrivals = false, draws = false;
  for (const plan::Stream& stream : built.model.streams) {
    arrivals = arrivals || stream.name == "event scare[a] arrivals";
    draws = draws || stream.name == "event scare[a] x[a] exponential 1";
  }
  EXPECT_TRUE(arrivals);
  EXPECT_TRUE(draws);
  EXPECT_EQ(built.input("scare[b]")->kind, plan::InputKind::EventSwitch);
  ASSERT_EQ(built.model.rings.size(), 1u);
  EXPECT_EQ(built.model.rings[0].depth, 5u);
}

TEST(Delays, AreHiddenStocksInEquilibrium) {
  const Built built(
      "model m\ntime 0 to 4 year step 1/4\naux w: fraction = 2\naux d: fraction = delay3(w, 3 year)\n"
      "aux p: fraction = previous(d)\nmetric x: fraction = final(p)\n");
  ASSERT_EQ(built.model.stocks.size(), 3u);
  EXPECT_TRUE(built.model.stocks[0].hidden);
  EXPECT_EQ(built.model.graph[built.model.stocks[2].initial].value, 2);  // 2 a year for one year
  ASSERT_EQ(built.model.rings.size(), 1u);
  EXPECT_EQ(built.model.rings[0].depth, 2u);
}

TEST(Delays, MayCloseLoops) {
  const Built built(
      "model m\ntime 0 to 4 year step 1/4\naux a: fraction = 0.5 * smooth1(b, 1 year, 2) + 1\n"
      "aux b: fraction = a * 2\nmetric x: fraction = final(a)\n");
  EXPECT_TRUE(built.messages.empty() || built.messages.find("error") == std::string::npos) << built.messages;
}

TEST(Metrics, MeasureTheRun) {
  const Built built(
      "model m\ntime 0 to 10 year step 1/16\nstock level: fraction = 0\n    inflow 0.1/year\n"
      "metric end: fraction = final(level)\nmetric mid: fraction = level at 5\n"
      "metric area: year = integral(level) over [5, 10]\nmetric top: fraction = max over time(level)\n"
      "metric passed: year = time when (level >= 0.25)\nmetric ratio: fraction = final(level) / (level at 5)\n");
  EXPECT_EQ(built.model.interface.metrics.size(), 6u);
  EXPECT_EQ(built.model.graph[built.metric_node("end")].leaf, Leaf::Stock);
  EXPECT_EQ(built.model.graph[built.metric_node("mid")].leaf, Leaf::Held);
  EXPECT_EQ(built.model.graph[built.metric_node("area")].leaf, Leaf::Stock);
}

// --- The whole -------------------------------------------------------------------------------------------------------

TEST(Presets, DropWhatNamesLostElements) {
  const Built built(
      "model m\ntime 0 to 1 year step 1\nset bloc = { us, cn, eu }\npreset core: bloc = { us, cn }\n"
      "constant k[bloc]: fraction = { us: 1, cn: 2, eu: 3 }\n"
      "stock s: fraction = 0\n    inflow k[us] / (1 year)\n    inflow k[eu] / (1 year)\n"
      "aux of_eu: fraction = k[eu]\nmetric m_eu: fraction = of_eu\nmetric n: fraction = sum(b in bloc: k[b])\n",
      no_files, "core");
  EXPECT_EQ(built.metric("n"), 3);
  EXPECT_EQ(built.model.graph[built.stock("s")->rate].value, 1);
  EXPECT_EQ(built.model.interface.metrics.size(), 1u);
  EXPECT_EQ(built.model.dropped.size(), 3u);
}

TEST(Imports, JoinOneNameSpaceAndInputsYield) {
  const FileReader read = [](std::string_view, std::string_view path) -> std::expected<File, FileFault> {
    if (path == "sub.detente") return File{"sub.detente", "input a: fraction = 7\naux b: fraction = 2 * a\n"};
    return std::unexpected(FileFault::NotFound);
  };
  const Built joined(
      "model m\nimport \"sub.detente\"\nimport \"sub.detente\"\naux a: fraction = 3\nmetric x: fraction = b\n", read);
  EXPECT_EQ(joined.metric("x"), 6);
  const Built alone("model m\nimport \"sub.detente\"\nmetric x: fraction = b\n", read);
  EXPECT_EQ(alone.metric("x"), 14);
}

TEST(Order, LongChainsOfEquationsAreSafe) {
  std::string text = "model m\naux x0: fraction = 1\n";
  for (int i = 1; i < 20000; ++i) {
    text += "aux x" + std::to_string(i) + ": fraction = x" + std::to_string(i - 1) + " + 1\n";
  }
  const Built built(text + "metric y: fraction = x19999\n");
  EXPECT_EQ(built.metric("y"), 20000);
}

TEST(Order, IsTheSameInEveryProcess) {
  const std::string text =
      "model m\ntime 0 to 1 year step 1\naux c: fraction = b + 1\naux b: fraction = a * 2\naux a: fraction = time / (1 "
      "year)\n";
  const Built one(text), two(text);
  ASSERT_EQ(one.model.graph.size(), two.model.graph.size());
  for (NodeId i = 0; i < one.model.graph.size(); ++i) EXPECT_EQ(one.model.graph[i].op, two.model.graph[i].op);
}

}  // namespace
}  // namespace detente::model
