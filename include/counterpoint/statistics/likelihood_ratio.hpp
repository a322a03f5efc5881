#pragma once

#include "counterpoint/core/angle.hpp"
#include "counterpoint/search/candidate.hpp"
#include "counterpoint/sky/ellipse.hpp"
#include "counterpoint/sources/magnitude_classes.hpp"
#include "counterpoint/statistics/depth_model.hpp"
#include "counterpoint/statistics/feature_model.hpp"

#include <cmath>
#include <cstdint>
#include <limits>
#include <memory>
#include <span>
#include <vector>

namespace counterpoint {

/// p(phi) = exp(-phi^2 / 2 sigma^2) / (2 pi sigma^2) in arcsec^-2: the density of the offset
/// between a source and its counterpart. \source docs/method.md, section 5
[[nodiscard]] double offset_density_arcsec2(Angle separation, Angle sigma);

/// Some offsets are wider than the others, as if the X-ray error were so many times as large.
struct ErrorTail {
  double fraction = 0.0; ///< of the offsets; 0: none
  double width = 1.0;    ///< in units of the X-ray error of the others
};

/// What is needed of an X-ray source to judge its candidates, real or of a null trial.
struct XrayTerms {
  SkyEllipse sigma;      ///< standard deviations along the axes, as used, without the tail
  SkyEllipse acceptance; ///< acceptance region, with the mean infrared error; the same axes
  /// Local surface density of infrared sources over the mean, as if all places were equally deep.
  double density_factor = 1.0;
  bool is_considered = false;     ///< kept, and where the infrared catalogue has sources
  std::uint16_t source_class = 0; ///< place in LikelihoodRatioModel::classes
  std::uint32_t depth_place = 0;  ///< in LikelihoodRatioModel::depth
  double depth_factor = 1.0;      ///< DepthPlace::listed of it
  ErrorTail tail = {};
  /// The probability that the infrared catalogue covers the source: below 1 where an edge of the
  /// footprint may run between, and no star is near.
  double coverage = 1.0;
  LocalFeatures local_features = {}; ///< of the stars around

  /// Local surface density of the infrared sources that are listed, over the mean.
  [[nodiscard]] double listed_density_factor() const { return density_factor * depth_factor; }
  /// One number for sigma, in arcsec: of an ellipse the geometric mean of its axes.
  [[nodiscard]] double sigma_arcsec() const;
};

/// One X-ray source with its candidates, all of them.
struct XrayCandidates {
  std::span<const Candidate> candidates; ///< may be empty; not copied
  XrayTerms terms;
  std::int64_t xray_id = 0;
};

/// Standard deviations of the offset between an X-ray source and a candidate, along the axes.
[[nodiscard]] inline SkyEllipse offset_sigma(const Candidate& candidate, const XrayTerms& terms) {
  return hypot(terms.sigma, candidate.infrared_sigma);
}

/// The density p(phi) of a candidate's offset, in arcsec^-2; where the X-ray error is an ellipse,
/// exp(-(u^2 / sigma_u^2 + v^2 / sigma_v^2) / 2) / (2 pi sigma_u sigma_v) with the components u, v
/// of the offset along its axes. With a tail of fraction f and width w it is (1 - f) times that,
/// and f times that of an X-ray error w times as large.
[[nodiscard]] double offset_density_arcsec2(const Candidate& candidate, const XrayTerms& terms);

/// offset_density_arcsec2() of the candidates of one X-ray source, one after the other. What
/// follows from the errors is kept from one to the next, since most infrared sources have the same.
class OffsetDensity {
public:
  /// \param terms  not copied
  explicit OffsetDensity(const XrayTerms& terms) : terms_{terms} {}

  [[nodiscard]] double operator()(const Candidate& candidate) {
    if (candidate.infrared_sigma != infrared_sigma_) take(candidate.infrared_sigma);
    const double core = core_.density_arcsec2(candidate);
    if (terms_.tail.fraction == 0.0) return core;
    return (1.0 - terms_.tail.fraction) * core +
           terms_.tail.fraction * tail_.density_arcsec2(candidate);
  }

private:
  // Of the offset, in two dimensions.
  struct Normal {
    SkyEllipse sigma;
    double twice_variance_arcsec2 = 0.0; // of a circle
    double norm_arcsec2 = 0.0;           // what the exponential is divided by

    Normal() = default;
    explicit Normal(const SkyEllipse& sigma);
    [[nodiscard]] double density_arcsec2(const Candidate& candidate) const {
      const double phi = candidate.separation.arcsec();
      const double exponent =
          sigma.is_circle()
              ? -phi * phi / twice_variance_arcsec2
              : -0.5 * sigma.squared_norm(candidate.separation, candidate.position_angle);
      return std::exp(exponent) / norm_arcsec2;
    }
  };

  void take(Angle infrared_sigma);

  const XrayTerms& terms_;
  Angle infrared_sigma_ = Angle::nan(); // of the last candidate
  Normal core_;
  Normal tail_;
};

/// The counterparts of one class of X-ray sources, in place of those of all.
struct ClassModel {
  std::vector<double> q; ///< as LikelihoodRatioModel has it
  double q_total = 0.0;  ///< mean over its sources
  /// Within the class, ln(Q / (1 - Q)) changes with ln sigma_x by `slope` per unit, and is that of
  /// q_total at sigma_x = exp(pivot) arcsec.
  double slope = 0.0;
  double pivot = 0.0;

  /// Q of a source of the class.
  [[nodiscard]] double q_total_at(double sigma_arcsec) const;
};

/// What ln(q(m) / n(m)) is expected to be near, before the data are seen: a constant, give or take
/// where the magnitudes of counterparts set in and end; a parabola, as where these are normal and
/// the number of stars rises exponentially; a parabola as steep as it likes, as where they differ
/// little; or anything that does not change too much from class to class.
enum class MagnitudePrior : std::uint8_t { flat, parabolic, peaked, rough };

class MagnitudeRatio;

/// The differential magnitude terms of Sutherland & Saunders 1992, MNRAS 259, 413: LR = q(m) p(phi)
/// / n(m), by MagnitudeClasses.
struct LikelihoodRatioModel {
  std::vector<double> q; ///< expected counterparts per X-ray source and class; sum Q
  std::vector<double> n; ///< infrared sources per arcsec^2 and class, mean over the footprint
  double q_total = 0.0;  ///< Q: fraction of X-ray sources with a counterpart in the catalogue
  // With `depth`, q, n and Q are those that there are, at the deepest places all listed.
  Angle infrared_sigma;                    ///< mean
  std::vector<ClassModel> classes = {};    ///< empty: q and Q hold for every source
  std::vector<FeatureModel> features = {}; ///< that count beside Ks
  /// Of an infrared catalogue that is not equally deep; none: all places are alike.
  std::shared_ptr<const DepthModel> depth = nullptr;
  MagnitudePrior prior = MagnitudePrior::flat; ///< that q is fitted with

  /// What is listed of q, of n and of Q: means over the X-ray sources, and over the footprint.
  [[nodiscard]] std::vector<double> listed_q() const;
  [[nodiscard]] std::vector<double> listed_n() const;
  [[nodiscard]] double listed_q_total() const;
  /// q_total times the part that is listed at each place; one of all where there is no depth.
  [[nodiscard]] std::vector<double> q_total_of_places() const;
  /// Of a source: by its class and error, and by what is listed at its place.
  [[nodiscard]] double q_total_of(const XrayTerms& terms) const;
  /// Of all features: q(c|m) / n(c|m), c being less what the stars around have more.
  [[nodiscard]] double feature_factor(const Candidate& candidate, const XrayTerms& terms) const {
    if (features.empty()) return 1.0;
    const FeatureCodes codes = less(candidate.features, terms.local_features);
    double factor = 1.0;
    for (std::size_t f = 0; f < features.size(); ++f)
      factor *= features[f].factor(candidate.ks, codes.of[f]);
    return factor;
  }
  /// LR with the local density: the product of q(m) / n(m), feature_factor() and the density of the
  /// offset. \param ratio  of this model \param density  of the offsets of the X-ray source
  [[nodiscard]] double weight(const Candidate& candidate, const XrayTerms& terms,
                              const MagnitudeRatio& ratio, OffsetDensity& density) const;
  /// Weight of "none of them": 1 - Q C, with C the chance that a counterpart lies within the
  /// acceptance region, and is covered.
  [[nodiscard]] double none(const XrayTerms& terms) const;
  /// C = coverage times 1 - exp(-R^2 / 2 sigma^2). Of an ellipse, 1 - (1 / 2 pi) int exp(-rho^2 /
  /// 2) dtheta with rho(theta) the edge of the acceptance region in units of the standard
  /// deviations. Of a tail as of the density.
  [[nodiscard]] double acceptance_completeness(const XrayTerms& terms) const;
};

/// q(m) / n(m) of a model as it is now, for many magnitudes. That of a class holds in its middle;
/// from there ln(q / n) goes on in a straight line to the middle of the next class, and where there
/// is no next, as it came from the one before. \source docs/method.md, section 5
class MagnitudeRatio {
public:
  explicit MagnitudeRatio(const LikelihoodRatioModel& model);

  /// In arcsec^2; 0 where no infrared source has such a magnitude. Missing ones are a class of
  /// their own. \param ks  mag
  [[nodiscard]] double operator()(double ks, const XrayTerms& terms) const {
    const std::size_t c = MagnitudeClasses::of(ks);
    const Line& line = lines_.data()[first_of(terms) + c];
    const double from_middle = ks / MagnitudeClasses::width - (static_cast<double>(c) + 0.5);
    const double part = std::abs(from_middle); // of the way to the next class
    double log_ratio = line.in_middle;
    if (part <= 0.5) log_ratio += part * (from_middle < 0.0 ? line.to_brighter : line.to_fainter);
    return relative_q(terms) * std::exp(log_ratio);
  }

private:
  // ln(q / n) of a class, and how it changes as far as the middles of its neighbours.
  struct Line {
    double in_middle = -std::numeric_limits<double>::infinity();
    double to_brighter = 0.0;
    double to_fainter = 0.0;
  };

  void add_lines(const std::vector<double>& q, const std::vector<double>& n);
  [[nodiscard]] std::size_t first_of(const XrayTerms& terms) const {
    return classes_.empty() ? 0 : terms.source_class * MagnitudeClasses::n_classes;
  }
  // Q of the source over that of its class.
  [[nodiscard]] double relative_q(const XrayTerms& terms) const {
    if (classes_.empty()) return 1.0;
    const ClassModel& of_class = classes_[terms.source_class];
    return of_class.q_total_at(terms.sigma_arcsec()) / of_class.q_total;
  }

  std::vector<ClassModel> classes_; // of X-ray sources
  std::vector<Line> lines_;         // of each of them, by MagnitudeClasses
};

/// The probability that an unrelated infrared source with Ks brighter than or equal to `limit` lies
/// within `separation` of a source by chance: 1 - exp(-pi phi^2 rho(<= limit)), with the density of
/// those listed there. \param limit  mag; NaN gives NaN
[[nodiscard]] double chance_of_unrelated(const LikelihoodRatioModel& model, double limit,
                                         Angle separation, const XrayTerms& terms);

} // namespace counterpoint
