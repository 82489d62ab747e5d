#include "results/digest.h"

#include <gtest/gtest.h>

#include <bit>
#include <cmath>

namespace detente::results {
namespace {

Chunk small_chunk() {
  Chunk chunk;
  chunk.runs = 3;
  chunk.metrics = {1, 2, 3, 4, 5, 6};
  chunk.truth = {1, 0, 0.5};
  chunk.robust_low = {1, -1, -2};
  chunk.robust_high = {1, -1, 2};
  chunk.first_time = {2030, NAN, NAN};
  chunk.given = {1, 1, 1};
  chunk.faults = {Fault{}, Fault{7, 12}, Fault{}};
  return chunk;
}

TEST(Checksum, IsThePublishedXxh3) { EXPECT_EQ(checksum(std::string_view("")), 0x2d06800538d394c2u); }

TEST(Checksum, TakesEveryNanForTheSame) {
  const double payload = std::bit_cast<double>(uint64_t{0xfff8000000001234});
  const std::vector<double> plain = {1, NAN}, odd = {1, payload};
  EXPECT_EQ(checksum(std::span(plain)), checksum(std::span(odd)));
  const std::vector<double> other = {1, 2};
  EXPECT_NE(checksum(std::span(plain)), checksum(std::span(other)));
}

TEST(Checksum, IsThatOfTheBytesWhenNanIsCanonical) {
  std::vector<double> column(5000);
  for (size_t i = 0; i < column.size(); ++i) column[i] = 1.0 / static_cast<double>(i + 1);
  const std::string_view bytes(reinterpret_cast<const char*>(column.data()), column.size() * sizeof(double));
  EXPECT_EQ(checksum(std::span<const double>(column)), checksum(bytes));
}

TEST(ColumnChecksums, OnePerColumnAndOneForTheFaults) {
  EXPECT_EQ(column_checksums(small_chunk()).size(), 2u + 5u + 1u);
  // Moving a value from one column to its neighbour is seen.
  Chunk moved = small_chunk();
  std::swap(moved.metrics[2], moved.metrics[3]);
  EXPECT_NE(column_checksums(moved), column_checksums(small_chunk()));
}

TEST(Digest, DoesNotDependOnTheOrderOfAdding) {
  Chunk other = small_chunk();
  other.metrics[0] = 9;
  Digest forward("abc", "design"), backward("abc", "design");
  forward.add_chunk(0, 0, small_chunk());
  forward.add_chunk(1, 0, other);
  forward.add_claim("a", "true");
  forward.add_claim("b", "false");
  backward.add_claim("b", "false");
  backward.add_chunk(1, 0, other);
  backward.add_claim("a", "true");
  backward.add_chunk(0, 0, small_chunk());
  EXPECT_EQ(forward.text(), backward.text());
  EXPECT_EQ(forward.text().size(), 32u);
}

TEST(Digest, ChangesWithEverythingItCovers) {
  const auto digest = [](auto change) {
    Chunk chunk = small_chunk();
    std::string hash = "abc", design = "seed 1", verdict = "true";
    uint32_t arm = 0;
    change(chunk, hash, design, verdict, arm);
    Digest result(hash, design);
    result.add_chunk(0, arm, chunk);
    result.add_claim("a", verdict);
    return result.text();
  };
  const std::string same = digest([](auto&&...) {});
  EXPECT_NE(same, digest([](Chunk& chunk, auto&&...) { chunk.metrics[5] = -6; }));
  EXPECT_NE(same, digest([](Chunk& chunk, auto&&...) { chunk.given[0] = 0; }));
  EXPECT_NE(same, digest([](Chunk& chunk, auto&&...) { chunk.faults[1].step = 13; }));
  EXPECT_NE(same, digest([](Chunk&, std::string& hash, auto&&...) { hash = "abd"; }));
  EXPECT_NE(same, digest([](Chunk&, std::string&, std::string& design, auto&&...) { design = "seed 2"; }));
  EXPECT_NE(same, digest([](Chunk&, std::string&, std::string&, std::string& verdict, auto&&) { verdict = "false"; }));
  EXPECT_NE(same, digest([](Chunk&, std::string&, std::string&, std::string&, uint32_t& arm) { arm = 1; }));
  EXPECT_EQ(same, digest([](Chunk& chunk, auto&&...) { chunk.traces = {1, 2, 3}; }));
}

}  // namespace
}  // namespace detente::results
