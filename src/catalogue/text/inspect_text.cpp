#include "catalogue/files/byte_stream.hpp"
#include "catalogue/text/text_format.hpp"
#include "catalogue/text/text_layout.hpp"
#include "counterpoint/core/error.hpp"

namespace counterpoint {

// Reads more and more of the beginning, until the first row is found.
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

} // namespace counterpoint
