#pragma once

#include "counterpoint/core/angle.hpp"
#include "counterpoint/sky/position.hpp"
#include "mock/interval_finder.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace counterpoint::mock {

/// A rectangle in field coordinates, degrees: longitude along the Galactic plane and latitude,
/// about the centre of the sky.
struct Rectangle {
  double l_low_deg = 0.0;
  double l_high_deg = 0.0;
  double b_low_deg = 0.0;
  double b_high_deg = 0.0;
};

/// The sky of a preset: observed fields, the X-ray sky round them, densities.
struct Layout {
  std::vector<Rectangle> fields;     ///< of the infrared survey; disjoint
  std::vector<int> fields_per_file;  ///< the natural grouping of fields into files
  std::vector<Rectangle> outside;    ///< X-ray sky beyond the fields, disjoint from them
  int cells_per_field = 1;           ///< along each side
  double scale = 1.0;                ///< field coordinates = scale * those of the real sky
  double xray_in_footprint = 0.4;    ///< fraction of the X-ray sources
  double noise_wavelength_deg = 1.0; ///< of the extinction, on the real sky
  Angle position_angle;              ///< of growing longitude, at the centre
  double gradient = 0.0;             ///< of the infrared density, dex per degree of real longitude
  double gaps = 0.0;                 ///< fraction of the cells of the fields that is not observed
  /// Relative surface densities at a point of the real sky.
  double (*infrared_density)(double l_deg, double b_deg) = nullptr;
  double (*xray_density)(double l_deg, double b_deg) = nullptr;
};

/// GALACTICNUCLEUS (Nogueras-Lara et al. 2019, A&A 631, A20) under the field of Muno et al. 2009.
[[nodiscard]] Layout galactic_center_layout();

/// The VVV bulge (Minniti et al. 2010, New Astronomy 15, 433), shrunk until `n_infrared` rows have
/// a realistic surface density; never beyond its real size.
[[nodiscard]] Layout bulge_layout(std::int64_t n_infrared);

/// The layout of a preset by its name, galactic-center or bulge, for `n_infrared` rows.
[[nodiscard]] Layout preset_layout(std::string_view preset, std::int64_t n_infrared);

/// Shrinks or stretches a layout to `area_scale` of its area, with all that it shows.
[[nodiscard]] Layout scaled(Layout layout, double area_scale);

/// The whole number up to which scaled() keeps a layout within 180 deg of longitude and 60 deg of
/// latitude.
[[nodiscard]] double largest_area_scale(const Layout& layout);

/// A piece of sky in which the densities of the model are constant.
struct Cell {
  double l_low = 0.0; ///< radians
  double l_width = 0.0;
  double sin_b_low = 0.0; ///< equal steps in sin b are equal areas
  double sin_b_width = 0.0;
  double extinction = 0.0;      ///< A_Ks in mag, of all but foreground stars
  double infrared_weight = 0.0; ///< 0 in a gap of the survey
  double xray_weight = 0.0;
  [[nodiscard]] double area_arcsec2() const;
};

/// A point drawn from the model.
struct Place {
  std::size_t cell = 0;
  SkyPosition position;
};

/// Surface densities of the mock sky, constant within cells: what is drawn from it and what is
/// reported as its density are the same numbers.
class SkyModel {
public:
  /// \param n_files  1 to the number of fields; file f holds the rows of a run of fields
  /// \throws InputError if gaps leave nothing of a file
  SkyModel(const Layout& layout, const SkyPosition& center, int n_files, std::uint64_t seed);

  [[nodiscard]] int n_files() const { return static_cast<int>(file_begin_.size()) - 1; }
  [[nodiscard]] const Cell& cell(std::size_t index) const { return cells_[index]; }
  /// File of a cell, -1 outside the infrared footprint and in its gaps.
  [[nodiscard]] int file_of(std::size_t cell) const;
  [[nodiscard]] double footprint_area_deg2() const;

  /// Fraction of the infrared rows that falls to the fields of `file`.
  [[nodiscard]] double share_of(int file) const;

  /// Places distributed as the model says, for u, v uniform in (0, 1).
  [[nodiscard]] Place infrared_place(int file, double u, double v) const;
  [[nodiscard]] Place xray_place(double u, double v) const;
  /// infrared_place() of up to run_length pairs of numbers.
  void infrared_places(int file, std::span<const double> u, std::span<const double> v,
                       std::span<Place> out) const;

  /// Per arcsec^2 in `cell`: of one infrared row of its file (0 outside), of one X-ray source.
  [[nodiscard]] double infrared_density(std::size_t cell) const;
  [[nodiscard]] double xray_density(std::size_t cell) const;

  /// From the field coordinates of the layout to the sky.
  [[nodiscard]] SkyPosition sky_position(double l, double sin_b) const;
  /// Corners of the fields, in order.
  [[nodiscard]] std::vector<std::vector<SkyPosition>> field_corners() const;

private:
  void add_cells(const Layout& layout, const Rectangle& rectangle, int n_side, std::uint64_t seed);
  void make_gaps(const Layout& layout, std::uint64_t seed);
  void normalise_xray(double in_footprint);
  [[nodiscard]] std::span<const double> infrared_sum_of(int file) const;
  [[nodiscard]] Place place_in(std::size_t cell, double s, double t) const;

  std::vector<Rectangle> fields_;
  UnitVector toward_center_;
  UnitVector toward_l_;
  UnitVector toward_b_;
  std::vector<Cell> cells_;             // by file, then those outside
  std::vector<std::size_t> file_begin_; // first cell of each file, and the end of the last
  std::vector<double> infrared_sum_;    // cumulative weights: [c] is the sum before cell c
  std::vector<double> xray_sum_;
  std::vector<IntervalFinder> infrared_finders_; // by file
  IntervalFinder xray_finder_;
};

} // namespace counterpoint::mock
