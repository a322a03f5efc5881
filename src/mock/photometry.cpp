#include "mock/photometry.hpp"

#include "counterpoint/core/random.hpp"
#include "mock/streams.hpp"
#include "mock/uniform_run.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace counterpoint::mock {

namespace {

constexpr double missing = std::numeric_limits<double>::quiet_NaN();

// Ks distributions. Those of the background follow the notebook's mean null counts per bin (kept
// rows) and the survey's luminosity function with its limit near 17 (dropped rows); the
// counterparts are most frequent where the notebook finds its excess.
const MagnitudeTable& blue_table() {
  static const MagnitudeTable table{{7, .01},      {9.75, .3},   {10.25, .8},  {10.75, 1.2},
                                    {11.25, 1.93}, {11.75, 3.4}, {12.25, 4.3}, {12.75, 6.6},
                                    {13.25, 8.7},  {13.75, 14},  {14.25, 28},  {14.75, 50},
                                    {15.25, 116},  {15.75, 150}, {16.25, 150}, {16.75, 90},
                                    {17.25, 33},   {17.75, 5},   {19.0, .01}};
  return table;
}
const MagnitudeTable& ks_only_table() {
  static const MagnitudeTable table{{14, .01},    {15.25, 5},   {15.75, 84},   {16.25, 266},
                                    {16.75, 500}, {17.25, 844}, {17.75, 1200}, {18.25, 1100},
                                    {18.75, 500}, {19, 200}};
  return table;
}
const MagnitudeTable& red_table() {
  static const MagnitudeTable table{{7, .05},  {9, .8},     {10, 3},   {11, 9},      {12, 25},
                                    {13, 65},  {14, 190},   {15, 480}, {15.75, 900}, {16.5, 1100},
                                    {17, 800}, {17.5, 300}, {18, 60},  {19, 2}};
  return table;
}
const MagnitudeTable& counterpart_table() {
  static const MagnitudeTable table{{7, .01},    {9.5, .3},   {10.5, 2},   {11.5, 8}, {12.5, 22},
                                    {13.25, 40}, {13.75, 44}, {14.25, 36}, {15, 25},  {16, 18},
                                    {17, 10},    {18, 3},     {19, .1}};
  return table;
}

// The bands in which a row has a magnitude. Rows of the last class have those that are bright
// enough to be seen; the cleaning drops them for their colours.
struct Bands {
  bool j;
  bool h;
  bool ks;
  bool behind_dust;
};
constexpr std::size_t n_classes = 8;
constexpr std::size_t dropped_class = 7;
constexpr std::array<Bands, n_classes> bands{{{true, true, true, false},
                                              {false, true, true, false},
                                              {true, false, true, false},
                                              {true, true, false, false},
                                              {false, false, true, true},
                                              {false, true, false, true},
                                              {true, false, false, false},
                                              {true, true, true, true}}};

// Rows of the notebook in each class; the 1,642,991 with two or more bands missing are divided so
// that rho(Ks missing) is 0.0334 of 0.1232 per arcsec^2.
constexpr double n_kept = 1836540;
constexpr double n_dropped = 1441106;
using Fractions = std::array<double, n_classes>;
constexpr Fractions background_rows{108396, 52017, 10203, 22933, 1167591, 465900, 9500, n_dropped};
constexpr Fractions counterpart_rows{.45 * n_kept, .20 * n_kept, .05 * n_kept, .05 * n_kept,
                                     .12 * n_kept, .10 * n_kept, .03 * n_kept, n_dropped};

const Fractions& class_rows(Population population) {
  return population == Population::background ? background_rows : counterpart_rows;
}

std::array<const MagnitudeTable*, n_classes> class_tables(Population population) {
  std::array<const MagnitudeTable*, n_classes> tables;
  for (std::size_t c = 0; c < n_classes; ++c)
    tables[c] = bands[c].behind_dust ? &ks_only_table() : &blue_table();
  tables[dropped_class] = &red_table();
  if (population == Population::counterpart) tables.fill(&counterpart_table());
  return tables;
}

// Without a branch on what is random: it would be guessed wrongly most of the time.
std::size_t class_at(const Fractions& rows, double u) {
  double rest = u * (n_kept + n_dropped);
  std::size_t row_class = 0;
  bool beyond = true;
  for (std::size_t c = 0; c + 1 < n_classes; ++c) {
    beyond = beyond && rest >= rows[c];
    row_class += beyond ? 1U : 0U;
    rest -= rows[c];
  }
  return row_class;
}

// Dust hides J first; crowding sometimes hides H or Ks. At least two bands remain.
Bands visible_bands(double j, double normal, double u) {
  if (j > 20.6 + 0.3 * normal) return {false, true, true, true};
  return {true, u > 0.02 || u<0.01, u> 0.01, true};
}

// Two numbers for each row of a run.
struct Draws {
  std::array<double, run_length> first;
  std::array<double, run_length> second;
};

} // namespace

void draw_photometry(const StarKind& kind, std::uint64_t first_row,
                     std::span<const double> extinction, std::span<Photometry> out) {
  const std::size_t n = out.size();
  Draws classes;
  Draws dust;
  Draws colours;
  const auto first_n = [&](auto& numbers) { return std::span{numbers}.first(n); };
  fill_uniforms({kind.seed, first_row, infrared_class}, first_n(classes.first),
                first_n(classes.second));
  fill_uniforms({kind.seed, first_row, infrared_extinction}, first_n(dust.first),
                first_n(dust.second));
  fill_normals({kind.seed, first_row, infrared_colour}, first_n(colours.first),
               first_n(colours.second));
  const Fractions& rows = class_rows(kind.population);
  const auto tables = class_tables(kind.population);
  for (std::size_t i = 0; i < n; ++i) {
    const std::size_t row_class = class_at(rows, classes.first[i]);
    const bool behind_dust = bands[row_class].behind_dust;
    const double u_dust = dust.first[i];

    // Nogueras-Lara et al. 2020 (A&A 641, A141): A_J/A_H = 1.87, A_H/A_Ks = 1.84. Scatter is
    // limited so that no star crosses the colour limits.
    const double a_ks = behind_dust ? extinction[i] + 0.3 * u_dust : 0.1 + 0.75 * std::sqrt(u_dust);
    const double ks = tables[row_class]->magnitude_at(classes.second[i]);
    const double h = ks + 0.1 + 0.84 * a_ks + 0.04 * std::clamp(colours.first[i], -2.0, 2.0);
    const double j = h + 0.6 + 1.60 * a_ks + 0.05 * std::clamp(colours.second[i], -2.0, 2.0);

    Bands seen = row_class == dropped_class ? visible_bands(j, colours.first[i], dust.second[i])
                                            : bands[row_class];
    if (kind.missing_ks > 0.0 && row_class != dropped_class) {
      seen.ks = seen.ks &&
                random_uniforms({kind.seed, first_row + i, infrared_loss, 0})[0] >= kind.missing_ks;
    }
    out[i] = {seen.j ? j : missing, seen.h ? h : missing, seen.ks ? ks : missing, ks};
  }
}

CleanedDistribution cleaned_distribution(Population population, double missing_ks) {
  const Fractions& rows = class_rows(population);
  const auto tables = class_tables(population);
  CleanedDistribution result{n_kept / (n_kept + n_dropped), 0.0, {}};
  for (std::size_t c = 0; c < dropped_class; ++c) {
    const double fraction = rows[c] / n_kept;
    if (!bands[c].ks) {
      result.missing_ks += fraction;
      continue;
    }
    result.missing_ks += missing_ks * fraction;
    const auto& table = tables[c]->fractions();
    for (std::size_t i = 0; i < table.size(); ++i)
      result.ks[i] += (1.0 - missing_ks) * fraction * table[i];
  }
  return result;
}

} // namespace counterpoint::mock
