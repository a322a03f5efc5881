#include "output/h5_handle.hpp"

namespace counterpoint::h5 {

namespace {
// The innermost entries name the call of the system or of MPI that failed; the others repeat it.
constexpr unsigned n_reported = 3;

herr_t collect(unsigned position, const H5E_error2_t* entry, void* into) {
  if (position >= n_reported || entry->desc == nullptr) return 0;
  auto& text = *static_cast<std::string*>(into);
  if (!text.empty()) text += "; ";
  text += entry->desc;
  return 0;
}
} // namespace

void silence() {
  H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr);
}

std::string error_text() {
  std::string text;
  H5Ewalk2(H5E_DEFAULT, H5E_WALK_UPWARD, collect, &text);
  return text;
}

Datatype text_type(std::size_t size) {
  Datatype type{H5Tcopy(H5T_C_S1), "HDF5 string type"};
  require(H5Tset_size(type.get(), size), "HDF5 string size");
  require(H5Tset_cset(type.get(), H5T_CSET_UTF8), "HDF5 string encoding");
  if (size != H5T_VARIABLE) require(H5Tset_strpad(type.get(), H5T_STR_NULLPAD), "HDF5 padding");
  return type;
}

Datatype boolean_type() {
  Datatype type{H5Tenum_create(H5T_STD_I8LE), "HDF5 boolean type"};
  const auto name = [&](const char* word, signed char value) {
    require(H5Tenum_insert(type.get(), word, &value), "HDF5 boolean type");
  };
  name("FALSE", 0);
  name("TRUE", 1);
  return type;
}

} // namespace counterpoint::h5
