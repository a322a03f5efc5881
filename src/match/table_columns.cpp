#include "match/table_columns.hpp"

namespace counterpoint {

std::string along_axis(const MatchOptions& options) {
  return options.xray.ellipse ? ", along the major axis of the X-ray source" : "";
}

std::string meaning_of_ir_id(const MatchOptions& options) {
  return options.second_infrared
             ? "star: row of the first infrared catalogue, from 0; of a star that only the second "
               "lists, its row there and the number of rows of the first"
             : "row of the infrared catalogue, from 0";
}

void add_xray_source(TableBuilder& table, const MatchResults& results, const PlaceOfRow& source) {
  const XrayCatalogue& xray = results.inputs.xray.catalogue;
  const auto xray_id = [&](std::size_t row) {
    return results.candidates.xray_id(static_cast<std::size_t>(source(row)));
  };
  const auto position = [&](std::size_t row) {
    return xray.sources[static_cast<std::size_t>(xray_id(row))].position;
  };
  table.column("xray_id", "", "meta.id;meta.main", "row of the X-ray catalogue, from 0", xray_id);
  if (!xray.names.empty()) {
    table.column(
        "name", "", "meta.id", "X-ray source, as the catalogue names it",
        [&](std::size_t row) { return xray.name(static_cast<std::size_t>(xray_id(row))); });
  }
  table
      .column(
          "ra", "deg", "pos.eq.ra;meta.main", "right ascension",
          [&](std::size_t row) { return position(row) ? position(row)->ra().degrees() : unknown; })
      .column("dec", "deg", "pos.eq.dec;meta.main", "declination", [&](std::size_t row) {
        return position(row) ? position(row)->dec().degrees() : unknown;
      });
}

namespace {

// One of two infrared catalogues.
struct Listing {
  const ListedStars& stars;
  std::size_t number;
};

// What it has of the star of a row.
void add_listed(TableBuilder& table, const InfraredOptions& options, const Listing& listing,
                const PlaceOfRow& pair) {
  const ListedStars& stars = listing.stars;
  const std::string prefix = "ir" + std::to_string(listing.number) + "_";
  const std::string where = listing.number == 1 ? "first" : "second";
  table.column(prefix + "id", "", "meta.id.cross",
               "row of the " + where + " infrared catalogue, from 0; -1: the star is not in it",
               [&stars, pair](std::size_t row) {
                 const std::int64_t place = pair(row);
                 return place < 0 ? std::int64_t{-1} : stars.rows[static_cast<std::size_t>(place)];
               });
  if (!options.id.name.empty()) {
    table.column(prefix + "name", "", "meta.id.cross", "as the " + where + " catalogue names it",
                 [&stars, pair](std::size_t row) {
                   const std::int64_t place = pair(row);
                   return place < 0 ? std::string{} : stars.names[static_cast<std::size_t>(place)];
                 });
  }
  const auto magnitude = [&](const ColumnRequest& column, const std::string& name,
                             const std::string& ucd, const std::vector<double>& values) {
    if (column.name.empty()) return;
    table.column(prefix + name, "mag", ucd, "in the " + where + " catalogue",
                 [&values, pair](std::size_t row) {
                   const std::int64_t place = pair(row);
                   return place < 0 ? unknown : values[static_cast<std::size_t>(place)];
                 });
  };
  magnitude(options.j, "j", "phot.mag;em.IR.J", stars.j);
  magnitude(options.h, "h", "phot.mag;em.IR.H", stars.h);
  magnitude(options.ks, "ks", "phot.mag;em.IR.K", stars.ks);
}

} // namespace

void add_star(TableBuilder& table, const MatchResults& results, const PlaceOfRow& pair) {
  const InfraredOptions& options = results.options.infrared;
  const auto& pairs = results.candidates.of_source.values();
  const TableDetails& details = results.details;
  const std::string or_second =
      results.options.second_infrared ? ": of the first catalogue, or else of the second" : "";
  // The value of a row's star, or `without` where it has none.
  const auto of_star = [&pair](auto without, auto value) {
    return [&pair, without, value](std::size_t row) {
      const std::int64_t place = pair(row);
      return place < 0 ? without : value(static_cast<std::size_t>(place));
    };
  };
  table.column("ir_id", "", "meta.id.cross", meaning_of_ir_id(results.options) + "; -1 for none",
               of_star(std::int64_t{-1}, [&](std::size_t place) { return pairs[place].ir_id; }));
  if (!options.id.name.empty()) {
    table.column(
        "ir_name", "", "meta.id.cross", "infrared source, as the catalogue names it" + or_second,
        of_star(std::string{}, [&](std::size_t place) { return details.star_names[place]; }));
  }
  const auto number = [&](const std::string& name, const std::string& unit, const std::string& ucd,
                          const std::string& description, auto value) {
    table.column(name, unit, ucd, description, of_star(unknown, value));
  };
  number("ir_ra", "deg", "pos.eq.ra", "right ascension of the infrared source, as used",
         [&](std::size_t place) { return details.stars[place].position.ra().degrees(); });
  number("ir_dec", "deg", "pos.eq.dec", "declination of the infrared source, as used",
         [&](std::size_t place) { return details.stars[place].position.dec().degrees(); });
  if (!options.j.name.empty()) {
    number("j", "mag", "phot.mag;em.IR.J", "J magnitude" + or_second,
           [&](std::size_t place) { return details.stars[place].j; });
  }
  if (!options.h.name.empty()) {
    number("h", "mag", "phot.mag;em.IR.H", "H magnitude" + or_second,
           [&](std::size_t place) { return details.stars[place].h; });
  }
  number("ks", "mag", "phot.mag;em.IR.K", "Ks magnitude" + or_second,
         [&](std::size_t place) { return pairs[place].ks; });
  for (std::size_t k = 0; k < details.listed.size(); ++k) {
    const InfraredOptions& catalogue = k == 0 ? options : *results.options.second_infrared;
    add_listed(table, catalogue, {details.listed[k], k + 1}, pair);
  }
}

} // namespace counterpoint
