#include "catalogue/shares/read_plan.hpp"

#include "catalogue/carry/carry_plan.hpp"
#include "catalogue/formats/formats.hpp"
#include "catalogue/layout/column_lookup.hpp"
#include "counterpoint/comm/failure.hpp"

#include <utility>

namespace counterpoint {

namespace {
void add_file(ReadPlan& plan, const FileLayout& layout, const std::string& where,
              const std::vector<ColumnRequest>& requests) {
  plan.files.push_back(layout.plan);
  plan.notes.insert(plan.notes.end(), layout.notes.begin(), layout.notes.end());
  for (ColumnRequest request : requests) {
    const ColumnPlan column = find_column(layout.columns, request, where);
    plan.columns.push_back(column);
    if (column.index != ColumnPlan::absent)
      request.name = layout.columns[static_cast<std::size_t>(column.index)].name;
    plan.requests.push_back(std::move(request));
  }
}

// Rank 0's columns arrive on all ranks.
void broadcast_carried(const Communicator& comm, std::vector<CarriedColumn>& columns) {
  std::vector<std::string> texts;
  std::vector<DeclaredKind> kinds;
  for (const CarriedColumn& column : columns) {
    texts.insert(texts.end(), {column.name, column.unit, column.ucd, column.description});
    kinds.push_back(column.kind);
  }
  comm.broadcast(texts);
  comm.broadcast(kinds);
  columns.clear();
  for (std::size_t i = 0; i < kinds.size(); ++i) {
    const std::string* const of_column = &texts[4 * i];
    columns.push_back({of_column[0], of_column[1], of_column[2], of_column[3], kinds[i]});
  }
}

} // namespace

// Rank 0 alone opens the files: a thousand ranks that do would bring a file system down.
ReadPlan plan_reading(const Communicator& comm, const std::string& label,
                      const std::vector<std::filesystem::path>& files,
                      const std::vector<ColumnRequest>& requests, const CarryRequest& carry) {
  ReadPlan plan;
  plan.paths = files;
  run_together(comm, [&] {
    if (!comm.is_root()) return;
    if (files.empty()) throw InputError{"the " + label + " has no file: name one"};
    std::vector<FileLayout> layouts;
    for (const auto& path : files) {
      layouts.push_back(inspect_file(path));
      add_file(plan, layouts.back(), label + " '" + path.string() + "'", requests);
    }
    CarryPlan carried = plan_carrying(carry, label, files, layouts);
    plan.carried = std::move(carried.columns);
    plan.carried_places = std::move(carried.places);
    plan.notes.insert(plan.notes.end(), carried.notes.begin(), carried.notes.end());
  });
  broadcast_carried(comm, plan.carried);
  comm.broadcast(plan.carried_places);
  comm.broadcast(plan.files);
  comm.broadcast(plan.columns);
  comm.broadcast(plan.notes);
  std::vector<std::string> names;
  for (const ColumnRequest& request : plan.requests)
    names.push_back(request.name);
  comm.broadcast(names);
  plan.requests.clear();
  for (std::size_t i = 0; i < names.size(); ++i) {
    plan.requests.push_back(requests[i % requests.size()]);
    plan.requests.back().name = names[i];
  }
  return plan;
}

} // namespace counterpoint
