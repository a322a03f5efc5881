#include "catalogue/shares/read_plan.hpp"

#include "catalogue/formats/formats.hpp"
#include "catalogue/layout/column_lookup.hpp"
#include "counterpoint/comm/failure.hpp"

#include <utility>

namespace counterpoint {

namespace {
void add_file(ReadPlan& plan, const std::filesystem::path& path, const std::string& label,
              const std::vector<ColumnRequest>& requests) {
  FileLayout layout = inspect_file(path);
  plan.files.push_back(layout.plan);
  plan.notes.insert(plan.notes.end(), layout.notes.begin(), layout.notes.end());
  for (ColumnRequest request : requests) {
    const ColumnPlan column =
        find_column(layout.columns, request, label + " '" + path.string() + "'");
    plan.columns.push_back(column);
    if (column.index != ColumnPlan::absent)
      request.name = layout.columns[static_cast<std::size_t>(column.index)].name;
    plan.requests.push_back(std::move(request));
  }
}

} // namespace

// Rank 0 alone opens the files: a thousand ranks that do would bring a file system down.
ReadPlan plan_reading(const Communicator& comm, const std::string& label,
                      const std::vector<std::filesystem::path>& files,
                      const std::vector<ColumnRequest>& requests) {
  ReadPlan plan;
  plan.paths = files;
  run_together(comm, [&] {
    if (!comm.is_root()) return;
    if (files.empty()) throw InputError{"the " + label + " has no file: name one"};
    for (const auto& path : files)
      add_file(plan, path, label, requests);
  });
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
