#pragma once

#include "catalogue/layout/file_layout.hpp"
#include "catalogue/rows/piece.hpp"

#include <span>
#include <vector>

namespace counterpoint {

/// What `rank` of `n_ranks` reads: about as many bytes as any other rank, so that the pieces of all
/// ranks, in rank order, are the files in their order. A file that cannot be entered midway (gzip,
/// a tile-compressed table, a VOTable, regions) is read whole by one rank.
[[nodiscard]] std::vector<Piece> plan_share(std::span<const FilePlan> files, int rank, int n_ranks);

/// The pieces of a sample: its blocks lie at equal distances over the bytes of all files. A file
/// that cannot be entered midway is one piece, whose n_bytes say how much of it to read.
[[nodiscard]] std::vector<Piece> plan_sample(std::span<const FilePlan> files,
                                             const CatalogueSample& sample);

/// Whether ranks can share the file.
[[nodiscard]] bool is_splittable(const FilePlan& file);

/// Bytes that are to be read of the whole file.
[[nodiscard]] std::int64_t bytes_to_read(const FilePlan& file);

} // namespace counterpoint
