#include "counterpoint/output/file_note.hpp"

#include "counterpoint/core/error.hpp"
#include "output/descriptor.hpp"

#include <array>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <fstream>

namespace counterpoint {

namespace {

namespace fs = std::filesystem;

// What stands behind a note, at the end of the file.
struct NoteEnd {
  std::uint64_t size = 0;
  std::uint64_t checksum = 0;
  std::array<char, 8> name{'C', 'P', ' ', 'n', 'o', 't', 'e', '\n'};
};

// FNV-1a (Fowler, Noll, Vo).
std::uint64_t checksum_of(std::span<const std::byte> bytes) {
  std::uint64_t hash = 0xCBF29CE484222325U;
  for (const std::byte byte : bytes)
    hash = (hash ^ std::to_integer<std::uint64_t>(byte)) * 0x100000001B3U;
  return hash;
}

} // namespace

void append_note(const fs::path& file, std::span<const std::byte> note) {
  const NoteEnd end{note.size(), checksum_of(note)};
  std::vector<std::byte> bytes{note.begin(), note.end()};
  const auto end_bytes = std::as_bytes(std::span{&end, 1});
  bytes.insert(bytes.end(), end_bytes.begin(), end_bytes.end());
  const Descriptor descriptor{file, O_WRONLY | O_APPEND};
  bool is_written = descriptor.get() >= 0;
  for (std::size_t done = 0; is_written && done < bytes.size();) {
    const ssize_t n = ::write(descriptor.get(), bytes.data() + done, bytes.size() - done);
    if (n < 0 && errno == EINTR) continue;
    is_written = n >= 0;
    done += is_written ? static_cast<std::size_t>(n) : 0;
  }
  if (!is_written || ::fsync(descriptor.get()) != 0) {
    throw SystemError{"cannot write " + file.string() + ": " + std::strerror(errno)};
  }
}

std::vector<std::byte> read_note(const fs::path& file) {
  std::error_code failed;
  const std::uintmax_t size = fs::file_size(file, failed);
  NoteEnd end;
  if (failed || size < sizeof end) return {};
  std::ifstream stream{file, std::ios::binary};
  stream.seekg(static_cast<std::streamoff>(size - sizeof end));
  stream.read(reinterpret_cast<char*>(&end), sizeof end);
  if (!stream || end.name != NoteEnd{}.name || end.size > size - sizeof end) return {};
  std::vector<std::byte> note(end.size);
  stream.seekg(static_cast<std::streamoff>(size - sizeof end - end.size));
  stream.read(reinterpret_cast<char*>(note.data()), static_cast<std::streamsize>(note.size()));
  if (!stream || checksum_of(note) != end.checksum) return {};
  return note;
}

} // namespace counterpoint
