#pragma once

#include "counterpoint/core/check.hpp"
#include "counterpoint/core/exact_sum.hpp"

#include <mpi.h>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <span>
#include <string>
#include <type_traits>
#include <vector>

namespace counterpoint {

/// What MPI says of an error code that one of its functions returned.
[[nodiscard]] std::string mpi_error_text(int code);

/// Local. How long this process has been in calls of Communicator so far: it waited for other
/// ranks, or its data travelled.
[[nodiscard]] std::chrono::duration<double> time_in_communication();

/// Initialises MPI for the life of the program; one in main(). An exception that would leave main()
/// must be turned into abort() or a joint exit first: the destructor finalises collectively.
///
/// Errors of MPI are returned as codes from here on, where MPI by itself would end the program:
/// also on MPI_COMM_WORLD and MPI_COMM_SELF, to which calls without a communicator belong, and on
/// what libraries derive from ours. Files of MPI-IO return codes anyway.
class MpiEnvironment {
public:
  /// \throws SystemError with MPI's own text
  MpiEnvironment(int& argc, char**& argv);
  ~MpiEnvironment();
  MpiEnvironment(const MpiEnvironment&) = delete;
  MpiEnvironment& operator=(const MpiEnvironment&) = delete;
  MpiEnvironment(MpiEnvironment&&) = delete;
  MpiEnvironment& operator=(MpiEnvironment&&) = delete;

  /// Local. Ends all ranks with `code`: for a failure of this rank alone, while the others may be
  /// waiting for it.
  [[noreturn]] static void abort(int code) noexcept;
};

/// A private copy of an MPI communicator; freed with the object. Element counts may exceed 2^31.
///
/// Each function that calls MPI throws SystemError with the name of the call and MPI's own text if
/// MPI returns an error ("MPI_Bcast failed: MPI_ERR_ROOT: invalid root"). Only the ranks that MPI
/// told of the error throw, while others may wait in the same call for ever. So nobody catches this
/// exception but main(), which prints it with the number of the rank and ends all ranks by
/// MpiEnvironment::abort() with exit code 1. It must not pass through run_together(), which would
/// wait for the others: the work given to it does not communicate. After an error MPI promises
/// nothing about the communicator.
class Communicator {
public:
  /// Collective. All ranks of the program.
  [[nodiscard]] static Communicator world();

  Communicator(Communicator&& other) noexcept;
  Communicator& operator=(Communicator&& other) noexcept;
  Communicator(const Communicator&) = delete;
  Communicator& operator=(const Communicator&) = delete;
  ~Communicator();

  /// Local.
  [[nodiscard]] int rank() const { return rank_; }
  [[nodiscard]] int size() const { return size_; }
  [[nodiscard]] bool is_root() const { return rank_ == 0; }
  /// Local. For libraries that take the handle themselves (parallel HDF5, MPI-IO), and for calls
  /// that have no function here: these return MPI's error codes, and the caller checks them.
  [[nodiscard]] MPI_Comm handle() const { return comm_; }

  /// Collective. Ranks of equal `color` form a new communicator, ordered by `key`.
  [[nodiscard]] Communicator split(int color, int key) const;
  /// Collective. The ranks that can share memory with this one, those of its node, in rank order.
  [[nodiscard]] Communicator split_by_node() const;

  /// Collective.
  void barrier() const;

  /// Collective, for destructors that have to communicate: true if all ranks call this in time.
  /// False on a rank that unwinds alone because of an exception, whose destructor must not wait for
  /// the others; the communicator is then of no further use.
  [[nodiscard]] bool everybody_arrives(std::chrono::milliseconds patience = ten_seconds) noexcept;

  /// Collective. Element-wise over ranks, in place.
  void sum(std::span<std::int64_t> values) const;
  void sum(std::span<ExactSum> values) const;
  void minimum(std::span<double> values) const;
  void minimum(std::span<std::int64_t> values) const;
  void maximum(std::span<double> values) const;
  void maximum(std::span<std::int64_t> values) const;
  [[nodiscard]] std::int64_t sum(std::int64_t value) const;
  [[nodiscard]] std::int64_t maximum(std::int64_t value) const;
  [[nodiscard]] std::int64_t minimum(std::int64_t value) const;

  /// Collective. Sum of `value` over the ranks below this one; 0 on the first.
  [[nodiscard]] std::int64_t exclusive_prefix_sum(std::int64_t value) const;

  /// Collective. `values` of `root` arrive on all ranks; resized there.
  template <class T>
  void broadcast(std::vector<T>& values, int root = 0) const {
    static_assert(std::is_trivially_copyable_v<T>);
    std::int64_t count = static_cast<std::int64_t>(values.size());
    broadcast_bytes(&count, sizeof count, root);
    values.resize(static_cast<std::size_t>(count));
    broadcast_bytes(values.data(), values.size() * sizeof(T), root);
  }
  void broadcast(std::string& text, int root = 0) const;
  void broadcast(std::vector<std::string>& texts, int root = 0) const;

  /// Collective. The same for values that have their place already, as many on every rank.
  void broadcast(std::span<std::byte> bytes, int root) const {
    broadcast_bytes(bytes.data(), bytes.size(), root);
  }

  /// Collective. Everybody's values, concatenated in rank order, on every rank; at most 2^31 - 1
  /// in all.
  template <class T>
  [[nodiscard]] std::vector<T> all_gather(std::span<const T> mine) const {
    static_assert(std::is_trivially_copyable_v<T>);
    const std::vector<std::int64_t> counts = all_counts(std::ssize(mine));
    const std::int64_t total = std::accumulate(counts.begin(), counts.end(), std::int64_t{0});
    std::vector<T> all(static_cast<std::size_t>(total));
    all_gather_elements(mine.data(), sizeof(T), counts, all.data());
    return all;
  }

  /// Collective. outgoing[r] goes to rank r; returns what arrived, concatenated in rank order.
  template <class T>
  [[nodiscard]] std::vector<T> exchange(const std::vector<std::vector<T>>& outgoing) const {
    return exchange(std::vector<std::span<const T>>{outgoing.begin(), outgoing.end()});
  }
  template <class T>
  [[nodiscard]] std::vector<T> exchange(const std::vector<std::span<const T>>& outgoing) const {
    static_assert(std::is_trivially_copyable_v<T>);
    check(outgoing.size() == static_cast<std::size_t>(size_), "exchange: one list per rank");
    std::vector<std::span<const std::byte>> messages;
    for (const std::span<const T>& list : outgoing)
      messages.push_back(std::as_bytes(list));
    const std::vector<std::int64_t> sizes = incoming_sizes(messages);
    const std::int64_t total = std::accumulate(sizes.begin(), sizes.end(), std::int64_t{0});
    std::vector<T> received(static_cast<std::size_t>(total) / sizeof(T));
    exchange_bytes(messages, sizes, std::as_writable_bytes(std::span{received}));
    return received;
  }

private:
  static constexpr std::chrono::milliseconds ten_seconds{10'000};

  explicit Communicator(MPI_Comm owned);

  void broadcast_bytes(void* data, std::size_t size, int root) const;
  // The count that each rank gives.
  [[nodiscard]] std::vector<std::int64_t> all_counts(std::int64_t mine) const;
  void all_gather_elements(const void* mine, std::size_t element_size,
                           std::span<const std::int64_t> counts, void* all) const;
  // Bytes that each rank is about to send to this one.
  [[nodiscard]] std::vector<std::int64_t>
  incoming_sizes(std::span<const std::span<const std::byte>> messages) const;
  void exchange_bytes(std::span<const std::span<const std::byte>> messages,
                      std::span<const std::int64_t> incoming, std::span<std::byte> received) const;

  MPI_Comm comm_ = MPI_COMM_NULL;
  int rank_ = 0;
  int size_ = 1;
};

} // namespace counterpoint
