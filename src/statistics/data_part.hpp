#pragma once

#include "counterpoint/statistics/likelihood_fit.hpp"

#include <vector>

namespace counterpoint {

/// Some of the sources of a fit, as the data of a fit of their own.
class DataPart {
public:
  /// Collective, as LikelihoodData::sum is. Holds the sources for which `is_wanted` is true.
  template <class IsWanted>
  DataPart(const LikelihoodData& all, IsWanted&& is_wanted) : data_{all} {
    for (const XrayCandidates& source : all.sources) {
      if (is_wanted(source)) sources_.push_back(source);
    }
    std::vector<ExactSum> count(1);
    count[0].add(static_cast<double>(sources_.size()));
    all.sum(count);
    data_.sources = sources_;
    data_.n_sources = static_cast<std::int64_t>(count[0].value());
  }
  ~DataPart() = default;
  DataPart(const DataPart&) = delete;
  DataPart& operator=(const DataPart&) = delete;
  DataPart(DataPart&&) = delete;
  DataPart& operator=(DataPart&&) = delete;

  [[nodiscard]] const LikelihoodData& data() const { return data_; }

private:
  std::vector<XrayCandidates> sources_;
  LikelihoodData data_;
};

} // namespace counterpoint
