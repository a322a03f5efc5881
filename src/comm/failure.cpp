#include "counterpoint/comm/failure.hpp"

#include <new>

namespace counterpoint {

void throw_if_any_rank(const Communicator& comm, const std::optional<Error>& failure) {
  const std::int64_t nobody = comm.size();
  const std::int64_t first = comm.minimum(failure ? std::int64_t{comm.rank()} : nobody);
  if (first == nobody) return;
  const int root = static_cast<int>(first);
  std::string message = failure ? failure->what() : "";
  std::vector<int> code{failure ? static_cast<int>(failure->code()) : 0};
  comm.broadcast(message, root);
  comm.broadcast(code, root);
  throw JointError{static_cast<ExitCode>(code.front()), message};
}

Error as_error(std::exception_ptr failure) {
  try {
    std::rethrow_exception(std::move(failure));
  } catch (const Error& error) {
    return error;
  } catch (const std::bad_alloc&) {
    return SystemError{"out of memory: use more ranks or nodes, or a smaller [layout] block-rows"};
  } catch (const std::exception& error) {
    return SystemError{error.what()};
  } catch (...) {
    return InternalError{"unknown exception"};
  }
}

void require_agreement(const Communicator& comm, const std::string& what, const std::string& text) {
  std::string of_root = text;
  comm.broadcast(of_root);
  const std::int64_t differing = comm.sum(std::int64_t{of_root == text ? 0 : 1});
  if (differing != 0) {
    throw JointError{ExitCode::failure, "the ranks do not agree on " + what + ": " +
                                            std::to_string(differing) + " of " +
                                            std::to_string(comm.size()) + " differ from rank 0"};
  }
}

} // namespace counterpoint
