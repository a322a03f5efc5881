#pragma once

#include "counterpoint/core/error.hpp"

#include <hdf5.h>

#ifndef H5_HAVE_PARALLEL
#error "HDF5 must be built for MPI"
#endif

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace counterpoint::h5 {

/// Local. Stops HDF5 from printing its error stack; error_text() reads it instead.
void silence();

/// Local. The most specific messages on HDF5's error stack, "" if there are none.
[[nodiscard]] std::string error_text();

/// Local. Every HDF5 call reports failure as a negative result.
/// \throws SystemError "<what>: <HDF5's reason>"
template <class Result>
Result require(Result result, std::string_view what) {
  if (result < 0) throw SystemError{std::string{what} + ": " + error_text()};
  return result;
}

/// Owns one HDF5 identifier.
template <herr_t (*close_function)(hid_t)>
class Handle {
public:
  Handle() = default;
  /// \throws SystemError if the call that made `id` failed
  Handle(hid_t id, std::string_view what) : id_{require(id, what)} {}
  Handle(Handle&& other) noexcept : id_{other.release()} {}
  Handle& operator=(Handle&& other) noexcept {
    std::swap(id_, other.id_);
    return *this;
  }
  Handle(const Handle&) = delete;
  Handle& operator=(const Handle&) = delete;
  ~Handle() {
    if (is_open()) close_function(id_);
  }

  [[nodiscard]] hid_t get() const noexcept { return id_; }
  [[nodiscard]] bool is_open() const noexcept { return id_ >= 0; }
  /// Forgets the identifier without closing it.
  hid_t release() noexcept { return std::exchange(id_, hid_t{-1}); }
  /// \throws SystemError; the destructor ignores a failure, hence this for files that matter
  void close(std::string_view what) { require(close_function(release()), what); }

private:
  hid_t id_ = -1;
};

using File = Handle<H5Fclose>;
using Group = Handle<H5Gclose>;
using Object = Handle<H5Oclose>;
using Dataset = Handle<H5Dclose>;
using Dataspace = Handle<H5Sclose>;
using Datatype = Handle<H5Tclose>;
using Attribute = Handle<H5Aclose>;
using PropertyList = Handle<H5Pclose>;

/// Local. A new property list of this class.
[[nodiscard]] inline PropertyList property_list(hid_t list_class) {
  return {H5Pcreate(list_class), "HDF5 property list"};
}

/// Local. A UTF-8 string type, null-padded, of `size` bytes, or H5T_VARIABLE.
[[nodiscard]] Datatype text_type(std::size_t size);

/// Local. The enumeration that h5py reads and writes as booleans.
[[nodiscard]] Datatype boolean_type();

} // namespace counterpoint::h5
