#include "counterpoint/core/error.hpp"
#include "decimal.hpp"
#include "regions.hpp"
#include "row_source.hpp"

#include <algorithm>
#include <array>

namespace counterpoint {

namespace {
class RegionRows final : public RowSource {
public:
  explicit RegionRows(const PieceRequest& request)
      : request_{request}, regions_{read_regions(request.path, request.file.is_gzip).regions},
        row_{request.piece.begin} {
    if (std::ssize(regions_) < request.piece.end) throw_changed(request.path);
  }

  std::int64_t read(RowBlock& block, std::int64_t max_rows) override {
    const std::int64_t n_rows = std::min(max_rows, request_.piece.end - row_);
    for (std::int64_t row = 0; row < n_rows; ++row, ++row_) {
      for (std::size_t i = 0; i < request_.columns.size(); ++i) {
        if (request_.columns[i].index != ColumnPlan::absent) read_cell(i, block, row);
      }
    }
    return n_rows;
  }

  std::int64_t bytes_used() const override {
    return (row_ - request_.piece.begin) * request_.file.row_bytes;
  }

private:
  void read_cell(std::size_t request, RowBlock& block, std::int64_t row) const {
    const ColumnPlan& plan = request_.columns[request];
    const Region& region = regions_[static_cast<std::size_t>(row_)];
    const std::array numbers{region.ra_deg, region.dec_deg, region.radius_arcsec};
    const auto column = static_cast<std::size_t>(plan.index);
    const auto target = static_cast<std::size_t>(row);
    const bool is_number = column < numbers.size();
    if (plan.conversion.quantity == Quantity::text) {
      block.texts[request][target] = is_number ? decimal_text(numbers[column]) : region.text;
      return;
    }
    double& value = block.numbers[request][target];
    FieldStatus status = FieldStatus::good;
    if (is_number) {
      value = numbers[column];
      if (!convert(plan.conversion, value)) status = FieldStatus::out_of_range;
    } else {
      status = parse_field(region.text, plan.conversion, value);
    }
    if (status == FieldStatus::good) return;
    throw InputError{locate_row(request_, row_ - request_.piece.begin) + ": " +
                     describe_problem(status, request_.requests[request],
                                      is_number ? decimal_text(numbers[column]) : region.text)};
  }

  PieceRequest request_;
  std::vector<Region> regions_;
  std::int64_t row_; // of the file
};
} // namespace

std::unique_ptr<RowSource> open_region_rows(const PieceRequest& request) {
  return std::make_unique<RegionRows>(request);
}

} // namespace counterpoint
