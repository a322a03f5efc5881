#pragma once

#include "files.hpp"

#include "counterpoint/catalogue/catalogue_reader.hpp"
#include "counterpoint/comm/communicator.hpp"
#include "counterpoint/comm/failure.hpp"

#include <bit>
#include <cmath>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace counterpoint::test_support {

/// A temporary folder that all ranks see; removed when the last of them is done with it.
class SharedFolder {
public:
  explicit SharedFolder(const Communicator& comm) : comm_{comm} {
    std::string name;
    if (comm_.is_root()) {
      folder_ = std::make_unique<TemporaryFolder>();
      name = folder_->path().string();
    }
    comm_.broadcast(name);
    path_ = name;
  }
  ~SharedFolder() { comm_.barrier(); }
  SharedFolder(const SharedFolder&) = delete;
  SharedFolder& operator=(const SharedFolder&) = delete;

  /// Collective. The file is there for everyone when this returns.
  std::filesystem::path write(const std::string& name, std::string_view content) const {
    if (comm_.is_root()) write_file(path_ / name, content);
    comm_.barrier();
    return path_ / name;
  }

  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

private:
  const Communicator& comm_;
  std::unique_ptr<TemporaryFolder> folder_;
  std::filesystem::path path_;
};

/// While it lives, relative paths start at `folder` where `sees_them`, and at an empty folder on
/// the other ranks: they have no such files.
class FilesSeenBy {
public:
  FilesSeenBy(const SharedFolder& folder, bool sees_them)
      : before_{std::filesystem::current_path()} {
    std::filesystem::current_path(sees_them ? folder.path() : empty_.path());
  }
  ~FilesSeenBy() {
    std::error_code ignored;
    std::filesystem::current_path(before_, ignored);
  }
  FilesSeenBy(const FilesSeenBy&) = delete;
  FilesSeenBy& operator=(const FilesSeenBy&) = delete;

private:
  TemporaryFolder empty_;
  std::filesystem::path before_;
};

/// What a catalogue holds, on every rank: columns in the order of the request.
struct Rows {
  std::vector<std::vector<double>> numbers;
  std::vector<std::vector<std::string>> texts;
  std::vector<std::string> places; ///< locate() of every row, where asked for
};

inline std::vector<std::string> gather_texts(const Communicator& comm,
                                             const std::vector<std::string>& mine) {
  std::string joined;
  for (const std::string& text : mine)
    joined += text + '\n';
  const auto all = comm.all_gather<char>(joined);
  std::vector<std::string> texts;
  std::istringstream lines{std::string{all.begin(), all.end()}};
  for (std::string line; std::getline(lines, line);)
    texts.push_back(line);
  return texts;
}

/// Collective. Every rank reads its share; the shares are put together in rank order.
inline Rows read_all(const Communicator& comm, const std::vector<std::filesystem::path>& files,
                     const std::vector<ColumnRequest>& columns, std::int64_t block_rows = 1000,
                     bool with_places = false) {
  CatalogueReader reader{comm, "infrared catalogue", files, columns};
  Rows mine;
  mine.numbers.resize(columns.size());
  mine.texts.resize(columns.size());
  run_together(comm, [&] {
    RowBlock block;
    std::int64_t n_rows = 0;
    while (reader.next(block, block_rows)) {
      check(block.first_row == n_rows && block.n_rows > 0 && block.n_rows <= block_rows, "block");
      n_rows += block.n_rows;
      for (std::size_t i = 0; i < columns.size(); ++i) {
        mine.numbers[i].insert(mine.numbers[i].end(), block.numbers[i].begin(),
                               block.numbers[i].end());
        mine.texts[i].insert(mine.texts[i].end(), block.texts[i].begin(), block.texts[i].end());
      }
    }
    check(block.n_rows == 0 && !reader.next(block, block_rows), "the end stays the end");
    check(reader.bytes_read() == reader.bytes_in_share(), "all bytes are accounted for");
    for (std::int64_t row = 0; with_places && row < n_rows; ++row)
      mine.places.push_back(reader.locate(row));
  });
  Rows all;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    all.numbers.push_back(comm.all_gather<double>(mine.numbers[i]));
    all.texts.push_back(gather_texts(comm, mine.texts[i]));
  }
  all.places = gather_texts(comm, mine.places);
  return all;
}

/// Equal bit by bit, NaN with NaN.
inline bool same(const std::vector<double>& a, const std::vector<double>& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](double x, double y) {
    return std::bit_cast<std::uint64_t>(x) == std::bit_cast<std::uint64_t>(y) ||
           (std::isnan(x) && std::isnan(y));
  });
}

inline const std::vector<ColumnRequest>& position_and_ks() {
  static const std::vector<ColumnRequest> columns{
      {"RAJ2000", Quantity::right_ascension, "infrared.ra"},
      {"DEJ2000", Quantity::declination, "infrared.dec"},
      {"Ksmag", Quantity::number, "infrared.mag-ks"}};
  return columns;
}

inline const std::vector<ColumnRequest>& position_ks_and_name() {
  static const std::vector<ColumnRequest> columns = [] {
    std::vector<ColumnRequest> with_name = position_and_ks();
    with_name.push_back({"name", Quantity::text, "infrared.name"});
    return with_name;
  }();
  return columns;
}

} // namespace counterpoint::test_support
