#include "counterpoint/statistics/depth_model.hpp"

#include "statistics/depth_limit.hpp"
#include "statistics/magnitude_distribution.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

namespace counterpoint {

namespace {

constexpr int most_depth_rounds = 100;
constexpr int least_depth_rounds = 5;
constexpr double depth_precision = 1e-6; // of the density of all stars, in a round
constexpr double prior_stars = 10.0;     // that have no Ks as often as usual

double product_sum(std::span<const double> a, std::span<const double> b) {
  return std::inner_product(a.begin(), a.end(), b.begin(), 0.0);
}

std::int64_t total(std::span<const std::int64_t> counts) {
  return std::accumulate(counts.begin(), counts.end(), std::int64_t{0});
}

// The mean of the completeness over the stars that there are: a place has as many of them as its
// `listed` stars ask for.
std::vector<double> mean_completeness(const std::vector<DepthPlace>& places,
                                      std::span<const std::int64_t> listed,
                                      std::span<const double> n, std::size_t n_classes) {
  std::vector<double> mean(MagnitudeClasses::n_classes);
  double all = 0.0;
  for (std::size_t place = 0; place < places.size(); ++place) {
    const auto part = std::span{places[place].completeness}.first(n_classes);
    const double stars = static_cast<double>(listed[place]) / product_sum(n.first(n_classes), part);
    if (!std::isfinite(stars)) continue; // nothing is listed
    all += stars;
    for (std::size_t c = 0; c < mean.size(); ++c)
      mean[c] += stars * places[place].completeness[c];
  }
  for (double& value : mean)
    value = all > 0.0 ? value / all : 1.0;
  return mean;
}

// What there would be if none were missed.
std::vector<double> complete(std::span<const double> listed, std::span<const double> completeness) {
  std::vector<double> n(listed.begin(), listed.end());
  for (std::size_t c = 0; c < n.size(); ++c)
    n[c] = completeness[c] > 0.0 ? n[c] / completeness[c] : 0.0;
  return n;
}

// The place of the limit under which the magnitudes of so many stars are likeliest; 0, of no limit,
// where that is as likely.
std::size_t most_likely(std::span<const double> log_likelihoods, std::span<const double> ln_listed,
                        double n_stars) {
  std::size_t best = 0;
  double most = -std::numeric_limits<double>::infinity();
  for (std::size_t i = 0; i < log_likelihoods.size(); ++i) {
    const double log_likelihood = log_likelihoods[i] - n_stars * ln_listed[i];
    if (!(log_likelihood > most)) continue;
    most = log_likelihood;
    best = i;
  }
  return best;
}

// The limits of the places, and the magnitudes of the stars that are made out from them, in turn.
// \return  these, by class, in any unit
std::vector<double> fit_limits(const DepthCounts& counts, std::vector<DepthPlace>& places) {
  constexpr std::size_t n_measured = MagnitudeClasses::n_measured;
  std::vector<double> listed(MagnitudeClasses::n_classes);
  std::vector<std::int64_t> listed_of_place;
  for (const auto& of_place : counts.stars) {
    listed_of_place.push_back(total(std::span{of_place}.first(n_measured)));
    for (std::size_t c = 0; c < n_measured; ++c)
      listed[c] += static_cast<double>(of_place[c]);
  }
  const DepthLimits limits{listed};
  std::vector<std::vector<double>> log_likelihoods;
  for (const auto& of_place : counts.stars)
    log_likelihoods.push_back(limits.log_likelihoods(of_place));
  std::vector<std::size_t> chosen(places.size()); // no limit
  std::vector<double> n = listed;
  for (int round = 0; round < most_depth_rounds; ++round) {
    const std::vector<double> ln_listed = limits.ln_listed(n);
    const std::vector<std::size_t> before = chosen;
    for (std::size_t place = 0; place < places.size(); ++place) {
      chosen[place] = most_likely(log_likelihoods[place], ln_listed,
                                  static_cast<double>(listed_of_place[place]));
      const DepthLimit& found = limits[chosen[place]];
      places[place].completeness = found.completeness();
      places[place].limit = found.limit;
      places[place].width = found.width;
    }
    n = complete(listed, mean_completeness(places, listed_of_place, n, n_measured));
    if (round > least_depth_rounds && chosen == before) break;
  }
  return n;
}

// Stars without Ks per star with one: by the magnitudes that are listed here, over the most there
// are of any place.
void fit_missing(const DepthCounts& counts, std::span<const double> n,
                 std::vector<DepthPlace>& places) {
  constexpr std::size_t missing = MagnitudeClasses::missing;
  double expected_of_all = 0.0;
  double n_missing = 0.0;
  std::vector<double> true_stars;
  for (std::size_t place = 0; place < places.size(); ++place) {
    const auto& stars = counts.stars[place];
    const double listed =
        product_sum(n.first(missing), std::span{places[place].completeness}.first(missing));
    const double n_listed = static_cast<double>(total(std::span{stars}.first(missing)));
    true_stars.push_back(listed > 0.0 ? n_listed / listed : 0.0);
    expected_of_all += true_stars.back();
    n_missing += static_cast<double>(stars[missing]);
  }
  double most = 0.0;
  for (std::size_t place = 0; place < places.size(); ++place) {
    const double expected =
        expected_of_all > 0.0 ? n_missing * true_stars[place] / expected_of_all : 0.0;
    const double here = (static_cast<double>(counts.stars[place][missing]) + prior_stars) /
                        (expected + prior_stars);
    places[place].completeness[missing] = here;
    most = std::max(most, here);
  }
  for (DepthPlace& place : places)
    place.completeness[missing] /= most;
}

} // namespace

void DepthModel::weigh_by(std::span<const std::int64_t> n_sources) {
  const auto all = static_cast<double>(total(n_sources));
  usual_sources.assign(MagnitudeClasses::n_classes, 0.0);
  for (std::size_t place = 0; place < places.size(); ++place) {
    places[place].of_sources = static_cast<double>(n_sources[place]) / all;
    for (std::size_t c = 0; c < usual_sources.size(); ++c)
      usual_sources[c] += places[place].of_sources * places[place].completeness[c];
  }
}

double DepthModel::listed_part(std::span<const double> q, std::size_t place) const {
  const double all = sum_of(q);
  return all > 0.0 ? product_sum(q, places[place].completeness) / all : 1.0;
}

double DepthModel::mean_listed_part(std::span<const double> q) const {
  const double all = sum_of(q);
  return all > 0.0 ? product_sum(q, usual_sources) / all : 1.0;
}

DepthModel fit_depth(const DepthCounts& counts, std::span<const std::int64_t> infrared_counts,
                     double area_arcsec2) {
  DepthModel model;
  model.places.resize(counts.stars.size());
  for (DepthPlace& place : model.places)
    place.completeness.assign(MagnitudeClasses::n_classes, 1.0);
  std::vector<double> listed;
  for (const std::int64_t count : infrared_counts)
    listed.push_back(static_cast<double>(count) / area_arcsec2);
  const std::vector<double> complete_near_sources = fit_limits(counts, model.places);
  fit_missing(counts, complete_near_sources, model.places);
  // The rows of the catalogue, not only those near X-ray sources, say how many stars there are.
  model.n = listed;
  for (int round = 0; round < most_depth_rounds; ++round) {
    model.usual_stars =
        mean_completeness(model.places, counts.rows, model.n, MagnitudeClasses::n_classes);
    const std::vector<double> n = complete(listed, model.usual_stars);
    double change = 0.0;
    for (std::size_t c = 0; c < n.size(); ++c)
      change = std::max(change, std::abs(n[c] - model.n[c]));
    model.n = n;
    if (change <= depth_precision * sum_of(listed)) break;
  }
  for (DepthPlace& place : model.places)
    place.listed = product_sum(model.n, place.completeness) / sum_of(listed);
  return model;
}

} // namespace counterpoint
