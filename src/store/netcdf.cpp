#include "store/netcdf.h"

#include <netcdf.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <limits>
#include <map>
#include <new>
#include <set>

#include "base/cat.h"

namespace detente::store {

using base::cat;
using plan::Quantity;
using results::Chunk;

namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
constexpr size_t kStorageChunkBytes = 1 << 20;
constexpr int kDeflate = 1;  // shuffled; higher levels cost much time for little

// The elements of a set in the order in which they first occur.
struct Labels {
  std::vector<std::string> names;
  std::map<std::string, size_t> places;
};

// The quantities that differ only in their labels, as one variable over the sets of those labels.
struct Grid {
  std::string name;
  const Quantity* first = nullptr;
  std::vector<size_t> quantities;  // positions in the list the grid was made from
  std::vector<size_t> elements;    // where each goes in the row-major block of labels
  std::vector<int> dimensions;     // one per set
  std::vector<size_t> shape;       // ditto
  size_t cells = 1;
  int id = -1;
};

class Writer {
 public:
  Writer(StudyFile& file, const std::string& path) : file_(file), header_(file.header()), path_(path) {
    check(nc_create(path.c_str(), NC_NETCDF4 | NC_CLOBBER, &id_));
  }
  ~Writer() {
    if (id_ >= 0) nc_abort(id_);
  }
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;

  void write(const std::string& digest) {
    define(digest);
    for (uint32_t arm = 0; arm < header_.arms.size(); ++arm) {
      for (uint64_t number = 0; number < header_.chunk_count(); ++number) {
        const ChunkPlace place{arm, number};
        if (!file_.has(place)) continue;
        const base::Result<Chunk> chunk = file_.read(place, file_.has_traces(place));
        if (!chunk) throw Failure{*chunk.diagnostics.sorted()[0]};
        write(arm, *chunk);
      }
    }
    const int id = std::exchange(id_, -1);
    check(nc_close(id));
  }

 private:
  void check(int status) const {
    if (status == NC_NOERR) return;
    fail("E1304", cat("cannot write `", path_, "`: ", std::string(nc_strerror(status))));
  }

  // --- Definitions

  // A name NetCDF and its readers take, not used before.
  std::string unused_name(std::string name) {
    for (char& c : name) {
      const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
      if (!plain && static_cast<unsigned char>(c) < 128) c = '_';
    }
    if (name.empty()) name = "_";
    std::string candidate = name;
    for (int i = 2; !names_.insert(candidate).second; ++i) candidate = cat(name, "_", i);
    return candidate;
  }

  void attribute(int variable, const char* name, std::string_view text) {
    check(nc_put_att_text(id_, variable, name, text.size(), text.data() ? text.data() : ""));
  }

  void describe(int variable, std::string_view long_name, std::string_view unit) {
    attribute(variable, "long_name", long_name);
    if (!unit.empty()) attribute(variable, "units", unit);
  }

  int dimension(const std::string& name, size_t size) {
    int dimension = -1;
    check(nc_def_dim(id_, name.c_str(), std::max<size_t>(size, 1), &dimension));
    return dimension;
  }

  int variable(const std::string& name, nc_type type, const std::vector<int>& dimensions) {
    int variable = -1;
    check(nc_def_var(id_, name.c_str(), type, static_cast<int>(dimensions.size()), dimensions.data(), &variable));
    return variable;
  }

  // A dimension with the labels of its places.
  int labelled(const std::string& name, const std::vector<std::string>& labels, std::string_view long_name) {
    const int place = dimension(name, labels.size());
    const int coordinate = variable(name, NC_STRING, {place});
    attribute(coordinate, "long_name", long_name);
    for (size_t i = 0; i < labels.size(); ++i) {
      const char* label = labels[i].c_str();
      check(nc_put_var1_string(id_, coordinate, &i, &label));
    }
    return place;
  }

  // A variable over (scenario, run, ...), stored in pieces of about kStorageChunkBytes, compressed.
  int result_variable(const std::string& name, nc_type type, std::vector<int> further, std::vector<size_t> shape) {
    size_t cells = 1;
    for (const size_t length : shape) cells *= length;
    const size_t runs = std::clamp<size_t>(kStorageChunkBytes / (cells * sizeof(double)), 1, results::kChunkRuns);
    shape.insert(shape.begin(), {1, std::min<size_t>(runs, std::max<uint64_t>(header_.runs, 1))});
    further.insert(further.begin(), {scenario_, run_});
    const int result = variable(name, type, further);
    check(nc_def_var_chunking(id_, result, NC_CHUNKED, shape.data()));
    check(nc_def_var_deflate(id_, result, 1, 1, kDeflate));
    if (type == NC_DOUBLE) check(nc_def_var_fill(id_, result, NC_FILL, &kNan));
    return result;
  }

  // The dimension of a set; a quantity over (bloc, bloc) gets a second one. Its labels are all that occur.
  int set_dimension(const std::string& set, size_t occurrence) {
    const std::string key = occurrence == 0 ? set : cat(set, "_", occurrence + 1);
    if (const auto found = set_dimensions_.find(key); found != set_dimensions_.end()) return found->second;
    return set_dimensions_[key] = labelled(unused_name(key), set_labels_[set].names, cat("elements of ", set));
  }

  void collect_labels(const std::vector<Quantity>& quantities) {
    for (const Quantity& quantity : quantities) {
      for (size_t i = 0; i < quantity.name.sets.size(); ++i) {
        Labels& labels = set_labels_[quantity.name.sets[i]];
        const std::string& label = quantity.name.labels[i];
        if (labels.places.try_emplace(label, labels.names.size()).second) labels.names.push_back(label);
      }
    }
  }

  std::vector<Grid> grids(const std::vector<Quantity>& quantities) {
    std::vector<Grid> grids;
    std::map<std::pair<std::string, std::vector<std::string>>, size_t> known;
    for (size_t i = 0; i < quantities.size(); ++i) {
      const Quantity& quantity = quantities[i];
      const auto [found, is_new] = known.try_emplace({quantity.name.base, quantity.name.sets}, grids.size());
      if (is_new) {
        Grid grid;
        grid.first = &quantity;
        for (size_t d = 0; d < quantity.name.sets.size(); ++d) {
          const std::string& set = quantity.name.sets[d];
          const auto before = quantity.name.sets.begin() + static_cast<ptrdiff_t>(d);
          const auto occurrence = static_cast<size_t>(std::count(quantity.name.sets.begin(), before, set));
          grid.dimensions.push_back(set_dimension(set, occurrence));
          grid.shape.push_back(set_labels_[set].names.size());
          grid.cells *= grid.shape.back();
          if (grid.cells > kMostCells)
            fail("E1304", cat("cannot write `", path_, "`: ", quantity.name.base, " is too large"));
        }
        grid.name = unused_name(quantity.name.base);
        grids.push_back(std::move(grid));
      }
      Grid& grid = grids[found->second];
      size_t element = 0;
      for (size_t d = 0; d < grid.shape.size(); ++d) {
        const Labels& labels = set_labels_[quantity.name.sets[d]];
        element = element * grid.shape[d] + labels.places.at(quantity.name.labels[d]);
      }
      grid.quantities.push_back(i);
      grid.elements.push_back(element);
    }
    return grids;
  }

  void define(const std::string& digest) {
    attribute(NC_GLOBAL, "Conventions", "CF-1.10");
    attribute(NC_GLOBAL, "title", header_.title.empty() ? header_.model : header_.title);
    attribute(NC_GLOBAL, "source", cat("model ", header_.model, ", hash ", header_.model_hash));
    std::string history;
    for (const Session& session : file_.sessions()) {
      history += cat(session.started, " ", session.program, " on ", session.host, ": ", session.command, "\n");
    }
    attribute(NC_GLOBAL, "history", history);
    attribute(NC_GLOBAL, "design", header_.design);
    attribute(NC_GLOBAL, "digest", digest);

    for (const char* name : {"scenario", "run", "time", "claim", "fault_site", "model_text", "fault", "fault_step"}) {
      names_.insert(name);
    }
    std::vector<std::string> arms = header_.arms;
    for (std::string& arm : arms) {
      if (arm.empty()) arm = "baseline";
    }
    scenario_ = labelled("scenario", arms, "scenario");
    run_ = dimension("run", header_.runs);
    const int run = variable("run", NC_INT64, {run_});
    attribute(run, "long_name", "number of the future");
    for (size_t i = 0; i < header_.runs; i += results::kChunkRuns) {
      std::vector<long long> numbers(header_.runs_in(i / results::kChunkRuns));
      for (size_t r = 0; r < numbers.size(); ++r) numbers[r] = static_cast<long long>(i + r);
      const size_t count = numbers.size();
      check(nc_put_vara_longlong(id_, run, &i, &count, numbers.data()));
    }
    const int text = variable("model_text", NC_STRING, {});
    attribute(text, "long_name", "the model that was run, with the sources of its numbers");
    const char* model_text = file_.model_text().c_str();
    check(nc_put_var_string(id_, text, &model_text));

    collect_labels(header_.metrics);
    collect_labels(header_.signals);
    metrics_ = grids(header_.metrics);
    for (Grid& grid : metrics_) {
      grid.id = result_variable(grid.name, NC_DOUBLE, grid.dimensions, grid.shape);
      describe(grid.id, grid.first->title.empty() ? grid.first->name.base : grid.first->title, grid.first->unit);
    }
    define_trajectories();
    define_claims();
    define_faults();
  }

  void define_trajectories() {
    if (header_.signals.empty()) return;
    // Arms may run over other years: the axis has every time of any of them.
    for (const std::vector<double>& times : header_.times) times_.insert(times_.end(), times.begin(), times.end());
    // total order: finite numbers
    std::sort(times_.begin(), times_.end());
    times_.erase(std::unique(times_.begin(), times_.end()), times_.end());
    const int time = dimension("time", times_.size());
    const int coordinate = variable("time", NC_DOUBLE, {time});
    describe(coordinate, "calendar time", "year");
    attribute(coordinate, "axis", "T");
    if (!times_.empty()) check(nc_put_var_double(id_, coordinate, times_.data()));
    signals_ = grids(header_.signals);
    for (Grid& grid : signals_) {
      std::vector<int> dimensions = grid.dimensions;
      std::vector<size_t> shape = grid.shape;
      dimensions.insert(dimensions.begin(), time);
      shape.insert(shape.begin(), std::max<size_t>(times_.size(), 1));
      grid.id = result_variable(grid.name, NC_DOUBLE, dimensions, shape);
      describe(grid.id, grid.first->title.empty() ? grid.first->name.base : grid.first->title, grid.first->unit);
    }
  }

  void define_claims() {
    if (header_.monitors.empty()) return;
    std::vector<std::string> names, units;
    for (const Quantity& monitor : header_.monitors) {
      names.push_back(monitor.name.full);
      units.push_back(monitor.unit);
    }
    const int claim = labelled("claim", names, "claim or condition judged in every run");
    const auto define = [&](const char* name, std::string_view long_name, std::string_view unit) {
      const int result = result_variable(unused_name(name), NC_DOUBLE, {claim}, {names.size()});
      describe(result, long_name, unit);
      claims_.push_back(result);
    };
    // In the order of results::kNumberKinds after the metrics.
    define("claim_truth", "1 true, 0 false, 0.5 undecided when the run ended", "1");
    define("claim_robustness_low", "least distance from flipping, in the unit of the comparison", "");
    define("claim_robustness_high", "greatest distance from flipping, in the unit of the comparison", "");
    define("claim_first_time", "first time at which the condition is true", "year");
    define("claim_given", "1 where the condition the claim is judged under came", "1");
  }

  void define_faults() {
    labelled("fault_site", header_.fault_sites, "where and how a run can fault");
    fault_ = result_variable("fault", NC_INT, {}, {});
    attribute(fault_, "long_name", "first cause, a number of fault_site counted from 0; -1 = the run is good");
    fault_step_ = result_variable("fault_step", NC_INT, {}, {});
    attribute(fault_step_, "long_name", "time step of the first cause; -1 = the run is good");
  }

  // --- Values

  // Quantity-major columns of (point, run) to row-major (run, point, element); `places` says where on the axis of the
  // variable each point lies, and how long that axis is. Without an axis there is one point.
  struct Axis {
    std::vector<size_t> places = {0};
    size_t length = 1;
    bool exists = false;
  };

  Axis time_axis(uint32_t arm) const {
    Axis axis{{}, times_.size(), true};
    for (const double time : header_.times[arm]) {
      axis.places.push_back(static_cast<size_t>(std::lower_bound(times_.begin(), times_.end(), time) - times_.begin()));
    }
    return axis;
  }

  void put(const Grid& grid, const std::vector<Quantity>& quantities, const std::vector<double>& values, uint32_t arm,
           const Chunk& chunk, const Axis& axis) {
    std::vector<double> block(chunk.runs * axis.length * grid.cells, kNan);
    for (size_t i = 0; i < grid.quantities.size(); ++i) {
      const double scale = quantities[grid.quantities[i]].scale;
      const double* column = values.data() + grid.quantities[i] * axis.places.size() * chunk.runs;
      for (size_t point = 0; point < axis.places.size(); ++point) {
        for (size_t run = 0; run < chunk.runs; ++run) {
          const size_t cell = (run * axis.length + axis.places[point]) * grid.cells + grid.elements[i];
          block[cell] = column[point * chunk.runs + run] / scale;
        }
      }
    }
    std::vector<size_t> start = {arm, chunk.first_run}, count = {1, chunk.runs};
    if (axis.exists) {
      start.push_back(0);
      count.push_back(axis.length);
    }
    start.resize(start.size() + grid.shape.size(), 0);
    count.insert(count.end(), grid.shape.begin(), grid.shape.end());
    check(nc_put_vara_double(id_, grid.id, start.data(), count.data(), block.data()));
  }

  void write(uint32_t arm, const Chunk& chunk) {
    for (const Grid& grid : metrics_) put(grid, header_.metrics, chunk.metrics, arm, chunk, {});
    if (!chunk.traces.empty()) {
      const Axis time = time_axis(arm);
      for (const Grid& grid : signals_) put(grid, header_.signals, chunk.traces, arm, chunk, time);
    }
    write_claims(arm, chunk);

    std::vector<int> sites, steps;
    for (const results::Fault& fault : chunk.faults) {
      const bool good = fault.site == results::kNoFault;
      sites.push_back(good ? -1 : static_cast<int>(fault.site));
      steps.push_back(good ? -1 : static_cast<int>(fault.step));
    }
    const size_t start[] = {arm, chunk.first_run}, count[] = {1, chunk.runs};
    check(nc_put_vara_int(id_, fault_, start, count, sites.data()));
    check(nc_put_vara_int(id_, fault_step_, start, count, steps.data()));
  }

  void write_claims(uint32_t arm, const Chunk& chunk) {
    const size_t claims = header_.monitors.size();
    std::vector<double> block(chunk.runs * claims);
    for (size_t i = 0; i < claims_.size(); ++i) {
      const results::ColumnKind kind = results::kNumberKinds[i + 1];
      const bool scaled = kind == results::ColumnKind::RobustLow || kind == results::ColumnKind::RobustHigh;
      const std::vector<double>& values = numbers(chunk, kind);
      for (size_t claim = 0; claim < claims; ++claim) {
        const double scale = scaled ? header_.monitors[claim].scale : 1;
        for (size_t run = 0; run < chunk.runs; ++run) {
          block[run * claims + claim] = values[claim * chunk.runs + run] / scale;
        }
      }
      const size_t start[] = {arm, chunk.first_run, 0}, count[] = {1, chunk.runs, claims};
      check(nc_put_vara_double(id_, claims_[i], start, count, block.data()));
    }
  }

  static constexpr size_t kMostCells = 100'000'000;

  StudyFile& file_;
  const Header& header_;
  const std::string& path_;
  int id_ = -1;
  std::set<std::string> names_;
  std::map<std::string, Labels> set_labels_;
  std::map<std::string, int> set_dimensions_;
  int scenario_ = -1, run_ = -1, fault_ = -1, fault_step_ = -1;
  std::vector<Grid> metrics_, signals_;
  std::vector<double> times_;  // ascending
  std::vector<int> claims_;
};

}  // namespace

base::Diagnostics write_netcdf(StudyFile& file, const std::string& path) {
  const base::Result<std::string> digest = file.digest();
  if (!digest) return digest.diagnostics;
  const std::string part = path + ".part";
  base::Diagnostics said;
  try {
    Writer(file, part).write(*digest);
    if (std::rename(part.c_str(), path.c_str()) != 0) {
      fail("E1304", cat("cannot write `", path, "`: ", std::string(std::strerror(errno))));
    }
  } catch (const Failure& failure) {
    unlink(part.c_str());
    said.add(failure.diagnostic);
  } catch (const std::bad_alloc&) {
    unlink(part.c_str());
    said.add("E1304", {}, cat("cannot write `", path, "`: there is not enough memory"));
  }
  return said;
}

}  // namespace detente::store
