#include "align/align_results.hpp"
#include "align/align_tables.hpp"
#include "counterpoint/core/text.hpp"
#include "counterpoint/output/provenance.hpp"

#include <array>
#include <cmath>
#include <functional>
#include <limits>

namespace counterpoint {

namespace {

constexpr double not_measured = std::numeric_limits<double>::quiet_NaN();

double of_offsets(const FrameSolution& solution, SkyOffset OffsetSummary::*offset,
                  Angle SkyOffset::*component) {
  return solution.offsets ? ((*solution.offsets).*offset.*component).arcsec() : not_measured;
}

using NumberOf = std::function<double(const FrameSolution&)>;

// Numbers of a solution that is known, of one with a fit, of one without calibrators.
NumberOf if_known(const NumberOf& value) {
  return [=](const FrameSolution& solution) {
    return solution.is_known() ? value(solution) : not_measured;
  };
}
NumberOf if_fitted(double (*value)(const FrameFit&)) {
  return [=](const FrameSolution& solution) {
    return solution.fit ? value(*solution.fit) : not_measured;
  };
}
NumberOf if_blind(double (*value)(const BlindOffset&)) {
  return [=](const FrameSolution& solution) {
    return solution.blind ? value(*solution.blind) : not_measured;
  };
}

std::array<std::size_t, n_uncertainty_origins> rows_by_origin(const AlignSources& sources) {
  std::array<std::size_t, n_uncertainty_origins> counts{};
  for (const PositionalUncertainty& uncertainty : sources.uncertainties)
    ++counts[static_cast<std::size_t>(uncertainty.origin)];
  return counts;
}

double mean_frame_error_arcsec(const AlignResults& results) {
  double sum = 0.0;
  double n = 0.0;
  for (const std::size_t row : results.aligned.best) {
    if (!results.aligned.rows[row].frame_error.is_finite()) continue;
    sum += results.aligned.rows[row].frame_error.arcsec();
    n += 1.0;
  }
  return sum / n;
}

std::size_t n_corrected(const AlignResults& results) {
  std::size_t n = 0;
  for (const FrameSolution& solution : results.frames)
    n += solution.is_corrected ? 1 : 0;
  return n;
}

std::string describe_calibrators(const FrameSolution& solution, bool is_on_sky) {
  std::string text = format_text("  %zu calibrators, %zu with an infrared source",
                                 solution.n_chosen, solution.calibrators.size());
  if (!solution.offsets) return text + ": too few to tell an offset\n";
  const OffsetSummary& offsets = *solution.offsets;
  text += format_text(", %zu used\n", offsets.n_used);
  constexpr std::size_t few = 10; // docs/astrometry.md has how often
  if (!solution.fit && offsets.n_used < few) {
    text += "  the median of so few has 3 sigma by chance once in 15 to 60 times\n";
  }
  text += format_text("  offsets, infrared minus X-ray, %s, in arcsec:\n"
                      "    median %.5f, %.5f; standard deviation %.5f, %.5f\n",
                      is_on_sky ? "east and north on the sky" : "RA and Dec as coordinates",
                      offsets.median.east.arcsec(), offsets.median.north.arcsec(),
                      offsets.deviation.east.arcsec(), offsets.deviation.north.arcsec());
  return text;
}

std::string describe_solution(const FrameSolution& solution) {
  std::string text;
  const SkyOffset shift = solution.shift();
  const SkyOffset error = solution.shift_error();
  const Significance significance = solution.significance();
  text += format_text(
      "  shift (model %s): %.4f +- %.4f, %.4f +- %.4f arcsec, %.1f sigma (p = %.1e)\n",
      model_name(solution).c_str(), shift.east.arcsec(), error.east.arcsec(), shift.north.arcsec(),
      error.north.arcsec(), significance.sigmas, significance.p_value);
  if (solution.fit && solution.fit->rotation_sigmas > 0.0) {
    const FrameCorrection& correction = solution.fit->correction;
    text += format_text("  rotation %.5f +- %.5f deg (north through east)",
                        correction.rotation.degrees(), correction.rotation_error.degrees());
    if (correction.scale_error > 0.0) {
      text += format_text(", scale 1 %+.2e +- %.2e", correction.scale, correction.scale_error);
    }
    text += "\n";
  }
  if (solution.blind) {
    text += format_text("  from about %.0f counterparts; the excess of pairs has %.1f sigma\n",
                        solution.blind->n_counterparts, solution.blind->excess_significance);
  }
  return text + (solution.is_corrected ? "  the positions are corrected\n"
                                       : "  the positions stay as they are\n");
}

} // namespace

std::string model_name(const FrameSolution& solution) {
  if (solution.blind) return "blind";
  if (!solution.is_known()) return "none";
  if (!solution.fit) return "median";
  const FrameCorrection& correction = solution.fit->correction;
  if (correction.scale_error > 0.0) return "scale";
  return correction.rotation_error > Angle{} ? "rotation" : "shift";
}

std::span<const CorrectionNumber> correction_numbers() {
  using Solution = const FrameSolution&;
  static const std::vector<CorrectionNumber> numbers{
      {"median_east", "arcsec", "median offset, as frame.ra-offset measures it",
       [](Solution s) { return of_offsets(s, &OffsetSummary::median, &SkyOffset::east); }},
      {"median_north", "arcsec", "median offset",
       [](Solution s) { return of_offsets(s, &OffsetSummary::median, &SkyOffset::north); }},
      {"std_east", "arcsec", "standard deviation of the offsets, N in the denominator",
       [](Solution s) { return of_offsets(s, &OffsetSummary::deviation, &SkyOffset::east); }},
      {"std_north", "arcsec", "standard deviation of the offsets, N in the denominator",
       [](Solution s) { return of_offsets(s, &OffsetSummary::deviation, &SkyOffset::north); }},
      {"shift_east", "arcsec", "shift of the model",
       if_known([](Solution s) { return s.shift().east.arcsec(); })},
      {"shift_north", "arcsec", "shift of the model",
       if_known([](Solution s) { return s.shift().north.arcsec(); })},
      {"shift_error_east", "arcsec", "its standard deviation",
       if_known([](Solution s) { return s.shift_error().east.arcsec(); })},
      {"shift_error_north", "arcsec", "its standard deviation",
       if_known([](Solution s) { return s.shift_error().north.arcsec(); })},
      {"rotation", "deg", "from north through east",
       if_fitted([](const FrameFit& f) { return f.correction.rotation.degrees(); })},
      {"rotation_error", "deg", "its standard deviation",
       if_fitted([](const FrameFit& f) { return f.correction.rotation_error.degrees(); })},
      {"scale", "", "relative growth of distances",
       if_fitted([](const FrameFit& f) { return f.correction.scale; })},
      {"scale_error", "", "its standard deviation",
       if_fitted([](const FrameFit& f) { return f.correction.scale_error; })},
      {"center_ra", "deg", "where shift, rotation and scale apply",
       if_fitted([](const FrameFit& f) { return f.correction.plane.center().ra().degrees(); })},
      {"center_dec", "deg", "where shift, rotation and scale apply",
       if_fitted([](const FrameFit& f) { return f.correction.plane.center().dec().degrees(); })},
      {"relative_scatter", "", "of the calibrators, robust, over their declared errors",
       if_fitted([](const FrameFit& f) { return f.relative_scatter; })},
      {"significance", "", "of the shift, in standard deviations",
       if_known([](Solution s) { return s.significance().sigmas; })},
      {"p_value", "", "of the shift",
       if_known([](Solution s) { return s.significance().p_value; })},
      {"n_counterparts", "", "without calibrators: X-ray sources with a counterpart, about",
       if_blind([](const BlindOffset& b) { return b.n_counterparts; })},
      {"excess_significance", "", "without calibrators: of the excess of pairs",
       if_blind([](const BlindOffset& b) { return b.excess_significance; })},
  };
  return numbers;
}

std::string align_summary(const AlignResults& results) {
  std::string text = format_text("%zu rows of %zu X-ray sources\npositional uncertainty:",
                                 results.aligned.rows.size(), results.aligned.best.size());
  const auto counts = rows_by_origin(results.sources);
  for (std::size_t i = 0; i < counts.size(); ++i) {
    if (counts[i] == 0) continue;
    text += format_text(" %zu %s", counts[i],
                        std::string{name(static_cast<UncertaintyOrigin>(i))}.c_str());
  }
  text += "\n";
  constexpr std::size_t most_observations = 20; // the rest is in the file
  for (std::size_t i = 0; i < std::min(most_observations, results.frames.size()); ++i) {
    const FrameSolution& solution = results.frames[i];
    text += results.sources.catalogue.observations[i].empty()
                ? "frame\n"
                : "frame of " + results.sources.catalogue.observations[i] + "\n";
    if (!solution.blind) {
      text += describe_calibrators(solution, solution.measure == OffsetMeasure::sky);
    }
    if (solution.is_known()) text += describe_solution(solution);
  }
  if (results.frames.size() > 1) {
    text += format_text("%zu of %zu observations corrected\n", n_corrected(results),
                        results.frames.size());
  }
  return text + format_text("frame error s = %.4f arcsec in the mean: sig1 = hypot(radius_68, s), "
                            "sig2 = hypot(radius_95, 2 s)\n",
                            mean_frame_error_arcsec(results));
}

std::vector<OutputAttribute> align_attributes(const AlignResults& results) {
  const auto integer = [](std::size_t value) { return static_cast<std::int64_t>(value); };
  std::vector<OutputAttribute> attributes{
      {"program", "counterpoint " + program_version()},
      {"configuration", results.options.as_used},
      {"rows", integer(results.aligned.rows.size())},
      {"sources", integer(results.aligned.best.size())},
      {"observations", integer(results.frames.size())},
      {"observations_corrected", integer(n_corrected(results))},
      {"mean_frame_error_arcsec", mean_frame_error_arcsec(results)},
  };
  const auto counts = rows_by_origin(results.sources);
  for (std::size_t i = 0; i < counts.size(); ++i) {
    attributes.push_back(
        {"rows_" + std::string{name(static_cast<UncertaintyOrigin>(i))}, integer(counts[i])});
  }
  if (results.frames.size() > 1) return attributes;
  const FrameSolution& only = results.frames.front();
  attributes.push_back({"model", model_name(only)});
  attributes.push_back({"calibrators", integer(only.calibrators.size())});
  attributes.push_back({"calibrators_used", integer(only.offsets ? only.offsets->n_used : 0)});
  for (const CorrectionNumber& number : correction_numbers()) {
    attributes.push_back(
        {number.name + (number.unit.empty() ? "" : "_" + number.unit), number.value(only)});
  }
  return attributes;
}

} // namespace counterpoint
