#include "counterpoint/catalogue/catalogue_reader.hpp"
#include "counterpoint/comm/failure.hpp"
#include "counterpoint/core/messages.hpp"
#include "counterpoint/core/text.hpp"
#include "counterpoint/match/match.hpp"
#include "counterpoint/match/match_config.hpp"
#include "counterpoint/output/result_file.hpp"
#include "counterpoint/search/search.hpp"
#include "counterpoint/sources/footprint.hpp"
#include "counterpoint/sources/read_catalogues.hpp"

#include <algorithm>
#include <cstdio>

namespace counterpoint {

namespace {

std::string describe_files(const std::string& what,
                           const std::vector<std::filesystem::path>& files) {
  std::string text = what + "\n";
  for (const auto& file : files)
    text += "  " + describe_file(file) + "\n";
  return text;
}

template <class Reason>
std::string describe_cleaning(const CleaningSummary& cleaning) {
  std::string text = "  positions from " + cleaning.position_columns + "\n  rows " +
                     with_commas(cleaning.n_rows) + "\n";
  for (std::size_t i = 0; i < cleaning.by_reason.size(); ++i) {
    if (cleaning.by_reason[i] == 0) continue;
    text += "    " + std::string{name(static_cast<Reason>(i))} + " " +
            with_commas(cleaning.by_reason[i]) + "\n";
  }
  for (const std::string& place : cleaning.rejected_places) {
    text += "    without a usable position: " + place + "\n";
  }
  for (const std::string& note : cleaning.notes)
    text += "    note: " + note + "\n";
  return text;
}

// Things that are not wrong in themselves but usually not meant.
std::string describe_doubts(const MatchConfig& config, const XrayCatalogue& xray,
                            const Footprint& footprint) {
  std::string doubts;
  std::vector<double> errors;
  std::int64_t n_inside = 0;
  std::vector<std::pair<double, double>> positions;
  for (const XraySource& source : xray.sources) {
    if (!source.kept) continue;
    errors.push_back(source.error.major.arcsec());
    n_inside += footprint.contains(*source.position) ? 1 : 0;
    positions.emplace_back(source.position->ra().degrees(), source.position->dec().degrees());
  }
  const auto middle = errors.begin() + std::ssize(errors) / 2;
  std::nth_element(errors.begin(), middle, errors.end());
  const auto n_kept = std::ssize(errors);
  constexpr double usual_most_arcsec = 30.0;
  constexpr double usual_least_arcsec = 0.02;
  if (*middle > usual_most_arcsec || *middle < usual_least_arcsec) {
    doubts += format_text(
        "  the median X-ray error is %g arcsec: is the column xray.error in arcsec?\n", *middle);
  }
  if (n_inside == 0) {
    doubts +=
        "  no X-ray source lies in the infrared footprint: do the catalogues overlap, and are "
        "both in the same frame?\n";
  }
  std::sort(positions.begin(), positions.end());
  const auto n_distinct = std::unique(positions.begin(), positions.end()) - positions.begin();
  if (n_distinct < n_kept) {
    doubts +=
        "  " + with_commas(n_kept - n_distinct) +
        " X-ray sources repeat the position of another: duplicates are matched each by itself\n";
  }
  if (config.infrared.ks.column.empty()) {
    doubts += "  infrared.mag-ks is empty: probabilities will rest on separations alone\n";
  }
  return format_text("  X-ray sources in the infrared footprint: %s of %s (%.4f deg^2 occupied)\n",
                     with_commas(n_inside).c_str(), with_commas(n_kept).c_str(),
                     footprint.area_arcsec2() / (3600.0 * 3600.0)) +
         (doubts.empty() ? "  nothing looks wrong\n" : "please check\n" + doubts);
}

} // namespace

void run_validate(const Communicator& comm, std::span<const std::string> arguments, Messages& log) {
  const MatchConfig config = run_together(comm, [&] {
    return make_match_config(Settings{match_keys(), arguments});
  });
  ResultFile::require_writable(comm, config.output, config.overwrite);

  const XrayInput xray = read_xray(comm, config.xray);
  const Prefilter prefilter = run_together(comm, [&] {
    const SearchPlan plan =
        plan_search({config.acceptance, config.null.largest_shift(), config.infrared.error_bound()},
                    config.layout, xray.catalogue, comm.size());
    return Prefilter{xray.catalogue.sources, plan.reach};
  });
  InfraredInput infrared =
      read_infrared(comm, config.infrared, config.bins, prefilter, config.block_rows, log);
  const Footprint footprint{comm, std::move(infrared.cells)};

  const std::string text = run_together(comm, [&]() -> std::string {
    if (!comm.is_root()) return "";
    return describe_files("X-ray catalogue", config.xray.files) +
           describe_cleaning<XrayReason>(xray.cleaning) +
           describe_files("infrared catalogue", config.infrared.files) +
           describe_cleaning<InfraredReason>(infrared.cleaning) + "overlap\n" +
           describe_doubts(config, xray.catalogue, footprint);
  });
  log.result(text);
}

} // namespace counterpoint
