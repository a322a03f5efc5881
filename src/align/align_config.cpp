#include "align/align_config.hpp"

#include "counterpoint/align/align.hpp"

#include "counterpoint/core/error.hpp"
#include "counterpoint/core/suggestion.hpp"

#include <array>
#include <map>

namespace counterpoint {

namespace {

const std::vector<SettingKey>& keys() {
  static const std::vector<SettingKey> all = joined({
      xray_position_keys(),
      {
          {"xray.name", "", "identifier column; rows of one name are observations of one source"},
          {"xray.observation", "", "column of observation or field; each has its own correction"},
          {"xray.counts", "", "column of net counts"},
          {"xray.theta", "",
           "column of the off-axis angle (arcmin unless its unit says otherwise)"},
          {"xray.error", "",
           "quoted positional error, for where Kim et al. 2007 does not hold: a "
           "column, or a number in arcsec; empty for none"},
          {"xray.error-level", "sigma", "what it means: sigma, or the fraction its radius holds"},
      },
      infrared_position_keys(),
      {
          {"infrared.mag-ks", "", "column of magnitude, any band; helps without calibrators"},
          {"calibrators.select", "",
           "given, found or none (all sources, statistically); empty: "
           "given where there are names or positions, else found"},
          {"calibrators.name", "", "X-ray source to calibrate with; repeat the key",
           KeyKind::repeated},
          {"calibrators.catalogue", "", "positions of calibrators: a region file or any catalogue",
           KeyKind::repeated},
          {"calibrators.radius", "1", "arcsec to the nearest infrared source at most"},
          {"calibrators.isolation", "3", "found: arcsec to any other source at least"},
          {"calibrators.theta-max", "4", "found: arcmin off axis at most"},
          {"calibrators.counts-min", "50", "found: net counts at least"},
          {"calibrators.reject", "3",
           "robust deviations from the median beyond which an offset is "
           "rejected; 0 keeps all"},
          {"frame.correct", "significant",
           "when: significant, above-scatter (a median larger than "
           "its standard deviation), always or never"},
          {"frame.significance", "3", "standard deviations that count as significant"},
          {"frame.model", "auto", "median, shift, rotation (and shift), scale (and both) or auto"},
          {"frame.ra-offset", "sky", "sky, or coordinate: differences without cos(dec)"},
          {"frame.search-radius", "3", "without calibrators: arcsec of the largest offset"},
          {"uncertainty.out-of-range", "quoted",
           "where Kim et al. 2007 does not hold: quoted (else "
           "the nearest counts in range) or zero"},
          {"uncertainty.frame-error", "auto",
           "the frame's part: scatter (of the calibrators), fit, "
           "auto, or two numbers in arcsec: 0.38, 0.30"},
          {"output.file", "aligned.h5", "result file (HDF5)"},
          {"output.fits", "", "best row of each source as FITS; empty for none"},
          {"output.csv", "", "the same as CSV"},
          {"output.regions-1sigma", "", "DS9 regions with the radius sig1; empty for none"},
          {"output.regions-2sigma", "", "DS9 regions with the radius sig2; empty for none"},
          {"output.overwrite", "false", "replace existing files", KeyKind::toggle},
      },
  });
  return all;
}

// The value that the word of a key stands for.
template <class Value>
Value choice_of(const Settings& settings, const std::string& key,
                const std::map<std::string, Value>& choices) {
  const std::string& word = settings.text(key);
  const auto choice = choices.find(word);
  if (choice != choices.end()) return choice->second;
  std::vector<std::string> words;
  for (const auto& [known, unused] : choices)
    words.push_back(known);
  throw InputError{key + " = " + word + ": one of " + join_words(words) + " was expected"};
}

double number_not_negative(const Settings& settings, const std::string& key) {
  const double number = settings.number(key);
  if (number < 0.0) {
    throw InputError{key + " = " + settings.text(key) + ": a number not negative was expected"};
  }
  return number;
}

AlignXrayConfig align_xray_config(const Settings& settings) {
  AlignXrayConfig config;
  config.preset = settings.text("xray.preset");
  config.files = catalogue_files(settings, "xray.catalogue");
  config.ra = settings.text("xray.ra");
  config.dec = settings.text("xray.dec");
  config.name = settings.text("xray.name");
  config.observation = settings.text("xray.observation");
  config.counts = {settings.text("xray.counts"), !settings.is_given("xray.counts")};
  config.off_axis = {settings.text("xray.theta"), !settings.is_given("xray.theta")};
  if (!settings.text("xray.error").empty()) config.error = error_column(settings, "xray");
  if (config.counts.column.empty() != config.off_axis.column.empty()) {
    throw InputError{"xray.counts and xray.theta belong together: Kim et al. 2007 needs both"};
  }
  if (!config.error && config.counts.column.empty()) {
    throw InputError{"nothing tells how well the X-ray positions are known: give xray.counts and "
                     "xray.theta, or xray.error (a column, or a number in arcsec)"};
  }
  return config;
}

CalibratorConfig calibrator_config(const Settings& settings, bool has_names) {
  CalibratorConfig config;
  config.names = settings.texts("calibrators.name");
  config.files = settings.paths("calibrators.catalogue");
  const bool are_given = !config.names.empty() || !config.files.empty();
  config.choice = choice_of<CalibratorChoice>(
      settings, "calibrators.select",
      {{"", are_given ? CalibratorChoice::given : CalibratorChoice::found},
       {"given", CalibratorChoice::given},
       {"found", CalibratorChoice::found},
       {"none", CalibratorChoice::none}});
  if (are_given != (config.choice == CalibratorChoice::given)) {
    throw InputError{"calibrators.select = " + settings.text("calibrators.select") +
                     (are_given ? ": but calibrators are given; leave one of them out"
                                : ": give calibrators.name or calibrators.catalogue")};
  }
  if (!config.names.empty() && !has_names) {
    throw InputError{"calibrators.name is given, but no xray.name: which column holds the names?"};
  }
  config.radius = settings.arcsec("calibrators.radius");
  if (!(config.radius > Angle{})) throw InputError{"calibrators.radius = 0: nothing is that near"};
  config.isolation = settings.arcsec("calibrators.isolation");
  config.largest_off_axis =
      Angle::from_arcmin(number_not_negative(settings, "calibrators.theta-max"));
  config.fewest_counts = settings.number("calibrators.counts-min");
  config.reject = number_not_negative(settings, "calibrators.reject");
  return config;
}

FrameConfig frame_config(const Settings& settings, CalibratorChoice calibrators) {
  using Model = FrameConfig::Model;
  FrameConfig config;
  config.rule = choice_of<CorrectionRule>(settings, "frame.correct",
                                          {{"significant", CorrectionRule::significant},
                                           {"above-scatter", CorrectionRule::above_scatter},
                                           {"always", CorrectionRule::always},
                                           {"never", CorrectionRule::never}});
  config.significance = number_not_negative(settings, "frame.significance");
  config.measure = choice_of<OffsetMeasure>(
      settings, "frame.ra-offset",
      {{"sky", OffsetMeasure::sky}, {"coordinate", OffsetMeasure::coordinate}});
  const std::string& model = settings.text("frame.model");
  config.model = choice_of<Model>(settings, "frame.model",
                                  {{"auto", Model::automatic},
                                   {"median", Model::median},
                                   {"shift", Model::fitted},
                                   {"rotation", Model::fitted},
                                   {"scale", Model::fitted}});
  if (model == "rotation") config.fitted = FrameModel::rotation;
  if (model == "scale") config.fitted = FrameModel::scale;
  config.search_radius = settings.arcsec("frame.search-radius");
  if (config.measure == OffsetMeasure::coordinate) {
    if (config.model == Model::fitted || calibrators == CalibratorChoice::none) {
      throw InputError{"frame.ra-offset = coordinate allows no fit and needs calibrators: offsets "
                       "without cos(dec) are no displacements on the sky; set it to sky"};
    }
    config.model = Model::median;
  }
  if (calibrators == CalibratorChoice::none) {
    if (config.rule == CorrectionRule::above_scatter) {
      throw InputError{"frame.correct = above-scatter needs calibrators: without them there is no "
                       "scatter; set it to significant"};
    }
    if (config.model == Model::median || model == "rotation" || model == "scale") {
      throw InputError{"frame.model = " + model +
                       " needs calibrators: without them a shift is all that is found"};
    }
    if (!(config.search_radius > Angle{})) {
      throw InputError{"frame.search-radius = 0: no offset would be found"};
    }
  }
  return config;
}

FrameErrorConfig frame_error_config(const Settings& settings, const FrameConfig& frame,
                                    CalibratorChoice calibrators) {
  using From = FrameErrorConfig::From;
  const std::string key = "uncertainty.frame-error";
  const std::string& text = settings.text(key);
  FrameErrorConfig config;
  if (text.find_first_of("0123456789") != std::string::npos) {
    const std::vector<double> numbers = settings.range(key);
    if (numbers.size() != 2 || numbers[0] < 0.0 || numbers[1] < 0.0) {
      throw InputError{key + " = " + text + ": two numbers in arcsec, not negative, were expected"};
    }
    config.from = From::number;
    config.number = {Angle::from_arcsec(numbers[0]), Angle::from_arcsec(numbers[1])};
    return config;
  }
  config.from = choice_of<From>(
      settings, key, {{"auto", From::automatic}, {"scatter", From::scatter}, {"fit", From::fit}});
  if (config.from == From::fit && frame.model == FrameConfig::Model::median) {
    throw InputError{key + " = fit: a median is no fit; set frame.model, or scatter"};
  }
  if (config.from == From::scatter && calibrators == CalibratorChoice::none) {
    throw InputError{key + " = scatter needs calibrators; set it to fit"};
  }
  return config;
}

void require_distinct_outputs(const Settings& settings) {
  std::map<std::filesystem::path, std::string> key_of;
  for (const char* key : {"output.file", "output.fits", "output.csv", "output.regions-1sigma",
                          "output.regions-2sigma"}) {
    const std::filesystem::path path = settings.path(key).lexically_normal();
    if (path.empty()) continue;
    const auto [entry, is_new] = key_of.try_emplace(path, key);
    if (is_new) continue;
    throw InputError{std::string{key} + " = " + path.string() + " is the file of " + entry->second +
                     " too: each needs one of its own"};
  }
}

AlignOutput output_config(const Settings& settings) {
  require_distinct_outputs(settings);
  return {.file = settings.path("output.file"),
          .fits = settings.path("output.fits"),
          .csv = settings.path("output.csv"),
          .regions_1sigma = settings.path("output.regions-1sigma"),
          .regions_2sigma = settings.path("output.regions-2sigma"),
          .overwrite = settings.boolean("output.overwrite")};
}

} // namespace

std::span<const SettingKey> align_keys() {
  return keys();
}

AlignConfig make_align_config(const Settings& given) {
  const Settings settings = with_preset(given);
  AlignConfig config;
  config.xray = align_xray_config(settings);
  config.infrared = infrared_positions(settings);
  config.infrared.cuts.enabled = false; // foreground stars are good calibrators
  config.infrared.ks.column = settings.text("infrared.mag-ks");
  config.calibrators = calibrator_config(settings, !config.xray.name.empty());
  config.frame = frame_config(settings, config.calibrators.choice);
  config.frame_error = frame_error_config(settings, config.frame, config.calibrators.choice);
  config.out_of_range =
      choice_of<OutOfRange>(settings, "uncertainty.out-of-range",
                            {{"quoted", OutOfRange::quoted}, {"zero", OutOfRange::zero}});
  config.output = output_config(settings);
  config.as_used = settings.as_used(std::array<std::string, 1>{"output"});
  return config;
}

} // namespace counterpoint
