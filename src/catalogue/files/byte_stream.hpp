#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <limits>
#include <memory>

namespace counterpoint {

/// An end that is beyond the end of any file.
inline constexpr std::int64_t whole_file = std::numeric_limits<std::int64_t>::max();

/// An open file; closed with the object.
class InputFile {
public:
  /// \throws InputError where `path` is missing, a folder, or may not be read
  explicit InputFile(std::filesystem::path path);
  ~InputFile();
  InputFile(const InputFile&) = delete;
  InputFile& operator=(const InputFile&) = delete;
  InputFile(InputFile&&) = delete;
  InputFile& operator=(InputFile&&) = delete;

  [[nodiscard]] const std::filesystem::path& path() const { return path_; }
  [[nodiscard]] std::int64_t size() const { return size_; }

  /// Bytes read at `offset`: less than asked for only at the end of the file.
  /// \throws SystemError where the file system fails
  [[nodiscard]] std::size_t read_at(std::int64_t offset, char* target, std::size_t n_bytes) const;

private:
  std::filesystem::path path_;
  int descriptor_ = -1;
  std::int64_t size_ = 0;
};

/// Bytes in order, from wherever they come.
class ByteStream {
public:
  ByteStream() = default;
  virtual ~ByteStream() = default;
  ByteStream(const ByteStream&) = delete;
  ByteStream& operator=(const ByteStream&) = delete;
  ByteStream(ByteStream&&) = delete;
  ByteStream& operator=(ByteStream&&) = delete;

  /// At most n_bytes; 0 only at the end.
  [[nodiscard]] virtual std::size_t read(char* target, std::size_t n_bytes) = 0;

  /// Bytes of the file used so far (of a compressed file: compressed ones).
  [[nodiscard]] virtual std::int64_t bytes_used() const = 0;

  [[nodiscard]] virtual const std::filesystem::path& path() const = 0;
};

/// The bytes of a file from `begin` to its end. Up to `likely_end` it reads as much as it is asked
/// for, from there on in small steps, since only the rest of one line is wanted.
[[nodiscard]] std::unique_ptr<ByteStream> open_range(const std::filesystem::path& path,
                                                     std::int64_t begin, std::int64_t likely_end);

/// The inflated bytes of a gzip file, which may have several members. Reading it throws InputError
/// where it is damaged, cut short, or inflates as no catalogue does.
[[nodiscard]] std::unique_ptr<ByteStream> open_gzip(const std::filesystem::path& path);

/// Reads until `n_bytes` are there or the stream ends; returns the bytes read.
[[nodiscard]] std::size_t read_fully(ByteStream& stream, char* target, std::size_t n_bytes);

/// Skips `n_bytes`, or fewer where the stream ends.
void skip_bytes(ByteStream& stream, std::int64_t n_bytes);

/// Number, counted from 1, of the line that starts at `offset` of the (inflated) file.
[[nodiscard]] std::int64_t line_number(ByteStream& stream_from_start, std::int64_t offset);

} // namespace counterpoint
