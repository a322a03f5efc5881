#include "catalogue/votable/votable_document.hpp"

#include "catalogue/files/byte_stream.hpp"
#include "catalogue/files/document.hpp"
#include "catalogue/layout/file_layout.hpp"
#include "catalogue/votable/votable_cursors.hpp"
#include "counterpoint/core/error.hpp"
#include "counterpoint/core/text.hpp"

#include <algorithm>

namespace counterpoint {

namespace {
bool holds_rows(const pugi::xml_node& serialization) {
  if (is_element(serialization, "TABLEDATA")) return !find_child(serialization, "TR").empty();
  if (is_element(serialization, "FITS")) return true;
  const auto stream = find_child(serialization, "STREAM");
  return stream.attribute("href") || !trimmed(stream.child_value()).empty();
}

// The first node that `find` gives for a child of `root` or of the RESOURCE elements in it, however
// deep, in the order of the document. No recursion: a file may nest them 100,000 deep.
template <class Find>
pugi::xml_node find_in_resources(const pugi::xml_node& root, Find&& find) {
  pugi::xml_node node = root.first_child();
  while (node) {
    if (const auto found = find(node)) return found;
    if (is_element(node, "RESOURCE") && node.first_child()) {
      node = node.first_child();
      continue;
    }
    while (node != root && !node.next_sibling())
      node = node.parent();
    if (node == root) return {};
    node = node.next_sibling();
  }
  return {};
}

// The serialization of a table that has rows; empty for any other element.
pugi::xml_node rows_of_table(const pugi::xml_node& node) {
  if (!is_element(node, "TABLE")) return {};
  for (const pugi::xml_node& serialization : find_child(node, "DATA").children()) {
    if (holds_rows(serialization)) return serialization;
  }
  return {};
}

// The serialization of the first table that has rows; empty where there is none.
pugi::xml_node find_data(const pugi::xml_node& root) {
  return find_in_resources(root, rows_of_table);
}

std::size_t count_tables(const pugi::xml_node& root) {
  std::size_t n = 0;
  (void)find_in_resources(root, [&n](const pugi::xml_node& node) -> pugi::xml_node {
    n += rows_of_table(node).empty() ? 0 : 1;
    return {};
  });
  return n;
}

// The INFO element in which a service reports the status of its query; empty where there is none.
pugi::xml_node find_query_status(const pugi::xml_node& root, std::string_view status) {
  return find_in_resources(root, [status](const pugi::xml_node& node) -> pugi::xml_node {
    const bool is_status = is_element(node, "INFO") &&
                           node.attribute("name").value() == std::string{"QUERY_STATUS"} &&
                           node.attribute("value").value() == status;
    return is_status ? node : pugi::xml_node{};
  });
}

[[noreturn]] void throw_no_rows(const pugi::xml_document& document, const std::string& name) {
  if (const auto status = find_query_status(document.document_element(), "ERROR")) {
    throw InputError{"VOTable '" + name + "' holds no table but the service's error: " +
                     std::string{trimmed(status.child_value())}};
  }
  throw InputError{"VOTable '" + name +
                   "' has no rows: was the query empty, or the download cut short?"};
}
} // namespace

VotableDocument::VotableDocument(const std::filesystem::path& path, bool is_gzip) : path_{path} {
  parse(is_gzip);
  const std::string name = path.string();
  if (!is_element(document_.document_element(), "VOTABLE")) {
    throw InputError{"'" + name +
                     "' is an XML document, but no VOTable: convert it to CSV or to a "
                     "FITS table"};
  }
  data_ = find_data(document_.document_element());
  if (data_.empty()) throw_no_rows(document_, name);
  if (is_element(data_, "FITS")) {
    throw InputError{"VOTable '" + name +
                     "' holds its rows as FITS: name the FITS file itself, or "
                     "convert it with 'stilts tcopy'"};
  }
  for (const pugi::xml_node& node : data_.parent().parent().children()) {
    if (!is_element(node, "FIELD")) continue;
    fields_.push_back(read_votable_field(node, "VOTable '" + name + "'"));
    columns_.push_back(describe_votable_field(node, fields_.back()));
  }
}

void VotableDocument::parse(bool is_gzip) {
  bytes_ = read_document(path_, is_gzip);
  // The parser overwrites the text: what an error message needs of it is found before.
  const auto last_tag_end = std::find(bytes_.rbegin(), bytes_.rend(), '>').base() - bytes_.begin();
  // Text is stored with its element, which halves the memory of a table of many small cells.
  constexpr unsigned options = pugi::parse_cdata | pugi::parse_escapes |
                               pugi::parse_wconv_attribute | pugi::parse_embed_pcdata;
  const auto result = document_.load_buffer_inplace(bytes_.data(), bytes_.size(), options);
  if (result.status == pugi::status_ok) return;
  if (result.status == pugi::status_out_of_memory)
    throw SystemError{"no memory to read '" + path_.string() + "', which is read whole"};
  if (result.offset + 1 >= last_tag_end) {
    throw InputError{"VOTable '" + path_.string() +
                     "' is cut short: it ends before its elements do; download it again"};
  }
  const auto stream = is_gzip ? open_gzip(path_) : open_range(path_, 0, whole_file);
  throw InputError{path_.string() + ":" + std::to_string(line_number(*stream, result.offset)) +
                   ": this is no valid XML (" + result.description() + " at byte " +
                   std::to_string(result.offset) + "): download the VOTable again, or correct it"};
}

std::vector<std::string> VotableDocument::notes() const {
  std::vector<std::string> notes;
  const pugi::xml_node root = document_.document_element();
  if (!find_query_status(root, "OVERFLOW").empty()) {
    notes.push_back(path_.string() +
                    ": the service cut its answer off at its limit of rows (QUERY_STATUS "
                    "OVERFLOW): ask for more rows and download it again");
  }
  if (const std::size_t n_tables = count_tables(root); n_tables > 1)
    notes.push_back(note_on_tables(path_.string(), n_tables));
  return notes;
}

std::unique_ptr<VotableCursor> VotableDocument::rows() const {
  return is_element(data_, "TABLEDATA") ? read_tabledata(data_, fields_, path_.string())
                                        : read_stream(data_, fields_, path_.string());
}

} // namespace counterpoint
