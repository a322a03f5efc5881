#include "counterpoint/sources/cleaning.hpp"

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

bool is_foreground(const HardnessCut& cut, double hardness_ratio) {
  return hardness_ratio > cut.drop_above && hardness_ratio < cut.drop_below;
}

} // namespace counterpoint
