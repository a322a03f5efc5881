#include "counterpoint/core/random.hpp"
#include "mock/population.hpp"
#include "mock/scatter.hpp"
#include "mock/streams.hpp"
#include "mock/uniform_run.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace counterpoint::mock {

namespace {
constexpr double clump_size = 5.0; // mean number of members
constexpr Angle clump_sigma = Angle::from_arcsec(2.0);

template <class T>
std::span<T> first_n(std::array<T, run_length>& values, std::size_t n) {
  return std::span{values}.first(n);
}
} // namespace

InfraredRow MockPopulation::infrared_row(std::int64_t ir_id) const {
  const auto next = std::upper_bound(first_row_.begin(), first_row_.end(), ir_id);
  const int file = static_cast<int>(next - first_row_.begin()) - 1;
  InfraredRow row;
  fill_run(file, ir_id - first_row(file), {&row, 1});
  return row;
}

void MockPopulation::infrared_rows(int file, std::int64_t first, std::span<InfraredRow> out) const {
  for (std::size_t begin = 0; begin < out.size(); begin += run_length) {
    fill_run(file, first + static_cast<std::int64_t>(begin),
             out.subspan(begin, std::min(run_length, out.size() - begin)));
  }
}

void MockPopulation::fill_run(int file, std::int64_t first, std::span<InfraredRow> out) const {
  const std::size_t n = out.size();
  const std::span<const Pair> pairs = pairs_between(file, first, first + std::ssize(out));
  std::array<Place, run_length> places;
  fill_places(file, first, pairs, first_n(places, n));

  std::array<double, run_length> extinction;
  for (std::size_t i = 0; i < n; ++i)
    extinction[i] = sky_.cell(places[i].cell).extinction;
  std::array<Photometry, run_length> photometry;
  const StarKind background{options_.seed, Population::background, options_.missing_ks};
  const StarKind counterpart{options_.seed, Population::counterpart, options_.missing_ks};
  const std::uint64_t key = row_key(first_row(file) + first);
  draw_photometry(background, key, first_n(extinction, n), first_n(photometry, n));
  for (const Pair& pair : pairs) {
    const auto i = static_cast<std::size_t>(pair.ir_row - first);
    draw_photometry(counterpart, key + i, {&extinction[i], 1}, {&photometry[i], 1});
  }

  for (std::size_t i = 0; i < n; ++i) {
    out[i].position = places[i].position;
    out[i].photometry = photometry[i];
    // As formal errors of point-spread-function fits do, they grow for fainter stars.
    const double error_arcsec = 0.0015 * std::exp(0.46 * (photometry[i].hidden_ks - 14.0));
    out[i].error_ra = Angle::from_arcsec(std::clamp(error_arcsec, 0.0004, 0.05));
    out[i].error_dec = out[i].error_ra * 1.246;
    out[i].damage = Damage::none;
  }
  if (options_.bad_row_fraction > 0.0) spoil(file, first, pairs, out);
}

// Rows of true pairs are not spoiled: truth.csv must remain true.
void MockPopulation::spoil(int file, std::int64_t first, std::span<const Pair> pairs,
                           std::span<InfraredRow> rows) const {
  auto pair = pairs.begin();
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const std::int64_t row = first + static_cast<std::int64_t>(i);
    if (pair != pairs.end() && pair->ir_row == row) {
      ++pair;
      continue;
    }
    rows[i].damage = damage_of(infrared_damage, first_row(file) + row);
    if (rows[i].damage != Damage::repeated_position || row == 0) continue;
    Place before;
    fill_places(file, row - 1, pairs_between(file, row - 1, row), {&before, 1});
    rows[i].position = before.position;
  }
}

std::span<const MockPopulation::Pair> MockPopulation::pairs_between(int file, std::int64_t begin,
                                                                    std::int64_t end) const {
  const auto& pairs = pairs_[static_cast<std::size_t>(file)];
  const auto before = [](const Pair& pair, std::int64_t row) { return pair.ir_row < row; };
  const auto first = std::lower_bound(pairs.begin(), pairs.end(), begin, before);
  return {first, std::lower_bound(first, pairs.end(), end, before)};
}

void MockPopulation::fill_places(int file, std::int64_t first, std::span<const Pair> pairs,
                                 std::span<Place> out) const {
  const std::uint64_t key = row_key(first_row(file) + first);
  std::array<double, run_length> u;
  std::array<double, run_length> v;
  const std::size_t n = out.size();
  fill_uniforms({options_.seed, key, infrared_place}, first_n(u, n), first_n(v, n));
  sky_.infrared_places(file, first_n(u, n), first_n(v, n), out);
  if (options_.clustering > 0.0) move_to_clumps(file, key, out);
  for (const Pair& pair : pairs) {
    const auto i = static_cast<std::size_t>(pair.ir_row - first);
    out[i] = xray_place(pair.xray_id);
    out[i].position =
        scattered(out[i].position, infrared_sigma, {options_.seed, key + i, infrared_scatter, 0});
  }
}

// A star of a clump is scattered about a place that is drawn like the place of any star, so that
// the density of clumps follows the model. Members are chosen by their own random numbers, so that
// a clump has members anywhere in the file.
void MockPopulation::move_to_clumps(int file, std::uint64_t first_key,
                                    std::span<Place> places) const {
  const double n_members = options_.clustering * static_cast<double>(n_rows(file));
  for (std::size_t i = 0; i < places.size(); ++i) {
    const std::uint64_t key = first_key + i;
    const auto [u, clump_u] = random_uniforms({options_.seed, key, infrared_clump, 0});
    if (u >= options_.clustering) continue;
    const auto clump =
        first_row(file) + static_cast<std::int64_t>(clump_u * n_members / clump_size);
    const auto [clump_1, clump_2] =
        random_uniforms({options_.seed, row_key(clump), clump_place, 0});
    places[i] = sky_.infrared_place(file, clump_1, clump_2);
    places[i].position =
        scattered(places[i].position, clump_sigma, {options_.seed, key, infrared_scatter, 0});
  }
}

} // namespace counterpoint::mock
