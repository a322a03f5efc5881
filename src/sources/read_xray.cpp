#include "counterpoint/sources/read_catalogues.hpp"

#include "counterpoint/catalogue/catalogue_reader.hpp"
#include "counterpoint/comm/failure.hpp"
#include "counterpoint/core/checked_cast.hpp"
#include "counterpoint/core/text.hpp"
#include "sources/one_row_per_name.hpp"
#include "sources/row_reading.hpp"

#include <algorithm>
#include <cmath>
#include <memory>
#include <string_view>
#include <unordered_map>

namespace counterpoint {

namespace {

// The numbers of one X-ray row; NaN where missing.
struct XrayRow {
  double ra_deg;
  double dec_deg;
  double major_arcsec;
  double minor_arcsec; // equal for circles
  double angle_deg;
  double hardness;
  double counts;
  double off_axis_arcmin;

  [[nodiscard]] bool has_position() const {
    return std::isfinite(ra_deg) && std::isfinite(dec_deg);
  }
};

// The rows of this rank's share, and what is gathered by itself.
struct XrayRows {
  std::vector<XraySource> sources;       // their xray_id is counted within the share
  TextList names;                        // empty without a column
  std::vector<XrayDetection> detections; // likewise
  TextList observations;                 // likewise
  TextList classes;                      // likewise
  std::vector<double> class_numbers;     // likewise; NaN where missing
  TextList carried;                      // cells by pack_cells(); likewise
  std::vector<std::int64_t> without_position;
};

// The error as quoted. A row without a position angle has a circle of the major axis; of axes in
// the wrong order, the longer one is the major axis.
SkyEllipse error_ellipse(const XrayRow& row) {
  const Angle major = Angle::from_arcsec(row.major_arcsec);
  const Angle minor = Angle::from_arcsec(row.minor_arcsec);
  if (!std::isfinite(row.angle_deg)) return std::max(major, minor);
  const auto in_half_turn = [](double degrees) {
    return Angle::from_degrees(degrees - 180.0 * std::floor(degrees / 180.0));
  };
  if (minor > major) return {minor, major, in_half_turn(row.angle_deg + 90.0)};
  return {major, minor, in_half_turn(row.angle_deg)};
}

XrayReason reason_of(const XrayRow& row, const XrayOptions& options) {
  if (!row.has_position()) return XrayReason::no_position;
  if (is_foreground(options.foreground, row.hardness)) return XrayReason::foreground;
  const bool has_error = is_usable_error(row.major_arcsec) && is_usable_error(row.minor_arcsec);
  if (!has_error && options.needs_error) return XrayReason::no_position_error;
  const double largest_arcsec = std::max(row.major_arcsec, row.minor_arcsec);
  return largest_arcsec > options.largest_error.arcsec() ? XrayReason::error_too_large
                                                         : XrayReason::kept;
}

XraySource source_of(const XrayRow& row, const XrayOptions& options) {
  const XrayReason reason = reason_of(row, options);
  XraySource source;
  if (row.has_position()) {
    source.position =
        SkyPosition{Angle::from_degrees(row.ra_deg), Angle::from_degrees(row.dec_deg)};
  }
  source.error = error_ellipse(row);
  source.sigma = options.error.level.sigma(source.error);
  source.kept = reason == XrayReason::kept;
  source.reason = reason;
  return source;
}

// Takes from each block what is wanted of its rows.
class XrayColumns {
public:
  explicit XrayColumns(const XrayOptions& options)
      : options_{options}, error_{options.error.constant, options.error.column},
        minor_{options.ellipse ? options.ellipse->minor : error_} {
    ra_ = columns_.want(options.ra);
    dec_ = columns_.want(options.dec);
    major_column_ = columns_.want({error_.column, Quantity::angular_error,
                                   options.ellipse ? "xray.error-major" : "xray.error"});
    minor_column_ = major_column_;
    if (options.ellipse) {
      minor_column_ = columns_.want({minor_.column, Quantity::angular_error, "xray.error-minor"});
      angle_ = options.ellipse->position_angle;
      angle_column_ = columns_.want({angle_.column, Quantity::position_angle, "xray.error-angle"});
    }
    hardness_ = columns_.want(options.hardness);
    counts_ = columns_.want(options.counts);
    off_axis_ = columns_.want(options.off_axis);
    name_ = columns_.want(options.name);
    observation_ = columns_.want(options.observation);
    const int class_column = columns_.want(options.classes.column);
    (options.classes.limits.empty() ? class_text_ : class_number_) = class_column;
  }

  [[nodiscard]] const std::vector<ColumnRequest>& requests() const { return columns_.requests(); }
  [[nodiscard]] bool has_names() const { return name_ >= 0; }

  void add(const RowBlock& block, XrayRows& to) const {
    for (std::size_t row = 0; row < static_cast<std::size_t>(block.n_rows); ++row) {
      const XrayRow of_row = numbers(block, row);
      to.sources.push_back(source_of(of_row, options_));
      to.sources.back().xray_id = std::ssize(to.sources) - 1;
      if (has_names()) to.names.push_back(text(block, name_, row));
      if (counts_ >= 0 || off_axis_ >= 0)
        to.detections.push_back({of_row.counts, Angle::from_arcmin(of_row.off_axis_arcmin)});
      if (class_text_ >= 0) to.classes.push_back(text(block, class_text_, row));
      if (class_number_ >= 0) to.class_numbers.push_back(value_at(block, class_number_, row));
      if (observation_ >= 0) to.observations.push_back(text(block, observation_, row));
      if (!to.sources.back().position && to.without_position.size() < most_places) {
        to.without_position.push_back(block.first_row + static_cast<std::int64_t>(row));
      }
    }
  }

private:
  [[nodiscard]] XrayRow numbers(const RowBlock& block, std::size_t row) const {
    return {.ra_deg = value_at(block, ra_, row),
            .dec_deg = value_at(block, dec_, row),
            .major_arcsec = error_arcsec(error_, block, major_column_, row),
            .minor_arcsec = error_arcsec(minor_, block, minor_column_, row),
            .angle_deg =
                angle_.constant ? angle_.constant->degrees() : value_at(block, angle_column_, row),
            .hardness = value_at(block, hardness_, row),
            .counts = value_at(block, counts_, row),
            .off_axis_arcmin = value_at(block, off_axis_, row)};
  }
  [[nodiscard]] static const std::string& text(const RowBlock& block, int column, std::size_t row) {
    return block.texts[static_cast<std::size_t>(column)][row];
  }

  const XrayOptions& options_;
  Columns columns_;
  AngleColumn error_;
  AngleColumn minor_;
  AngleColumn angle_;
  int ra_, dec_, major_column_, minor_column_, hardness_, counts_, off_axis_, name_, observation_;
  int angle_column_ = -1;
  int class_text_ = -1;
  int class_number_ = -1;
};

// The places of the observations of rows, as they first appear; their names go to `observations`.
std::vector<std::uint32_t> number_observations(const NodeTexts& observation_of_row,
                                               std::vector<std::string>& observations) {
  std::unordered_map<std::string_view, std::uint32_t> number_of;
  std::vector<std::uint32_t> numbers;
  for (std::size_t row = 0; row < observation_of_row.size(); ++row) {
    const std::string_view name = observation_of_row[row];
    const auto [entry, is_new] =
        number_of.try_emplace(name, checked_cast<std::uint32_t>(observations.size()));
    if (is_new) observations.emplace_back(name);
    numbers.push_back(entry->second);
  }
  return numbers;
}

// Collective. Gives each source the class and the observation of its row.
void set_groups(const std::shared_ptr<const NodeRanks>& ranks, const XrayOptions& options,
                XrayRows& mine, XrayCatalogue& catalogue) {
  const Communicator& comm = ranks->all();
  const NodeTexts texts = NodeTexts::gather(ranks, std::move(mine.classes));
  const auto numbers = NodeArray<double>::gather(ranks, std::move(mine.class_numbers));
  const NodeTexts observations = NodeTexts::gather(ranks, std::move(mine.observations));
  RowClasses classes;
  std::vector<std::uint32_t> observation_of_row;
  run_together(comm, [&] {
    if (!texts.empty()) classes = classify(options.classes, texts);
    if (!numbers.empty()) classes = classify(options.classes, numbers);
    if (!observations.empty())
      observation_of_row = number_observations(observations, catalogue.observations);
  });
  catalogue.classes = std::move(classes.names);
  catalogue.class_fillers = std::move(classes.fillers);
  if (observations.empty()) catalogue.observations.emplace_back();
  catalogue.sources.change([&](std::size_t row, XraySource& source) {
    if (!classes.of_row.empty()) source.source_class = classes.of_row[row];
    if (!observation_of_row.empty()) source.observation = observation_of_row[row];
  });
}

// Collective. Of the rows of one name that are kept, the best observation stays.
void keep_best_observations(const Communicator& comm, XrayCatalogue& catalogue) {
  std::vector<std::int64_t> others = run_together(comm, [&] {
    return comm.is_root() ? rows_of_other_observations(catalogue) : std::vector<std::int64_t>{};
  });
  comm.broadcast(others);
  catalogue.sources.change([&](std::size_t, XraySource& source) {
    if (!std::binary_search(others.begin(), others.end(), source.xray_id)) return;
    source.kept = false;
    source.reason = XrayReason::another_observation;
  });
}

// Collective. \param n_rows  that this rank read
void require_distinct_names(const Communicator& comm, const CatalogueReader& reader,
                            const XrayCatalogue& catalogue, std::int64_t n_rows) {
  // Looked for by one rank: their hashes take as much memory as half the names.
  RepeatedNames repeated = run_together(
      comm, [&] { return comm.is_root() ? repeated_names(catalogue) : RepeatedNames{}; });
  comm.broadcast(repeated.example_rows);
  comm.broadcast(repeated.example);
  repeated.n_names =
      static_cast<std::size_t>(comm.sum(static_cast<std::int64_t>(repeated.n_names)));
  if (repeated.n_names == 0) return;
  const std::int64_t first = comm.exclusive_prefix_sum(n_rows);
  std::vector<std::int64_t> mine;
  for (const std::int64_t row : repeated.example_rows) {
    if (row >= first && row < first + n_rows && mine.size() < most_places) {
      mine.push_back(row - first);
    }
  }
  const std::vector<std::string> places = gather_places(comm, reader, mine);
  run_together(comm, [&] {
    const std::size_t n_rows_of_example = repeated.example_rows.size();
    std::string where;
    for (const std::string& place : places)
      where += (where.empty() ? "" : ", ") + place;
    if (places.size() < n_rows_of_example) where += ", ...";
    throw InputError{
        "X-ray catalogue: " + std::to_string(repeated.n_names) +
        (repeated.n_names == 1 ? " name stands" : " names stand") + " in several rows, such as '" +
        repeated.example + "' in " + std::to_string(n_rows_of_example) + " (" + where +
        "). If they are observations of one source, xray.one-row-per = name keeps the best "
        "of each name; if each row is a source of its own, set xray.rows-are-sources = true"};
  });
}

// Collective. What to say of the rows whose error is too large, of which `n_rows` were read by this
// rank; "" without any.
std::string note_on_large_errors(const Communicator& comm, const CatalogueReader& reader,
                                 const XrayInput& input, Angle largest_error) {
  const auto n_rejected =
      input.cleaning.by_reason[static_cast<std::size_t>(XrayReason::error_too_large)];
  if (n_rejected == 0) return "";
  const std::int64_t first = comm.exclusive_prefix_sum(input.n_rows_of_rank);
  std::vector<std::int64_t> mine;
  for (std::int64_t row = 0; row < input.n_rows_of_rank && mine.size() < most_places; ++row) {
    const XraySource& source = input.catalogue.sources[static_cast<std::size_t>(first + row)];
    if (source.reason == XrayReason::error_too_large) mine.push_back(row);
  }
  std::string where;
  for (const std::string& place : gather_places(comm, reader, mine))
    where += (where.empty() ? "" : ", ") + place;
  return format_text("X-ray catalogue: %s quote an error above xray.error-max = %g arcsec and are "
                     "not matched (%s%s). Is the error in arcsec? If it is, raise xray.error-max",
                     (with_commas(n_rejected) + (n_rejected == 1 ? " row" : " rows")).c_str(),
                     largest_error.arcsec(), where.c_str(),
                     n_rejected > std::ssize(mine) ? ", ..." : "");
}

// Collective.
void require_sources(const Communicator& comm, const CleaningSummary& cleaning) {
  const auto count = [&](XrayReason reason) {
    return cleaning.by_reason[static_cast<std::size_t>(reason)];
  };
  run_together(comm, [&] {
    if (count(XrayReason::no_position) < cleaning.n_rows) return;
    throw InputError{"X-ray catalogue: no row has a position; check xray.ra and xray.dec"};
  });
  require_rows(comm, cleaning, count(XrayReason::kept), "X-ray catalogue",
               "xray.ra, xray.dec, xray.error, xray.error-max and [xray.foreground]");
}

} // namespace

XrayInput read_xray(const Communicator& comm, const XrayOptions& options) {
  const XrayColumns columns{options};
  CatalogueReader reader{comm, "X-ray catalogue", options.files, columns.requests(), options.carry};
  XrayRows mine;
  run_together(comm, [&] {
    std::vector<std::string> cells;
    for (RowBlock block; reader.next(block, default_block_rows);) {
      columns.add(block, mine);
      for (std::int64_t row = 0; !reader.carried_columns().empty() && row < block.n_rows; ++row) {
        reader.read_carried(row, cells);
        mine.carried.push_back(pack_cells(cells));
      }
    }
  });

  XrayInput input;
  input.carried_columns = reader.carried_columns();
  input.carried = std::move(mine.carried);
  input.n_rows_of_rank = std::ssize(mine.sources);
  CleaningSummary& cleaning = input.cleaning;
  cleaning.notes = reader.notes();
  cleaning.position_columns = position_columns(reader, options.files.size());
  cleaning.rejected_places = gather_places(comm, reader, mine.without_position);
  cleaning.by_reason.resize(n_xray_reasons);

  const std::int64_t first = comm.exclusive_prefix_sum(input.n_rows_of_rank);
  for (XraySource& source : mine.sources)
    source.xray_id += first;
  const auto ranks = std::make_shared<const NodeRanks>(comm);
  XrayCatalogue& catalogue = input.catalogue;
  catalogue.sources = NodeArray<XraySource>::gather(ranks, std::move(mine.sources));
  catalogue.names = NodeTexts::gather(ranks, std::move(mine.names));
  catalogue.detections = NodeArray<XrayDetection>::gather(ranks, std::move(mine.detections));
  set_groups(ranks, options, mine, catalogue);
  if (options.rows_of_one_name == RowsOfOneName::are_refused) {
    require_distinct_names(comm, reader, catalogue, input.n_rows_of_rank);
  } else if (options.rows_of_one_name == RowsOfOneName::keep_best) {
    keep_best_observations(comm, catalogue);
  }
  cleaning.n_rows = std::ssize(catalogue.sources);
  for (const XraySource& source : catalogue.sources)
    ++cleaning.by_reason[static_cast<std::size_t>(source.reason)];
  input.bytes_read = reader.bytes_read();
  const std::string on_large_errors =
      note_on_large_errors(comm, reader, input, options.largest_error);
  if (!on_large_errors.empty()) cleaning.notes.push_back(on_large_errors);
  require_sources(comm, cleaning);
  return input;
}

} // namespace counterpoint
