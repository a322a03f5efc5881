#include "align/align_doubts.hpp"

#include "counterpoint/core/text.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <utility>

namespace counterpoint {

namespace {

std::string name_of_frame(const AlignSources& sources, std::size_t observation) {
  const std::string& name = sources.catalogue.observations[observation];
  return name.empty() ? "" : "observation " + name + ": ";
}

bool are_of_chance(const FrameSolution& frame) {
  constexpr double significance = 3.0;
  const double excess = static_cast<double>(frame.calibrators.size()) - frame.n_by_chance;
  return frame.offsets && excess < significance * std::sqrt(frame.n_by_chance);
}

std::string doubt_pairs(const FrameSolution& frame, const CalibratorOptions& options) {
  return format_text(
      "%zu of %zu calibrators have an infrared source within calibrators.radius = %g arcsec, and "
      "%.1f would by chance alone: no offset follows from these, and the frames may be farther "
      "apart than that. Set calibrators.select = none, which looks for the offset of all sources "
      "within frame.search-radius, or give calibrators",
      frame.calibrators.size(), frame.n_chosen, options.radius.arcsec(), frame.n_by_chance);
}

// The robust scatter of so many is known to an eighth. Errors may be on the safe side.
bool contradicts_errors(const FrameSolution& frame) {
  constexpr std::size_t enough = 30;
  constexpr double large = 1.5;
  constexpr double small = 0.5;
  if (!frame.fit || frame.calibrators.size() < enough) return false;
  const double scatter = frame.fit->relative_scatter;
  return scatter > large || scatter < small;
}

std::string doubt_errors(const FrameSolution& frame) {
  return format_text("the offsets of %zu calibrators scatter %.3g times as much as their errors "
                     "say: are xray.error and infrared.error in arcsec, at the level that "
                     "error-level says, and theta in arcmin?",
                     frame.calibrators.size(), frame.fit->relative_scatter);
}

// No Chandra detector sees farther off axis, and none sees its centre alone.
std::string doubt_off_axis_angles(const AlignSources& sources) {
  constexpr double farthest_arcmin = 30.0;
  constexpr double all_near_arcmin = 0.5;
  constexpr std::int64_t enough = 20;
  std::int64_t n_known = 0;
  std::int64_t n_far = 0;
  double largest_arcmin = 0.0;
  for (std::size_t row = 0; row < sources.catalogue.sources.size(); ++row) {
    const Angle off_axis = sources.catalogue.detection(row).off_axis;
    if (!off_axis.is_finite()) continue;
    ++n_known;
    n_far += off_axis.arcmin() > farthest_arcmin ? 1 : 0;
    largest_arcmin = std::max(largest_arcmin, off_axis.arcmin());
  }
  const std::string ask = "; is xray.theta in arcmin, as a column without a unit is taken to be?";
  if (n_far > 0) {
    return with_commas(n_far) + " of " + with_commas(n_known) +
           format_text(" off-axis angles are above %g arcmin, farther out than any Chandra "
                       "detector reaches",
                       farthest_arcmin) +
           ask;
  }
  if (n_known < enough || largest_arcmin > all_near_arcmin) return "";
  return "all " + with_commas(n_known) +
         format_text(" off-axis angles are below %.2g arcmin", largest_arcmin) + ask;
}

} // namespace

std::vector<std::string> align_doubts(const AlignOptions& options, const AlignSources& sources,
                                      std::span<const FrameSolution> frames) {
  std::vector<std::string> doubts;
  if (std::string doubt = doubt_off_axis_angles(sources); !doubt.empty())
    doubts.push_back(std::move(doubt));
  constexpr std::size_t most_observations = 5; // a survey has hundreds
  std::size_t n_doubted = 0;
  for (std::size_t i = 0; i < frames.size(); ++i) {
    const bool is_of_chance =
        options.calibrators.choice == CalibratorChoice::found && are_of_chance(frames[i]);
    if (!is_of_chance && !contradicts_errors(frames[i])) continue;
    if (++n_doubted > most_observations) continue;
    doubts.push_back(name_of_frame(sources, i) + (is_of_chance
                                                      ? doubt_pairs(frames[i], options.calibrators)
                                                      : doubt_errors(frames[i])));
  }
  if (n_doubted > most_observations) {
    doubts.push_back(
        with_commas(static_cast<long long>(n_doubted - most_observations)) +
        " further observations have calibrators of chance or errors that their offsets contradict");
  }
  return doubts;
}

} // namespace counterpoint
