#pragma once

#include "counterpoint/statistics/likelihood_ratio.hpp"

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <utility>
#include <vector>

namespace counterpoint {

/// The X-ray sources of a fit: each is made when it is looked at, as a list of a million of them
/// would take more memory than what they are made of; or kept(), where they are few.
class FitSources {
public:
  class Iterator {
  public:
    using value_type = XrayCandidates;
    using difference_type = std::ptrdiff_t;

    Iterator() = default;
    Iterator(const FitSources& sources, std::size_t i) : sources_{&sources}, i_{i} {}
    [[nodiscard]] XrayCandidates operator*() const { return (*sources_)[i_]; }
    Iterator& operator++() {
      ++i_;
      return *this;
    }
    void operator++(int) { ++i_; }
    bool operator==(const Iterator& other) const { return i_ == other.i_; }

  private:
    const FitSources* sources_ = nullptr;
    std::size_t i_ = 0;
  };

  FitSources() = default; ///< none
  /// \param source  of each number below `n`; what it refers to must live as long as this
  FitSources(std::size_t n, std::function<XrayCandidates(std::size_t)> source)
      : n_{n}, source_{std::move(source)} {}
  /// Those of a list, which is not copied.
  template <std::convertible_to<std::span<const XrayCandidates>> List>
  FitSources(const List& list) // implicit: it is the usual case of few sources
      : FitSources{std::size(list), [all = std::span<const XrayCandidates>{list}](std::size_t i) {
                     return all[i];
                   }} {}

  /// Some of these, in the order of their places among them.
  [[nodiscard]] FitSources part(std::vector<std::uint32_t>&& places) const {
    const std::size_t n = places.size();
    return {n, [all = *this, of = std::make_shared<const std::vector<std::uint32_t>>(
                                 std::move(places))](std::size_t i) { return all[(*of)[i]]; }};
  }

  /// The same as they are now. A fit looks at them some hundred times: where they are few, they are
  /// made once and kept, which takes most_bytes_kept at most.
  [[nodiscard]] FitSources kept() const {
    if (n_ > most_bytes_kept / sizeof(XrayCandidates)) return *this;
    const auto list = std::make_shared<std::vector<XrayCandidates>>();
    list->reserve(n_);
    for (const XrayCandidates& source : *this)
      list->push_back(source);
    return {n_, [list](std::size_t i) { return (*list)[i]; }};
  }
  static constexpr std::size_t most_bytes_kept = std::size_t{8} << 20U;

  [[nodiscard]] std::size_t size() const { return n_; }
  [[nodiscard]] XrayCandidates operator[](std::size_t i) const { return source_(i); }
  [[nodiscard]] Iterator begin() const { return {*this, 0}; }
  [[nodiscard]] Iterator end() const { return {*this, n_}; }

private:
  std::size_t n_ = 0;
  std::function<XrayCandidates(std::size_t)> source_;
};

} // namespace counterpoint
