#pragma once

#include "counterpoint/comm/communicator.hpp"
#include "counterpoint/output/table.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <type_traits>
#include <vector>

namespace counterpoint {

/// Writes named arrays of plain values, as they lie in memory, into one HDF5 file with a checksum
/// of each: what this program itself will read again, on any number of ranks. The file has its name
/// only when it is complete.
class ArrayFileWriter {
public:
  /// Collective. \param path  replaced by commit() if it exists
  /// \throws JointError if the file cannot be created
  ArrayFileWriter(const Communicator& comm, const std::filesystem::path& path);
  ~ArrayFileWriter();
  ArrayFileWriter(const ArrayFileWriter&) = delete;
  ArrayFileWriter& operator=(const ArrayFileWriter&) = delete;

  /// Collective. Everybody's values, in rank order.
  template <class T>
  void write(const std::string& name, std::span<const T> mine) {
    write_pieces<T>(name, std::ssize(mine), [&](std::int64_t first, std::span<T> piece) {
      std::copy_n(mine.begin() + first, piece.size(), piece.begin());
    });
  }

  /// Collective. The same of values that are not in one piece.
  /// \param copy  copy(first, piece) fills `piece` with this rank's values from `first` on; asked
  ///   for in order
  template <class T, class Copy>
  void write_pieces(const std::string& name, std::int64_t n_mine, Copy&& copy) {
    static_assert(std::is_trivially_copyable_v<T>);
    std::vector<T> piece;
    write_bytes(name, sizeof(T), n_mine, [&](std::int64_t first, std::span<std::byte> bytes) {
      piece.resize(bytes.size() / sizeof(T));
      copy(first, std::span{piece});
      std::ranges::copy(std::as_bytes(std::span{piece}), bytes.begin());
    });
  }

  /// Collective. Attributes of the file, equal on all ranks. \throws JointError
  void write_attributes(std::span<const OutputAttribute> attributes);

  /// Collective. Syncs the file to disk and gives it its name. \throws JointError
  void commit();

private:
  using CopyBytes = std::function<void(std::int64_t first, std::span<std::byte> bytes)>;
  void write_bytes(const std::string& name, std::size_t value_size, std::int64_t n_mine,
                   const CopyBytes& copy);

  class Implementation;
  std::unique_ptr<Implementation> implementation_;
};

/// Some of the values of an array.
struct ArrayPart {
  std::int64_t first = 0;
  std::int64_t count = 0;
  /// Of ranks that read the same values, one tells the checksum of them.
  bool counts_in_checksum = true;
};

/// Reads what ArrayFileWriter wrote.
class ArrayFileReader {
public:
  /// Collective. \throws JointError of exit code 2 if it is no such file, or one cut short
  ArrayFileReader(const Communicator& comm, const std::filesystem::path& path);
  ~ArrayFileReader();
  ArrayFileReader(const ArrayFileReader&) = delete;
  ArrayFileReader& operator=(const ArrayFileReader&) = delete;

  /// Collective. The number of values of an array.
  template <class T>
  [[nodiscard]] std::int64_t size(const std::string& name) const {
    return size_of(name, sizeof(T));
  }

  /// Collective. Each rank its part of an array; together those that count are all of it.
  /// \throws JointError of exit code 2 if the file is not what was written
  template <class T>
  [[nodiscard]] std::vector<T> read(const std::string& name, const ArrayPart& part) const {
    std::vector<T> values(static_cast<std::size_t>(part.count));
    read_pieces<T>(name, part, [&](std::int64_t first, std::span<const T> piece) {
      std::copy(piece.begin(), piece.end(), values.begin() + first);
    });
    return values;
  }

  /// Collective. The same for values that go elsewhere. \param take  take(first, piece), in order
  template <class T, class Take>
  void read_pieces(const std::string& name, const ArrayPart& part, Take&& take) const {
    static_assert(std::is_trivially_copyable_v<T>);
    std::vector<T> piece;
    read_bytes(name, sizeof(T), part, [&](std::int64_t first, std::span<const std::byte> bytes) {
      piece.resize(bytes.size() / sizeof(T));
      std::ranges::copy(bytes, std::as_writable_bytes(std::span{piece}).begin());
      take(first, std::span<const T>{piece});
    });
  }

  /// Collective. The whole array on every rank.
  template <class T>
  [[nodiscard]] std::vector<T> read_whole(const std::string& name) const {
    const std::int64_t n = size<T>(name);
    std::vector<T> values = read<T>(name, {0, comm().is_root() ? n : 0});
    comm().broadcast(values);
    return values;
  }

  /// Collective. An equal share of the array.
  template <class T>
  [[nodiscard]] std::vector<T> read_share(const std::string& name) const {
    return read<T>(name, share_of(size<T>(name)));
  }
  /// Local. This rank's share of so many values.
  [[nodiscard]] ArrayPart share_of(std::int64_t n) const {
    const auto start = [&](std::int64_t rank) { return n * rank / comm().size(); };
    return {start(comm().rank()), start(comm().rank() + 1) - start(comm().rank())};
  }

  /// Local.
  [[nodiscard]] const Communicator& comm() const;

private:
  using TakeBytes = std::function<void(std::int64_t first, std::span<const std::byte> bytes)>;
  [[nodiscard]] std::int64_t size_of(const std::string& name, std::size_t value_size) const;
  void read_bytes(const std::string& name, std::size_t value_size, const ArrayPart& part,
                  const TakeBytes& take) const;

  class Implementation;
  std::unique_ptr<Implementation> implementation_;
};

} // namespace counterpoint
