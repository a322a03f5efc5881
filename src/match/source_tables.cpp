#include "counterpoint/output/table_builder.hpp"
#include "match/results.hpp"

#include <cstdint>
#include <limits>

namespace counterpoint {

namespace {

constexpr double unknown = std::numeric_limits<double>::quiet_NaN();

// Ends the description of a figure that has another value across the axis.
std::string along_axis(const MatchOptions& options) {
  return options.xray.ellipse ? ", along the major axis of the X-ray source" : "";
}

void write_xray(ResultFile& file, const MatchResults& results) {
  const Candidates& candidates = results.candidates;
  const auto first = static_cast<std::size_t>(candidates.first_xray_id);
  const auto source = [&](std::size_t row) -> const XraySource& {
    return results.inputs.xray.catalogue.sources[first + row];
  };
  const auto terms = [&](std::size_t row) -> const XrayTerms& {
    return results.fitted.terms.by_xray_id[first + row];
  };
  TableBuilder table{"/xray", candidates.size()};
  table
      .column("xray_id", "", "meta.id;meta.main", "row of the X-ray catalogue, from 0",
              [&](std::size_t row) { return source(row).xray_id; })
      .column("ra", "deg", "pos.eq.ra;meta.main", "right ascension",
              [&](std::size_t row) {
                return source(row).position ? source(row).position->ra().degrees() : unknown;
              })
      .column("dec", "deg", "pos.eq.dec;meta.main", "declination",
              [&](std::size_t row) {
                return source(row).position ? source(row).position->dec().degrees() : unknown;
              })
      .column("sigma", "arcsec", "stat.error;pos.eq", "one-dimensional standard deviation, as used",
              [&](std::size_t row) { return terms(row).sigma.major.arcsec(); })
      .column("sigma_minor", "arcsec", "stat.error;pos.eq;stat.min",
              "the same along the minor axis of an error ellipse; sigma is along the major axis",
              [&](std::size_t row) { return terms(row).sigma.minor.arcsec(); })
      .column("sigma_angle", "deg", "pos.posAng;pos.errorEllipse",
              "position angle of the major axis, north through east; blank for a circle",
              [&](std::size_t row) {
                const SkyEllipse& sigma = terms(row).sigma;
                return sigma.is_circle() ? unknown : sigma.position_angle.degrees();
              })
      .column("radius", "arcsec", "pos.angDistance;stat.max",
              "acceptance radius (with the mean infrared error)" + along_axis(results.options),
              [&](std::size_t row) { return terms(row).acceptance.major.arcsec(); })
      .column("kept", "", "meta.code.qual", "passed the cleaning rules",
              [&](std::size_t row) { return std::uint8_t{source(row).kept}; })
      .column("in_footprint", "", "meta.code", "lies where the infrared catalogue has sources",
              [&](std::size_t row) { return results.fitted.terms.in_footprint[row]; })
      .column("n_candidates", "", "meta.number", "infrared sources within the acceptance radius",
              [&](std::size_t row) { return std::int64_t{std::ssize(candidates.of_source[row])}; })
      .column("density_factor", "", "src.density;arith.ratio",
              "local surface density of infrared sources over the mean, as used by lr",
              [&](std::size_t row) { return terms(row).density_factor; });
  file.write(table.table());
}

// The index of the X-ray source, among those of this rank, of each of its candidates.
std::vector<std::size_t> source_of_candidate(const Candidates& candidates) {
  std::vector<std::size_t> sources;
  for (std::size_t i = 0; i < candidates.size(); ++i)
    sources.insert(sources.end(), candidates.of_source[i].size(), i);
  return sources;
}

void write_pairs(ResultFile& file, const MatchResults& results) {
  const MatchOptions& options = results.options;
  const LikelihoodRatioModel& lr = results.fitted.model.lr;
  const auto& pairs = results.candidates.of_source.values();
  const auto& probabilities = results.probabilities.of_source.values();
  const std::vector<std::size_t> source_of = source_of_candidate(results.candidates);
  const auto xray_id = [&](std::size_t row) { return results.candidates.xray_id(source_of[row]); };
  const auto terms = [&](std::size_t row) -> const XrayTerms& {
    return results.fitted.terms.by_xray_id[static_cast<std::size_t>(xray_id(row))];
  };
  TableBuilder table{"/pairs", pairs.size()};
  table
      .column("xray_id", "", "meta.id", "row of the X-ray catalogue, from 0",
              [&](std::size_t row) { return xray_id(row); })
      .column("ir_id", "", "meta.id.cross", "row of the infrared catalogue, from 0",
              [&](std::size_t row) { return pairs[row].ir_id; })
      .column("separation", "arcsec", "pos.angDistance", "great-circle separation",
              [&](std::size_t row) { return pairs[row].separation.arcsec(); })
      .column("position_angle", "deg", "pos.posAng",
              "of the infrared source seen from the X-ray source, north through east",
              [&](std::size_t row) { return pairs[row].position_angle.degrees(); })
      .column("ks", "mag", "phot.mag;em.IR.K", "Ks magnitude",
              [&](std::size_t row) { return pairs[row].ks; })
      .column("sigma", "arcsec", "stat.error;pos.angDistance",
              "one-dimensional standard deviation of the offset of both" + along_axis(options),
              [&](std::size_t row) { return offset_sigma(pairs[row], terms(row)).major.arcsec(); })
      .column("f_k", "", "stat.value", "f(Ks) as in p_mauerhan",
              [&](std::size_t row) { return probabilities[row].f_k; })
      .column("rho_k", "arcsec-2", "src.density", "rho(Ks) as in p_mauerhan",
              [&](std::size_t row) { return probabilities[row].rho_k; })
      .column("p_phi", "arcsec-2", "stat.likelihood", "density of the offset for the counterpart",
              [&](std::size_t row) { return probabilities[row].p_phi; });
  table.column("q_over_n", "arcsec2", "",
               "q(m) / n(m) with the local density: LR is this times p_phi", [&](std::size_t row) {
                 return lr.magnitude_ratio(pairs[row].ks) / terms(row).density_factor;
               });
  table.column("p_chance", "", "stat.probability",
               "probability that an unrelated source this bright (or brighter than "
               "probability.chance-ks) lies this close",
               [&](std::size_t row) {
                 return chance_of_unrelated(lr,
                                            options.probability.chance_ks.value_or(pairs[row].ks),
                                            pairs[row].separation, terms(row).density_factor);
               });
  const auto probability = [&](const std::string& name, Probability PairProbabilities::*estimator) {
    table
        .column("p_" + name, "", "stat.probability",
                "probability that this is the counterpart: " + name,
                [&](std::size_t row) { return (probabilities[row].*estimator).p; })
        .column("p0_" + name, "", "stat.probability",
                "probability that no candidate is the counterpart: " + name,
                [&](std::size_t row) { return (probabilities[row].*estimator).p0; });
  };
  probability("lr", &PairProbabilities::lr);
  probability("mauerhan", &PairProbabilities::mauerhan);
  probability("notebook", &PairProbabilities::notebook);
  file.write(table.table());
}

void write_best_match(ResultFile& file, const MatchResults& results) {
  const Candidates& candidates = results.candidates;
  const Estimator estimator = results.options.probability.estimator;
  struct Best {
    std::size_t source;
    Candidate candidate;
    Probability probability;
  };
  std::vector<Best> best; // of each X-ray source with a candidate
  for (std::size_t i = 0; i < candidates.size(); ++i) {
    const auto probabilities = results.probabilities.of_source[i];
    if (probabilities.empty()) continue;
    const std::size_t chosen = best_candidate(probabilities, estimator);
    best.push_back({i, candidates.of_source[i][chosen], probabilities[chosen].by(estimator)});
  }
  const auto xray_id = [&](std::size_t row) { return candidates.xray_id(best[row].source); };
  TableBuilder table{"/best_match", best.size()};
  table
      .column("xray_id", "", "meta.id", "row of the X-ray catalogue, from 0",
              [&](std::size_t row) { return xray_id(row); })
      .column("ir_id", "", "meta.id.cross", "row of the infrared catalogue, from 0",
              [&](std::size_t row) { return best[row].candidate.ir_id; })
      .column("separation", "arcsec", "pos.angDistance", "great-circle separation",
              [&](std::size_t row) { return best[row].candidate.separation.arcsec(); })
      .column("ks", "mag", "phot.mag;em.IR.K", "Ks magnitude",
              [&](std::size_t row) { return best[row].candidate.ks; })
      .column("p", "", "stat.probability", "probability that it is the counterpart",
              [&](std::size_t row) { return best[row].probability.p; })
      .column("p0", "", "stat.probability", "probability that no candidate is the counterpart",
              [&](std::size_t row) { return best[row].probability.p0; })
      .column("n_candidates", "", "meta.number", "infrared sources within the acceptance radius",
              [&](std::size_t row) {
                return std::int64_t{std::ssize(candidates.of_source[best[row].source])};
              });
  if (!results.inputs.xray.catalogue.names.empty()) {
    table.column(
        "name", "", "meta.id;meta.main", "X-ray source, as the catalogue names it",
        [&](std::size_t row) {
          return results.inputs.xray.catalogue.names[static_cast<std::size_t>(xray_id(row))];
        });
  }
  file.write(table.table());
}

} // namespace

void write_source_tables(ResultFile& file, const MatchResults& results) {
  write_xray(file, results);
  write_pairs(file, results);
  write_best_match(file, results);
}

} // namespace counterpoint
