#pragma once

#include "catalogue/files/byte_stream.hpp"

#include <cstdint>
#include <cstring>
#include <memory>
#include <string>
#include <vector>

namespace counterpoint {

/// One line of a text file, without its end. The character at `end` cannot continue a number, and
/// decimal_padding bytes after it may be read, as read_short_decimal() needs.
struct Line {
  const char* begin = nullptr;
  const char* end = nullptr;
  std::int64_t offset = 0; ///< of `begin` in the (inflated) file
  bool has_newline = true; ///< false only on a last line that lacks it
};

/// Cuts a stream into lines, by way of one large buffer.
class LineReader {
public:
  /// \param offset  position in the file of the stream's first byte
  /// \param limit   lines that start at or after this offset are not returned
  LineReader(std::unique_ptr<ByteStream> stream, std::int64_t offset, std::int64_t limit);

  /// The next line, valid until the next call; false at the end.
  [[nodiscard]] bool next(Line& line) {
    for (;;) {
      const std::int64_t offset = buffer_offset_ + (cursor_ - buffer_.data());
      if (offset >= limit_) return false;
      const auto length = static_cast<std::size_t>(end_ - cursor_);
      // memchr runs at the speed of memory: finding the end first costs less than it saves.
      const auto* newline = static_cast<const char*>(std::memchr(cursor_, '\n', length));
      if (newline != nullptr || (is_over_ && length > 0)) {
        const char* end = newline != nullptr ? newline : end_;
        line = {cursor_, end, offset, newline != nullptr};
        cursor_ = newline != nullptr ? newline + 1 : end_;
        if (line.end > line.begin && line.end[-1] == '\r') --line.end;
        return true;
      }
      if (is_over_) return false;
      refill();
    }
  }

  /// Whether the stream ended before `limit`: the file is shorter than it was.
  [[nodiscard]] bool ended_early() const {
    return is_over_ && limit_ != whole_file && offset() < limit_;
  }
  /// Whether the buffer that holds the current line has a quotation mark anywhere.
  [[nodiscard]] bool has_quotes() const { return has_quotes_; }
  [[nodiscard]] std::int64_t offset() const { return buffer_offset_ + (cursor_ - buffer_.data()); }
  [[nodiscard]] std::int64_t bytes_used() const { return stream_->bytes_used(); }

private:
  void refill();

  std::unique_ptr<ByteStream> stream_;
  std::vector<char> buffer_;
  const char* cursor_ = nullptr;
  const char* end_ = nullptr;
  std::int64_t buffer_offset_ = 0;
  std::int64_t limit_ = whole_file;
  bool is_over_ = false;
  bool has_quotes_ = false;
};

} // namespace counterpoint
