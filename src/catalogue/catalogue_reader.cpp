#include "counterpoint/catalogue/catalogue_reader.hpp"

#include "catalogue/column_lookup.hpp"
#include "catalogue/shares/file_plan.hpp"
#include "catalogue/shares/share_reader.hpp"
#include "counterpoint/comm/failure.hpp"
#include "counterpoint/core/suggestion.hpp"

#include <span>
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

// What all ranks read, as rank 0 finds it: a thousand ranks that open every file would bring a file
// system down.
ReadPlan make_plan(const Communicator& comm, const std::string& label,
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

std::string describe_format(const FilePlan& plan) {
  if (plan.format == FileFormat::text)
    return "text, separated by " + separator_name(plan.syntax.separator);
  const std::string name = plan.format == FileFormat::fits      ? "FITS table"
                           : plan.format == FileFormat::votable ? "VOTable"
                                                                : "DS9 regions";
  return name + ", " + std::to_string(plan.n_rows) + " rows";
}
} // namespace

CatalogueReader::CatalogueReader(const Communicator& comm, const std::string& label,
                                 const std::vector<std::filesystem::path>& files,
                                 const std::vector<ColumnRequest>& columns)
    : share_{std::make_unique<ShareReader>(make_plan(comm, label, files, columns), comm.rank(),
                                           comm.size())} {}

CatalogueReader::~CatalogueReader() = default;
CatalogueReader::CatalogueReader(CatalogueReader&&) noexcept = default;
CatalogueReader& CatalogueReader::operator=(CatalogueReader&&) noexcept = default;

bool CatalogueReader::next(RowBlock& block, std::int64_t max_rows) {
  return share_->next(block, max_rows);
}

std::string CatalogueReader::locate(std::int64_t row) const {
  return share_->locate(row);
}

std::vector<std::string> CatalogueReader::column_names(std::size_t file) const {
  const ReadPlan& plan = share_->plan();
  const std::size_t n = plan.requests.size() / plan.files.size();
  std::vector<std::string> names;
  for (const ColumnRequest& request : std::span{plan.requests}.subspan(file * n, n))
    names.push_back(request.name);
  return names;
}

const std::vector<std::string>& CatalogueReader::notes() const {
  return share_->plan().notes;
}

std::int64_t CatalogueReader::bytes_in_share() const {
  return share_->bytes_in_share();
}

std::int64_t CatalogueReader::bytes_read() const {
  return share_->bytes_read();
}

std::string describe_file(const std::filesystem::path& file) {
  const FileLayout layout = inspect_file(file);
  std::string text = file.string() + ": ";
  if (layout.plan.is_gzip) text += "gzipped ";
  if (layout.plan.is_tile_compressed) text += "tile-compressed ";
  text += describe_format(layout.plan);
  std::vector<std::string> columns;
  for (const ColumnInfo& column : layout.columns) {
    columns.push_back(column.name + (column.unit.empty() ? "" : " [" + column.unit + "]"));
  }
  return text + ", " + std::to_string(columns.size()) + " columns: " + join_words(columns);
}

} // namespace counterpoint
