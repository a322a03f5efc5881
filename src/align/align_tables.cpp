#include "align/align_tables.hpp"

#include <algorithm>
#include <cctype>
#include <cmath>
#include <limits>
#include <set>

namespace counterpoint {

namespace {

constexpr double missing = std::numeric_limits<double>::quiet_NaN();

std::string lower_case(std::string text) {
  std::ranges::transform(text, text.begin(), [](unsigned char c) { return std::tolower(c); });
  return text;
}

// Makes column names unique ignoring case, as FITS compares them. Where a column of the catalogue
// has the name of one that is new, the catalogue's is renamed.
class FreeNames {
public:
  explicit FreeNames(std::set<std::string> taken) : taken_{std::move(taken)} {}

  std::string take(std::string name) {
    while (!taken_.insert(lower_case(name)).second)
      name += "_input";
    return name;
  }

private:
  std::set<std::string> taken_;
};

// /aligned (all rows) or /best: what the catalogue has, then what is new.
class RowTable {
public:
  RowTable(const AlignResults& results, const std::string& path, std::vector<std::size_t> rows)
      : results_{results}, rows_{std::move(rows)}, table_{path, rows_.size()} {}

  // UCD of a column of the catalogue: only the aligned positions are marked as the main ones, so
  // that other programs find those.
  static std::string demoted(const std::string& ucd) {
    const std::string lower = lower_case(ucd);
    if (lower == "pos.eq.ra;meta.main" || lower == "pos_eq_ra_main") return "pos.eq.ra";
    if (lower == "pos.eq.dec;meta.main" || lower == "pos_eq_dec_main") return "pos.eq.dec";
    return ucd;
  }

  // Returns the name under which the column `label` of the catalogue is found.
  std::string carry_over(const std::string& label) {
    FreeNames names{{"xray_id", "ra_aligned", "dec_aligned", "radius_68", "radius_95",
                     "uncertainty", "frame_error", "sig1", "sig2", "best"}};
    const WholeTable& catalogue = results_.table;
    const TableColumn* labels = label.empty() ? nullptr : &catalogue.column(label, "xray.name");
    std::string name_of_labels;
    for (const TableColumn& column : catalogue.columns) {
      const std::string name = names.take(column.name);
      if (&column == labels) name_of_labels = name;
      std::visit(
          [&](const auto& values) {
            table_.column(name, column.unit, demoted(column.ucd), column.description,
                          [&](std::size_t row) { return values[rows_[row]]; });
          },
          column.values);
    }
    return name_of_labels;
  }

  void add_identity() {
    table_.column("xray_id", "", "meta.id;meta.main", "row of the X-ray catalogue, from 0",
                  [&](std::size_t row) { return static_cast<std::int64_t>(rows_[row]); });
  }

  void add_positions() {
    const auto coordinate = [&](Angle (SkyPosition::*get)() const) {
      return [&, get](std::size_t row) {
        const auto& position = results_.aligned.rows[rows_[row]].position;
        return position ? ((*position).*get)().degrees() : missing;
      };
    };
    table_
        .column("ra_aligned", "deg", "pos.eq.ra;meta.main",
                "right ascension in the frame of the infrared catalogue",
                coordinate(&SkyPosition::ra))
        .column("dec_aligned", "deg", "pos.eq.dec;meta.main",
                "declination in the frame of the infrared catalogue",
                coordinate(&SkyPosition::dec));
  }

  void add_uncertainties() {
    const auto uncertainty = [&](std::size_t row) -> const PositionalUncertainty& {
      return results_.sources.uncertainties[rows_[row]];
    };
    const auto aligned = [&](std::size_t row) -> const AlignedRow& {
      return results_.aligned.rows[rows_[row]];
    };
    table_
        .column("radius_68", "arcsec", "stat.error;pos.eq",
                "radius that holds 68 % of the positions, without the frame's error",
                [&](std::size_t row) { return uncertainty(row).radius_68.arcsec(); })
        .column("radius_95", "arcsec", "stat.error;pos.eq",
                "radius that holds 95 % of the positions, without the frame's error",
                [&](std::size_t row) { return uncertainty(row).radius_95.arcsec(); })
        .column("uncertainty", "", "meta.code",
                "where the two come from: kim2007, quoted, clamped, zero or unknown",
                [&](std::size_t row) { return std::string{name(uncertainty(row).origin)}; })
        .column("frame_error", "arcsec", "stat.error;pos.frame",
                "the frame's error: hypot of the standard deviations east and north",
                [&](std::size_t row) { return aligned(row).frame_error.arcsec(); })
        .column("sig1", "arcsec", "stat.error;pos.eq", "hypot(radius_68, frame_error)",
                [&](std::size_t row) { return aligned(row).total.sig1.arcsec(); })
        .column("sig2", "arcsec", "stat.error;pos.eq", "hypot(radius_95, 2 frame_error)",
                [&](std::size_t row) { return aligned(row).total.sig2.arcsec(); })
        .column("best", "", "meta.code", "the row that places its source best",
                [&](std::size_t row) { return std::uint8_t{aligned(row).is_best}; });
  }

  [[nodiscard]] TableBuilder&& take() { return std::move(table_); }

private:
  const AlignResults& results_;
  std::vector<std::size_t> rows_;
  TableBuilder table_;
};

std::string add_rows(const AlignResults& results, const std::string& path,
                     std::vector<std::size_t> rows, AlignTables& tables) {
  RowTable table{results, path, std::move(rows)};
  table.add_identity();
  const std::string label = table.carry_over(results.options.xray.name.name);
  table.add_positions();
  table.add_uncertainties();
  tables.tables.push_back(table.take());
  return label;
}

TableBuilder correction_table(const AlignResults& results, bool with_rows) {
  TableBuilder table{"/corrections", with_rows ? results.frames.size() : 0};
  const auto solution = [&](std::size_t row) -> const FrameSolution& {
    return results.frames[row];
  };
  table
      .column("observation", "", "meta.id;obs", "as the catalogue names it",
              [&](std::size_t row) { return results.sources.catalogue.observations[row]; })
      .column("corrected", "", "meta.code", "the correction is made",
              [&](std::size_t row) { return std::uint8_t{solution(row).is_corrected}; })
      .column("model", "", "meta.code", "none, median, shift, rotation, scale or blind",
              [&](std::size_t row) { return model_name(solution(row)); })
      .column("n_chosen", "", "meta.number", "calibrators among the X-ray sources",
              [&](std::size_t row) { return static_cast<std::int64_t>(solution(row).n_chosen); })
      .column("n_paired", "", "meta.number", "calibrators with an infrared source",
              [&](std::size_t row) { return std::int64_t{std::ssize(solution(row).calibrators)}; })
      .column("n_used", "", "meta.number", "those in the median: not rejected",
              [&](std::size_t row) {
                const auto& offsets = solution(row).offsets;
                return static_cast<std::int64_t>(offsets ? offsets->n_used : 0);
              });
  for (const CorrectionNumber& number : correction_numbers()) {
    table.column(number.name, number.unit, "", number.description,
                 [&](std::size_t row) { return number.value(solution(row)); });
  }
  return table;
}

// Calibrators of all observations, with their place among those of their own.
struct CalibratorRow {
  std::size_t observation;
  std::size_t place;
};

std::vector<CalibratorRow> calibrator_rows(const AlignResults& results) {
  std::vector<CalibratorRow> rows;
  for (std::size_t i = 0; i < results.frames.size(); ++i) {
    for (std::size_t k = 0; k < results.frames[i].calibrators.size(); ++k)
      rows.push_back({i, k});
  }
  return rows;
}

TableBuilder calibrator_table(const AlignResults& results, bool with_rows) {
  const auto rows = with_rows ? calibrator_rows(results) : std::vector<CalibratorRow>{};
  TableBuilder table{"/calibrators", rows.size()};
  const auto solution = [&](std::size_t row) -> const FrameSolution& {
    return results.frames[rows[row].observation];
  };
  const auto pair = [&](std::size_t row) -> const CalibratorPair& {
    return solution(row).calibrators[rows[row].place];
  };
  const auto left = [&](std::size_t row) {
    return offset_between(solution(row).corrected(pair(row).xray), pair(row).infrared,
                          OffsetMeasure::sky);
  };
  table
      .column("observation", "", "meta.id;obs", "as the catalogue names it",
              [&](std::size_t row) {
                return results.sources.catalogue.observations[rows[row].observation];
              })
      .column("xray_id", "", "meta.id", "row of the X-ray catalogue, from 0",
              [&](std::size_t row) { return static_cast<std::int64_t>(pair(row).row); })
      .column("name", "", "meta.id", "X-ray source, as the catalogue names it",
              [&](std::size_t row) { return results.sources.catalogue.name(pair(row).row); })
      .column("ir_id", "", "meta.id.cross", "row of the infrared catalogue, from 0",
              [&](std::size_t row) { return pair(row).ir_id; })
      .column("ra", "deg", "pos.eq.ra", "right ascension of the infrared source",
              [&](std::size_t row) { return pair(row).infrared.ra().degrees(); })
      .column("dec", "deg", "pos.eq.dec", "declination of the infrared source",
              [&](std::size_t row) { return pair(row).infrared.dec().degrees(); })
      .column("offset_east", "arcsec", "pos.eq.ra;arith.diff",
              "infrared minus X-ray, as frame.ra-offset measures it",
              [&](std::size_t row) { return pair(row).offset.east.arcsec(); })
      .column("offset_north", "arcsec", "pos.eq.dec;arith.diff", "infrared minus X-ray",
              [&](std::size_t row) { return pair(row).offset.north.arcsec(); })
      .column("used", "", "meta.code", "in the median: not rejected",
              [&](std::size_t row) {
                const auto& offsets = solution(row).offsets;
                return std::uint8_t{offsets && offsets->is_used[rows[row].place] != 0};
              })
      .column("weight", "", "stat.weight", "in the robust fit, 0 to 1; blank without a fit",
              [&](std::size_t row) {
                return solution(row).fit ? solution(row).fit->weights[rows[row].place] : missing;
              })
      .column("left_east", "arcsec", "pos.eq.ra;arith.diff",
              "what the correction leaves, if it is made, on the sky",
              [&](std::size_t row) { return left(row).east.arcsec(); })
      .column("left_north", "arcsec", "pos.eq.dec;arith.diff", "the same, north",
              [&](std::size_t row) { return left(row).north.arcsec(); });
  return table;
}

// The maps of all observations that have one.
TableBuilder offset_map_table(const AlignResults& results, bool with_rows) {
  struct Row {
    std::size_t observation;
    std::size_t cell;
  };
  std::vector<Row> rows;
  for (std::size_t i = 0; with_rows && i < results.frames.size(); ++i) {
    const auto& blind = results.frames[i].blind;
    for (std::size_t cell = 0; blind && cell < blind->map.excess.size(); ++cell)
      rows.push_back({i, cell});
  }
  const auto map = [&](std::size_t row) -> const OffsetMap& {
    return results.frames[rows[row].observation].blind->map;
  };
  TableBuilder table{"/offset_map", rows.size()};
  table
      .column("observation", "", "meta.id;obs", "as the catalogue names it",
              [&](std::size_t row) {
                return results.sources.catalogue.observations[rows[row].observation];
              })
      .column("east", "arcsec", "pos.eq.ra;arith.diff", "displacement of the X-ray sources",
              [&](std::size_t row) { return map(row).offset(rows[row].cell).east.arcsec(); })
      .column("north", "arcsec", "pos.eq.dec;arith.diff", "displacement of the X-ray sources",
              [&](std::size_t row) { return map(row).offset(rows[row].cell).north.arcsec(); })
      .column("excess", "", "", "weighted pairs over their exact expectation by chance",
              [&](std::size_t row) { return map(row).excess[rows[row].cell]; })
      .column("significance", "", "stat.snr", "excess in standard deviations",
              [&](std::size_t row) { return map(row).significance(rows[row].cell); });
  return table;
}

} // namespace

AlignTables make_align_tables(const AlignResults& results, bool with_rows) {
  std::vector<std::size_t> all;
  for (std::size_t row = 0; row < results.aligned.rows.size(); ++row)
    all.push_back(row);
  AlignTables tables;
  tables.label =
      add_rows(results, "/aligned", with_rows ? all : std::vector<std::size_t>{}, tables);
  add_rows(results, "/best", with_rows ? results.aligned.best : std::vector<std::size_t>{}, tables);
  tables.tables.push_back(correction_table(results, with_rows));
  tables.tables.push_back(calibrator_table(results, with_rows));
  if (results.options.calibrators.choice == CalibratorChoice::none)
    tables.tables.push_back(offset_map_table(results, with_rows));
  return tables;
}

} // namespace counterpoint
