#include "counterpoint/sources/cleaning.hpp"

#include <cmath>
#include <limits>

namespace counterpoint {

namespace {
constexpr std::array<std::string_view, n_infrared_reasons> infrared_names{
    "all_colors_non_foreground",
    "missing_J_using_HKs",
    "missing_H_using_JKs",
    "missing_Ks_using_JH",
    "ambiguous_two_or_more_missing",
    "foreground",
    "not_cleaned",
    "no_position",
    "no_position_error",
    "error_too_large"};

constexpr std::array<std::string_view, n_xray_reasons> xray_names{
    "kept",           "foreground", "no_position", "no_position_error", "another_observation",
    "error_too_large"};
} // namespace

std::string_view name(InfraredReason reason) {
  return infrared_names.at(static_cast<std::size_t>(reason));
}

std::string_view name(XrayReason reason) {
  return xray_names.at(static_cast<std::size_t>(reason));
}

bool is_kept(InfraredReason reason) {
  switch (reason) {
  case InfraredReason::all_colors_non_foreground:
  case InfraredReason::missing_J_using_HKs:
  case InfraredReason::missing_H_using_JKs:
  case InfraredReason::missing_Ks_using_JH:
  case InfraredReason::ambiguous_two_or_more_missing:
  case InfraredReason::not_cleaned:
    return true;
  case InfraredReason::foreground:
  case InfraredReason::no_position:
  case InfraredReason::no_position_error:
  case InfraredReason::error_too_large:
    return false;
  }
  return false;
}

InfraredReason classify_colours(const ColourCuts& cuts, double j, double h, double ks) {
  if (!cuts.enabled) return InfraredReason::not_cleaned;
  const auto passes = [&cuts](double colour, double limit) {
    return cuts.keep == ColourCuts::Side::below ? colour < limit : colour > limit;
  };
  const auto kept_if = [](bool kept, InfraredReason reason) {
    return kept ? reason : InfraredReason::foreground;
  };
  const bool has_j = !std::isnan(j);
  const bool has_h = !std::isnan(h);
  const bool has_ks = !std::isnan(ks);
  if (has_j && has_h && has_ks) {
    return kept_if(passes(j - h, cuts.jh) && passes(j - ks, cuts.jks) && passes(h - ks, cuts.hks),
                   InfraredReason::all_colors_non_foreground);
  }
  if (has_h && has_ks) {
    return kept_if(passes(h - ks, cuts.hks), InfraredReason::missing_J_using_HKs);
  }
  if (has_j && has_ks) {
    return kept_if(passes(j - ks, cuts.jks), InfraredReason::missing_H_using_JKs);
  }
  if (has_j && has_h) {
    return kept_if(passes(j - h, cuts.jh), InfraredReason::missing_Ks_using_JH);
  }
  return InfraredReason::ambiguous_two_or_more_missing;
}

bool is_foreground(const HardnessCut& cut, double hardness_ratio) {
  return hardness_ratio > cut.drop_above && hardness_ratio < cut.drop_below;
}

} // namespace counterpoint
