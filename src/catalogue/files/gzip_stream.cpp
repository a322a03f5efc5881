#include "catalogue/files/byte_stream.hpp"
#include "counterpoint/core/error.hpp"

#include <zlib.h>

#include <algorithm>
#include <limits>
#include <vector>

namespace counterpoint {

namespace {
class GzipStream final : public ByteStream {
public:
  explicit GzipStream(const std::filesystem::path& path) : file_{path}, input_(1 << 20) {
    constexpr int gzip_only = 15 + 16;
    if (inflateInit2(&inflater_, gzip_only) != Z_OK) throw SystemError{"zlib cannot be started"};
  }
  ~GzipStream() override { inflateEnd(&inflater_); }
  GzipStream(const GzipStream&) = delete;
  GzipStream& operator=(const GzipStream&) = delete;
  GzipStream(GzipStream&&) = delete;
  GzipStream& operator=(GzipStream&&) = delete;

  std::size_t read(char* target, std::size_t n_bytes) override {
    const auto room =
        static_cast<uInt>(std::min<std::size_t>(n_bytes, std::numeric_limits<uInt>::max()));
    inflater_.next_out = reinterpret_cast<Bytef*>(target);
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
      inflateReset(&inflater_);
      between_members_ = false;
    }
    const int status = inflate(&inflater_, Z_NO_FLUSH);
    if (status == Z_MEM_ERROR)
      throw SystemError{"no memory to inflate '" + file_.path().string() + "'"};
    if (status == Z_STREAM_END) {
      between_members_ = true;
    } else if (status != Z_OK && status != Z_BUF_ERROR) {
      fail("is damaged");
    }
  }

  bool refill() {
    const std::size_t n_read = file_.read_at(position_, input_.data(), input_.size());
    position_ += static_cast<std::int64_t>(n_read);
    inflater_.next_in = reinterpret_cast<Bytef*>(input_.data());
    inflater_.avail_in = static_cast<uInt>(n_read);
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
  static constexpr Bytef gzip_magic = 0x1f;
  InputFile file_;
  std::vector<char> input_;
  std::int64_t position_ = 0;
  std::int64_t inflated_ = 0;
  z_stream inflater_{};
  bool between_members_ = false;
  bool is_over_ = false;
};
} // namespace

std::unique_ptr<ByteStream> open_gzip(const std::filesystem::path& path) {
  return std::make_unique<GzipStream>(path);
}

} // namespace counterpoint
