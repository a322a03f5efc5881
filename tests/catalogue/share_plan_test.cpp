#include "catalogue/shares/share_plan.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace counterpoint {
namespace {

FilePlan text(std::int64_t size, std::int64_t header) {
  return {.data_begin = header, .file_bytes = size};
}
FilePlan fits(std::int64_t n_rows, std::int64_t row_bytes) {
  return {.format = FileFormat::fits,
          .data_begin = 5760,
          .file_bytes = 5760 + n_rows * row_bytes,
          .row_bytes = row_bytes,
          .n_rows = n_rows};
}
FilePlan gzip(std::int64_t size) {
  return {.is_gzip = true, .data_begin = 40, .file_bytes = size};
}

FilePlan document(std::int64_t n_rows) {
  return {
      .format = FileFormat::votable, .file_bytes = 80 * n_rows, .row_bytes = 80, .n_rows = n_rows};
}

std::vector<Piece> all_pieces(const std::vector<FilePlan>& files, int n_ranks) {
  std::vector<Piece> all;
  for (int rank = 0; rank < n_ranks; ++rank) {
    for (const Piece& piece : plan_share(files, rank, n_ranks))
      all.push_back(piece);
  }
  return all;
}

// In rank order the pieces cover every file from its first row to its end, without gap or overlap.
void expect_in_order(const std::vector<FilePlan>& files, int n_ranks) {
  std::size_t file = 0;
  std::int64_t position = files[0].format != FileFormat::text ? 0 : files[0].data_begin;
  const auto end_of = [&](std::size_t i) {
    if (files[i].format != FileFormat::text) return files[i].n_rows;
    return files[i].is_gzip ? INT64_MAX : files[i].file_bytes;
  };
  for (const Piece& piece : all_pieces(files, n_ranks)) {
    if (position == end_of(file)) {
      ++file;
      ASSERT_LT(file, files.size());
      position = files[file].format != FileFormat::text ? 0 : files[file].data_begin;
    }
    ASSERT_EQ(piece.file, file) << n_ranks;
    ASSERT_EQ(piece.begin, position) << n_ranks;
    ASSERT_LT(piece.begin, piece.end);
    position = piece.end;
  }
  EXPECT_EQ(file, files.size() - 1) << n_ranks;
  EXPECT_EQ(position, end_of(files.size() - 1)) << n_ranks;
}

TEST(SharePlan, every_row_is_in_one_share_and_in_order) {
  const std::vector<std::vector<FilePlan>> catalogues{
      {text(1000, 17)},
      {text(1000, 17), text(43, 40), text(5000, 100)},
      {fits(100, 33)},
      {fits(7, 4000), text(900, 10), fits(1, 8)},
      {gzip(500)},
      {gzip(500), gzip(10), gzip(800)},
      {document(1), fits(7, 4000), document(300)},
      {text(700, 20), gzip(300), fits(1000, 20), gzip(1), text(90, 80)}};
  for (const auto& files : catalogues) {
    for (const int n_ranks : {1, 2, 3, 4, 7, 64, 2000})
      expect_in_order(files, n_ranks);
  }
}

TEST(SharePlan, shares_are_even) {
  const std::vector<FilePlan> files{text(1'000'000'100, 100), fits(10'000'000, 100)};
  for (int rank = 0; rank < 16; ++rank) {
    std::int64_t bytes = 0;
    for (const Piece& piece : plan_share(files, rank, 16))
      bytes += piece.n_bytes;
    EXPECT_NEAR(static_cast<double>(bytes), 2e9 / 16, 200.0);
  }
}

TEST(SharePlan, very_large_catalogues_do_not_overflow) {
  const std::vector<FilePlan> files{text(std::int64_t{1} << 55, 0)};
  expect_in_order(files, 100000);
}

TEST(SharePlan, one_rank_reads_a_document) {
  for (const int n_ranks : {1, 2, 3, 64}) {
    const auto pieces = all_pieces({document(1000)}, n_ranks);
    ASSERT_EQ(pieces.size(), 1U) << n_ranks;
    EXPECT_EQ(pieces[0].end, 1000);
  }
}

TEST(SharePlan, a_sample_is_blocks_at_equal_distances) {
  const std::vector<FilePlan> files{fits(30'000, 100), gzip(1'000'000), fits(30'000, 100)};
  const auto pieces = plan_sample(files, {10, 10'000});
  ASSERT_EQ(pieces.size(), 3U + 1U + 3U); // four blocks fall on the gzipped file
  EXPECT_EQ(pieces[0].begin, 4950);       // 100 rows in the middle of 10,000
  EXPECT_EQ(pieces[0].end, 5050);
  EXPECT_EQ(pieces[1].begin - pieces[0].begin, 10'000);
  EXPECT_EQ(pieces[3].file, 1U);
  EXPECT_EQ(pieces[3].n_bytes, 10'000);
  EXPECT_EQ(pieces[6].file, 2U);
}

TEST(SharePlan, a_sample_of_a_small_catalogue_is_all_of_it) {
  const std::vector<FilePlan> files{fits(100, 100), text(5000, 100)};
  const auto pieces = plan_sample(files, {10, 10'000});
  ASSERT_EQ(pieces.size(), 2U);
  EXPECT_EQ(pieces[0].end, 100);
  EXPECT_EQ(pieces[1].end, 5000);
}

TEST(SharePlan, equal_gzip_files_are_spread) {
  const std::vector<FilePlan> files(8, gzip(1000));
  for (int rank = 0; rank < 4; ++rank)
    EXPECT_EQ(plan_share(files, rank, 4).size(), 2U);
}

} // namespace
} // namespace counterpoint
