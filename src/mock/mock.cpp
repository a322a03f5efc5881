#include "counterpoint/mock/mock.hpp"

#include "counterpoint/comm/failure.hpp"
#include "mock/model_files.hpp"
#include "mock/row_format.hpp"
#include "mock/shared_file.hpp"
#include "mock/uniform_run.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <sstream>

namespace counterpoint {

namespace {

using namespace mock;

template <class Value>
void require(bool good, const char* key, const Value& value, const std::string& expected) {
  if (good) return;
  std::ostringstream message;
  message << "mock: " << key << " = " << value << " is out of range; expected " << expected;
  throw InputError{message.str()};
}

TableFormat table_format(const std::string& name) {
  if (name == "csv") return TableFormat::csv;
  if (name == "fits") return TableFormat::fits;
  return TableFormat::vizier;
}

void require_usable_departures(const MockOptions& o, const Layout& preset) {
  const double largest = largest_area_scale(preset);
  require(o.area_scale > 0.0 && o.area_scale <= largest, "area-scale", o.area_scale,
          "more than 0, up to " + std::to_string(static_cast<std::int64_t>(largest)) +
              ", where the sky reaches 60 deg of latitude or 180 deg of longitude");
  require(o.clustering >= 0.0 && o.clustering <= 1.0, "clustering", o.clustering, "0 to 1");
  require(std::abs(o.gradient) <= 10.0, "gradient", o.gradient, "-10 to 10 dex per degree");
  require(o.gaps >= 0.0 && o.gaps <= 0.5, "gaps", o.gaps, "0 to 0.5");
  require(o.missing_ks >= 0.0 && o.missing_ks <= 1.0, "missing-ks", o.missing_ks, "0 to 1");
}

void require_usable(const MockOptions& o) {
  require(o.preset == "galactic-center" || o.preset == "bulge", "preset", o.preset,
          "galactic-center or bulge");
  require(o.format == "vizier" || o.format == "csv" || o.format == "fits", "format", o.format,
          "vizier, csv or fits");
  require(o.n_xray >= 1 && o.n_xray <= 100'000'000, "n-xray", o.n_xray, "1 to 100000000");
  require(o.n_infrared >= 1 && o.n_infrared <= 1'000'000'000'000, "n-infrared", o.n_infrared,
          "1 to 1000000000000");
  const Layout preset = preset_layout(o.preset, o.n_infrared);
  const std::int64_t most_files = std::min(std::ssize(preset.fields), o.n_infrared);
  require(o.n_infrared_files >= 1 && o.n_infrared_files <= most_files, "files", o.n_infrared_files,
          "1 to " + std::to_string(most_files) +
              " (a file holds whole fields, and at least a row)");
  require(o.counterpart_fraction >= 0.0 && o.counterpart_fraction <= 1.0, "counterpart-fraction",
          o.counterpart_fraction, "0 to 1");
  require(o.error_misstatement > 0.0 && o.error_misstatement <= 100.0, "error-misstatement",
          o.error_misstatement, "more than 0, up to 100");
  require(std::isfinite(o.ra_center_deg), "ra", o.ra_center_deg, "degrees");
  require(std::abs(o.dec_center_deg) <= 90.0, "dec", o.dec_center_deg, "-90 to 90 degrees");
  require(o.bad_row_fraction >= 0.0 && o.bad_row_fraction <= 1.0, "bad-row-fraction",
          o.bad_row_fraction, "0 to 1");
  require_usable_departures(o, preset);
}

void make_folder(const std::filesystem::path& folder) {
  std::error_code code;
  std::filesystem::create_directories(folder, code);
  if (code || !std::filesystem::is_directory(folder)) {
    throw SystemError{"mock: cannot create the folder " + folder.string() + ": " +
                      (code ? code.message() : "a file of that name exists") +
                      "; choose another folder"};
  }
}

std::vector<std::string> infrared_file_names(const MockOptions& options) {
  const std::string extension{file_extension(table_format(options.format))};
  std::vector<std::string> names;
  for (int file = 1; file <= options.n_infrared_files; ++file) {
    names.push_back("infrared_" + std::to_string(file) + extension);
  }
  if (names.size() == 1) names.front() = "infrared" + extension;
  return names;
}

void require_no_files(const std::filesystem::path& folder, std::vector<std::string> names) {
  names.insert(names.end(), {"xray.csv", "truth.csv", "truth_model.json", "mock.ini"});
  for (const std::string& name : names) {
    const std::filesystem::path path = folder / name;
    std::error_code ignored;
    if (!std::filesystem::exists(std::filesystem::symlink_status(path, ignored))) continue;
    throw InputError{"the output " + path.string() +
                     " exists; add --overwrite or choose another folder"};
  }
}

// Root only. A folder with mock.ini holds a complete sky: an old one goes before anything is
// replaced.
void make_room(const MockOptions& options) {
  make_folder(options.folder);
  if (options.overwrite) {
    std::error_code ignored;
    std::filesystem::remove(options.folder / "mock.ini", ignored);
  } else {
    require_no_files(options.folder, infrared_file_names(options));
  }
}

template <class AppendRow>
AppendRows one_by_one(AppendRow append_row) {
  return [append_row](std::int64_t begin, std::int64_t end, std::string& out) {
    for (std::int64_t row = begin; row < end; ++row)
      append_row(row, out);
  };
}

void write_infrared_file(const Communicator& comm, const MockOptions& options,
                         const MockPopulation& population, int file, const std::string& name) {
  const TableFormat format = table_format(options.format);
  const std::int64_t n_rows = population.n_rows(file);
  write_rows(comm, options.folder / name, {infrared_header(format, n_rows), file_unit(format)},
             n_rows, [&](std::int64_t begin, std::int64_t end, std::string& out) {
               std::array<InfraredRow, run_length> rows;
               while (begin < end) {
                 const auto n = std::min(std::ssize(rows), end - begin);
                 const auto part = std::span{rows}.first(static_cast<std::size_t>(n));
                 population.infrared_rows(file, begin, part);
                 append_infrared_rows(format, part, out);
                 begin += n;
               }
             });
}

} // namespace

void write_mock_sky(const Communicator& comm, const MockOptions& options) {
  const MockPopulation population = run_together(comm, [&] {
    require_usable(options);
    if (comm.is_root()) make_room(options);
    return MockPopulation{options};
  });
  write_rows(comm, options.folder / "xray.csv", {xray_header()}, options.n_xray,
             one_by_one([&](std::int64_t row, std::string& out) {
               append_xray_row(population.xray_row(row), out);
             }));
  const std::vector<std::string> names = infrared_file_names(options);
  for (int file = 0; file < options.n_infrared_files; ++file) {
    write_infrared_file(comm, options, population, file, names[static_cast<std::size_t>(file)]);
  }
  write_rows(comm, options.folder / "truth.csv", {truth_header()}, options.n_xray,
             one_by_one([&](std::int64_t row, std::string& out) {
               append_truth_row(population, row, out);
             }));
  write_small_file(comm, options.folder / "truth_model.json",
                   truth_model(options, population, names));
  // Written last: its presence tells that the sky is complete.
  write_small_file(comm, options.folder / "mock.ini", configuration(options, names));
}

} // namespace counterpoint
