#include "catalogue/files/byte_stream.hpp"
#include "catalogue/fits/fits_format.hpp"
#include "catalogue/fits/fits_layout.hpp"
#include "catalogue/rows/row_source.hpp"
#include "catalogue/values/binary_cells.hpp"
#include "catalogue/values/binary_columns.hpp"
#include "counterpoint/core/error.hpp"

#include <algorithm>

namespace counterpoint {

namespace {
class FitsRows final : public RowSource {
public:
  explicit FitsRows(const PieceRequest& request)
      : request_{request}, remaining_{request.piece.end - request.piece.begin} {
    open();
    constexpr std::int64_t buffer_bytes = std::int64_t{4} << 20U;
    buffer_rows_ = std::clamp<std::int64_t>(buffer_bytes / request_.file.row_bytes, 1,
                                            std::max<std::int64_t>(1, remaining_));
    buffer_.resize(static_cast<std::size_t>(buffer_rows_ * request_.file.row_bytes));
  }

  std::int64_t read(RowBlock& block, std::int64_t max_rows) override {
    std::int64_t n_rows = 0;
    while (n_rows < max_rows && remaining_ > 0) {
      const std::int64_t step = std::min({buffer_rows_, max_rows - n_rows, remaining_});
      const auto n_bytes = static_cast<std::size_t>(step * request_.file.row_bytes);
      if (read_fully(*stream_, buffer_.data(), n_bytes) < n_bytes) throw_cut_short();
      for (std::size_t i = 0; i < request_.columns.size(); ++i) {
        if (request_.columns[i].index != ColumnPlan::absent) decode(i, step, block, n_rows);
      }
      n_rows += step;
      remaining_ -= step;
      if (!request_.carried.empty()) break; // the buffer keeps the rows of the block
    }
    return n_rows;
  }

  void read_carried(std::int64_t row, std::vector<std::string>& cells) override {
    const char* const bytes = buffer_.data() + row * request_.file.row_bytes;
    cells.assign(request_.carried.size(), "");
    for (std::size_t i = 0; i < cells.size(); ++i) {
      const ColumnPlan& column = request_.carried[i];
      if (column.index != ColumnPlan::absent)
        decode_text(column.binary, bytes + column.binary.offset, 1, &cells[i]);
    }
  }

  std::int64_t bytes_used() const override {
    const bool splittable = !request_.file.is_tile_compressed && !request_.file.is_gzip;
    if (splittable) return stream_->bytes_used();
    const std::int64_t n_rows = request_.piece.end - request_.piece.begin;
    const double done = 1.0 - static_cast<double>(remaining_) / static_cast<double>(n_rows);
    return static_cast<std::int64_t>(done * static_cast<double>(request_.piece.n_bytes));
  }

private:
  void open() {
    const FilePlan& file = request_.file;
    std::int64_t begin = request_.piece.begin * file.row_bytes;
    if (file.is_tile_compressed) {
      stream_ = open_tile_compressed(request_.path);
    } else if (file.is_gzip) {
      stream_ = open_gzip(request_.path);
      begin += file.data_begin;
    } else {
      begin += file.data_begin;
      const std::int64_t end = file.data_begin + request_.piece.end * file.row_bytes;
      stream_ = open_range(request_.path, begin, end);
      return;
    }
    skip_bytes(*stream_, begin);
  }

  // `n_rows` rows of the buffer into rows from `first` of the block.
  void decode(std::size_t column, std::int64_t n_rows, RowBlock& block, std::int64_t first) {
    const ColumnPlan& plan = request_.columns[column];
    const char* const bytes = buffer_.data() + plan.binary.offset;
    if (plan.conversion.quantity == Quantity::text) {
      decode_text(plan.binary, bytes, n_rows, block.texts[column].data() + first);
    } else {
      decode_numbers(column, bytes, n_rows, block.numbers[column].data() + first);
    }
  }

  void decode_text(const BinaryField& field, const char* bytes, std::int64_t n_rows,
                   std::string* target) const {
    const std::int64_t stride = request_.file.row_bytes;
    if (field.type == 'L') {
      for (std::int64_t row = 0; row < n_rows; ++row)
        target[row] = logical_text(bytes[row * stride]);
      return;
    }
    if (field.type == 'A') {
      for (std::int64_t row = 0; row < n_rows; ++row)
        target[row] = parse_identifier(characters_of(bytes + row * stride, field.repeat));
      return;
    }
    with_type(field.type, [&](auto type) {
      for (std::int64_t row = 0; row < n_rows; ++row)
        target[row] = text_of(load_big_endian<decltype(type)>(bytes + row * stride), field);
    });
  }

  void decode_numbers(std::size_t column, const char* bytes, std::int64_t n_rows,
                      double* target) const {
    const ColumnPlan& plan = request_.columns[column];
    const std::int64_t stride = request_.file.row_bytes;
    if (plan.binary.type == 'A') {
      for (std::int64_t row = 0; row < n_rows; ++row) {
        const auto text = characters_of(bytes + row * stride, plan.binary.repeat);
        const FieldStatus status = parse_field(text, plan.conversion, target[row]);
        if (status != FieldStatus::good) throw_at(status, column, row, std::string{text});
      }
      return;
    }
    if (plan.binary.type == 'L') {
      for (std::int64_t row = 0; row < n_rows; ++row) {
        target[row] = logical_of(bytes[row * stride]);
      }
      return;
    }
    if (decode_column(plan.binary, plan.conversion, bytes, stride, n_rows, target)) return;
    with_type(plan.binary.type, [&](auto type) {
      for (std::int64_t row = 0; row < n_rows; ++row) {
        const auto stored = load_big_endian<decltype(type)>(bytes + row * stride);
        double value = number_of(stored, plan.binary);
        if (!convert(plan.conversion, value))
          throw_at(FieldStatus::out_of_range, column, row, text_of(stored, plan.binary));
      }
    });
  }

  [[noreturn]] void throw_at(FieldStatus status, std::size_t column, std::int64_t row_of_buffer,
                             const std::string& text) const {
    const std::int64_t row = request_.piece.end - request_.piece.begin - remaining_ + row_of_buffer;
    throw InputError{locate_by_number(request_, row) + ": " +
                     describe_problem(status, request_.requests[column], text)};
  }

  [[noreturn]] void throw_cut_short() const {
    throw InputError{"FITS file '" + request_.path.string() +
                     "' is cut short: it ends before row " + std::to_string(request_.piece.end) +
                     ", the last that its header promises; download it again"};
  }

  PieceRequest request_;
  std::unique_ptr<ByteStream> stream_;
  std::vector<char> buffer_;
  std::int64_t buffer_rows_ = 1;
  std::int64_t remaining_ = 0;
};
} // namespace

std::unique_ptr<RowSource> open_fits_rows(const PieceRequest& request) {
  return std::make_unique<FitsRows>(request);
}

} // namespace counterpoint
