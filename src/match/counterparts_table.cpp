#include "match/table_columns.hpp"

#include "counterpoint/statistics/likelihood_ratio.hpp"

#include <algorithm>
#include <cmath>

namespace counterpoint {

namespace {

// As NWAY has it for its match_flag 2: the runner-up has at least this fraction of the probability.
constexpr double ambiguous_from = 0.5;

// The judgement on one X-ray source.
struct Verdict {
  double p = unknown;
  double p_second = unknown;
  double p0 = unknown;
  double p_chance = unknown;

  [[nodiscard]] bool is_ambiguous() const {
    return p_second > 0.0 && p_second >= ambiguous_from * p;
  }
};

Verdict verdict_on(const MatchResults& results, std::size_t source, std::int64_t best) {
  const Candidates& candidates = results.candidates;
  const XrayTerms terms =
      results.fitted.terms.by_xray_id[static_cast<std::size_t>(candidates.xray_id(source))];
  Verdict verdict;
  if (!terms.is_considered) return verdict;
  verdict.p0 = 1.0;
  if (best < 0) return verdict;
  const ProbabilityOptions& options = results.options.probability;
  const auto of_source = results.probabilities.of_source[source];
  const auto chosen = static_cast<std::size_t>(best) - candidates.of_source.first(source);
  verdict.p = of_source[chosen].by(options.estimator).p;
  verdict.p0 = of_source[chosen].by(options.estimator).p0;
  for (std::size_t i = 0; i < of_source.size(); ++i) {
    if (i != chosen)
      verdict.p_second = std::fmax(verdict.p_second, of_source[i].by(options.estimator).p);
  }
  const Candidate& star = candidates.of_source[source][chosen];
  verdict.p_chance = chance_of_unrelated(
      results.fitted.model.lr, options.chance_ks.value_or(star.ks), star.separation, terms);
  return verdict;
}

std::string in_words(const XraySource& source, bool is_in_footprint, std::int64_t best,
                     const Verdict& verdict) {
  if (!source.kept) {
    std::string reason{name(source.reason)};
    std::replace(reason.begin(), reason.end(), '_', ' ');
    return "not kept: " + reason;
  }
  if (!is_in_footprint) return "outside footprint";
  if (best < 0) return "no candidate";
  return verdict.is_ambiguous() ? "ambiguous" : "candidate";
}

} // namespace

TableBuilder counterparts_table(const MatchResults& results, std::span<const std::int64_t> best,
                                const RowRange& rows) {
  const Candidates& candidates = results.candidates;
  const auto& pairs = candidates.of_source.values();
  const auto source = [&](std::size_t row) -> const XraySource& {
    return results.inputs.xray.catalogue.sources[static_cast<std::size_t>(candidates.xray_id(row))];
  };
  std::vector<Verdict> verdicts;
  for (std::size_t row = rows.first; row < rows.first + rows.count; ++row)
    verdicts.push_back(verdict_on(results, row, best[row]));
  const auto verdict = [&](std::size_t row) -> const Verdict& {
    return verdicts[row - rows.first];
  };

  TableBuilder table{"/counterparts", rows};
  add_xray_source(table, results, [](std::size_t row) { return static_cast<std::int64_t>(row); });
  const bool has_ellipses = results.options.xray.ellipse.has_value();
  table.column("error", "arcsec", "stat.error;pos.eq",
               has_ellipses ? "positional error as quoted: semi-major axis of the ellipse"
                            : "positional error as quoted",
               [&](std::size_t row) { return source(row).error.major.arcsec(); });
  if (has_ellipses) {
    table
        .column("error_minor", "arcsec", "stat.error;pos.eq;stat.min", "its semi-minor axis",
                [&](std::size_t row) { return source(row).error.minor.arcsec(); })
        .column("error_angle", "deg", "pos.posAng;pos.errorEllipse",
                "position angle of its major axis, north through east; blank for a circle",
                [&](std::size_t row) {
                  const SkyEllipse& error = source(row).error;
                  return error.is_circle() ? unknown : error.position_angle.degrees();
                });
  }
  add_star(table, results, [&](std::size_t row) { return best[row]; });
  const auto of_best = [&](double missing, auto value) {
    return [&best, &pairs, missing, value](std::size_t row) {
      return best[row] < 0 ? missing : value(pairs[static_cast<std::size_t>(best[row])]);
    };
  };
  table
      .column("separation", "arcsec", "pos.angDistance", "great-circle separation",
              of_best(unknown, [](const Candidate& star) { return star.separation.arcsec(); }))
      .column("position_angle", "deg", "pos.posAng",
              "of the infrared source seen from the X-ray source, north through east",
              of_best(unknown, [](const Candidate& star) { return star.position_angle.degrees(); }))
      .column("p", "", "stat.probability", "probability that this star is the counterpart",
              [&](std::size_t row) { return verdict(row).p; })
      .column("p0", "", "stat.probability", "probability that no candidate is the counterpart",
              [&](std::size_t row) { return verdict(row).p0; })
      .column("p_chance", "", "stat.probability",
              "probability that an unrelated source this bright (or brighter than "
              "probability.chance-ks) lies this close",
              [&](std::size_t row) { return verdict(row).p_chance; })
      .column("n_candidates", "", "meta.number", "infrared sources within the acceptance radius",
              [&](std::size_t row) { return std::int64_t{std::ssize(candidates.of_source[row])}; })
      .column("p_second", "", "stat.probability",
              "probability of the second-best candidate; blank where there is none",
              [&](std::size_t row) { return verdict(row).p_second; })
      .column("is_ambiguous", "", "meta.code",
              "another candidate is at least half as probable (NWAY gives it match_flag 2)",
              [&](std::size_t row) { return std::uint8_t{verdict(row).is_ambiguous()}; })
      .column("status", "", "meta.code.status",
              "candidate, ambiguous (see is_ambiguous), no candidate, outside footprint, or "
              "not kept: and why",
              [&](std::size_t row) {
                return in_words(source(row), results.fitted.terms.in_footprint[row] != 0, best[row],
                                verdict(row));
              });
  return table;
}

} // namespace counterpoint
