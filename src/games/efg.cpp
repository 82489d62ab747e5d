#include "games/efg.h"

#include <map>
#include <utility>

#include "base/cat.h"
#include "base/utf8.h"
#include "games/scan.h"

namespace detente::games {

using base::cat;

namespace {

constexpr std::size_t kMostNodes = 1'000'000;
constexpr std::uint32_t kMostNumber = 1'000'000'000;  // of information sets and outcomes

class Reader {
 public:
  Reader(const base::SourceMap& sources, base::SourceId source, base::Result<Tree>& result)
      : scan_(sources, source, result.diagnostics), result_(result), whole_{source, 0, 0} {}

  void read() {
    const bool is_efg =
        scan_.sees_number() && scan_.word("EFG") == "EFG" && scan_.sees_number() && scan_.word("2") == "2";
    if (!is_efg) {
      scan_.fault("E1701", "not a game in extensive form").with_help("such a file begins with EFG 2 R \"title\"");
      return;
    }
    scan_.word("R or D");  // how numbers are written; every number is read exactly
    const std::string title = scan_.text("the title");
    scan_.expect('{', "before the players");
    while (scan_.sees('"')) {
      std::string name = scan_.text("a player");
      players_.push_back(name.empty() ? std::to_string(players_.size() + 1) : std::move(name));
    }
    scan_.expect('}', "after the players");
    if (!scan_.failed() && players_.empty()) {
      scan_.fault("E1704", "the game has no players").with_help("name at least one");
    }
    if (scan_.sees('"')) scan_.text("the comment");
    read_nodes();
    if (scan_.failed()) return;
    Tree::Fault fault;
    auto tree = Tree::make(title, std::move(players_), sets_, std::move(nodes_), fault);
    if (tree) {
      result_.value = std::move(*tree);
      return;
    }
    const InformationSet& set = sets_[fault.set];
    const std::string name =
        cat("information set `", base::escape_for_display(set.name), "` of player ", set.player + 1);
    if (fault.absent_minded) {
      result_.diagnostics.add("E1706", whole_, cat("absent-minded: one path passes ", name, " twice"))
          .with_help("give the later node an information set of its own");
    } else {
      result_.diagnostics.add("E1707", whole_, cat("imperfect recall: at ", name, " the player has forgotten a choice"))
          .with_help("nodes of a set must come after the same own choices; split the set");
    }
  }

 private:
  void read_nodes() {
    std::vector<std::pair<std::uint32_t, std::uint32_t>> open;  // node, its next child
    std::vector<std::vector<Rational>> sums;                    // payoffs met on the way to each open node
    do {
      if (scan_.at_end()) {
        scan_.fault("E1704", cat("the file ends after ", nodes_.size(), " nodes, but moves still lead on"))
            .with_help("nodes come in preorder; every move needs one");
        return;
      }
      if (nodes_.size() >= kMostNodes) {
        scan_.fault("E1705", "the game is too large").with_help(cat("at most ", kMostNodes, " nodes"));
        return;
      }
      const auto number = static_cast<std::uint32_t>(nodes_.size());
      Node node;
      if (!open.empty()) {
        node.parent = open.back().first;
        nodes_[node.parent].children[open.back().second++] = number;
      }
      std::vector<Rational> sum = open.empty() ? std::vector<Rational>(players_.size()) : sums.back();
      read_node(node, sum);
      if (scan_.failed()) return;
      nodes_.push_back(std::move(node));
      if (nodes_.back().children.empty()) {
        nodes_.back().payoffs = std::move(sum);
      } else {
        open.emplace_back(number, 0);
        sums.push_back(std::move(sum));
      }
      while (!open.empty() && open.back().second == nodes_[open.back().first].children.size()) {
        open.pop_back();
        sums.pop_back();
      }
    } while (!open.empty());
    if (!scan_.at_end()) {
      scan_.word("");
      scan_.fault("E1704", "the file goes on after the last node")
          .with_help("every node but the first is behind a move");
    }
  }

  void read_node(Node& node, std::vector<Rational>& sum) {
    const std::string kind = scan_.word("c, p or t");
    if (scan_.failed()) return;
    if (kind != "c" && kind != "p" && kind != "t") {
      scan_.fault("E1702", cat("expected c, p or t, found `", base::escape_for_display(kind.substr(0, 40)), "`"))
          .with_help("a node is of chance (c), of a player (p) or terminal (t)");
      return;
    }
    scan_.text("the name of a node");
    if (kind == "c") read_chance(node);
    if (kind == "p") read_move(node);
    read_outcome(sum);
  }

  void read_chance(Node& node) {
    const std::uint32_t number = scan_.whole("the number of an information set", 0, kMostNumber);
    if (scan_.sees('"')) scan_.text("the name of an information set");
    std::vector<Rational>& chances = chance_sets_[number];
    if (scan_.take('{')) {
      chances.clear();
      Rational sum;
      while (scan_.sees('"')) {
        scan_.text("a move");
        chances.push_back(scan_.number("a probability"));
        scan_.take(',');
        if (!scan_.failed() && chances.back().sign() < 0) {
          scan_.fault("E1709", "a probability is negative").with_help("chances lie between 0 and 1");
          return;
        }
        sum += chances.back();
      }
      scan_.expect('}', "after the moves of chance");
      if (!scan_.failed() && sum != Rational(1)) {
        scan_.fault("E1709", cat("the chances of a node add up to ", sum.text(), ", not to 1"))
            .with_help("write fractions such as 1/3 where decimals do not add up");
      }
    } else if (chances.empty()) {
      scan_.fault("E1704", "the moves of chance are missing").with_help("name them where the set first occurs");
    }
    node.chances = chances;
    node.children.assign(chances.size(), 0);
  }

  void read_move(Node& node) {
    const std::uint32_t player =
        scan_.whole("the number of a player", 1, static_cast<std::uint32_t>(players_.size())) - 1;
    const std::uint32_t number = scan_.whole("the number of an information set", 1, kMostNumber);
    std::string name;
    if (scan_.sees('"')) name = scan_.text("the name of an information set");
    std::vector<std::string> actions;
    if (scan_.take('{')) {
      while (scan_.sees('"')) {
        std::string action = scan_.text("a move");
        actions.push_back(action.empty() ? std::to_string(actions.size() + 1) : std::move(action));
      }
      scan_.expect('}', "after the moves of a player");
    }
    if (scan_.failed()) return;
    const auto [place, is_new] = set_numbers_.try_emplace({player, number}, static_cast<std::uint32_t>(sets_.size()));
    if (is_new) {
      if (actions.empty()) {
        scan_.fault("E1704", "the moves of a player are missing").with_help("name them where the set first occurs");
        return;
      }
      sets_.push_back({player, name.empty() ? std::to_string(number) : std::move(name), std::move(actions)});
    } else if (!actions.empty() && actions.size() != sets_[place->second].actions.size()) {
      scan_
          .fault("E1704", cat("information set ", number, " has ", sets_[place->second].actions.size(),
                              " moves at another node, ", actions.size(), " here"))
          .with_help("the nodes of a set look alike to the player: give them the same moves");
      return;
    }
    node.set = place->second;
    node.children.assign(sets_[node.set].actions.size(), 0);
  }

  void read_outcome(std::vector<Rational>& sum) {
    const std::uint32_t number = scan_.whole("the number of an outcome", 0, kMostNumber);
    if (scan_.sees('"')) scan_.text("the name of an outcome");
    if (scan_.take('{')) {
      std::vector<Rational> payoffs;
      for (std::size_t i = 0; i < players_.size(); ++i) {
        payoffs.push_back(scan_.number("a payoff"));
        scan_.take(',');
      }
      scan_.expect('}', "after the payoffs of an outcome, one for each player");
      outcomes_[number] = std::move(payoffs);
    }
    if (scan_.failed() || number == 0) return;
    const auto outcome = outcomes_.find(number);
    if (outcome == outcomes_.end()) {
      scan_.fault("E1704", cat("the payoffs of outcome ", number, " are missing"))
          .with_help("give them where the outcome first occurs; 0 is no outcome");
      return;
    }
    for (std::size_t i = 0; i < sum.size(); ++i) sum[i] += outcome->second[i];
  }

  Scanner scan_;
  base::Result<Tree>& result_;
  base::Span whole_;
  std::vector<std::string> players_;
  std::vector<InformationSet> sets_;
  std::vector<Node> nodes_;
  std::map<std::uint32_t, std::vector<Rational>> chance_sets_, outcomes_;
  std::map<std::pair<std::uint32_t, std::uint32_t>, std::uint32_t> set_numbers_;
};

}  // namespace

base::Result<Tree> read_efg(const base::SourceMap& sources, base::SourceId source) {
  base::Result<Tree> result;
  Reader(sources, source, result).read();
  return result;
}

}  // namespace detente::games
