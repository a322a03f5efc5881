#include "counterpoint/output/table_builder.hpp"
#include "match/results.hpp"

#include <cmath>
#include <limits>

namespace counterpoint {

void write_error_model(ResultFile& file, const MatchResults& results, bool is_root) {
  const FittedModel& fitted = results.fitted;
  const std::vector<ErrorTerm>& terms = fitted.errors.terms;
  TableBuilder table{"/error_model", is_root ? terms.size() : 0};
  table
      .column("term", "", "meta.id",
              "factor: true X-ray error over the declared one; floor: to be added in quadrature "
              "(arcsec; below 0: to be subtracted); tail_fraction: part of the offsets that are "
              "tail_width times as wide as the others",
              [&](std::size_t row) { return terms[row].name; })
      .column("class", "", "meta.id", "class of X-ray sources that it is of; blank: of all",
              [&](std::size_t row) {
                const auto& of_class = terms[row].source_class;
                return of_class ? fitted.terms.class_names[*of_class] : std::string{};
              })
      .column("value", "", "", "as the separations have it, be it significant or not",
              [&](std::size_t row) { return terms[row].value; })
      .column("error", "", "stat.error", "its standard error; blank where it is unknown",
              [&](std::size_t row) {
                const double error = terms[row].error;
                return std::isfinite(error) ? error : std::numeric_limits<double>::quiet_NaN();
              })
      .column("log_likelihood_gain", "", "",
              "over the model without it; of a tail or of all classes together",
              [&](std::size_t row) { return terms[row].log_likelihood_gain; })
      .column("significant", "", "meta.code", "is the gain more than chance brings?",
              [&](std::size_t row) { return std::uint8_t{terms[row].is_significant}; })
      .column("used", "", "meta.code", "do the probabilities rest on it?", [&](std::size_t row) {
        return std::uint8_t{terms[row].is_significant && fitted.errors_are_fitted};
      });
  file.write(table.table());
}

} // namespace counterpoint
