#include "byte_stream.hpp"
#include "counterpoint/core/error.hpp"
#include "decimal.hpp"
#include "fits_layout.hpp"
#include "row_source.hpp"
#include "scratch_file.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstring>
#include <limits>
#include <type_traits>

namespace counterpoint {

namespace {
constexpr double missing = std::numeric_limits<double>::quiet_NaN();

// FITS is big-endian.
template <class T>
T load(const char* bytes) {
  std::array<char, sizeof(T)> raw{};
  std::memcpy(raw.data(), bytes, sizeof(T));
  if constexpr (std::endian::native == std::endian::little) std::reverse(raw.begin(), raw.end());
  return std::bit_cast<T>(raw);
}

template <class T>
double number_of(T stored, const FitsField& field) {
  if constexpr (std::is_integral_v<T>) {
    if (field.has_null && static_cast<std::int64_t>(stored) == field.null) return missing;
  }
  const double value = static_cast<double>(stored) * field.scale + field.zero;
  return std::isfinite(value) ? value : missing;
}

std::string_view characters(const char* bytes, const FitsField& field) {
  const std::string_view all{bytes, static_cast<std::size_t>(field.repeat)};
  return trimmed(all.substr(0, all.find('\0')));
}

// An identifier must keep every digit: integers are not taken through a double.
template <class T>
std::string text_of(T stored, const FitsField& field) {
  if constexpr (std::is_integral_v<T>) {
    if (field.has_null && static_cast<std::int64_t>(stored) == field.null) return "";
    constexpr double unsigned_offset = 0x1p63;
    if (field.scale == 1.0 && field.zero == 0.0) return std::to_string(stored);
    if (field.scale == 1.0 && field.zero == unsigned_offset) {
      return std::to_string(static_cast<std::uint64_t>(stored) + (std::uint64_t{1} << 63U));
    }
  }
  return decimal_text(number_of(stored, field));
}

// Calls `work` with the type that the letter of a numeric column stands for.
template <class Work>
void with_type(char letter, Work&& work) {
  switch (letter) {
  case 'B':
    return work(std::uint8_t{});
  case 'I':
    return work(std::int16_t{});
  case 'J':
    return work(std::int32_t{});
  case 'K':
    return work(std::int64_t{});
  case 'E':
    return work(float{});
  default: // 'D': find_column() lets no other pass
    return work(double{});
  }
}

class FitsRows final : public RowSource {
public:
  explicit FitsRows(const PieceRequest& request)
      : request_{request}, remaining_{request.piece.end - request.piece.begin} {
    if (request_.file.is_tile_compressed) {
      scratch_ = std::make_unique<ScratchFile>("table.fits");
      const FileLayout uncompressed = uncompress_table(request_.path, scratch_->path());
      open(scratch_->path(), uncompressed.plan);
    } else {
      open(request_.path, request_.file);
    }
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
    }
    return n_rows;
  }

  std::int64_t bytes_used() const override {
    const bool splittable = scratch_ == nullptr && !request_.file.is_gzip;
    if (splittable) return stream_->bytes_used();
    const std::int64_t n_rows = request_.piece.end - request_.piece.begin;
    const double done = 1.0 - static_cast<double>(remaining_) / static_cast<double>(n_rows);
    return static_cast<std::int64_t>(done * static_cast<double>(request_.piece.n_bytes));
  }

private:
  void open(const std::filesystem::path& path, const FilePlan& file) {
    const std::int64_t begin = file.data_begin + request_.piece.begin * file.row_bytes;
    const std::int64_t end = file.data_begin + request_.piece.end * file.row_bytes;
    if (!file.is_gzip) {
      stream_ = open_range(path, begin, end);
      return;
    }
    stream_ = open_gzip(path);
    skip_bytes(*stream_, begin);
  }

  // `n_rows` rows of the buffer into rows from `first` of the block.
  void decode(std::size_t column, std::int64_t n_rows, RowBlock& block, std::int64_t first) {
    const ColumnPlan& plan = request_.columns[column];
    const char* const bytes = buffer_.data() + plan.fits.offset;
    if (plan.conversion.quantity == Quantity::text) {
      decode_text(plan.fits, bytes, n_rows, block.texts[column].data() + first);
    } else {
      decode_numbers(column, bytes, n_rows, block.numbers[column].data() + first);
    }
  }

  void decode_text(const FitsField& field, const char* bytes, std::int64_t n_rows,
                   std::string* target) const {
    const std::int64_t stride = request_.file.row_bytes;
    if (field.type == 'A' || field.type == 'L') {
      for (std::int64_t row = 0; row < n_rows; ++row)
        target[row] = parse_identifier(characters(bytes + row * stride, field));
      return;
    }
    with_type(field.type, [&](auto type) {
      for (std::int64_t row = 0; row < n_rows; ++row)
        target[row] = text_of(load<decltype(type)>(bytes + row * stride), field);
    });
  }

  void decode_numbers(std::size_t column, const char* bytes, std::int64_t n_rows,
                      double* target) const {
    const ColumnPlan& plan = request_.columns[column];
    const std::int64_t stride = request_.file.row_bytes;
    if (plan.fits.type == 'A') {
      for (std::int64_t row = 0; row < n_rows; ++row) {
        const auto text = characters(bytes + row * stride, plan.fits);
        const FieldStatus status = parse_field(text, plan.conversion, target[row]);
        if (status != FieldStatus::good) throw_at(status, column, row, std::string{text});
      }
      return;
    }
    if (plan.fits.type == 'L') {
      for (std::int64_t row = 0; row < n_rows; ++row) {
        const char stored = bytes[row * stride];
        target[row] = stored == 'T' ? 1.0 : stored == 'F' ? 0.0 : missing;
      }
      return;
    }
    with_type(plan.fits.type, [&](auto type) {
      for (std::int64_t row = 0; row < n_rows; ++row) {
        target[row] = number_of(load<decltype(type)>(bytes + row * stride), plan.fits);
        if (!convert(plan.conversion, target[row])) {
          throw_at(FieldStatus::out_of_range, column, row,
                   text_of(load<decltype(type)>(bytes + row * stride), plan.fits));
        }
      }
    });
  }

  [[noreturn]] void throw_at(FieldStatus status, std::size_t column, std::int64_t row_of_buffer,
                             const std::string& text) const {
    const std::int64_t row = request_.piece.end - request_.piece.begin - remaining_ + row_of_buffer;
    throw InputError{locate_row(request_, row) + ": " +
                     describe_problem(status, request_.requests[column], text)};
  }

  [[noreturn]] void throw_cut_short() const {
    throw InputError{"FITS file '" + request_.path.string() +
                     "' is cut short: it ends before row " + std::to_string(request_.piece.end) +
                     ", the last that its header promises; download it again"};
  }

  PieceRequest request_;
  std::unique_ptr<ScratchFile> scratch_;
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
