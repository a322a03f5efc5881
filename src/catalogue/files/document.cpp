#include "catalogue/files/document.hpp"

#include "catalogue/files/byte_stream.hpp"
#include "counterpoint/core/error.hpp"

#include <algorithm>

namespace counterpoint {

std::vector<char> read_document(const std::filesystem::path& path, bool is_gzip,
                                std::int64_t limit) {
  const std::int64_t stored = InputFile{path}.size();
  const auto stream = is_gzip ? open_gzip(path) : open_range(path, 0, whole_file);
  std::vector<char> bytes;
  // Asks for one byte more than the file has, or than the limit: getting it means there is more.
  for (std::int64_t wanted = std::min(stored, limit) + 1;;
       wanted = std::min(2 * wanted, limit + 1)) {
    const std::size_t had = bytes.size();
    bytes.resize(static_cast<std::size_t>(wanted));
    bytes.resize(had + read_fully(*stream, bytes.data() + had, bytes.size() - had));
    if (static_cast<std::int64_t>(bytes.size()) < wanted) return bytes;
    if (wanted > limit) {
      throw InputError{"'" + path.string() + "' is larger than " + std::to_string(limit >> 20U) +
                       " MiB: a format that is read whole is not for catalogues of this size; "
                       "convert it to a FITS table, for example with 'stilts tcopy'"};
    }
  }
}

} // namespace counterpoint
