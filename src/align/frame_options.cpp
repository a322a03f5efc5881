#include "align/frame_options.hpp"

#include "align/option_values.hpp"
#include "counterpoint/core/error.hpp"
#include "counterpoint/settings/choice.hpp"

#include <string>

namespace counterpoint {

namespace {

using Model = FrameOptions::Model;

const Choices<CorrectionRule> rules{{"significant", CorrectionRule::significant},
                                    {"above-scatter", CorrectionRule::above_scatter},
                                    {"always", CorrectionRule::always},
                                    {"never", CorrectionRule::never}};
const Choices<Model> models{{"auto", Model::automatic},
                            {"median", Model::median},
                            {"shift", Model::fitted},
                            {"rotation", Model::fitted},
                            {"scale", Model::fitted}};
const Choices<OffsetMeasure> measures{{"sky", OffsetMeasure::sky},
                                      {"coordinate", OffsetMeasure::coordinate}};

} // namespace

std::vector<SettingKey> frame_keys() {
  return {
      {"frame.correct", "significant",
       "when the frame is corrected; above-scatter: if the median offset exceeds the standard "
       "deviation of the offsets",
       KeyKind::choice, words_of(rules)},
      {"frame.significance", "3", "standard deviations that count as significant"},
      {"frame.model", "auto", "what is corrected; rotation: with a shift, scale: with both",
       KeyKind::choice, words_of(models)},
      {"frame.ra-offset", "sky", "how offsets in RA are taken; coordinate: without cos(dec)",
       KeyKind::choice, words_of(measures)},
      {"frame.search-radius", "3", "without calibrators: arcsec of the largest offset"},
  };
}

FrameOptions frame_options(const Settings& settings, CalibratorChoice calibrators) {
  FrameOptions options;
  options.rule = choice_of(settings, "frame.correct", rules);
  options.significance = number_not_negative(settings, "frame.significance");
  options.measure = choice_of(settings, "frame.ra-offset", measures);
  const std::string& model = settings.text("frame.model");
  options.model = choice_of(settings, "frame.model", models);
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
