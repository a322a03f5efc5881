#include "counterpoint/catalogue/catalogue_reader.hpp"

#include "catalogue/shares/read_plan.hpp"
#include "catalogue/shares/share_reader.hpp"

#include <span>
#include <utility>

namespace counterpoint {

CatalogueReader::CatalogueReader(const Communicator& comm, const std::string& label,
                                 const std::vector<std::filesystem::path>& files,
                                 const std::vector<ColumnRequest>& columns,
                                 const CarryRequest& carry)
    : share_{std::make_unique<ShareReader>(plan_reading(comm, label, files, columns, carry),
                                           comm.rank(), comm.size())} {}

CatalogueReader::~CatalogueReader() = default;
CatalogueReader::CatalogueReader(CatalogueReader&&) noexcept = default;
CatalogueReader& CatalogueReader::operator=(CatalogueReader&&) noexcept = default;

bool CatalogueReader::next(RowBlock& block, std::int64_t max_rows) {
  return share_->next(block, max_rows);
}

void CatalogueReader::read_sample(const CatalogueSample& sample) {
  share_->read_sample(sample);
}

std::vector<CatalogueFile> CatalogueReader::files() const {
  std::vector<CatalogueFile> files;
  for (const FilePlan& file : share_->plan().files) {
    files.push_back({bytes_to_read(file), file.format == FileFormat::text ? 0 : file.n_rows,
                     file.format == FileFormat::text, file.is_gzip, is_splittable(file)});
  }
  return files;
}

const std::vector<CarriedColumn>& CatalogueReader::carried_columns() const {
  return share_->plan().carried;
}

void CatalogueReader::read_carried(std::int64_t row, std::vector<std::string>& cells) const {
  share_->read_carried(row, cells);
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

} // namespace counterpoint
