#include "store/csv.h"

#include "base/cat.h"
#include "base/number_text.h"

namespace detente::store {

using base::cat;
using results::Chunk;

namespace {

constexpr size_t kPieceBytes = 1 << 16;

void append_text(std::string& out, std::string_view text) {
  if (text.find_first_of(",\"\r\n") == std::string_view::npos) {
    out += text;
    return;
  }
  out += '"';
  for (const char c : text) {
    out += c;
    if (c == '"') out += '"';
  }
  out += '"';
}

void append_number(std::string& out, double value) {
  if (value == value) out += base::number_text(value);
}

std::string with_unit(std::string_view name, std::string_view unit) {
  return unit.empty() ? std::string(name) : cat(name, " [", unit, "]");
}

void append_heads(std::string& out, const std::vector<plan::Quantity>& quantities) {
  for (const plan::Quantity& quantity : quantities) {
    out += ',';
    append_text(out, with_unit(quantity.name.full, quantity.unit));
  }
}

std::string head(const Header& header, CsvTable table) {
  std::string out = "scenario,run";
  switch (table) {
    case CsvTable::Metrics: append_heads(out, header.metrics); return out + ",fault\r\n";
    case CsvTable::Claims: return out + ",claim,truth,robustness low,robustness high,first time [year],given\r\n";
    case CsvTable::Trajectories:
      out += ",time [year]";
      append_heads(out, header.signals);
      return out + "\r\n";
  }
  return out;
}

// The rows of one run.
void append_rows(std::string& out, const Header& header, const Chunk& chunk, CsvTable table, uint32_t arm, uint32_t run,
                 std::string_view start) {
  const auto value = [&](const std::vector<double>& values, size_t column) {
    return values[column * chunk.runs + run];
  };
  switch (table) {
    case CsvTable::Metrics: {
      out += start;
      for (size_t i = 0; i < header.metrics.size(); ++i) {
        out += ',';
        append_number(out, value(chunk.metrics, i) / header.metrics[i].scale);
      }
      out += ',';
      const results::Fault fault = chunk.faults[run];
      if (fault.site != results::kNoFault) {
        const std::string what =
            fault.site < header.fault_sites.size() ? header.fault_sites[fault.site] : cat("site ", fault.site);
        append_text(out, cat(what, " at step ", fault.step));
      }
      out += "\r\n";
      return;
    }
    case CsvTable::Claims:
      for (size_t i = 0; i < header.monitors.size(); ++i) {
        const double scale = header.monitors[i].scale;
        out += start;
        out += ',';
        append_text(out, with_unit(header.monitors[i].name.full, header.monitors[i].unit));
        for (const double number :
             {value(chunk.truth, i), value(chunk.robust_low, i) / scale, value(chunk.robust_high, i) / scale,
              value(chunk.first_time, i), value(chunk.given, i)}) {
          out += ',';
          append_number(out, number);
        }
        out += "\r\n";
      }
      return;
    case CsvTable::Trajectories:
      for (size_t point = 0; point < chunk.points; ++point) {
        out += start;
        out += ',';
        append_number(out, header.times[arm][point]);
        for (size_t i = 0; i < header.signals.size(); ++i) {
          out += ',';
          append_number(out, value(chunk.traces, i * chunk.points + point) / header.signals[i].scale);
        }
        out += "\r\n";
      }
      return;
  }
}

}  // namespace

base::Diagnostics write_csv(StudyFile& file, CsvTable table, const Sink& sink) {
  const Header& header = file.header();
  const auto no_room = [] {
    base::Diagnostics said;
    said.add("E1304", {}, "cannot write the CSV: the disk is full or the reader has gone");
    return said;
  };
  std::string out = head(header, table);
  for (uint32_t arm = 0; arm < header.arms.size(); ++arm) {
    for (uint64_t number = 0; number < header.chunk_count(); ++number) {
      const ChunkPlace place{arm, number};
      const bool trajectories = table == CsvTable::Trajectories;
      if (!file.has(place) || (trajectories && !file.has_traces(place))) continue;
      const base::Result<Chunk> chunk = file.read(place, trajectories);
      if (!chunk) return chunk.diagnostics;
      for (uint32_t run = 0; run < chunk->runs; ++run) {
        std::string start;
        append_text(start, header.arms[arm]);
        start += cat(',', chunk->first_run + run);
        append_rows(out, header, *chunk, table, arm, run, start);
        if (out.size() < kPieceBytes) continue;
        if (!sink(out)) return no_room();
        out.clear();
      }
    }
  }
  if (!sink(out)) return no_room();
  return {};
}

}  // namespace detente::store
