#include "report/scoreboard.h"

#include <cmath>

#include "base/cat.h"
#include "base/number_text.h"
#include "base/utf8.h"
#include "report/words.h"

namespace detente::report {

using analysis::claims::Finding;
using analysis::claims::Verdict;
using base::cat;
using plan::Claim;
using plan::Expectation;

namespace {

constexpr std::size_t kLongestSubject = 48;  // of a mean; longer ones are in the claim's text

Colour colour_of(Verdict verdict) {
  switch (verdict) {
    case Verdict::Supported: return Colour::Good;
    case Verdict::Refuted: return Colour::Bad;
    case Verdict::Unresolved: return Colour::Doubtful;
    case Verdict::NoEvidence: return Colour::Doubtful;
    case Verdict::NotSolved: return Colour::Dim;
  }
  return Colour::None;
}

std::uint64_t trials(const Finding& finding) { return static_cast<std::uint64_t>(finding.tally.trials()); }

// "0.31 [-0.2, 0.8] effort"
std::string robustness_text(const Claim& claim, const Finding& finding) {
  if (finding.robustness.count == 0) return "";
  const auto shown = [&](double value) { return base::number_text(value / claim.robustness_scale, 3); };
  std::string text = shown(finding.robustness.median);
  if (finding.robustness.p05 != finding.robustness.p95) {
    text += cat(" [", shown(finding.robustness.p05), ", ", shown(finding.robustness.p95), "]");
  }
  if (!claim.robustness_unit.empty() && claim.robustness_unit != "fraction") text += cat(" ", claim.robustness_unit);
  return text;
}

std::string open_text(const Finding& finding) {
  std::string text;
  if (finding.faulted > 0) text += cat(count_text(static_cast<std::uint64_t>(finding.faulted)), " faulted");
  if (finding.undecided > 0) {
    text += cat(text.empty() ? "" : ", ", count_text(static_cast<std::uint64_t>(finding.undecided)), " undecided");
  }
  return text.empty() ? text : cat(text, ": a failure at the interval's lower end, a success at its upper");
}

std::string condition_text(const Finding& finding) {
  const std::uint64_t all = trials(finding) + static_cast<std::uint64_t>(finding.set_aside);
  return cat("the condition held in ", share_text(finding.condition, all), " ",
             interval_text(finding.condition_interval, all), " of futures; ",
             count_text(static_cast<std::uint64_t>(finding.set_aside)), " were set aside");
}

std::vector<std::string> notes_of(const Claim& claim, const Finding& finding) {
  std::vector<std::string> notes;
  if (!claim.title.empty()) notes.push_back(base::escape_for_display(claim.title));
  if (finding.corrected != finding.verdict) {
    notes.push_back(cat(verdict_name(finding.corrected), " when the error is shared among the ",
                        finding.tested_together, " claims tested together"));
  }
  if (finding.conditional && finding.verdict != Verdict::NotSolved) notes.push_back(condition_text(finding));
  if (const std::string open = open_text(finding); !open.empty()) notes.push_back(open);
  if (!finding.note.empty()) notes.push_back(finding.note);
  return notes;
}

std::string table_text(const plan::Interface& interface, std::span<const Finding> findings, bool by_construction,
                       const Style& style) {
  Table table({{"verdict", Align::Left},
               {"claim", Align::Left},
               {"expected", Align::Left},
               {"estimate", Align::Right},
               {"95 % interval", Align::Left},
               {"kind", Align::Left},
               {"n", Align::Right},
               {"margin", Align::Right},
               {"robustness", Align::Left}});
  for (const Finding& finding : findings) {
    const Claim& claim = interface.claims[finding.claim];
    if (claim.by_construction != by_construction) continue;
    const bool judged = finding.verdict != Verdict::NotSolved;
    const std::uint64_t n = trials(finding);
    const bool has_margin = judged && !std::isnan(finding.margin);
    table.add({Cell(verdict_name(finding.verdict), colour_of(finding.verdict)), claim.name,
               expectation_text(interface, claim), judged ? share_text(finding.estimate, n) : "",
               judged && finding.verdict != Verdict::NoEvidence ? interval_text(finding.interval, n) : "",
               judged ? std::string(interval_kind(finding)) : "", judged ? count_text(n) : "",
               has_margin ? cat(finding.margin > 0 ? "+" : "", share_text(finding.margin, n)) : "",
               judged ? robustness_text(claim, finding) : ""});
    for (std::string& note : notes_of(claim, finding)) table.note(std::move(note));
  }
  return table.empty() ? "" : table.text(style);
}

}  // namespace

Score score(const plan::Interface& interface, std::span<const Finding> findings) {
  Score result;
  for (const Finding& finding : findings) {
    if (interface.claims[finding.claim].by_construction) {
      ++result.by_construction;
      continue;
    }
    switch (finding.verdict) {
      case Verdict::Supported: ++result.supported; break;
      case Verdict::Refuted: ++result.refuted; break;
      case Verdict::Unresolved: ++result.unresolved; break;
      case Verdict::NoEvidence: ++result.no_evidence; break;
      case Verdict::NotSolved: ++result.not_solved; break;
    }
  }
  return result;
}

std::string_view interval_kind(const Finding& finding) {
  if (finding.exact) return "exact";
  return finding.interval.kind == stats::IntervalKind::Sequence ? "sequence" : "fixed";
}

std::string expectation_text(const plan::Interface& interface, const Claim& claim) {
  const auto held = [&](std::string_view what) {
    return cat(what, claim.at_least ? " >" : " <", claim.strict ? " " : "= ", base::number_text(claim.threshold));
  };
  switch (claim.expectation) {
    case Expectation::Probability: return held("probability");
    case Expectation::ShareOfFutures: return held("share of futures");
    case Expectation::Worlds:
      return cat(held("probability"), " in >= ", base::number_text(claim.world_share), " of worlds");
    case Expectation::Correlation: return held("rank correlation");
    case Expectation::FirstOrder: return held(cat("first order of ", interface.groups[claim.group].name));
    case Expectation::TotalOrder: return held(cat("total order of ", interface.groups[claim.group].name));
    case Expectation::Mean: return held(claim.subject.size() > kLongestSubject ? "mean" : claim.subject);
  }
  return "";
}

std::string score_line(const Score& score) {
  std::string text = cat(score.supported, " supported, ", score.refuted, " refuted, ", score.unresolved, " unresolved");
  if (score.no_evidence > 0) text += cat(", ", score.no_evidence, " without evidence");
  if (score.not_solved > 0) text += cat(", ", score.not_solved, " not solved");
  if (score.by_construction > 0) text += cat(" (", score.by_construction, " by construction, not counted)");
  return text;
}

std::string scoreboard_text(const plan::Interface& interface, std::span<const Finding> findings, const Style& style) {
  if (findings.empty()) return "";
  std::string text = table_text(interface, findings, false, style);
  const std::string apart = table_text(interface, findings, true, style);
  if (!apart.empty()) text += cat(text.empty() ? "" : "\n", style.paint("by construction", Colour::Bold), "\n", apart);
  return cat(text, "\nclaims: ", score_line(score(interface, findings)), "\n");
}

}  // namespace detente::report
