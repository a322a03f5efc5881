#include "sources/selected_rows.hpp"

#include "counterpoint/core/check.hpp"

#include <algorithm>
#include <array>

namespace counterpoint {

namespace {

void gather(std::span<const double> column, std::span<const std::uint32_t> rows,
            std::vector<double>& taken) {
  taken.resize(std::max(taken.size(), rows.size()));
  for (std::size_t k = 0; k < rows.size(); ++k)
    taken.data()[k] = column.data()[rows.data()[k]];
}

} // namespace

void SelectedRows::select(std::span<const InfraredReason> reasons,
                          bool (*is_wanted)(InfraredReason)) {
  std::array<std::uint8_t, n_infrared_reasons> wanted{};
  for (std::size_t reason = 0; reason < wanted.size(); ++reason)
    wanted[reason] = is_wanted(static_cast<InfraredReason>(reason)) ? 1 : 0;
  rows_.resize(std::max(rows_.size(), reasons.size()));
  std::size_t n = 0;
  for (std::uint32_t row = 0; row < reasons.size(); ++row) {
    rows_.data()[n] = row;
    n += wanted.data()[static_cast<std::size_t>(reasons.data()[row])];
  }
  size_ = n;
}

SelectedRows::Box SelectedRows::take_positions(std::span<const double> ra_deg,
                                               std::span<const double> dec_deg) {
  gather(ra_deg, rows(), ra_deg_);
  gather(dec_deg, rows(), dec_deg_);
  const Box box{extent_of(positions().ra_deg), extent_of(positions().dec_deg)};
  check(size_ == 0 || (box.dec_deg.lowest >= -90.0 && box.dec_deg.highest <= 90.0),
        "a declination out of range");
  if (box.ra_deg.lowest < 0.0 || box.ra_deg.highest >= 360.0) {
    for (std::size_t k = 0; k < size_; ++k)
      set_position(k, position(k));
  }
  return box;
}

std::span<const GridPlace> SelectedRows::find_places() {
  places_.resize(std::max(places_.size(), size_));
  const auto places = std::span{places_}.first(size_);
  find_grid_places(positions(), places);
  return places;
}

} // namespace counterpoint
