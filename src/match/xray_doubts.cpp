#include "match/xray_doubts.hpp"

#include "counterpoint/core/text.hpp"

#include <algorithm>
#include <cmath>
#include <span>

namespace counterpoint {

namespace {

// A source that is left out has no counterpart: of a few that does not matter.
std::string doubt_left_out(const MatchOptions& options, const CleaningSummary& cleaning) {
  constexpr double tolerable_part = 0.01;
  const std::int64_t n =
      cleaning.by_reason[static_cast<std::size_t>(XrayReason::no_position_error)];
  if (static_cast<double>(n) <= tolerable_part * static_cast<double>(cleaning.n_rows)) return "";
  return with_commas(n) + " of " + with_commas(cleaning.n_rows) +
         " rows of the X-ray catalogue are not matched: their error (" + options.xray.error.column +
         ") is blank, zero or negative. A number for all rows, such as xray.error = 1, keeps them";
}

// "HR < 0" would hold the sources without a hardness ratio, too.
std::string doubt_class_filler(const LikelyFiller& filler, const ColumnRequest& column) {
  return format_text(
      "%s of %s values of %s (xray.class) are %g, far from all others: if the number "
      "stands for missing values, leave these cells blank, for a class of their own",
      with_commas(filler.n_rows).c_str(), with_commas(filler.n_numbers).c_str(),
      column.name.c_str(), filler.number);
}

// Where the X-ray sources lie, as if right ascensions were far from 0.
struct Box {
  double least_ra_deg = 360.0;
  double most_ra_deg = 0.0;
  double least_dec_deg = 90.0;
  double most_dec_deg = -90.0;
  std::int64_t n_sources = 0;

  explicit Box(std::span<const XraySource> sources) {
    for (const XraySource& source : sources) {
      if (!source.kept) continue;
      const double ra_deg = source.position->ra().degrees();
      const double dec_deg = source.position->dec().degrees();
      least_ra_deg = std::min(least_ra_deg, ra_deg);
      most_ra_deg = std::max(most_ra_deg, ra_deg);
      least_dec_deg = std::min(least_dec_deg, dec_deg);
      most_dec_deg = std::max(most_dec_deg, dec_deg);
      ++n_sources;
    }
  }

  [[nodiscard]] double arcsec2_per_source() const {
    const double middle_dec = Angle::from_degrees(0.5 * (least_dec_deg + most_dec_deg)).radians();
    return (most_ra_deg - least_ra_deg) * std::cos(middle_dec) * (most_dec_deg - least_dec_deg) *
           3600.0 * 3600.0 / static_cast<double>(n_sources);
  }
};

// Both catalogues in hours, or in radians, lie in one field too: one that is 15 or 57 times too
// small, where X-ray sources stand closer than any telescope sees them.
std::string doubt_unit_of_positions(std::span<const XraySource> sources) {
  constexpr double least_arcsec2 = 100.0; // a Chandra field of the Galactic centre has 360
  constexpr std::int64_t fewest = 20;
  const Box box{sources};
  if (box.n_sources < fewest || box.most_ra_deg >= hours_of_a_circle) return "";
  const double arcsec2 = box.arcsec2_per_source();
  if (!(arcsec2 > 0.0) || arcsec2 >= least_arcsec2) return "";
  return format_text("there is an X-ray source in every %.2g arcsec^2, and no right ascension is "
                     "above %.4g: are positions in degrees, not in hours or radians?",
                     arcsec2, box.most_ra_deg);
}

} // namespace

double largest_ra_deg(std::span<const XraySource> sources) {
  double largest_deg = 0.0;
  for (const XraySource& source : sources) {
    if (source.position) largest_deg = std::max(largest_deg, source.position->ra().degrees());
  }
  return largest_deg;
}

std::vector<std::string> doubts_on_xray_rows(const MatchOptions& options,
                                             const MatchInputs& inputs) {
  std::vector<std::string> doubts{doubt_left_out(options, inputs.xray.cleaning),
                                  doubt_unit_of_positions(inputs.xray.catalogue.sources)};
  for (const LikelyFiller& filler : inputs.xray.catalogue.class_fillers)
    doubts.push_back(doubt_class_filler(filler, options.xray.classes.column));
  std::erase(doubts, std::string{});
  return doubts;
}

} // namespace counterpoint
