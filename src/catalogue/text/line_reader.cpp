#include "catalogue/text/line_reader.hpp"

#include "catalogue/values/decimal.hpp"
#include "counterpoint/core/error.hpp"

#include <algorithm>
#include <utility>

namespace counterpoint {

namespace {
constexpr std::size_t buffer_size = std::size_t{256} << 10U; // stays in the cache
constexpr std::size_t padding = 1 + decimal_padding; // the line end that a last line may lack
constexpr std::size_t longest_line = std::size_t{16} << 20U;
} // namespace

LineReader::LineReader(std::unique_ptr<ByteStream> stream, std::int64_t offset, std::int64_t limit)
    : stream_{std::move(stream)}, buffer_offset_{offset}, limit_{limit} {
  // A thousand ranks may share a small file: no more buffer than there is to read.
  constexpr std::int64_t slack = 1 << 16;
  const std::int64_t wanted = limit < whole_file - slack ? limit - offset + slack : whole_file;
  buffer_.resize(
      static_cast<std::size_t>(std::clamp<std::int64_t>(wanted, slack, std::int64_t{buffer_size})) +
      padding);
  cursor_ = end_ = buffer_.data();
}

// Moves the unfinished line to the front of the buffer, and fills the rest.
void LineReader::refill() {
  const auto kept = static_cast<std::size_t>(end_ - cursor_);
  buffer_offset_ += cursor_ - buffer_.data();
  std::memmove(buffer_.data(), cursor_, kept);
  if (2 * kept > buffer_.size()) {
    if (kept > longest_line) {
      throw InputError{"'" + stream_->path().string() +
                       "' has a line of more than 16 MiB: this is no text table, or "
                       "its line ends are lost"};
    }
    buffer_.resize(2 * buffer_.size());
  }
  const std::size_t n_read = stream_->read(buffer_.data() + kept, buffer_.size() - padding - kept);
  is_over_ = n_read == 0;
  cursor_ = buffer_.data();
  end_ = cursor_ + kept + n_read;
  buffer_[kept + n_read] = '\n';
  has_quotes_ = std::memchr(cursor_, '"', kept + n_read) != nullptr;
}

} // namespace counterpoint
