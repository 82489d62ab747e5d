#include "analysis/games/reply.h"

#include <memory>

#include "kernels/philox.h"
#include "search/listed.h"
#include "search/section.h"
#include "search/surface.h"

namespace detente::analysis::games {

using search::Point;

namespace {

std::unique_ptr<search::Searcher> searcher_for(const Arena& arena, const ReplyTask& task, const ReplyOptions& options) {
  const PolicyClass& policies = arena.policies(task.player);
  if (auto all = policies.all(kMostListed); !all.empty()) return std::make_unique<search::ListedSearch>(std::move(all));
  if (policies.dimension() == 1) {
    return std::make_unique<search::SectionSearch>(options.grid, options.precision, task.starts);
  }
  search::SurfaceOptions wanted;
  wanted.starts = task.starts;
  if (options.wide) wanted.starts.push_back(Point(policies.dimension(), 0.5));
  wanted.look = options.look(policies.dimension());
  wanted.radius = options.radius;
  wanted.precision = options.precision;
  wanted.least_gain = options.enough * arena.range(task.player);
  wanted.most_evaluations = options.evaluations;
  wanted.key = kernels::stream_key(options.key, task.player);
  return std::make_unique<search::SurfaceSearch>(std::move(wanted));
}

}  // namespace

base::Result<std::vector<Reply>> best_replies(Arena& arena, const Sample& sample, std::span<const ReplyTask> tasks,
                                              const ReplyOptions& options) {
  base::Result<std::vector<Reply>> result;
  std::vector<std::unique_ptr<search::Searcher>> searchers;
  for (const ReplyTask& task : tasks) searchers.push_back(searcher_for(arena, task, options));
  for (bool going = true; going;) {
    going = false;
    for (std::size_t t = 0; t < tasks.size(); ++t) {
      std::vector<Point> points = searchers[t]->ask();
      if (points.empty()) continue;
      going = true;
      for (Point& point : points) point = arena.policies(tasks[t].player).rounded(point);
      auto columns = arena.deviations(sample, *tasks[t].profile, tasks[t].player, points);
      result.diagnostics.append(columns.diagnostics);
      if (!columns.value) return result;
      std::vector<double> values;
      for (const std::vector<double>& column : *columns.value) values.push_back(mean_of(column));
      searchers[t]->tell(values);
    }
  }
  result.value.emplace();
  for (std::size_t t = 0; t < tasks.size(); ++t) {
    const search::Searcher& searcher = *searchers[t];
    const PolicyClass& policies = arena.policies(tasks[t].player);
    result.value->push_back({searcher.best().empty() ? Point() : policies.rounded(searcher.best()),
                             searcher.best_value(), searcher.evaluations()});
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
