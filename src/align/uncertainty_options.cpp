#include "align/uncertainty_options.hpp"

#include "counterpoint/core/error.hpp"
#include "counterpoint/settings/choice.hpp"

#include <string>

namespace counterpoint {

namespace {

const Choices<OutOfRange> outs_of_range{{"quoted", OutOfRange::quoted}, {"zero", OutOfRange::zero}};

FrameErrorOptions frame_error_options(const Settings& settings, const FrameOptions& frame,
                                      CalibratorChoice calibrators) {
  using From = FrameErrorOptions::From;
  const std::string key = "uncertainty.frame-error";
  const std::string& text = settings.text(key);
  FrameErrorOptions options;
  if (text.find_first_of("0123456789") != std::string::npos) {
    const std::vector<double> numbers = settings.range(key);
    if (numbers.size() != 2 || numbers[0] < 0.0 || numbers[1] < 0.0) {
      throw InputError{key + " = " + text + ": two numbers in arcsec, not negative, were expected"};
    }
    options.from = From::number;
    options.number = {Angle::from_arcsec(numbers[0]), Angle::from_arcsec(numbers[1])};
    return options;
  }
  options.from = choice_of<From>(
      settings, key, {{"auto", From::automatic}, {"scatter", From::scatter}, {"fit", From::fit}});
  if (options.from == From::fit && frame.model == FrameOptions::Model::median) {
    throw InputError{key + " = fit: a median is no fit; set frame.model, or scatter"};
  }
  if (options.from == From::scatter && calibrators == CalibratorChoice::none) {
    throw InputError{key + " = scatter needs calibrators; set it to fit"};
  }
  return options;
}

} // namespace

std::vector<SettingKey> uncertainty_keys() {
  return {
      {"uncertainty.out-of-range", "quoted",
       "what holds where Kim et al. 2007 does not: the quoted error (without one, the nearest "
       "counts in range), or zero",
       KeyKind::choice, words_of(outs_of_range)},
      {"uncertainty.frame-error", "auto",
       "the frame's part: scatter (of the calibrators), fit, "
       "auto, or two numbers in arcsec: 0.38, 0.30"},
  };
}

UncertaintyOptions uncertainty_options(const Settings& settings, const FrameOptions& frame,
                                       CalibratorChoice calibrators) {
  UncertaintyOptions options;
  options.frame_error = frame_error_options(settings, frame, calibrators);
  options.out_of_range = choice_of(settings, "uncertainty.out-of-range", outs_of_range);
  return options;
}

} // namespace counterpoint
