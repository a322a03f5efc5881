#include "counterpoint/sources/prefilter.hpp"

#include "counterpoint/core/check.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

namespace counterpoint {

namespace {

// A small part of the root mean square radius: few rows pass that are in no disc, and n discs touch
// some 150 n cells at most, however unequal they are.
constexpr double usual_part = 0.15;
// Of the rows in cells twice as high, these leave one in eight out.
constexpr double closer_part = 0.1;

Angle size_of_cells(const SkyDiscs& discs, double part) {
  double sum_arcsec2 = 0.0;
  std::size_t n = 0;
  discs.for_each([&](std::size_t, const SkyDisc& disc) {
    sum_arcsec2 += disc.radius.arcsec() * disc.radius.arcsec();
    ++n;
  });
  if (n == 0) return {};
  return Angle::from_arcsec(part * std::sqrt(sum_arcsec2 / static_cast<double>(n)));
}

} // namespace

SkyDiscs discs_round(std::span<const XraySource> xray, std::vector<Angle> radius) {
  check(xray.size() == radius.size(), "a radius is needed for each X-ray source");
  return {xray.size(), [xray, radius = std::move(radius)](std::size_t i) -> std::optional<SkyDisc> {
            if (!xray[i].kept) return std::nullopt;
            return SkyDisc{*xray[i].position, radius[i]};
          }};
}

Prefilter::Prefilter(const SkyDiscs& discs, Angle least_cell)
    : grid_{SkyGrid::with_cells_of_at_least(
          std::max(size_of_cells(discs, usual_part), least_cell))},
      near_{grid_, discs, CellSet::Cells::not_numbered} {}

void Prefilter::look_closer(const SkyDiscs& discs) {
  closer_grid_ = SkyGrid::with_cells_of_at_least(size_of_cells(discs, closer_part));
  if (closer_grid_.level() > grid_.level())
    closer_ = CellSet{closer_grid_, discs, CellSet::Cells::not_numbered};
}

void Prefilter::may_matter(std::span<const GridPlace> places,
                           std::vector<std::uint8_t>& may_matter) const {
  may_matter.resize(places.size());
  std::array<SkyCell, 512> cells;
  const std::span answers{may_matter};
  for (std::size_t first = 0; first < places.size(); first += cells.size()) {
    const std::size_t n = std::min(cells.size(), places.size() - first);
    for (std::size_t i = 0; i < n; ++i)
      cells.data()[i] = grid_.cell(places.data()[first + i]);
    near_.contains(std::span{cells}.first(n), answers.subspan(first, n));
  }
}

std::int64_t Prefilter::leave_out_beyond(std::span<const GridPlace> places,
                                         std::span<std::uint8_t> may_matter) const {
  check(places.size() == may_matter.size(), "Prefilter: an answer for each place");
  if (closer_.size() == 0) return 0;
  std::array<SkyCell, 512> cells;
  std::array<std::size_t, cells.size()> numbers; // of their places
  std::array<std::uint8_t, cells.size()> is_in;
  std::size_t n = 0;
  std::int64_t n_left_out = 0;
  const auto ask = [&] {
    closer_.contains(std::span{cells}.first(n), std::span{is_in}.first(n));
    for (std::size_t k = 0; k < n; ++k) {
      may_matter.data()[numbers.data()[k]] = is_in.data()[k];
      n_left_out += is_in.data()[k] == 0 ? 1 : 0;
    }
    n = 0;
  };
  for (std::size_t i = 0; i < places.size(); ++i) {
    if (may_matter.data()[i] == 0) continue;
    numbers.data()[n] = i;
    cells.data()[n++] = closer_grid_.cell(places.data()[i]);
    if (n == cells.size()) ask();
  }
  ask();
  return n_left_out;
}

ExactSum Prefilter::area_arcsec2(const CellSet::Share& share,
                                 const std::function<bool(const SkyPosition&)>& counts) const {
  ExactSum area;
  std::uint32_t first_strip = 0; // of the bands that were visited
  std::vector<std::int64_t> n_cells_of_strip;
  near_.for_each_part(share, [&](std::span<const SkyCell> cells) {
    if (!counts(grid_.center(cells[cells.size() / 2]))) return;
    constexpr std::uint32_t of_band = CellSet::strips_of_band;
    const std::uint32_t band = cells.front().strip / of_band * of_band;
    if (n_cells_of_strip.empty()) first_strip = band;
    const std::size_t n_strips = band - first_strip + of_band;
    if (n_cells_of_strip.size() < n_strips) n_cells_of_strip.resize(n_strips);
    for (const SkyCell& cell : cells)
      ++n_cells_of_strip[cell.strip - first_strip];
  });
  for (std::uint32_t strip = 0; strip < n_cells_of_strip.size(); ++strip) {
    if (n_cells_of_strip[strip] == 0) continue;
    area.add(grid_.area_arcsec2({first_strip + strip, 0}), n_cells_of_strip[strip]);
  }
  return area;
}

} // namespace counterpoint
