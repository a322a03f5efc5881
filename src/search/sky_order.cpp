#include "search/sky_order.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <utility>

namespace counterpoint {

namespace {

// The rectangle of right ascension and declination that holds some rows, cut into fields.
class Fields {
public:
  explicit Fields(const InfraredRows& rows) {
    constexpr double rows_of_field = 512.0;
    constexpr double most_per_side = 512.0;
    n_per_side_ = static_cast<std::uint32_t>(std::clamp(
        std::sqrt(static_cast<double>(rows.size()) / rows_of_field), 1.0, most_per_side));
    double highest_ra = -1.0;
    double highest_dec = -91.0;
    for (const InfraredSource& row : rows.each()) {
      lowest_ra_ = std::min(lowest_ra_, row.position.ra().degrees());
      highest_ra = std::max(highest_ra, row.position.ra().degrees());
      lowest_dec_ = std::min(lowest_dec_, row.position.dec().degrees());
      highest_dec = std::max(highest_dec, row.position.dec().degrees());
    }
    // A little less than as many fits, for the highest to be inside.
    const double n = n_per_side_ * (1.0 - 1e-12);
    columns_per_degree_ = highest_ra > lowest_ra_ ? n / (highest_ra - lowest_ra_) : 0.0;
    strips_per_degree_ = highest_dec > lowest_dec_ ? n / (highest_dec - lowest_dec_) : 0.0;
  }

  [[nodiscard]] std::size_t n() const { return std::size_t{n_per_side_} * n_per_side_; }

  // To and fro, so that fields that follow one another touch.
  [[nodiscard]] std::uint32_t at(const SkyPosition& position) const {
    const auto strip =
        static_cast<std::uint32_t>((position.dec().degrees() - lowest_dec_) * strips_per_degree_);
    const auto column =
        static_cast<std::uint32_t>((position.ra().degrees() - lowest_ra_) * columns_per_degree_);
    return strip * n_per_side_ + (strip % 2 == 0 ? column : n_per_side_ - 1 - column);
  }

private:
  std::uint32_t n_per_side_ = 1;
  double lowest_ra_ = 360.0;
  double lowest_dec_ = 90.0;
  double columns_per_degree_ = 0.0;
  double strips_per_degree_ = 0.0;
};

} // namespace

std::vector<InfraredSource> in_sky_order(InfraredRows&& rows) {
  const Fields fields{rows};
  std::vector<std::size_t> next(fields.n() + 1); // place of the next row of each field
  for (const InfraredSource& row : rows.each())
    ++next[fields.at(row.position) + 1];
  for (std::size_t field = 1; field < next.size(); ++field)
    next[field] += next[field - 1];
  std::vector<InfraredSource> ordered(rows.size());
  const InfraredErrors common = rows.common_errors();
  while (!rows.empty()) {
    const InfraredRows::Part part = rows.take_part();
    for (std::size_t i = 0; i < part.rows.size(); ++i) {
      const InfraredRow& row = part.rows[i];
      const InfraredErrors& errors = part.errors.empty() ? common : part.errors[i];
      const FeatureCodes features = part.features.empty() ? FeatureCodes{} : part.features[i];
      ordered[next[fields.at(row.position)]++] = {row.ir_id,    row.position, errors.error,
                                                  errors.sigma, row.ks,       features};
    }
  }
  return ordered;
}

} // namespace counterpoint
