#include "counterpoint/statistics/likelihood_ratio.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace counterpoint {

namespace {

// The part of a normal distribution of unit variance in two dimensions that lies outside the
// ellipse with these semi-axes: the mean of exp(-rho^2 / 2) over the directions. Of a smooth
// periodic function the trapezoidal rule is exact but for rounding; one quadrant is like the
// others.
double mean_outside(double semi_axis_x, double semi_axis_y) {
  constexpr int n = 64;
  double sum = 0.0;
  for (int i = 0; i <= n; ++i) {
    const double theta = 0.5 * std::numbers::pi * i / n;
    const double x = std::cos(theta) / semi_axis_x;
    const double y = std::sin(theta) / semi_axis_y;
    const double weight = i == 0 || i == n ? 0.5 : 1.0;
    sum += weight * std::exp(-0.5 / (x * x + y * y));
  }
  return sum / n;
}

// What `of_normal` is of the X-ray error, and of the wider one of a tail.
template <class OfNormal>
double mixed(const XrayTerms& terms, OfNormal&& of_normal) {
  const double core = of_normal(terms.sigma);
  if (terms.tail.fraction == 0.0) return core;
  return (1.0 - terms.tail.fraction) * core +
         terms.tail.fraction * of_normal(terms.tail.width * terms.sigma);
}

std::vector<double> product(const std::vector<double>& a, const std::vector<double>& b) {
  std::vector<double> products;
  for (std::size_t i = 0; i < a.size(); ++i)
    products.push_back(a[i] * b[i]);
  return products;
}

// The part of a normal distribution that the acceptance region holds.
double normal_inside(const SkyEllipse& acceptance, const SkyEllipse& sigma) {
  const double z = acceptance.major / sigma.major;
  if (sigma.is_circle()) return -std::expm1(-0.5 * z * z);
  return 1.0 - mean_outside(z, acceptance.minor / sigma.minor);
}

} // namespace

double offset_density_arcsec2(Angle separation, Angle sigma) {
  const double variance = sigma.arcsec() * sigma.arcsec();
  const double phi = separation.arcsec();
  return std::exp(-phi * phi / (2.0 * variance)) / (2.0 * std::numbers::pi * variance);
}

double offset_density_arcsec2(const Candidate& candidate, const XrayTerms& terms) {
  return OffsetDensity{terms}(candidate);
}

OffsetDensity::Normal::Normal(const SkyEllipse& of) : sigma{of} {
  const double variance = sigma.major.arcsec() * sigma.major.arcsec();
  twice_variance_arcsec2 = 2.0 * variance;
  norm_arcsec2 = sigma.is_circle()
                     ? 2.0 * std::numbers::pi * variance
                     : 2.0 * std::numbers::pi * sigma.major.arcsec() * sigma.minor.arcsec();
}

void OffsetDensity::take(Angle infrared_sigma) {
  infrared_sigma_ = infrared_sigma;
  core_ = Normal{hypot(terms_.sigma, infrared_sigma)};
  if (terms_.tail.fraction != 0.0)
    tail_ = Normal{hypot(terms_.tail.width * terms_.sigma, infrared_sigma)};
}

double XrayTerms::sigma_arcsec() const {
  return std::sqrt(sigma.major.arcsec() * sigma.minor.arcsec());
}

double ClassModel::q_total_at(double sigma_arcsec) const {
  if (slope == 0.0) return q_total;
  const double odds =
      q_total / (1.0 - q_total) * std::exp(slope * (std::log(sigma_arcsec) - pivot));
  return odds / (1.0 + odds);
}

double LikelihoodRatioModel::q_total_of(const XrayTerms& terms) const {
  const double of_class =
      classes.empty() ? q_total : classes[terms.source_class].q_total_at(terms.sigma_arcsec());
  if (!depth) return of_class;
  return of_class *
         depth->listed_part(classes.empty() ? q : classes[terms.source_class].q, terms.depth_place);
}

std::vector<double> LikelihoodRatioModel::listed_q() const {
  return depth ? product(q, depth->usual_sources) : q;
}

std::vector<double> LikelihoodRatioModel::listed_n() const {
  return depth ? product(n, depth->usual_stars) : n;
}

double LikelihoodRatioModel::listed_q_total() const {
  return depth ? q_total * depth->mean_listed_part(q) : q_total;
}

std::vector<double> LikelihoodRatioModel::q_total_of_places() const {
  if (!depth) return {q_total};
  std::vector<double> of_places;
  for (std::size_t place = 0; place < depth->places.size(); ++place)
    of_places.push_back(q_total * depth->listed_part(q, place));
  return of_places;
}

double LikelihoodRatioModel::weight(const Candidate& candidate, const XrayTerms& terms,
                                    const MagnitudeRatio& ratio, OffsetDensity& density) const {
  return ratio(candidate.ks, terms) / terms.density_factor * density(candidate) *
         feature_factor(candidate, terms);
}

MagnitudeRatio::MagnitudeRatio(const LikelihoodRatioModel& model) : classes_{model.classes} {
  if (classes_.empty()) add_lines(model.q, model.n);
  for (const ClassModel& of_class : classes_)
    add_lines(of_class.q, model.n);
}

void MagnitudeRatio::add_lines(const std::vector<double>& q, const std::vector<double>& n) {
  const std::size_t first = lines_.size();
  lines_.resize(first + q.size());
  const std::span<Line> lines = std::span{lines_}.subspan(first);
  for (std::size_t c = 0; c < q.size(); ++c) {
    if (q[c] > 0.0 && n[c] > 0.0) lines[c].in_middle = std::log(q[c] / n[c]);
  }
  const auto is_there = [&](std::size_t c) {
    return c < std::min(lines.size(), MagnitudeClasses::n_measured) &&
           std::isfinite(lines[c].in_middle);
  };
  for (std::size_t c = 0; c < lines.size(); ++c) {
    if (!is_there(c)) continue;
    const auto step_to = [&](std::size_t other) {
      return lines[other].in_middle - lines[c].in_middle;
    };
    const bool has_brighter = c > 0 && is_there(c - 1);
    const bool has_fainter = is_there(c + 1);
    if (has_brighter) lines[c].to_brighter = step_to(c - 1);
    if (has_fainter) lines[c].to_fainter = step_to(c + 1);
    if (!has_brighter) lines[c].to_brighter = -lines[c].to_fainter;
    if (!has_fainter) lines[c].to_fainter = -lines[c].to_brighter;
  }
}

double LikelihoodRatioModel::acceptance_completeness(const XrayTerms& terms) const {
  return terms.coverage * mixed(terms, [&](const SkyEllipse& xray_sigma) {
           return normal_inside(terms.acceptance, hypot(xray_sigma, infrared_sigma));
         });
}

double LikelihoodRatioModel::none(const XrayTerms& terms) const {
  return 1.0 - q_total_of(terms) * acceptance_completeness(terms);
}

double chance_of_unrelated(const LikelihoodRatioModel& model, double limit, Angle separation,
                           const XrayTerms& terms) {
  if (std::isnan(limit)) return limit;
  const double* const completeness =
      model.depth ? model.depth->places[terms.depth_place].completeness.data() : nullptr;
  double density = 0.0;
  for (std::size_t c = 0; c < MagnitudeClasses::n_measured; ++c) {
    // The class that holds the limit counts by the part of it that is brighter.
    const double brightest = static_cast<double>(c) * MagnitudeClasses::width;
    if (brightest >= limit) break; // as the fainter ones
    const double n = completeness == nullptr ? model.n[c] : model.n[c] * completeness[c];
    density += n * std::clamp((limit - brightest) / MagnitudeClasses::width, 0.0, 1.0);
  }
  const double phi = separation.arcsec();
  return -std::expm1(-std::numbers::pi * phi * phi * density * terms.density_factor);
}

} // namespace counterpoint
