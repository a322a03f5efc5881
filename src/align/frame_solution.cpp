#include "align/frame_solution.hpp"

#include "counterpoint/core/error.hpp"

#include <algorithm>
#include <cmath>

namespace counterpoint {

namespace {

// With fewer, the scatter of one of them could look like a rotation.
constexpr std::size_t fewest_for_rotation = 10;
constexpr Angle smallest_spread_for_rotation = Angle::from_arcmin(1.0);

std::vector<Calibrator> weighted(std::span<const CalibratorPair> pairs) {
  // A source of unknown error counts as a typical one.
  std::vector<double> known_arcsec;
  for (const CalibratorPair& pair : pairs) {
    if (pair.xray_sigma) known_arcsec.push_back(pair.xray_sigma->arcsec());
  }
  const Angle typical = Angle::from_arcsec(known_arcsec.empty() ? 1.0 : median_of(known_arcsec));
  std::vector<Calibrator> calibrators;
  for (const CalibratorPair& pair : pairs) {
    calibrators.push_back(
        {pair.xray, pair.infrared, hypot(pair.xray_sigma.value_or(typical), pair.infrared_sigma)});
  }
  return calibrators;
}

std::optional<FrameFit> fit_of(std::span<const CalibratorPair> pairs, const FrameOptions& options) {
  if (options.model == FrameOptions::Model::median) return std::nullopt;
  const std::vector<Calibrator> calibrators = weighted(pairs);
  if (options.model == FrameOptions::Model::fitted) return fit_frame(calibrators, options.fitted);
  if (calibrators.size() >= fewest_for_rotation &&
      spread_of(calibrators) >= smallest_spread_for_rotation) {
    FrameFit turned = fit_frame(calibrators, FrameModel::rotation);
    if (turned.rotation_sigmas >= options.significance) return turned;
  }
  return fit_frame(calibrators, FrameModel::shift);
}

void solve(FrameSolution& solution, const AlignOptions& options) {
  solution.offsets.reset();
  solution.fit.reset();
  if (solution.calibrators.size() < fewest_calibrators) return;
  std::vector<SkyOffset> offsets;
  for (const CalibratorPair& pair : solution.calibrators)
    offsets.push_back(pair.offset);
  solution.offsets = summarise_offsets(offsets, options.calibrators.reject);
  solution.fit = fit_of(solution.calibrators, options.frame);
}

bool are_equal(std::span<const CalibratorPair> a, std::span<const CalibratorPair> b) {
  return std::ranges::equal(a, b, [](const CalibratorPair& x, const CalibratorPair& y) {
    return x.row == y.row && x.ir_id == y.ir_id;
  });
}

} // namespace

const OffsetSummary& FrameSolution::measured() const {
  if (!offsets) throw InternalError{"internal error: offsets of too few calibrators asked for"};
  return *offsets;
}

SkyOffset FrameSolution::shift() const {
  if (blind) return blind->offset;
  return fit ? fit->correction.shift : measured().median;
}

SkyOffset FrameSolution::shift_error() const {
  if (blind) return blind->error;
  if (!fit) return measured().error_of_median;
  return {fit->correction.shift_error, fit->correction.shift_error};
}

Significance FrameSolution::significance() const {
  if (blind) return blind->significance;
  if (!fit) return offsets ? offsets->significance : Significance{};
  return fit->shift_significance;
}

SkyPosition FrameSolution::moved(const SkyPosition& position) const {
  if (blind) return displaced(position, blind->offset, OffsetMeasure::sky);
  if (!fit) return displaced(position, measured().median, measure);
  // A tangent plane is near the sky within a field, not across it.
  constexpr Angle largest_field = Angle::from_degrees(10.0);
  if (separation(position, fit->correction.plane.center()) > largest_field) {
    throw InputError{"the X-ray sources lie more than 10 deg from their calibrators: a correction "
                     "is for one field; name the column of the fields in xray.observation"};
  }
  return fit->correction.apply(position);
}

SkyOffset FrameSolution::error_at(const SkyPosition& position) const {
  SkyOffset error = fit ? fit->correction.error_at(position) : shift_error();
  if (is_corrected) return error;
  const SkyOffset left = offset_between(position, moved(position), measure);
  return {hypot(error.east, left.east), hypot(error.north, left.north)};
}

bool is_warranted(const FrameSolution& solution, const FrameOptions& options) {
  if (!solution.is_known()) return false;
  switch (options.rule) {
  case CorrectionRule::always:
    return true;
  case CorrectionRule::never:
    return false;
  case CorrectionRule::above_scatter:
    return solution.measured().exceeds_scatter;
  case CorrectionRule::significant:
    break;
  }
  const double turned = solution.fit ? solution.fit->rotation_sigmas : 0.0;
  return std::max(solution.significance().sigmas, turned) >= options.significance;
}

FrameSolution solve_frame(const AlignSources& sources, std::span<const std::size_t> calibrators,
                          const InfraredNeighbours& infrared, const AlignOptions& options) {
  constexpr int most_rounds = 10;
  FrameSolution solution;
  solution.n_chosen = calibrators.size();
  solution.n_by_chance = pairs_by_chance(sources, calibrators, infrared, options.calibrators);
  solution.measure = options.frame.measure;
  for (int round = 0; round < most_rounds; ++round) {
    auto pairs = pair_calibrators(
        sources, calibrators, infrared, {options.calibrators, options.frame.measure},
        [&](const SkyPosition& position) { return solution.corrected(position); });
    if (round > 0 && are_equal(pairs, solution.calibrators)) break;
    solution.calibrators = std::move(pairs);
    solve(solution, options);
    solution.is_corrected = is_warranted(solution, options.frame);
    if (!solution.is_corrected) break;
  }
  return solution;
}

Angle frame_error(const FrameSolution& solution, const FrameErrorOptions& options,
                  const SkyOffset& pooled, const SkyPosition& position) {
  using From = FrameErrorOptions::From;
  if (options.from == From::number) return options.number.length();
  if (!solution.is_known()) return pooled.length();
  const bool is_fitted = solution.fit || solution.blind;
  if (options.from == From::scatter || !is_fitted) return solution.measured().deviation.length();
  return solution.error_at(position).length();
}

} // namespace counterpoint
