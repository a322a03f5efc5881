#pragma once

#include "counterpoint/core/error.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <ranges>
#include <span>
#include <string>
#include <type_traits>
#include <vector>

namespace counterpoint {

/// Values one behind the other as bytes. A function that is called with either, an archive, passes
/// it the members of what is written or read, once and in one order:
///
///     template <class Archive>
///     void pass(Archive& archive, Thing& thing) {
///       archive.value(thing.number);
///       archive.text(thing.name);
///     }
class StateWriter {
public:
  template <class T>
  void value(T& value) {
    static_assert(std::is_trivially_copyable_v<T>);
    const auto bytes = std::as_bytes(std::span{&value, 1});
    bytes_.insert(bytes_.end(), bytes.begin(), bytes.end());
  }
  /// The number of values of a list, before the values themselves.
  template <class T>
  void size(std::vector<T>& list) {
    auto n = static_cast<std::int64_t>(list.size());
    value(n);
  }
  void text(std::string& text) {
    auto n = static_cast<std::int64_t>(text.size());
    value(n);
    for (char& c : text)
      value(c);
  }
  [[nodiscard]] const std::vector<std::byte>& bytes() const { return bytes_; }

private:
  std::vector<std::byte> bytes_;
};

class StateReader {
public:
  explicit StateReader(std::vector<std::byte> bytes) : bytes_{std::move(bytes)} {}

  /// \throws InputError where the bytes end; as the others do
  template <class T>
  void value(T& value) {
    static_assert(std::is_trivially_copyable_v<T>);
    if (bytes_.size() - next_ < sizeof(T)) throw InputError{"the state of a stage is cut short"};
    std::memcpy(static_cast<void*>(&value), bytes_.data() + next_, sizeof(T));
    next_ += sizeof(T);
  }
  template <class T>
  void size(std::vector<T>& list) {
    list.resize(count());
  }
  void text(std::string& text) {
    text.resize(count());
    for (char& c : text)
      value(c);
  }

private:
  // No list has more values than there are bytes left.
  std::size_t count() {
    std::int64_t n = 0;
    value(n);
    if (n < 0 || static_cast<std::size_t>(n) > bytes_.size() - next_) {
      throw InputError{"the state of a stage is damaged"};
    }
    return static_cast<std::size_t>(n);
  }

  std::vector<std::byte> bytes_;
  std::size_t next_ = 0;
};

template <class Archive, class T>
void pass_values(Archive& archive, std::vector<T>& values) {
  archive.size(values);
  for (T& value : values)
    archive.value(value);
}

template <class Archive, class T>
void pass_each(Archive& archive, std::vector<T>& list) {
  archive.size(list);
  for (T& one : list)
    pass(archive, one);
}

template <class Archive>
void pass_texts(Archive& archive, std::vector<std::string>& texts) {
  archive.size(texts);
  for (std::string& text : texts)
    archive.text(text);
}

/// In place of a Reduction for a type that adds up over ranks: passes the members that it names,
/// which are all of its state beside what its constructor is given.
template <class Archive>
class PassState {
public:
  explicit PassState(Archive& archive) : archive_{archive} {}

  template <class T>
  void sum(T&& values) {
    pass(values);
  }
  template <class T>
  void sum_sparse(T&& values) {
    pass(values);
  }
  template <class T>
  void minimum(T&& values) {
    pass(values);
  }
  template <class T>
  void maximum(T&& values) {
    pass(values);
  }

private:
  template <class T>
  void pass(T& value) {
    if constexpr (std::ranges::range<T>) {
      for (auto& one : value)
        pass(one);
    } else {
      archive_.value(value);
    }
  }

  Archive& archive_;
};

} // namespace counterpoint
