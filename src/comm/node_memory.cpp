#include "counterpoint/comm/node_memory.hpp"

#include <algorithm>
#include <cstdint>
#include <fcntl.h>
#include <numeric>
#include <sys/mman.h>
#include <unistd.h>
#include <utility>

namespace counterpoint {

namespace {

std::size_t shared_now = 0; // of this process; MPI is called by one thread
std::size_t shared_most = 0;

// A file of shared memory with room for `size` bytes; -1 where there is none. The room is taken at
// once: later the system would end the program with a signal.
int create_file(const std::string& name, std::size_t size) {
  const int file = ::shm_open(name.c_str(), O_CREAT | O_EXCL | O_RDWR, S_IRUSR | S_IWUSR);
  if (file < 0 || ::posix_fallocate(file, 0, static_cast<off_t>(size)) == 0) return file;
  ::close(file);
  ::shm_unlink(name.c_str());
  return -1;
}

std::string next_name() {
  static int n_files = 0;
  return "/counterpoint-" + std::to_string(::getpid()) + "-" + std::to_string(n_files++);
}

} // namespace

NodeRanks::NodeRanks(const Communicator& all) : NodeRanks{all, all.split_by_node()} {}

NodeRanks::NodeRanks(const Communicator& all, Communicator within)
    : all_{all.split(0, all.rank())}, within_{std::move(within)},
      leaders_{all.split(within_.is_root() ? 0 : 1, all.rank())} {
  std::vector<int> node{leaders_.rank()};
  within_.broadcast(node);
  node_of_rank_ = all_.all_gather(std::span<const int>{node});
}

NodeMemory::NodeMemory(std::shared_ptr<const NodeRanks> ranks, std::span<const std::byte> mine)
    : ranks_{std::move(ranks)} {
  const Communicator& all = ranks_->all();
  const std::int64_t my_size = std::ssize(mine);
  const std::vector<std::int64_t> sizes = all.all_gather(std::span{&my_size, 1});
  const std::int64_t total = std::accumulate(sizes.begin(), sizes.end(), std::int64_t{0});
  if (total == 0) return;
  if (!map(static_cast<std::size_t>(total))) {
    own_ = all.all_gather(mine);
    bytes_ = own_;
    return;
  }
  const auto first = static_cast<std::size_t>(all.exclusive_prefix_sum(my_size));
  std::copy(mine.begin(), mine.end(), bytes_.begin() + static_cast<std::ptrdiff_t>(first));
  wait();
  if (ranks_->within().is_root() && ranks_->leaders().size() > 1) {
    std::size_t begin = 0;
    for (std::size_t rank = 0; rank < sizes.size(); ++rank) {
      const auto size = static_cast<std::size_t>(sizes[rank]);
      ranks_->leaders().broadcast(bytes_.subspan(begin, size), ranks_->node_of(rank));
      begin += size;
    }
  }
  wait();
}

bool NodeMemory::map(std::size_t size) {
  const Communicator& within = ranks_->within();
  std::string name;
  int file = -1;
  if (within.is_root()) {
    name = next_name();
    file = create_file(name, size);
  }
  within.broadcast(name);
  // Behind the broadcast the file is there, if it could be made.
  if (!within.is_root()) file = ::shm_open(name.c_str(), O_RDWR, 0);
  void* const place =
      file < 0 ? MAP_FAILED : ::mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
  if (file >= 0) ::close(file);
  const bool is_mapped = place != MAP_FAILED;
  const bool are_all = ranks_->all().minimum(std::int64_t{is_mapped}) != 0;
  // The memory lives as long as somebody sees it.
  if (within.is_root() && file >= 0) ::shm_unlink(name.c_str());
  if (is_mapped && !are_all) ::munmap(place, size);
  if (!are_all) return false;
  bytes_ = {static_cast<std::byte*>(place), size};
  shared_now += size;
  shared_most = std::max(shared_most, shared_now);
  return true;
}

NodeMemory::~NodeMemory() {
  if (!is_shared() || bytes_.empty()) return;
  ::munmap(bytes_.data(), bytes_.size());
  shared_now -= bytes_.size();
}

void NodeMemory::wait() const {
  if (is_shared() && ranks_->within().size() > 1) ranks_->within().barrier();
}

std::size_t NodeMemory::most_shared() {
  return shared_most;
}

} // namespace counterpoint
