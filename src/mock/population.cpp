#include "mock/population.hpp"

#include "counterpoint/core/error.hpp"
#include "counterpoint/core/random.hpp"
#include "mock/scatter.hpp"
#include "mock/streams.hpp"
#include "mock/xray_properties.hpp"

#include <algorithm>
#include <cmath>

namespace counterpoint::mock {

namespace {

Layout layout_of(const MockOptions& options) {
  Layout layout = scaled(preset_layout(options.preset, options.n_infrared), options.area_scale);
  layout.gradient = options.gradient;
  layout.gaps = options.gaps;
  return layout;
}

} // namespace

MockPopulation::MockPopulation(const MockOptions& options)
    : options_{options}, wide_field_surveys_{options.preset == "bulge"},
      sky_{
          layout_of(options),
          {Angle::from_degrees(options.ra_center_deg), Angle::from_degrees(options.dec_center_deg)},
          options.n_infrared_files,
          options.seed} {
  divide_rows();
  choose_pairs();
}

std::int64_t MockPopulation::first_row(int file) const {
  return first_row_[static_cast<std::size_t>(file)];
}

std::int64_t MockPopulation::n_rows(int file) const {
  return first_row(file + 1) - first_row(file);
}

// Each file gets one row, since no reader accepts an empty table; the model divides the others.
void MockPopulation::divide_rows() {
  const int n_files = sky_.n_files();
  const auto n_shared = static_cast<double>(options_.n_infrared - n_files);
  double share = 0.0;
  for (int file = 0; file < n_files; ++file) {
    first_row_.push_back(file + std::llround(share * n_shared));
    share += sky_.share_of(file);
  }
  first_row_.push_back(options_.n_infrared);
}

void MockPopulation::choose_pairs() {
  std::vector<std::vector<std::int64_t>> chosen(static_cast<std::size_t>(sky_.n_files()));
  for (std::int64_t x = 0; x < options_.n_xray; ++x) {
    const double u = random_uniforms({options_.seed, row_key(x), xray_counterpart, 0})[0];
    if (u >= options_.counterpart_fraction) continue;
    const int file = sky_.file_of(xray_place(x).cell);
    if (file >= 0) chosen[static_cast<std::size_t>(file)].push_back(x);
  }
  counterparts_.assign(static_cast<std::size_t>(options_.n_xray), -1);
  pairs_.resize(chosen.size());
  for (int file = 0; file < sky_.n_files(); ++file) {
    place_pairs(file, chosen[static_cast<std::size_t>(file)]);
  }
}

// Pair k takes a row from the k-th of equal parts of the file. So no row is taken twice, and the
// pair of a row is found from the row's number alone. The order of the sources is shuffled, so that
// the rows of two files in the same order do not give the pairs away.
void MockPopulation::place_pairs(int file, std::vector<std::int64_t>& xray_ids) {
  const std::int64_t n = n_rows(file);
  const auto m = static_cast<std::int64_t>(xray_ids.size());
  if (m > n) {
    throw InputError{"mock: " + std::to_string(m) +
                     " X-ray sources have their counterparts among the " + std::to_string(n) +
                     " rows of infrared file " + std::to_string(file + 1) + "; raise n-infrared (" +
                     std::to_string(options_.n_infrared) +
                     ") or lower n-xray or counterpart-fraction"};
  }
  const auto bits = [&](std::int64_t x, Stream stream) {
    const auto words = random_bits({options_.seed, row_key(x), stream, 0});
    return (static_cast<std::uint64_t>(words[0]) << 32U) | words[1];
  };
  std::vector<std::pair<std::uint64_t, std::int64_t>> order;
  for (const std::int64_t x : xray_ids)
    order.emplace_back(bits(x, counterpart_order), x);
  std::sort(order.begin(), order.end());

  auto& pairs = pairs_[static_cast<std::size_t>(file)];
  for (std::int64_t k = 0; k < m; ++k) {
    const std::int64_t begin = k * n / m;
    const std::int64_t end = (k + 1) * n / m;
    const std::int64_t x = order[static_cast<std::size_t>(k)].second;
    const auto inside = bits(x, counterpart_slot) % static_cast<std::uint64_t>(end - begin);
    const std::int64_t row = begin + static_cast<std::int64_t>(inside);
    pairs.push_back({row, x});
    counterparts_[static_cast<std::size_t>(x)] = first_row(file) + row;
  }
}

std::optional<std::int64_t> MockPopulation::counterpart_of(std::int64_t xray_id) const {
  const std::int64_t ir_id = counterparts_[static_cast<std::size_t>(xray_id)];
  return ir_id < 0 ? std::nullopt : std::optional{ir_id};
}

Damage MockPopulation::damage_of(std::uint32_t stream, std::int64_t row) const {
  if (options_.bad_row_fraction <= 0.0) return Damage::none;
  const auto [u, kind] = random_uniforms({options_.seed, row_key(row), stream, 0});
  if (u >= options_.bad_row_fraction) return Damage::none;
  return static_cast<Damage>(1 + static_cast<int>(kind * n_damages));
}

Place MockPopulation::xray_place(std::int64_t xray_id) const {
  const auto [u, v] = random_uniforms({options_.seed, row_key(xray_id), Stream::xray_place, 0});
  return sky_.xray_place(u, v);
}

Angle MockPopulation::quoted_xray_error(std::int64_t xray_id) const {
  return draw_xray_error(options_.seed, row_key(xray_id), wide_field_surveys_);
}

XrayRow MockPopulation::xray_row(std::int64_t xray_id) const {
  const std::uint64_t key = row_key(xray_id);
  const auto sigma = [&](Angle error) {
    return error / radius_95_per_sigma * options_.error_misstatement;
  };
  const Place place = xray_place(xray_id);
  XrayRow row;
  row.true_position = place.position;
  row.cell = place.cell;
  row.in_footprint = sky_.file_of(place.cell) >= 0;
  row.error = quoted_xray_error(xray_id);
  row.sigma = sigma(row.error);
  row.position = scattered(place.position, row.sigma, {options_.seed, key, xray_offset, 0});
  row.hardness = draw_hardness_ratios(options_.seed, key);
  row.n_observations = draw_n_observations(options_.seed, key);
  if (!counterpart_of(xray_id)) row.damage = damage_of(xray_damage, xray_id);
  if (row.damage == Damage::repeated_position && xray_id > 0) {
    row.position =
        scattered(xray_place(xray_id - 1).position, sigma(quoted_xray_error(xray_id - 1)),
                  {options_.seed, key - 1, xray_offset, 0});
  }
  return row;
}

CleanedDensity MockPopulation::cleaned_density(std::size_t cell) const {
  static const double background_kept = cleaned_distribution(Population::background).kept_fraction;
  static const double counterparts_kept =
      cleaned_distribution(Population::counterpart).kept_fraction;
  const int file = sky_.file_of(cell);
  if (file < 0) return {};
  const auto n_pairs = static_cast<double>(pairs_[static_cast<std::size_t>(file)].size());
  const double background =
      (static_cast<double>(n_rows(file)) - n_pairs) * sky_.infrared_density(cell) * background_kept;
  const double counterparts = static_cast<double>(options_.n_xray) * options_.counterpart_fraction *
                              sky_.xray_density(cell) * counterparts_kept;
  return {background, counterparts};
}

} // namespace counterpoint::mock
