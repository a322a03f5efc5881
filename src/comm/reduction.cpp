#include "counterpoint/comm/reduction.hpp"

#include "counterpoint/comm/failure.hpp"

#include <array>

namespace counterpoint {

void Reduction::sum(ExactSum& value) {
  auto limbs = value.limbs();
  for (std::int64_t& limb : limbs)
    visit(sums_, limb);
  value.set_limbs(limbs.data());
}

void Reduction::reduce(const Communicator& comm) {
  const std::array sizes{std::ssize(sums_.values), std::ssize(minima_.values),
                         std::ssize(maxima_.values), std::ssize(integer_minima_.values),
                         std::ssize(integer_maxima_.values)};
  std::vector<std::int64_t> least{sizes.begin(), sizes.end()};
  std::vector<std::int64_t> most = least;
  comm.minimum(least);
  comm.maximum(most);
  if (least != most) {
    throw JointError{ExitCode::failure,
                     "internal error: the ranks add up different numbers of values"};
  }
  comm.sum(sums_.values);
  comm.minimum(minima_.values);
  comm.maximum(maxima_.values);
  comm.minimum(integer_minima_.values);
  comm.maximum(integer_maxima_.values);
  is_reduced_ = true;
}

} // namespace counterpoint
