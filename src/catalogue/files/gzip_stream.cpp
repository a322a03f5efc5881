#include "catalogue/files/byte_stream.hpp"
#include "counterpoint/core/error.hpp"

#include <isa-l/igzip_lib.h>

#include <algorithm>
#include <cstdint>
#include <limits>
#include <vector>

namespace counterpoint {

namespace {
class GzipStream final : public ByteStream {
public:
  explicit GzipStream(const std::filesystem::path& path) : file_{path}, input_(1 << 20) {
    isal_inflate_init(&inflater_);
    begin_member();
  }

  std::size_t read(char* target, std::size_t n_bytes) override {
    const auto room = static_cast<std::uint32_t>(
        std::min<std::size_t>(n_bytes, std::numeric_limits<std::uint32_t>::max()));
    inflater_.next_out = reinterpret_cast<std::uint8_t*>(target);
    inflater_.avail_out = room;
    while (inflater_.avail_out == room && !is_over_)
      advance();
    const std::size_t n_inflated = room - inflater_.avail_out;
    inflated_ += static_cast<std::int64_t>(n_inflated);
    if (inflated_ > always_inflated && inflated_ / most_inflation > bytes_used()) throw_inflated();
    return n_inflated;
  }

  std::int64_t bytes_used() const override {
    return position_ - static_cast<std::int64_t>(inflater_.avail_in);
  }
  const std::filesystem::path& path() const override { return file_.path(); }

private:
  void begin_member() {
    isal_inflate_reset(&inflater_);
    inflater_.crc_flag = ISAL_GZIP; // header and checksum are read and checked
    between_members_ = false;
  }

  void advance() {
    if (inflater_.avail_in == 0 && !refill()) {
      if (!between_members_) fail("is cut short");
      is_over_ = true;
      return;
    }
    if (between_members_) {
      // Anything but another member is padding, which gzip ignores too.
      if (*inflater_.next_in != gzip_magic) {
        is_over_ = true;
        return;
      }
      begin_member();
    }
    if (isal_inflate(&inflater_) < ISAL_DECOMP_OK) fail("is damaged");
    between_members_ = inflater_.block_state == ISAL_BLOCK_FINISH;
  }

  bool refill() {
    const std::size_t n_read = file_.read_at(position_, input_.data(), input_.size());
    position_ += static_cast<std::int64_t>(n_read);
    inflater_.next_in = reinterpret_cast<std::uint8_t*>(input_.data());
    inflater_.avail_in = static_cast<std::uint32_t>(n_read);
    return n_read > 0;
  }

  [[noreturn]] void fail(const std::string& what) const {
    throw InputError{"gzip file '" + file_.path().string() + "' " + what +
                     " (gzip -t says so too): download it again"};
  }

  [[noreturn]] void throw_inflated() const {
    throw InputError{"gzip file '" + file_.path().string() + "' inflates to more than " +
                     std::to_string(most_inflation) +
                     " times its size, as no catalogue does: download it again, or gunzip it "
                     "first if it is right"};
  }

  // Catalogues inflate to 2 to 30 times their size; deflate reaches 1032.
  static constexpr std::int64_t most_inflation = 250;
  static constexpr std::int64_t always_inflated = std::int64_t{16} << 20U;
  static constexpr std::uint8_t gzip_magic = 0x1f;
  InputFile file_;
  std::vector<char> input_;
  std::int64_t position_ = 0;
  std::int64_t inflated_ = 0;
  inflate_state inflater_{};
  bool between_members_ = false;
  bool is_over_ = false;
};
} // namespace

std::unique_ptr<ByteStream> open_gzip(const std::filesystem::path& path) {
  return std::make_unique<GzipStream>(path);
}

} // namespace counterpoint
