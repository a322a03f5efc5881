#include "catalogue/formats/formats.hpp"

#include "catalogue/files/byte_stream.hpp"
#include "catalogue/fits/fits_format.hpp"
#include "catalogue/formats/content.hpp"
#include "catalogue/regions/region_format.hpp"
#include "catalogue/text/fields.hpp"
#include "catalogue/text/text_format.hpp"
#include "catalogue/votable/votable_format.hpp"
#include "counterpoint/catalogue/catalogue_reader.hpp"
#include "counterpoint/core/error.hpp"
#include "counterpoint/core/suggestion.hpp"

#include <algorithm>
#include <array>

namespace counterpoint {

namespace {
struct Format {
  FileFormat format;
  std::string_view name;
  FileLayout (*inspect)(const std::filesystem::path& path, bool is_gzip);
  std::unique_ptr<RowSource> (*open)(const PieceRequest& request);
};

constexpr std::array formats{
    Format{FileFormat::text, "text", inspect_text, open_text_rows},
    Format{FileFormat::fits, "FITS table", inspect_fits, open_fits_rows},
    Format{FileFormat::votable, "VOTable", inspect_votable, open_votable_rows},
    Format{FileFormat::regions, "DS9 regions", inspect_region, open_region_rows}};

const Format& row_of(FileFormat format) {
  const auto found = std::find_if(formats.begin(), formats.end(),
                                  [format](const Format& row) { return row.format == format; });
  if (found == formats.end()) throw InternalError{"a file of a format that nothing reads"};
  return *found;
}

std::string describe_format(const FilePlan& plan) {
  const std::string name{row_of(plan.format).name};
  if (plan.format == FileFormat::text)
    return name + ", separated by " + separator_name(plan.syntax.separator);
  return name + ", " + std::to_string(plan.n_rows) + " rows";
}
} // namespace

FileLayout inspect_file(const std::filesystem::path& path) {
  const InputFile file{path};
  std::string head(std::size_t{1} << 16U, '\0');
  head.resize(file.read_at(0, head.data(), head.size()));
  if (head.empty()) throw InputError{"'" + path.string() + "' is empty: download it again"};
  const bool is_gzip = begins_gzip(head);
  if (is_gzip) {
    head.assign(std::size_t{1} << 16U, '\0');
    head.resize(read_fully(*open_gzip(path), head.data(), head.size()));
    if (head.empty())
      throw InputError{"gzip file '" + path.string() + "' holds nothing: download it again"};
  }
  if (begins_gzip(head)) {
    throw InputError{"'" + path.string() + "' is gzipped twice: gunzip it once"};
  }
  const auto format = find_format(head);
  if (!format) {
    throw InputError{"'" + path.string() + "' is not a table but looks like " +
                     describe_other(head)};
  }
  FileLayout layout = row_of(*format).inspect(path, is_gzip);
  FilePlan& plan = layout.plan;
  plan.format = *format;
  plan.is_gzip = is_gzip;
  plan.file_bytes = file.size();
  plan.n_columns = std::ssize(layout.columns);
  // The rows of a document are taken to be equally long.
  if (is_document(plan.format))
    plan.row_bytes = std::max<std::int64_t>(1, plan.file_bytes / plan.n_rows);
  return layout;
}

std::unique_ptr<RowSource> open_rows(const PieceRequest& request) {
  return row_of(request.file.format).open(request);
}

std::string locate_row(const PieceRequest& request, std::int64_t row) {
  return request.file.format == FileFormat::text ? locate_text_row(request, row)
                                                 : locate_by_number(request, row);
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
