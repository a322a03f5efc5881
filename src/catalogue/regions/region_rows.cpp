#include "catalogue/regions/region_format.hpp"
#include "catalogue/regions/regions.hpp"
#include "catalogue/rows/document_rows.hpp"
#include "catalogue/values/decimal.hpp"

#include <array>

namespace counterpoint {

namespace {
class RegionRows final : public DocumentRows {
public:
  explicit RegionRows(const PieceRequest& request)
      : DocumentRows{request}, regions_{read_regions(request.path, request.file.is_gzip).regions} {
    if (std::ssize(regions_) < request.piece.end) throw_changed(request.path);
  }

private:
  static constexpr std::size_t n_numbers = 3;

  void advance() override {
    const Region& region = regions_[next_++];
    numbers_ = {region.ra_deg, region.dec_deg, region.radius_arcsec};
    text_ = region.text;
  }

  std::string text(std::size_t column) const override {
    return column < n_numbers ? decimal_text(numbers_[column]) : text_;
  }

  FieldStatus number(std::size_t column, const Conversion& conversion,
                     double& value) const override {
    if (column >= n_numbers) return parse_field(text_, conversion, value);
    value = numbers_[column];
    return convert(conversion, value) ? FieldStatus::good : FieldStatus::out_of_range;
  }

  std::vector<Region> regions_;
  std::size_t next_ = 0;
  std::array<double, n_numbers> numbers_{}; // of the row last advanced to
  std::string text_;                        // the label of that row
};
} // namespace

FileLayout inspect_region(const std::filesystem::path& path, bool is_gzip) {
  const RegionFile file = read_regions(path, is_gzip);
  FileLayout layout;
  layout.columns = region_columns();
  layout.plan.n_rows = std::ssize(file.regions);
  if (file.n_excluded > 0) {
    layout.notes.push_back(path.string() + ": " + std::to_string(file.n_excluded) +
                           " excluded regions (with a minus sign) are left out");
  }
  return layout;
}

std::unique_ptr<RowSource> open_region_rows(const PieceRequest& request) {
  return std::make_unique<RegionRows>(request);
}

} // namespace counterpoint
