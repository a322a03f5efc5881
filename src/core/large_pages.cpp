#include "counterpoint/core/large_pages.hpp"

#include <sys/mman.h>

#include <cstdint>
#include <mutex>
#include <vector>

namespace counterpoint::large_pages {

namespace {

// Pages given back that are kept for the next who asks: as many as come and go all the time.
constexpr std::size_t most_kept = 4;

struct KeptPages {
  std::mutex mutex;
  std::vector<void*> pages;
};

KeptPages& kept() {
  static KeptPages pages;
  return pages;
}

std::size_t whole_pages(std::size_t bytes) {
  return (bytes + page_bytes - 1) / page_bytes * page_bytes;
}

void* map(std::size_t bytes) {
  void* const place =
      mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (place == MAP_FAILED) throw std::bad_alloc{};
  return place;
}

std::size_t beyond_page(const void* place) {
  return reinterpret_cast<std::uintptr_t>(place) % page_bytes;
}

// From where a large page may begin.
void* map_aligned(std::size_t bytes) {
  void* const place = map(bytes);
  if (beyond_page(place) == 0) return place;
  munmap(place, bytes);
  // With a page more, and without what is in front and behind.
  auto* const wide = static_cast<std::byte*>(map(bytes + page_bytes));
  const std::size_t in_front = (page_bytes - beyond_page(wide)) % page_bytes;
  if (in_front > 0) munmap(wide, in_front);
  munmap(wide + in_front + bytes, page_bytes - in_front);
  return wide + in_front;
}

} // namespace

void* take(std::size_t bytes) {
  const std::size_t whole = whole_pages(bytes);
  if (whole == page_bytes) {
    const std::scoped_lock lock{kept().mutex};
    std::vector<void*>& pages = kept().pages;
    if (!pages.empty()) {
      void* const page = pages.back();
      pages.pop_back();
      return page;
    }
  }
  void* const place = map_aligned(whole);
  madvise(place, whole, MADV_HUGEPAGE); // where there are none, small ones do
  return place;
}

void give_back(void* place, std::size_t bytes) noexcept {
  const std::size_t whole = whole_pages(bytes);
  if (whole == page_bytes) {
    const std::scoped_lock lock{kept().mutex};
    std::vector<void*>& pages = kept().pages;
    if (pages.capacity() < most_kept) pages.reserve(most_kept);
    if (pages.size() < most_kept) {
      pages.push_back(place);
      return;
    }
  }
  munmap(place, whole);
}

} // namespace counterpoint::large_pages
