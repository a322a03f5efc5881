#include "counterpoint/catalogue/catalogue_reader.hpp"

#include "column_lookup.hpp"
#include "counterpoint/comm/failure.hpp"
#include "counterpoint/core/suggestion.hpp"
#include "file_plan.hpp"
#include "share_reader.hpp"

#include <utility>

namespace counterpoint {

namespace {
// What all ranks read, as rank 0 finds it: a thousand ranks that open every file would bring a file
// system down.
ReadPlan make_plan(const Communicator& comm, const std::string& label,
                   const std::vector<std::filesystem::path>& files,
                   std::vector<ColumnRequest> requests) {
  ReadPlan plan{files, {}, std::move(requests), {}};
  run_together(comm, [&] {
    if (!comm.is_root()) return;
    if (files.empty()) throw InputError{"the " + label + " has no file: name one"};
    for (const auto& path : files) {
      const FileLayout layout = inspect_file(path);
      plan.files.push_back(layout.plan);
      for (const ColumnRequest& request : plan.requests) {
        plan.columns.push_back(
            find_column(layout.columns, request, label + " '" + path.string() + "'"));
      }
    }
  });
  comm.broadcast(plan.files);
  comm.broadcast(plan.columns);
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
                                 std::vector<ColumnRequest> columns)
    : share_{std::make_unique<ShareReader>(make_plan(comm, label, files, std::move(columns)),
                                           comm.rank(), comm.size())} {}

CatalogueReader::~CatalogueReader() = default;
CatalogueReader::CatalogueReader(CatalogueReader&&) noexcept = default;
CatalogueReader& CatalogueReader::operator=(CatalogueReader&&) noexcept = default;

bool CatalogueReader::next(RowBlock& block, std::int64_t max_rows) {
  return share_->next(block, max_rows);
}

std::string CatalogueReader::locate(std::int64_t row) const {
  return share_->locate(row);
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
