#include "counterpoint/output/array_file.hpp"

#include "counterpoint/comm/failure.hpp"
#include "counterpoint/core/error.hpp"
#include "counterpoint/output/output_path.hpp"
#include "output/h5_attribute.hpp"
#include "output/h5_parallel.hpp"
#include "output/parallel_file.hpp"

#include <array>
#include <cstring>

namespace counterpoint {

namespace {

namespace fs = std::filesystem;

// Read or written by a rank at a time: what stays in the cache while it is checked and copied.
constexpr std::size_t round_bytes = std::size_t{2} << 20U;
constexpr const char* checksum_attribute = "checksum";

// A sum over the values of an array, each with its place: whatever ranks hold them, and in any
// order.
class Checksum {
public:
  void add(std::int64_t place, std::span<const std::byte> value) {
    std::uint64_t mixed = mix(static_cast<std::uint64_t>(place) + golden_ratio);
    const std::size_t n_whole = value.size() / sizeof(std::uint64_t) * sizeof(std::uint64_t);
    for (std::size_t i = 0; i < n_whole; i += sizeof(std::uint64_t))
      mixed = mix(mixed ^ word_of(value.data() + i, sizeof(std::uint64_t)));
    if (const std::size_t rest = value.size() - n_whole; rest == 4) // as neighbours have: no call
      mixed = mix(mixed ^ word_of(value.data() + n_whole, 4));
    else if (rest > 0)
      mixed = mix(mixed ^ word_of(value.data() + n_whole, rest));
    sum_ += mixed;
  }
  // Of consecutive values of one size.
  void add(std::int64_t first, std::span<const std::byte> bytes, std::size_t value_size) {
    for (std::size_t i = 0; i < bytes.size(); i += value_size)
      add(first++, bytes.subspan(i, value_size));
  }
  // Collective.
  [[nodiscard]] std::int64_t over_ranks(const Communicator& comm) const {
    return comm.sum(static_cast<std::int64_t>(sum_));
  }

private:
  [[gnu::always_inline]] static inline std::uint64_t word_of(const std::byte* bytes,
                                                             std::size_t n) {
    std::uint64_t word = 0;
    std::memcpy(&word, bytes, n);
    return word;
  }

  static constexpr std::uint64_t golden_ratio = 0x9E3779B97F4A7C15U;
  // The finaliser of SplitMix64 (Steele, Lea & Flood 2014).
  static std::uint64_t mix(std::uint64_t x) {
    x = (x ^ (x >> 30U)) * 0xBF58476D1CE4E5B9U;
    x = (x ^ (x >> 27U)) * 0x94D049BB133111EBU;
    return x ^ (x >> 31U);
  }

  std::uint64_t sum_ = 0;
};

std::int64_t values_per_round(std::size_t value_size) {
  return static_cast<std::int64_t>(std::max(std::size_t{1}, round_bytes / value_size));
}

// visit(first, count) of a part of an array, in rounds that all ranks make together.
template <class Visit>
void in_rounds(const Communicator& comm, std::int64_t n, std::size_t value_size, Visit&& visit) {
  const std::int64_t per_round = values_per_round(value_size);
  const std::int64_t n_rounds = (comm.maximum(n) + per_round - 1) / per_round;
  for (std::int64_t round = 0; round < n_rounds; ++round) {
    const std::int64_t first = std::min(round * per_round, n);
    visit(first, std::min(per_round, n - first));
  }
}

} // namespace

class ArrayFileWriter::Implementation {
public:
  Implementation(const Communicator& comm, const fs::path& path) : file_{comm, path, true} {}

  void write_bytes(const std::string& name, std::size_t value_size, std::int64_t n_mine,
                   const CopyBytes& copy) {
    const Communicator& comm = file_.comm();
    const std::int64_t before = comm.exclusive_prefix_sum(n_mine);
    const std::array<hsize_t, 2> dimensions{static_cast<hsize_t>(comm.sum(n_mine)), value_size};
    const h5::Dataset dataset = file_.create("/" + name, H5T_STD_U8LE, dimensions, 1024);
    Checksum checksum;
    std::vector<std::byte> bytes;
    in_rounds(comm, n_mine, value_size, [&](std::int64_t first, std::int64_t count) {
      file_.together([&] {
        bytes.resize(static_cast<std::size_t>(count) * value_size);
        copy(first, bytes);
        checksum.add(before + first, bytes, value_size);
      });
      file_.together([&] {
        h5::write_slab(dataset.get(), H5T_NATIVE_UINT8, {before + first, count}, bytes.data());
      });
    });
    const std::int64_t of_all = checksum.over_ranks(comm);
    file_.together([&] { h5::write_attribute(dataset.get(), {checksum_attribute, of_all}); });
  }

  void write_attributes(std::span<const OutputAttribute> attributes) {
    std::int64_t size = 0;
    for (const OutputAttribute& attribute : attributes) {
      const auto* text = std::get_if<std::string>(&attribute.value);
      size += 1024 + (text == nullptr ? 0 : 4 * std::ssize(*text));
    }
    file_.reserve(size);
    file_.together([&] {
      const h5::Group root{H5Gopen2(file_.id(), "/", H5P_DEFAULT), "cannot open the file"};
      for (const OutputAttribute& attribute : attributes)
        h5::write_attribute(root.get(), attribute);
    });
  }

  void commit() { file_.commit(); }

private:
  ParallelFile file_;
};

ArrayFileWriter::ArrayFileWriter(const Communicator& comm, const fs::path& path)
    : implementation_{std::make_unique<Implementation>(comm, path)} {}
ArrayFileWriter::~ArrayFileWriter() = default;

void ArrayFileWriter::write_bytes(const std::string& name, std::size_t value_size,
                                  std::int64_t n_mine, const CopyBytes& copy) {
  implementation_->write_bytes(name, value_size, n_mine, copy);
}
void ArrayFileWriter::write_attributes(std::span<const OutputAttribute> attributes) {
  implementation_->write_attributes(attributes);
}
void ArrayFileWriter::commit() {
  implementation_->commit();
}

class ArrayFileReader::Implementation {
public:
  Implementation(const Communicator& comm, fs::path path)
      : comm_{comm.split(0, comm.rank())}, path_{std::move(path)} {
    h5::silence();
    file_ = read_together([&] { return h5::open_file(comm_, path_); });
  }

  // As of ParallelFile.
  ~Implementation() {
    if (file_.is_open() && !comm_.everybody_arrives()) file_.release();
  }
  Implementation(const Implementation&) = delete;
  Implementation& operator=(const Implementation&) = delete;

  [[nodiscard]] const Communicator& comm() const { return comm_; }

  [[nodiscard]] std::int64_t size_of(const std::string& name, std::size_t value_size) const {
    return read_together([&] {
      const h5::Dataset dataset = open(name);
      const std::array<hsize_t, 2> extent = h5::extent_of(dataset.get());
      if (extent[1] != value_size) throw SystemError{"values of another size in " + name};
      return static_cast<std::int64_t>(extent[0]);
    });
  }

  void read_bytes(const std::string& name, std::size_t value_size, const ArrayPart& part,
                  const TakeBytes& take) const {
    const std::int64_t size = size_of(name, value_size);
    const h5::Dataset dataset = read_together([&] {
      check(part.first >= 0 && part.count >= 0 && part.first + part.count <= size,
            "a part beyond the array");
      return open(name);
    });
    Checksum checksum;
    std::vector<std::byte> bytes;
    in_rounds(comm_, part.count, value_size, [&](std::int64_t first, std::int64_t count) {
      bytes.resize(static_cast<std::size_t>(count) * value_size);
      read_together([&] {
        h5::read_slab(dataset.get(), H5T_NATIVE_UINT8, {part.first + first, count}, bytes.data());
      });
      run_together(comm_, [&] {
        if (part.counts_in_checksum) checksum.add(part.first + first, bytes, value_size);
        take(first, bytes);
      });
    });
    const std::int64_t of_all = checksum.over_ranks(comm_);
    read_together([&] {
      const auto attributes = h5::read_all_attributes(dataset.get());
      for (const OutputAttribute& attribute : attributes) {
        const auto* written = std::get_if<std::int64_t>(&attribute.value);
        if (attribute.name == checksum_attribute && written != nullptr && *written == of_all)
          return;
      }
      throw SystemError{name + " has another checksum than when it was written"};
    });
  }

private:
  // Collective. What goes wrong in reading is the file's fault.
  template <class Work>
  std::invoke_result_t<Work> read_together(Work&& work) const {
    return run_together(comm_, [&]() -> std::invoke_result_t<Work> {
      try {
        return work();
      } catch (const SystemError& error) {
        throw InputError{path_.string() + " cannot be read (" + error.what() +
                         "): it is damaged, or was not written by this program"};
      }
    });
  }

  // Local.
  [[nodiscard]] h5::Dataset open(const std::string& name) const {
    return {H5Dopen2(file_.get(), ("/" + name).c_str(), H5P_DEFAULT), "no array " + name};
  }

  Communicator comm_;
  fs::path path_;
  h5::File file_;
};

ArrayFileReader::ArrayFileReader(const Communicator& comm, const fs::path& path)
    : implementation_{std::make_unique<Implementation>(comm, path)} {}
ArrayFileReader::~ArrayFileReader() = default;

const Communicator& ArrayFileReader::comm() const {
  return implementation_->comm();
}
std::int64_t ArrayFileReader::size_of(const std::string& name, std::size_t value_size) const {
  return implementation_->size_of(name, value_size);
}
void ArrayFileReader::read_bytes(const std::string& name, std::size_t value_size,
                                 const ArrayPart& part, const TakeBytes& take) const {
  implementation_->read_bytes(name, value_size, part, take);
}

} // namespace counterpoint
