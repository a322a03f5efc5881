#pragma once

#include "counterpoint/comm/communicator.hpp"
#include "counterpoint/core/error.hpp"

#include <exception>
#include <optional>
#include <type_traits>
#include <utility>

namespace counterpoint {

/// A failure that all ranks know of and throw at the same point: the program may end in order. Any
/// other exception that reaches main() is one rank's alone, and the others must be ended.
class JointError : public Error {
  using Error::Error;
};

/// Collective. If any rank passes a failure, all ranks throw the one of the lowest such rank as a
/// JointError, with its message and exit code: nobody goes on alone, nobody waits for ever.
void throw_if_any_rank(const Communicator& comm, const std::optional<Error>& failure);

/// Local. The exception in flight as an Error: its own kind kept, std::bad_alloc and the rest as
/// SystemError.
[[nodiscard]] Error as_error(std::exception_ptr failure);

/// Collective. Runs `work`, which must not communicate, and then agrees on failure as above.
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

/// Collective. Throws JointError on all ranks unless `text` is equal on all of them: ranks prove
/// that they were given the same configuration before they work on it.
void require_agreement(const Communicator& comm, const std::string& what, const std::string& text);

} // namespace counterpoint
