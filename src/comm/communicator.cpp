#include "counterpoint/comm/communicator.hpp"

#include "counterpoint/core/checked_cast.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdlib>
#include <thread>
#include <utility>

namespace counterpoint {

std::string mpi_error_text(int code) {
  std::array<char, MPI_MAX_ERROR_STRING> text{};
  int length = 0;
  MPI_Error_string(code, text.data(), &length);
  return {text.data(), static_cast<std::size_t>(length)};
}

namespace {
void require_success(int code, const char* call) {
  if (code != MPI_SUCCESS)
    throw SystemError{std::string{call} + " failed: " + mpi_error_text(code)};
}

// Without this an error of MPI ends the program with a message that does not say what it was doing.
void return_errors(MPI_Comm comm) {
  require_success(MPI_Comm_set_errhandler(comm, MPI_ERRORS_RETURN), "MPI_Comm_set_errhandler");
}

using Clock = std::chrono::steady_clock;

Clock::duration time_in_calls{}; // of this process; MPI is called by one thread

// Counts the time of a call that may wait.
class CallTime {
public:
  CallTime() : start_{Clock::now()} {}
  ~CallTime() { time_in_calls += Clock::now() - start_; }
  CallTime(const CallTime&) = delete;
  CallTime& operator=(const CallTime&) = delete;

private:
  Clock::time_point start_;
};

// One MPI call takes at most 2^31 - 1 elements; larger buffers go in pieces.
constexpr std::size_t largest_piece = std::size_t{1} << 30U;
} // namespace

std::chrono::duration<double> time_in_communication() {
  return time_in_calls;
}

MpiEnvironment::MpiEnvironment(int& argc, char**& argv) {
  require_success(MPI_Init(&argc, &argv), "MPI_Init");
  return_errors(MPI_COMM_WORLD);
  return_errors(MPI_COMM_SELF);
}

MpiEnvironment::~MpiEnvironment() {
  MPI_Finalize();
}

void MpiEnvironment::abort(int code) noexcept {
  MPI_Abort(MPI_COMM_WORLD, code);
  std::abort();
}

Communicator::Communicator(MPI_Comm owned) : comm_{owned} {
  return_errors(comm_);
  require_success(MPI_Comm_rank(comm_, &rank_), "MPI_Comm_rank");
  require_success(MPI_Comm_size(comm_, &size_), "MPI_Comm_size");
}

Communicator Communicator::world() {
  MPI_Comm duplicate = MPI_COMM_NULL;
  require_success(MPI_Comm_dup(MPI_COMM_WORLD, &duplicate), "MPI_Comm_dup");
  return Communicator{duplicate};
}

Communicator::Communicator(Communicator&& other) noexcept
    : comm_{std::exchange(other.comm_, MPI_COMM_NULL)}, rank_{other.rank_}, size_{other.size_} {}

Communicator& Communicator::operator=(Communicator&& other) noexcept {
  std::swap(comm_, other.comm_);
  std::swap(rank_, other.rank_);
  std::swap(size_, other.size_);
  return *this;
}

Communicator::~Communicator() {
  if (comm_ != MPI_COMM_NULL) MPI_Comm_free(&comm_);
}

Communicator Communicator::split(int color, int key) const {
  MPI_Comm part = MPI_COMM_NULL;
  require_success(MPI_Comm_split(comm_, color, key, &part), "MPI_Comm_split");
  return Communicator{part};
}

Communicator Communicator::split_by_node() const {
  MPI_Comm node = MPI_COMM_NULL;
  require_success(MPI_Comm_split_type(comm_, MPI_COMM_TYPE_SHARED, rank_, MPI_INFO_NULL, &node),
                  "MPI_Comm_split_type");
  return Communicator{node};
}

void Communicator::barrier() const {
  const CallTime time;
  require_success(MPI_Barrier(comm_), "MPI_Barrier");
}

bool Communicator::everybody_arrives(std::chrono::milliseconds patience) noexcept {
  MPI_Request arrival = MPI_REQUEST_NULL;
  if (MPI_Ibarrier(comm_, &arrival) != MPI_SUCCESS) return false;
  const auto deadline = std::chrono::steady_clock::now() + patience;
  int arrived = 0;
  while (MPI_Test(&arrival, &arrived, MPI_STATUS_IGNORE) == MPI_SUCCESS && arrived == 0) {
    if (std::chrono::steady_clock::now() > deadline) break;
    std::this_thread::sleep_for(std::chrono::milliseconds{1});
  }
  if (arrived == 0) comm_ = MPI_COMM_NULL; // not freed: that barrier still uses it
  return arrived != 0;
}

namespace {
template <class T>
void all_reduce(std::span<T> values, MPI_Datatype type, MPI_Op operation, MPI_Comm comm) {
  const CallTime time;
  for (std::size_t start = 0; start < values.size(); start += largest_piece) {
    const std::size_t count = std::min(largest_piece, values.size() - start);
    require_success(MPI_Allreduce(MPI_IN_PLACE, values.data() + start, checked_cast<int>(count),
                                  type, operation, comm),
                    "MPI_Allreduce");
  }
}
} // namespace

void Communicator::sum(std::span<std::int64_t> values) const {
  all_reduce(values, MPI_INT64_T, MPI_SUM, comm_);
}

void Communicator::sum(std::span<ExactSum> values) const {
  std::vector<std::int64_t> limbs;
  limbs.reserve(values.size() * ExactSum::n_limbs);
  for (const ExactSum& value : values) {
    const auto of_value = value.limbs();
    limbs.insert(limbs.end(), of_value.begin(), of_value.end());
  }
  sum(std::span{limbs});
  for (std::size_t i = 0; i < values.size(); ++i) {
    values[i].set_limbs(limbs.data() + i * ExactSum::n_limbs);
  }
}

void Communicator::minimum(std::span<double> values) const {
  all_reduce(values, MPI_DOUBLE, MPI_MIN, comm_);
}

void Communicator::minimum(std::span<std::int64_t> values) const {
  all_reduce(values, MPI_INT64_T, MPI_MIN, comm_);
}

void Communicator::maximum(std::span<double> values) const {
  all_reduce(values, MPI_DOUBLE, MPI_MAX, comm_);
}

void Communicator::maximum(std::span<std::int64_t> values) const {
  all_reduce(values, MPI_INT64_T, MPI_MAX, comm_);
}

std::int64_t Communicator::sum(std::int64_t value) const {
  all_reduce(std::span{&value, 1}, MPI_INT64_T, MPI_SUM, comm_);
  return value;
}

std::int64_t Communicator::maximum(std::int64_t value) const {
  all_reduce(std::span{&value, 1}, MPI_INT64_T, MPI_MAX, comm_);
  return value;
}

std::int64_t Communicator::minimum(std::int64_t value) const {
  all_reduce(std::span{&value, 1}, MPI_INT64_T, MPI_MIN, comm_);
  return value;
}

std::int64_t Communicator::exclusive_prefix_sum(std::int64_t value) const {
  const CallTime time;
  std::int64_t below = 0;
  require_success(MPI_Exscan(&value, &below, 1, MPI_INT64_T, MPI_SUM, comm_), "MPI_Exscan");
  return is_root() ? 0 : below;
}

void Communicator::broadcast(std::string& text, int root) const {
  std::vector<char> characters{text.begin(), text.end()};
  broadcast(characters, root);
  text.assign(characters.begin(), characters.end());
}

void Communicator::broadcast(std::vector<std::string>& texts, int root) const {
  // A text may hold any byte: lengths, not a mark between texts, say where each ends.
  std::vector<std::int64_t> lengths;
  std::string joined;
  for (const std::string& text : texts) {
    lengths.push_back(std::ssize(text));
    joined += text;
  }
  broadcast(lengths, root);
  broadcast(joined, root);
  texts.clear();
  std::size_t begin = 0;
  for (const std::int64_t length : lengths) {
    texts.push_back(joined.substr(begin, static_cast<std::size_t>(length)));
    begin += texts.back().size();
  }
}

void Communicator::broadcast_bytes(void* data, std::size_t size, int root) const {
  const CallTime time;
  auto* bytes = static_cast<std::byte*>(data);
  for (std::size_t start = 0; start < size; start += largest_piece) {
    const std::size_t count = std::min(largest_piece, size - start);
    require_success(MPI_Bcast(bytes + start, checked_cast<int>(count), MPI_BYTE, root, comm_),
                    "MPI_Bcast");
  }
}

std::vector<std::int64_t> Communicator::all_counts(std::int64_t mine) const {
  const CallTime time;
  std::vector<std::int64_t> counts(static_cast<std::size_t>(size_));
  require_success(MPI_Allgather(&mine, 1, MPI_INT64_T, counts.data(), 1, MPI_INT64_T, comm_),
                  "MPI_Allgather");
  return counts;
}

void Communicator::all_gather_elements(const void* mine, std::size_t element_size,
                                       std::span<const std::int64_t> counts, void* all) const {
  const CallTime time;
  std::vector<int> sizes;
  std::vector<int> starts;
  std::int64_t start = 0;
  for (const std::int64_t count : counts) {
    sizes.push_back(checked_cast<int>(count));
    starts.push_back(checked_cast<int>(start));
    start += count;
  }
  MPI_Datatype element = MPI_DATATYPE_NULL;
  require_success(MPI_Type_contiguous(checked_cast<int>(element_size), MPI_BYTE, &element),
                  "MPI_Type_contiguous");
  require_success(MPI_Type_commit(&element), "MPI_Type_commit");
  require_success(MPI_Allgatherv(mine, sizes[static_cast<std::size_t>(rank_)], element, all,
                                 sizes.data(), starts.data(), element, comm_),
                  "MPI_Allgatherv");
  require_success(MPI_Type_free(&element), "MPI_Type_free");
}

std::vector<std::int64_t>
Communicator::incoming_sizes(std::span<const std::span<const std::byte>> messages) const {
  const CallTime time;
  std::vector<std::int64_t> outgoing;
  for (const auto& message : messages)
    outgoing.push_back(std::ssize(message));
  std::vector<std::int64_t> incoming(outgoing.size());
  require_success(
      MPI_Alltoall(outgoing.data(), 1, MPI_INT64_T, incoming.data(), 1, MPI_INT64_T, comm_),
      "MPI_Alltoall");
  return incoming;
}

namespace {
// visit(start, count) for each piece of a message: no count is limited to 2^31 bytes, and an empty
// message has none.
template <class Visit>
void for_each_piece(std::size_t size, Visit&& visit) {
  for (std::size_t start = 0; start < size; start += largest_piece)
    visit(start, checked_cast<int>(std::min(largest_piece, size - start)));
}
} // namespace

void Communicator::exchange_bytes(std::span<const std::span<const std::byte>> messages,
                                  std::span<const std::int64_t> incoming,
                                  std::span<std::byte> received) const {
  const CallTime time;
  std::vector<MPI_Request> requests;
  std::byte* place = received.data();
  for (int peer = 0; peer < size_; ++peer) {
    const auto size = static_cast<std::size_t>(incoming[static_cast<std::size_t>(peer)]);
    if (peer == rank_) {
      const auto& own = messages[static_cast<std::size_t>(peer)];
      std::copy(own.begin(), own.end(), place);
    } else {
      for_each_piece(size, [&](std::size_t start, int count) {
        require_success(
            MPI_Irecv(place + start, count, MPI_BYTE, peer, 0, comm_, &requests.emplace_back()),
            "MPI_Irecv");
      });
    }
    place += size;
  }
  for (int peer = 0; peer < size_; ++peer) {
    if (peer == rank_) continue;
    const auto& message = messages[static_cast<std::size_t>(peer)];
    for_each_piece(message.size(), [&](std::size_t start, int count) {
      require_success(MPI_Isend(message.data() + start, count, MPI_BYTE, peer, 0, comm_,
                                &requests.emplace_back()),
                      "MPI_Isend");
    });
  }
  require_success(
      MPI_Waitall(checked_cast<int>(requests.size()), requests.data(), MPI_STATUSES_IGNORE),
      "MPI_Waitall");
}

} // namespace counterpoint
