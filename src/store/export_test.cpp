#include <gtest/gtest.h>
#include <netcdf.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>

#include "store/csv.h"
#include "store/netcdf.h"
#include "store/small_study_test.h"

namespace detente::store {
namespace {

using results::Chunk;

constexpr uint64_t kRuns = 4096 + 10;

StudyFile full_study(const std::string& path) {
  auto file = StudyFile::resume(path, small_header(kRuns), kModelText, small_session());
  EXPECT_TRUE(file.ok());
  for (const ChunkPlace place : file->missing()) {
    EXPECT_TRUE(file->put(place.arm, small_chunk(file->header(), place)).empty());
  }
  EXPECT_TRUE(file->commit().empty());
  return std::move(*file);
}

std::vector<std::string> csv_lines(StudyFile& file, CsvTable table) {
  std::string text;
  const auto said = write_csv(file, table, [&](std::string_view piece) {
    text += piece;
    return true;
  });
  EXPECT_TRUE(said.empty());
  std::vector<std::string> lines;
  for (size_t begin = 0; begin < text.size();) {
    const size_t end = text.find("\r\n", begin);
    lines.push_back(text.substr(begin, end - begin));
    begin = end + 2;
  }
  return lines;
}

std::vector<std::string> cells(const std::string& line) {
  std::vector<std::string> cells(1);
  for (const char c : line) {
    if (c == ',') {
      cells.emplace_back();
    } else {
      cells.back() += c;
    }
  }
  return cells;
}

TEST(Csv, HasOneRowPerRunWithUnitsInTheHead) {
  const TemporaryFolder folder;
  StudyFile file = full_study(folder / "study");
  const auto lines = csv_lines(file, CsvTable::Metrics);
  ASSERT_EQ(lines.size(), 1 + 2 * kRuns);
  EXPECT_EQ(lines[0], "scenario,run,arms[us] [USD],arms[cn] [USD],gap [year],fault");
  EXPECT_EQ(lines[1 + 5], ",5,,,,gap: division by zero at step 2");

  const Chunk chunk = small_chunk(file.header(), {1, 1});
  const auto last = cells(lines.back());
  EXPECT_EQ(last[0], "treaty");
  EXPECT_EQ(last[1], std::to_string(kRuns - 1));
  EXPECT_EQ(std::stod(last[3]), chunk.metrics[2 * chunk.runs - 1] / 1e9);
  EXPECT_EQ(std::stod(last[4]), chunk.metrics[3 * chunk.runs - 1]);
  EXPECT_EQ(last[5], "");
}

TEST(Csv, ClaimsAndTrajectoriesAreLong) {
  const TemporaryFolder folder;
  StudyFile file = full_study(folder / "study");
  const auto claims = csv_lines(file, CsvTable::Claims);
  EXPECT_EQ(claims.size(), 1 + 2 * kRuns);
  EXPECT_EQ(claims[0], "scenario,run,claim,truth,robustness low,robustness high,first time [year],given");
  EXPECT_EQ(std::stod(cells(claims[1])[3]), small_chunk(file.header(), {0, 0}).truth[0]);

  const auto trajectories = csv_lines(file, CsvTable::Trajectories);
  EXPECT_EQ(trajectories.size(), 1 + 4096 * (3u + 2u));
  EXPECT_EQ(trajectories[0], "scenario,run,time [year],lead [1]");
  const auto row = cells(trajectories[1 + 3 * 7 + 2]);
  EXPECT_EQ(row[1], "7");
  EXPECT_EQ(row[2], "2027");
  EXPECT_EQ(std::stod(row[3]), small_chunk(file.header(), {0, 0}).traces[2 * 4096 + 7]);
}

TEST(Csv, QuotesTextAndStopsWhenNobodyTakesIt) {
  const TemporaryFolder folder;
  Header header = small_header(10);
  header.arms = {"cut, then \"stop\""};
  auto file = StudyFile::resume(folder / "study", header, kModelText, small_session());
  ASSERT_TRUE(file->put(0, small_chunk(header, {0, 0})).empty());
  EXPECT_EQ(csv_lines(*file, CsvTable::Metrics)[1].rfind("\"cut, then \"\"stop\"\"\",0,", 0), 0u);
  const auto said = write_csv(*file, CsvTable::Metrics, [](std::string_view) { return false; });
  EXPECT_EQ(said.sorted()[0]->code, "E1304");
}

class Opened {
 public:
  explicit Opened(const std::string& path) { EXPECT_EQ(nc_open(path.c_str(), NC_NOWRITE, &id_), NC_NOERR); }
  ~Opened() { nc_close(id_); }
  std::vector<double> values(const char* name, std::vector<size_t> start, std::vector<size_t> count) const {
    int variable = -1;
    EXPECT_EQ(nc_inq_varid(id_, name, &variable), NC_NOERR) << name;
    size_t size = 1;
    for (const size_t length : count) size *= length;
    std::vector<double> result(size);
    EXPECT_EQ(nc_get_vara_double(id_, variable, start.data(), count.data(), result.data()), NC_NOERR);
    return result;
  }
  std::string attribute(const char* variable_name, const char* name) const {
    int variable = NC_GLOBAL;
    if (*variable_name != '\0') {
      EXPECT_EQ(nc_inq_varid(id_, variable_name, &variable), NC_NOERR);
    }
    size_t size = 0;
    EXPECT_EQ(nc_inq_attlen(id_, variable, name, &size), NC_NOERR) << name;
    std::string text(size, '\0');
    EXPECT_EQ(nc_get_att_text(id_, variable, name, text.data()), NC_NOERR);
    return text;
  }

 private:
  int id_ = -1;
};

TEST(Netcdf, HoldsTheStudyOverItsSets) {
  const TemporaryFolder folder;
  StudyFile file = full_study(folder / "study");
  ASSERT_TRUE(write_netcdf(file, folder / "study.nc").empty());
  const Opened opened(folder / "study.nc");
  EXPECT_EQ(opened.attribute("", "Conventions"), "CF-1.10");
  EXPECT_EQ(opened.attribute("", "digest"), *file.digest());
  EXPECT_EQ(opened.attribute("arms", "units"), "USD");
  EXPECT_EQ(opened.attribute("arms", "long_name"), "Arms");

  const Chunk chunk = small_chunk(file.header(), {1, 1});
  EXPECT_EQ(opened.values("arms", {1, 4096 + 3, 0}, {1, 1, 2}),
            (std::vector<double>{chunk.metrics[3] / 1e9, chunk.metrics[chunk.runs + 3] / 1e9}));
  const Chunk first = small_chunk(file.header(), {0, 0});
  EXPECT_EQ(opened.values("lead", {0, 9, 0}, {1, 1, 3}),
            (std::vector<double>{first.traces[9], first.traces[4096 + 9], first.traces[2 * 4096 + 9]}));
  const Chunk shorter = small_chunk(file.header(), {1, 0});  // an arm without 2026
  const auto gappy = opened.values("lead", {1, 9, 0}, {1, 1, 3});
  EXPECT_EQ(gappy[0], shorter.traces[9]);
  EXPECT_TRUE(std::isnan(gappy[1]));
  EXPECT_EQ(gappy[2], shorter.traces[4096 + 9]);
  EXPECT_EQ(opened.values("claim_first_time", {0, 9, 0}, {1, 1, 1}), (std::vector<double>{first.first_time[9]}));
  EXPECT_EQ(opened.values("fault", {0, 4}, {1, 3}), (std::vector<double>{-1, 0, -1}));
  // A faulted run, and trajectories that were not saved, are NaN.
  EXPECT_TRUE(std::isnan(opened.values("gap", {0, 5}, {1, 1})[0]));
  EXPECT_TRUE(std::isnan(opened.values("lead", {0, 4096, 0}, {1, 1, 1})[0]));
}

TEST(Netcdf, OpensInXarray) {
  const TemporaryFolder folder;
  StudyFile file = full_study(folder / "study");
  ASSERT_TRUE(write_netcdf(file, folder / "study.nc").empty());
  EXPECT_EQ(std::system(("/usr/bin/python3 src/store/xarray_test.py " + (folder / "study.nc")).c_str()), 0);
}

TEST(StudyFile, IsReadWithoutDetenteAsTheReferenceSays) {
  const TemporaryFolder folder;
  full_study(folder / "study");
  EXPECT_EQ(std::system(("/usr/bin/python3 src/store/reading_test.py " + (folder / "study")).c_str()), 0);
}

TEST(Netcdf, NamesThatClashOrAreNoneAreMadeGood) {
  const TemporaryFolder folder;
  Header header = small_header(10);
  header.metrics = {{{"time", "time", {}, {}}, "", "", 1},
                    {{"a/b", "a/b", {}, {}}, "", "", 1},
                    {{"trade[us,cn]", "trade", {"us", "cn"}, {"bloc", "bloc"}}, "", "", 1}};
  auto file = StudyFile::resume(folder / "study", header, kModelText, small_session());
  ASSERT_TRUE(file->put(0, small_chunk(header, {0, 0})).empty());
  ASSERT_TRUE(write_netcdf(*file, folder / "study.nc").empty());
  const Opened opened(folder / "study.nc");
  const Chunk chunk = small_chunk(header, {0, 0});
  EXPECT_EQ(opened.values("time_2", {0, 1}, {1, 1})[0], chunk.metrics[1]);
  EXPECT_EQ(opened.values("a_b", {0, 1}, {1, 1})[0], chunk.metrics[11]);
  const auto trade = opened.values("trade", {0, 1, 0, 0}, {1, 1, 2, 2});
  EXPECT_TRUE(std::isnan(trade[0]) && std::isnan(trade[2]) && std::isnan(trade[3]));
  EXPECT_EQ(trade[1], chunk.metrics[21]);
}

TEST(Netcdf, AFailedExportLeavesWhatWasThere) {
  const TemporaryFolder folder;
  StudyFile file = full_study(folder / "study");
  const auto said = write_netcdf(file, folder / "no/such/folder.nc");
  ASSERT_FALSE(said.empty());
  EXPECT_EQ(said.sorted()[0]->code, "E1304");
  ASSERT_EQ(mkdir((folder / "study.nc").c_str(), 0700), 0);
  EXPECT_FALSE(write_netcdf(file, folder / "study.nc").empty());
  EXPECT_FALSE(std::filesystem::exists(folder / "study.nc.part"));
}

}  // namespace
}  // namespace detente::store
