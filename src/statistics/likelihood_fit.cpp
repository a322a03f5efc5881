#include "counterpoint/statistics/likelihood_fit.hpp"

#include "statistics/extrapolation.hpp"
#include "statistics/fit_terms.hpp"
#include "statistics/magnitude_distribution.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <utility>

namespace counterpoint {

namespace {

// One source in ten has a counterpart, of any magnitude that there is.
LikelihoodRatioModel starting_model(const LikelihoodData& data) {
  LikelihoodRatioModel model;
  model.n.assign(MagnitudeClasses::n_classes, 0.0);
  model.q.assign(MagnitudeClasses::n_classes, 0.0);
  model.infrared_sigma = data.infrared_sigma;
  const auto n_infrared =
      std::accumulate(data.infrared_counts.begin(), data.infrared_counts.end(), std::int64_t{0});
  if (n_infrared == 0 || data.n_sources == 0) return model;
  for (std::size_t c = 0; c < model.n.size(); ++c)
    model.n[c] = static_cast<double>(data.infrared_counts[c]) / data.occupied_area_arcsec2;
  model.depth = data.depth;
  if (data.depth) model.n = data.depth->n;
  constexpr double first_guess = 0.1;
  const std::vector<double> alike(MagnitudeClasses::n_classes, 1.0);
  model.q = most_probable_q(alike, static_cast<double>(alike.size()) / first_guess, model.n, alike,
                            model.prior);
  model.q_total = first_guess;
  return model;
}

double total_of(const std::vector<double>& q) {
  return std::min(1.0, std::accumulate(q.begin(), q.end(), 0.0));
}

double largest_change(const std::vector<double>& a, const std::vector<double>& b) {
  double change = 0.0;
  for (std::size_t c = 0; c < a.size(); ++c)
    change = std::max(change, std::abs(a[c] - b[c]));
  return change;
}

// Where two steps in a row, start to first to second, are heading in ln q.
std::vector<double> extrapolated(const std::vector<double>& start, const std::vector<double>& first,
                                 const std::vector<double>& second) {
  TwoSteps steps;
  for (std::size_t c = 0; c < start.size(); ++c) {
    const bool is_there = second[c] > 0.0;
    steps.first.push_back(is_there ? std::log(first[c] / start[c]) : 0.0);
    steps.bend.push_back(is_there ? std::log(second[c] / first[c]) - steps.first.back() : 0.0);
  }
  std::vector<double> ahead = extrapolation(steps);
  for (std::size_t c = 0; c < ahead.size(); ++c)
    ahead[c] = second[c] * std::exp(ahead[c]);
  limit_sum(ahead, total_of(second));
  return ahead;
}

// Of the prior of its model, what a sample says.
struct Evidence {
  double log_probability = 0.0; // of the sample, but for a constant
  double strain = 0.0;          // PriorAgreement::strain
};

// Nothing of a sample that is not fitted.
std::vector<Evidence> evidence_of(std::span<const SourcesToFit> samples,
                                  std::span<const LikelihoodRatioModel> models,
                                  const SumOverRanks& sum) {
  std::vector<ExactSum> sums; // of each sample that is fitted: information by class, ln L
  for (std::size_t i = 0; i < samples.size(); ++i) {
    if (!samples[i].can_be_fitted(models[i])) continue;
    const FixedTerms& terms = *samples[i].terms;
    const std::vector<ExactSum> information = terms.information(models[i].q, models[i].q_total);
    sums.insert(sums.end(), information.begin(), information.end());
    sums.push_back(terms.log_likelihood(models[i].q, models[i].q_total));
  }
  sum(sums);
  std::vector<Evidence> evidence(samples.size());
  auto next = sums.cbegin();
  for (std::size_t i = 0; i < samples.size(); ++i) {
    if (!samples[i].can_be_fitted(models[i])) continue;
    const auto end = next + std::ssize(models[i].q);
    const std::vector<double> information = values_of({next, end});
    const PriorAgreement agreement =
        agreement_of(models[i].prior, models[i].q, models[i].n, information);
    evidence[i] = {end->value() + agreement.log_mass, agreement.strain};
    next = end + 1;
  }
  return evidence;
}

// The prior of each of some samples: the most probable of those that are offered.
class PriorChoice {
public:
  PriorChoice(std::span<const SourcesToFit> samples, std::span<LikelihoodRatioModel> models,
              const SumOverRanks& sum)
      : samples_{samples}, models_{models}, sum_{sum} {
    for (LikelihoodRatioModel& model : models)
      model.prior = MagnitudePrior::flat;
    fit_q(samples, models, sum);
    flat_.assign(models.begin(), models.end());
    for (const Evidence& evidence : evidence_of(samples, models, sum))
      best_.push_back({evidence, 0.0});
  }

  // To the samples whose best prior so far is strained as much.
  void offer(MagnitudePrior prior, double least_evidence, double least_strain) {
    std::vector<std::size_t> which;
    std::vector<SourcesToFit> samples;
    std::vector<LikelihoodRatioModel> models;
    for (std::size_t i = 0; i < samples_.size(); ++i) {
      if (best_[i].evidence.strain < least_strain) continue;
      which.push_back(i);
      samples.push_back(samples_[i]);
      models.push_back(flat_[i]);
      models.back().prior = prior;
    }
    if (which.empty()) return; // the same on every rank
    fit_q(samples, models, sum_, FitPrecision::of_held_out);
    const std::vector<Evidence> evidence = evidence_of(samples, models, sum_);
    for (std::size_t k = 0; k < which.size(); ++k) {
      Best& best = best_[which[k]];
      const double more = evidence[k].log_probability - best.evidence.log_probability;
      if (!(more >= least_evidence - best.least_evidence)) continue;
      best = {evidence[k], least_evidence};
      models_[which[k]] = std::move(models[k]);
    }
  }

  // Fits those that did not stay flat to the end.
  void fit_chosen() {
    std::vector<QFit> further;
    for (std::size_t i = 0; i < samples_.size(); ++i) {
      if (models_[i].prior != MagnitudePrior::flat)
        further.emplace_back(samples_[i], models_[i], FitPrecision::of_results);
    }
    fit_together(std::span{further}, sum_);
  }

private:
  struct Best {
    Evidence evidence;
    double least_evidence; // asked of it over the flat one
  };

  std::span<const SourcesToFit> samples_;
  std::span<LikelihoodRatioModel> models_;
  const SumOverRanks& sum_;
  std::vector<LikelihoodRatioModel> flat_;
  std::vector<Best> best_;
};

} // namespace

LikelihoodTerms::LikelihoodTerms(const LikelihoodData& data)
    : LikelihoodTerms{data, starting_model(data)} {}

LikelihoodTerms::LikelihoodTerms(const LikelihoodData& data, const LikelihoodRatioModel& model)
    : terms_{std::make_shared<const FixedTerms>(model, data.sources)} {
  if (!model.features.empty())
    terms_ = std::make_shared<const FixedTerms>(terms_->with_features(model));
}

void sum_together(std::span<FixedTerms::Expected> expected, const SumOverRanks& sum) {
  const auto for_each_sum = [&](auto&& visit) {
    for (FixedTerms::Expected& of_fit : expected) {
      std::ranges::for_each(of_fit.listed, visit);
      std::ranges::for_each(of_fit.unlisted.sums(), visit);
      for (std::vector<ExactSum>& of_feature : of_fit.features)
        std::ranges::for_each(of_feature, visit);
    }
  };
  std::vector<ExactSum> all;
  for_each_sum([&](const ExactSum& of_rank) { all.push_back(of_rank); });
  sum(all);
  const ExactSum* next = all.data();
  for_each_sum([&](ExactSum& of_all) { of_all = *next++; });
}

FixedTerms::Expected QFit::expected_counterparts() const {
  return sources_.terms->expected_counterparts(here(), total_of(here()));
}

void QFit::take(const FixedTerms::Expected& expected) {
  std::vector<double> counterparts;
  counterparts.reserve(here().size());
  for (std::size_t c = 0; c < here().size(); ++c)
    counterparts.push_back(expected.listed[c].value() + here()[c] * expected.unlisted.of_class(c));
  std::vector<double> next = most_probable_q(counterparts, static_cast<double>(sources_.n_sources),
                                             model_->n, here(), model_->prior);
  if (steps_.size() < 2) {
    steps_.push_back(std::move(next));
    if (steps_.size() < 2) return;
    if (largest_change(steps_[0], steps_[1]) >= precision_) {
      steps_.push_back(extrapolated(model_->q, steps_[0], steps_[1]));
      return;
    }
    next = std::move(steps_[1]);
    is_done_ = true;
  }
  model_->q = std::move(next);
  steps_.clear();
  is_done_ = is_done_ || ++round_ == most_rounds;
  if (is_done_) model_->q_total = total_of(model_->q);
}

void fit_q(std::span<const SourcesToFit> samples, std::span<LikelihoodRatioModel> models,
           const SumOverRanks& sum, double precision) {
  std::vector<QFit> fits;
  for (std::size_t i = 0; i < samples.size(); ++i)
    fits.emplace_back(samples[i], models[i], precision);
  fit_together(std::span{fits}, sum);
}

void fit_q_and_prior(std::span<const SourcesToFit> samples, std::span<LikelihoodRatioModel> models,
                     const SumOverRanks& sum) {
  // ln 3: a flat ln(q / n) is taken to be three times as probable beforehand. On 48 small
  // skies of `mock`, where it is, the evidence for a parabola reaches 1.08 (docs/method.md,
  // section 5).
  constexpr double for_a_parabola = 1.0986;
  // Twenty times. What needs a steep q has tens.
  constexpr double for_steep_ones = 3.0;
  // Honest skies reach 6; nothing is gained where it is less.
  constexpr double much_strain = 7.0;
  PriorChoice choice{samples, models, sum};
  choice.offer(MagnitudePrior::parabolic, for_a_parabola, 0.0);
  choice.offer(MagnitudePrior::peaked, for_steep_ones, much_strain);
  choice.offer(MagnitudePrior::rough, for_steep_ones, much_strain);
  choice.fit_chosen();
}

LikelihoodRatioModel fit_likelihood_ratio(const LikelihoodData& data,
                                          const LikelihoodRatioModel* start) {
  LikelihoodRatioModel model = start != nullptr ? *start : starting_model(data);
  const LikelihoodTerms terms{data, model};
  const SourcesToFit all{&*terms, data.n_sources};
  fit_q({&all, 1}, {&model, 1}, data.sum);
  return model;
}

LikelihoodRatioModel fit_likelihood_ratio_and_prior(const LikelihoodData& data,
                                                    const LikelihoodTerms& terms) {
  LikelihoodRatioModel model = starting_model(data);
  const SourcesToFit all{&*terms, data.n_sources};
  fit_q_and_prior({&all, 1}, {&model, 1}, data.sum);
  return model;
}

double log_likelihood(const LikelihoodRatioModel& model, const FixedTerms& terms,
                      const LikelihoodData& data) {
  std::vector<ExactSum> sum{terms.log_likelihood(model.q, model.q_total)};
  data.sum(sum);
  return sum[0].value();
}

std::vector<double> q_information(std::span<const SourcesToFit> samples,
                                  std::span<const LikelihoodRatioModel> models,
                                  const SumOverRanks& sum) {
  std::vector<ExactSum> sums;
  for (std::size_t i = 0; i < samples.size(); ++i)
    sums.push_back(samples[i].terms->q_information(models[i].q, models[i].q_total));
  sum(sums);
  return values_of(sums);
}

std::vector<TermsPart> parts_of(std::vector<FixedTerms>&& terms, const SumOverRanks& sum) {
  std::vector<ExactSum> n_sources(terms.size());
  for (std::size_t i = 0; i < terms.size(); ++i)
    n_sources[i].add(static_cast<double>(terms[i].n_sources()));
  sum(n_sources);
  std::vector<TermsPart> parts;
  for (std::size_t i = 0; i < terms.size(); ++i)
    parts.push_back({std::move(terms[i]), static_cast<std::int64_t>(n_sources[i].value())});
  return parts;
}

std::vector<SourcesToFit> sources_of(std::span<const TermsPart> parts) {
  std::vector<SourcesToFit> sources;
  for (const TermsPart& part : parts)
    sources.push_back(part.sources());
  return sources;
}

std::int64_t parts_at_once(const FixedTerms& terms, const PartsToFit& parts,
                           const SumOverRanks& sum) {
  constexpr std::size_t much = std::size_t{16} << 20U;
  const std::size_t bytes = terms.bytes_in_lanes() * static_cast<std::size_t>(parts.n_of_source);
  std::vector<ExactSum> n_short(1); // of memory
  n_short[0].add(bytes > much ? 1.0 : 0.0);
  sum(n_short);
  return n_short[0].value() > 0.0 ? 1 : parts.n;
}

} // namespace counterpoint
