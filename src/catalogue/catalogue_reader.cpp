#include "counterpoint/catalogue/catalogue_reader.hpp"

#include "counterpoint/comm/failure.hpp"
#include "counterpoint/core/check.hpp"
#include "counterpoint/core/suggestion.hpp"
#include "file_plan.hpp"
#include "row_source.hpp"
#include "share_plan.hpp"

#include <algorithm>
#include <limits>
#include <utility>

namespace counterpoint {

class CatalogueReader::Implementation {
public:
  Implementation(const Communicator& comm, const std::string& label,
                 std::vector<std::filesystem::path> files, std::vector<ColumnRequest> requests)
      : paths_{std::move(files)}, requests_{std::move(requests)} {
    // A thousand ranks that open every file would bring a file system down: one looks for all.
    run_together(comm, [&] {
      if (comm.is_root()) inspect(label);
    });
    comm.broadcast(files_);
    comm.broadcast(columns_);
    pieces_ = plan_share(files_, comm.rank(), comm.size());
  }

  bool next(RowBlock& block, std::int64_t max_rows) {
    check(max_rows > 0, "a block of no rows was asked for");
    std::int64_t n_rows = 0;
    resize(block, max_rows);
    while (n_rows == 0 && piece_ < pieces_.size()) {
      if (source_ == nullptr) {
        source_ = open(request_of(piece_));
        piece_first_row_.push_back(rows_read_);
      }
      blank_absent_columns(block, request_of(piece_));
      n_rows = source_->read(block, max_rows);
      if (n_rows == 0) {
        source_.reset();
        bytes_of_done_pieces_ += pieces_[piece_++].n_bytes;
      }
    }
    resize(block, n_rows);
    block.first_row = rows_read_;
    block.n_rows = n_rows;
    rows_read_ += n_rows;
    return n_rows > 0;
  }

  std::string locate(std::int64_t row) const {
    check(row >= 0 && row < rows_read_, "a row that was not read is asked for");
    const auto after = std::upper_bound(piece_first_row_.begin(), piece_first_row_.end(), row);
    const auto piece = static_cast<std::size_t>(after - piece_first_row_.begin() - 1);
    const PieceRequest request = request_of(piece);
    const std::int64_t row_of_piece = row - piece_first_row_[piece];
    return request.file.is_fits ? locate_fits_row(request, row_of_piece)
                                : locate_text_row(request, row_of_piece);
  }

  std::int64_t bytes_in_share() const {
    std::int64_t bytes = 0;
    for (const Piece& piece : pieces_)
      bytes += piece.n_bytes;
    return bytes;
  }

  std::int64_t bytes_read() const {
    return bytes_of_done_pieces_ + (source_ != nullptr ? source_->bytes_used() : 0);
  }

private:
  void inspect(const std::string& label) {
    if (paths_.empty()) throw InputError{"the " + label + " has no file: name one"};
    for (const auto& path : paths_) {
      const FileLayout layout = inspect_file(path);
      files_.push_back(layout.plan);
      for (const ColumnRequest& request : requests_) {
        columns_.push_back(find_column(layout, request, label, path));
      }
    }
  }

  PieceRequest request_of(std::size_t piece) const {
    const std::size_t file = pieces_[piece].file;
    const std::size_t n = requests_.size();
    return {paths_[file], files_[file], pieces_[piece], std::span{columns_}.subspan(file * n, n),
            requests_};
  }

  static std::unique_ptr<RowSource> open(const PieceRequest& request) {
    return request.file.is_fits ? open_fits_rows(request) : open_text_rows(request);
  }

  void resize(RowBlock& block, std::int64_t n_rows) const {
    const auto size = static_cast<std::size_t>(n_rows);
    block.numbers.resize(requests_.size());
    block.texts.resize(requests_.size());
    for (std::size_t i = 0; i < requests_.size(); ++i) {
      const bool is_text = requests_[i].quantity == Quantity::text;
      block.numbers[i].resize(is_text ? 0 : size);
      block.texts[i].resize(is_text ? size : 0);
    }
  }

  static void blank_absent_columns(RowBlock& block, const PieceRequest& request) {
    for (std::size_t i = 0; i < request.columns.size(); ++i) {
      if (request.columns[i].index != ColumnPlan::absent) continue;
      std::fill(block.numbers[i].begin(), block.numbers[i].end(),
                std::numeric_limits<double>::quiet_NaN());
      std::fill(block.texts[i].begin(), block.texts[i].end(), std::string{});
    }
  }

  std::vector<std::filesystem::path> paths_;
  std::vector<ColumnRequest> requests_;
  std::vector<FilePlan> files_;
  std::vector<ColumnPlan> columns_; // [file][request]
  std::vector<Piece> pieces_;

  std::size_t piece_ = 0;
  std::unique_ptr<RowSource> source_; // of pieces_[piece_], once it is read
  std::vector<std::int64_t> piece_first_row_;
  std::int64_t rows_read_ = 0;
  std::int64_t bytes_of_done_pieces_ = 0;
};

CatalogueReader::CatalogueReader(const Communicator& comm, const std::string& label,
                                 const std::vector<std::filesystem::path>& files,
                                 std::vector<ColumnRequest> columns)
    : implementation_{std::make_unique<Implementation>(comm, label, files, std::move(columns))} {}

CatalogueReader::~CatalogueReader() = default;
CatalogueReader::CatalogueReader(CatalogueReader&&) noexcept = default;
CatalogueReader& CatalogueReader::operator=(CatalogueReader&&) noexcept = default;

bool CatalogueReader::next(RowBlock& block, std::int64_t max_rows) {
  return implementation_->next(block, max_rows);
}

std::string CatalogueReader::locate(std::int64_t row) const {
  return implementation_->locate(row);
}

std::int64_t CatalogueReader::bytes_in_share() const {
  return implementation_->bytes_in_share();
}

std::int64_t CatalogueReader::bytes_read() const {
  return implementation_->bytes_read();
}

std::string describe_file(const std::filesystem::path& file) {
  const FileLayout layout = inspect_file(file);
  std::string text = file.string() + ": ";
  if (layout.plan.is_gzip) text += "gzipped ";
  if (layout.plan.is_tile_compressed) text += "tile-compressed ";
  text += layout.plan.is_fits
              ? "FITS table, " + std::to_string(layout.plan.n_rows) + " rows"
              : "text, separated by " + separator_name(layout.plan.syntax.separator);
  std::vector<std::string> columns;
  for (const ColumnInfo& column : layout.columns) {
    columns.push_back(column.name + (column.unit.empty() ? "" : " [" + column.unit + "]"));
  }
  return text + ", " + std::to_string(columns.size()) + " columns: " + join_words(columns);
}

} // namespace counterpoint
