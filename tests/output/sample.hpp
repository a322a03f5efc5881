#pragma once

#include "counterpoint/comm/communicator.hpp"
#include "counterpoint/output/result_file.hpp"

#include "support/bytes_of.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <cmath>
#include <cstdint>
#include <filesystem>
#include <limits>
#include <string>
#include <vector>

namespace counterpoint::test_support {

/// Collective. An empty folder, the same on all ranks, removed by the root at the end.
class Folder {
public:
  explicit Folder(const Communicator& comm) : comm_{comm} {
    std::string name;
    if (comm.is_root()) {
      name = (std::filesystem::temp_directory_path() / "counterpoint_output_XXXXXX").string();
      if (::mkdtemp(name.data()) == nullptr) name.clear();
    }
    comm.broadcast(name);
    path_ = name;
  }
  ~Folder() {
    comm_.barrier();
    std::error_code ignored;
    if (comm_.is_root()) std::filesystem::remove_all(path_, ignored);
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  [[nodiscard]] std::filesystem::path operator/(const std::string& name) const {
    return path_ / name;
  }
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }
  [[nodiscard]] long n_files() const {
    return std::distance(std::filesystem::directory_iterator{path_}, {});
  }

private:
  const Communicator& comm_;
  std::filesystem::path path_;
};

/// Rows [first, end) of a table with every type of column; the values follow from the global row.
class SampleRows {
public:
  SampleRows(std::int64_t first, std::int64_t end) {
    for (std::int64_t row = first; row < end; ++row) {
      ids_.push_back(row * 1'000'000'007);
      ra_.push_back(row % 5 == 3 ? std::numeric_limits<double>::quiet_NaN()
                                 : std::sin(static_cast<double>(row)));
      kept_.push_back(row % 3 == 0 ? 1 : 0);
      names_.push_back(name(row));
    }
  }
  static std::string name(std::int64_t row) {
    return row % 7 == 0 ? "" : "CXO J" + std::string(static_cast<std::size_t>(row % 11), 'x') + "é";
  }
  [[nodiscard]] OutputTable table(const std::string& path) const {
    return {path,
            {{"xray_id", std::span{ids_}, "", "Row of the X-ray catalogue", "meta.id;meta.main"},
             {"ra", std::span{ra_}, "deg", "Right ascension: \"ICRS\"", "pos.eq.ra"},
             {"kept", std::span{kept_}, "", "", ""},
             {"name", std::span{names_}, "", "Name # as given", "meta.id"}}};
  }

private:
  std::vector<std::int64_t> ids_;
  std::vector<double> ra_;
  std::vector<std::uint8_t> kept_;
  std::vector<std::string> names_;
};

/// Local. How many rows each rank has.
inline std::vector<std::int64_t> even_shares(std::int64_t total, int n_ranks) {
  std::vector<std::int64_t> shares;
  for (std::int64_t rank = 0; rank < n_ranks; ++rank) {
    shares.push_back(total * (rank + 1) / n_ranks - total * rank / n_ranks);
  }
  return shares;
}

/// With what would need quotes or be too long for a card of FITS.
inline constexpr const char* configuration = "null.trials = 3\nxray.catalogue = /a/folder/with a "
                                             "\"name\" that is longer than any card of FITS, "
                                             "& which is: é.fits\n";

/// Collective. Writes one of each kind of object.
inline void write_sample(const Communicator& comm, const std::filesystem::path& path,
                         std::int64_t total, const std::vector<std::int64_t>& shares) {
  std::int64_t first = 0;
  const auto rank = static_cast<std::size_t>(comm.rank());
  for (std::size_t before = 0; before < rank; ++before)
    first += shares[before];
  const SampleRows rows{first, first + shares[rank]};
  EXPECT_EQ(comm.sum(shares[rank]), total);
  std::vector<std::int64_t> counts;
  if (comm.is_root()) counts = {1, -2, 3, 4, 5, 6};

  ResultFile file{comm, path, false};
  file.write(rows.table("/pairs"));
  file.write(SampleRows{0, 0}.table("/empty"));
  file.write(OutputMatrix{"/null_trials", counts, 2, 3, "Matches per trial and bin"});
  std::vector<OutputAttribute> attributes{{"rows_read", std::int64_t{1} << 40},
                                          {"empty", std::string{}},
                                          {"area", 0.25},
                                          {"a_configuration", std::string(100'000, 'c') + "é"},
                                          {"program", std::string{"sample 1.2"}},
                                          {"configuration", std::string{configuration}}};
  for (int i = 0; i < 20; ++i) {
    attributes.push_back({"key" + std::to_string(i), std::string{"value"}});
  }
  file.write_attributes("/summary", attributes);
  file.commit();
}

} // namespace counterpoint::test_support
