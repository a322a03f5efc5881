#pragma once

#include <cstddef>
#include <new>
#include <vector>

namespace counterpoint {

/// Memory in pages of 2 MiB where the system has them: the first touch of each costs less than
/// those of 512 small ones, and so does finding it. What is given back is the system's again, or
/// soon taken anew: it leaves no gaps.
namespace large_pages {
inline constexpr std::size_t page_bytes = std::size_t{2} << 20U;
/// \throws std::bad_alloc
[[nodiscard]] void* take(std::size_t bytes);
void give_back(void* place, std::size_t bytes) noexcept;
} // namespace large_pages

/// Takes what is at least half a large page from there, and lesser arrays from the heap.
template <class T>
class LargePageAllocator {
public:
  using value_type = T;

  LargePageAllocator() = default;
  template <class U>
  LargePageAllocator(const LargePageAllocator<U>&) {} // implicit, as allocators are

  [[nodiscard]] T* allocate(std::size_t n) {
    if (n > static_cast<std::size_t>(-1) / (2 * sizeof(T))) throw std::bad_array_new_length{};
    const std::size_t bytes = n * sizeof(T);
    return static_cast<T*>(is_large(bytes) ? large_pages::take(bytes) : ::operator new(bytes));
  }
  void deallocate(T* place, std::size_t n) noexcept {
    const std::size_t bytes = n * sizeof(T);
    if (is_large(bytes)) {
      large_pages::give_back(place, bytes);
    } else {
      ::operator delete(place);
    }
  }
  bool operator==(const LargePageAllocator&) const = default;

private:
  static constexpr bool is_large(std::size_t bytes) { return bytes >= large_pages::page_bytes / 2; }
};

/// For long arrays.
template <class T>
using LargeVector = std::vector<T, LargePageAllocator<T>>;

} // namespace counterpoint
