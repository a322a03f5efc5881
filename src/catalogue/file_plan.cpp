#include "file_plan.hpp"

#include "byte_stream.hpp"
#include "content.hpp"
#include "counterpoint/core/error.hpp"
#include "counterpoint/core/suggestion.hpp"
#include "fits_layout.hpp"
#include "text_layout.hpp"

#include <algorithm>
#include <cctype>

namespace counterpoint {

namespace {
// Reads more and more of the beginning, until it tells.
FileLayout inspect_text(const std::filesystem::path& path, bool is_gzip) {
  const auto stream = is_gzip ? open_gzip(path) : open_range(path, 0, whole_file);
  constexpr std::size_t most = std::size_t{64} << 20U;
  std::string head;
  for (std::size_t wanted = std::size_t{1} << 18U; wanted <= most; wanted *= 4) {
    const std::size_t had = head.size();
    head.resize(wanted);
    head.resize(had + read_fully(*stream, head.data() + had, wanted - had));
    const auto found = find_text_layout(head, head.size() < wanted, path);
    if (!found) continue;
    FileLayout layout;
    layout.plan.is_gzip = is_gzip;
    layout.plan.syntax = found->syntax;
    layout.plan.data_begin = found->data_begin;
    layout.plan.n_columns = static_cast<std::int64_t>(found->names.size());
    for (std::size_t i = 0; i < found->names.size(); ++i) {
      layout.columns.push_back({found->names[i], found->units[i], {}});
    }
    return layout;
  }
  throw InputError{"'" + path.string() + "' is no text table: no rows within its first 64 MiB"};
}

std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return text;
}

std::vector<std::size_t> find_names(const std::vector<ColumnInfo>& columns,
                                    const std::string& name) {
  std::vector<std::size_t> exact;
  std::vector<std::size_t> similar;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    if (columns[i].name == name) exact.push_back(i);
    if (lower(columns[i].name) == lower(name)) similar.push_back(i);
  }
  return exact.empty() ? similar : exact;
}

std::string way_out(const ColumnRequest& request) {
  return request.key.empty() ? "" : "; set " + request.key + " to the right one";
}

[[noreturn]] void throw_no_column(const FileLayout& layout, const ColumnRequest& request,
                                  const std::string& where) {
  std::vector<std::string> names;
  for (const ColumnInfo& column : layout.columns) {
    if (!column.name.empty()) names.push_back(column.name);
  }
  const std::string nearest = nearest_word(request.name, names);
  throw InputError{where + " has no column '" + request.name + "'" +
                   (nearest.empty() ? "" : " (did you mean '" + nearest + "'?)") +
                   "; its columns are: " + join_words(names) + way_out(request)};
}

void require_readable(const FitsField& field, const ColumnRequest& request,
                      const std::string& where) {
  constexpr std::string_view scalars = "LBIJKED";
  const bool is_string = field.type == 'A' && !field.is_string_array;
  const bool is_scalar = scalars.find(field.type) != scalars.npos && field.repeat == 1;
  if (is_string || is_scalar) return;
  const bool is_vector = field.type == 'A' || scalars.find(field.type) != scalars.npos;
  throw InputError{where + ": column '" + request.name + "' " +
                   (is_vector ? "holds " + std::to_string(field.repeat) + " values a row"
                              : std::string{"is of FITS type '"} + field.type + "'") +
                   ", one number or text a row was expected" + way_out(request)};
}
} // namespace

FileLayout inspect_file(const std::filesystem::path& path) {
  const InputFile file{path};
  std::string head(std::size_t{1} << 16U, '\0');
  head.resize(file.read_at(0, head.data(), head.size()));
  if (head.empty()) throw InputError{"'" + path.string() + "' is empty: download it again"};
  const bool is_gzip = find_content(head) == Content::gzip;
  if (is_gzip) {
    head.assign(std::size_t{1} << 16U, '\0');
    head.resize(read_fully(*open_gzip(path), head.data(), head.size()));
    if (head.empty())
      throw InputError{"gzip file '" + path.string() + "' holds nothing: download it again"};
  }
  const Content content = find_content(head);
  if (content == Content::gzip) {
    throw InputError{"'" + path.string() + "' is gzipped twice: gunzip it once"};
  }
  if (content == Content::other) {
    throw InputError{"'" + path.string() + "' is not a table but looks like " +
                     describe_other(head)};
  }
  FileLayout layout =
      content == Content::fits ? inspect_fits(path, is_gzip) : inspect_text(path, is_gzip);
  layout.plan.file_bytes = file.size();
  return layout;
}

ColumnPlan find_column(const FileLayout& layout, const ColumnRequest& request,
                       const std::string& label, const std::filesystem::path& path) {
  const std::string where = label + " '" + path.string() + "'";
  const auto found = find_names(layout.columns, request.name);
  if (found.empty() && request.optional) return {ColumnPlan::absent, {}, {}};
  if (found.empty()) throw_no_column(layout, request, where);
  if (found.size() > 1) {
    throw InputError{where + " has " + std::to_string(found.size()) + " columns named '" +
                     request.name + "': give each a name of its own"};
  }
  const ColumnInfo& column = layout.columns[found.front()];
  if (layout.plan.is_fits) require_readable(column.fits, request, where);
  const auto conversion = find_conversion(request.quantity, column.unit);
  if (!conversion) {
    throw InputError{where + ": column '" + column.name + "' is in '" + column.unit +
                     "', an angle (deg, arcmin, arcsec, mas, rad) was expected" + way_out(request)};
  }
  return {static_cast<std::int64_t>(found.front()), *conversion, column.fits};
}

} // namespace counterpoint
