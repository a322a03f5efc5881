#include "mock/sky_model.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace counterpoint::mock {

namespace {

// Position angle of growing Galactic longitude at the Galactic centre, ICRS.
constexpr double galactic_position_angle_deg = 31.4;

void add_grid(std::vector<Rectangle>& out, const Rectangle& box, int n_l, int n_b) {
  const double width = (box.l_high_deg - box.l_low_deg) / n_l;
  const double height = (box.b_high_deg - box.b_low_deg) / n_b;
  for (int i = 0; i < n_l; ++i) {
    for (int j = 0; j < n_b; ++j) {
      out.push_back({box.l_low_deg + i * width, box.l_low_deg + (i + 1) * width,
                     box.b_low_deg + j * height, box.b_low_deg + (j + 1) * height});
    }
  }
}

bool holds_center(const Rectangle& field, const Rectangle& piece) {
  const double l = 0.5 * (piece.l_low_deg + piece.l_high_deg);
  const double b = 0.5 * (piece.b_low_deg + piece.b_high_deg);
  return l > field.l_low_deg && l < field.l_high_deg && b > field.b_low_deg && b < field.b_high_deg;
}

// Nuclear star cluster and nuclear stellar disc over the bulge; crowding keeps the contrast low.
double galactic_center_stars(double l_deg, double b_deg) {
  const double disc = std::exp(-std::abs(l_deg) / 0.6 - std::abs(b_deg) / 0.22);
  const double cluster = std::exp(-std::hypot(l_deg, b_deg) / 0.08);
  return 0.45 + disc + 0.6 * cluster;
}

// Source density and depth of exposure, both highest at Sgr A*.
double galactic_center_xray(double l_deg, double b_deg) {
  return 0.5 * std::exp(-std::abs(b_deg) / 0.3) + 6.0 * std::exp(-std::hypot(l_deg, b_deg) / 0.11);
}

double bulge_stars(double l_deg, double b_deg) {
  return std::exp(-std::abs(b_deg) / 4.0 - std::abs(l_deg) / 15.0);
}

double bulge_xray(double /*l_deg*/, double b_deg) {
  return 0.3 + std::exp(-std::abs(b_deg) / 2.0);
}

} // namespace

Layout galactic_center_layout() {
  Layout layout;
  // Pointings of 7.5 arcmin: central field, inner bulge north and south, nuclear stellar disc east
  // and west, transition region east and west.
  add_grid(layout.fields, {-0.25, 0.25, -0.125, 0.125}, 4, 2);
  add_grid(layout.fields, {-0.125, 0.125, 0.375, 0.5}, 2, 1);
  add_grid(layout.fields, {-0.125, 0.125, -0.5, -0.375}, 2, 1);
  add_grid(layout.fields, {0.3, 0.425, -0.125, 0.125}, 1, 2);
  add_grid(layout.fields, {-0.425, -0.3, -0.125, 0.125}, 1, 2);
  add_grid(layout.fields, {0.5, 0.625, -0.125, 0.125}, 1, 2);
  add_grid(layout.fields, {-0.625, -0.5, -0.125, 0.125}, 1, 2);
  layout.fields_per_file = {8, 2, 2, 2, 2, 2, 2};
  // Every edge of a field is a multiple of 1/40 deg, so a piece is wholly inside a field or wholly
  // outside all.
  std::vector<Rectangle> pieces;
  add_grid(pieces, {-1.0, 1.0, -0.4, 0.4}, 80, 32);
  std::copy_if(pieces.begin(), pieces.end(), std::back_inserter(layout.outside),
               [&](const Rectangle& piece) {
                 return std::none_of(
                     layout.fields.begin(), layout.fields.end(),
                     [&](const Rectangle& field) { return holds_center(field, piece); });
               });
  layout.cells_per_field = 30; // of 15 arcsec
  layout.xray_in_footprint = 0.4;
  layout.noise_wavelength_deg = 0.2;
  layout.position_angle = Angle::from_degrees(galactic_position_angle_deg);
  layout.infrared_density = galactic_center_stars;
  layout.xray_density = galactic_center_xray;
  return layout;
}

// Latitudes beyond would hold far less sky than an area in the plane promises.
double largest_area_scale(const Layout& layout) {
  constexpr double highest_b_deg = 60.0;
  constexpr double highest_l_deg = 180.0;
  double factor = std::numeric_limits<double>::infinity();
  for (const auto* rectangles : {&layout.fields, &layout.outside}) {
    for (const Rectangle& r : *rectangles) {
      factor = std::min({factor, highest_l_deg / std::max(-r.l_low_deg, r.l_high_deg),
                         highest_b_deg / std::max(-r.b_low_deg, r.b_high_deg)});
    }
  }
  return std::floor(factor * factor * (1.0 + 1e-12));
}

Layout scaled(Layout layout, double area_scale) {
  const double factor = std::sqrt(area_scale);
  for (auto* rectangles : {&layout.fields, &layout.outside}) {
    for (Rectangle& r : *rectangles) {
      r = {r.l_low_deg * factor, r.l_high_deg * factor, r.b_low_deg * factor,
           r.b_high_deg * factor};
    }
  }
  layout.scale *= factor;
  return layout;
}

Layout bulge_layout(std::int64_t n_infrared) {
  constexpr double rows_per_deg2 = 2.0e6;
  constexpr double real_area_deg2 = 300.0;
  const double area_deg2 = static_cast<double>(n_infrared) / rows_per_deg2;
  const double scale = std::min(1.0, std::sqrt(area_deg2 / real_area_deg2));

  Layout layout;
  add_grid(layout.fields, {-10.0 * scale, 10.0 * scale, -10.0 * scale, 5.0 * scale}, 14, 14);
  // X-ray sources are also found beyond the edge of VVV.
  add_grid(layout.outside, {-11.0 * scale, -10.0 * scale, -10.0 * scale, 5.0 * scale}, 1, 15);
  add_grid(layout.outside, {10.0 * scale, 11.0 * scale, -10.0 * scale, 5.0 * scale}, 1, 15);
  layout.cells_per_field = 12;
  layout.scale = scale;
  layout.xray_in_footprint = 0.9;
  layout.noise_wavelength_deg = 2.0;
  layout.position_angle = Angle::from_degrees(galactic_position_angle_deg);
  layout.infrared_density = bulge_stars;
  layout.xray_density = bulge_xray;
  return layout;
}

Layout preset_layout(std::string_view preset, std::int64_t n_infrared) {
  return preset == "bulge" ? bulge_layout(n_infrared) : galactic_center_layout();
}

} // namespace counterpoint::mock
