#pragma once

#include "catalogue/rows/row_source.hpp"
#include "catalogue/shares/read_plan.hpp"
#include "catalogue/shares/share_plan.hpp"
#include "counterpoint/catalogue/column.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace counterpoint {

/// Local. The rows of one rank's share of a catalogue, in blocks.
class ShareReader {
public:
  ShareReader(ReadPlan plan, int rank, int n_ranks);

  /// As CatalogueReader's.
  void read_sample(const CatalogueSample& sample);
  [[nodiscard]] bool next(RowBlock& block, std::int64_t max_rows);
  void read_carried(std::int64_t row, std::vector<std::string>& cells) const;
  [[nodiscard]] std::string locate(std::int64_t row) const;
  [[nodiscard]] std::int64_t bytes_in_share() const;
  [[nodiscard]] std::int64_t bytes_read() const;
  [[nodiscard]] const ReadPlan& plan() const { return plan_; }

private:
  [[nodiscard]] std::size_t n_requests() const {
    return plan_.requests.size() / plan_.files.size();
  }
  [[nodiscard]] PieceRequest request_of(std::size_t piece) const;
  void resize(RowBlock& block, std::int64_t n_rows) const;

  ReadPlan plan_;
  std::vector<Piece> pieces_;
  std::size_t piece_ = 0;
  std::unique_ptr<RowSource> source_; // of pieces_[piece_], once it is read
  std::vector<std::int64_t> piece_first_row_;
  std::int64_t rows_read_ = 0;
  std::int64_t bytes_of_done_pieces_ = 0;
  bool is_sample_ = false;
};

} // namespace counterpoint
