#include "mutation.hpp"

#include "catalogue/files.hpp"
#include "catalogue/votable.hpp"
#include "catalogue/votable/base64.hpp"

#include <zlib.h>

#include <algorithm>
#include <array>
#include <random>
#include <string>
#include <string_view>
#include <vector>

extern "C" std::size_t LLVMFuzzerMutate(std::uint8_t* data, std::size_t size, std::size_t most);

namespace counterpoint::fuzz {

namespace {
constexpr std::array<std::string_view, 26> edge_numbers{"0",
                                                        "1",
                                                        "-1",
                                                        "2",
                                                        "3",
                                                        "7",
                                                        "8",
                                                        "9",
                                                        "99",
                                                        "100",
                                                        "255",
                                                        "999",
                                                        "1000",
                                                        "65536",
                                                        "2147483647",
                                                        "2147483648",
                                                        "4294967296",
                                                        "9223372036854775807",
                                                        "-9223372036854775808",
                                                        "9223372036854775808",
                                                        "1E18",
                                                        "1e300",
                                                        "nan",
                                                        "T",
                                                        "F",
                                                        "''"};

class Mutator {
public:
  Mutator(std::string content, std::size_t most, unsigned seed)
      : content_{std::move(content)}, most_{most}, random_{seed} {}

  std::string mutated() {
    const bool is_structural = below(3) > 0;
    if (is_structural && content_.starts_with("\x1f\x8b")) return mutate_inside();
    if (is_structural && content_.starts_with("SIMPLE")) return mutate_cards();
    if (is_structural && content_.find('<') != content_.npos) return mutate_xml();
    return mutate_bytes(content_);
  }

private:
  std::size_t below(std::size_t n) { return n == 0 ? 0 : random_() % n; }

  std::string edge_number() { return std::string{edge_numbers[below(edge_numbers.size())]}; }

  std::string mutate_bytes(std::string bytes) const {
    const std::size_t size = std::min(bytes.size(), most_);
    bytes.resize(most_);
    bytes.resize(LLVMFuzzerMutate(reinterpret_cast<std::uint8_t*>(bytes.data()), size, most_));
    return bytes;
  }

  std::string mutate_inside() {
    std::string plain(std::size_t{1} << 18U, '\0');
    z_stream stream{};
    if (inflateInit2(&stream, 15 + 16) != Z_OK) return mutate_bytes(content_);
    stream.next_in = reinterpret_cast<Bytef*>(content_.data());
    stream.avail_in = static_cast<uInt>(content_.size());
    stream.next_out = reinterpret_cast<Bytef*>(plain.data());
    stream.avail_out = static_cast<uInt>(plain.size());
    inflate(&stream, Z_SYNC_FLUSH);
    plain.resize(stream.total_out);
    inflateEnd(&stream);
    if (plain.empty()) return mutate_bytes(content_);
    return test_support::gzipped(
        Mutator{plain, plain.size() + 2880, static_cast<unsigned>(random_())}.mutated());
  }

  // A card is 80 characters: KEYWORD = value / comment.
  std::string mutate_cards() {
    constexpr std::size_t card = 80;
    std::vector<std::size_t> cards;
    for (std::size_t at = 0; at + card <= content_.size(); at += card) {
      if (content_[at] >= 'A' && content_[at] <= 'Z' && content_.compare(at, 3, "END") != 0)
        cards.push_back(at);
    }
    if (cards.empty()) return mutate_bytes(content_);
    const std::size_t at = cards[below(cards.size())];
    const std::size_t other = cards[below(cards.size())];
    switch (below(5)) {
    case 0:
      content_.replace(at, card, content_.substr(other, card));
      break;
    case 1:
      content_.replace(at + 10, card - 10, content_.substr(other + 10, card - 10));
      break;
    case 2:
      content_.replace(at, card, std::string(card, ' '));
      break;
    case 3: { // one character of a text value
      const auto quote = content_.find('\'', at + 10);
      constexpr std::string_view letters = "ABCDEIJKLMPQX0123456789()' ";
      if (quote < at + 60) content_[quote + 1 + below(8)] = letters[below(letters.size())];
      break;
    }
    default: {
      const std::string number = edge_number();
      content_.replace(at + 10, 20,
                       std::string(20 - std::min<std::size_t>(20, number.size()), ' ') +
                           number.substr(0, 20));
    }
    }
    return content_;
  }

  std::string mutate_xml() {
    switch (below(4)) {
    case 0:
      return mutate_stream();
    case 1:
      return mutate_attribute();
    default:
      return mutate_elements();
    }
  }

  // The bytes behind the base64 of a STREAM.
  std::string mutate_stream() {
    const auto element = content_.find("<STREAM");
    const auto begin = content_.find('>', element) + 1;
    const auto end = content_.find('<', begin);
    if (element == content_.npos || begin == 0 || end == content_.npos) return mutate_elements();
    const auto bytes = decode_base64(std::string_view{content_}.substr(begin, end - begin));
    if (!bytes) return mutate_bytes(content_);
    std::string changed = mutate_bytes({bytes->begin(), bytes->end()});
    changed.resize(std::min(changed.size(), bytes->size() + 64));
    content_.replace(begin, end - begin, test_support::base64(changed));
    return content_;
  }

  std::string mutate_attribute() {
    constexpr std::array<std::string_view, 18> values{
        "char", "unicodeChar", "double", "boolean", "bit", "unsignedByte",
        "long", "short",       "int",    "float",   "*",   "2x*",
        "0",    "3x2",         "-1",     "base64",  "",    "9223372036854775807x2"};
    const auto sign = content_.find("=\"", below(content_.size()));
    if (sign == content_.npos) return mutate_elements();
    const auto end = content_.find('"', sign + 2);
    if (end == content_.npos) return mutate_bytes(content_);
    content_.replace(sign + 2, end - sign - 2, values[below(values.size())]);
    return content_;
  }

  // Takes a piece between two '<' away, or puts it elsewhere, often or once.
  std::string mutate_elements() {
    std::vector<std::size_t> tags;
    for (auto at = content_.find('<'); at != content_.npos; at = content_.find('<', at + 1))
      tags.push_back(at);
    if (tags.size() < 2) return mutate_bytes(content_);
    const std::size_t first = below(tags.size() - 1);
    const std::size_t last = std::min(tags.size() - 1, first + 1 + below(4));
    const std::string piece = content_.substr(tags[first], tags[last] - tags[first]);
    if (below(3) == 0) {
      content_.erase(tags[first], piece.size());
      return content_;
    }
    std::string inserted = piece;
    const std::size_t times = below(4) == 0 ? below(64) : 0;
    for (std::size_t i = 0; i < times; ++i)
      inserted += piece;
    content_.insert(tags[below(tags.size())], inserted);
    return content_;
  }

  std::string content_;
  std::size_t most_;
  std::minstd_rand random_;
};
} // namespace

std::size_t mutate_catalogue(std::uint8_t* data, std::size_t size, std::size_t most,
                             unsigned seed) {
  const auto* const bytes = reinterpret_cast<const char*>(data);
  const std::string changed = Mutator{{bytes, size}, most, seed}.mutated();
  const std::size_t n_bytes = std::min(changed.size(), most);
  std::copy_n(changed.data(), n_bytes, reinterpret_cast<char*>(data));
  return n_bytes;
}

} // namespace counterpoint::fuzz
