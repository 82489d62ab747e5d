#include "guide/causes.h"

#include <algorithm>

#include "guide/ranges.h"

namespace detente::guide {

using namespace syntax;

namespace {

constexpr std::uint32_t kFar = 0xFFFFFFFFu;
constexpr std::uint64_t kMostSteps = 2'000'000;  // of the search for loops; more than any chapter of a model needs

bool is_dynamic(DeclKind kind) {
  return kind == DeclKind::Stock || kind == DeclKind::Flow || kind == DeclKind::Aux || kind == DeclKind::Input ||
         kind == DeclKind::Event || kind == DeclKind::Noise || kind == DeclKind::Lever;
}

Sign sign_of(const Interval& change) {
  if (change.low >= 0) return Sign::Plus;
  return change.high <= 0 ? Sign::Minus : Sign::Unknown;
}

bool read_while_running(const Structure& structure, const Part& part, const std::string& name) {
  return part.role != Role::Start && part.role != Role::Range && reads(structure.names(), part.expr, name, true);
}

// Whether an event makes more of a stock each time, or less.
Sign jump_of(const Ranges& ranges, const EventDecl& event, std::string_view stock, std::uint32_t number) {
  Interval all = kZero;
  for (const Assignment& assignment : event.assignments) {
    if (assignment.target.text != stock) continue;
    if (assignment.op == AssignOp::Set) return Sign::Unknown;
    all = all + ranges.slope(*assignment.value, number, kNobody).value;
  }
  return sign_of(all);
}

// How `to` follows `from`; nothing when it does not.
bool link_between(const Structure& structure, const Ranges& ranges, std::uint32_t from, std::uint32_t to, Sign& sign) {
  const Variable& cause = structure.variables()[from];
  const Variable& effect = structure.variables()[to];
  if (effect.decl->kind == DeclKind::Stock) {
    if (const auto* event = try_as<EventDecl>(cause.decl)) {
      sign = jump_of(ranges, *event, effect.symbol->name, to);
      return true;
    }
    if (const auto* flow = try_as<FlowDecl>(cause.decl)) {
      const bool in = reads(structure.names(), flow->to, effect.symbol->name);
      const bool out = reads(structure.names(), flow->from, effect.symbol->name);
      if (in != out) {
        sign = in ? Sign::Plus : Sign::Minus;
        return true;
      }
    }
  }
  Interval change = kZero;
  bool read = false;
  for (const Part& part : parts_of(*effect.decl)) {
    if (!read_while_running(structure, part, cause.symbol->name)) continue;
    read = true;
    if (effect.decl->kind == DeclKind::Event) {
      const auto& event = as<EventDecl>(*effect.decl);
      const bool rate = event.trigger && event.trigger->kind == TriggerKind::Rate && event.trigger->amount == part.expr;
      change = change + (rate ? ranges.slope(*part.expr, to, from).change : kAnything);
    } else if (effect.decl->kind != DeclKind::Stock) {
      // Of several equations one holds at each element, so their slopes stand side by side.
      change = hull(change, ranges.slope(*part.expr, to, from).change);
    }
  }
  if (read && effect.decl->kind == DeclKind::Stock) change = ranges.rate(to, from).change;
  if (!read || change == kZero) return false;
  sign = sign_of(change);
  return true;
}

}  // namespace

std::vector<Link> causal_links(const Structure& structure, const Ranges& ranges) {
  std::vector<Link> links;
  const auto& variables = structure.variables();
  for (std::uint32_t from = 0; from < variables.size(); ++from) {
    if (!is_dynamic(variables[from].decl->kind)) continue;
    for (const std::uint32_t to : variables[from].read_by) {
      if (!is_dynamic(variables[to].decl->kind)) continue;
      Link link{from, to, Sign::Unknown};
      if (link_between(structure, ranges, from, to, link.sign)) links.push_back(link);
    }
  }
  return links;
}

namespace {

class Search {
 public:
  Search(const std::vector<Link>& links, const std::vector<bool>& inside, std::uint32_t most)
      : most_(most), out_(inside.size()), in_(inside.size()) {
    for (const Link& link : links) {
      if (!inside[link.from] || !inside[link.to]) continue;
      out_[link.from].push_back(&link);
      in_[link.to].push_back(link.from);
    }
  }

  Loops run(std::uint32_t longest) {
    // One length after the other, so that the shortest come first.
    for (std::uint32_t length = 2; length <= longest && loops_.all; ++length) {
      for (std::uint32_t start = 0; start < out_.size() && loops_.all; ++start) {
        if (out_[start].empty() || in_[start].empty()) continue;
        distances_to(start, length);
        path_ = {start};
        on_path_.assign(out_.size(), false);
        on_path_[start] = true;
        extend(start, length, false, false);
      }
    }
    return std::move(loops_);
  }

 private:
  // Steps to `start` through variables of higher number, as far as `reach`.
  void distances_to(std::uint32_t start, std::uint32_t reach) {
    distance_.assign(out_.size(), kFar);
    distance_[start] = 0;
    std::vector<std::uint32_t> front = {start};
    for (std::uint32_t d = 1; d < reach && !front.empty(); ++d) {
      std::vector<std::uint32_t> next;
      for (const std::uint32_t v : front) {
        for (const std::uint32_t from : in_[v]) {
          if (from <= start || distance_[from] != kFar) continue;
          distance_[from] = d;
          next.push_back(from);
        }
      }
      front = std::move(next);
    }
  }

  void extend(std::uint32_t start, std::uint32_t length, bool negative, bool unknown) {
    if (!loops_.all) return;
    const std::uint32_t left = length - static_cast<std::uint32_t>(path_.size());
    for (const Link* link : out_[path_.back()]) {
      if (++steps_ > kMostSteps) loops_.all = false;
      if (!loops_.all) return;
      const bool minus = negative != (link->sign == Sign::Minus);
      const bool dark = unknown || link->sign == Sign::Unknown;
      if (left == 0) {
        if (link->to != start) continue;
        if (loops_.found.size() == most_) {
          loops_.all = false;
          return;
        }
        loops_.found.push_back({path_, dark ? Sign::Unknown : minus ? Sign::Minus : Sign::Plus});
      } else if (link->to > start && !on_path_[link->to] && distance_[link->to] <= left) {
        path_.push_back(link->to);
        on_path_[link->to] = true;
        extend(start, length, minus, dark);
        on_path_[link->to] = false;
        path_.pop_back();
      }
    }
  }

  std::uint32_t most_;
  std::vector<std::vector<const Link*>> out_;
  std::vector<std::vector<std::uint32_t>> in_;
  Loops loops_;
  std::uint64_t steps_ = 0;
  std::vector<std::uint32_t> path_, distance_;
  std::vector<bool> on_path_;
};

}  // namespace

Loops find_loops(const std::vector<Link>& links, const std::vector<bool>& inside, std::uint32_t most,
                 std::uint32_t longest) {
  return Search(links, inside, most).run(longest);
}

}  // namespace detente::guide
