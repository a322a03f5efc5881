#include "catalogue/table/whole_table_reader.hpp"
#include "counterpoint/comm/failure.hpp"

namespace counterpoint {

namespace {
// Names and declarations of the columns, and of which kind their values are.
void broadcast_columns(const Communicator& comm, std::vector<TableColumn>& columns) {
  std::vector<std::string> texts;
  std::vector<std::size_t> kinds;
  for (const TableColumn& column : columns) {
    texts.insert(texts.end(), {column.name, column.unit, column.ucd, column.description});
    kinds.push_back(column.values.index());
  }
  comm.broadcast(texts);
  comm.broadcast(kinds);
  if (comm.is_root()) return;
  auto text = texts.begin();
  for (const std::size_t kind : kinds) {
    TableColumn& column = columns.emplace_back();
    for (std::string* const member : {&column.name, &column.unit, &column.ucd, &column.description})
      *member = std::move(*text++);
    if (kind == 1) column.values = std::vector<std::int64_t>{};
    if (kind == 2) column.values = std::vector<std::string>{};
  }
}

void broadcast_files(const Communicator& comm, std::vector<WholeTable::File>& files) {
  std::vector<std::string> paths;
  std::vector<std::int64_t> first_rows;
  for (const WholeTable::File& file : files) {
    paths.push_back(file.path.string());
    first_rows.push_back(file.first_row);
  }
  comm.broadcast(paths);
  comm.broadcast(first_rows);
  files.clear();
  for (std::size_t i = 0; i < paths.size(); ++i)
    files.push_back({paths[i], first_rows[i]});
}

// Rank 0's table arrives on all ranks.
void broadcast_table(const Communicator& comm, WholeTable& table) {
  broadcast_columns(comm, table.columns);
  for (TableColumn& column : table.columns)
    std::visit([&comm](auto& values) { comm.broadcast(values); }, column.values);
  std::vector<std::int64_t> n_rows{table.n_rows};
  comm.broadcast(n_rows);
  table.n_rows = n_rows.front();
  broadcast_files(comm, table.files);
  comm.broadcast(table.notes);
}
} // namespace

WholeTable read_whole_table(const Communicator& comm,
                            std::span<const std::filesystem::path> files) {
  WholeTable table =
      run_together(comm, [&] { return comm.is_root() ? read_files_whole(files) : WholeTable{}; });
  broadcast_table(comm, table);
  return table;
}

} // namespace counterpoint
