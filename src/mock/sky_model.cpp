#include "mock/sky_model.hpp"

#include "counterpoint/core/check.hpp"
#include "counterpoint/core/error.hpp"
#include "mock/smooth_noise.hpp"
#include "mock/streams.hpp"
#include "mock/uniform_run.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <utility>

namespace counterpoint::mock {

namespace {

constexpr double radians_per_degree = std::numbers::pi / 180.0;
constexpr double arcsec_per_radian = 3600.0 / radians_per_degree;

// With at least the lowest extinction every star is redder than the colour limits of the cleaning,
// whatever the scatter of its colours.
constexpr double lowest_extinction = 1.4;
constexpr double mean_extinction = 1.9;
constexpr double highest_extinction = 3.0;

double extinction_at(const Layout& layout, double l_deg, double b_deg, std::uint64_t seed) {
  const double unit = layout.noise_wavelength_deg;
  const double noise = smooth_noise(seed, extinction_lattice, l_deg / unit, b_deg / unit, 4);
  return std::clamp(mean_extinction + 0.7 * noise, lowest_extinction, highest_extinction);
}

// The fraction of the stars that is brighter than a fixed limit after the extinction, since the
// number of stars grows with magnitude m as 10^(0.35 m); 1 at the mean extinction.
double visible_fraction(double extinction) {
  return std::pow(10.0, -0.35 * (extinction - mean_extinction));
}

// How many of the fields go to each file.
std::vector<int> fields_of_files(const Layout& layout, int n_files) {
  if (std::cmp_equal(layout.fields_per_file.size(), n_files)) return layout.fields_per_file;
  const int n_fields = static_cast<int>(layout.fields.size());
  check(n_files >= 1 && n_files <= n_fields, "mock: as many files as fields at most");
  std::vector<int> counts;
  for (int file = 0; file < n_files; ++file) {
    counts.push_back((file + 1) * n_fields / n_files - file * n_fields / n_files);
  }
  return counts;
}

UnitVector combination(double a, const UnitVector& u, double b, const UnitVector& v) {
  return {a * u.x + b * v.x, a * u.y + b * v.y, a * u.z + b * v.z};
}

} // namespace

double Cell::area_arcsec2() const {
  return l_width * sin_b_width * arcsec_per_radian * arcsec_per_radian;
}

SkyModel::SkyModel(const Layout& layout, const SkyPosition& center, int n_files, std::uint64_t seed)
    : fields_{layout.fields}, toward_center_{unit_vector(center)} {
  const UnitVector east{-sin(center.ra()), cos(center.ra()), 0.0};
  const UnitVector north{-sin(center.dec()) * cos(center.ra()),
                         -sin(center.dec()) * sin(center.ra()), cos(center.dec())};
  const Angle pa = layout.position_angle;
  toward_l_ = combination(sin(pa), east, cos(pa), north);
  toward_b_ = combination(-cos(pa), east, sin(pa), north);

  auto field = layout.fields.begin();
  for (const int n_fields : fields_of_files(layout, n_files)) {
    file_begin_.push_back(cells_.size());
    for (int i = 0; i < n_fields; ++i)
      add_cells(layout, *field++, layout.cells_per_field, seed);
  }
  file_begin_.push_back(cells_.size());
  if (layout.gaps > 0.0) make_gaps(layout, seed);
  for (const Rectangle& piece : layout.outside)
    add_cells(layout, piece, 1, seed);
  normalise_xray(layout.xray_in_footprint);

  infrared_sum_.push_back(0.0);
  xray_sum_.push_back(0.0);
  for (std::size_t c = 0; c < cells_.size(); ++c) {
    const bool observed = c < file_begin_.back();
    infrared_sum_.push_back(infrared_sum_.back() + (observed ? cells_[c].infrared_weight : 0.0));
    xray_sum_.push_back(xray_sum_.back() + cells_[c].xray_weight);
  }
  xray_finder_ = IntervalFinder{xray_sum_};
  for (int file = 0; file < this->n_files(); ++file) {
    if (!(share_of(file) > 0.0)) {
      throw InputError{"mock: gaps = " + std::to_string(layout.gaps) + " leave nothing of " +
                       "infrared file " + std::to_string(file + 1) +
                       "; lower gaps or the number of files"};
    }
    infrared_finders_.emplace_back(infrared_sum_of(file));
  }
}

void SkyModel::add_cells(const Layout& layout, const Rectangle& rectangle, int n_side,
                         std::uint64_t seed) {
  const double width_deg = (rectangle.l_high_deg - rectangle.l_low_deg) / n_side;
  const double height_deg = (rectangle.b_high_deg - rectangle.b_low_deg) / n_side;
  for (int i = 0; i < n_side; ++i) {
    for (int j = 0; j < n_side; ++j) {
      const double l_deg = rectangle.l_low_deg + i * width_deg;
      const double b_deg = rectangle.b_low_deg + j * height_deg;
      const double real_l_deg = (l_deg + 0.5 * width_deg) / layout.scale;
      const double real_b_deg = (b_deg + 0.5 * height_deg) / layout.scale;
      Cell cell;
      cell.l_low = l_deg * radians_per_degree;
      cell.l_width = width_deg * radians_per_degree;
      cell.sin_b_low = std::sin(b_deg * radians_per_degree);
      cell.sin_b_width = std::sin((b_deg + height_deg) * radians_per_degree) - cell.sin_b_low;
      cell.extinction = extinction_at(layout, real_l_deg, real_b_deg, seed);
      cell.infrared_weight = cell.area_arcsec2() * layout.infrared_density(real_l_deg, real_b_deg) *
                             visible_fraction(cell.extinction) *
                             std::pow(10.0, layout.gradient * real_l_deg);
      cell.xray_weight = cell.area_arcsec2() * layout.xray_density(real_l_deg, real_b_deg);
      cells_.push_back(cell);
    }
  }
}

// Gaps are the cells where another smooth noise is lowest: patches with irregular edges.
void SkyModel::make_gaps(const Layout& layout, std::uint64_t seed) {
  constexpr double degrees_per_radian = 1.0 / radians_per_degree;
  const double unit = 0.25 * layout.noise_wavelength_deg * layout.scale;
  std::vector<std::pair<double, std::size_t>> by_noise;
  for (std::size_t c = 0; c < cells_.size(); ++c) {
    const double x = cells_[c].l_low * degrees_per_radian / unit;
    const double y = cells_[c].sin_b_low * degrees_per_radian / unit;
    by_noise.emplace_back(smooth_noise(seed, gap_lattice, x, y, 3), c);
  }
  const auto n_gaps = static_cast<std::ptrdiff_t>(layout.gaps * static_cast<double>(cells_.size()));
  std::nth_element(by_noise.begin(), by_noise.begin() + n_gaps, by_noise.end());
  for (auto gap = by_noise.begin(); gap != by_noise.begin() + n_gaps; ++gap)
    cells_[gap->second].infrared_weight = 0.0;
}

void SkyModel::normalise_xray(double in_footprint) {
  const auto scale_to = [&](std::size_t begin, std::size_t end, double total) {
    double sum = 0.0;
    for (std::size_t c = begin; c < end; ++c)
      sum += cells_[c].xray_weight;
    for (std::size_t c = begin; c < end; ++c)
      cells_[c].xray_weight *= total / sum;
  };
  scale_to(0, file_begin_.back(), in_footprint);
  scale_to(file_begin_.back(), cells_.size(), 1.0 - in_footprint);
}

int SkyModel::file_of(std::size_t cell) const {
  if (cell >= file_begin_.back() || cells_[cell].infrared_weight == 0.0) return -1;
  const auto next = std::upper_bound(file_begin_.begin(), file_begin_.end(), cell);
  return static_cast<int>(next - file_begin_.begin()) - 1;
}

double SkyModel::footprint_area_deg2() const {
  double sum = 0.0;
  for (std::size_t c = 0; c < file_begin_.back(); ++c) {
    if (file_of(c) >= 0) sum += cells_[c].area_arcsec2();
  }
  return sum / (3600.0 * 3600.0);
}

double SkyModel::share_of(int file) const {
  const auto f = static_cast<std::size_t>(file);
  return (infrared_sum_[file_begin_[f + 1]] - infrared_sum_[file_begin_[f]]) / infrared_sum_.back();
}

namespace {
// The cell in which the cumulative weight reaches the fraction u of the total, and how far through
// this cell it does.
struct Draw {
  std::size_t cell;
  double remainder; // again uniform in [0, 1)
};

Draw draw_cell(const IntervalFinder& finder, std::span<const double> sum, double u) {
  const double target = std::lerp(sum.front(), sum.back(), u);
  const std::size_t cell = finder(sum, target);
  const double remainder = (target - sum[cell]) / (sum[cell + 1] - sum[cell]);
  return {cell, std::clamp(remainder, 0.0, 1.0)};
}
} // namespace

std::span<const double> SkyModel::infrared_sum_of(int file) const {
  const auto f = static_cast<std::size_t>(file);
  const std::size_t begin = file_begin_[f];
  return std::span{infrared_sum_}.subspan(begin, file_begin_[f + 1] - begin + 1);
}

Place SkyModel::infrared_place(int file, double u, double v) const {
  const auto f = static_cast<std::size_t>(file);
  const Draw draw = draw_cell(infrared_finders_[f], infrared_sum_of(file), u);
  return place_in(file_begin_[f] + draw.cell, draw.remainder, v);
}

void SkyModel::infrared_places(int file, std::span<const double> u, std::span<const double> v,
                               std::span<Place> out) const {
  const auto f = static_cast<std::size_t>(file);
  const std::span<const double> sum = infrared_sum_of(file);
  std::array<double, run_length> remainder;
  std::array<double, run_length> l;
  std::array<double, run_length> sin_b;
  // In loops of their own, so that the waits for the memory of many cells overlap.
  for (std::size_t i = 0; i < out.size(); ++i) {
    const Draw draw = draw_cell(infrared_finders_[f], sum, u[i]);
    out[i].cell = file_begin_[f] + draw.cell;
    remainder[i] = draw.remainder;
  }
  for (std::size_t i = 0; i < out.size(); ++i) {
    const Cell& c = cells_[out[i].cell];
    l[i] = c.l_low + remainder[i] * c.l_width;
    sin_b[i] = c.sin_b_low + v[i] * c.sin_b_width;
  }
  for (std::size_t i = 0; i < out.size(); ++i)
    out[i].position = sky_position(l[i], sin_b[i]);
}

Place SkyModel::xray_place(double u, double v) const {
  const Draw draw = draw_cell(xray_finder_, xray_sum_, u);
  return place_in(draw.cell, draw.remainder, v);
}

Place SkyModel::place_in(std::size_t cell, double s, double t) const {
  const Cell& c = cells_[cell];
  return {cell, sky_position(c.l_low + s * c.l_width, c.sin_b_low + t * c.sin_b_width)};
}

double SkyModel::infrared_density(std::size_t cell) const {
  const int file = file_of(cell);
  if (file < 0) return 0.0;
  const double total = share_of(file) * infrared_sum_.back();
  return cells_[cell].infrared_weight / total / cells_[cell].area_arcsec2();
}

double SkyModel::xray_density(std::size_t cell) const {
  return cells_[cell].xray_weight / xray_sum_.back() / cells_[cell].area_arcsec2();
}

SkyPosition SkyModel::sky_position(double l, double sin_b) const {
  const double cos_b = std::sqrt(1.0 - sin_b * sin_b);
  const UnitVector in_plane =
      combination(cos_b * std::cos(l), toward_center_, cos_b * std::sin(l), toward_l_);
  const UnitVector v = combination(1.0, in_plane, sin_b, toward_b_);
  return {Angle::from_radians(std::atan2(v.y, v.x)),
          Angle::from_radians(std::atan2(v.z, std::hypot(v.x, v.y)))};
}

std::vector<std::vector<SkyPosition>> SkyModel::field_corners() const {
  const auto corner = [&](double l_deg, double b_deg) {
    return sky_position(l_deg * radians_per_degree, std::sin(b_deg * radians_per_degree));
  };
  std::vector<std::vector<SkyPosition>> corners;
  for (const Rectangle& f : fields_) {
    corners.push_back({corner(f.l_low_deg, f.b_low_deg), corner(f.l_high_deg, f.b_low_deg),
                       corner(f.l_high_deg, f.b_high_deg), corner(f.l_low_deg, f.b_high_deg)});
  }
  return corners;
}

} // namespace counterpoint::mock
