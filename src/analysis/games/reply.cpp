#include "analysis/games/reply.h"

#include <memory>

#include "kernels/philox.h"
#include "search/cma_es.h"
#include "search/listed.h"
#include "search/section.h"

namespace detente::analysis::games {

using search::Point;

namespace {

using Searches = std::vector<std::unique_ptr<search::Searcher>>;

Searches searches_for(const PolicyClass& policies, const ReplyTask& task, const ReplyOptions& options) {
  Searches result;
  if (auto all = policies.all(kMostListed); !all.empty()) {
    result.push_back(std::make_unique<search::ListedSearch>(std::move(all)));
    return result;
  }
  if (policies.dimension() == 1) {
    result.push_back(std::make_unique<search::SectionSearch>(options.grid, options.precision, task.starts));
    return result;
  }
  std::vector<Point> starts = task.starts;
  if (options.wide) starts.push_back(Point(policies.dimension(), 0.5));
  for (std::size_t s = 0; s < starts.size(); ++s) {
    search::CmaOptions wanted;
    wanted.start = starts[s];
    wanted.spread = options.spread;
    wanted.most_evaluations = options.evaluations;
    wanted.precision = options.precision;
    wanted.key = kernels::stream_key(options.key, task.player * 64 + s);
    result.push_back(std::make_unique<search::CmaEs>(std::move(wanted)));
  }
  return result;
}

}  // namespace

base::Result<std::vector<Reply>> best_replies(Arena& arena, const Sample& sample, std::span<const ReplyTask> tasks,
                                              const ReplyOptions& options) {
  base::Result<std::vector<Reply>> result;
  std::vector<Searches> searches;
  for (const ReplyTask& task : tasks) searches.push_back(searches_for(arena.policies(task.player), task, options));
  for (bool going = true; going;) {
    going = false;
    for (std::size_t t = 0; t < tasks.size(); ++t) {
      const PolicyClass& policies = arena.policies(tasks[t].player);
      std::vector<Point> points;
      std::vector<std::pair<search::Searcher*, std::size_t>> asked;
      for (const auto& searcher : searches[t]) {
        const std::vector<Point> wanted = searcher->ask();
        if (wanted.empty()) continue;
        asked.emplace_back(searcher.get(), wanted.size());
        for (const Point& point : wanted) points.push_back(policies.rounded(point));
      }
      if (points.empty()) continue;
      going = true;
      auto columns = arena.deviations(sample, *tasks[t].profile, tasks[t].player, points);
      result.diagnostics.append(columns.diagnostics);
      if (!columns.value) return result;
      std::vector<double> values;
      for (const std::vector<double>& column : *columns.value) values.push_back(mean_of(column));
      std::size_t first = 0;
      for (const auto& [searcher, count] : asked) {
        searcher->tell(std::span(values).subspan(first, count));
        first += count;
      }
    }
  }
  result.value.emplace();
  for (std::size_t t = 0; t < tasks.size(); ++t) {
    Reply reply{.value = std::numeric_limits<double>::quiet_NaN()};
    for (const auto& searcher : searches[t]) {
      reply.evaluations += searcher->evaluations();
      if (!search::is_better(searcher->best_value(), reply.value)) continue;
      reply.value = searcher->best_value();
      reply.policy = arena.policies(tasks[t].player).rounded(searcher->best());
    }
    result.value->push_back(std::move(reply));
  }
  return result;
}

base::Result<std::vector<Reply>> best_replies(Arena& arena, const Sample& sample, const Profile& profile,
                                              const ReplyOptions& options) {
  std::vector<ReplyTask> tasks;
  for (std::uint32_t p = 0; p < arena.player_count(); ++p) tasks.push_back({p, &profile, profile[p].policies});
  return best_replies(arena, sample, tasks, options);
}

}  // namespace detente::analysis::games
