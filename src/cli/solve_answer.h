// What `detente solve` prints of players' choices, as text and as JSON. Every JSON object lacks its diagnostics.
#pragma once

#include <string>
#include <vector>

#include "analysis/games/response.h"
#include "analysis/games/solve.h"
#include "report/json.h"
#include "report/table.h"

namespace detente::cli {

class SolveAnswer {
 public:
  // Beside the equilibria: how others answer to moves; empty where nobody asked.
  using Replies = std::vector<std::vector<analysis::games::Answer>>;

  // The arena and the options outlive it.
  SolveAnswer(const analysis::games::Arena& arena, const analysis::games::SolveOptions& options, report::Style style)
      : arena_(arena), options_(options), style_(style) {}

  std::string text(const analysis::games::Solution& of, const Replies& replies) const;
  std::string text(const analysis::games::Commitment& of) const;
  std::string text(const analysis::games::KnownFutures& of) const;
  std::string text(const std::vector<analysis::games::Level>& of) const;
  std::string text(const analysis::games::NoisyReplies& of, double precision) const;

  report::Json json(const analysis::games::Solution& of, const Replies& replies) const;
  report::Json json(const analysis::games::Commitment& of) const;
  report::Json json(const analysis::games::KnownFutures& of) const;
  report::Json json(const std::vector<analysis::games::Level>& of) const;
  report::Json json(const analysis::games::NoisyReplies& of, double precision) const;

 private:
  std::string head(const std::string& reading) const;
  report::Json json_head(const char* reading) const;
  std::string runs() const;
  std::uint32_t futures() const;  // that results stand on

  std::string mixture(std::uint32_t player, const analysis::games::Mixture& mixture) const;
  std::string gain(std::uint32_t player, const analysis::games::PlayerCertificate& of) const;
  std::string profile(const analysis::games::Profile& profile, const std::vector<analysis::games::Payoff>& payoffs,
                      const analysis::games::Certificate& certificate) const;
  std::string move(const std::string& mover, std::uint32_t player, std::uint32_t axis, double from, double to) const;
  std::string reply(const analysis::games::Answer& of) const;
  bool replies_hold(const analysis::games::Commitment& of) const;

  report::Json mixture_json(std::uint32_t player, const analysis::games::Mixture& mixture) const;
  report::Json gain_json(std::uint32_t player, const analysis::games::PlayerCertificate& of) const;
  report::Json profile_json(const analysis::games::Profile& profile,
                            const std::vector<analysis::games::Payoff>& payoffs,
                            const analysis::games::Certificate& certificate) const;
  report::Json reply_json(const analysis::games::Answer& of) const;

  const analysis::games::Arena& arena_;
  const analysis::games::SolveOptions& options_;
  report::Style style_;
};

}  // namespace detente::cli
