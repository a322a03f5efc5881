#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace counterpoint {

/// What the system says of this process, read once (/proc/self/status, Linux). Takes no memory of
/// the heap: a thread that does gets a heap of its own.
class ProcessStatus {
public:
  ProcessStatus();

  /// Of a line as "VmHWM:     1234 kB", in bytes; 0 if there is none.
  [[nodiscard]] std::int64_t bytes(std::string_view key) const;

private:
  std::array<char, 8192> text_; // longer than it is; not filled first
  std::size_t size_ = 0;
};

} // namespace counterpoint
