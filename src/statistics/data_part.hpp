#pragma once

#include "counterpoint/core/checked_cast.hpp"
#include "counterpoint/statistics/likelihood_fit.hpp"

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace counterpoint {

/// Some of the sources of a fit, as the data of a fit of their own.
class DataPart {
public:
  /// Collective, as LikelihoodData::sum is. Holds the sources for which `is_wanted` is true.
  template <class IsWanted>
  DataPart(const LikelihoodData& all, IsWanted&& is_wanted) : data_{all} {
    std::vector<std::uint32_t> places; // in all
    for (std::size_t i = 0; i < all.sources.size(); ++i) {
      if (is_wanted(all.sources[i])) places.push_back(checked_cast<std::uint32_t>(i));
    }
    std::vector<ExactSum> count(1);
    count[0].add(static_cast<double>(places.size()));
    all.sum(count);
    data_.sources = all.sources.part(std::move(places));
    data_.n_sources = static_cast<std::int64_t>(count[0].value());
  }

  [[nodiscard]] const LikelihoodData& data() const { return data_; }

private:
  LikelihoodData data_;
};

} // namespace counterpoint
