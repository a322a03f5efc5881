#include "counterpoint/sources/read_catalogues.hpp"

#include "counterpoint/comm/failure.hpp"
#include "counterpoint/comm/reduction.hpp"
#include "sources/erase_places.hpp"
#include "sources/infrared_cleaner.hpp"
#include "sources/repeats.hpp"
#include "sources/row_reading.hpp"

#include <algorithm>
#include <string>
#include <utility>

namespace counterpoint {

namespace {

// Collective. Leaves one row of each star among those near X-ray sources, and takes the others out
// of what was counted.
void merge_repeats(const Communicator& comm, const RepeatRules& rules, InfraredCleaner& cleaner) {
  const std::vector<std::size_t> repeated =
      find_repeats(comm, rules, cleaner.rows, cleaner.identifiers);
  for (const std::size_t place : repeated) {
    cleaner.tally.take_back(cleaner.rows[place]);
    cleaner.cells.take_back(cleaner.rows[place].position);
  }
  cleaner.cleaning.n_merged = std::ssize(repeated);
  cleaner.rows.erase(repeated);
  if (!cleaner.reasons.empty()) erase_places(cleaner.reasons, repeated);
}

} // namespace

InfraredInput read_infrared(const Communicator& comm, const InfraredOptions& options,
                            const MagnitudeRange& range, const InfraredSelection& selection,
                            Messages& log) {
  InfraredCleaner cleaner{options, range.widest(), selection};
  const std::string what = options.title();
  CatalogueReader reader{comm, what, options.files, cleaner.columns.requests(), options.carry};
  if (options.sample) reader.read_sample(*options.sample);
  run_together(comm, [&] {
    const auto share = static_cast<double>(std::max<std::int64_t>(1, reader.bytes_in_share()));
    const std::int64_t block_rows =
        options.block_rows > 0 ? options.block_rows : default_block_rows;
    for (RowBlock block; reader.next(block, block_rows);) {
      cleaner.clean(block, reader);
      log.progress("reading the " + what, static_cast<double>(reader.bytes_read()) / share);
    }
  });

  const std::int64_t n_rows_of_rank = cleaner.cleaning.n_rows;
  const std::int64_t first_row = comm.exclusive_prefix_sum(n_rows_of_rank);
  cleaner.rows.renumber(first_row);
  if (options.repeats.are_given()) merge_repeats(comm, options.repeats, cleaner);

  InfraredInput input{std::move(cleaner.rows),  std::move(cleaner.tally),
                      std::move(cleaner.cells), std::move(cleaner.cleaning),
                      n_rows_of_rank,           reader.bytes_read(),
                      std::move(cleaner.stars), reader.carried_columns(),
                      cleaner.n_left_out,       std::move(cleaner.reasons)};
  add_up(comm, input.tally);
  input.tally = input.tally.narrowed(range);
  add_up(comm, input.cleaning);
  input.cleaning.notes = reader.notes();
  if (input.cleaning.n_merged > 0)
    input.cleaning.notes.push_back(note_on_merged(options, input.cleaning.n_merged));
  for (std::string& note : cleaner.notes_on_features(comm))
    input.cleaning.notes.push_back(what + ": " + std::move(note));
  input.cleaning.position_columns = position_columns(reader, options.files.size());
  input.cleaning.rejected_places = gather_places(comm, reader, cleaner.without_position);
  const std::string& section = options.section;
  const std::string cuts = options.is_one_of_two ? "" : " and [infrared.foreground]";
  require_rows(comm, input.cleaning, input.tally.n_rows(), what,
               section + ".ra, " + section + ".dec, " + section + ".error" + cuts);
  return input;
}

} // namespace counterpoint
