#include "align/frame_options.hpp"

#include "align/option_values.hpp"
#include "counterpoint/core/error.hpp"
#include "counterpoint/settings/choice.hpp"

#include <string>

namespace counterpoint {

std::vector<SettingKey> frame_keys() {
  return {
      {"frame.correct", "significant",
       "when: significant, above-scatter (a median larger than "
       "its standard deviation), always or never"},
      {"frame.significance", "3", "standard deviations that count as significant"},
      {"frame.model", "auto", "median, shift, rotation (and shift), scale (and both) or auto"},
      {"frame.ra-offset", "sky", "sky, or coordinate: differences without cos(dec)"},
      {"frame.search-radius", "3", "without calibrators: arcsec of the largest offset"},
  };
}

FrameOptions frame_options(const Settings& settings, CalibratorChoice calibrators) {
  using Model = FrameOptions::Model;
  FrameOptions options;
  options.rule = choice_of<CorrectionRule>(settings, "frame.correct",
                                           {{"significant", CorrectionRule::significant},
                                            {"above-scatter", CorrectionRule::above_scatter},
                                            {"always", CorrectionRule::always},
                                            {"never", CorrectionRule::never}});
  options.significance = number_not_negative(settings, "frame.significance");
  options.measure = choice_of<OffsetMeasure>(
      settings, "frame.ra-offset",
      {{"sky", OffsetMeasure::sky}, {"coordinate", OffsetMeasure::coordinate}});
  const std::string& model = settings.text("frame.model");
  options.model = choice_of<Model>(settings, "frame.model",
                                   {{"auto", Model::automatic},
                                    {"median", Model::median},
                                    {"shift", Model::fitted},
                                    {"rotation", Model::fitted},
                                    {"scale", Model::fitted}});
  if (model == "rotation") options.fitted = FrameModel::rotation;
  if (model == "scale") options.fitted = FrameModel::scale;
  options.search_radius = settings.arcsec("frame.search-radius");
  if (options.measure == OffsetMeasure::coordinate) {
    if (options.model == Model::fitted || calibrators == CalibratorChoice::none) {
      throw InputError{"frame.ra-offset = coordinate allows no fit and needs calibrators: offsets "
                       "without cos(dec) are no displacements on the sky; set it to sky"};
    }
    options.model = Model::median;
  }
  if (calibrators == CalibratorChoice::none) {
    if (options.rule == CorrectionRule::above_scatter) {
      throw InputError{"frame.correct = above-scatter needs calibrators: without them there is no "
                       "scatter; set it to significant"};
    }
    if (options.model == Model::median || model == "rotation" || model == "scale") {
      throw InputError{"frame.model = " + model +
                       " needs calibrators: without them a shift is all that is found"};
    }
    if (!(options.search_radius > Angle{})) {
      throw InputError{"frame.search-radius = 0: no offset would be found"};
    }
  }
  return options;
}

} // namespace counterpoint
