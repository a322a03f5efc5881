#pragma once

#include "counterpoint/core/random.hpp"
#include "counterpoint/sky/position.hpp"
#include "counterpoint/sources/sources.hpp"

#include <cmath>
#include <vector>

namespace counterpoint::test_support {

/// A point uniform over a disc round `center`.
inline SkyPosition scattered(const SkyPosition& center, Angle radius, std::uint64_t seed,
                             std::uint64_t i) {
  const auto [u, v] = random_uniforms({.seed = seed, .id = i});
  return offset_by(center, Angle::from_degrees(360.0 * u), radius * std::sqrt(v));
}

/// X-ray sources with errors between 0.5 and 2.5 arcsec; every tenth repeats the one before.
inline std::vector<XraySource> xray_field(const SkyPosition& center, Angle radius, std::size_t n) {
  std::vector<XraySource> sources;
  for (std::uint64_t i = 0; i < n; ++i) {
    XraySource source;
    source.xray_id = static_cast<std::int64_t>(i);
    source.position = scattered(center, radius, 101, i % 10 == 9 ? i - 1 : i);
    source.error = Angle::from_arcsec(0.5 + 2.0 * random_uniforms({.seed = 102, .id = i})[0]);
    source.sigma = source.error / 2.4477;
    source.kept = true;
    sources.push_back(source);
  }
  return sources;
}

/// The same with errors that are ellipses, of axis ratios down to a tenth; every fourth is a
/// circle.
inline std::vector<XraySource> elliptical_xray_field(const SkyPosition& center, Angle radius,
                                                     std::size_t n) {
  std::vector<XraySource> sources = xray_field(center, radius, n);
  for (std::uint64_t i = 0; i < n; ++i) {
    if (i % 4 == 3) continue;
    const auto [ratio, turn] = random_uniforms({.seed = 105, .id = i});
    SkyEllipse& error = sources[i].error;
    error = {error.major, (0.1 + 0.9 * ratio) * error.major, Angle::from_degrees(180.0 * turn)};
    sources[i].sigma = error / 2.4477;
  }
  return sources;
}

/// Infrared sources with Ks between 10 and 18 mag, one in five without.
inline std::vector<InfraredSource> infrared_field(const SkyPosition& center, Angle radius,
                                                  std::size_t n) {
  std::vector<InfraredSource> sources;
  for (std::uint64_t i = 0; i < n; ++i) {
    InfraredSource source;
    source.ir_id = static_cast<std::int64_t>(i);
    source.position = scattered(center, radius, 103, i);
    source.error = Angle::from_arcsec(0.1);
    source.sigma = source.error;
    if (i % 5 != 0) source.ks = 10.0 + 8.0 * random_uniforms({.seed = 104, .id = i})[0];
    sources.push_back(source);
  }
  return sources;
}

/// Places where a flat sky would fail.
inline std::vector<SkyPosition> awkward_places() {
  std::vector<SkyPosition> places;
  for (const auto& [ra_deg, dec_deg] :
       {std::pair{266.4, -29.0}, {0.0, 10.0}, {123.0, -89.9}, {359.9999, 89.99}, {40.0, -90.0}}) {
    places.emplace_back(Angle::from_degrees(ra_deg), Angle::from_degrees(dec_deg));
  }
  return places;
}

} // namespace counterpoint::test_support
