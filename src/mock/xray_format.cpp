#include "counterpoint/sources/cleaning.hpp"
#include "mock/row_format.hpp"
#include "mock/text_fields.hpp"

#include <cmath>
#include <limits>

namespace counterpoint::mock {

namespace {

constexpr int xray_decimals = 6;
constexpr double nan = std::numeric_limits<double>::quiet_NaN();

// hhmmss.s+ddmmss, truncated and not rounded, as the IAU's rules for designations ask.
void append_designation(std::string& out, const SkyPosition& position) {
  const auto tenths = static_cast<int>(position.ra().degrees() / 15.0 * 36000.0);
  append_two_digits(out, tenths / 36000);
  append_two_digits(out, tenths / 600 % 60);
  append_two_digits(out, tenths / 10 % 60);
  out += '.';
  append_integer(out, tenths % 10);
  out += position.dec().degrees() < 0.0 ? '-' : '+';
  const auto arcsec = static_cast<int>(std::abs(position.dec().arcsec()));
  append_two_digits(out, arcsec / 3600);
  append_two_digits(out, arcsec / 60 % 60);
  append_two_digits(out, arcsec % 60);
}

const char* band_of(const XrayRow& row) {
  if (std::isnan(row.hardness[0])) return "full";
  return row.hardness[0] < 0.0 ? "soft" : "hard";
}

} // namespace

std::string xray_header() {
  return "RAJ2000,DEJ2000,ePos,Band,Nobs,HR0,HR1,HR2,CXOGC\n";
}

void append_xray_row(const XrayRow& row, std::string& out) {
  append_position(out, row.position, row.damage, xray_decimals, ',');
  out += ',';
  append_fixed(out, row.damage == Damage::blank_values ? nan : row.error.arcsec(), 2);
  out.append(1, ',').append(band_of(row)).append(1, ',');
  append_integer(out, row.n_observations);
  for (const double ratio : row.hardness) {
    out += ',';
    append_fixed(out, ratio, 3);
  }
  out += ',';
  append_designation(out, row.position);
  out += '\n';
}

std::string truth_header() {
  return "xray_id,ir_id,in_footprint,sigma_arcsec,ks,local_density_per_arcsec2,"
         "counterpart_density_per_arcsec2,ir_kept\n";
}

void append_truth_row(const MockPopulation& population, std::int64_t xray_id, std::string& out) {
  const XrayRow row = population.xray_row(xray_id);
  const CleanedDensity density = population.cleaned_density(row.cell);
  const auto ir_id = population.counterpart_of(xray_id);
  double ks = nan;
  const char* kept = "";
  if (ir_id) {
    const Photometry star = population.infrared_row(*ir_id).photometry;
    ks = star.ks;
    kept = is_kept(classify_colours(notebook_cuts, star.j, star.h, star.ks)) ? "1" : "0";
  }
  append_integer(out, xray_id);
  out += ',';
  if (ir_id) append_integer(out, *ir_id);
  out += row.in_footprint ? ",1," : ",0,";
  append_fixed(out, row.sigma.arcsec(), 6);
  out += ',';
  append_fixed(out, ks, 5);
  out += ',';
  append_fixed(out, density.total(), 9);
  out += ',';
  append_fixed(out, density.counterparts, 12);
  out.append(1, ',').append(kept).append(1, '\n');
}

} // namespace counterpoint::mock
