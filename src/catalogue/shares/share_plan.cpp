#include "catalogue/shares/share_plan.hpp"

#include "catalogue/files/byte_stream.hpp"

#include <algorithm>

namespace counterpoint {

namespace {
bool is_counted_in_rows(const FilePlan& file) {
  return file.format != FileFormat::text;
}

constexpr std::int64_t usual_gzip_ratio = 4;

// Bytes that reading the file amounts to.
std::int64_t weight(const FilePlan& file) {
  if (is_counted_in_rows(file)) return file.n_rows * file.row_bytes;
  return file.is_gzip ? usual_gzip_ratio * file.file_bytes : file.file_bytes - file.data_begin;
}

// Start of the share of `rank` when `total` is split evenly; in this order it cannot overflow.
std::int64_t share_begin(std::int64_t total, std::int64_t rank, std::int64_t n_ranks) {
  return total / n_ranks * rank + total % n_ranks * rank / n_ranks;
}

Piece whole(std::size_t index, const FilePlan& file) {
  if (is_counted_in_rows(file)) return {index, 0, file.n_rows, file.file_bytes};
  return {index, file.data_begin, whole_file, file.file_bytes};
}

// The rows (or lines) that start within [from, to) of the file's weight.
Piece part(std::size_t index, const FilePlan& file, std::int64_t from, std::int64_t to) {
  if (!is_counted_in_rows(file))
    return {index, file.data_begin + from, file.data_begin + to, to - from};
  const auto first_row_at = [&file](std::int64_t bytes) {
    return (bytes + file.row_bytes - 1) / file.row_bytes;
  };
  const std::int64_t first = first_row_at(from);
  const std::int64_t last = first_row_at(to);
  return {index, first, last, (last - first) * file.row_bytes};
}
} // namespace

// To enter a document midway, each rank would have to read and parse all of it.
bool is_splittable(const FilePlan& file) {
  return !is_document(file.format) && !file.is_gzip && !file.is_tile_compressed;
}

std::int64_t bytes_to_read(const FilePlan& file) {
  return is_splittable(file) ? weight(file) : file.file_bytes;
}

std::vector<Piece> plan_share(std::span<const FilePlan> files, int rank, int n_ranks) {
  std::int64_t total = 0;
  for (const FilePlan& file : files)
    total += weight(file);
  const std::int64_t share_from = share_begin(total, rank, n_ranks);
  const std::int64_t share_to = share_begin(total, rank + 1, n_ranks);

  std::vector<Piece> pieces;
  std::int64_t file_begin = 0;
  for (std::size_t i = 0; i < files.size(); ++i) {
    const std::int64_t file_weight = weight(files[i]);
    const std::int64_t from = std::clamp<std::int64_t>(share_from - file_begin, 0, file_weight);
    const std::int64_t to = std::clamp<std::int64_t>(share_to - file_begin, 0, file_weight);
    const std::int64_t middle = file_begin + file_weight / 2;
    if (is_splittable(files[i])) {
      const Piece piece = part(i, files[i], from, to);
      if (piece.begin < piece.end) pieces.push_back(piece);
    } else if (share_from <= middle && middle < share_to) {
      pieces.push_back(whole(i, files[i]));
    }
    file_begin += file_weight;
  }
  return pieces;
}

std::vector<Piece> plan_sample(std::span<const FilePlan> files, const CatalogueSample& sample) {
  std::int64_t total = 0;
  for (const FilePlan& file : files)
    total += weight(file);
  const std::int64_t spacing = total / sample.n_blocks;
  if (spacing <= sample.bytes_of_block) return plan_share(files, 0, 1);

  std::vector<Piece> pieces;
  std::int64_t file_begin = 0;
  std::int64_t block = 0;
  for (std::size_t i = 0; i < files.size(); ++i) {
    const std::int64_t file_weight = weight(files[i]);
    std::int64_t n_blocks = 0; // of this file
    for (; block < sample.n_blocks; ++block) {
      const std::int64_t from = share_begin(total, block, sample.n_blocks) +
                                (spacing - sample.bytes_of_block) / 2 - file_begin;
      if (from >= file_weight) break;
      ++n_blocks;
      if (!is_splittable(files[i])) continue;
      const std::int64_t to = std::min(from + sample.bytes_of_block, file_weight);
      const Piece piece = part(i, files[i], from, to);
      if (piece.begin < piece.end) pieces.push_back(piece);
    }
    if (n_blocks > 0 && !is_splittable(files[i])) {
      pieces.push_back(whole(i, files[i]));
      const double fraction =
          static_cast<double>(n_blocks * sample.bytes_of_block) / static_cast<double>(file_weight);
      pieces.back().n_bytes = static_cast<std::int64_t>(std::min(1.0, fraction) *
                                                        static_cast<double>(files[i].file_bytes));
    }
    file_begin += file_weight;
  }
  return pieces;
}

} // namespace counterpoint
