#include "statistics/fixed_terms.hpp"

#include "candidate_at.hpp"
#include "statistics/offset_densities.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace counterpoint {
namespace {

using test_support::candidate_at;

// Sources with 0 to 6 candidates, in no order of their number; every third an ellipse, if asked
// for.
class Sources {
public:
  Sources(int n, bool has_ellipses) {
    candidates_.resize(static_cast<std::size_t>(n));
    for (int i = 0; i < n; ++i) {
      auto& candidates = candidates_[static_cast<std::size_t>(i)];
      for (int k = 0; k < i * 5 % 7; ++k) {
        candidates.push_back(candidate_at(0.1 + 0.17 * k, 11.0 + 0.4 * ((3 * i + k) % 13)));
        candidates.back().position_angle = Angle::from_degrees(37.0 * k);
      }
      XrayTerms terms;
      const Angle sigma = Angle::from_arcsec(0.2 + 0.01 * i);
      terms.sigma = has_ellipses && i % 3 == 0
                        ? SkyEllipse{sigma, 0.5 * sigma, Angle::from_degrees(20.0)}
                        : SkyEllipse{sigma};
      terms.acceptance = SkyEllipse{Angle::from_arcsec(1.5)};
      terms.density_factor = 1.0 + 0.02 * i;
      terms.source_class = static_cast<std::uint16_t>(i % 2);
      sources_.push_back({candidates, terms, i});
    }
  }
  [[nodiscard]] std::vector<XrayCandidates>& get() { return sources_; }
  void apply(const ErrorModel& errors) {
    for (XrayCandidates& source : sources_)
      source.terms = errors.applied_to(source.terms);
  }

private:
  std::vector<std::vector<Candidate>> candidates_;
  std::vector<XrayCandidates> sources_;
};

LikelihoodRatioModel some_model() {
  LikelihoodRatioModel model;
  model.infrared_sigma = Angle::from_arcsec(0.15);
  for (std::size_t c = 0; c < MagnitudeClasses::n_classes; ++c) {
    model.n.push_back(0.001 * static_cast<double>(c));
    model.q.push_back(0.4 / static_cast<double>(MagnitudeClasses::n_classes));
  }
  model.q_total = 0.4;
  return model;
}

// One by one, by the definition.
struct Sums {
  std::vector<ExactSum> listed = std::vector<ExactSum>(MagnitudeClasses::n_classes);
  std::vector<ExactSum> information = listed;
  ExactSum log_likelihood;
};
template <class IsWanted>
Sums sums_of(const LikelihoodRatioModel& model, const std::vector<XrayCandidates>& sources,
             IsWanted&& is_wanted) {
  Sums sums;
  for (const XrayCandidates& source : sources) {
    if (!is_wanted(source)) continue;
    const auto ratio = [&](const Candidate& candidate) {
      return offset_density_arcsec2(candidate, source.terms) /
             (model.n[MagnitudeClasses::of(candidate.ks)] * source.terms.density_factor);
    };
    double total = 1.0 - model.q_total * model.acceptance_completeness(source.terms);
    for (const Candidate& candidate : source.candidates)
      total += model.q[MagnitudeClasses::of(candidate.ks)] * ratio(candidate);
    for (const Candidate& candidate : source.candidates) {
      const std::size_t c = MagnitudeClasses::of(candidate.ks);
      const double p = model.q[c] * ratio(candidate) / total;
      sums.listed[c].add(p);
      sums.information[c].add(p * p);
    }
    sums.log_likelihood.add(std::log(total));
  }
  return sums;
}

TEST(FixedTerms, sums_are_those_of_the_sources_one_by_one) {
  const LikelihoodRatioModel model = some_model();
  for (const int n : {0, 1, 7, 8, 9, 100}) {
    Sources sources{n, true};
    const FixedTerms terms{model, sources.get()};
    const auto any = [](const XrayCandidates&) { return true; };
    const Sums sums = sums_of(model, sources.get(), any);
    EXPECT_EQ(terms.n_sources(), static_cast<std::size_t>(n));
    EXPECT_EQ(terms.expected_counterparts(model.q, model.q_total).listed, sums.listed) << n;
    EXPECT_EQ(terms.information(model.q, model.q_total), sums.information) << n;
    EXPECT_EQ(terms.log_likelihood(model.q, model.q_total), sums.log_likelihood) << n;
  }
}

TEST(FixedTerms, of_a_part_are_those_of_its_sources) {
  const LikelihoodRatioModel model = some_model();
  Sources sources{100, false};
  const FixedTerms all{model, sources.get()};
  const FixedTerms part =
      all.part([](std::int64_t id, std::size_t c) { return id % 3 != 0 && c == 1; });
  const Sums sums = sums_of(model, sources.get(), [](const XrayCandidates& source) {
    return source.xray_id % 3 != 0 && source.terms.source_class == 1;
  });
  EXPECT_EQ(part.n_sources(), 33U);
  EXPECT_EQ(part.expected_counterparts(model.q, model.q_total).listed, sums.listed);
  EXPECT_EQ(part.log_likelihood(model.q, model.q_total), sums.log_likelihood);
}

TEST(FixedTerms, with_an_error_model_are_those_of_sources_with_its_errors) {
  const LikelihoodRatioModel model = some_model();
  Sources sources{40, true};
  ErrorModel errors;
  errors.factor = 1.3;
  errors.tail = {0.2, 2.5};
  const FixedTerms terms{model, sources.get(), errors};
  sources.apply(errors);
  const FixedTerms expected{model, sources.get()};
  EXPECT_EQ(terms.log_likelihood(model.q, model.q_total),
            expected.log_likelihood(model.q, model.q_total));
}

// Also where only some are ellipses, and where errors have a tail.
TEST(OffsetDensities, are_those_of_the_candidates_one_by_one) {
  for (const bool has_ellipses : {false, true}) {
    Sources sources{40, has_ellipses};
    OffsetDensities offsets{sources.get()};
    ErrorModel errors;
    for (const double fraction : {0.0, 0.2}) {
      errors.factor = 1.3;
      errors.floor = Angle::from_arcsec(0.1);
      errors.tail = {fraction, 2.5};
      const double* density = offsets.find_with(errors).data();
      for (const XrayCandidates& source : sources.get()) {
        for (const Candidate& candidate : source.candidates) {
          EXPECT_EQ(*density++, offset_density_arcsec2(candidate, errors.applied_to(source.terms)));
        }
      }
    }
    const double* density = offsets.find().data();
    for (const XrayCandidates& source : sources.get()) {
      for (const Candidate& candidate : source.candidates)
        EXPECT_EQ(*density++, offset_density_arcsec2(candidate, source.terms));
    }
  }
}

} // namespace
} // namespace counterpoint
