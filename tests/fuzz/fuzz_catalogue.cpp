#include "counterpoint/catalogue/catalogue_reader.hpp"
#include "counterpoint/catalogue/whole_table.hpp"
#include "counterpoint/core/text.hpp"
#include "mutation.hpp"
#include "target.hpp"

#include <bit>
#include <cmath>

// Any file as a catalogue: its description, its rows through CatalogueReader with every column
// carried, and all of it through read_whole_table().
namespace counterpoint::fuzz {
namespace {

// Positions are looked for; the others are named in the seeds and the dictionaries.
const std::vector<ColumnRequest>& columns() {
  static const std::vector<ColumnRequest> requests{
      {"", Quantity::right_ascension, "infrared.ra"},
      {"", Quantity::declination, "infrared.dec"},
      {"mag", Quantity::number, "infrared.mag-ks", true},
      {"err", Quantity::angular_error, "infrared.error", true},
      {"pm", Quantity::proper_motion, "infrared.pm", true},
      {"pa", Quantity::position_angle, "xray.error-angle", true},
      {"name", Quantity::text, "xray.name", true},
      {"RAJ2000#2", Quantity::number, "", true}};
  return requests;
}

void append(std::string& rows, const RowBlock& block, std::size_t row) {
  for (std::size_t i = 0; i < columns().size(); ++i) {
    if (columns()[i].quantity == Quantity::text) {
      rows += block.texts[i].at(row);
    } else {
      const double value = block.numbers[i].at(row);
      rows += std::isnan(value) ? "nan" : std::to_string(std::bit_cast<std::uint64_t>(value));
    }
    rows += '\n';
  }
}

// The rows, as text in which equal rows are equal.
std::string read_rows(const std::filesystem::path& file, std::int64_t block_rows) {
  CatalogueReader reader{
      one_rank(), "infrared catalogue", {file}, columns(), {{"*"}, "xray.carry"}};
  std::string rows;
  std::vector<std::string> cells;
  RowBlock block;
  std::int64_t n_rows = 0;
  while (reader.next(block, block_rows)) {
    if (block.n_rows < 1 || block.n_rows > block_rows || block.first_row != n_rows)
      report("a block that was not asked for", std::to_string(block.n_rows));
    for (std::int64_t row = 0; row < block.n_rows; ++row) {
      append(rows, block, static_cast<std::size_t>(row));
      reader.read_carried(row, cells);
      if (cells.size() != reader.carried_columns().size()) report("cells without a column", "");
      for (const std::string& cell : cells)
        rows += cell + '\n';
    }
    n_rows += block.n_rows;
  }
  if (n_rows > 0) rows += reader.locate(n_rows - 1);
  return rows;
}

std::string read_whole(const std::filesystem::path& file) {
  const std::vector files{file};
  const WholeTable table = read_whole_table(one_rank(), files);
  const auto ra = table.numbers(columns()[2]);
  return std::to_string(table.columns.size()) + " " + std::to_string(ra.size());
}

} // namespace
} // namespace counterpoint::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace counterpoint;
  using namespace counterpoint::fuzz;
  static const MemoryFile memory;
  const auto file = memory.holding(data, size);
  (void)outcome_of([&] { return describe_file(file); });
  const Outcome in_large_blocks = outcome_of([&] { return read_rows(file, 1000); });
  const Outcome in_small_blocks = outcome_of([&] { return read_rows(file, 2); });
  // Of several faults any may be told: columns are decoded one by one, a block at a time.
  const bool is_same = in_large_blocks.is_refused ? in_small_blocks.is_refused
                                                  : in_large_blocks.text == in_small_blocks.text;
  if (!is_same) {
    report("the rows depend on the block size",
           in_large_blocks.text + "\n---\n" + in_small_blocks.text);
  }
  (void)outcome_of([&] { return read_whole(file); });
  return 0;
}

#ifdef COUNTERPOINT_FUZZ
extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size,
                                               std::size_t most, unsigned seed) {
  return counterpoint::fuzz::mutate_catalogue(data, size, most, seed);
}
#endif
