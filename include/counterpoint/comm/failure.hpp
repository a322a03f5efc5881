#pragma once

#include "counterpoint/comm/communicator.hpp"
#include "counterpoint/core/error.hpp"

#include <exception>
#include <optional>
#include <type_traits>
#include <utility>

namespace counterpoint {

/// A failure that all ranks know of and throw at the same point, so that all can end the program
/// together. Any other exception that reaches main() was thrown by one rank alone: main() then has
/// to end the others too.
class JointError : public Error {
  using Error::Error;
};

/// Collective. If any rank passes a failure, all ranks throw the failure of the lowest such rank,
/// with its message and exit code: no rank goes on alone, and none waits for ever.
/// \throws JointError
void throw_if_any_rank(const Communicator& comm, const std::optional<Error>& failure);

/// Local. An exception as an Error: with its exit code if it is one, as a SystemError if not
/// (std::bad_alloc, for example).
[[nodiscard]] Error as_error(std::exception_ptr failure);

/// Collective. Runs `work`, which must not communicate, and then throws on all ranks if it threw on
/// any. \throws JointError as throw_if_any_rank() does
template <class Work>
auto run_together(const Communicator& comm, Work&& work) {
  using Result = std::invoke_result_t<Work>;
  std::optional<Error> failure;
  if constexpr (std::is_void_v<Result>) {
    try {
      std::forward<Work>(work)();
    } catch (...) {
      failure = as_error(std::current_exception());
    }
    throw_if_any_rank(comm, failure);
  } else {
    std::optional<Result> result;
    try {
      result.emplace(std::forward<Work>(work)());
    } catch (...) {
      failure = as_error(std::current_exception());
    }
    throw_if_any_rank(comm, failure);
    return std::move(*result);
  }
}

/// Collective. Makes sure, before the ranks work on something, that all of them were given the
/// same. \param what  for the message: "the configuration" \throws JointError unless `text` is
/// equal on all ranks
void require_agreement(const Communicator& comm, const std::string& what, const std::string& text);

} // namespace counterpoint
