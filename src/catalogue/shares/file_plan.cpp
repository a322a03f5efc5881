#include "catalogue/shares/file_plan.hpp"

#include "catalogue/files/byte_stream.hpp"
#include "catalogue/files/content.hpp"
#include "catalogue/fits/fits_layout.hpp"
#include "catalogue/regions/regions.hpp"
#include "catalogue/text/text_layout.hpp"
#include "catalogue/votable/votable_document.hpp"
#include "counterpoint/core/error.hpp"

#include <algorithm>

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
    layout.plan.syntax = found->syntax;
    layout.plan.rows_end_in_separator = found->rows_end_in_separator;
    layout.plan.data_begin = found->data_begin;
    for (std::size_t i = 0; i < found->names.size(); ++i) {
      layout.columns.push_back({found->names[i], found->metadata.units[i], found->metadata.ucds[i],
                                found->metadata.descriptions[i]});
    }
    return layout;
  }
  throw InputError{"'" + path.string() + "' is no text table: no rows within its first 64 MiB"};
}

FileLayout inspect_votable(const std::filesystem::path& path, bool is_gzip) {
  const VotableDocument document{path, is_gzip};
  FileLayout layout;
  layout.plan.format = FileFormat::votable;
  layout.columns = document.columns();
  layout.notes = document.notes();
  for (const auto rows = document.rows(); rows->next();)
    ++layout.plan.n_rows;
  return layout;
}

FileLayout inspect_regions(const std::filesystem::path& path, bool is_gzip) {
  const RegionFile file = read_regions(path, is_gzip);
  FileLayout layout;
  layout.plan.format = FileFormat::regions;
  layout.columns = region_columns();
  layout.plan.n_rows = std::ssize(file.regions);
  if (file.n_excluded > 0) {
    layout.notes.push_back(path.string() + ": " + std::to_string(file.n_excluded) +
                           " excluded regions (with a minus sign) are left out");
  }
  return layout;
}

FileLayout inspect_content(Content content, const std::filesystem::path& path, bool is_gzip) {
  switch (content) {
  case Content::fits:
    return inspect_fits(path, is_gzip);
  case Content::votable:
    return inspect_votable(path, is_gzip);
  case Content::regions:
    return inspect_regions(path, is_gzip);
  default:
    return inspect_text(path, is_gzip);
  }
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
  FileLayout layout = inspect_content(content, path, is_gzip);
  FilePlan& plan = layout.plan;
  plan.is_gzip = is_gzip;
  plan.file_bytes = file.size();
  plan.n_columns = std::ssize(layout.columns);
  // The rows of a document count as equal parts of it.
  if (is_document(plan.format))
    plan.row_bytes = std::max<std::int64_t>(1, plan.file_bytes / plan.n_rows);
  return layout;
}

} // namespace counterpoint
