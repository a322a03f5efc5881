#include "catalogue/fits/fits_headers.hpp"

#include "counterpoint/core/error.hpp"
#include "counterpoint/core/text.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <limits>
#include <optional>
#include <string_view>

namespace counterpoint {

namespace {
constexpr std::int64_t block_bytes = 2880;
constexpr std::size_t card_bytes = 80;
constexpr std::size_t value_begin = 10; // in a card
constexpr std::int64_t most_axes = 99;
constexpr std::int64_t most_columns = 999; // of the standard; CFITSIO takes memory for any number
constexpr std::int64_t most_header_blocks = 100000; // 288 MB
// What the data of a file may add up to: any sum of a few of them fits an integer.
constexpr std::int64_t most_bytes = std::numeric_limits<std::int64_t>::max() / 16;

// What a header says of the size of its data.
struct DataSize {
  std::int64_t element_bytes = 1;
  std::int64_t n_elements = 1; // of the axes
  std::int64_t pcount = 0;
  std::int64_t gcount = 1;
  std::int64_t n_axes = 0;
  bool is_table = false;
};

// The integer of a card "KEYWORD =   123 / comment"; nothing where it holds something else.
std::optional<std::int64_t> integer_of(std::string_view card) {
  std::string_view value = card.substr(value_begin);
  value = trimmed(value.substr(0, value.find('/')));
  if (value.starts_with('+')) value.remove_prefix(1);
  return parse_number<std::int64_t>(value);
}

// Whether the keyword is `stem` and a number.
bool is_numbered(std::string_view key, std::string_view stem) {
  return key.starts_with(stem) && key.size() > stem.size() &&
         key.find_first_not_of("0123456789", stem.size()) == key.npos;
}

class HeaderWalk {
public:
  HeaderWalk(const ReadAt& read_at, const std::string& path) : read_at_{read_at}, path_{path} {}

  void run() {
    while (!is_over_ && !size_.is_table) {
      ++hdu_;
      size_ = {};
      read_header();
      if (!is_over_) offset_ += data_bytes();
      if (offset_ > most_bytes) fail("its data would end beyond any file");
    }
  }

private:
  [[noreturn]] void fail(const std::string& what) const {
    throw InputError{"FITS file '" + path_ + "' is damaged: HDU " + std::to_string(hdu_) + ": " +
                     what + "; download it again, or check it with fitsverify"};
  }

  void read_header() {
    for (std::int64_t n_blocks = 0;; ++n_blocks) {
      std::array<char, block_bytes> block{};
      is_over_ = read_at_(block.data(), offset_, block.size()) < block.size();
      const std::string_view text{block.data(), block.size()};
      is_over_ = is_over_ || (n_blocks == 0 && !begins_header(text));
      if (is_over_) return;
      if (n_blocks == most_header_blocks) fail("its header has no end");
      offset_ += block_bytes;
      const bool is_last = read_cards(text);
      if (n_blocks == 0 && size_.is_table) require_table_keywords(text);
      if (is_last) return;
    }
  }

  [[nodiscard]] bool begins_header(std::string_view block) const {
    return block.starts_with(hdu_ == 1 ? "SIMPLE  " : "XTENSION");
  }

  // Whether the block holds the header's end.
  bool read_cards(std::string_view block) {
    for (; !block.empty(); block.remove_prefix(card_bytes)) {
      const std::string_view card = block.substr(0, card_bytes);
      if (trimmed(card) == "END") return true;
      read_card(card);
    }
    return false;
  }

  // The order is the standard's.
  void require_table_keywords(std::string_view block) const {
    constexpr std::array<std::string_view, 7> keywords{"BITPIX", "NAXIS",  "NAXIS1", "NAXIS2",
                                                       "PCOUNT", "GCOUNT", "TFIELDS"};
    for (const std::string_view keyword : keywords) {
      block.remove_prefix(card_bytes);
      if (trimmed(block.substr(0, 8)) != keyword)
        fail("the keyword " + std::string{keyword} + " is not in its place");
    }
  }

  void read_card(std::string_view card) {
    const std::string_view key = trimmed(card.substr(0, 8));
    if (key == "XTENSION") {
      size_.is_table = card.find("BINTABLE") != card.npos || card.find("A3DTABLE") != card.npos;
    }
    if (is_numbered(key, "TTYPE") || is_numbered(key, "TFORM")) require_text(key, card);
    constexpr std::string_view sizes = " BITPIX NAXIS PCOUNT GCOUNT TFIELDS ";
    if (sizes.find(" " + std::string{key} + " ") != sizes.npos || is_numbered(key, "NAXIS"))
      read_size(key, card);
  }

  void read_size(std::string_view key, std::string_view card) {
    const auto value = integer_of(card);
    if (!value) {
      fail(std::string{key} + " holds '" + std::string{trimmed(card.substr(value_begin, 20))} +
           "', a whole number was expected");
    }
    if (key == "BITPIX") {
      size_.element_bytes = *value / 8;
    } else if (key == "PCOUNT") {
      size_.pcount = std::max(size_.pcount, at_least_0(key, *value));
    } else if (key == "GCOUNT") {
      size_.gcount = at_least_0(key, *value);
    } else if (key == "TFIELDS") {
      (void)at_most(key, *value, most_columns, "columns");
    } else if (key == "NAXIS") {
      size_.n_axes = at_most(key, *value, most_axes, "axes");
    } else {
      (void)at_least_0(key, *value);
      const bool is_groups = *value == 0 && key == "NAXIS1" && hdu_ == 1;
      if (!is_groups) size_.n_elements = product(size_.n_elements, *value);
    }
  }

  // CFITSIO copies what is no text into the room of the longest text, which is shorter.
  void require_text(std::string_view key, std::string_view card) const {
    if (trimmed(card.substr(value_begin)).starts_with('\'')) return;
    fail(std::string{key} + " holds no text in quotes");
  }

  [[nodiscard]] std::int64_t at_most(std::string_view key, std::int64_t value, std::int64_t most,
                                     const std::string& what) const {
    if (value >= 0 && value <= most) return value;
    fail(std::string{key} + " = " + std::to_string(value) + ", 0 to " + std::to_string(most) + " " +
         what + " were expected");
  }

  [[nodiscard]] std::int64_t at_least_0(std::string_view key, std::int64_t value) const {
    if (value >= 0) return value;
    fail(std::string{key} + " = " + std::to_string(value) +
         ", a number of at least 0 was expected");
  }

  [[nodiscard]] std::int64_t product(std::int64_t a, std::int64_t b) const {
    if (b != 0 && a > most_bytes / b)
      fail("its NAXIS keywords promise more data than a file holds");
    return a * b;
  }

  // In whole blocks.
  [[nodiscard]] std::int64_t data_bytes() const {
    const std::int64_t elements = size_.n_axes == 0 ? 0 : size_.n_elements;
    if (size_.pcount > most_bytes) fail("PCOUNT is larger than any file");
    const std::int64_t bytes =
        product(product(size_.pcount + elements, size_.gcount), std::abs(size_.element_bytes));
    return (bytes + block_bytes - 1) / block_bytes * block_bytes;
  }

  const ReadAt& read_at_;
  const std::string& path_;
  DataSize size_;
  std::int64_t offset_ = 0;
  int hdu_ = 0;
  bool is_over_ = false;
};
} // namespace

void check_fits_headers(const ReadAt& read_at, const std::string& path) {
  HeaderWalk{read_at, path}.run();
}

} // namespace counterpoint
