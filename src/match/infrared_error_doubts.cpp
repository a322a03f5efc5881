#include "match/infrared_error_doubts.hpp"

#include "counterpoint/core/text.hpp"

#include <algorithm>
#include <iterator>

namespace counterpoint {

namespace {

// A star that is left out is nobody's counterpart: of a few that does not matter.
void doubt_left_out(const InfraredOptions& infrared, const CleaningSummary& cleaning,
                    std::vector<std::string>& doubts) {
  constexpr double tolerable_part = 0.01;
  const auto add = [&](InfraredReason reason, const std::string& why, const std::string& way_out) {
    const std::int64_t n = cleaning.by_reason[static_cast<std::size_t>(reason)];
    if (static_cast<double>(n) <= tolerable_part * static_cast<double>(cleaning.n_rows)) return;
    doubts.push_back(with_commas(n) + " of " + with_commas(cleaning.n_rows) + " rows of the " +
                     infrared.title() + " are left out, and counterparts with them: " + why + ". " +
                     way_out);
  };
  const std::string key = infrared.section + ".error";
  add(InfraredReason::error_too_large,
      format_text("they quote an error above %s-max = %g arcsec", key.c_str(),
                  infrared.largest_error.arcsec()),
      "Is it in arcsec? Many catalogues quote mas, and a text file declares no unit. A number for "
      "all rows, such as " +
          key + " = 0.1, keeps them");
  add(InfraredReason::no_position_error,
      "their error (" + infrared.error.column + ") is blank, zero or negative",
      "A number for all rows, such as " + key + " = 0.1, keeps them");
}

// The middle one of the X-ray sources that are matched, one-dimensional; 0 without any.
Angle median_xray_sigma(std::span<const XraySource> sources) {
  std::vector<Angle> sigmas;
  for (const XraySource& source : sources) {
    if (source.kept) sigmas.push_back(source.sigma.major);
  }
  if (sigmas.empty()) return {};
  const auto middle = sigmas.begin() + std::ssize(sigmas) / 2;
  std::nth_element(sigmas.begin(), middle, sigmas.end());
  return *middle;
}

// Infrared positions are the better ones in all surveys; errors in mas that are read as arcsec are
// not rejected where they are small.
void doubt_unit(const MatchInputs& inputs, std::vector<std::string>& doubts) {
  constexpr double usual_most = 2.0; // times the X-ray error
  const double xray_arcsec = median_xray_sigma(inputs.xray.catalogue.sources).arcsec();
  const double infrared_arcsec = inputs.infrared.tally.mean_sigma().arcsec();
  if (!(infrared_arcsec > usual_most * xray_arcsec)) return;
  doubts.push_back(format_text(
      "the infrared errors are larger than the X-ray ones: one-dimensional, %.3g arcsec in the "
      "mean, and %.3g in the median. Are both in arcsec? Many catalogues quote mas, and a text "
      "file declares no unit. Every P rests on them",
      infrared_arcsec, xray_arcsec));
}

} // namespace

std::vector<std::string> doubts_on_infrared_errors(const MatchOptions& options,
                                                   const MatchInputs& inputs) {
  std::vector<std::string> doubts;
  doubt_left_out(options.infrared, inputs.infrared.cleaning, doubts);
  if (inputs.second) doubt_left_out(*options.second_infrared, inputs.second->cleaning, doubts);
  doubt_unit(inputs, doubts);
  return doubts;
}

} // namespace counterpoint
