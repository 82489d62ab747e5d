// What `detente overlap` prints of agreements, as text and as JSON.
#pragma once

#include <string>
#include <vector>

#include "analysis/games/overlap.h"
#include "plan/interface.h"
#include "report/json.h"
#include "report/table.h"

namespace detente::cli {

class OverlapAnswer {
 public:
  // The interface outlives it.
  OverlapAnswer(const plan::Interface& interface, report::Style style) : interface_(interface), style_(style) {}

  std::string table(const std::vector<analysis::games::AgreementView>& views) const;
  std::string details(const analysis::games::AgreementView& view) const;
  // The same agreements under another scenario, in the same futures.
  std::string shifts(const std::vector<analysis::games::AgreementView>& from,
                     const std::vector<analysis::games::AgreementView>& to) const;

  report::Json json(const analysis::games::AgreementView& view) const;
  report::Json shift_json(const analysis::games::AgreementView& from, const analysis::games::AgreementView& to) const;

 private:
  const plan::Agreement& agreement(const analysis::games::AgreementView& view) const {
    return interface_.agreements[view.agreement];
  }
  const plan::Input& term(const analysis::games::AgreementView& view, std::uint32_t number) const {
    return interface_.inputs[agreement(view).terms[number]];
  }
  std::string party(const analysis::games::PartyView& of) const { return interface_.players[of.player].name; }
  std::string value(const plan::Input& input, double at) const;
  std::string terms(const analysis::games::AgreementView& view, std::uint32_t point) const;
  std::string members(const analysis::games::AgreementView& view, const std::vector<std::uint32_t>& of) const;

  std::string founder(const analysis::games::PartyView& of) const;
  std::string payments(const analysis::games::AgreementView& view) const;
  std::string coalitions(const analysis::games::AgreementView& view) const;
  std::string bargaining(const analysis::games::AgreementView& view) const;
  std::string verification(const analysis::games::AgreementView& view) const;

  report::Json party_json(const analysis::games::PartyView& of) const;
  report::Json terms_json(const analysis::games::AgreementView& view) const;
  report::Json coalitions_json(const analysis::games::AgreementView& view) const;
  report::Json verification_json(const analysis::games::AgreementView& view) const;
  report::Json curves_json(const analysis::games::AgreementView& view) const;

  const plan::Interface& interface_;
  report::Style style_;
};

}  // namespace detente::cli
