#include "catalogue/shares/share_reader.hpp"

#include "catalogue/formats/formats.hpp"
#include "counterpoint/core/check.hpp"

#include <algorithm>
#include <limits>
#include <utility>

namespace counterpoint {

namespace {
void blank_absent_columns(RowBlock& block, const PieceRequest& request) {
  for (std::size_t i = 0; i < request.columns.size(); ++i) {
    if (request.columns[i].index != ColumnPlan::absent) continue;
    std::fill(block.numbers[i].begin(), block.numbers[i].end(),
              std::numeric_limits<double>::quiet_NaN());
    std::fill(block.texts[i].begin(), block.texts[i].end(), std::string{});
  }
}
} // namespace

ShareReader::ShareReader(ReadPlan plan, int rank, int n_ranks)
    : plan_{std::move(plan)}, pieces_{plan_share(plan_.files, rank, n_ranks)} {}

void ShareReader::read_sample(const CatalogueSample& sample) {
  check(pieces_.empty() || (piece_ == 0 && source_ == nullptr), "a sample is asked for too late");
  pieces_ = plan_sample(plan_.files, sample);
  is_sample_ = true;
}

bool ShareReader::next(RowBlock& block, std::int64_t max_rows) {
  check(max_rows > 0, "a block of no rows was asked for");
  std::int64_t n_rows = 0;
  resize(block, max_rows);
  while (n_rows == 0 && piece_ < pieces_.size()) {
    if (source_ == nullptr) {
      source_ = open_rows(request_of(piece_));
      piece_first_row_.push_back(rows_read_);
    }
    blank_absent_columns(block, request_of(piece_));
    // Of a sample, a file that cannot be entered midway is left before its end.
    const bool may_end_early = is_sample_ && !is_splittable(plan_.files[pieces_[piece_].file]);
    const bool is_enough = may_end_early && source_->bytes_used() >= pieces_[piece_].n_bytes;
    n_rows = is_enough ? 0 : source_->read(block, max_rows);
    if (n_rows == 0) {
      bytes_of_done_pieces_ += may_end_early ? source_->bytes_used() : pieces_[piece_].n_bytes;
      source_.reset();
      ++piece_;
    }
  }
  resize(block, n_rows);
  block.first_row = rows_read_;
  block.n_rows = n_rows;
  rows_read_ += n_rows;
  return n_rows > 0;
}

void ShareReader::read_carried(std::int64_t row, std::vector<std::string>& cells) const {
  check(source_ != nullptr, "cells are asked for without a block");
  source_->read_carried(row, cells);
}

std::string ShareReader::locate(std::int64_t row) const {
  check(row >= 0 && row < rows_read_, "a row that was not read is asked for");
  const auto after = std::upper_bound(piece_first_row_.begin(), piece_first_row_.end(), row);
  const auto piece = static_cast<std::size_t>(after - piece_first_row_.begin() - 1);
  return locate_row(request_of(piece), row - piece_first_row_[piece]);
}

std::int64_t ShareReader::bytes_in_share() const {
  std::int64_t bytes = 0;
  for (const Piece& piece : pieces_)
    bytes += piece.n_bytes;
  return bytes;
}

std::int64_t ShareReader::bytes_read() const {
  return bytes_of_done_pieces_ + (source_ != nullptr ? source_->bytes_used() : 0);
}

PieceRequest ShareReader::request_of(std::size_t piece) const {
  const std::size_t file = pieces_[piece].file;
  const std::size_t n = n_requests();
  const std::size_t n_carried = plan_.carried.size();
  return {plan_.paths[file],
          plan_.files[file],
          pieces_[piece],
          std::span{plan_.columns}.subspan(file * n, n),
          std::span{plan_.requests}.subspan(file * n, n),
          std::span{plan_.carried_places}.subspan(file * n_carried, n_carried)};
}

void ShareReader::resize(RowBlock& block, std::int64_t n_rows) const {
  const auto size = static_cast<std::size_t>(n_rows);
  block.numbers.resize(n_requests());
  block.texts.resize(n_requests());
  for (std::size_t i = 0; i < n_requests(); ++i) {
    const bool is_text = plan_.requests[i].quantity == Quantity::text;
    block.numbers[i].resize(is_text ? 0 : size);
    block.texts[i].resize(is_text ? size : 0);
  }
}

} // namespace counterpoint
